"""Rows that returns propose: their provisional refs, the decision on them, and proposals that were accepted."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterator, Sequence

from xltrack.findings.decided import Refusal, row_without_home
from xltrack.merging.log_cells import CellKey, open_entries
from xltrack.merging.moved_rows import Successors
from xltrack.merging.plan_editor import next_ref, parent
from xltrack.merging.revision import Ledger
from xltrack.merging.unit_names import names_of, present_log
from xltrack.model.compare import Change, action_changes
from xltrack.model.plan import KeyAction, Plan
from xltrack.model.tracker import Claim, Conflict, LogEntry, Tracker, fingerprint

_GIVEN = re.compile(r".+\.A\d+")


def proposal_ref(plan: Plan, row: KeyAction) -> str:
    """Return the provisional ref of a proposed row: the same for the same text, whoever proposes it.

    A typed ref that is free is kept, so that two texts under one ref meet in one conflict.
    """
    if _GIVEN.fullmatch(row.ref) and row.ref not in plan.by_ref and home(plan, row.ref):
        return row.ref
    digits = hashlib.sha256(fingerprint(row).encode()).digest()[:6]
    return f"{home(plan, row.ref) or '?'}.new-" + "".join(chr(97 + digit % 26) for digit in digits)


def home(plan: Plan, ref: str) -> str | None:
    """Return the ref of the recommendation that an action's ref belongs to; None if there is none."""
    return next((rec.ref for rec in plan.recommendations if parent(rec.ref, ref)), None)


def twins(plan: Plan, row: KeyAction, rec: str) -> Iterator[KeyAction]:
    """Yield the actions of a recommendation that have the same text as the row."""
    print_ = fingerprint(row)
    yield from (action for action in plan.actions if parent(rec, action.ref) and fingerprint(action) == print_)


def decide_rows(ledger: Ledger, conflict: Conflict, take: int | str, own: str, reason: str, who: str) -> Refusal | None:
    """Add proposed rows under the next free refs, or none of them. Return a factory for the refusal, else None."""
    cell, claims = (conflict.ref, None), conflict.claims
    picked = [claims[take - 1]] if isinstance(take, int) else list(claims)
    chosen = [] if take == "keep" else picked
    rec = home(ledger.tracker.plan, f"{own.strip()}.")
    if take != "own":
        rec = rec or home(ledger.tracker.plan, conflict.ref)
    if chosen and rec is None:
        return row_without_home
    if take == "own":
        chosen = chosen[:1]
    actions: list[KeyAction] = []
    for claim in chosen:
        row = claim.row
        if row is not None and _under("", row) not in actions:
            actions.append(_under("", row))
            ref = next_ref(rec or "", ledger.refs())
            ledger.add(row.model_copy(update={"ref": ref}), claim, reason=reason)
            ledger.change(cell, ref, "decided", claim, who=who, reason=reason)
    for claim in claims:
        if claim not in chosen:
            _note_other(ledger, cell, claim, reason, actions)
    return None


def _note_other(ledger: Ledger, cell: CellKey, claim: Claim, reason: str, added: Sequence[KeyAction]) -> None:
    """Log a proposal that was not picked: as agreed if the same row was added, else as rejected."""
    if claim.row is not None and _under("", claim.row) in added:
        ledger.note(cell, "agreed", claim, reason=reason)
    else:
        ledger.note(cell, "rejected", claim, reason=reason or ("decided" if added else "kept"))


def edits_since_accepted(
    tracker: Tracker, proposal: str, row: KeyAction, by: str, heirs: Successors
) -> tuple[Change, ...]:
    """Return what `by` has changed in a proposed row since it was accepted, as changes of the accepted action.

    It may have been moved or merged since: `heirs` are the present rows.

    Empty if the proposal was not accepted, the action was withdrawn, or `by` proposed the row before just as it is.
    """
    given = (entry for entry in tracker.log if entry.ref == proposal and entry.field is None)
    entries = open_entries(present_log(given, names_of(tracker)))
    rows = {entry.digest: entry.row for entry in entries if entry.outcome == "asked" and entry.who == by and entry.row}
    there = tracker.plan.by_ref.keys() | heirs.keys()
    accepted = _accepted(entries, there, rows)
    if accepted is None or any(_under("", row) == _under("", before) for before in rows.values()):
        return ()
    ref, sent = accepted.after or "", rows.get(accepted.digest) or list(rows.values())[-1]
    return tuple(action_changes(_under(ref, sent), _under(ref, row)))


def _accepted(entries: Sequence[LogEntry], there: Collection[str], own: Collection[str]) -> LogEntry | None:
    """Return the last entry that accepted a proposal and whose action is still there, one of the `own` files first."""
    if not own:
        return None
    accepted = [entry for entry in entries if entry.outcome == "decided" and entry.after in there]
    return max(accepted, key=lambda entry: (entry.digest in own, accepted.index(entry)), default=None)


def _under(ref: str, row: KeyAction) -> KeyAction:
    return row.model_copy(update={"ref": ref})
