"""xltrack import: a plan in any form an office has it becomes a tracker workbook."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from xltrack.cli.limits import LIMIT_OPTION, limits
from xltrack.cli.lines import counted, severities
from xltrack.cli.options import AS_OF_OPTION, FORCE_OPTION, JSON_OPTION
from xltrack.cli.output import print_line, say, show_json, tell_findings
from xltrack.i18n.catalogue import LANGUAGES

if TYPE_CHECKING:
    from xltrack.importing.recognise import ImportedPlan
    from xltrack.workflows.files import LoadedPlan
    from xltrack.workflows.import_plan import ImportOptions
    from xltrack.workflows.settings import Settings


@click.command("import", short_help="Make a tracker from a plan: Word, PDF, a web page, text or an own spreadsheet.")
@click.argument("sources", metavar="SOURCE...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, help="The tracker workbook to write.")
@click.option(
    "--unit", "units", multiple=True, metavar="NAME", help="A responsible unit's exact name; may be repeated."
)
@click.option("--vocabulary", type=click.Path(path_type=Path), help="A file with the office's own units and terms.")
@click.option("--map", "maps", multiple=True, metavar="HEADER=FIELD", help="The field that a column holds, or ignore.")
@click.option("--status", "words", multiple=True, metavar="WORD=CODE", help="The meaning of a status word.")
@click.option("--title", default="", help="The plan's title, whatever the source says.")
@click.option("--sheet", "sheets", multiple=True, metavar="NAME", help="A sheet to read; may be repeated. Else all.")
@click.option("--form", "forms", multiple=True, type=click.Path(path_type=Path), help="A file with a form's words.")
@click.option("--report", type=click.Path(path_type=Path), help="Write the account of the import as a workbook.")
@click.option("--template", type=click.Path(path_type=Path), help="The workbook to fill instead of the default one.")
@click.option("--language", type=click.Choice(LANGUAGES), help="The workbook's language; else xltrack.toml's, or en.")
@click.option("--protect", is_flag=True, help="Protect the sheets (no password): only staff columns can be edited.")
@AS_OF_OPTION
@FORCE_OPTION
@LIMIT_OPTION
@JSON_OPTION
def command(
    sources: tuple[Path, ...],
    output: Path,
    units: tuple[str, ...],
    vocabulary: Path | None,
    maps: tuple[str, ...],
    words: tuple[str, ...],
    title: str,
    sheets: tuple[str, ...],
    forms: tuple[Path, ...],
    report: Path | None,
    template: Path | None,
    language: str | None,
    protect: bool,
    as_of: date,
    force: bool,
    raised: tuple[str, ...],
    as_json: bool,
) -> int:
    """Make a tracker workbook from the plan in SOURCE: Word, PDF, a saved web page, a text, JSON, or a spreadsheet.

    The kind of a file is told by its content; - is standard input. Several files make one plan. A page with several
    plans makes a tracker of each: tracker.xlsx, tracker-2.xlsx. Every word of a source is in the plan or in a finding
    with its place. What a header or a status word means is given with --map and --status, or asked at a terminal,
    and remembered in xltrack.toml beside the output, as --title and --sheet are.

    \b
    Example:
      xltrack import response.docx -o tracker.xlsx
      xltrack import reponse.pdf -o suivi.xlsx --language fr --report account.xlsx
      xltrack import response.txt -o tracker.xlsx --unit "Country Office"
      xltrack import follow-up.xlsx -o tracker.xlsx --map "Q3 update=comments" --status "On track=initiated"
    """
    from xltrack.cli.import_words import read_asking, remember
    from xltrack.workflows.files import load_settings, loaded_plan, read_source, refuse_overwrite
    from xltrack.workflows.import_plan import import_plans

    settings = load_settings(output.parent)
    for target in filter(None, (output, report)):
        refuse_overwrite(target, *sources, force=force)
    options = _options(settings, (*units,), vocabulary, maps, words, title, sheets, forms, raised)
    contents = [(str(path), read_source(path, options.limits)) for path in sources]
    plans, said = read_asking(lambda chosen: import_plans(contents, chosen), options)
    written = []
    for read, target in zip(plans, _targets(output, len(plans)), strict=True):
        refuse_overwrite(target, *sources, force=force)
        made = _tracker(
            read, target, as_of, language or settings.language, template or settings.template, force, protect
        )
        written.append((loaded_plan(read), made))
    if told := remember(output.parent, said):
        say(f"{told}: what was said about the sources is remembered there.")
    if report:
        _write_report(plans, report, language or settings.language)
    _tell(written, len(plans), as_json)
    findings = [finding for loaded, _ in written for finding in loaded.findings]
    return 1 if any(finding.needs_attention for finding in findings) else 0


def _targets(output: Path, count: int) -> list[Path]:
    """The output and, for further plans, its name with -2, -3 and so on."""
    return [output, *(output.with_name(f"{output.stem}-{number}{output.suffix}") for number in range(2, count + 1))]


def _options(
    settings: Settings,
    units: tuple[str, ...],
    vocabulary: Path | None,
    maps: tuple[str, ...],
    words: tuple[str, ...],
    title: str,
    sheets: tuple[str, ...],
    forms: tuple[Path, ...],
    raised: tuple[str, ...],
) -> ImportOptions:
    """What is remembered, and what the options say now."""
    from xltrack.cli.import_words import field_choices, pairs, status_choices
    from xltrack.workflows.files import load_vocabulary, read_text
    from xltrack.workflows.import_plan import ImportOptions

    known = settings.imports
    headers, statuses = pairs("--map", maps, field_choices), pairs("--status", words, status_choices)
    return ImportOptions(
        units=(*units, *settings.units, *known.units),
        vocabulary=load_vocabulary(vocabulary or settings.vocabulary),
        headers=known.headers | headers,
        statuses=known.statuses | statuses,
        remembered=frozenset({*known.headers, *known.statuses} - {*headers, *statuses}),
        title=title or known.title,
        sheets=sheets or known.sheets,
        forms={str(path): read_text(path) for path in (*forms, *known.forms)},
        limits=limits(raised),
    )


def _tracker(
    read: ImportedPlan, target: Path, as_of: date, language: str, template: Path | None, force: bool, protect: bool
) -> dict[str, Any]:
    """Write one tracker, and return the figures of its report."""
    from xltrack.model.overdue import is_overdue
    from xltrack.model.tracker import new_tracker
    from xltrack.workbook.write import write_workbook

    plan = read.plan
    tracker = new_tracker(plan, as_of, language)
    write_workbook(tracker, target, as_of=as_of, template=template, overwrite=force, protect=protect)
    return {
        "file": str(target),
        "id": tracker.meta.id,
        "title": plan.title,
        "recommendations": len(plan.recommendations),
        "actions": len(plan.actions),
        "units": list(plan.units),
        "as_of": as_of.isoformat(),
        "overdue": sum(is_overdue(action, as_of) for action in plan.actions),
    }


def _write_report(plans: Sequence[ImportedPlan], report: Path, language: str) -> None:
    from xltrack.rendering.import_account import account_workbook
    from xltrack.storage.atomic import atomic_write

    atomic_write(report, account_workbook(plans, language))


def _tell(written: Sequence[tuple[LoadedPlan, dict[str, Any]]], count: int, as_json: bool) -> None:
    reports = []
    for loaded, figures in written:
        window = loaded.window
        hold = window and [day and day.isoformat() for day in (window.first, window.last)]
        reports.append(figures | {"labels_hold": hold, "findings": [finding.as_dict() for finding in loaded.findings]})
    if as_json:
        show_json(reports[0] if count == 1 else {**reports[0], "plans": reports})
        return
    if count > 1:
        titles = " · ".join(str(figures["title"]) for _, figures in written)
        print_line(f"The source holds {count} plans, and each has its own tracker: {titles}")
    for loaded, figures in written:
        _print(figures, loaded)


def _print(figures: dict[str, Any], loaded: LoadedPlan) -> None:
    tell_findings(loaded.findings)
    plan = loaded.plan
    size = f"{counted(len(plan.recommendations), 'recommendation')}, {counted(len(plan.actions), 'key action')}"
    print_line(
        f"{figures['file']}: {size}, {counted(len(plan.units), 'unit')}; "
        f"{figures['overdue']} overdue on {figures['as_of']}."
    )
    if loaded.window is not None:
        print_line(f"The source's Overdue labels hold {window_words(loaded.window.first, loaded.window.last)}.")
    if loaded.findings:
        print_line(f"To look at: {severities(loaded.findings)}.")


def window_words(first: date | None, last: date | None) -> str:
    """The days of a window in words."""
    if first and last:
        return f"from {first} to {last}"
    if first or last:
        return f"from {first} on" if first else f"until {last}"
    return "on any day"
