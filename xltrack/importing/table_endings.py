"""Rows that end a table: totals, legends, notes, signatures and footers, none of which is an action.

Totals may stand anywhere. A note or a signature that fills several cells ends a table only in its last rows: those
under the last one that may be an action.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from xltrack.grid.dates import names_no_deadline
from xltrack.i18n.catalogue import fold
from xltrack.importing.header_layout import Layout
from xltrack.importing.lexicon import Lexicon
from xltrack.importing.table_view import SeenCell, TableView

_COUNTED = 30
"""Characters of a figure with what it counts."""
_SENTENCE = 5
"""Words of a text that is a sentence and no signature."""
_REF = re.compile(r"[A-Za-z]{0,8}[\s.\-#]*\d{1,4}(?:[.\-/]?\w{1,4})*\W?")
_SIGNS = ("*", "†", "‡")
"""Marks of a footnote."""


class TableEndings:
    """The rows that end one table, recognised by their words and their places."""

    def __init__(self, view: TableView, lexicon: Lexicon):
        self._view, self._lexicon = view, lexicon
        self._last: dict[int, int] = {}
        """By the row of a header: the last row under it that may be an action."""
        self._known_units: dict[int, Counter[str]] = {}
        self._endings: set[int] = set()
        """Rows that end a table, but for totals."""

    def is_ending(self, layout: Layout, number: int) -> bool:
        """Return whether a row holds totals, a legend, a note, a signature or a footer."""
        cells = self._cells(number)
        if not cells or self._goes_on(layout, number):
            return False
        if _is_total_row(cells, self._lexicon):
            return True
        if self._has_status(layout, cells) or self._has_action(layout, cells):
            return False
        ends = self._lexicon.is_ending(cells[0].text) and len(cells) < 3
        if ends or (number > self._last_full(layout) and (self._ends(cells) or number - 1 in self._endings)):
            self._endings.add(number)
            return True
        return False

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

    def _has_action(self, layout: Layout, cells: Sequence[SeenCell]) -> bool:
        """Return whether a row says more of an action than a signature does: a number, or a unit that others have.

        A sentence with a deadline or a unit is one, too: "Reviewed by the partners, then published".
        """
        named = {layout.fields.get(cell.at[1]): cell for cell in cells}
        about = [named[name] for name in ("responsible", "deadline") if name in named]
        text = named["description"].text if "description" in named else ""
        if not text:
            return False
        if "number" in named and _REF.fullmatch(named["number"].text):
            return True
        if "responsible" in named and self._units(layout)[fold(named["responsible"].text)] > 1:
            return True
        words = [word for word in text.split() if word[0].isalpha()]
        return bool(about) and len(words) >= _SENTENCE and ":" not in text

    def _has_names_for_dates(self, layout: Layout, cells: Sequence[SeenCell]) -> bool:
        """Return whether every cell beside a short text is in a column of dates or statuses, and holds neither."""
        named = [(layout.fields.get(cell.at[1]), cell.text) for cell in cells]
        beside = [(name, text) for name, text in named if name != "description"]
        odd = [
            name in ("deadline", "proposed_deadline", "completed_on", "status")
            and not (any(map(str.isdigit, text)) or names_no_deadline(text) or self._lexicon.status(text))
            for name, text in beside
        ]
        return bool(odd) and all(odd) and all(len(text.split()) < _SENTENCE for _, text in named)

    def _units(self, layout: Layout) -> Counter[str]:
        """Return the units of a table, each with the number of rows that name it."""
        if layout.row not in self._known_units:
            places = ((row, at) for row in self._view.rows if row > layout.last for at in layout.columns("responsible"))
            found = (cell for place in places if (cell := self._view[place]) is not None and cell.at == place)
            self._known_units[layout.row] = Counter(fold(cell.text) for cell in found)
        return self._known_units[layout.row]

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
        if layout.has_actions and all(self._view[number, column] is None for column in layout.columns("description")):
            return False
        if self._has_names_for_dates(layout, cells):
            return False
        return self._has_status(layout, cells) or self._has_action(layout, cells) or not self._ends(cells)


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
