"""Cell addresses as Excel writes them."""

from __future__ import annotations


def column_number(letters: str) -> int:
    """A -> 1, XFD -> 16384; 0 for what is no column."""
    number = 0
    for letter in letters:
        if not "A" <= letter <= "Z":
            return 0
        number = number * 26 + ord(letter) - 64
    return number if 0 < number <= MAX_COLUMN else 0


MAX_COLUMN, MAX_ROW = 16_384, 1_048_576
