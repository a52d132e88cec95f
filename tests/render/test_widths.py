"""The width of texts in columns of a terminal."""

from __future__ import annotations

from wcwidth import wcswidth

from xltrack.rendering.columns import width


def test_every_character_is_as_wide_as_unicode_says():
    characters = [chr(code) for code in range(0x20, 0x11000) if not 0xD800 <= code <= 0xDFFF]
    wrong = [one for one in characters if width(one) != (wcswidth(one) if wcswidth(one) >= 0 else 1)]
    assert wrong == []
