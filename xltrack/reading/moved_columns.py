"""The columns that moved with the key actions, where rows show the ref or hidden id of another action.

Sorting some columns leaves the others behind. The text says whose row it is now, the ref or id whose row it was; the
cells between them show which columns moved along. A sort moves columns that are side by side.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from xltrack.model.compare import same
from xltrack.model.fields import Column
from xltrack.model.misplaced import SURE, Unsure
from xltrack.model.plan import KeyAction, Plan
from xltrack.model.plan_fields import value_of
from xltrack.model.tracker import Tracker, row_uid
from xltrack.reading.row_matching import Matched, MatchedRow
from xltrack.reading.row_reader import TableReader

_ROWS = 2
"""Number of rows whose cells show that a column moved along, from which on it did; people do not type others' values.
"""
_MORE = 4
"""How many times more such rows there must be than rows whose cells show that the column stayed."""


class _Moved(NamedTuple):
    """A row that belongs to `action` by its text, and to `other` by its id or ref: None for a row that is new."""

    row: MatchedRow
    action: KeyAction
    other: KeyAction | None


def unsure_cells(reader: TableReader, matched: Matched, base: Tracker) -> Unsure:
    """Return the cells of which it is not certain that they moved with the text of their row."""
    rows = [*_moved(matched, base.plan), *_changed_places_with_new(matched, base)]
    if not rows:
        return SURE
    places = reader.table.columns
    columns = sorted(
        (column for column in reader.columns if column.key != "description"), key=lambda one: places[one.key]
    )
    text = places.get("description", 0)
    right = [column for column in columns if places[column.key] > text]
    left = [column for column in reversed(columns) if places[column.key] < text]
    went = {*_went_along(reader, rows, right), *_went_along(reader, rows, left)}
    return Unsure(
        frozenset(row.action.ref for row in rows), frozenset(column.key for column in columns if column.key not in went)
    )


def _moved(matched: Matched, plan: Plan) -> Iterable[_Moved]:
    """Yield the rows whose id, or without one whose ref, is that of another action than their text."""
    for ref, row in matched.moved.items():
        other = row.votes.uid or row.votes.ref
        if other is not None and other != ref:
            yield _Moved(row, plan.by_ref[ref], plan.by_ref[other])


def _changed_places_with_new(matched: Matched, base: Tracker) -> Iterable[_Moved]:
    """Yield the rows of actions whose id or ref is on another row, because they changed places with a new one."""
    lines = (*matched.added, *(row.line for row in matched.moved.values()))
    marks = {mark for line in lines for mark in (line.uid, line.ref) if mark}
    for ref, row in matched.rows.items() if marks else ():
        is_bare = ref not in (row.votes.uid, row.votes.ref) or not (row.line.uid and row.line.ref)
        is_left = row_uid(base.meta.id, ref) in marks or ref.upper() in marks
        if is_bare and is_left and ref not in matched.moved and row.votes.text == ref:
            yield _Moved(row, base.plan.by_ref[ref], None)


def _went_along(reader: TableReader, rows: Sequence[_Moved], columns: Sequence[Column]) -> Iterable[str]:
    """Return the columns, given from the text outwards, up to the last one that certainly moved along."""
    last = 0
    for number, column in enumerate(columns, 1):
        went, stayed = _tally(reader, rows, column)
        if stayed > went:
            break
        if went >= min(_ROWS, len(rows)) and went > _MORE * stayed:
            last = number
    return [column.key for column in columns[:last]]


def _tally(reader: TableReader, rows: Sequence[_Moved], column: Column) -> tuple[int, int]:
    """Return in how many rows a column shows the value of the text's action, and in how many that of the other."""
    pairs = [(row.row.line, row.action, row.other) for row in rows if row.other]
    different = [pair for pair in pairs if not same(value_of(pair[1], column.key), value_of(pair[2], column.key))]
    went = sum(reader.shows(line, column, action) for line, action, _ in different)
    return went, sum(reader.shows(line, column, other) for line, _, other in different)
