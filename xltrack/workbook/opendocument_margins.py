"""Texts in the printed margins of an .ods file, by sheet."""

from __future__ import annotations

import re
from collections.abc import Mapping

from xltrack.grid.field_labels import names_fields
from xltrack.workbook.opendocument_walk import CONTENT, CellWalk, attribute_of, blank
from xltrack.xlsx.container import Package

_STYLES = "styles.xml"
_MARGINS = frozenset(f"{margin}{which}" for margin in ("header", "footer") for which in ("", "-left", "-first"))
_FIELDS = frozenset(("sheet-name", "page-number", "page-count", "title", "date", "time", "file-name"))
"""Elements that print what no person typed there."""

_FONT = re.compile(r'^[^",]{1,40},[^",]{1,20}"\s*')
"""A font of Excel's, which Gnumeric leaves in the text: Calibri,Regular"."""


def read_margins(package: Package, content: bytes) -> Mapping[str, tuple[str, ...]]:
    """Return the texts of headers and footers, without fields. Raises WorkbookError for a damaged part."""
    if _STYLES not in package:
        return {}
    pages, sheets = _Pages(package, _STYLES), _Sheets(package, CONTENT)
    pages.run(package.read(_STYLES))
    if not any(pages.texts.values()):
        return {}
    sheets.run(content)
    texts = {sheet: pages.texts.get(sheets.pages.get(style, ""), []) for sheet, style in sheets.styles.items()}
    return {sheet: tuple(dict.fromkeys(lines)) for sheet, lines in texts.items() if lines}


class _Pages(CellWalk):
    """The page styles, each with the texts of its margins."""

    def __init__(self, package: Package, part: str) -> None:
        super().__init__(package, part)
        self.texts: dict[str, list[str]] = {}
        self._page = ""
        self._margin = 0
        """The depth of the margin that is being read; 0 outside of one."""
        self._words: list[str] = []
        self._field = False

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "master-page":
            self._page = attribute_of(attributes, "name")
            self.texts[self._page] = []
        elif name in _MARGINS and not self._margin and attribute_of(attributes, "display") != "false":
            self._margin = len(self.path)
        elif self._margin:
            self._field = self._field or name in _FIELDS
            self._words.append(" " if name in _FIELDS else blank(name, attributes))

    def data(self, text: str) -> None:
        if self._margin and "p" in self.path and not _FIELDS.intersection(self.path):
            self._words.append(text)

    def end(self, name: str) -> None:
        if self._margin and name == "p":
            text = _FONT.sub("", " ".join("".join(self._words).split()))
            is_label = self._field and names_fields(text)
            self._words, self._field = [], False
            if text and not is_label and self._page in self.texts:
                self.texts[self._page].append(text)
        elif len(self.path) < self._margin:
            self._margin = 0


class _Sheets(CellWalk):
    """The page style of each sheet."""

    def __init__(self, package: Package, part: str) -> None:
        super().__init__(package, part)
        self.pages: dict[str, str] = {}
        self.styles: dict[str, str] = {}

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "style" and (page := attribute_of(attributes, "master-page-name")):
            self.pages[attribute_of(attributes, "name")] = page
        elif name == "table" and "shapes" not in self.path:
            self.styles[attribute_of(attributes, "name")] = attribute_of(attributes, "style-name")
