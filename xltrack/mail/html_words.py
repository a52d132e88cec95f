"""The words of HTML mails, a line a block; targets of links stay beside their texts, cells of tables have tabs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html.parser import HTMLParser

from xltrack.mail.mail_tables import LINE_IN_CELL

_SPACES = re.compile(r"[ \r\f\v]+")
_LINE_ENDS = re.compile(f" *{LINE_IN_CELL}[ {LINE_IN_CELL}]*")
_EMPTY_LINES = re.compile(r" *\n(?: *\n)*")


@dataclass(slots=True)
class _Table:
    """An open table. `begin`: its first piece."""

    begin: int
    in_cell: bool = False
    flat: bool = False
    """Whether a place in it tells no column: it has merged cells, or it is the frame of another table."""


class _Words(HTMLParser):
    """The words of an HTML mail, a line a block. A row of a table is a line, with a tab before each cell."""

    _BLOCKS = frozenset(("p", "div", "br", "tr", "li", "h1", "h2", "h3", "blockquote", "table", "hr"))
    _SILENT = frozenset(("style", "script", "head", "title"))

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._silent = 0
        self._target = ""
        self._tables: list[_Table] = []
        """The tables that are open, one inside another."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in self._SILENT
        if tag == "a":
            self._target = dict(attrs).get("href") or ""
        self._leave_cell(tag == "tr")
        if tag in self._BLOCKS:
            self._break()
        if tag == "table":
            for frame in self._tables:
                self._flatten(frame)
            self._tables.append(_Table(len(self.pieces)))
        if tag in ("td", "th"):
            self._cell(dict(attrs))
        if tag == "blockquote":
            self.pieces.append("-- original\n")

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in self._SILENT and self._silent > 0
        if tag == "a" and self._target.lower().startswith(("http:", "https:", "file:")):
            if self._target not in "".join(self.pieces[-3:]):
                self.pieces.append(f" ({self._target})")
            self._target = ""
        self._leave_cell(tag in ("td", "th", "tr"))
        if tag == "table" and self._tables:
            self._tables.pop()
        if tag in ("p", "div", "tr", "li", "table"):
            self._break()

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.pieces.append(re.sub(r"[\r\n\t]", " ", data))

    def _leave_cell(self, does: bool) -> None:
        if does and self._tables:
            self._tables[-1].in_cell = False

    def _break(self) -> None:
        """End a line, or one inside the cell of a row."""
        table = self._tables[-1] if self._tables else None
        self.pieces.append(LINE_IN_CELL if table and table.in_cell and not table.flat else "\n")

    def _cell(self, attrs: dict[str, str | None]) -> None:
        table = self._tables[-1] if self._tables else _Table(0, flat=True)
        table.in_cell = True
        if any((attrs.get(name) or "1") not in ("0", "1") for name in ("rowspan", "colspan")):
            self._flatten(table)
        self.pieces.append(" " if table.flat else "\t")

    def _flatten(self, table: _Table) -> None:
        """Write a table as lines of words, as far as it has been read."""
        if not table.flat:
            flat = {"\t": " ", LINE_IN_CELL: "\n"}
            self.pieces[table.begin :] = [flat.get(piece, piece) for piece in self.pieces[table.begin :]]
            table.flat = True


def html_words(html: str) -> str:
    """Return the words of a piece of HTML, one line for each block; the cells of a row have tabs between them."""
    reader = _Words()
    reader.feed(html)
    reader.close()
    lines = _EMPTY_LINES.sub("\n", _SPACES.sub(" ", "".join(reader.pieces))).split("\n")
    return "\n".join(_line(line) for line in lines if line.strip()).strip("\n ")


def _line(line: str) -> str:
    """Return a row with its cells trimmed, and what is in a table of one column, as newsletters are, as lines."""
    cells = [cell.strip(f" {LINE_IN_CELL}") for cell in line.removeprefix("\t").split("\t")]
    if sum(map(bool, cells)) > 1:
        return "\t".join(_LINE_ENDS.sub(LINE_IN_CELL, cell) for cell in cells)
    return _LINE_ENDS.sub("\n", "".join(cells))
