"""Notes on the cells of an .ods file, which the reader of its values leaves out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import PurePath

from xltrack.errors import WorkbookError
from xltrack.findings import Finding
from xltrack.findings.outside import outside_unreadable
from xltrack.findings.sources import shapes_unread
from xltrack.grid.limits import Limits
from xltrack.grid.outside_cells import CellNote, OutsideCells
from xltrack.xlsx.container import Package
from xltrack.xlsx.note_reader import local_name
from xltrack.xlsx.xml import feed, parser, timestamp, too_deep

_CONTENT = "content.xml"
_SHAPES = re.compile(rb'<draw:|<text:a [^>]{0,200}?xlink:href="[^#]')
"""Shapes, and links that leave the workbook."""
_CELLS = ("table-cell", "covered-table-cell")
_WHITE = {"line-break": "\n", "tab": "\t"}
_MOST_REPEATED = 9
"""Digits of a repeated row or column; more are a damaged number, which counts as one."""


def read_annotations(data: bytes, name: str, limits: Limits) -> tuple[dict[str, OutsideCells], tuple[Finding, ...]]:
    """Read the notes of every sheet, by its name. Damage costs no cell: it is a finding."""
    try:
        package = Package(data, name, limits)
        content = package.read(_CONTENT)
        beside = (shapes_unread(PurePath(name).suffix.lower()),) if _SHAPES.search(content) else ()
        notes = _Annotations(package).read(content) if b"annotation" in content else {}
    except WorkbookError as error:
        return {}, (outside_unreadable(name, str(error.values.get("reason", error))),)
    return {sheet: OutsideCells(notes=tuple(found)) for sheet, found in notes.items()}, beside


class _Annotations:
    """A pass over content.xml that counts rows and columns and keeps the notes."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._notes: dict[str, list[CellNote]] = {}
        self._sheet = ""
        self._row = self._column = 0
        self._rows = self._columns = 1
        self._open: list[str] = []
        self._note: dict[str, list[str]] | None = None
        self._resolved = False

    def read(self, content: bytes) -> dict[str, list[CellNote]]:
        """Return the notes by sheet. Raises WorkbookError for a part that is not well-formed or too deep."""
        made = parser(self._package, _CONTENT)
        made.StartElementHandler, made.EndElementHandler, made.CharacterDataHandler = self._start, self._end, self._data
        feed(made, self._package, _CONTENT, [content])
        return self._notes

    def _start(self, full: str, attributes: Mapping[str, str]) -> None:
        if len(self._open) >= self._package.limits.depth:
            raise too_deep(self._package, _CONTENT)
        name = local_name(full)
        self._open.append(name)
        if self._note is not None:
            self._start_in_note(name, attributes)
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
            return
        kind = self._open[-1] if self._open[-1] in ("creator", "date") else "p"
        if kind != "p" or "p" in self._open[self._open.index("annotation") :]:
            self._note[kind].append(text)

    def _end(self, _: str) -> None:
        if self._open.pop() == "annotation" and self._note is not None:
            text, author, when = ("".join(self._note[key]).strip() for key in ("p", "creator", "date"))
            self._note = None
            if text:
                note = CellNote(self._row, self._column, text, author, timestamp(when), resolved=self._resolved)
                self._notes.setdefault(self._sheet, []).append(note)


def _value(attributes: Mapping[str, str], key: str) -> str:
    return next((value for name, value in attributes.items() if local_name(name) == key), "")


def _repeated(attributes: Mapping[str, str], key: str) -> int:
    text = _value(attributes, key)
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _MOST_REPEATED else 1
