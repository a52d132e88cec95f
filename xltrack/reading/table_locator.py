"""Our columns found in a sheet: by the workbook's names, else by their header words, never by position."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from xltrack.findings import CellAddress, Finding, Term, nearest
from xltrack.findings.workbooks import column_missing, header_renamed
from xltrack.grid.values import Grid, Mark, Marks, Row, Sheet, shown_value
from xltrack.i18n.catalogue import DEFAULT_LANGUAGE, LANGUAGES, catalogue, find_code, fold
from xltrack.model.fields import SHEETS, Column, defined_name
from xltrack.model.plan_fields import column_term
from xltrack.model.submission import FIELD_MARK

SEARCHED_ROWS = 200
"""Filled rows from the top in which a header is looked for; offices put titles and notes above it."""
LONGEST_HEADER = 80
_MARK = re.compile(r" ?[(\[:;,/*]")
_HEADS = 4
"""Cells from which on a row of nothing but words of the form's head is its header once more."""
_NAMES = {kind: [(item.key, defined_name(kind, item.key).casefold()) for item in SHEETS[kind]] for kind in SHEETS}
_NO_COLUMNS: tuple[Column, ...] = ()
_NEEDED = {
    "actions": ({"status"}, {"ref", "description"}, {"comments", "deadline", "responsible", "evidence"}),
    "recommendations": ({"text"}, {"response", "category"}),
    "decisions": ({"id"}, {"take"}, {"claim", "value"}),
}
"""Sets of keys: a row is a header when it has one of each set; other sheets have fewer."""


class LocatedTable(NamedTuple):
    """One of our sheets: its header row, and the column of each key."""

    sheet: Sheet
    header: int
    columns: Mapping[str, int]
    findings: tuple[Finding, ...] = ()

    def cell(self, row: int, key: str) -> CellAddress:
        return CellAddress(self.sheet.name, row, self.columns[key])

    @property
    def rows(self) -> Iterable[Row]:
        return [row for row in self.sheet.rows if row.number > self.header]


def column_label(sheet: str, key: str, language: str = DEFAULT_LANGUAGE) -> str:
    """Return a column's header word, as findings name it."""
    return catalogue(language).word("columns", sheet, key)


def find_table(grid: Grid, kind: str, own_columns: Sequence[Column] = _NO_COLUMNS) -> LocatedTable | None:
    """Return the table of that kind (`actions`, `recommendations`), or None; `own_columns` are columns of own fields.

    A sheet whose header and names agree on every column is chosen; among others that look like it, the best one.
    """
    named, headers = _named(grid.marks, kind, own_columns), _own_headers(kind, own_columns, grid.languages)
    ours = [(sheet, named.get(sheet.name.casefold(), _NOT_NAMED)) for sheet in grid.sheets]
    for sheet, names in ours:
        table = _agreed(sheet, kind, names, grid.marks, headers) if names.marks else None
        if table is not None:
            return _without_repeated_heads(table)
    tables = [table for sheet, names in ours for table in _tables(sheet, kind, names.marks, headers)]
    best = max(tables, key=lambda table: (len(table.columns), len(table.sheet.rows)), default=None)
    return best and _without_repeated_heads(best)


def _without_repeated_heads(table: LocatedTable) -> LocatedTable:
    """Return a table without the heads of further forms that were pasted below it: their rows are rows of its own."""
    head = frozenset(value for row in table.sheet.rows if row.number <= table.header for value in row.values)
    again = {row.number for row in table.rows if head.issuperset(row.values)}
    if not any(row.number in again and len(row.columns) >= _HEADS for row in table.rows):
        return table
    rows = tuple(row for row in table.sheet.rows if row.number not in again)
    return table._replace(sheet=table.sheet._replace(rows=rows))


class _Named(NamedTuple):
    """Columns of a sheet as the workbook's names give them; `columns` are those in the `row` of the first."""

    marks: Mapping[str, Mark]
    row: int = 0
    columns: Mapping[str, int] = {}


