"""xltrack action: an action moved to another recommendation, merged into another one, or split."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import click

from xltrack.cli.language import speak
from xltrack.cli.limits import limits
from xltrack.cli.options import FILE, changing_options
from xltrack.cli.output import now, show_json


@click.command("action", short_help="Move, merge or split an action of the agreed plan.")
@click.argument("tracker", type=FILE)
@click.argument("ref")
@click.option("--to", metavar="R3", default="", help="Move it to this recommendation.")
@click.option("--into", metavar="R1.A2", default="", help="Merge it into this action.")
@click.option("--new", multiple=True, metavar="TEXT", help="Split off an action with this text; may be repeated.")
@click.option("--wording", default="", metavar="TEXT", help="The new text of the action that stays.")
@changing_options
def command(tracker: Path, ref: str, as_of: date, raised: tuple[str, ...], as_json: bool, **options: Any) -> int:
    """Move the action REF of TRACKER to another recommendation, merge it into another action, or split it.

    A moved action gets the next number there. The text, values and comments of a merged action join the other's
    comments. Split off actions begin with the same unit, deadline and status. Copies that are still out find their
    actions: edits of a merged action wait for your decision at the one that stays. `xltrack undo` takes it back.

    \b
    Example:
      xltrack action tracker.xlsx R1.A2 --to R3 --dry-run
      xltrack action tracker.xlsx R1.A3 --into R1.A2 --wording "Sign and publish the agreement"
      xltrack action tracker.xlsx R1.A2 --wording "Sign the agreement" --new "Publish the agreement"
    """
    from xltrack.cli.action_lines import print_action
    from xltrack.workflows.master import Master
    from xltrack.workflows.restructure import restructure

    master = Master.open(tracker, limits=limits(raised, own=True))
    speak(master.tracker.meta.language, master.plan.fields)
    report = restructure(master, ref, when=now(), as_of=as_of, **options)
    if as_json:
        show_json(report.as_dict())
    else:
        print_action(report, tracker)
    return int(report.needs_attention)
