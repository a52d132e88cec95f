"""xltrack import: a plan as text, or in an office's own spreadsheet, becomes a tracker workbook."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from xltrack.cli.limits import LIMIT_OPTION, limits
from xltrack.cli.output import (
    AS_OF_OPTION,
    FORCE_OPTION,
    JSON_OPTION,
    counted,
    findings_json,
    print_line,
    say,
    severities,
    show_json,
    tell_findings,
)
from xltrack.i18n.catalogue import LANGUAGES

if TYPE_CHECKING:
    from xltrack.importing.spreadsheet.plan import ForeignPlan
    from xltrack.workflows.files import LoadedPlan
    from xltrack.workflows.settings import Settings


@click.command("import", short_help="Write a plan (text, JSON, an own spreadsheet) into a tracker workbook.")
@click.argument("source", type=click.Path(path_type=Path))
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, help="The tracker workbook to write.")
@click.option(
    "--unit", "units", multiple=True, metavar="NAME", help="A responsible unit's exact name; may be repeated."
)
@click.option("--vocabulary", type=click.Path(path_type=Path), help="A file with the office's own units and terms.")
@click.option("--map", "maps", multiple=True, metavar="HEADER=FIELD", help="What a column of an own spreadsheet is.")
@click.option("--status", "words", multiple=True, metavar="WORD=CODE", help="What a status word of one's own means.")
@click.option("--template", type=click.Path(path_type=Path), help="The workbook to fill instead of the default one.")
@click.option("--language", type=click.Choice(LANGUAGES), help="The workbook's language; else xltrack.toml's, or en.")
@click.option("--protect", is_flag=True, help="Protect the sheets (no password): only staff columns can be edited.")
@AS_OF_OPTION
@FORCE_OPTION
@LIMIT_OPTION
@JSON_OPTION
def command(
    source: Path,
    output: Path,
    units: tuple[str, ...],
    vocabulary: Path | None,
    maps: tuple[str, ...],
    words: tuple[str, ...],
    template: Path | None,
    language: str | None,
    protect: bool,
    as_of: date,
    force: bool,
    raised: tuple[str, ...],
    as_json: bool,
) -> int:
    """Write the plan in SOURCE (.txt, .json, - for standard input, .csv, or a workbook) into a tracker workbook.

    What had to be guessed is reported with its line. Of a spreadsheet that an office made for itself, every filled
    cell is in the plan or named; what its headers and status words mean is told with --map and --status, or asked at
    a terminal, and remembered in xltrack.toml beside the output, which may also name template, vocabulary, units and
    language.

    \b
    Example:
      xltrack import response.txt -o tracker.xlsx --unit "Country Office"
      xltrack import reponse.txt -o suivi.xlsx --language fr
      xltrack import follow-up.xlsx -o tracker.xlsx --map "Q3 update=comments" --status "On track=initiated"
    """
    from xltrack.cli.import_words import read_asking, remember
    from xltrack.model.tracker import new_tracker
    from xltrack.workbook.write import write_workbook
    from xltrack.workflows.files import LoadedPlan, load_foreign_plan, load_plan, load_settings, refuse_overwrite

    settings = load_settings(output.parent)
    refuse_overwrite(output, source, force=force)
    imports = _imports(settings, maps, words)
    allowed = limits(raised)

    def read(headers: dict[str, str], statuses: dict[str, str]) -> ForeignPlan | None:
        return load_foreign_plan(source, headers=headers, statuses=statuses, limits=allowed)

    own = read_asking(read, *imports)
    if own is None:
        known = vocabulary or settings.vocabulary
        loaded = load_plan(source, units=(*units, *settings.units), vocabulary=known, limits=allowed)
    else:
        loaded = LoadedPlan(own.plan, own.findings)
    tracker = new_tracker(loaded.plan, as_of, language or settings.language)
    chosen = template or settings.template
    write_workbook(tracker, output, as_of=as_of, template=chosen, overwrite=force, protect=protect)
    if own is not None and (told := remember(output.parent, *imports)):
        say(f"{told}: what the headers and status words mean is remembered there.")
    report = _report(loaded, output, as_of, tracker.meta.id)
    if as_json:
        show_json(report | {"findings": findings_json(loaded.findings)})
    else:
        _print(report, loaded)
    return 1 if any(finding.severity != "info" for finding in loaded.findings) else 0


def _imports(
    settings: Settings, maps: tuple[str, ...], words: tuple[str, ...]
) -> tuple[dict[str, str], dict[str, str]]:
    """What is remembered, and what the options say now."""
    from xltrack.cli.import_words import field_choices, pairs, status_choices

    headers = settings.imports.headers | pairs("--map", maps, field_choices)
    return headers, settings.imports.statuses | pairs("--status", words, status_choices)


def _report(loaded: LoadedPlan, output: Path, as_of: date, form_id: str) -> dict[str, object]:
    from xltrack.model.overdue import is_overdue

    plan, window = loaded.plan, loaded.window
    return {
        "file": str(output),
        "id": form_id,
        "recommendations": len(plan.recommendations),
        "actions": len(plan.actions),
        "units": list(plan.units),
        "as_of": as_of.isoformat(),
        "overdue": sum(is_overdue(action, as_of) for action in plan.actions),
        "labels_hold": window and [day and day.isoformat() for day in (window.first, window.last)],
    }


def _print(report: dict[str, object], loaded: LoadedPlan) -> None:
    tell_findings(loaded.findings)
    plan = loaded.plan
    size = f"{counted(len(plan.recommendations), 'recommendation')}, {counted(len(plan.actions), 'key action')}"
    print_line(
        f"{report['file']}: {size}, {counted(len(plan.units), 'unit')}; "
        f"{report['overdue']} overdue on {report['as_of']}."
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
