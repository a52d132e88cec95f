"""xltrack state: a plan drafted, approved or closed."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import click

from xltrack.cli.language import speak
from xltrack.cli.limits import limits
from xltrack.cli.options import FILE, changing_options
from xltrack.cli.output import now, show_json


@click.command("state", short_help="Show or change a plan's state: draft, approved, closed.")
@click.argument("tracker", type=FILE)
@click.argument("state", required=False, type=click.Choice(["draft", "approved", "closed"]))
@click.option("--reason", default="", help="Why, for the log.")
@changing_options
def command(
    tracker: Path, state: str | None, as_of: date, raised: tuple[str, ...], as_json: bool, **options: Any
) -> int:
    """Give the plan of TRACKER the state draft, approved or closed; without STATE, show which it has.

    An imported plan is approved. A draft is called so in the summary. Closing lists what is still open; of a closed
    plan nothing is sent and nobody is reminded, and what comes back late waits for your decision. The change is in the
    log, and `xltrack undo` takes it back. Exit 1 when a closed plan has open actions or decisions.

    \b
    Example:
      xltrack state tracker.xlsx
      xltrack state tracker.xlsx closed --reason "The next plan has taken over" --dry-run
    """
    from xltrack.cli.state_lines import print_state
    from xltrack.model.plan import PlanState
    from xltrack.workflows.master import Master
    from xltrack.workflows.plan_state import plan_state

    master = Master.open(tracker, limits=limits(raised, own=True))
    speak(master.tracker.meta.language, master.plan.fields)
    report = plan_state(master, PlanState(state) if state else None, when=now(), as_of=as_of, **options)
    if as_json:
        show_json(report.as_dict())
    else:
        print_state(report, tracker, asked=state is not None)
    return int(report.needs_attention)
