"""xltrack history: what happened, from the log that the tracker carries."""

from __future__ import annotations

from pathlib import Path

import click

from xltrack.cli.language import message, speak
from xltrack.cli.limits import LIMIT_OPTION, limits
from xltrack.cli.lines import history_line
from xltrack.cli.options import FILE, JSON_OPTION, LANGUAGE_OPTION
from xltrack.cli.output import print_line, say, show_json


@click.command("history", short_help="Show what happened to a tracker, or to one action.")
@click.argument("tracker", type=FILE)
@click.argument("ref", required=False)
@click.option("--at", metavar="REVISION|DATE", help="Print the plan as it was then, as JSON.")
@LANGUAGE_OPTION
@LIMIT_OPTION
@JSON_OPTION
def command(tracker: Path, ref: str | None, at: str | None, raised: tuple[str, ...], as_json: bool) -> int:
    """Show TRACKER's log, oldest first; with REF (such as R1.A2), the history of one action.

    \b
    Example:
      xltrack history tracker.xlsx R1.A2
      xltrack history tracker.xlsx --at 2024-06-30 > june.json
    """
    from xltrack.model.serialize import plan_to_json
    from xltrack.workflows.decide import is_idle
    from xltrack.workflows.json_forms import entry_form, json_form
    from xltrack.workflows.master import Master
    from xltrack.workflows.points_in_time import revision_or_day

    master = Master.open(tracker, limits=limits(raised, own=True))
    speak(master.tracker.meta.language, master.plan.fields)
    moment = revision_or_day(at) if at is not None else None
    if at is not None and moment is None:
        raise click.BadParameter(message("bad_moment", found=at))
    if moment is not None:
        click.echo(plan_to_json(master.plan_at(moment)), nl=False)
        return 0
    entries, meta = master.history(ref), master.tracker.meta
    if as_json:
        show_json(json_form("xltrack-history/1", revision=meta.revision, entries=list(map(entry_form, entries))))
        return 0
    for entry in entries:
        if not is_idle(entry):
            print_line(history_line(entry))
    if not entries:
        say(message("history", "unchanged", file=tracker, revision=meta.revision))
    return 0
