"""Contents of a workbook outside the cells of our tables: notes, shapes, marks, and sheets that people added."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import TypeVar

from xltrack.errors import UnsafeWorkbook, WorkbookError
from xltrack.findings import Finding
from xltrack.findings.cells import formula_in_cell
from xltrack.grid.opened import Workbook
from xltrack.grid.outside_cells import OutsideCells, with_marks
from xltrack.grid.values import Sheet
from xltrack.i18n.catalogue import catalogue, find_code
from xltrack.model.fields import plain
from xltrack.model.plan_fields import column_term, fields_of, value_of
from xltrack.model.tracker import Tracker
from xltrack.reading.other_sheets import OtherSheet
from xltrack.reading.row_reader import Addresses, TableReading
from xltrack.workbook.base_sheets import chunks_in
from xltrack.workbook.typed_over import typed_over
from xltrack.xlsx.cell_marks import StruckFormats, marks_in, read_marks, struck_formats
from xltrack.xlsx.drawings import read_shapes
from xltrack.xlsx.note_reader import read_notes
from xltrack.xlsx.outside_parts import links_of, missing_parts
from xltrack.xlsx.sheet_reader import read_sheet
from xltrack.xlsx.workbook_part import Book, SheetPart

_T = TypeVar("_T")
_NUMBER = re.compile(r"\s*\(?\d+\)?$")
_TABLES = frozenset(("actions", "recommendations", "base"))
"""Kinds of sheets that hold the plan or the base: where no table was found there, all of its words are the plan's."""


def other_sheets(
    book: Workbook, reading: TableReading, base: Tracker | None, copies: Iterable[Sheet]
) -> list[OtherSheet]:
    """Return the sheets without a table of the plan: ours, and those that people added.

    `copies` are those with further copies of the form.
    """
    read = {table.sheet.name for table in reading.addresses.tables} | {sheet.name for sheet in copies}
    own = catalogue(base.meta.language).section("sheets") if base else {}
    codes = {str(name).casefold(): code for code, name in own.items()}
    others = (
        OtherSheet(sheet, codes.get(sheet.name.casefold()) or _kind(sheet.name))
        for sheet in (*book.grid.sheets, *book.others)
        if sheet.name not in read
    )
    return [other for other in others if other.kind not in _TABLES]


def _kind(name: str) -> str:
    """Return the code of a sheet with the name of one of ours, in any language; copies to be corrected have a list of
    findings. "" for a sheet that people added."""
    if code := find_code(name, "sheets"):
        return code
    return "annotation" if find_code(_NUMBER.sub("", name), "annotation") in ("sheet", "title") else ""


def outside_cells(book: Book, sheets: Iterable[Sheet]) -> tuple[list[Sheet], dict[str, OutsideCells]]:
    """Return the sheets with struck-out and linked texts told apart, and the contents over and beside their cells."""
    parts = {part.name: part for part in book.sheets if part.part}
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
    part, package = sheet.part, book.package
    marked = None if struck.texts else book.marked.get(part)  # any row may name such a text
    marks = partial(marks_in, package, part, marked) if marked else partial(read_marks, package, part, struck)
    nothing, damages = OutsideCells(), list[str]()
    if marked and not links_of(package, part):
        known = ("marks", marked.struck)
        marks = partial(book.cache.part_again, known, marked.xml, 2 * len(marked.xml), marks)
    notes = _unless_damaged(partial(read_notes, package, part, book.part), nothing.notes, damages)
    shapes = _unless_damaged(partial(read_shapes, package, part), nothing.shapes, damages)
    damages += [f"{one} is missing" for one in missing_parts(package, part)]
    read = _unless_damaged(marks, nothing.marks, damages)
    typed = _unless_damaged(partial(typed_over, book, sheet), nothing.typed_over, damages)
    return OutsideCells(notes, shapes, read, typed, "; ".join(dict.fromkeys(damages)))


def _unless_damaged(read: Callable[[], _T], otherwise: _T, damages: list[str]) -> _T:
    """Return what is read; if its part is damaged, `otherwise`, and add the reason to `damages`."""
    try:
        return read()
    except UnsafeWorkbook:
        raise
    except WorkbookError as error:
        damages.append(str(error.values.get("reason", error)))
        return otherwise


def unread_sheets(book: Book, read: Iterable[Sheet]) -> Iterator[Sheet]:
    """Read the sheets that are not in `read`, also hidden ones. The base, and one too large to read, have no rows."""
    known = {sheet.name.casefold() for sheet in read}
    base = book.marks.get("xltrack_base")
    for part in book.sheets:
        is_base = _kind(part.name) == "base" or (base is not None and base.sheet.casefold() == part.name.casefold())
        if is_base:
            yield Sheet(part.name)
        elif part.name.casefold() not in known:
            try:
                sheet = read_sheet(book, part)
            except WorkbookError:
                sheet = Sheet(part.name)
            yield Sheet(part.name) if chunks_in(sheet.rows) else sheet


def spilled_findings(reading: TableReading, base: Tracker | None, filled: Iterable[tuple[str, str]]) -> list[Finding]:
    """Report the changed cells whose value comes from a formula over several cells, like a formula in one cell."""
    known = {finding.where for finding in reading.findings}
    sent, now = base.plan.by_ref if base else {}, reading.plan.by_ref
    columns = {column.key: column for column in fields_of(base.plan)} if base else {}
    formula = catalogue().word("words", "shared_formula")
    findings = []
    for ref, key in sorted(filled):
        where = reading.addresses[ref, key]
        if ref not in sent or where in known or key not in columns:
            continue
        value, label = value_of(now[ref], key), column_term("actions", columns[key])
        if value != value_of(sent[ref], key):
            findings.append(formula_in_cell(where, label, plain(value) or "", formula).about(ref))
    return findings


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
