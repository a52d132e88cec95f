"""xltrack rename-unit: a unit's new name, in the whole tracker."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from xltrack.cli.language import message, speak
from xltrack.cli.limits import limits
from xltrack.cli.lines import entry_line
from xltrack.cli.options import FILE, changing_options
from xltrack.cli.output import now, print_line, say, show_json, tell_findings


@click.command("rename-unit", short_help="Give a unit a new name in the whole tracker.")
@click.argument("tracker", type=FILE)
@click.argument("old")
@click.argument("new")
@changing_options
def command(
    tracker: Path, old: str, new: str, who: str, dry_run: bool, as_of: date, raised: tuple[str, ...], as_json: bool
) -> int:
    """Rename the unit OLD of TRACKER to NEW in every action; if there is a unit NEW already, the two become one.

    Copies sent before, and contacts.csv, may keep the old name: xltrack still recognises it. The change is in the log,
    and `xltrack undo` takes it back.

    \b
    Example:
      xltrack rename-unit tracker.xlsx "Country Office" "Central Asia Office" --dry-run
      xltrack rename-unit tracker.xlsx "Country Ofice" "Country Office"
    """
    from xltrack.workflows.master import Master
    from xltrack.workflows.rename_unit import rename_unit

    master = Master.open(tracker, limits=limits(raised, own=True))
    speak(master.tracker.meta.language, master.plan.fields)
    report = rename_unit(master, old, new, when=now(), as_of=as_of, who=who, dry_run=dry_run)
    if as_json:
        show_json(report.as_dict())
        return int(report.needs_attention)
    for entry in report.renamed:
        print_line(entry_line(entry))
    tell_findings(report.findings, to_stderr=False)
    outcome = "known" if not report.renamed else "would_rename" if dry_run else "renamed"
    revision = report.after.meta.revision
    say(message("rename", outcome, file=tracker, old=old, new=new, count=len(report.renamed), revision=revision))
    if report.renamed and not dry_run:
        say(message("rename", "understood"))
    return int(report.needs_attention)
