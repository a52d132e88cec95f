"""A table of a web page while it is read, with the tables inside its cells."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from xltrack.findings.sources import AsideKind
from xltrack.grid.values import Area

INNER = re.compile("\0(\\d+)\0")
"""The mark of a table inside a cell's text."""


@dataclass(slots=True)
class WebTable:
    """A table as far as it is read. `inner`: the tables inside its cells."""

    at: int
    cells: dict[tuple[int, int], str] = field(default_factory=dict)
    merged: list[Area] = field(default_factory=list)
    taken: set[tuple[int, int]] = field(default_factory=set)
    asides: list[tuple[tuple[int, int], AsideKind, str]] = field(default_factory=list)
    row: int = 0
    column: int = 0
    cell: tuple[int, int] | None = None
    texts: list[str] = field(default_factory=list)
    inner: list[WebTable] = field(default_factory=list)
    hidden: dict[int, list[str]] = field(default_factory=dict)
    """Words that the page does not show, by row."""
    struck: list[tuple[str, str]] = field(default_factory=list)
    """Paragraphs of the cells with their struck-out words, for a table that only frames others."""
    menu: bool = False

    def text(self) -> str:
        """Return the table, whose inner ones are text already, as lines for the cell of another table."""
        rows: dict[int, list[str]] = {}
        for (row, _), text in sorted(self.cells.items()):
            rows.setdefault(row, []).append(text)
        return "\n".join("\t".join(texts) for texts in rows.values())

    @property
    def hidden_words(self) -> list[str]:
        """The words of all rows that the page does not show."""
        return [word for words in self.hidden.values() for word in words]

    def take_inner(self) -> None:
        """Write the tables inside the cells as their text, and keep the hidden words of each with its row."""
        for at, text in self.cells.items():
            for mark in INNER.findall(text):
                inner = self.inner[int(mark)]
                inner.take_inner()
                if inner.hidden:
                    self.hidden.setdefault(at[0], []).extend(inner.hidden_words)
            self.cells[at] = INNER.sub(lambda match: self.inner[int(match[1])].text(), text)
