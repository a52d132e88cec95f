"""Tables with a column for each action and the headers in the first column, turned so that each action is a row."""

from __future__ import annotations

from collections.abc import Mapping

from xltrack.grid.values import Area
from xltrack.importing.blocks import SourcePlace, TableBlock
from xltrack.importing.lexicon import Lexicon
from xltrack.importing.table_layout import is_header
from xltrack.importing.table_view import TableView

_FEWEST_COLUMNS, _MOST_ROWS = 3, 20
"""Columns with the one of headers, of which two are actions; and rows, each of which has a header of its own."""


def upright(table: TableBlock, lexicon: Lexicon, own: Mapping[str, str]) -> TableBlock:
    """Return a table with a row for each action; one with a column for each is turned."""
    view = TableView(table)
    rows = list(view.rows)
    if len(view.columns) < _FEWEST_COLUMNS or not 1 < len(rows) <= _MOST_ROWS:
        return table
    heads = [view[row, view.columns[0]] for row in rows]
    fields = [head and lexicon.column(head.text, own) for head in heads]
    if not all(fields) or "description" not in fields or not is_header(fields):
        return table

    def place(row: int, column: int) -> SourcePlace:
        return table.place(column, row)

    cells = {(column, row): raw for (row, column), raw in table.cells.items()}
    merged = tuple(Area(area.left, area.top, area.right, area.bottom) for area in table.merged)
    return TableBlock(cells, place, merged, table.name)
