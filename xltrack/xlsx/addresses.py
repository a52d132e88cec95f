"""Addresses of cells: letters of columns as numbers, and how far a sheet reaches."""

from __future__ import annotations

from collections.abc import Collection

MAX_COLUMN, MAX_ROW = 16_384, 1_048_576
NOT_KEPT, NO_COLUMN = 0, -1
"""Stand for a column whose cells are not kept, and for letters that name no column."""


def column_number(letters: str) -> int:
    """Return the number of a column: A is 1, XFD 16384; 0 for letters that name no column."""
    number = 0
    for letter in letters:
        if not "A" <= letter <= "Z":
            return 0
        number = number * 26 + ord(letter) - 64
    return number if 0 < number <= MAX_COLUMN else 0


class Columns(dict[str, int]):
    """Letters -> column, filled as letters turn up; 0 for a column that is not kept, -1 for no column."""

    def __init__(self, dropped: Collection[int] = ()):
        self._dropped = dropped

    def __missing__(self, letters: str) -> int:
        number = column_number(letters) or NO_COLUMN
        self[letters] = NOT_KEPT if number in self._dropped else number
        return self[letters]
