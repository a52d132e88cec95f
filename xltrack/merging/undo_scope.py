"""The cells that an undo of less than a revision takes back: those of one change, or of all that one file brought."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from xltrack.errors import MergeError
from xltrack.merging.log_cells import CellKey
from xltrack.merging.moved_rows import unmarked
from xltrack.merging.plan_editor import parent
from xltrack.merging.restructure import RESTRUCTURED
from xltrack.model.ready_fields import VERIFICATION_NOTE, VERIFIED_BY, VERIFIED_ON
from xltrack.model.remark import is_remark
from xltrack.model.tracker import APPLIED, LogEntry, Tracker

_VERIFICATION = {VERIFIED_ON, VERIFIED_BY, VERIFICATION_NOTE}


@dataclass(frozen=True, slots=True)
class UndoScope:
    """`cells`: each cell and the revision it goes back to. `since`: later changes of these cells, undone with them."""

    cells: Mapping[CellKey, int]
    since: tuple[LogEntry, ...]


def change_scope(tracker: Tracker, ref: str, field: str | None, revision: int) -> UndoScope:
    """Return the scope of what a revision changed in one cell, with the cells that the same decision settled.

    Raises MergeError when it changed nothing there.
    """
    made = [e for e in tracker.log if e.revision == revision and (e.ref, e.field) == (ref, field) and _counts(e)]
    if not made:
        raise MergeError("nothing_to_undo")
    if made[0].digest.startswith(RESTRUCTURED):
        return _restructuring_scope(tracker, made[0].digest)
    with_it = {e.digest for e in made if e.digest}
    settled = [
        e
        for e in tracker.log
        if e.revision == revision and e.digest in with_it and e.ref == ref and _go_together(field, e.field)
    ]
    return _scope(tracker, [*made, *settled, *_of_its_actions(tracker, made[0])])


def file_scope(tracker: Tracker, digest: str) -> UndoScope:
    """Return the scope of all that one returned file brought, as if it had never come.

    Raises MergeError when it brought nothing.
    """
    brought = [e for e in tracker.log if digest and unmarked(e.digest) == digest and e.outcome != "undone"]
    if not brought:
        raise MergeError("nothing_to_undo")
    return _scope(tracker, brought)


def _restructuring_scope(tracker: Tracker, digest: str) -> UndoScope:
    """Return the scope of an action's moving, merging or splitting, with what changed in its rows since."""
    made = [entry for entry in tracker.log if entry.digest == digest]
    scope, rows = _scope(tracker, made), {entry.ref for entry in made if entry.outcome == "added"}
    later = [e for e in tracker.log if e.ref in rows and e.revision > made[0].revision and _counts(e)]
    return UndoScope(scope.cells, (*scope.since, *(entry for entry in later if entry not in scope.since)))


def _of_its_actions(tracker: Tracker, entry: LogEntry) -> list[LogEntry]:
    """Return the entries of a new recommendation's actions, which go with it."""
    return (
        [logged for logged in tracker.log if parent(entry.ref, logged.ref)] if entry.recommendation is not None else []
    )


def _counts(entry: LogEntry) -> bool:
    return entry.outcome in APPLIED and (entry.field is None or entry.before != entry.after)


def _go_together(field: str | None, other: str | None) -> bool:
    """Return whether one decision settles both cells: a deadline and its proposal, comments and a remark, a status
    and its verification."""
    fields = {field, other}
    if "status" in fields and fields & _VERIFICATION:
        return True
    return fields == {"deadline", "proposed_deadline"} or ("comments" in fields and any(map(is_remark, fields)))


def _scope(tracker: Tracker, entries: Iterable[LogEntry]) -> UndoScope:
    """Return the scope in which each cell of the entries goes back to before the first of them."""
    chosen = list(entries)
    cells: dict[CellKey, int] = {}
    for entry in chosen:
        cell = (entry.ref, entry.field)
        cells[cell] = min(cells.get(cell, entry.revision), entry.revision - 1)
    mine = {id(entry) for entry in chosen}
    since = [
        entry
        for entry in tracker.log
        if entry.revision > cells.get((entry.ref, entry.field), entry.revision)
        and id(entry) not in mine
        and _counts(entry)
    ]
    return UndoScope(cells, tuple(since))
