"""Rows that end a table: totals, legends, notes, signatures and footers, none of which is an action.

Totals may stand anywhere. A note or a signature that fills several cells ends a table only in its last rows: those
under the last one that may be an action.
"""

from __future__ import annotations

from collections.abc import Sequence

from xltrack.importing.lexicon import Lexicon
from xltrack.importing.table_layout import Layout
from xltrack.importing.table_view import SeenCell, TableView

_COUNTED = 30
"""Characters of a figure with what it counts."""
_SIGNS = ("*", "†", "‡")
"""Marks of a footnote."""


class TableEndings:
    """Recognises the rows that end one table."""

    def __init__(self, view: TableView, lexicon: Lexicon):
        self._view, self._lexicon = view, lexicon
        self._last: dict[int, int] = {}
        """By the row of a header: the last row under it that may be an action."""

    def is_ending(self, layout: Layout, number: int) -> bool:
        """Return whether a row holds totals, a legend, a note, a signature or a footer."""
        cells = self._cells(number)
        if not cells or self._goes_on(layout, number):
            return False
        if _is_total_row(cells, self._lexicon):
            return True
        if self._has_status(layout, cells):
            return False
        if self._lexicon.is_ending(cells[0].text) and len(cells) < 3:
            return True
        return self._ends(cells) and number > self._last_full(layout)

    def _cells(self, number: int) -> list[SeenCell]:
        """Return the cells that begin in a row: one merged down from above says nothing about it."""
        return [cell for cell in self._view.own_cells(number) if cell.at[0] == number]

    def _goes_on(self, layout: Layout, number: int) -> bool:
        """Return whether a row goes on with the action of the row above it, as its text is merged over both."""
        texts = (self._view[number, column] for column in layout.columns("description"))
        return any(cell is not None and cell.at[0] < number for cell in texts)

    def _has_status(self, layout: Layout, cells: Sequence[SeenCell]) -> bool:
        """Return whether a row says how far its action is; then it has one, whatever its first word."""
        return any(
            layout.fields.get(cell.at[1]) == "status" and self._lexicon.status(cell.text) is not None for cell in cells
        )

    def _ends(self, cells: Sequence[SeenCell]) -> bool:
        """Return whether a row may be a note, a signature or a count, if no action follows it."""
        lexicon, texts = self._lexicon, [cell.text for cell in cells]
        if lexicon.begins_ending(texts[0]):
            return True
        if len(texts) == 1:
            return texts[0].startswith(_SIGNS) or self._explains(texts[0])
        return lexicon.status(texts[0]) is not None and all(map(_is_figure, texts[1:]))

    def _explains(self, text: str) -> bool:
        """Return whether a text says what a word or a colour of the table means: "Green = on track"."""
        word, sign, meaning = text.partition("=") if "=" in text else text.partition(":")
        return bool(sign) and any(self._lexicon.status(part) is not None for part in (word, meaning))

    def _last_full(self, layout: Layout) -> int:
        """Return the last row that fills several cells and is no ending; if there is none, the last of all."""
        if layout.row not in self._last:
            rows = [number for number in self._view.rows if number > layout.last]
            full = (number for number in reversed(rows) if self._may_be_action(layout, number))
            self._last[layout.row] = next(full, self._view.last)
        return self._last[layout.row]

    def _may_be_action(self, layout: Layout, number: int) -> bool:
        cells = self._cells(number)
        if self._goes_on(layout, number):
            return True
        if len(cells) < 2 or _is_total_row(cells, self._lexicon):
            return False
        return self._has_status(layout, cells) or not self._ends(cells)


def _is_total_row(cells: Sequence[SeenCell], lexicon: Lexicon) -> bool:
    """Return whether a row holds totals: a word for them, and figures alone."""
    texts = [cell.text for cell in cells]
    words = [text for text in texts if not lexicon.is_total(text)]
    return len(words) < len(texts) and all(map(_is_figure, words))


def _is_figure(text: str) -> bool:
    """Return whether a cell holds a figure, alone or with what it counts: "3 actions"."""
    if not any(map(str.isalpha, text)):
        return True
    return text[0].isdigit() and len(text) <= _COUNTED
