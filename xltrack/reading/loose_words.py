"""Words in a table's sheet that no row of the plan is read with: in its titles, its headers and its row ids."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from xltrack.grid.values import Sheet, shown_value
from xltrack.reading.table_locator import LocatedTable

FORM_LINE = re.compile(r"\b[A-Z2-7]{4}-[A-Z2-7]{4}\b")
_ROW_ID = re.compile(r"[A-Z2-7]{4}-[A-Z2-7]{4}\.[A-Z2-7]{8}")
_SENTENCE = 4
"""Words from which on a header with nothing under it says something: a form of an office's own has empty columns."""


class LooseText(NamedTuple):
    """A text and the cell it is in."""

    row: int
    column: int
    text: str


def title_cells(table: LocatedTable) -> list[LooseText]:
    """Return the cells over our line with the form id, where we write the plan's title."""
    above = list(_texts(table.sheet, 1, table.header - 1))
    spots = {(cell.row - 1, cell.column) for cell in above if FORM_LINE.search(cell.text)}
    return [cell for cell in above if (cell.row, cell.column) in spots]


def lone_headers(table: LocatedTable) -> Iterator[LooseText]:
    """Yield the sentences in the header row that have no cell of their column under them."""
    ours = set(table.columns.values())
    heads = [cell for cell in _texts(table.sheet, table.header, table.header) if cell.column not in ours]
    heads = [cell for cell in heads if len(cell.text.split()) >= _SENTENCE]
    if heads:
        filled = {column for row in table.rows for column in row.columns}
        yield from (cell for cell in heads if cell.column not in filled)


def typed_over_ids(table: LocatedTable) -> Iterator[LooseText]:
    """Yield the texts in the hidden column of row ids that are none."""
    column = table.columns.get("uid")
    for row in table.rows if column is not None else ():
        if column in row.columns:
            text = shown_value(row.values[row.columns.index(column)]).strip()
            if text and not _ROW_ID.fullmatch(text):
                yield LooseText(row.number, column, text)


def _texts(sheet: Sheet, first: int, last: int) -> Iterator[LooseText]:
    for row in sheet.rows:
        if first <= row.number <= last:
            for column, raw in zip(row.columns, row.values, strict=True):
                if isinstance(raw, str) and raw.strip():
                    yield LooseText(row.number, column, raw.strip())
