"""Addresses of cells: letters of columns as numbers, and how far a sheet reaches."""

from __future__ import annotations

MAX_COLUMN, MAX_ROW = 16_384, 1_048_576


def column_number(letters: str) -> int:
    """Return the number of a column: A is 1, XFD 16384; 0 for what is no column."""
    number = 0
    for letter in letters:
        if not "A" <= letter <= "Z":
            return 0
        number = number * 26 + ord(letter) - 64
    return number if 0 < number <= MAX_COLUMN else 0