_NOT_NAMED = _Named({})


def _named(marks: Marks, kind: str, own_columns: Sequence[Column]) -> Mapping[str, _Named]:
    """Group the named columns of a table by sheet (case folded)."""
    known: Mapping[str, _Named] | None = None if own_columns else marks.worked_out.get(kind)
    if known is None:
        found: dict[str, dict[str, Mark]] = {}
        names = [(column.key, defined_name(kind, column.key).casefold()) for column in own_columns]
        for key, name in (*_NAMES[kind], *names):
            if mark := marks.get(name):
                found.setdefault(mark.sheet.casefold(), {})[key] = mark
        known = {sheet: _of_sheet(ours) for sheet, ours in found.items()}
        if not own_columns:
            marks.worked_out[kind] = known
    return known


def _of_sheet(marks: Mapping[str, Mark]) -> _Named:
    row = next(iter(marks.values())).row
    return _Named(marks, row, {key: mark.column for key, mark in marks.items() if mark.row == row})


def _agreed(sheet: Sheet, kind: str, names: _Named, marks: Marks, headers: Mapping[str, str]) -> LocatedTable | None:
    for row in sheet.rows[:SEARCHED_ROWS]:
        if row.number == names.row:
            if headers:
                columns, findings = _columns(row, sheet.name, kind, (), headers)
            else:
                columns, findings = _known_columns(row, sheet.name, kind, marks)
            agree = columns == names.columns and _is_header(columns, kind)
            return LocatedTable(sheet, row.number, columns, findings) if agree else None
    return None


def _known_columns(row: Row, sheet: str, kind: str, marks: Marks) -> tuple[dict[str, int], tuple[Finding, ...]]:
    """Return the columns of a header row; sheets with the same header and marks share the result."""
    last = marks.worked_out.get(("header", kind))
    if last is None or last[0] != (row, sheet):
        last = marks.worked_out["header", kind] = (row, sheet), _columns(row, sheet, kind, (), {})
    columns, findings = last[1]
    return dict(columns), findings


def _is_header(columns: Mapping[str, int], kind: str) -> bool:
    return all(keys & columns.keys() for keys in _NEEDED[kind])


def _tables(sheet: Sheet, kind: str, marks: Mapping[str, Mark], headers: Mapping[str, str]) -> Iterable[LocatedTable]:
    rows = [mark.row for mark in marks.values()]
    marked_row = max(set(rows), key=rows.count, default=0)
    for row in sheet.rows[:SEARCHED_ROWS] if not marked_row else _around(sheet, marked_row):
        if len(row.columns) < len(_NEEDED[kind]):
            continue
        inside = tuple((key, mark.column) for key, mark in marks.items() if mark.row == row.number)
        columns, findings = _columns(row, sheet.name, kind, inside, headers)
        if _is_header(columns, kind):
            yield LocatedTable(sheet, row.number, columns, findings)


def _around(sheet: Sheet, marked: int) -> list[Row]:
    """Return the marked row, then the top of the sheet: names go stale when a program moves rows without them."""
    first = [row for row in sheet.rows if row.number == marked]
    return first + [row for row in sheet.rows[:SEARCHED_ROWS] if row.number != marked]


def _own_headers(kind: str, own_columns: Sequence[Column], languages: Iterable[str]) -> Mapping[str, str]:
    """Map the headers of own fields, and those in an office's own words, to the keys of their columns."""
    terms = (catalogue(language).section("columns", kind).items() for language in languages)
    headers = {fold(label): key for labels in terms for key, label in labels}
    headers |= {fold(column.key): column.key for column in own_columns}
    return headers | {fold(header): column.key for column in own_columns if column.own for header in column.own.headers}


