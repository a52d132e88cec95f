"""Shapes over the cells of one worksheet: text boxes, diagrams and charts with their words, pictures and others."""

from __future__ import annotations

from collections.abc import Iterator

from xltrack.grid.outside_cells import SheetShape
from xltrack.xlsx.container import Package
from xltrack.xlsx.note_reader import local_name, part_elements
from xltrack.xlsx.workbook_part import relations
from xltrack.xlsx.xml import check_root, feed, parser, too_deep

_ANCHORS = frozenset(("oneCellAnchor", "twoCellAnchor", "absoluteAnchor"))
_FIRST_CELL = ("from", "row"), ("from", "col")
_SHAPES = frozenset(("sp", "pic", "cxnSp", "graphicFrame"))
_BREAKS = frozenset(("p", "br"))
_LINKS = frozenset(("chart", "relIds"))
"""Elements of a frame that name the parts of its chart or diagram."""
_WORDED = frozenset(("chart", "diagramData"))
"""Kinds of these parts that hold words: titles, and the texts of a diagram."""


def read_shapes(package: Package, sheet_part: str) -> tuple[SheetShape, ...]:
    """Read the text boxes, shapes with words and pictures of a worksheet. Raises WorkbookError for a damaged part."""
    parts = [part for kind, part in relations(package, sheet_part).values() if kind == "drawing" and part in package]
    return tuple(shape for part in parts for shape in _shapes(package, part))


def _shapes(package: Package, part: str) -> Iterator[SheetShape]:
    reader = _DrawingReader(package, part)
    made = parser(package, part)
    made.StartElementHandler, made.EndElementHandler = reader.start, reader.end
    made.CharacterDataHandler = reader.data
    feed(made, package, part, package.stream(part))
    return iter(reader.shapes)


class _DrawingReader:
    """The handlers of one pass over a drawing part."""

    def __init__(self, package: Package, part: str):
        self.shapes: list[SheetShape] = []
        self._package, self._part = package, part
        self._path: list[str] = []
        self._row = self._column = 0
        self._number = ""
        self._words: list[str] = []
        self._title = ""
        self._links: set[str] = set()
        self._fallback = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if len(self._path) >= self._package.limits.depth:
            raise too_deep(self._package, self._part)
        name = local_name(name)
        if not self._path:
            check_root(self._package, self._part, name, "wsDr")
        self._path.append(name)
        if name in _ANCHORS:
            self._row = self._column = 0
        elif name in _SHAPES:
            self._words, self._title = [], ""
            self._links.clear()
        elif name == "cNvPr":
            self._title = attributes.get("descr", "").strip() or attributes.get("title", "").strip()
            if self._path[-3:-2] == ["grpSp"] and not self._fallback:
                self._keep("grpSp")
        elif name in ("row", "col"):
            self._number = ""
        elif name == "Fallback":
            self._fallback += 1
        elif name in _LINKS:
            self._links.update(attributes.values())

    def end(self, name: str) -> None:
        name = local_name(name)
        place = tuple(self._path[-2:])
        if place in _FIRST_CELL and self._number.strip().isdigit() and len(self._number) < 9:
            number = int(self._number) + 1
            self._row, self._column = (number, self._column) if name == "row" else (self._row, number)
        elif name in _BREAKS and "txBody" in self._path:
            self._words.append("\n")
        elif name == "Fallback":
            self._fallback -= 1
        elif name in _SHAPES and not self._fallback:
            self._keep(name)
        self._path.pop()

    def _keep(self, name: str) -> None:
        text = "\n".join(filter(None, ("".join(self._words).strip(), *self._linked_words())))
        if name == "pic" or (self._title and not text):
            self.shapes.append(SheetShape(self._row, self._column, "picture", self._title))
        elif text:
            self.shapes.append(SheetShape(self._row, self._column, "text_box", text))

    def _linked_words(self) -> Iterator[str]:
        """Yield the words of the chart or diagram that a frame shows."""
        links = relations(self._package, self._part) if self._links else {}
        for kind, part in (links[key] for key in sorted(self._links & links.keys())):
            if kind in _WORDED and part in self._package:
                yield _words_in(self._package, part)

    def data(self, text: str) -> None:
        name = self._path[-1]
        if name == "t" and "txBody" in self._path:
            self._words.append(text)
        elif name in ("row", "col"):
            self._number += text


def _words_in(package: Package, part: str) -> str:
    """Return the paragraphs of a chart or a diagram; the values of a chart are none."""
    paragraphs, words = list[str](), list[str]()
    for element in part_elements(package, part):
        if element.name == "t" and element.parent in ("r", "fld"):
            words.append(element.text)
        elif element.name == "p":
            paragraphs.append("".join(words).strip())
            words.clear()
    return "\n".join(filter(None, paragraphs))
