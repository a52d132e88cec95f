"""Rows that name a recommendation over its actions in two cells: its number, and its text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from xltrack.importing.form_labels import form_label
from xltrack.importing.header_layout import Layout
from xltrack.importing.lexicon import Lexicon
from xltrack.importing.table_view import SeenCell, TableView

_CODE = re.compile(r"R(?:ec)?\.?\s*(\d{1,3})\s*[.:)]?", re.IGNORECASE)


class SectionRows:
    """Such rows of one table: a numbered recommendation fills two cells, and rows under it fill more."""

    def __init__(self, view: TableView, lexicon: Lexicon):
        self._view, self._lexicon = view, lexicon
        self._known: dict[int, dict[int, int]] = {}
        """By the row of a header: the rows under it that are sections, with the numbers of their recommendations."""

    def number(self, layout: Layout, row: int) -> int:
        """Return the number of the recommendation that a row heads; 0 if it heads none."""
        if layout.row not in self._known:
            self._known[layout.row] = {} if layout.has_recommendations else dict(self._find(layout))
        return self._known[layout.row].get(row, 0)

    def _find(self, layout: Layout) -> Iterator[tuple[int, int]]:
        heads: list[tuple[int, int]] = []
        under = False
        for row in self._view.rows:
            cells = self._view.own_cells(row) if row > layout.last else []
            number = self._number(cells[0]) if cells else 0
            if number and len(cells) != 2:
                return
            if number:
                heads.append((row, number))
            under = under or bool(heads and not number and len(cells) > 2)
        if under:
            yield from heads

    def _number(self, cell: SeenCell) -> int:
        code = _CODE.fullmatch(cell.text)
        if code:
            return int(code[1])
        label = form_label(cell.text, self._lexicon)
        named = label is not None and label.field == "recommendation" and not label.value
        return label.rec_number if label is not None and named else 0
