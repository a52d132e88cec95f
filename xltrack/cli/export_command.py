"""xltrack export: a tracker's plan in a form other programs read."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from xltrack.cli.limits import LIMIT_OPTION, limits
from xltrack.cli.output import AS_OF_OPTION, FORCE_OPTION, counted, say, tell_findings

if TYPE_CHECKING:
    from xltrack.grid.limits import Limits
    from xltrack.model.plan import Plan
    from xltrack.model.tracker import Tracker


@click.command("export", short_help="Write a tracker's plan as JSON, text or CSV.")
@click.argument("tracker", type=click.Path(path_type=Path))
@click.option(
    "-o", "--output", required=True, type=click.Path(path_type=Path), help="FILE.json, FILE.txt, FILE.csv, or -."
)
@click.option(
    "--format", "form", type=click.Choice(["json", "txt", "csv"]), help="The form, where the name does not say it."
)
@click.option(
    "--changed-since", "since", metavar="DATE|REVISION|FILE", help="Only what changed, as blocks to paste (.txt)."
)
@AS_OF_OPTION
@FORCE_OPTION
@LIMIT_OPTION
def command(
    tracker: Path,
    output: Path,
    form: str | None,
    since: str | None,
    as_of: date,
    force: bool,
    raised: tuple[str, ...],
) -> int:
    """Write the plan that TRACKER's sheets say now as .json, .txt or .csv.

    The text has the form of the imported response, with Overdue labels for the as-of date; what that form
    cannot carry is said. In CSV, text that a spreadsheet would compute gets an apostrophe in front. With
    --changed-since, a text with a block for each changed action, in plan order, to paste into the web system.

    \b
    Example:
      xltrack export tracker.xlsx -o response.txt --as-of 2024-06-30
      xltrack export tracker.xlsx --changed-since 2024-05-31 -o updates.txt
      xltrack export tracker.xlsx -o - --format json
    """
    from xltrack.errors import FileError
    from xltrack.workflows.files import EXPORTS, export_text, load_plan, refuse_overwrite, write_text

    suffix = f".{form}" if form else output.suffix.lower()
    if since is not None:
        return _export_updates(tracker, output, suffix, since, force, limits(raised, own=True))
    if suffix not in EXPORTS:
        raise FileError("unknown_format", file=str(output), suffix=suffix, formats=", ".join(EXPORTS))
    refuse_overwrite(output, tracker, force=force)
    loaded = load_plan(tracker, limits=limits(raised, own=True))
    text = export_text(loaded.plan, suffix, as_of)
    findings = loaded.findings
    if suffix == ".txt":
        from xltrack.importing.response_text import cannot_hold

        findings += cannot_hold(loaded.plan, as_of)
    write_text(text, output, form=suffix)
    tell_findings((finding for finding in findings if finding.needs_attention), file=str(tracker))
    say(f"{output}: {counted(len(loaded.plan.actions), 'key action')}, as of {as_of}.")
    return 1 if any(finding.needs_attention for finding in findings) else 0


def _export_updates(source: Path, output: Path, suffix: str, since: str, force: bool, allowed: Limits) -> int:
    """Write the blocks of what changed since a day, a revision or a file."""
    from xltrack.errors import FileError
    from xltrack.model.compare import diff
    from xltrack.rendering.updates import format_updates
    from xltrack.workflows.files import WORKBOOKS, load_plan, refuse_overwrite, write_text

    if suffix != ".txt":
        raise FileError("unknown_format", file=str(output), suffix=suffix, formats=".txt")
    refuse_overwrite(output, source, force=force)
    base: Tracker | None = None
    if source.suffix.lower() in WORKBOOKS:
        from xltrack.workbook.read import read_workbook

        read = read_workbook(source, limits=allowed)
        base, now, findings = read.base, read.current, tuple(read.findings)
    else:
        loaded = load_plan(source, limits=allowed)
        now, findings = loaded.plan, loaded.findings
    before = _earlier(base, since, allowed)
    text = format_updates(before, now, since, base.meta.language if base else "en")
    write_text(text, output, form=suffix)
    told = [finding for finding in findings if finding.needs_attention]
    tell_findings(told, file=str(source))
    rows = {change.ref for change in diff(before, now, smart_quotes=False)}
    say(f"{output}: {counted(len(rows), 'changed row')} since {since}.")
    return 1 if told else 0


def _earlier(base: Tracker | None, since: str, allowed: Limits) -> Plan:
    """The plan of a revision, at the end of a day, or in a file. Raises XltrackError."""
    from xltrack.errors import SummaryError
    from xltrack.merging.history import plan_at

    at = _revision_or_day(since)
    if at is not None:
        if base is None:
            raise SummaryError("since_without_log", found=since)
        return plan_at(base, at)
    if not Path(since).exists():
        raise SummaryError("bad_since", found=since)
    return _of_file(Path(since), base, allowed)


def _revision_or_day(text: str) -> int | date | None:
    if text.isdigit():
        return int(text)
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _of_file(path: Path, base: Tracker | None, allowed: Limits) -> Plan:
    from xltrack.errors import SummaryError
    from xltrack.workflows.files import WORKBOOKS, load_plan

    if path.suffix.lower() not in WORKBOOKS:
        return load_plan(path, limits=allowed).plan
    from xltrack.workbook.read import read_workbook

    read = read_workbook(path, limits=allowed)
    if base is not None and read.base is not None and read.base.meta.id != base.meta.id:
        raise SummaryError("since_other_plan", id=read.base.meta.id)
    return read.current
