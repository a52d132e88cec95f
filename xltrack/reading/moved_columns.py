"""The columns that moved with the key actions, where rows show the ref or hidden id of another action.

Whoever sorts some columns leaves the others behind. The text says whose row it is, the ref or id whose row it was; what
the cells between them say tells which columns went along. A sort takes columns side by side.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from xltrack.model.compare import same
from xltrack.model.fields import Column
from xltrack.model.misplaced import SURE, Unsure
from xltrack.model.plan import KeyAction, Plan
from xltrack.model.plan_fields import value_of
from xltrack.reading.row_matching import Matched, MatchedRow
from xltrack.reading.row_reader import TableReader

_ROWS = 2
"""Rows whose cells show that a column went along, from which on it did; two people do not type each other's values."""
_MORE = 4
"""How many times more of them there must be than rows whose cells show that it stayed."""


class _Moved(NamedTuple):
    """A row that belongs to `action` by its text, and to `other` by its id or ref."""

    row: MatchedRow
    action: KeyAction
    other: KeyAction


def unsure_cells(reader: TableReader, matched: Matched, plan: Plan) -> Unsure:
    """Return the cells of which it is not certain that they moved with the text of their row."""
    rows = list(_moved(matched, plan))
    if not rows:
        return SURE
    places = reader.table.columns
    columns = sorted((one for one in reader.columns if one.key != "description"), key=lambda one: places[one.key])
    text = places.get("description", 0)
    right = [column for column in columns if places[column.key] > text]
    left = [column for column in reversed(columns) if places[column.key] < text]
    went = {*_went_along(reader, rows, right), *_went_along(reader, rows, left)}
    return Unsure(
        frozenset(one.action.ref for one in rows), frozenset(one.key for one in columns if one.key not in went)
    )


def _moved(matched: Matched, plan: Plan) -> Iterable[_Moved]:
    """Yield the rows whose id, or without one whose ref, is that of another action than their text."""
    for ref, row in matched.moved.items():
        other = row.votes.uid or row.votes.ref
        if other is not None and other != ref:
            yield _Moved(row, plan.by_ref[ref], plan.by_ref[other])


def _went_along(reader: TableReader, rows: Sequence[_Moved], columns: Sequence[Column]) -> Iterable[str]:
    """Return the columns, given from the text outwards, up to the last one that certainly went along."""
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
    told = [one for one in rows if not same(value_of(one.action, column.key), value_of(one.other, column.key))]
    went = sum(reader.shows(one.row.line, column, one.action) for one in told)
    return went, sum(reader.shows(one.row.line, column, one.other) for one in told)
