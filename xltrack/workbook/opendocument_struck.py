"""Struck-out words of an .ods file: whole cells and parts of their texts."""

from __future__ import annotations

from collections.abc import Mapping

from xltrack.grid.outside_cells import Spot, StruckWords
from xltrack.workbook.opendocument_walk import CONTENT, CellWalk, attribute_of, blank, repeated
from xltrack.xlsx.container import Package

LINE_THROUGH = b"line-through"
_STYLES = "styles.xml"
_LINES = ("text-line-through-style", "text-line-through-type")
_MOST_COLUMNS = 16_384

Struck = dict[str, dict[Spot, StruckWords | None]]


def read_struck(package: Package, content: bytes) -> Struck:
    """Return the struck-out cells by sheet; None where the whole cell is. Raises WorkbookError for a damaged part."""
    common = package.read(_STYLES) if _STYLES in package else b""
    if LINE_THROUGH not in content and LINE_THROUGH not in common:
        return {}
    styles = _Styles(package, _STYLES)
    if common:
        styles.run(common)
    styles.part = CONTENT
    styles.run(content)
    reader = _StruckCells(package, styles)
    reader.run(content)
    return reader.found


class _Styles(CellWalk):
    """The styles that strike out, and from which others inherit."""

    def __init__(self, package: Package, part: str) -> None:
        super().__init__(package, part)
        self._parents: dict[str, str] = {}
        self._lines: dict[str, bool] = {}
        self._style = ""

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "style":
            self._style = attribute_of(attributes, "name")
            self._parents[self._style] = attribute_of(attributes, "parent-style-name")
        elif name == "text-properties" and self._style:
            lines = [line for key in _LINES if (line := attribute_of(attributes, key))]
            if lines:
                self._lines[self._style] = all(line != "none" for line in lines)

    def end(self, name: str) -> None:
        if name == "style":
            self._style = ""

    def strikes(self, style: str) -> bool | None:
        """Return whether a style strikes out, by itself or by inheritance; None where neither says so."""
        seen: set[str] = set()
        while style not in self._lines and style in self._parents and style not in seen:
            seen.add(style)
            style = self._parents[style]
        return self._lines.get(style)


class _StruckCells(CellWalk):
    """The texts of the cells, in the pieces that are struck out and those that are not."""

    def __init__(self, package: Package, styles: _Styles) -> None:
        super().__init__(package)
        self.found: Struck = {}
        self._styles = styles
        self._columns_struck: list[tuple[int, bool]] = []
        """Of each run of columns the last one, and whether its default style strikes out."""
        self._row_struck: bool | None = None
        self._cell = False
        """Whether the format of the whole cell strikes out."""
        self._spans: list[bool] = []
        self._live: list[str] = []
        self._struck: list[str] = []
        self._aside = 0
        """The depth of an annotation or a shape in the cell."""

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if self._aside:
            return
        self.move(name, attributes)
        if name == "table":
            self._columns_struck = []
        elif name == "table-column":
            last = self._columns_struck[-1][0] if self._columns_struck else 0
            style = attribute_of(attributes, "default-cell-style-name")
            end = last + repeated(attributes, "number-columns-repeated")
            self._columns_struck.append((min(end, _MOST_COLUMNS), bool(self._styles.strikes(style))))
        elif name == "table-row":
            style = attribute_of(attributes, "default-cell-style-name")
            self._row_struck = bool(self._styles.strikes(style)) if style else None
        elif name == "table-cell":
            self._live, self._struck, self._spans = [], [], []
            style = attribute_of(attributes, "style-name")
            self._cell = bool(self._styles.strikes(style)) if style else self._by_default()
        elif "table-cell" in self.path:
            self._start_in_cell(name, attributes)

    def _by_default(self) -> bool:
        if self._row_struck is not None:
            return self._row_struck
        return next((struck for last, struck in self._columns_struck if self.column <= last), False)

    def _start_in_cell(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "annotation" or (self.path[-2] == "table-cell" and name not in ("p", "list")):
            self._aside = len(self.path)
        elif name == "p":
            if self._live or self._struck:
                self.data("\n")
        elif name == "span":
            struck = self._styles.strikes(attribute_of(attributes, "style-name"))
            self._spans.append(self._is_struck() if struck is None else struck)
        elif characters := blank(name, attributes):
            self.data(characters)

    def data(self, text: str) -> None:
        if not self._aside and "p" in self.path and "table-cell" in self.path:
            (self._struck if self._is_struck() else self._live).append(text)

    def _is_struck(self) -> bool:
        return self._spans[-1] if self._spans else self._cell

    def end(self, name: str) -> None:
        if self._aside:
            self._aside = 0 if len(self.path) < self._aside else self._aside
        elif name == "span" and self._spans:
            self._spans.pop()
        elif name == "table-cell":
            live, struck = ("".join(pieces).strip() for pieces in (self._live, self._struck))
            if struck:
                words = StruckWords(live, struck) if live or not self._cell else None
                self.found.setdefault(self.sheet, {})[self.row, self.column] = words
