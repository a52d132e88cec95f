"""Rows that end a table: totals, legends, notes and signatures, none of which is an action."""

from __future__ import annotations

from collections.abc import Sequence

from xltrack.importing.lexicon import Lexicon
from xltrack.importing.table_view import SeenCell

_COUNTED = 30
"""Characters of a figure with what it counts."""


def is_ending(cells: Sequence[SeenCell], lexicon: Lexicon) -> bool:
    """Return whether a row holds totals (a word and figures alone), a legend, a note or a signature."""
    texts = [cell.text for cell in cells]
    if lexicon.is_ending(texts[0]) and len(cells) < 3:
        return True
    words = [text for text in texts if not lexicon.is_total(text)]
    return len(words) < len(texts) and all(map(_is_figure, words))


def _is_figure(text: str) -> bool:
    """Return whether a cell holds a figure, alone or with what it counts: "3 actions"."""
    if not any(map(str.isalpha, text)):
        return True
    return text[0].isdigit() and len(text) <= _COUNTED