def _columns(
    row: Row, sheet: str, kind: str, marked: tuple[tuple[str, int], ...], headers: Mapping[str, str]
) -> tuple[dict[str, int], tuple[Finding, ...]]:
    """Map keys to columns of a header row. The header's words count before a name (`marked`) that points elsewhere."""
    columns: dict[str, int] = {}
    at_mark = {number: key for key, number in marked}
    unknown: list[tuple[int, str]] = []
    for number, raw in zip(row.columns, row.values, strict=True):
        text = shown_value(raw)
        key = _key(text, kind, headers)
        if key is None:
            unknown.append((number, text))
        elif key not in columns or at_mark.get(number) == key:
            columns[key] = number
    for number, _ in unknown:
        if number in at_mark:
            columns.setdefault(at_mark[number], number)
    if len(columns) < 3:
        return columns, ()
    return columns, tuple(_near_misses(sheet, row.number, kind, columns, unknown))


def _key(text: str, kind: str, headers: Mapping[str, str]) -> str | None:
    """Return the key of the column that a header word names. `headers` are an office's own, folded."""
    if len(text) > LONGEST_HEADER:
        return None
    return key_of(text, kind) or (headers.get(fold(text)) if headers else None)


def _near_misses(
    sheet: str, row: int, kind: str, columns: dict[str, int], unknown: Iterable[tuple[int, str]]
) -> Iterable[Finding]:
    """Add columns whose header is misspelt, or has more words behind it, to `columns`, and report each."""
    keys = [c.key for c in SHEETS[kind] if c.key not in columns and c.kind != "live"]
    if not keys:
        return
    missing = {fold(column_label(kind, key, language)): key for language in LANGUAGES for key in keys}
    taken = set(columns.values())
    for number, text in unknown:
        near = nearest(text, missing, likeness=0.85) or _label_before(fold(text), missing)
        if near and number not in taken:
            key = missing[near]
            missing = {word: other for word, other in missing.items() if other != key}
            columns[key] = number
            yield header_renamed(CellAddress(sheet, row, number), text, Term.column(kind, key))


def _label_before(text: str, labels: Iterable[str]) -> str | None:
    """Return the label that a header begins with where a bracket or another mark parts it from more words."""
    return next((label for label in labels if text.startswith(label) and _MARK.match(text, len(label))), None)


def key_of(text: str, kind: str) -> str | None:
    """Return the key of the column that a header word names, in any language."""
    return find_code(text, "columns", kind)


def missing_columns(table: LocatedTable, kind: str, own_columns: Sequence[Column] = _NO_COLUMNS) -> Iterable[Finding]:
    """Yield the columns that people fill in and that the sheet lacks."""
    for item in (*SHEETS[kind], *own_columns):
        if item.editor != "nobody" and item.key not in table.columns:
            where = CellAddress(table.sheet.name, table.header, 1)
            yield column_missing(where, column_term(kind, item))


def headers_of(table: LocatedTable) -> dict[int, str]:
    """Map the columns of a table's sheet to the texts in its header row."""
    head = next((row for row in table.sheet.rows if row.number == table.header), None)
    return dict(zip(head.columns, (shown_value(raw).strip() for raw in head.values), strict=True)) if head else {}


def marked_headers(table: LocatedTable) -> Iterator[str]:
    """Yield the headers of columns beside ours that are marked as fields."""
    known = set(table.columns.values())
    yield from (text for at, text in headers_of(table).items() if at not in known and text.endswith(FIELD_MARK))


def code_of_label(text: str, section: str) -> str | None:
    """Return the code of a choice's label in any shipped language, written exactly as a workbook shows it.

    The languages are read one after another, until one has it: most trackers need the words of one.
    """
    for language in LANGUAGES:
        for code, label in catalogue(language).section(section).items():
            if label == text:
                return code
    return None


def labels_of(section: str) -> dict[str, str]:
    """Map every label of a choice, in every shipped language, to its code."""
    return {word: code for lang in LANGUAGES for code, word in catalogue(lang).section(section).items()}
