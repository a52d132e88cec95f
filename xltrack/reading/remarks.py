"""Remarks in a returned workbook: whatever people put outside the cells that a tracker asks for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from xltrack.findings import CellAddress, Finding
from xltrack.findings import outside as findings
from xltrack.grid.outside_cells import OutsideCells
from xltrack.grid.values import Day, Grid, LinkedText, Marks, Raw, Row, Sheet, StruckText, shown_value
from xltrack.i18n.catalogue import catalogue
from xltrack.model.fields import ACTIONS
from xltrack.model.remark import Remark, RemarkKind
from xltrack.model.tracker import Tracker
from xltrack.reading.asides import aside_texts
from xltrack.reading.cell_words import (
    address_behind,
    cell_words,
    is_calculated,
    is_cell_picture,
    picture_words,
    with_target,
)
from xltrack.reading.live_texts import LiveColumns
from xltrack.reading.long_remarks import manageable
from xltrack.reading.loose_words import loose_texts, title_cells
from xltrack.reading.other_sheets import OtherSheet, added_words, typed_words
from xltrack.reading.own_notes import words_of_others
from xltrack.reading.printed_words import PrintedWords
from xltrack.reading.row_reader import Addresses
from xltrack.reading.sheet_rows import SheetRow
from xltrack.reading.table_locator import LocatedTable, key_of

_LONGEST_FOUND = 400
"""Characters of a remark that its finding repeats; the remark itself carries all of it."""
_ADDRESS = re.compile(r"([A-Z]+)(\d+)")
_FACTORIES: Mapping[RemarkKind, tuple[Callable[..., Finding], tuple[str, ...]]] = {
    "note": (findings.remark_note, ("signature",)),
    "thread": (findings.remark_thread, ("signature",)),
    "mail": (findings.remark_mail, ("signature",)),
    "attachment": (findings.remark_attachment, ("signature",)),
    "text_box": (findings.remark_text_box, ()),
    "picture": (findings.remark_picture, ()),
    "beside": (findings.remark_beside, ()),
    "own_sheet": (findings.remark_own_sheet, ("sheet",)),
    "header_footer": (findings.remark_header_footer, ("sheet",)),
    "cell_picture": (findings.remark_cell_picture, ("column",)),
    "checkbox": (findings.remark_checkbox, ("column",)),
    "struck": (findings.remark_struck, ("column",)),
    "link": (findings.remark_link, ("column",)),
    "own_column": (findings.remark_own_column, ("column",)),
    "second_column": (findings.remark_second_column, ("column",)),
}
"""By kind: the finding that reports it, and the values of the remark that it names besides the words."""
_NAMES = {"signature": "author"}
"""The names that findings give to values of a remark."""
_NUMBERS = frozenset((float, Day))
_LIVE = frozenset(column.key for column in ACTIONS if column.kind == "live")


def remarks_in(
    grid: Grid,
    addresses: Addresses,
    base: Tracker | None,
    outside: Mapping[str, OutsideCells],
    others: Sequence[OtherSheet],
) -> tuple[Remark, ...]:
    """Collect the remarks of a workbook, in the order of its cells.

    `addresses` say which row belongs to which action; `outside` is by sheet name; `others` are the
    sheets without a table of the plan.
    """
    reader = _RemarkReader(grid, addresses, base, outside)
    remarks: dict[str, Remark] = {}
    for remark in (*reader.in_tables(), *reader.on_sheets(), *reader.in_other_sheets(others)):
        remarks.setdefault(remark.code, remark)
    return manageable(list(remarks.values()), reader.words)


def remark_findings(remarks: Iterable[Remark]) -> Iterator[Finding]:
    """Yield a finding for each remark, at its cell."""
    for remark in remarks:
        where = _cell(remark)
        text = remark.text if len(remark.text) <= _LONGEST_FOUND else f"{remark.text[:_LONGEST_FOUND]}…"
        about = {"found": text, "ref": remark.ref, "remark": remark.code}
        make, names = _FACTORIES[remark.kind]
        make = findings.remark_thread_resolved if remark.resolved else make
        yield make(where, **about, **{_NAMES.get(name, name): str(getattr(remark, name)) for name in names})


def _cell(remark: Remark) -> CellAddress | None:
    match = _ADDRESS.fullmatch(remark.address)
    if match is None:
        return None
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 64
    return CellAddress(remark.sheet, int(match[2]), column)


class _RemarkReader:
    """The remarks of one workbook, gathered table by table and sheet by sheet."""

    def __init__(self, grid: Grid, addresses: Addresses, base: Tracker | None, outside: Mapping[str, OutsideCells]):
        self._tables, self._outside, self._base = addresses.tables, outside, base
        self._marks = grid.marks
        self._asides = addresses.asides
        self._refs: dict[str, dict[int, str]] = {table.sheet.name: {} for table in addresses.tables}
        for ref, (at, row) in addresses.rows.items():
            self._refs[addresses.tables[at].sheet.name][row] = ref
        self._known = {ref.upper(): ref for ref in addresses.rows}
        self._marked = _marked_cells(grid.marks)
        shown = tuple(cell.text for table in self._tables for cell in title_cells(table))
        self._printed = PrintedWords.of(base, shown)
        self._margins: dict[str, str] = {}
        self.words = catalogue(base.meta.language) if base else catalogue()
        self._live: dict[str, LiveColumns] = {}

    def in_tables(self) -> Iterator[Remark]:
        """Yield texts in the rows of our tables and above them that are in none of our columns."""
        for table in self._tables:
            headers = {column: shown_value(raw).strip() for row in table.sheet.rows if row.number == table.header
                       for column, raw in zip(row.columns, row.values, strict=True)}  # fmt: skip
            ours = {column: key for key, column in table.columns.items()}
            inside = _filled_in(table)
            for row in table.sheet.rows:
                if row.number < table.header:
                    yield from self._above(table, row)
                elif row.number > table.header and not (inside[row.columns] and all(map(_is_plain, row.values))):
                    yield from self._in_row(table, row, ours, headers)
            for cell in loose_texts(table, _kind_of(table), self._refs[table.sheet.name], self._known):
                yield self._remark("beside", table, *cell)
        for at, line in self._asides:
            yield from self._aside(self._tables[at], line)

    def _aside(self, table: LocatedTable, line: SheetRow) -> Iterator[Remark]:
        """Yield a line that is no action as one remark, at its first cell."""
        texts = [(table.columns[key], text) for key, text in aside_texts(line) if self._printed.added_to(text)]
        if texts:
            column, _ = min(texts)
            text = " · ".join(text for _, text in sorted(texts))
            yield self._remark("beside", table, line.row, column, text)

    def _above(self, table: LocatedTable, row: Row) -> Iterator[Remark]:
        for column, raw in zip(row.columns, row.values, strict=True):
            text = raw.strip() if isinstance(raw, str) else ""
            is_ours = self._base is None and (table.sheet.name.casefold(), row.number, column) in self._marked
            if text and text[0] != "=" and not is_ours and (words := self._printed.added_to(text)):
                yield self._remark("beside", table, row.number, column, words)

    def _in_row(
        self, table: LocatedTable, row: Row, ours: Mapping[int, str], headers: Mapping[int, str]
    ) -> Iterator[Remark]:
        for column, raw in zip(row.columns, row.values, strict=True):
            if column in ours:
                if ours[column] in _LIVE and isinstance(raw, (str, LinkedText)):
                    text = raw if isinstance(raw, str) else with_target(raw.text, raw.target)
                    if text[:1] != "=":  # a CSV may hold the formula itself
                        yield from self._in_live_cell(table, row.number, column, text)
                elif not isinstance(raw, str) or raw[:1] == "=":
                    yield from self._in_cell(table, row.number, column, raw)
                continue
            if is_cell_picture(raw):
                yield self._remark("cell_picture", table, row.number, column, picture_words(raw))
            text = cell_words(raw)
            if not text or is_calculated(raw):
                continue
            header = headers.get(column, "")
            kind: RemarkKind = "own_column" if header else "beside"
            if header and key_of(header, _kind_of(table)) in table.columns:
                kind = "second_column"
            yield self._remark(kind, table, row.number, column, text, header)

    def _in_live_cell(self, table: LocatedTable, row: int, column: int, text: str) -> Iterator[Remark]:
        """Yield a text that somebody typed over a formula of ours."""
        name = table.sheet.name
        if name not in self._live:
            self._live[name] = LiveColumns(table, self.words)
        if words := self._live[name].typed(column, text):
            yield self._remark("beside", table, row, column, words)

    def _in_cell(self, table: LocatedTable, row: int, column: int, raw: Raw) -> Iterator[Remark]:
        """Yield the extra contents of one of our cells: a picture, a ticked box, an address, struck-out words."""
        if is_cell_picture(raw):
            yield self._remark("cell_picture", table, row, column, picture_words(raw))
        elif raw is True:
            yield self._remark("checkbox", table, row, column, "")
        elif isinstance(raw, StruckText) and raw.struck:
            yield self._remark("struck", table, row, column, raw.struck)
        elif column != table.columns.get("evidence") and (target := address_behind(raw)):
            yield self._remark("link", table, row, column, target)

    def _remark(
        self, kind: RemarkKind, table: LocatedTable, row: int, column: int, text: str, header: str = ""
    ) -> Remark:
        key = next((key for key, number in table.columns.items() if number == column), "")
        head = header or _header(table, table.columns[key] if key else column)
        place = CellAddress(table.sheet.name, row, column).address
        return Remark(
            kind=kind,
            text=text,
            sheet=table.sheet.name,
            address=place,
            column=head or (place if kind == "cell_picture" else ""),
            ref=self._refs[table.sheet.name].get(row, ""),
        )

    def on_sheets(self) -> Iterator[Remark]:
        """Yield notes, threads, shapes, pictures and margins."""
        tables = {table.sheet.name: table for table in self._tables}
        for name, outside in self._outside.items():
            table = tables.get(name) or LocatedTable(Sheet(name), 0, {})
            self._refs.setdefault(name, {})
            for note in outside.notes:
                if text := words_of_others(note.text, note.author):
                    kind: RemarkKind = "thread" if note.threaded else "note"
                    in_no_cell = Remark(kind=kind, text=text, sheet=name)
                    remark = self._remark(kind, table, note.row, note.column, text) if note.row else in_no_cell
                    about = {"author": note.author, "when": note.when, "resolved": note.resolved}
                    yield remark.model_copy(update=about)
            for (row, column), text in sorted(outside.typed_over.items()):
                text = with_target(text, outside.marks.links.get((row, column), ""))
                yield from self._in_live_cell(table, row, column, text)
            for shape in outside.shapes:
                if shape.row and shape.column:
                    yield self._remark(shape.kind, table, shape.row, shape.column, shape.text)
                else:
                    yield Remark(kind=shape.kind, text=shape.text, sheet=name)
            for spot in sorted(outside.marks.pictures):
                yield self._remark("cell_picture", table, *spot, "")
            for text in outside.marks.margins:
                if words := self._in_margin(text):
                    yield Remark(kind="header_footer", text=words, sheet=name)

    def _in_margin(self, text: str) -> str:
        """Return the words that somebody added to a margin; the sheets of a workbook mostly have the same ones."""
        if text not in self._margins:
            self._margins[text] = self._printed.added_to(text)
        return self._margins[text]

    def in_other_sheets(self, others: Iterable[OtherSheet]) -> Iterator[Remark]:
        """Yield the rows of added sheets, and what people typed on sheets of ours without a table of the plan."""
        for other in others:
            if other.kind:
                yield from self._typed(other)
            else:
                yield from added_words(other.sheet, self._known)

    def _typed(self, other: OtherSheet) -> tuple[Remark, ...]:
        """Return what people typed on a sheet of ours; copies of one tracker mostly share the sheet and the result."""
        known, name, key = self._marks.worked_out, ("typed", other.sheet.name), (other, self._printed)
        has_bools = any(bool in map(type, row.values) for row in other.sheet.rows)  # 1 equals True in Python
        if not has_bools and name in known and known[name][0] == key:
            return known[name][1]  # type: ignore[no-any-return]
        words = tuple(typed_words(other, self._marks, self._printed))
        if self._marks:  # workbooks without names of ours have one value for all of them
            known[name] = key, words
        return words


def _filled_in(table: LocatedTable) -> Mapping[tuple[int, ...], bool]:
    """Return by the columns of a row whether all are columns of ours that people fill in."""
    asked = {column for key, column in table.columns.items() if key not in _LIVE}
    return {columns: asked.issuperset(columns) for columns in {row.columns for row in table.sheet.rows}}


def _is_plain(raw: Raw) -> bool:
    """Return whether a cell holds a value and no mark. Called for every cell."""
    return raw[:1] != "=" if raw.__class__ is str else raw.__class__ in _NUMBERS


def _marked_cells(marks: Marks) -> frozenset[tuple[str, int, int]]:
    """Return the cells, by sheet (case folded), row and column, that names of ours point to."""
    known: frozenset[tuple[str, int, int]] | None = marks.worked_out.get("cells")
    if known is None:
        known = frozenset((mark.sheet.casefold(), mark.row, mark.column) for mark in marks.values())
        marks.worked_out["cells"] = known
    return known


def _kind_of(table: LocatedTable) -> str:
    return "actions" if "status" in table.columns else "recommendations"


def _header(table: LocatedTable, column: int) -> str:
    rows = (row for row in table.sheet.rows if row.number == table.header)
    cells = ((at, raw) for row in rows for at, raw in zip(row.columns, row.values, strict=True))
    return next((shown_value(raw).strip() for at, raw in cells if at == column), "")
