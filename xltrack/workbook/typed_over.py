"""Texts that somebody typed over the formulas of a returned workbook, which the reader of its values skips."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from xltrack.findings import column_letters
from xltrack.grid.outside_cells import Spot
from xltrack.model.fields import defined_name
from xltrack.reading.live_texts import LIVE_KEYS
from xltrack.xlsx.sheet_reader import read_sheet
from xltrack.xlsx.workbook_part import Book, SheetPart

_PLAIN = b'<c r="'
"""The start of a cell in a plainly written sheet; in others every cell is examined."""
_VALUE_ALONE = rb'<c r="(%b)(\d+)"[^>]*+><(?:v|is)>'
"""A cell of some columns that has a value and no formula before it."""
_SEAM = 1000
"""Bytes of a piece that are searched again with the next: no cell's tag is longer."""


def typed_over(book: Book, sheet: SheetPart) -> dict[Spot, str]:
    """Return the texts without a formula in the live columns of a sheet, under their header.

    Hardly any sheet has one: a search shows it, and only then these columns of the sheet are read.
    """
    marks = [book.marks.get(defined_name("actions", key).casefold()) for key in (*LIVE_KEYS, "waiting")]
    live = {mark.column: mark.row for mark in marks if mark and mark.sheet.casefold() == sheet.name.casefold()}
    if not live or _has_none(book.package.stream(sheet.part), live):
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


def _has_none(sheet: Iterable[bytes], live: Mapping[int, int]) -> bool:
    """Return whether no cell under the header of a live column can hold a text that was typed. `live`: their rows.

    `sheet` comes piece by piece: a large one is never held whole.
    """
    headers = {column_letters(column).encode(): row for column, row in live.items()}
    alone, plain, seam = re.compile(_VALUE_ALONE % b"|".join(headers)), False, b""
    for piece in sheet:
        piece = seam + piece
        plain = plain or _PLAIN in piece
        if any(int(cell[2]) > headers[cell[1]] for cell in alone.finditer(piece)):
            return False
        seam = piece[-_SEAM:]
    return plain
