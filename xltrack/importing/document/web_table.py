"""A table of a web page while it is read, with the tables inside its cells."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from xltrack.findings.sources import AsideKind
from xltrack.grid.values import Area
from xltrack.importing.blocks import Aside, TableBlock

INNER = re.compile("\0(\\d+)\0")
"""The mark of a table inside a cell's text."""


@dataclass(slots=True)
class WebTable:
    """A table as far as it is read; `inner` counts the cells of tables inside it."""

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
    menu: bool = False

    def text(self) -> str:
        """Return the table as lines, for the cell of another table."""
        rows: dict[int, list[str]] = {}
        for (row, _), text in sorted(self.cells.items()):
            rows.setdefault(row, []).append(INNER.sub(lambda match: self.inner[int(match[1])].text(), text))
        return "\n".join("\t".join(texts) for texts in rows.values())

    def hidden_words(self, block: TableBlock) -> Iterator[Aside]:
        """Yield the words that the page does not show, row by row."""
        return (Aside("hidden", " ".join(words), block.place(row, 1)) for row, words in self.hidden.items() if words)
