"""Texts that somebody typed over the formulas of a returned workbook, which the reader of its values passes by."""

from __future__ import annotations

import re

from xltrack.findings import column_letters
from xltrack.grid.outside_cells import Spot
from xltrack.model.fields import defined_name
from xltrack.reading.live_texts import LIVE_KEYS
from xltrack.xlsx.sheet_reader import read_sheet
from xltrack.xlsx.workbook_part import Book, SheetPart

_PLAIN = b'<c r="'
"""The start of a cell in a plainly written sheet; in others every cell is examined."""


def typed_over(book: Book, sheet: SheetPart) -> dict[Spot, str]:
    """Return the texts without a formula in the live columns of a sheet, under their header.

    Hardly any sheet has one: a search tells, and only then the sheet is read once more, with these columns.
    """
    marks = [book.marks.get(defined_name("actions", key).casefold()) for key in LIVE_KEYS]
    live = {mark.column: mark.row for mark in marks if mark and mark.sheet.casefold() == sheet.name.casefold()}
    if not live:
        return {}
    letters = "|".join(map(column_letters, live)).encode()
    data = book.package.read(sheet.part)
    if _PLAIN in data and not re.search(rb'<c r="(?:' + letters + rb')\d+"[^>]*+><(?:v|is)>', data):
        return {}
    cells = (
        (row.number, column, raw)
        for row in read_sheet(book, sheet).rows
        for column, raw in zip(row.columns, row.values, strict=True)
    )
    return {
        (row, column): raw.strip()
        for row, column, raw in cells
        if isinstance(raw, str) and raw.strip() and row > live.get(column, row)
    }
