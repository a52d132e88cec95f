"""A unit's new name, given everywhere at once: logged cell by cell, so that it can be undone like any change."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from xltrack.errors import MergeError
from xltrack.findings import Finding
from xltrack.findings.decided import filled_by_formula
from xltrack.i18n.catalogue import fold
from xltrack.merging.column_rules import cell_label
from xltrack.merging.log_cells import CellKey
from xltrack.merging.revision import Ledger
from xltrack.merging.unit_names import RENAMED, names_of, present_name
from xltrack.model.expected import expect, expect_zone
from xltrack.model.tracker import Claim, LogEntry, Tracker


class RenameResult(NamedTuple):
    """`renamed`: the new log entries, one an action; `refused`: cells that a formula fills, with the reason."""

    tracker: Tracker
    renamed: tuple[LogEntry, ...] = ()
    refused: tuple[Finding, ...] = ()


def rename_everywhere(
    tracker: Tracker, old: str, new: str, *, when: datetime, who: str = "", filled: Collection[CellKey] = ()
) -> RenameResult:
    """Give a unit a new name in every action it answers for; if another unit has that name, the two become one.

    `old` is the name as it is written now, whatever its case and blanks. Claims that wait stay open. Returns of earlier
    copies may have the former name: `unit_names` reads it as the present one. The tracker is the same object when the
    unit has that name already. Raises MergeError for a name that no unit has or had, and for an empty new one.
    """
    expect("tracker", tracker, Tracker)
    expect_zone("when", when)
    new = " ".join(new.split())
    if not new:
        raise MergeError("unit_without_name", old=old)
    ledger = Ledger(tracker, when)
    refused = rename_in(ledger, old, new, Claim(by=who), filled)
    if not ledger.entries and not refused and not _is_known(tracker, old, new):
        raise MergeError("no_such_unit", found=old, units=tracker.plan.units)
    made = tuple(entry for entry in ledger.entries if entry.outcome == "edited")
    return RenameResult(ledger.close(), made, tuple(refused))


def rename_in(ledger: Ledger, old: str, new: str, source: Claim, filled: Collection[CellKey] = ()) -> list[Finding]:
    """Rename a unit in the revision that is being written; return a finding for each cell that a formula fills."""
    refused = []
    for action in ledger.draft.plan().actions:
        cell = (action.ref, "responsible")
        if fold(action.responsible) != fold(old) or action.responsible == new:
            continue
        if cell in filled:
            refused.append(filled_by_formula(None, cell_label(ledger.tracker.plan, *cell), new, *cell))
        else:
            ledger.edit(cell, new, source, reason=RENAMED)
    for conflict in ledger.tracker.conflicts:
        cell = (conflict.ref, "responsible")
        if conflict.field == cell[1] and ledger.draft.value(*cell) == new:
            _agree(ledger, cell, old)
    return refused


def _agree(ledger: Ledger, cell: CellKey, old: str) -> None:
    """Settle the claims for the former name on a cell that has the new one now."""
    for claim in ledger.waiting(cell):
        if fold(claim.value or "") == fold(old):
            ledger.note(cell, "agreed", claim, reason=RENAMED)


def _is_known(tracker: Tracker, old: str, new: str) -> bool:
    """Return whether a unit has the new name already, and had the old one or is written like it."""
    return new in tracker.plan.units and fold(new) in (fold(old), fold(present_name(old, names_of(tracker))))
