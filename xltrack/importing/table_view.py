"""A table as a person sees it: merged cells show their value everywhere, and every cell is accounted for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from xltrack.grid.values import Raw, shown_value
from xltrack.i18n.catalogue import fold
from xltrack.importing.blocks import Address, SourcePlace, TableBlock


class SeenCell(NamedTuple):
    """The value seen at an address, and the cell that holds it: the first one of a merged area, or itself."""

    at: Address
    raw: Raw

    @property
    def text(self) -> str:
        """The value as people see it."""
        return shown_value(self.raw).strip()


class TableView:
    """The filled cells of a table. `use` notes that a cell has found its place; `left` are the others."""

    def __init__(self, block: TableBlock):
        self.name, self._block = block.name, block
        self._cells: dict[Address, Raw] = {at: raw for at, raw in block.cells.items() if shown_value(raw).strip()}
        self.last = max((row for row, _ in self._cells), default=0)
        self.columns = sorted({column for _, column in self._cells})
        self._anchors: dict[Address, Address] = {}
        self._used: set[Address] = set()
        for area in block.merged:
            anchor = (area.top, area.left)
            if anchor in self._cells:
                for row in range(area.top, min(area.bottom, self.last + 1) + 1):
                    for column in range(area.left, min(area.right, self.columns[-1] + 1) + 1):
                        self._anchors[row, column] = anchor

    def __getitem__(self, at: Address) -> SeenCell | None:
        place = at if at in self._cells else self._anchors.get(at, at)
        return SeenCell(place, self._cells[place]) if place in self._cells else None

    def row(self, number: int) -> dict[int, SeenCell]:
        """Return the cells seen in a row, by column."""
        seen = ((column, self[number, column]) for column in self.columns)
        return {column: cell for column, cell in seen if cell is not None}

    def own_cells(self, number: int) -> list[SeenCell]:
        """Return the cells seen in a row, each once."""
        return list({cell.at: cell for cell in self.row(number).values()}.values())

    @property
    def rows(self) -> Iterator[int]:
        """The numbers of the rows in which something is seen."""
        return iter(sorted({row for row, _ in self._cells} | {row for row, _ in self._anchors if row <= self.last}))

    def place(self, cell: SeenCell) -> SourcePlace:
        """Return the place of a cell in its source."""
        return self._block.place(*cell.at)

    def use(self, cell: SeenCell) -> SourcePlace:
        """Note that a cell has found its place, and return that place."""
        self._used.add(cell.at)
        return self.place(cell)

    def left(self) -> Iterator[SeenCell]:
        """Yield the cells that found no place."""
        return (SeenCell(at, raw) for at, raw in sorted(self._cells.items()) if at not in self._used)

    def is_wide(self, cell: SeenCell) -> bool:
        """Return whether a cell is merged over several columns."""
        row, column = cell.at
        return self._anchors.get((row, column + 1)) == cell.at

    def same_texts(self, first: int, second: int) -> bool:
        """Return whether two rows show the same words in the same columns."""
        one, other = self.row(first), self.row(second)
        return {c: fold(f.text) for c, f in one.items()} == {c: fold(f.text) for c, f in other.items()}
