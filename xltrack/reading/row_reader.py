"""Reader for the lines of one of our tables, with the findings about their cells."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import NamedTuple

from xltrack.findings import CellAddress, Finding, Term
from xltrack.findings.cells import (
    empty_or_error,
    locked_edited,
)
from xltrack.grid.values import Grid, Raw, Row, Sheet, shown_value
from xltrack.model.compare import Change, first_difference, same
from xltrack.model.fields import Column, Value, plain
from xltrack.model.misplaced import SURE, Unsure
from xltrack.model.own_fields import OwnSheet
from xltrack.model.plan import KeyAction, Plan, Recommendation
from xltrack.model.plan_fields import column_term, fields_of, value_of, with_values
from xltrack.model.submission import DuplicateRow
from xltrack.model.tracker import Tracker
from xltrack.reading.cell_context import KEEP, CellContext
from xltrack.reading.cell_values import printable, read_value, says
from xltrack.reading.merged_cells import Covered
from xltrack.reading.row_matching import BaseIndex, MatchedRow
from xltrack.reading.sheet_rows import SheetRow
from xltrack.reading.table_locator import LocatedTable
from xltrack.reading.typed_moves import typed_move
from xltrack.xlsx.read_cache import ReadCache

_LONGEST_WHOLE, _LONGEST_EDIT, _AROUND = 80, 400, 30
"""Letters of an edited text that its finding repeats whole; at most; and before and behind the words that differ."""
_WEIGHT = 2_000
"""Bytes that a row reader holds for each action."""


@dataclass(frozen=True)
class Addresses(Mapping[tuple[str, str], CellAddress]):
    """The cell of each (ref, field), computed on demand: a big plan has a million of them."""

    tables: tuple[LocatedTable, ...] = ()
    rows: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    """ref -> (which table, which row)"""
    asides: Sequence[tuple[int, SheetRow]] = ()
    """(which table, line) of the lines beside the plan, which are no rows of it."""

    def __getitem__(self, key: tuple[str, str]) -> CellAddress:
        at, row = self.rows[key[0]]
        return self.tables[at].cell(row, key[1])

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return ((ref, key) for ref, (at, _) in self.rows.items() for key in self.tables[at].columns)

    def __len__(self) -> int:
        return sum(len(self.tables[at].columns) for at, _ in self.rows.values())


class TableReading(NamedTuple):
    """The content of a grid: see `xltrack.model.tracker.Submission`, whose fields these are."""

    plan: Plan
    added: tuple[KeyAction, ...]
    missing: tuple[str, ...]
    findings: tuple[Finding, ...]
    addresses: Addresses
    rivals: tuple[DuplicateRow, ...] = ()
    official: tuple[Change, ...] = ()
    new_recommendations: tuple[Recommendation, ...] = ()
    unsure: Unsure = SURE
    moves: tuple[Change, ...] = ()
    marked: tuple[tuple[str, OwnSheet], ...] = ()


RowFindings = tuple[dict[str, Value], list[Finding]]
"""Fields of a line by key, and the findings about its cells."""


class TableReader:
    """Reader for the lines of one table against the plan as sent. Its result depends on the line alone."""

    def __init__(self, table: LocatedTable, kind: str, columns: Iterable[Column], grid: Grid, near: date | None = None):
        self.table, self.kind, self._near = table._replace(sheet=Sheet(table.sheet.name)), kind, near
        self.columns = [column for column in columns if column.key in table.columns]
        self.covered = Covered(table)
        self._errors_hidden, self._longest = grid.errors_hidden, grid.longest

    def fields(self, line: SheetRow, sent: KeyAction | Recommendation) -> RowFindings:
        """Return the fields of a line that differ from what was sent and can be taken; the others are reported."""
        edits: dict[str, Value] = {}
        found: list[Finding] = []
        for column in self.columns:
            raw, before = line.cells.get(column.key), value_of(sent, column.key)
            if raw is None:
                if (not before and column.kind != "choice") or self._is_hidden(line, column, before, found):
                    continue
            elif says(raw, before, column):
                continue
            place = self._place(line, column, before)
            value, findings = read_value(raw, place)
            new = value is not KEEP and value is not before
            if new and column.rule != "locked":
                edits[column.key] = value
            elif new:
                findings = (
                    *findings,
                    locked_edited(place.where, place.label, edited_words(plain(before) or "", shown_value(raw or ""))),
                )
            found += (finding.about(sent.ref) for finding in findings)
        return edits, found

    def shows(self, line: SheetRow, column: Column, sent: KeyAction) -> bool:
        """Return whether a cell of a line has the value that was sent for an action."""
        raw, before = line.cells.get(column.key), value_of(sent, column.key)
        if raw is None:
            return not before
        if says(raw, before, column):
            return True
        value, _ = read_value(raw, self._place(line, column, before))
        return value is before or (value is not KEEP and same(value, before))

    def everything(self, line: SheetRow, blank: KeyAction | Recommendation) -> RowFindings:
        """Return the fields of a line that was never sent, as far as they can be read."""
        values: dict[str, Value] = {}
        found: list[Finding] = []
        for column in self.columns:
            raw = line.cells.get(column.key)
            if raw is not None:
                place = self._place(line, column, value_of(blank, column.key))
                value, findings = read_value(raw, place)
                found += findings
                if value is not KEEP:
                    values[column.key] = value
        return values, found

    def _place(self, line: SheetRow, column: Column, sent: Value) -> CellContext:
        return CellContext(self.table.cell(line.row, column.key), self.kind, column, sent, self._longest, self._near)

    def _is_hidden(self, line: SheetRow, column: Column, before: Value, findings: list[Finding]) -> bool:
        """Return whether an empty cell was perhaps not emptied: it is inside a merged area, or may hide an error."""
        if (line.row, self.table.columns[column.key]) in self.covered:
            return True
        if self._errors_hidden and before:
            where = self.table.cell(line.row, column.key)
            findings.append(empty_or_error(where, column_term(self.kind, column)))
            return True
        return False


def new_action(reader: TableReader, line: SheetRow, plan: Plan, number: int) -> tuple[KeyAction, list[Finding]]:
    """Return a row that was added, as an action under the ref that was typed if it is free, else a provisional one."""
    rec = shown_value(line.cells.get("recommendation", "")).strip().partition(".")[0].upper()
    under = next(
        (recommendation.ref for recommendation in plan.recommendations if recommendation.ref.upper() == rec), ""
    )
    typed = line.ref[:40] if line.ref and line.ref not in plan.by_ref else ""
    if typed == "" and not under and line.ref in plan.parents:
        under = plan.parents[line.ref].ref
    ref = typed or f"{under}.new{number}".lstrip(".")
    blank = KeyAction(ref=ref, description=printable(line.text))
    values, findings = reader.everything(line, blank)
    return with_values(blank, values), findings


def edited_words(before: str, after: str) -> str:
    """Return an edited text for its finding: of a long one the words that differ, with a few around them.

    >>> edited_words("Train " + "the staff " * 9, "Train " + "the staff " * 7 + "not the staff " * 2)
    '…the staff the staff the staff not the staff not the staff'
    """
    old, new = " ".join(before.split()), " ".join(after.split())
    if len(new) <= _LONGEST_WHOLE:
        return new
    start = new.rfind(" ", 0, max(first_difference(old, new) - _AROUND, 0)) + 1
    behind = new.find(" ", len(new) - first_difference(old[::-1], new[::-1]) + _AROUND)
    end = min(behind if behind > start else len(new), start + _LONGEST_EDIT)
    return f"{'…' if start else ''}{new[start:end]}{'…' if end < len(new) else ''}"


def _columns(base: Tracker, kind: str, is_master: bool) -> Sequence[Column]:
    """Return the columns to read. In the master, the coordinator fills in the locked ones, too."""
    columns = fields_of(base.plan, kind)
    if base.meta.to:
        return columns
    ours = [column.own is not None or (column.official and is_master) for column in columns]
    return [column._replace(rule="take") if own else column for column, own in zip(columns, ours, strict=True)]


class RowReader:
    """Everything needed to read one row: the plan as sent and the sheet's column positions."""

    def __init__(self, table: LocatedTable, kind: str, base: Tracker, grid: Grid, is_master: bool):
        self.base = base
        self._is_master = is_master
        self.reader = TableReader(table, kind, _columns(base, kind, is_master), grid, base.meta.issued)
        self._untouched: dict[tuple[tuple[int, ...], tuple[Raw, ...]], MatchedRow] = {}
        """Rows with the values as sent, by these values: such a row is read once, wherever it is."""
        self._unedited: set[tuple[str, tuple[int, ...], tuple[Raw, ...]]] = set()
        """The same of recommendations, with their refs."""

    @cached_property
    def sent(self) -> BaseIndex:
        return BaseIndex(self.base, self.reader.table.columns)

    @cached_property
    def _recommendations(self) -> Mapping[str, Recommendation]:
        return {rec.ref: rec for rec in self.base.plan.recommendations}

    def read_each(self, rows: Iterable[Row]) -> list[MatchedRow | None]:
        """Return the result of reading each row by itself; None for an empty row."""
        return [self._read_row(row) for row in rows]

    def _read_row(self, row: Row) -> MatchedRow | None:
        known = self._untouched.get(row[1:])
        if known is not None and bool not in map(type, row.values):  # 1 equals True in Python but not in a sheet
            line = known.line
            if line.row == row.number:
                return known
            return MatchedRow(SheetRow(row.number, line.cells, line.uid, line.ref, line.text), known.votes, known.ref)
        matched = self.sent.voted(row)
        if matched is None or matched.ref is None:
            return matched
        action, findings = self._action(matched.line, matched.ref, moved=matched.votes.ref != matched.ref)
        if action is None and not findings and bool not in map(type, row.values):
            self._untouched[row[1:]] = matched
        return matched._replace(action=action, findings=findings)

    def recommendation(self, row: Row, line: SheetRow, ref: str) -> RowFindings:
        """Return the fields of a recommendation that a row, which is that line, edits, and the findings."""
        key = (ref, row.columns, row.values)
        if key in self._unedited and bool not in map(type, row.values):
            return {}, []
        edits, findings = self.reader.fields(line, self._recommendations[ref])
        if not edits and not findings and bool not in map(type, row.values):
            self._unedited.add(key)
        return edits, findings

    def _action(self, line: SheetRow, ref: str, *, moved: bool) -> tuple[KeyAction | None, tuple[Finding, ...]]:
        sent, reader = self.base.plan.by_ref[ref], self.reader
        findings = [] if moved else self._short_text(line, ref)
        edits, found = reader.fields(line, sent)
        findings += found
        if not edits:
            return None, tuple(findings)
        return with_values(sent, edits), tuple(findings)

    def _short_text(self, line: SheetRow, ref: str) -> list[Finding]:
        """Report an edit of the shortened recommendation text beside an action: nobody reads it from there."""
        raw, rec = line.cells.get("recommendation"), self.base.plan.parents[ref]
        if not isinstance(raw, str) or raw == "":
            return []
        beginning = " ".join(printable(raw).split()).removeprefix(f"{rec.ref}.").strip().removesuffix("…")
        if " ".join(printable(rec.text).split()).startswith(beginning):
            return []
        where = self.reader.table.cell(line.row, "recommendation")
        moved = typed_move(self.base.plan, ref, raw, where) if self._is_master else None
        return [
            moved
            or locked_edited(
                where, Term.column("actions", "recommendation"), edited_words(f"{rec.ref}. {rec.text}", raw)
            )
        ]


def row_reader(
    table: LocatedTable, kind: str, base: Tracker, grid: Grid, cache: ReadCache, is_master: bool
) -> RowReader:
    """Return the reader of a table's rows, the cached one if an earlier table had the same layout and base."""

    def made() -> RowReader:
        return RowReader(table, kind, base, grid, is_master)

    if table.sheet.merged:  # what a merged area hides depends on the row's place
        return made()
    manner = (kind, is_master, grid.errors_hidden, grid.longest, table.sheet.name, tuple(table.columns.items()))
    # The reader holds its base, so that no other gets its id while the reader is known.
    return cache.part("row reader", (id(base), manner), _WEIGHT * len(base.plan.actions), made)
