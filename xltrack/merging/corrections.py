"""Cells of a return that could not be understood, given the value that the coordinator says was meant."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from xltrack.findings import Finding
from xltrack.findings.decided import bad_own_value, decision_unknown, filled_by_formula
from xltrack.i18n.catalogue import catalogue
from xltrack.merging.column_rules import cell_label
from xltrack.merging.log_cells import CellKey
from xltrack.merging.revision import Ledger
from xltrack.model.fields import from_typed
from xltrack.model.tracker import Claim, Conflict


@dataclass(frozen=True, slots=True)
class Correction:
    """The value that stands for a cell's words. `found` are the words, `source` the return that they are in."""

    ref: str
    field: str
    value: str
    found: str
    source: Claim


def waiting_on(correction: Correction, conflicts: Iterable[Conflict]) -> str:
    """Return the id of the open conflict on the same cell, which the correction decides; "" where there is none."""
    cell = (correction.ref, correction.field)
    return next((conflict.id for conflict in conflicts if (conflict.ref, conflict.field) == cell), "")


def correct(
    ledger: Ledger, corrections: Sequence[Correction], who: str, filled: Collection[CellKey]
) -> Iterator[Finding]:
    """Put each value into its cell, with the words that were there as the reason; yield what was refused, and why.

    Refused are rows that the plan does not hold, values that the field cannot hold, and the cells `filled` by a formula
    over several cells. A cell that has the value already is left alone.
    """
    words = catalogue(ledger.tracker.meta.language)
    for correction in corrections:
        cell = (correction.ref, correction.field)
        if not ledger.draft.holds(correction.ref):
            yield decision_unknown(None, correction.value, correction.ref).about(correction.ref)
            continue
        label = cell_label(ledger.tracker.plan, correction.ref, correction.field)
        if cell in filled:
            yield filled_by_formula(None, label, correction.value, correction.ref, correction.field)
            continue
        try:
            value = from_typed(correction.field, correction.value)
        except ValueError:
            yield bad_own_value(None, label, correction.value).about(correction.ref)
            continue
        if value != ledger.draft.value(*cell):
            reason = words.word("words", "instead_of", found=correction.found)
            ledger.change(cell, value, "decided", correction.source, who=who, reason=reason)
