"""xltrack undo: what a merge changed, taken back."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from xltrack.cli.language import message, speak
from xltrack.cli.limits import limits
from xltrack.cli.lines import entry_line, undo_line
from xltrack.cli.options import FILE, changing_options
from xltrack.cli.output import now, print_line, say, show_json, tell_findings


@click.command("undo", short_help="Take back what the last merge changed.")
@click.argument("tracker", type=FILE)
@click.option("--to", "revision", type=int, help="The revision to go back to; by default the one before the last.")
@changing_options
def command(
    tracker: Path, revision: int | None, who: str, dry_run: bool, as_of: date, raised: tuple[str, ...], as_json: bool
) -> int:
    """Restore exactly what TRACKER held before its last revision (or as of revision --to).

    Cells that were edited by hand since are left alone and listed. The log records the undo; undoing it is a redo.

    \b
    Example:
      xltrack undo tracker.xlsx --dry-run
      xltrack undo tracker.xlsx --to 3
    """
    from xltrack.model.declarations import is_declaration
    from xltrack.workflows.decide import undo_changes
    from xltrack.workflows.master import Master
    from xltrack.workflows.settings import SETTINGS_FILE

    master = Master.open(tracker, limits=limits(raised, own=True))
    speak(master.tracker.meta.language, master.plan.fields)
    report = undo_changes(master, revision, when=now(), as_of=as_of, who=who, dry_run=dry_run)
    if as_json:
        show_json(report.as_dict())
    else:
        for entry in report.restored:
            print_line(entry_line(entry))
        tell_findings(report.findings, to_stderr=False)
        say(undo_line(report, str(tracker)))
        settings = tracker.parent / SETTINGS_FILE
        if settings.is_file() and any(is_declaration(entry.field) for entry in report.restored):
            say(message("undo", "settings", file=settings))
    return int(report.needs_attention)
