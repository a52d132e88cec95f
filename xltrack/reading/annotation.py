"""A return explained: the rows that a fresh copy shows, and the cells that a person has to look at, with reasons.

Values that were read are shown as read. A text that could not be read stays in its cell as typed, unless it could be
taken for a value. An edit of a locked text is put back and listed as a finding.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from xltrack.errors import BaseMissing
from xltrack.findings import CellAddress, Finding
from xltrack.grid.values import Day, Formula, Raw, shown_value
from xltrack.model.fields import plain
from xltrack.model.plan import KeyAction, Plan, Recommendation
from xltrack.model.plan_fields import fields_of, value_of, with_values
from xltrack.model.submission import Submission
from xltrack.model.text_length import fits
from xltrack.reading.asides import aside_texts
from xltrack.reading.bare_numbers import is_likely
from xltrack.reading.cell_context import KEEP, CellContext
from xltrack.reading.cell_values import read_value
from xltrack.reading.cell_words import cell_words
from xltrack.reading.row_reader import Addresses
from xltrack.reading.sheet_rows import SheetRow, lines_of
from xltrack.reading.table_locator import LocatedTable

_LISTED_WITH_THEIR_TEXTS = frozenset(("remark_own_column", "remark_second_column", "remark_beside"))
"""Findings about cells outside our columns: the copy lists those cells whole."""


class CellRef(NamedTuple):
    """A cell of the copy: its sheet, its row (a ref, or a number for rows below the table), its column's key."""

    sheet: str
    row: str | int
    key: str


@dataclass(frozen=True, slots=True)
class AnnotatedRow:
    """A row as the copy shows it: values that were read, and texts that stay as they were typed."""

    row: KeyAction | Recommendation
    texts: Mapping[str, str] = field(default_factory=dict)


class AnnotatedFinding(NamedTuple):
    """A finding, the cell of the copy that it is about (None: the whole file), and the text typed there."""

    spot: CellRef | None
    finding: Finding
    typed: str = ""


class Annotation(NamedTuple):
    """`rows` by ref; `under` are rows that belong to none, in their order; `outside`: cells beside the form."""

    rows: Mapping[str, AnnotatedRow]
    under: tuple[AnnotatedRow, ...]
    remarks: tuple[AnnotatedFinding, ...]
    outside: tuple[tuple[CellAddress, str], ...] = ()


def annotate(submission: Submission) -> Annotation:
    """Work out the contents of a copy that its author can correct and return again.

    Raises BaseMissing for a return without its base, which alone holds the plan as sent.
    """
    if submission.base is None or not isinstance(submission.cells, Addresses):
        raise BaseMissing("base_needed", file=submission.file)
    return _Annotator(submission, submission.base.plan, submission.cells).annotation()


