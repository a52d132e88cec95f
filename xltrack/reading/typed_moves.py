"""Actions that the coordinator moves or merges by typing in the master, which only a command can do.

Cells cannot say which of two rows stays, nor where later answers belong. The finding names the command.
"""

from __future__ import annotations

import re

from xltrack.findings import Finding, Where
from xltrack.findings.rows import merged_by_hand, moved_by_hand
from xltrack.model.plan import Plan

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
    if rec != plan.parents[ref].ref and any(one.ref == rec for one in plan.recommendations):
        return moved_by_hand(where, typed.strip()[:60], ref, rec)
    return None
