"""xltrack carry: a plan's open actions, carried over into the next plan."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import click

from xltrack.cli.language import speak
from xltrack.cli.limits import limits
from xltrack.cli.options import FILE, changing_options
from xltrack.cli.output import now, show_json


@click.command("carry", short_help="Carry a plan's open actions over into the next plan's tracker.")
@click.argument("old", type=FILE)
@click.option("--into", "new", type=FILE, required=True, help="The tracker of the next plan.")
@click.option("--under", multiple=True, metavar="R4=R2",
              help="R4=R2 puts R4, R4.A2=R2 one action, R2 all others under the new R2. May be repeated.")  # fmt: skip
@click.option("--undo", "back", is_flag=True, help="Take it back in both trackers.")
@changing_options
def command(old: Path, new: Path, as_of: date, raised: tuple[str, ...], as_json: bool, **options: Any) -> int:
    """Carry the open actions of the tracker OLD over into the next plan's tracker.

    Each goes under the recommendation that you choose, with its unit, deadline, status and comments, and a note of its
    origin and first deadline. OLD closes it as carried over. Both files are saved, or neither; the same command again
    changes nothing. Exit 1 when an open action was not carried over.

    \b
    Example:
      xltrack carry plan-2018.xlsx --into plan-2022.xlsx --under R4=R2 --under R4.A2=R1 --dry-run
      xltrack carry plan-2018.xlsx --into plan-2022.xlsx --under R3
      xltrack carry plan-2018.xlsx --into plan-2022.xlsx --undo
    """
    from xltrack.cli.carry_lines import print_carry
    from xltrack.workflows.carry_actions import carry_actions
    from xltrack.workflows.master import Master

    source, target = (Master.open(path, limits=limits(raised, own=True)) for path in (old, new))
    speak(target.tracker.meta.language, target.plan.fields)
    report = carry_actions(source, target, when=now(), as_of=as_of, **options)
    if as_json:
        show_json(report.as_dict())
    else:
        print_carry(report, old, new, source.plan)
    return int(report.needs_attention)
