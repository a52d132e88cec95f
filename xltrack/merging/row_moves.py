"""Actions that the coordinator moved or merged by typing in the master: asked about once, then moved or merged."""

from __future__ import annotations

from xltrack.errors import MergeError
from xltrack.findings.decided import Refusal, bad_own_value, both_impossible
from xltrack.merging.official import HAND, open_moves
from xltrack.merging.restructure import merge_rows, move_row, restructuring
from xltrack.merging.revision import Ledger
from xltrack.model.plan_fields import REF
from xltrack.model.submission import Submission
from xltrack.model.tracker import Claim, Conflict

ROW_MOVED, ROW_MERGED = "row_moved", "row_merged"
"""The reasons for which such an action waits."""


def ask_moves(ledger: Ledger, master: Submission) -> None:
    """Ask about each action that was moved or merged and is not asked about yet; withdraw a question about one that was
    typed back."""
    typed = {move.ref: move.after for move in master.moves}
    waiting = open_moves(ledger.tracker)
    for ref, value in waiting.items():
        if typed.get(ref) != value and ref not in master.missing:
            for claim in ledger.waiting((ref, REF)):
                ledger.note((ref, REF), "rejected", claim, reason="by_hand")
    for move in master.moves:
        if waiting.get(move.ref) != move.after:
            reason = ROW_MERGED if move.after in ledger.tracker.plan.by_ref else ROW_MOVED
            claim = Claim(by=master.by, file=master.file, base=move.before, value=move.after, digest=HAND)
            ledger.note((move.ref, REF), "asked", claim, reason=reason)


def decide_move(
    ledger: Ledger, conflict: Conflict, take: int | str, _own: str, reason: str, who: str
) -> Refusal | None:
    """Move or merge an action, or leave it where it is. Return a factory for the refusal, else None."""
    cell, claim = (conflict.ref, REF), conflict.claims[0]
    if take in ("both", "own"):
        return lambda where, column, _: both_impossible(where, column)
    if take == "keep":
        ledger.note(cell, "rejected", claim, reason=reason or "kept")
        return None
    restructure, to = merge_rows if conflict.reason == ROW_MERGED else move_row, str(claim.value)
    try:
        restructure(ledger, conflict.ref, to, Claim(by=who, because=reason, digest=restructuring(ledger, conflict.ref)))
    except MergeError:
        return lambda where, column, _: bad_own_value(where, column, to)
    return None
