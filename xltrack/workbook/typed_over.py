"""Texts that somebody typed over the formulas of a returned workbook, which the reader of its values skips."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from xltrack.findings import column_letters
from xltrack.grid.outside_cells import Spot
from xltrack.model.fields import defined_name
from xltrack.reading.live_texts import LIVE_KEYS
from xltrack.xlsx.sheet_reader import read_sheet
from xltrack.xlsx.workbook_part import Book, SheetPart, marks_of
from xltrack.xlsx.xml import Elements

_PLAIN = b'<c r="'
"""The start of a cell in a plainly written sheet; in others every cell is examined."""
_VALUE_ALONE = rb'<c r="(%b)(\d+)"([^>]*+)><(?:v>(\d{1,9})</v></c>|(?:v|is)>)'
"""A cell of some columns that has a value and no formula before it."""
_SHARED = b' t="s"'
_ODD = re.compile(rb'<!|<c (?!r=")[^>]*>')
"""Parts of a sheet that a search could take for cells, and cells that it would miss."""
_SEAM = 1000
"""Bytes of a piece that are searched again with the next: no cell's tag is longer."""


def typed_over(book: Book, sheet: SheetPart) -> dict[Spot, str]:
    """Return the texts without a formula in the live columns of a sheet, under their header.

    Few sheets have any: a search tells which, and only where it cannot is the sheet read once more, with these columns.
    """
    live = book.workbook.work_out(_headers).get(sheet.name.casefold(), {})
    texts = _shared_texts(book, sheet, live) if live else {}
    if texts is None:
        cells = (
            ((row.number, column), raw)
            for row in read_sheet(book, sheet).rows
            for column, raw in zip(row.columns, row.values, strict=True)
        )
        texts = {spot: raw for spot, raw in cells if isinstance(raw, str) and spot[0] > live.get(spot[1], spot[0])}
    return {spot: text.strip() for spot, text in texts.items() if text.strip()}


def _headers(workbook: Elements) -> dict[str, dict[int, int]]:
    """Map each sheet (case folded) to its live columns, and each of these to the row of its header."""
    headers: dict[str, dict[int, int]] = {}
    marks = workbook.work_out(marks_of)
    for key in (*LIVE_KEYS, "waiting"):
        if mark := marks.get(defined_name("actions", key).casefold()):
            headers.setdefault(mark.sheet.casefold(), {})[mark.column] = mark.row
    return headers


def _shared_texts(book: Book, sheet: SheetPart, live: Mapping[int, int]) -> dict[Spot, str] | None:
    """Return the shared texts under the headers of live columns; None where another kind of value may be there.

    `live`: the rows of the headers. The sheet comes piece by piece: a large one is never held whole.
    """
    letters = {column_letters(column).encode(): column for column in live}
    alone, plain, seam = re.compile(_VALUE_ALONE % b"|".join(letters)), False, b""
    indices: dict[Spot, int] = {}
    for piece in book.package.stream(sheet.part):
        piece = seam + piece
        plain = plain or _PLAIN in piece
        for cell in alone.finditer(piece):
            column = letters[cell[1]]
            if int(cell[2]) > live[column]:
                indices[int(cell[2]), column] = int(cell[4]) if cell[4] and _SHARED in cell[3] else -1
        seam = piece[-_SEAM:]
    if not plain or (indices and _is_odd(book.package.stream(sheet.part))):
        return None
    numbered = range(len(book.strings)) if indices else ()
    return (
        {spot: book.strings[at] for spot, at in indices.items()}
        if all(at in numbered for at in indices.values())
        else None
    )


def _is_odd(sheet: Iterable[bytes]) -> bool:
    seam = b""
    for piece in sheet:
        if _ODD.search(seam + piece):
            return True
        seam = piece[-_SEAM:]
    return False
