"""The neutral form of a source: blocks of text and tables, each with its place, whatever the file format.

Readers of Word, PDF, web pages, spreadsheets and text make it; one recogniser (`recognise`) turns it into a plan.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from xltrack.findings import CellAddress, DocumentPlace, LineNumber
from xltrack.findings.sources import AsideKind
from xltrack.grid.values import Area, LinkedText, Raw, Sheet, StruckText, shown_value
from xltrack.reading.cell_words import is_cell_picture

Address = tuple[int, int]
"""Row and column, counted from 1."""
SourcePlace = CellAddress | DocumentPlace | LineNumber
"""The place of a text in its source."""


class Aside(NamedTuple):
    """Words attached to a place of the source, outside the text itself: a note, a link."""

    kind: AsideKind
    text: str
    where: SourcePlace | None = None
    author: str = ""


class TextBlock(NamedTuple):
    """One paragraph of running text. `menu`: navigation of a page, which is no text of the plan.

    `heading`: the source marks it as the heading of all of its text.
    """

    text: str
    where: SourcePlace
    menu: bool = False
    heading: bool = False


class TableBlock(NamedTuple):
    """One table. A sheet of a workbook is a table with a name; `place` gives a cell's place in the source."""

    cells: Mapping[Address, Raw]
    place: Callable[[int, int], SourcePlace]
    merged: tuple[Area, ...] = ()
    name: str = ""

    @property
    def text(self) -> str:
        """The running text of a table: none."""
        return ""


class Document(NamedTuple):
    """A source as its blocks, in reading order, and the asides beside them."""

    blocks: tuple[TextBlock | TableBlock, ...]
    asides: tuple[Aside, ...] = ()

    @property
    def tables(self) -> tuple[TableBlock, ...]:
        """The tables alone."""
        return tuple(block for block in self.blocks if isinstance(block, TableBlock))


def sheet_block(sheet: Sheet) -> TableBlock:
    """Turn a sheet of a workbook into a table. A picture inside a cell has no words for it."""
    cells = {
        (row.number, column): shown_value(raw) if isinstance(raw, (LinkedText, StruckText)) else raw
        for row in sheet.rows
        for column, raw in zip(row.columns, row.values, strict=True)
        if not is_cell_picture(raw)
    }
    return TableBlock(cells, lambda row, column: CellAddress(sheet.name, row, column), sheet.merged, sheet.name)


def document_table(
    cells: Mapping[Address, str], merged: tuple[Area, ...], number: int, pages: Mapping[int, int] | None = None
) -> TableBlock:
    """Build the `number`th table of a document. `pages` gives the page of each row, where pages are known."""

    def place(row: int, column: int) -> SourcePlace:
        return DocumentPlace(page=(pages or {}).get(row, 0), table=number, row=row, column=column)

    return TableBlock(dict(cells), place, merged)
