"""xltrack resolve: what was picked on the Decisions sheet goes into the plan."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from xltrack.cli.limits import LIMIT_OPTION, limits
from xltrack.cli.output import (
    AS_OF_OPTION,
    JSON_OPTION,
    conflict_line,
    counted,
    entry_line,
    findings_json,
    now,
    print_line,
    say,
    show_json,
    tell_findings,
)

if TYPE_CHECKING:
    from xltrack.merging.decisions import Decision
    from xltrack.model.tracker import Conflict


@click.command("resolve", short_help="Apply what was decided on the Decisions sheet.")
@click.argument("tracker", type=click.Path(path_type=Path))
@click.option(
    "--take", "takes", multiple=True, metavar="REF.FIELD=CLAIM", help="Decide here: R1.A2.status=2; keep; both."
)
@click.option("--who", default="", help="Who decides, for the log.")
@AS_OF_OPTION
@LIMIT_OPTION
@JSON_OPTION
def command(
    tracker: Path, takes: tuple[str, ...], who: str, as_of: date, raised: tuple[str, ...], as_json: bool
) -> int:
    """Apply what was picked on TRACKER's Decisions sheet and leave the rest open.

    A pick whose cell has moved since is refused, and said why. Exit 1 while something is still open.

    \b
    Example:
      xltrack resolve tracker.xlsx
      xltrack resolve tracker.xlsx --take R1.A2.status=2 --take R3.A1.comments=both
    """
    from xltrack.i18n.catalogue import catalogue
    from xltrack.merging.decisions import resolve
    from xltrack.merging.merge import merge
    from xltrack.workbook.log_and_decisions import read_decisions
    from xltrack.workbook.read import read_master
    from xltrack.workbook.update import update_workbook
    from xltrack.workflows.sync_copies import copies_beside

    own = limits(raised, own=True)
    master = read_master(tracker, limits=own)
    by_hand = merge(master, [], when=now())
    picked, unread = read_decisions(tracker, limits=own)
    decisions = (*picked, *_named(takes, by_hand.tracker.conflicts))
    result = resolve(by_hand.tracker, decisions, when=now(), who=who or master.by)
    update_workbook(tracker, master, result.tracker, as_of=as_of, adopted=by_hand.adopted, limits=own)
    revision = result.tracker.meta.revision
    findings = (*unread, *result.refused, *copies_beside(tracker, master))
    if as_json:
        applied = [entry.model_dump(mode="json", exclude={"row", "digest"}) for entry in result.applied]
        still = [{"id": one.id, "ref": one.ref, "field": one.field} for one in result.still_open]
        show_json({"revision": revision, "applied": applied, "open": still, "findings": findings_json(findings)})
    else:
        for entry in (*by_hand.changes, *result.applied):
            print_line(f"{catalogue().word('outcomes', entry.outcome)}: {entry_line(entry)}")
        tell_findings(findings, to_stderr=False)
        for one in result.still_open:
            print_line(f"open: {conflict_line(one)}")
        say(f"{tracker}: revision {revision}, {counted(len(result.still_open), 'open decision')}.")
    return 1 if findings or result.still_open else 0


def _named(takes: Sequence[str], conflicts: Sequence[Conflict]) -> list[Decision]:
    """The decisions that options name. Raises click's usage error for one that names no open conflict."""
    from xltrack.merging.decision_choices import read_take
    from xltrack.merging.decisions import Decision

    known = {f"{one.ref}.{one.field}" if one.field else one.ref: one.id for one in conflicts}
    decisions = []
    for text in takes:
        place, _, pick = text.partition("=")
        own = pick.removeprefix("own:") if pick.startswith("own:") else ""
        take = "own" if own else read_take(pick)
        if place not in known or take is None:
            names = ", ".join(known) or "none"
            raise click.UsageError(
                f'--take "{text}": write REF.FIELD=CLAIM (a number, keep, both, own:VALUE). Open: {names}.'
            )
        decisions.append(Decision(known[place], take, own))
    return decisions