class _Annotator:
    def __init__(self, submission: Submission, sent: Plan, cells: Addresses):
        self._submission, self._sent, self._cells = submission, sent, cells
        self._kinds = ["actions" if "status" in table.columns else "recommendations" for table in cells.tables]
        self._wrong = {p.where for p in submission.findings if isinstance(p.where, CellAddress)}
        self._known: dict[str, KeyAction | Recommendation] = {rec.ref: rec for rec in sent.recommendations}
        self._known |= sent.by_ref
        self._rows: dict[str, AnnotatedRow] = {}
        self._under: list[AnnotatedRow] = []
        self._at: dict[tuple[int, int], str | int] = {}
        """(table, row) of the return -> the row of the copy."""

    def annotation(self) -> Annotation:
        now: dict[str, KeyAction | Recommendation] = {r.ref: r for r in self._submission.current.recommendations}
        now |= self._submission.current.by_ref
        read = {place: ref for ref, place in self._cells.rows.items()}
        for at, table in enumerate(self._cells.tables):
            for line in lines_of(table):
                ref = read.get((at, line.row), "")
                if ref in self._known:
                    self._rows[ref] = AnnotatedRow(now[ref], self._texts(at, line, self._known[ref]))
                    self._at[at, line.row] = ref
                elif self._kinds[at] == "actions":
                    self._unread(at, line, bool(ref))
        remarks = sorted(self._remarks(), key=lambda remark: remark.spot is not None)
        return Annotation(self._rows, tuple(self._under), tuple(remarks), tuple(self._outside()))

    def _unread(self, at: int, line: SheetRow, added: bool) -> None:
        """Show a row that is new or was not taken: in the place of the sent row it repeats, else below the table."""
        findings = [p for p in self._submission.findings if self._row_of(p) == (at, line.row)]
        twice = next((p.found for p in findings if p.code == "duplicate_ref"), "")
        if not added and not any(finding.is_error for finding in findings):
            return
        if twice in self._known and twice not in self._rows:
            self._rows[twice] = self._typed(at, line, self._known[twice])
            self._at[at, line.row] = twice
            return
        self._at[at, line.row] = len(self._under)
        self._under.append(self._below(at, line, added))

    def _below(self, at: int, line: SheetRow, added: bool) -> AnnotatedRow:
        """Lay out a row below the table: its ref, and texts that could not be read, stay as typed."""
        own = {key: shown_value(line.cells[key]) for key in ("ref", "recommendation", "uid") if key in line.cells}
        row = self._typed(at, line, KeyAction(ref="", description=""))
        if added:
            own |= {"uid": "", "description": line.text} | ({"ref": ""} if line.ref in self._known else {})
        else:
            keys = {column.key for column in fields_of(self._sent)}
            own |= {
                key: _as_typed(raw)
                for key, raw in line.cells.items()
                if key in keys and not plain(value_of(row.row, key))
            }
        unsaid = {} if "status" in line.cells else {"status": ""}
        return AnnotatedRow(row.row, {**unsaid, **row.texts, **own})

    def _typed(self, at: int, line: SheetRow, sent: KeyAction | Recommendation) -> AnnotatedRow:
        """Return a row with everything that was typed, read where it can be read."""
        values: dict[str, Any] = {}
        for column in fields_of(self._sent, "actions"):
            if column.key in line.cells:
                where = self._cells.tables[at].cell(line.row, column.key)
                value, _ = read_value(
                    line.cells[column.key], CellContext(where, "actions", column, value_of(sent, column.key))
                )
                if value is not KEEP:
                    values[column.key] = value
        return AnnotatedRow(with_values(sent, values), self._texts(at, line, sent, every=True))

    def _texts(self, at: int, line: SheetRow, sent: KeyAction | Recommendation, every: bool = False) -> dict[str, str]:
        """Return the cells of a row that could not be read and stay as they are; for a row not taken, `every` such
        cell."""
        table, texts = self._cells.tables[at], {}
        for column in fields_of(self._sent, self._kinds[at]):
            if column.key not in table.columns:
                continue
            place = CellContext(table.cell(line.row, column.key), self._kinds[at], column, value_of(sent, column.key))
            raw = line.cells.get(column.key)
            if (every and raw is not None) or place.where in self._wrong:
                text = "" if raw is None else _as_typed(raw)
                if _unreadable(raw, place) and _unreadable(text or None, place) and fits(text):
                    texts[column.key] = text
        return texts

    def _row_of(self, finding: Finding) -> tuple[int, int] | None:
        where = finding.where
        if not isinstance(where, CellAddress):
            return None
        at = next((at for at, table in enumerate(self._cells.tables) if table.sheet.name == where.sheet), None)
        return None if at is None else (at, where.row)

    def _remarks(self) -> Iterator[AnnotatedFinding]:
        listed = {where for where, _ in self._outside()}
        for finding in self._submission.findings:
            is_listed = finding.code in _LISTED_WITH_THEIR_TEXTS and finding.where in listed
            if not finding.needs_attention or is_listed:
                continue
            place = self._row_of(finding)
            if place is None or not isinstance(finding.where, CellAddress):
                gone = finding.ref if finding.code == "row_missing" else ""
                yield AnnotatedFinding(
                    CellRef("actions", gone, "description") if gone in self._known else None, finding
                )
                continue
            table, row = self._cells.tables[place[0]], self._at.get(place)
            key = next((key for key, column in table.columns.items() if column == finding.where.column), "")
            spot = CellRef(self._kinds[place[0]], row, key) if row is not None and key else None
            yield AnnotatedFinding(spot, finding, _text_at(table, finding.where))

    def _outside(self) -> Iterable[tuple[CellAddress, str]]:
        for table in self._cells.tables:
            ours = set(table.columns.values())
            for row in table.rows:
                for column, raw in zip(row.columns, row.values, strict=True):
                    if column not in ours and (text := cell_words(raw)):
                        yield CellAddress(table.sheet.name, row.number, column), text
        for at, line in self._cells.asides:
            for key, text in aside_texts(line):
                yield self._cells.tables[at].cell(line.row, key), text


def _unreadable(raw: Raw | None, place: CellContext) -> bool:
    return read_value(raw, place)[0] is KEEP


def _text_at(table: LocatedTable, where: CellAddress) -> str:
    """Return the text that a person typed into a cell; for a formula, the formula."""
    row = next((row for row in table.sheet.rows if row.number == where.row), None)
    if row is None or where.column not in row.columns:
        return ""
    return _as_typed(row.values[row.columns.index(where.column)])


def _as_typed(raw: Raw) -> str:
    """Return a formula as it was entered; an implausible day of a date cell as the number that was typed."""
    if isinstance(raw, Formula):
        return f"={raw.text}"
    if isinstance(raw, Day) and not is_likely(raw):
        return shown_value(raw.serial)
    return shown_value(raw)
