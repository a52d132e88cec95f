"""Official edits: what the coordinator changes in the plan as agreed, typed into the master and asked about once.

While the question is open, the cell shows the new words and the plan keeps the agreed ones. Confirmed, they are a
change of the log like any other; else the next save puts the agreed words back into the cell.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from xltrack.merging.log_cells import CellKey
from xltrack.merging.plan_editor import PlanDraft
from xltrack.merging.revision import Ledger
from xltrack.model.compare import Change, same
from xltrack.model.fields import Value, none_if_empty
from xltrack.model.plan import Plan
from xltrack.model.plan_fields import REF, is_official
from xltrack.model.submission import Submission
from xltrack.model.tracker import Claim, Conflict, Tracker

HAND = "hand"
"""The key of what the coordinator typed into the master: its digest changes with every save."""
NEWER = "newer:"
"""The beginning of the key of every newer text; by it the log tells what the system said before."""
OFFICIAL, NEW_RECOMMENDATION = "official", "new_recommendation"
"""The reasons for which such an edit waits."""


def ask_official(ledger: Ledger, edits: Sequence[Change], master: Submission) -> None:
    """Ask about each official edit that is not asked about yet. Words typed over again replace the first question."""
    typed = {(edit.ref, edit.field) for edit in edits}
    for gone in open_edits(ledger.tracker):
        if (gone.ref, gone.field) not in typed and gone.ref not in master.missing:
            _drop(ledger, (gone.ref, gone.field))
    for edit in edits:
        cell, after = (edit.ref, edit.field), none_if_empty(edit.after)
        if any(same(claim.value, after) for claim in _by_coordinator(ledger, cell)):
            continue
        _drop(ledger, cell)
        before = ledger.draft.value(*cell)
        claim = Claim(by=master.by, file=master.file, base=before, value=after, digest=HAND)
        ledger.note(cell, "asked", claim, reason=OFFICIAL)


def ask_recommendations(ledger: Ledger, master: Submission) -> None:
    """Ask about each recommendation that the coordinator added, with its actions; about the same words once."""
    for rec in master.new_recommendations:
        cell = (rec.ref, None)
        known = ledger.dealt_with(cell, HAND)
        if known is not None and known.recommendation == rec:
            continue
        _drop(ledger, cell)
        claim = Claim(by=master.by, file=master.file, value=rec.text, digest=HAND, recommendation=rec)
        ledger.note(cell, "asked", claim, reason=NEW_RECOMMENDATION)


def decide_recommendation(ledger: Ledger, conflict: Conflict, added: bool, who: str, reason: str) -> None:
    """Put a recommendation that was asked about into the plan, with its actions, or keep it out."""
    claim = conflict.claims[-1]
    if added and claim.recommendation is not None:
        ledger.add_recommendation(claim.recommendation, claim, who=who, reason=reason)
    else:
        ledger.note((conflict.ref, None), "rejected", claim, reason=reason or "kept")


def is_to_confirm(ledger: Ledger, edit: Change) -> bool:
    """Return whether an edit of the master is an official one. In a cell on which a unit's claim waits, it is the
    decision."""
    cell = (edit.ref, edit.field)
    if edit.field is None or not is_official(ledger.tracker.plan, edit.ref, edit.field):
        return False
    return bool(_by_coordinator(ledger, cell)) or not ledger.waiting(cell)


def _by_coordinator(ledger: Ledger, cell: CellKey) -> list[Claim]:
    """Return the waiting claims on a cell that the coordinator typed into the master."""
    return [claim for claim in ledger.waiting(cell) if claim.digest == HAND]


def _drop(ledger: Ledger, cell: CellKey) -> None:
    """Close the question about words that the coordinator has typed over."""
    for claim in _by_coordinator(ledger, cell):
        ledger.note(cell, "rejected", claim, reason="by_hand")


def open_edits(tracker: Tracker) -> tuple[Change, ...]:
    """Return the official edits that wait for the coordinator."""
    cells = (
        conflict
        for conflict in tracker.conflicts
        if conflict.field and is_official(tracker.plan, conflict.ref, conflict.field)
    )
    asked = ((cell, claim) for cell in cells for claim in cell.claims if claim.digest == HAND)
    return tuple(
        Change(conflict.ref, conflict.field, conflict.ours, claim.value, "edited") for conflict, claim in asked
    )


def open_moves(tracker: Tracker) -> Mapping[str, str]:
    """Return where the actions are to go whose moves wait, by their refs."""
    return {conflict.ref: str(conflict.claims[0].value) for conflict in tracker.conflicts if conflict.field == REF}


def as_master(tracker: Tracker, by: str = "") -> Submission:
    """Return a tracker as a master whose sheets nobody has edited."""
    edits = open_edits(tracker)
    moves = tuple(Change(ref, REF, ref, to, "edited") for ref, to in open_moves(tracker).items())
    return Submission(file="", by=by, saved=None, base=tracker, current=tracker.plan, official=edits, moves=moves)


def in_cells(tracker: Tracker, typed: Iterable[Change]) -> tuple[Change, ...]:
    """Return the official edits that a master's cells are to show: those that wait, and those typed since.

    `typed` are the edits that its cells show now; those that were decided are left out.
    """
    asked: dict[CellKey, list[Value]] = {}
    for entry in tracker.log:
        if entry.digest == HAND:
            asked.setdefault((entry.ref, entry.field), []).append(entry.after)
    waiting, plan = open_edits(tracker), PlanDraft(tracker.plan)
    waits = {(edit.ref, edit.field) for edit in waiting}
    fresh = (
        edit
        for edit in typed
        if plan.holds(edit.ref)
        and (edit.ref, edit.field) not in waits
        and not any(same(value, none_if_empty(edit.after)) for value in asked.get((edit.ref, edit.field), ()))
    )
    return (*waiting, *fresh)


def reworded(before: Plan, after: Plan) -> set[str]:
    """Return the recommendations whose text, which is shortened beside their actions, has changed."""
    texts = {rec.ref: rec.text for rec in before.recommendations}
    return {rec.ref for rec in after.recommendations if texts.get(rec.ref) != rec.text}
