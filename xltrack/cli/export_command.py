"""xltrack export: a tracker's plan in a form other programs read."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from xltrack.cli.language import message
from xltrack.cli.limits import LIMIT_OPTION, limits
from xltrack.cli.options import AS_OF_OPTION, FILE, FORCE_OPTION, LANGUAGE_OPTION
from xltrack.cli.output import say, tell_findings


@click.command("export", short_help="Write a tracker's plan as JSON, text or CSV.")
@click.argument("tracker", type=FILE)
@click.option("-o", "--output", required=True, type=FILE, help="FILE.json, FILE.txt, FILE.csv, or - for stdout.")
@click.option("--format", "form", type=click.Choice(["json", "txt", "csv"]), help="The format, whatever the ending.")
@click.option(
    "--changed-since",
    "since",
    metavar="DATE|REVISION|FILE",
    help="Only the actions that changed since then, as blocks to paste.",
)
@AS_OF_OPTION
@FORCE_OPTION
@LANGUAGE_OPTION
@LIMIT_OPTION
def command(
    tracker: Path, output: Path, form: str | None, since: str | None, as_of: date, force: bool, raised: tuple[str, ...]
) -> int:
    """Write the plan as it is now on TRACKER's sheets, as .json, .txt or .csv.

    The text has the form of the imported response, with Overdue labels for the as-of date; a warning names what that
    form has no place for. In CSV, text that a spreadsheet would take for a formula gets an apostrophe in front.
    --changed-since writes a text with a block for each changed action, in plan order, to paste into the web system.

    \b
    Example:
      xltrack export tracker.xlsx -o response.txt --as-of 2024-06-30
      xltrack export tracker.xlsx --changed-since 2024-05-31 -o updates.txt
      xltrack export tracker.xlsx -o - --format json
    """
    from xltrack.workflows.export import export_plan, export_updates

    ending, own = f".{form}" if form else output.suffix.lower(), limits(raised, own=True)
    if since is None:
        report = export_plan(tracker, output, ending, as_of=as_of, force=force, limits=own)
        line = message("export", "plan", file=output, count=report.rows, day=as_of)
    else:
        report = export_updates(tracker, output, ending, since, force=force, limits=own)
        line = message("export", "changed", file=output, count=report.rows, since=since)
    tell_findings((finding for finding in report.findings if finding.needs_attention), file=str(tracker))
    say(line)
    return int(report.needs_attention)
