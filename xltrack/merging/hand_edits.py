"""Edits that the coordinator typed into the master's own sheets, applied before any return."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from xltrack.findings import Finding
from xltrack.merging.added_fields import ask_about_columns
from xltrack.merging.claims import move_of, unfit
from xltrack.merging.log_cells import CellKey
from xltrack.merging.official import HAND, ask_official, ask_recommendations, is_to_confirm
from xltrack.merging.plan_editor import next_ref
from xltrack.merging.proposals import home, proposal_ref, twins
from xltrack.merging.revision import Ledger
from xltrack.merging.row_moves import ask_moves
from xltrack.merging.sorts import sort_claim
from xltrack.model.compare import Change, diff, same
from xltrack.model.fields import Value, none_if_empty
from xltrack.model.misplaced import SORT, Unsure, misplaced, only_moved
from xltrack.model.plan import KeyAction, Plan
from xltrack.model.plan_fields import own_field
from xltrack.model.submission import Submission
from xltrack.model.tracker import Claim, Tracker


def apply_hand_edits(ledger: Ledger, master: Submission, findings: list[Finding]) -> dict[str, str]:
    """Apply the coordinator's edits in the master's sheets. Return the refs given to new rows, by provisional ref."""
    rows = list(master.added)
    plan = ledger.tracker.plan
    changes = (*diff(plan, master.current), *master.official)
    sorted_apart = _sorted_apart(plan, changes, master.unsure)
    _ask_for_sort(ledger, [change for change in changes if (change.ref, change.field) in sorted_apart], master)
    official = [change for change in changes if is_to_confirm(ledger, change)]
    for change in changes:
        if change in official:
            continue
        if isinstance(change.after, KeyAction):
            rows.append(change.after)
        elif change.kind != "missing" and (change.ref, change.field) not in sorted_apart:
            refusal = None if own_field(plan, change.field or "") else unfit(plan, change)
            if refusal is None:
                _by_hand(ledger, (change.ref, change.field), none_if_empty(change.after), master)
            else:
                findings.append(refusal.in_file(master.file))
    ask_official(ledger, official, master)
    ask_recommendations(ledger, master)
    ask_moves(ledger, master)
    ask_about_columns(ledger, master)
    return {row.ref: ref for row in rows if (ref := _adopt(ledger, row, master))}


def _sorted_apart(plan: Plan, changes: Sequence[Change], unsure: Unsure) -> set[CellKey]:
    """Return the cells of columns that the coordinator sorted without the key actions, or perhaps did."""
    perhaps = {(change.ref, change.field) for change in changes if unsure.holds(change.ref, change.field)}
    cells = [cell for cell, reason in misplaced(plan, changes).items() if reason == "sorted"]
    return perhaps | (set(cells) if len(cells) >= SORT else set())


def _ask_for_sort(ledger: Ledger, changes: Sequence[Change], master: Submission) -> None:
    """Let the values that a sort of the master moved wait as one decision; a value typed besides waits on its own."""
    moved = only_moved(changes, {(change.ref, change.field or ""): "sorted" for change in changes})
    hand = Claim(by=master.by, file=master.file, digest=HAND)
    for change in changes:
        if change not in moved:
            before, after = none_if_empty(change.before), none_if_empty(change.after)
            _ask(ledger, (change.ref, change.field), hand.model_copy(update={"base": before, "value": after}))
    if moved:
        _ask(ledger, *sort_claim(ledger, [move_of(change) for change in moved], hand))


def put_back(before: Tracker, after: Tracker) -> Mapping[str, set[str | None]]:
    """Return the fields, by action, that a sort of the master changed and that now wait: their cells get the plan's
    values."""
    asked = [entry for entry in after.log[len(before.log) :] if entry.outcome == "asked" and entry.digest == HAND]
    cells: dict[str, set[str | None]] = {}
    for one in asked:
        for ref, field in [(one.ref, one.field)] * (one.reason == "sorted") + [(m.ref, m.field) for m in one.moves]:
            cells.setdefault(ref, set()).add(field)
    return cells


def _ask(ledger: Ledger, cell: CellKey, claim: Claim) -> None:
    if not any(one.digest == HAND and same(one.value, claim.value) for one in ledger.waiting(cell)):
        ledger.note(cell, "asked", claim, reason="sorted")


def _by_hand(ledger: Ledger, cell: CellKey, after: Value, master: Submission) -> None:
    waiting = ledger.waiting(cell)
    hand = Claim(by=master.by, file=master.file, when=None)
    ledger.change(cell, after, "decided" if waiting else "edited", hand)
    for claim in waiting:
        ledger.note(cell, "agreed" if claim.value == after else "rejected", claim, reason="by_hand")


def _adopt(ledger: Ledger, row: KeyAction, master: Submission) -> str | None:
    """Add a row that the coordinator typed. A copy of another row, or a row under no recommendation, waits instead."""
    claim = Claim(by=master.by, file=master.file, value=row.description, digest=HAND, row=row)
    plan = ledger.draft.plan()
    rec = home(plan, row.ref)
    cell = (proposal_ref(plan, row), None)
    if rec is not None and not any(twins(plan, row, rec)):
        adopted = row.model_copy(update={"ref": next_ref(rec, ledger.refs())})
        ledger.add(adopted, claim.model_copy(update={"digest": ""}))
        return adopted.ref
    if ledger.dealt_with(cell, HAND) is None:
        ledger.note(cell, "asked", claim, reason="copied" if rec else "added")
    return None
