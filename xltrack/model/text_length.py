"""Lengths of texts as Excel counts them, and the longest that a cell holds."""

from __future__ import annotations

LONGEST_TEXT = 32_767
"""UTF-16 units: Excel's own limit. A character beyond the basic plane, as most emoji are, counts twice."""


def utf16_units(text: str) -> int:
    """Return the length of a text as Excel counts it."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def fits(text: str, longest: int = LONGEST_TEXT) -> bool:
    """Return whether a cell holds the text."""
    return len(text) <= longest // 2 or utf16_units(text) <= longest


def cut(text: str) -> str:
    """Cut a text to the length that a cell holds."""
    if fits(text):
        return text
    return text.encode("utf-16-le", "surrogatepass")[: 2 * LONGEST_TEXT].decode("utf-16-le", "ignore")
