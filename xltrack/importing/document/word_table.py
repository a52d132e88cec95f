"""A table of a Word file while it is read, with the cells that are merged downwards still open."""

from __future__ import annotations

from dataclasses import dataclass, field

from xltrack.grid.values import Area


@dataclass(slots=True)
class WordTable:
    """A table as far as it is read."""

    number: int
    cells: dict[tuple[int, int], str] = field(default_factory=dict)
    merged: list[Area] = field(default_factory=list)
    row: int = 0
    column: int = 0
    width: int = 1
    deleted: bool = False
    goes_on: bool = False
    """Whether the cell belongs to the one above it."""
    texts: list[str] = field(default_factory=list)
    open_down: dict[int, tuple[int, int]] = field(default_factory=dict)
    """Column -> the first row and the width of a cell that is merged with the cells under it."""

    def close_down(self, column: int, last: int) -> None:
        """End a cell that is merged with the cells under it at row `last`."""
        first, width = self.open_down.pop(column, (0, 1))
        if first and (last > first or width > 1):
            self.merged.append(Area(first, column, max(last, first), column + width - 1))
