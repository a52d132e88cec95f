"""A sheet of somebody else's workbook: cells behind merged areas found again, and every cell accounted for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from xltrack.findings import CellAddress
from xltrack.grid.values import Raw, Sheet, shown_value
from xltrack.i18n.catalogue import fold

Address = tuple[int, int]
"""Row and column, counted from 1."""


class CellFound(NamedTuple):
    """The value seen at a cell and the cell that it stands in: the first one of a merged area, or itself."""

    at: Address
    raw: Raw

    @property
    def text(self) -> str:
        return shown_value(self.raw).strip()


class SheetView:
    """The filled cells of a sheet. `use` notes that a cell has found its place; `left` are the others."""

    def __init__(self, sheet: Sheet):
        self.name = sheet.name
        self._cells: dict[Address, Raw] = {
            (row.number, column): raw
            for row in sheet.rows
            for column, raw in zip(row.columns, row.values, strict=True)
            if shown_value(raw).strip()
        }
        self.last = max((row for row, _ in self._cells), default=0)
        self.columns = sorted({column for _, column in self._cells})
        self._anchors: dict[Address, Address] = {}
        self._used: set[Address] = set()
        for area in sheet.merged:
            anchor = (area.top, area.left)
            if anchor in self._cells:
                for row in range(area.top, min(area.bottom, self.last + 1) + 1):
                    for column in range(area.left, min(area.right, self.columns[-1] + 1) + 1):
                        self._anchors[row, column] = anchor

    def __getitem__(self, at: Address) -> CellFound | None:
        place = at if at in self._cells else self._anchors.get(at, at)
        return CellFound(place, self._cells[place]) if place in self._cells else None

    def row(self, number: int) -> dict[int, CellFound]:
        """What is seen in a row, by column."""
        found = ((column, self[number, column]) for column in self.columns)
        return {column: one for column, one in found if one is not None}

    @property
    def rows(self) -> Iterator[int]:
        return iter(sorted({row for row, _ in self._cells} | {row for row, _ in self._anchors if row <= self.last}))

    def use(self, found: CellFound) -> CellAddress:
        self._used.add(found.at)
        return CellAddress(self.name, *found.at)

    def left(self) -> Iterator[CellFound]:
        return (CellFound(at, raw) for at, raw in sorted(self._cells.items()) if at not in self._used)

    def is_wide(self, found: CellFound) -> bool:
        """Whether it is merged over several columns."""
        row, column = found.at
        return self._anchors.get((row, column + 1)) == found.at

    def same_texts(self, one: int, other: int) -> bool:
        """Whether two rows show the same words in the same columns."""
        first, second = self.row(one), self.row(other)
        return {c: fold(f.text) for c, f in first.items()} == {c: fold(f.text) for c, f in second.items()}
