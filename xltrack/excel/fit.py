"""How much room texts need: an estimate in the characters that column widths count, rather too much than too little.

A Latin letter is a little narrower than the digits that widths count, one of Cyrillic or of bold type a little
wider; characters of Chinese, Japanese and Korean are twice as wide and may be parted anywhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from math import ceil

_WIDE = re.compile("[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]")
_BROAD = re.compile("[\u0400-\u04ff]")
_BROADER = 1.15


def units(text: str) -> float:
    """The width of a text on one line."""
    if text.isascii():
        return len(text)
    return len(text) + len(_WIDE.findall(text)) + (_BROADER - 1) * len(_BROAD.findall(text))


def lines(text: str, room: float) -> int:
    """The lines that a wrapped text takes where `room` characters fit on one."""
    if "\n" in text:
        return sum(lines(part, room) if part else 1 for part in text.split("\n"))
    return max(1, ceil(units(text) / room))


def longest_word(texts: Iterable[str]) -> float:
    """The width of the longest piece that cannot be wrapped."""
    words = (word for text in texts for word in re.split(r"[\s-]+", _WIDE.sub(r"\g<0> ", text)))
    return max(map(units, words), default=0)
