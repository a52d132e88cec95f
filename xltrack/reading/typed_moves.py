"""Actions that the coordinator moves or merges by typing another number or ref into the master."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from xltrack.findings import Finding, Where
from xltrack.findings.rows import merged_by_hand, moved_by_hand
from xltrack.model.compare import Change
from xltrack.model.misplaced import SORT
from xltrack.model.plan import Plan
from xltrack.model.plan_fields import REF

_REF = re.compile(r"R?(\d{1,4})(?:\.A(\d{1,4}))?(?=$|[.:\s])", re.IGNORECASE)


def typed_move(plan: Plan, ref: str, typed: str, where: Where) -> Finding | None:
    """Return the finding about an action beside which another recommendation was typed, or another action's ref.

    None if the words name neither.
    """
    match = _REF.match(typed.strip())
    if match is None or ref not in plan.parents:
        return None
    rec, action = f"R{int(match[1])}", f"R{int(match[1])}.A{int(match[2] or 0)}"
    if action in plan.by_ref and action != ref:
        return merged_by_hand(where, typed.strip()[:60], ref, action)
    if rec != plan.parents[ref].ref and any(recommendation.ref == rec for recommendation in plan.recommendations):
        return moved_by_hand(where, typed.strip()[:60], ref, rec)
    return None


def plain_moves(plan: Plan, findings: Iterable[Finding]) -> tuple[tuple[Change, ...], list[Finding]]:
    """Separate moves and merges that can mean only one thing, as changes of refs, from all other findings.

    What may come from sorting or filling one column stays a finding, and so does an open action that would join a
    closed one.
    """
    typed, others = dict[str, list[Finding]](), list[Finding]()
    for finding in findings:
        if finding.code in ("moved_by_hand", "merged_by_hand"):
            typed.setdefault(str(finding.values["ref"]), []).append(finding)
        else:
            others.append(finding)
    to = {ref: {str(one.values["to"]) for one in found} for ref, found in typed.items()}
    targets = Counter(target for named in to.values() for target in named)
    changes = []
    for ref, named in to.items():
        target = min(named)
        if len(named) == 1 and _can_mean_one_thing(plan, ref, target, targets, to.keys()):
            changes.append(Change(ref, REF, ref, target, "edited"))
    if _is_sorted(plan, changes):
        changes = []
    asked = {change.ref for change in changes}
    return tuple(changes), [*others, *(one for ref, found in typed.items() if ref not in asked for one in found)]


def _can_mean_one_thing(plan: Plan, ref: str, target: str, targets: Counter[str], typed: Iterable[str]) -> bool:
    if target not in plan.by_ref:
        return True
    closes = plan.by_ref[target].status.closed and not plan.by_ref[ref].status.closed
    return targets[target] == 1 and target not in typed and not closes


def _is_sorted(plan: Plan, changes: Sequence[Change]) -> bool:
    """Return whether the numbers beside the actions only changed places."""
    moves = [change for change in changes if change.after not in plan.by_ref]
    return len(moves) >= SORT and Counter(plan.parents[move.ref].ref for move in moves) == Counter(
        move.after for move in moves
    )
