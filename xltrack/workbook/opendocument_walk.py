"""A pass over the sheets of an .ods file that knows which cell it is in."""

from __future__ import annotations

from collections.abc import Mapping

from xltrack.xlsx.container import Package
from xltrack.xlsx.note_reader import local_name
from xltrack.xlsx.xml import feed, parser, too_deep

CONTENT = "content.xml"
BLANKS = {"line-break": "\n", "tab": "\t"}
"""Elements that stand for characters, besides repeated blanks."""
_CELLS = ("table-cell", "covered-table-cell")
_MOST_REPEATED = 9
"""Digits of a repeated row or column; more are a damaged number, which counts as one."""
_MOST_BLANKS = 100


class CellWalk:
    """The handlers of one pass over a part. They count rows and columns; subclasses take what they look for."""

    def __init__(self, package: Package, part: str = CONTENT) -> None:
        self.package, self.part = package, part
        self.sheet = ""
        self.row = self.column = 0
        self.path: list[str] = []
        """The open elements, without their namespaces."""
        self._rows = self._columns = 1

    def run(self, content: bytes) -> None:
        """Read the part. Raises WorkbookError where it is not well-formed or too deep."""
        made = parser(self.package, self.part)
        made.StartElementHandler, made.EndElementHandler = self._start, self._end
        made.CharacterDataHandler = self.data
        feed(made, self.package, self.part, [content])

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """Take an element that begins; it is the last one of the path."""

    def data(self, text: str) -> None:
        """Take a piece of text."""

    def end(self, name: str) -> None:
        """Take an element that ends; it is no longer in the path."""

    def _start(self, full: str, attributes: Mapping[str, str]) -> None:
        if len(self.path) >= self.package.limits.depth:
            raise too_deep(self.package, self.part)
        name = local_name(full)
        self.path.append(name)
        self.start(name, attributes)

    def _end(self, _: str) -> None:
        self.end(self.path.pop())

    def move(self, name: str, attributes: Mapping[str, str]) -> None:
        """Go on to the cell, row or sheet that begins."""
        if name in _CELLS:
            self.column += self._columns
            self._columns = repeated(attributes, "number-columns-repeated")
        elif name == "table-row":
            self.row += self._rows
            self._rows = repeated(attributes, "number-rows-repeated")
            self.column, self._columns = 0, 1
        elif name == "table":
            self.sheet = attribute_of(attributes, "name")
            self.row, self._rows, self.column = 0, 1, 0


def attribute_of(attributes: Mapping[str, str], key: str) -> str:
    """Return an attribute's value, whatever its namespace; "" where it is missing."""
    return next((value for name, value in attributes.items() if local_name(name) == key), "")


def repeated(attributes: Mapping[str, str], key: str) -> int:
    """Return how often something is repeated."""
    text = attribute_of(attributes, key)
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _MOST_REPEATED else 1


def blank(name: str, attributes: Mapping[str, str]) -> str:
    """Return the white space that an element means; "" for any other element."""
    return " " * min(repeated(attributes, "c"), _MOST_BLANKS) if name == "s" else BLANKS.get(name, "")
