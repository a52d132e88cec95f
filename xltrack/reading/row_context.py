"""What the reading of one row stands on: the plan as sent, and where a sheet's columns lie."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from xltrack.findings import Problem
from xltrack.grid.values import Grid, Row
from xltrack.model.compare import Value
from xltrack.model.fields import ACTION_FIELDS, RECOMMENDATIONS, Column
from xltrack.model.plan import KeyAction, Recommendation
from xltrack.model.tracker import Tracker
from xltrack.reading.cell_values import clean
from xltrack.reading.memory import MOST, Memory
from xltrack.reading.row_matching import Line, Sent, Told
from xltrack.reading.row_reader import LONGEST_FOUND, TableReader, standing
from xltrack.reading.table_locator import Table, label

_FIELDS: Mapping[str, Sequence[Column]] = {
    "actions": ACTION_FIELDS,
    "recommendations": tuple(c for c in RECOMMENDATIONS if c.key != "ref" and c.kind != "live"),
}


class Ground:
    """The base and the columns of one table. What is read on it depends on the row alone, and is remembered."""

    def __init__(self, table: Table, kind: str, base: Tracker, grid: Grid, memory: Memory):
        self.base, self._manner = base, (kind, grid.errors_hidden, grid.longest)
        self.reader = TableReader(table, kind, _FIELDS[kind], grid)
        self._memory = memory

    @cached_property
    def sent(self) -> Sent:
        return Sent(self.base, self.reader.table.columns, self._memory)

    @cached_property
    def _recommendations(self) -> Mapping[str, Recommendation]:
        return {rec.ref: rec for rec in self.base.plan.recommendations}

    def fits(self, table: Table, kind: str, base: Tracker, grid: Grid) -> bool:
        own = self.reader.table
        same = self.base is base and self._manner == (kind, grid.errors_hidden, grid.longest)
        return same and (own.sheet.name, own.columns) == (table.sheet.name, table.columns)

    def told(self, rows: Iterable[Row]) -> list[Told | None]:
        """What each row says by itself; None for one that says nothing."""
        return self._memory.of_each(self._told, rows)

    def _told(self, row: Row) -> Told | None:
        told = self.sent.voted(row)
        if told is None or told.ref is None:
            return told
        action, problems = self._action(told.line, told.ref)
        return told._replace(action=action, problems=problems)

    def recommendation(self, line: Line, ref: str) -> tuple[Mapping[str, Value], list[Problem]]:
        """The fields of a recommendation that the line edits, and the findings."""
        return self._memory.of(self._recommendation, line, ref)

    def _action(self, line: Line, ref: str) -> tuple[KeyAction | None, tuple[Problem, ...]]:
        sent, reader = self.base.plan.by_ref[ref], self.reader
        problems = _short_text_problems(reader, line, self.base.plan.parents[ref])
        edits, found = reader.fields(line, sent)
        problems += found
        if not edits:
            return None, tuple(problems)
        edited = sent.model_copy(update=edits)
        return edited, (*problems, *standing(reader.table, line.row, sent, edited))

    def _recommendation(self, line: Line, ref: str) -> tuple[Mapping[str, Value], list[Problem]]:
        return self.reader.fields(line, self._recommendations[ref])


RECENT: deque[Ground] = deque(maxlen=8)
"""What lately read tables stood on, each with its memory: it goes when the ground goes."""


def ground_of(table: Table, kind: str, base: Tracker, grid: Grid) -> Ground:
    """The ground of a table; for one like an earlier one the same, so that its rows are known again."""
    if table.sheet.merged or len(base.plan.actions) > MOST:
        return Ground(table, kind, base, grid, Memory(0))
    for ground in tuple(RECENT):  # another thread may be adding to it
        if ground.fits(table, kind, base, grid):
            return ground
    RECENT.append(ground := Ground(table, kind, base, grid, Memory()))
    return ground


def _short_text_problems(reader: TableReader, line: Line, rec: Recommendation) -> list[Problem]:
    """The recommendation's text is shown in short beside each action; an edit of it would be lost there."""
    raw = line.cells.get("recommendation")
    if not isinstance(raw, str) or raw == "":
        return []
    said = " ".join(clean(raw).split()).removeprefix(f"{rec.ref}.").strip().removesuffix("…")
    if " ".join(clean(rec.text).split()).startswith(said):
        return []
    where, values = reader.table.cell(line.row, "recommendation"), {"column": label("actions", "recommendation")}
    return [Problem("locked_edited", where, raw[:LONGEST_FOUND], values)]
