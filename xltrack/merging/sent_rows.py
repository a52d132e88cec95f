"""The rows that a copy was sent, and those that came back in a copy they were not sent in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from xltrack.i18n.catalogue import fold
from xltrack.merging.history import plan_at
from xltrack.merging.log_cells import CellKey
from xltrack.merging.moved_rows import Successors, present_ref
from xltrack.merging.unit_names import UnitNames, present_name
from xltrack.model.compare import Change, action_changes
from xltrack.model.plan import KeyAction, Plan
from xltrack.model.tracker import Meta, Tracker, fingerprint


def outside(
    master: Tracker, base: Tracker | None, changes: Iterable[Change], names: UnitNames, heirs: Successors
) -> Iterator[CellKey]:
    """Yield the changed cells of actions that were not in the copy a return was made from."""
    if base is None or not base.meta.to:
        return
    refs = {present_ref(ref, heirs) for ref in _refs_sent(master, base.meta, names)}
    for change in changes:
        ref = present_ref(change.ref, heirs)
        if refs and ref not in refs and change.field is not None and ref in master.plan.by_ref:
            yield change.ref, change.field


def _refs_sent(master: Tracker, copy: Meta, names: UnitNames) -> set[str]:
    """Return the refs of the actions in a copy; empty if it was not limited to some.

    The master's record of the sending comes before the copy's own.
    """
    to = fold(present_name(copy.to, names))
    copies = (sent for sent in master.sent if fold(present_name(sent.to, names)) == to)
    refs = {ref for sent in copies for ref in sent.refs} or set(copy.scope)
    if not refs and any(fold(unit) == to for unit in master.plan.units):
        refs = {action.ref for action in master.plan.actions if fold(action.responsible) == to}
    return refs


def rows_of_other_copies(master: Tracker, revision: int, base: Plan) -> Mapping[str, KeyAction]:
    """Return the actions of a revision that the `base` of a copy does not have, by their texts; no text twice."""
    elsewhere = [action for action in plan_at(master, revision).actions if action.ref not in base.by_ref]
    times = Counter(map(fingerprint, elsewhere))
    return {text: action for action in elsewhere if times[text := fingerprint(action)] == 1}


def edits_elsewhere(rows: Mapping[str, KeyAction], row: KeyAction) -> Sequence[Change] | None:
    """Return what was changed in a row that a unit put under or beside its own; None for a row of no other copy.

    A cell that such a row leaves empty was not emptied.
    """
    action = rows.get(fingerprint(row))
    return None if action is None else [change for change in action_changes(action, row) if change.after]
