"""Contents of a workbook outside the cells of our tables: notes, shapes, marks, and sheets that people added."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from xltrack.errors import UnsafeWorkbook, WorkbookError
from xltrack.findings import Finding
from xltrack.findings.cells import formula_in_cell
from xltrack.grid.opened import Workbook
from xltrack.grid.outside_cells import OutsideCells, with_marks
from xltrack.grid.values import Grid, Sheet
from xltrack.i18n.catalogue import catalogue, find_code
from xltrack.model.fields import plain
from xltrack.model.plan_fields import column_term, fields_of, value_of
from xltrack.model.tracker import Tracker
from xltrack.reading.plan_reader import is_tracker
from xltrack.reading.row_reader import Addresses, TableReading
from xltrack.workbook.typed_over import typed_over
from xltrack.xlsx.cell_marks import StruckFormats, read_marks, struck_formats
from xltrack.xlsx.drawings import read_shapes
from xltrack.xlsx.note_reader import read_notes
from xltrack.xlsx.sheet_reader import read_sheet
from xltrack.xlsx.workbook_part import Book, SheetPart, marks_of
from xltrack.xlsx.xml import Elements

_NUMBER = re.compile(r"\s*\(?\d+\)?$")


def added_sheets(book: Workbook, reading: TableReading, base: Tracker | None) -> list[Sheet]:
    """Return the sheets that people added: none of ours, also in an office's own words, and no copy of ours."""
    read = {table.sheet.name for table in reading.addresses.tables}
    if base is not None and base.meta.terms:
        read.update(catalogue(base.meta.language).section("sheets").values())
    rest = [sheet for sheet in book.grid.sheets if sheet.name not in read and not _is_known(sheet.name)]
    return [sheet for sheet in (*rest, *book.others) if not is_tracker(Grid((sheet,)))]


def _is_known(name: str) -> bool:
    """Return whether a sheet has the name of one of ours, in any language; copies to be corrected have a list of
    findings."""
    bare = _NUMBER.sub("", name)
    return find_code(name, "sheets") is not None or find_code(bare, "annotation") in ("sheet", "title")


def outside_cells(book: Book, sheets: Iterable[Sheet]) -> tuple[list[Sheet], dict[str, OutsideCells]]:
    """Return the sheets with struck-out and linked texts told apart, and the contents over and beside their cells."""
    parts = {part.name: part for part in book.sheets if not part.hidden and part.part}
    struck = struck_formats(book)
    read, outside = [], {}
    for sheet in sheets:
        if part := parts.get(sheet.name):
            outside[sheet.name] = _of_sheet(book, part, struck)
            sheet = with_marks(sheet, outside[sheet.name].marks)
        read.append(sheet)
    return read, outside


def _of_sheet(book: Book, sheet: SheetPart, struck: StruckFormats) -> OutsideCells:
    """Read the contents outside the cells of one sheet. Damage costs no cell; breaking a limit refuses the file."""
    part = sheet.part
    try:
        marks = read_marks(book.package, part, struck, book.marked.get(part))
        notes, shapes = read_notes(book.package, part, book.part), read_shapes(book.package, part)
        return OutsideCells(notes, shapes, marks, typed_over(book, sheet))
    except UnsafeWorkbook:
        raise
    except WorkbookError as error:
        return OutsideCells(damage=str(error.values.get("reason", error)))


def unread_sheets(book: Book, read: Iterable[Sheet]) -> Iterator[Sheet]:
    """Read the visible sheets that people added. One that is too large to read is an empty sheet."""
    known = book.workbook.work_out(carrying_names) | {sheet.name.casefold() for sheet in read}
    for part in book.sheets:
        if not part.hidden and part.name.casefold() not in known and not _is_known(part.name):
            try:
                yield read_sheet(book, part)
            except WorkbookError:
                yield Sheet(part.name)


def carrying_names(workbook: Elements) -> frozenset[str]:
    """Return the sheets (case folded) that carry any name of ours."""
    return frozenset(mark.sheet.casefold() for mark in workbook.work_out(marks_of).values())


def spilled_findings(reading: TableReading, base: Tracker | None, filled: Iterable[tuple[str, str]]) -> list[Finding]:
    """Report the changed cells whose value comes from a formula over several cells, like a formula in one cell."""
    known = {finding.where for finding in reading.findings}
    sent, now = base.plan.by_ref if base else {}, reading.plan.by_ref
    columns = {column.key: column for column in fields_of(base.plan)} if base else {}
    formula = catalogue().word("words", "shared_formula")
    found = []
    for ref, key in sorted(filled):
        where = reading.addresses[ref, key]
        if ref not in sent or where in known or key not in columns:
            continue
        value, label = value_of(now[ref], key), column_term("actions", columns[key])
        if value != value_of(sent[ref], key):
            found.append(formula_in_cell(where, label, plain(value) or "", formula).about(ref))
    return found


def filled_cells(addresses: Addresses, outside: Mapping[str, OutsideCells]) -> frozenset[tuple[str, str]]:
    """Return (ref, field) of the cells that a formula over several cells fills; nothing can be written into them."""
    filled = [
        outside[table.sheet.name].marks.filled if table.sheet.name in outside else () for table in addresses.tables
    ]
    return frozenset(
        (ref, key)
        for ref, (at, row) in (addresses.rows.items() if any(filled) else ())
        for key, column in addresses.tables[at].columns.items()
        if any(area.top <= row <= area.bottom and area.left <= column <= area.right for area in filled[at])
    )
