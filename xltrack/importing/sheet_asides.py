"""Words beside the cells of an office's own workbook: notes, threads, shapes, struck-out words, links, page margins."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from xltrack.findings import CellAddress
from xltrack.grid.outside_cells import OutsideCells
from xltrack.grid.values import Formula, Sheet, StruckText
from xltrack.importing.blocks import Aside
from xltrack.reading.cell_words import address_behind, is_cell_picture, picture_words


def sheet_asides(sheets: Iterable[Sheet], outside: Mapping[str, OutsideCells]) -> Iterator[Aside]:
    """Yield struck-out words, pictures and links inside the cells of the sheets, and what was read beside the cells
    of each, given by its name."""
    for sheet in sheets:
        yield from _inside(sheet)
    for name, beside in outside.items():
        yield from _beside(name, beside)


def _inside(sheet: Sheet) -> Iterator[Aside]:
    for row in sheet.rows:
        for column, raw in zip(row.columns, row.values, strict=True):
            place = CellAddress(sheet.name, row.number, column)
            if isinstance(raw, StruckText):
                yield Aside("struck_out", raw.struck, place)
            elif is_cell_picture(raw):
                yield Aside("picture", picture_words(raw), place)
            elif isinstance(raw, Formula) and (target := address_behind(raw)):
                yield Aside("link", target, place)


def _beside(sheet: str, beside: OutsideCells) -> Iterator[Aside]:
    for note in beside.notes:
        yield Aside("note", note.text, CellAddress(sheet, max(note.row, 1), max(note.column, 1)), note.author)
    for shape in beside.shapes:
        yield Aside(shape.kind, shape.text, CellAddress(sheet, max(shape.row, 1), max(shape.column, 1)))
    for row, column in sorted(beside.marks.pictures):
        yield Aside("picture", "", CellAddress(sheet, row, column))
    for (row, column), target in beside.marks.links.items():
        if not target.startswith("#"):
            yield Aside("link", target, CellAddress(sheet, row, column))
    for text in beside.marks.margins:
        if any(ch.isalpha() for ch in text):
            yield Aside("page_margin", text, CellAddress(sheet, 1, 1))
