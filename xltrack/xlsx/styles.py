"""The cell formats of a workbook: which show a number as a date, and which strike out their cell."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from xltrack.xlsx.container import Package
from xltrack.xlsx.read_cache import ReadCache
from xltrack.xlsx.xml import feed, parser, too_deep

_DATE_IDS = frozenset([*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)])
"""Built-in number formats that show a date or a time."""
_NOT_A_CODE = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
_OFF = frozenset(("0", "false"))


class Styles(NamedTuple):
    """Cell formats, as the `s` of a cell names them."""

    formats: int = 0
    """The number of all formats."""
    dates: frozenset[str] = frozenset()
    """Those that show a number as a date."""
    struck: frozenset[str] = frozenset()
    """Those that strike out the whole cell."""


def read_styles(package: Package, part: str, cache: ReadCache) -> Styles:
    """Return the cell formats in a styles part, if it is there. Raises WorkbookError for a damaged part."""
    if part not in package:
        return Styles()
    data = package.read(part)
    return cache.part("styles", data, len(data), lambda: _styles(package, part, data))


def _styles(package: Package, part: str, data: bytes) -> Styles:
    reader = _StylesReader(package, part)
    made = parser(package, part)
    made.StartElementHandler, made.EndElementHandler = reader.start, reader.end
    feed(made, package, part, [data])
    shown = {number for number in {number for number, _ in reader.cells} if _is_date(number, reader.codes)}
    dates = (at for at, (number, _) in enumerate(reader.cells) if number in shown)
    struck = (at for at, (_, font) in enumerate(reader.cells) if font in reader.struck)
    return Styles(reader.formats, frozenset(map(str, dates)), frozenset(map(str, struck)))


class _StylesReader:
    """The handlers of one pass over a styles part."""

    def __init__(self, package: Package, part: str):
        self.formats = 0
        self.cells: list[tuple[str, str]] = []
        """Of each cell format the number of its number format, and that of its font."""
        self.codes: dict[str, str] = {}
        self.struck: set[str] = set()
        """The numbers of the fonts that strike out."""
        self._package, self._part = package, part
        self._path: list[str] = []
        self._fonts = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if len(self._path) >= self._package.limits.depth:
            raise too_deep(self._package, self._part)
        parent = self._path[-1] if self._path else ""
        self._path.append(name)
        if name == "x:xf":
            self.formats += 1
            if parent == "x:cellXfs":
                self.cells.append((attributes.get("numFmtId", "0"), attributes.get("fontId", "0")))
        elif name == "x:numFmt":
            self.codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif name == "x:font" and parent == "x:fonts":
            self._fonts += 1
        elif name == "x:strike" and self._path[-3:-1] == ["x:fonts", "x:font"] and strikes(attributes):
            self.struck.add(str(self._fonts - 1))

    def end(self, _: str) -> None:
        self._path.pop()


def _is_date(number: str, codes: Mapping[str, str]) -> bool:
    if number in codes:
        return any(letter in "ymdhs" for letter in _NOT_A_CODE.sub("", codes[number]).split(";")[0].lower())
    return number.isdigit() and int(number) in _DATE_IDS


def strikes(attributes: Mapping[str, str]) -> bool:
    """Return whether a <strike> element strikes out."""
    return attributes.get("val", "1") not in _OFF
