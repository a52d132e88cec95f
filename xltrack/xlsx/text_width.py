"""The width of texts: an estimate in the units of column widths, rather too wide than too narrow.

A Latin letter is a little narrower than the digits that widths count, one of Cyrillic or of bold type a little
wider; characters of Chinese, Japanese and Korean are twice as wide and may be parted anywhere.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from math import ceil

_WIDE = "\u1100\u115f\u2e80\ua4cf\uac00\ud7a3\uf900\ufaff\ufe30\ufe4f\uff00\uff60\uffe0\uffe6"
"""First and last letters of the wide ranges. As a regular expression they would take longer to compile than a small
sheet takes to fill."""
_CYRILLIC = "\u0400", "\u04ff"
_BROAD, _FULL = 0.15, 1.0
"""How much wider than a Latin letter."""


def width_units(text: str) -> float:
    """Return the width of a text on one line."""
    if text.isascii():
        return len(text)
    return len(text) + sum(_extra(letter) * text.count(letter) for letter in set(text) if letter >= _CYRILLIC[0])


@cache
def _extra(letter: str) -> float:
    """Return how much wider than a Latin letter it is."""
    if letter <= _CYRILLIC[1]:
        return _BROAD if letter >= _CYRILLIC[0] else 0.0
    return _FULL if any(low <= letter <= high for low, high in zip(_WIDE[::2], _WIDE[1::2], strict=True)) else 0.0


def lines(text: str, room: float) -> int:
    """Return the lines that a wrapped text takes where `room` characters fit on one."""
    if text.isascii() and len(text) <= room and "\n" not in text:
        return 1
    if "\n" in text:
        return sum(lines(part, room) if part else 1 for part in text.split("\n"))
    return max(1, ceil(width_units(text) / room))


def longest_word(texts: Iterable[str]) -> float:
    """Return the width of the longest piece that cannot be wrapped."""
    parted = ("".join(ch + " " if _extra(ch) == _FULL else ch for ch in text) for text in texts)
    return max((width_units(word) for text in parted for word in text.replace("-", " ").split()), default=0)
