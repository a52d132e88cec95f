"""A header that was found in a table: the words over its columns, and the field of each."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass, field

from xltrack.importing.table_view import SeenCell, TableView

_PEEK = 50
"""Rows under a header in which a column's values are looked at."""


@dataclass(slots=True)
class Layout:
    """A header: the fields of its columns, and the words over them."""

    row: int
    fields: dict[int, str]
    words: dict[int, str]
    last: int = 0
    guesses: dict[int, str] = field(default_factory=dict)
    """Columns whose field was guessed from a part of their words, or from their cells."""
    hints: dict[int, str] = field(default_factory=dict)
    """The likeliest field of each column whose cells have no place in the plan."""

    @property
    def has_recommendations(self) -> bool:
        """Whether the table has a column of recommendations beside the one of actions."""
        return "recommendation" in self.fields.values()

    @property
    def has_actions(self) -> bool:
        """Whether the table has a column of actions; else the recommendations are the actions."""
        return "description" in self.fields.values()

    def columns(self, name: str) -> list[int]:
        """Return the columns of a field."""
        return [column for column, found in self.fields.items() if found == name]

    def cells(self, view: TableView, column: int) -> list[str]:
        """Return the texts in the first rows of a column, without those that are written over several columns."""
        return [cell.text for row in self.rows if (cell := view[row, column]) and not view.is_wide(cell)]

    @property
    def rows(self) -> range:
        """The first rows under the header."""
        return range(self.last + 1, self.last + _PEEK)

    def named_cells(self, row: Mapping[int, SeenCell], besides: Container[str]) -> dict[SeenCell, str]:
        """Map the cells of a row to their fields. A merged cell over several columns has one field: the description if
        it covers that column, else the field of its last."""
        named: dict[SeenCell, str] = {}
        for column, cell in row.items():
            name = self.fields.get(column)
            if name and name not in besides and named.get(cell) != "description":
                named[cell] = name
        return named
