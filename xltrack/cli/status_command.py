"""xltrack status: the return board, and drafts of reminders."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from xltrack.cli.language import speak
from xltrack.cli.limits import LIMIT_OPTION, limits
from xltrack.cli.options import AS_OF_OPTION, DAY, FILE, FORCE_OPTION, JSON_OPTION, PAPER_LANGUAGE_OPTION
from xltrack.cli.output import show_json


@click.command("status", short_help="Show who has returned what, and draft reminders.")
@click.argument("tracker", type=FILE)
@click.argument("returned", nargs=-1, type=FILE)
@click.option("-o", "--output", type=FILE, metavar="FILE.xlsx", help="Also write the table as a workbook.")
@click.option("--drafts", type=FILE, metavar="DIR", help="Write drafts of the reminders that are due into this folder.")
@click.option("--contacts", type=FILE, help="A newer table of contacts than the one used for the copies.")
@click.option("--return-by", **DAY, help="A new day of return in place of the first.")
@AS_OF_OPTION
@FORCE_OPTION
@PAPER_LANGUAGE_OPTION
@LIMIT_OPTION
@JSON_OPTION
def command(
    tracker: Path, returned: tuple[Path, ...], output: Path | None, drafts: Path | None, contacts: Path | None,
    return_by: date | None, language: str | None, as_of: date, force: bool, raised: tuple[str, ...], as_json: bool,
) -> int:  # fmt: skip
    """Show what became of each copy of TRACKER that was sent: sent, returned, merged, partial, late, twice, never.

    RETURNED are files and folders with returns; returns that were merged already need not be named. Reminders are due
    on the days set under [reminders] in xltrack.toml (by default 30, 14 and 7 days before the day of return, on that
    day, and weekly after it). Each has the copy attached again. A draft that is already in DIR is not written again, so
    you can run this every day. Exit 1 when something never came, is incomplete or could not be read.

    \b
    Example:
      xltrack status tracker.xlsx returned/
      xltrack status tracker.xlsx returned/ --drafts reminders/ -o status.xlsx
    """
    from xltrack.cli.status_lines import print_status
    from xltrack.workflows.files import refuse_overwrite
    from xltrack.workflows.master import Master
    from xltrack.workflows.return_status import report_status

    if output is not None:
        refuse_overwrite(output, tracker, *returned, force=force)
    master = Master.open(tracker, limits=limits(raised, own=True), return_limits=limits(raised))
    speak(master.tracker.meta.language)
    report = report_status(master, returned, as_of=as_of, return_by=return_by, output=output, drafts=drafts,
                           contacts=contacts, language=master.tracker.meta.in_language(language or ""))  # fmt: skip
    if as_json:
        show_json(report.as_dict())
    else:
        print_status(report, drafts)
    return int(report.needs_attention)
