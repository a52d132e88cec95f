"""The cell formats of a workbook: which show a number as a date, and which strike out their cell."""

from __future__ import annotations

import re
from collections.abc import Mapping, Set
from typing import NamedTuple

from xltrack.xlsx.container import Package
from xltrack.xlsx.read_cache import ReadCache
from xltrack.xlsx.xml import feed, parser, too_deep

_DATE_IDS = frozenset([*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)])
"""Built-in number formats that show a date or a time."""
_NOT_A_CODE = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
_OFF = frozenset(("0", "false"))
_CELL_FORMATS = re.compile(rb"(.*<cellXfs\b[^<>]*>)(.*)(</cellXfs>.*)", re.DOTALL)
_CELL_FORMAT = re.compile(rb"<xf [^<>]*/>|<xf [^<>]*[^<>/]>(?:<(?:alignment|protection) [^<>]*/>)*</xf>")
_Cell = tuple[str, str]
"""Of a cell format the number of its number format, and that of its font."""


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
    return cache.part("styles", data, len(data), lambda: _styles(package, part, data, cache))


def _styles(package: Package, part: str, data: bytes, cache: ReadCache) -> Styles:
    read = _partly_known(package, part, data, cache) or _read(package, part, data)
    shown = {number for number in {number for number, _ in read.cells} if _is_date(number, read.codes)}
    dates = (at for at, (number, _) in enumerate(read.cells) if number in shown)
    struck = (at for at, (_, font) in enumerate(read.cells) if font in read.struck)
    return Styles(read.formats, frozenset(map(str, dates)), frozenset(map(str, struck)))


class _Read(NamedTuple):
    """The contents of a styles part."""

    formats: int
    cells: list[_Cell]
    codes: Mapping[str, str]
    struck: Set[str]
    """The numbers of the fonts that strike out."""


def _read(package: Package, part: str, data: bytes) -> _Read:
    reader = _StylesReader(package, part)
    made = parser(package, part)
    made.StartElementHandler, made.EndElementHandler = reader.start, reader.end
    feed(made, package, part, [data])
    return _Read(reader.formats, reader.cells, reader.codes, reader.struck)


def _partly_known(package: Package, part: str, data: bytes, cache: ReadCache) -> _Read | None:
    """Return the same if only cell formats are numbered in another way than in an earlier workbook; else None.

    Only formats that are new are parsed, among what surrounds them all.
    """
    formats = None if b"<!" in data else _CELL_FORMATS.fullmatch(data)
    items = _CELL_FORMAT.findall(formats[2]) if formats else []
    if not formats or not items or b"".join(items) != formats[2]:
        return None
    begin, end = formats[1], formats[3]
    context = ("formats", package.limits.depth, begin, end)
    known = dict(cache.parts.of(context))
    new = [item for item in dict.fromkeys(items) if item not in known]
    if new:
        read = _read(package, part, b"".join((begin, *new, end)))
        if len(read.cells) != len(new):
            return None
        for item, cell in zip(new, read.cells, strict=True):
            known[item] = cell, read._replace(formats=read.formats - len(new))
            cache.parts.keep(context, item, known[item], 2 * len(data) // len(items))
    frame: _Read = known[items[0]][1]
    return frame._replace(formats=frame.formats + len(items), cells=[known[item][0] for item in items])


class _StylesReader:
    """The handlers of one pass over a styles part."""

    def __init__(self, package: Package, part: str):
        self.formats = 0
        self.cells: list[_Cell] = []
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
