"""Notes, links, text boxes, pictures, struck words, margins and formulas of an .ods file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal

from xltrack.errors import WorkbookError
from xltrack.findings import Finding
from xltrack.findings.outside import outside_unreadable
from xltrack.grid.limits import Limits
from xltrack.grid.outside_cells import CellMarks, CellNote, OutsideCells, SheetShape, Spot
from xltrack.workbook.opendocument_formulas import read_formulas
from xltrack.workbook.opendocument_margins import read_margins
from xltrack.workbook.opendocument_struck import read_struck
from xltrack.workbook.opendocument_walk import CONTENT, CellWalk, attribute_of, blank
from xltrack.xlsx.container import Package
from xltrack.xlsx.note_reader import plain_note
from xltrack.xlsx.xml import timestamp

_BESIDE = re.compile(rb"annotation|<draw:|<text:a ")
_SHAPES = frozenset(("frame", "custom-shape", "rect", "ellipse", "circle", "polygon", "path", "line", "caption"))


def read_annotations(data: bytes, name: str, limits: Limits) -> tuple[dict[str, OutsideCells], tuple[Finding, ...]]:
    """Read the annotations by sheet. If they are damaged, the cells are kept and a finding reports it."""
    try:
        package = Package(data, name, limits)
        content = package.read(CONTENT)
        return _outside(package, content), ()
    except WorkbookError as error:
        return {}, (outside_unreadable(name, str(error.values.get("reason", error))),)


def _outside(package: Package, content: bytes) -> dict[str, OutsideCells]:
    beside, struck, margins = _Annotations(package), read_struck(package, content), read_margins(package, content)
    formulas = read_formulas(package, content)
    if _BESIDE.search(content):
        beside.run(content)
    return {
        sheet: OutsideCells(
            tuple(beside.notes.get(sheet, ())),
            tuple(beside.shapes.get(sheet, ())),
            CellMarks(
                struck.get(sheet, {}),
                beside.links.get(sheet, {}),
                margins=margins.get(sheet, ()),
                formulas=formulas.get(sheet, {}),
            ),
        )
        for sheet in dict.fromkeys((*beside.notes, *beside.links, *beside.shapes, *struck, *margins, *formulas))
    }


class _Annotations(CellWalk):
    """A pass over content.xml that keeps notes, links and shapes."""

    def __init__(self, package: Package) -> None:
        super().__init__(package)
        self.notes: dict[str, list[CellNote]] = {}
        self.links: dict[str, dict[Spot, str]] = {}
        self.shapes: dict[str, list[SheetShape]] = {}
        self._shape: _Shape | None = None
        self._note: dict[str, list[str]] | None = None
        self._resolved = False

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if self._note is not None:
            self._start_in_note(name, attributes)
        elif self._shape is not None:
            self._shape.start(name)
        elif name in _SHAPES and self.sheet:
            self._shape = _Shape(len(self.path))
        elif name == "a" and self.column and not (target := attribute_of(attributes, "href")).startswith("#"):
            self.links.setdefault(self.sheet, {}).setdefault((self.row, self.column), target)
        elif name == "annotation" and self.column:
            self._note = {"p": [], "creator": [], "date": []}
            self._resolved = attribute_of(attributes, "resolved") == "true"
        else:
            self.move(name, attributes)

    def _start_in_note(self, name: str, attributes: Mapping[str, str]) -> None:
        assert self._note is not None
        texts = self._note["p"]
        if name == "p" and texts:
            texts.append("\n")
        elif characters := blank(name, attributes):
            texts.append(characters)

    def data(self, text: str) -> None:
        if self._note is None:
            if self._shape is not None:
                self._shape.data(self.path, text)
            return
        kind = self.path[-1] if self.path[-1] in ("creator", "date") else "p"
        if kind != "p" or "p" in self.path[self.path.index("annotation") :]:
            self._note[kind].append(text)

    def end(self, name: str) -> None:
        if self._shape is not None and len(self.path) < self._shape.depth:
            kind, words = self._shape.kind, self._shape.words
            if kind and (words or kind == "picture"):
                shape = SheetShape(self.row, self.column, kind, words)
                self.shapes.setdefault(self.sheet, []).append(shape)
            self._shape = None
        if name == "annotation" and self._note is not None:
            text, author, when = ("".join(self._note[key]).strip() for key in ("p", "creator", "date"))
            self._note = None
            if text:
                note = plain_note(
                    CellNote(self.row, self.column, text, author, timestamp(when), resolved=self._resolved)
                )
                self.notes.setdefault(self.sheet, []).append(note)


class _Shape:
    """A shape while it is read: its kind, its words, and its alternative text."""

    def __init__(self, depth: int):
        self.depth = depth
        self.kind: Literal["text_box", "picture"] | None = "text_box"
        self._words: list[str] = []
        self._titles: dict[str, str] = {}

    @property
    def words(self) -> str:
        """The words of a text box; of a picture its description, else its title."""
        if self.kind == "picture":
            return (self._titles.get("desc") or self._titles.get("title") or "").strip()
        return "".join(self._words).strip()

    def start(self, name: str) -> None:
        """Take an element inside it into account. A chart is no picture, though one is stored with it."""
        if name in ("object", "object-ole"):
            self.kind = None
        elif name == "image" and self.kind:
            self.kind = "picture"
        elif name in ("p", "line-break") and self._words:
            self._words.append("\n")

    def data(self, path: list[str], text: str) -> None:
        """Add a piece of text that is inside it."""
        if path[-1] in ("title", "desc"):
            self._titles[path[-1]] = self._titles.get(path[-1], "") + text
        elif "p" in path[self.depth :]:
            self._words.append(text)
