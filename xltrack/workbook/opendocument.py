"""Annotations of an .ods file: notes on cells, links behind texts, text boxes and pictures."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from xltrack.errors import WorkbookError
from xltrack.findings import Finding
from xltrack.findings.outside import outside_unreadable
from xltrack.findings.sources import beside_unread
from xltrack.grid.limits import Limits
from xltrack.grid.opened import Workbook
from xltrack.grid.outside_cells import CellMarks, CellNote, OutsideCells, SheetShape, with_marks
from xltrack.xlsx.container import Package
from xltrack.xlsx.note_reader import local_name
from xltrack.xlsx.xml import feed, parser, timestamp, too_deep

_CONTENT = "content.xml"
_BESIDE = re.compile(rb"annotation|<draw:|<text:a ")
_SHAPES = frozenset(("frame", "custom-shape", "rect", "ellipse", "circle", "polygon", "path", "line", "caption"))
_CELLS = ("table-cell", "covered-table-cell")
_WHITE = {"line-break": "\n", "tab": "\t"}
_MOST_REPEATED = 9
"""Digits of a repeated row or column; more are a damaged number, which counts as one."""


def with_annotations(book: Workbook, data: bytes, name: str, limits: Limits) -> Workbook:
    """Return a workbook with the annotations of an .ods file. In other formats they are not read, which is reported."""
    suffix = Path(name).suffix.lower()
    if suffix != ".ods":
        return book._replace(findings=(*book.findings, beside_unread(suffix)))
    outside, findings = read_annotations(data, name, limits)
    marked = [with_marks(one, outside[one.name].marks) if one.name in outside else one for one in book.grid.sheets]
    grid = book.grid._replace(sheets=tuple(marked))
    return book._replace(grid=grid, outside=outside, findings=(*book.findings, *findings))


def read_annotations(data: bytes, name: str, limits: Limits) -> tuple[dict[str, OutsideCells], tuple[Finding, ...]]:
    """Read the annotations by sheet. If they are damaged, the cells are kept and a finding reports it."""
    try:
        package = Package(data, name, limits)
        content = package.read(_CONTENT)
        beside = _Annotations(package).read(content) if _BESIDE.search(content) else {}
    except WorkbookError as error:
        return {}, (outside_unreadable(name, str(error.values.get("reason", error))),)
    return beside, ()


class _Annotations:
    """A pass over content.xml that counts rows and columns and keeps notes, links and shapes."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._notes: dict[str, list[CellNote]] = {}
        self._links: dict[str, dict[tuple[int, int], str]] = {}
        self._shapes: dict[str, list[SheetShape]] = {}
        self._shape: _Shape | None = None
        self._sheet = ""
        self._row = self._column = 0
        self._rows = self._columns = 1
        self._open: list[str] = []
        self._note: dict[str, list[str]] | None = None
        self._resolved = False

    def read(self, content: bytes) -> dict[str, OutsideCells]:
        """Return all of it by sheet. Raises WorkbookError for a part that is not well-formed or too deep."""
        made = parser(self._package, _CONTENT)
        made.StartElementHandler, made.EndElementHandler, made.CharacterDataHandler = self._start, self._end, self._data
        feed(made, self._package, _CONTENT, [content])
        sheets = dict.fromkeys((*self._notes, *self._links, *self._shapes))
        return {sheet: self._of(sheet) for sheet in sheets}

    def _of(self, sheet: str) -> OutsideCells:
        notes, shapes = self._notes.get(sheet, ()), self._shapes.get(sheet, ())
        return OutsideCells(tuple(notes), tuple(shapes), CellMarks(links=self._links.get(sheet, {})))

    def _start(self, full: str, attributes: Mapping[str, str]) -> None:
        if len(self._open) >= self._package.limits.depth:
            raise too_deep(self._package, _CONTENT)
        name = local_name(full)
        self._open.append(name)
        if self._note is not None:
            self._start_in_note(name, attributes)
        elif self._shape is not None:
            self._shape.start(name)
        elif name in _SHAPES and self._sheet:
            self._shape = _Shape(len(self._open))
        elif name == "a" and self._column and not (target := _value(attributes, "href")).startswith("#"):
            self._links.setdefault(self._sheet, {}).setdefault((self._row, self._column), target)
        elif name == "annotation" and self._column:
            self._note = {"p": [], "creator": [], "date": []}
            self._resolved = _value(attributes, "resolved") == "true"
        elif name in _CELLS:
            self._column += self._columns
            self._columns = _repeated(attributes, "number-columns-repeated")
        elif name == "table-row":
            self._row += self._rows
            self._rows = _repeated(attributes, "number-rows-repeated")
            self._column, self._columns = 0, 1
        elif name == "table":
            self._sheet = _value(attributes, "name")
            self._row, self._rows, self._column = 0, 1, 0

    def _start_in_note(self, name: str, attributes: Mapping[str, str]) -> None:
        assert self._note is not None
        texts = self._note["p"]
        if name == "p" and texts:
            texts.append("\n")
        elif name == "s":
            texts.append(" " * min(_repeated(attributes, "c"), 100))
        elif name in _WHITE:
            texts.append(_WHITE[name])

    def _data(self, text: str) -> None:
        if self._note is None:
            if self._shape is not None:
                self._shape.data(self._open, text)
            return
        kind = self._open[-1] if self._open[-1] in ("creator", "date") else "p"
        if kind != "p" or "p" in self._open[self._open.index("annotation") :]:
            self._note[kind].append(text)

    def _end(self, _: str) -> None:
        if self._shape is not None and len(self._open) == self._shape.depth:
            kind, words = self._shape.kind, self._shape.words
            if kind and (words or kind == "picture"):
                shape = SheetShape(self._row, self._column, kind, words)
                self._shapes.setdefault(self._sheet, []).append(shape)
            self._shape = None
        if self._open.pop() == "annotation" and self._note is not None:
            text, author, when = ("".join(self._note[key]).strip() for key in ("p", "creator", "date"))
            self._note = None
            if text:
                note = CellNote(self._row, self._column, text, author, timestamp(when), resolved=self._resolved)
                self._notes.setdefault(self._sheet, []).append(note)


class _Shape:
    """A shape while it is read: what it is, its words, and its alternative text."""

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


def _value(attributes: Mapping[str, str], key: str) -> str:
    return next((value for name, value in attributes.items() if local_name(name) == key), "")


def _repeated(attributes: Mapping[str, str], key: str) -> int:
    text = _value(attributes, key)
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _MOST_REPEATED else 1
