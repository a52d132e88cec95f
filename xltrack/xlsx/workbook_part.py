"""The workbook part of a package: its sheets, names, styles, texts, and the parts that hold them."""

from __future__ import annotations

import re
from datetime import datetime
from functools import cached_property
from posixpath import dirname, normpath
from posixpath import join as join_path
from typing import NamedTuple

from xltrack.errors import UnsafeWorkbook, WorkbookError
from xltrack.grid.values import Mark, Marks
from xltrack.i18n.plain_text import LONGEST_SENDER, shorten
from xltrack.xlsx.addresses import column_number
from xltrack.xlsx.common_numbers import CommonNumbers, common_numbers
from xltrack.xlsx.container import Package
from xltrack.xlsx.read_cache import ReadCache
from xltrack.xlsx.styles import Styles, read_styles
from xltrack.xlsx.text_table import read_texts
from xltrack.xlsx.xml import Elements, elements, timestamp

_MARK = re.compile(r"^=?(?:'((?:[^']|'')+)'|([^'!\[\]]+))!\$?([A-Z]{1,3})\$?(\d{1,7})(?::.*)?$", re.DOTALL)
_CORE = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
_DC = "http://purl.org/dc/"
_PROGRAMS = frozenset({"xltrack", "openpyxl", "xlsxwriter", "exceljs", "apache poi", "sheetjs"})
"""Names that libraries write in the place of the person's name."""


class SheetPart(NamedTuple):
    """One worksheet of a workbook: its name, its part, and whether it is hidden."""

    name: str
    part: str
    hidden: bool


class MarkedXml(NamedTuple):
    """XML of a sheet, and the formats in it that strike out a cell."""

    xml: bytes
    struck: frozenset[str]


class Book:
    """The workbook inside a package, read only as far as needed. Raises like `Package`."""

    def __init__(self, package: Package, cache: ReadCache | None = None):
        """`cache` is passed from file to file by whoever reads several."""
        self.package, self.cache = package, cache or ReadCache()
        self.is_one_of_many = cache is not None
        self.marked: dict[str, MarkedXml] = {}
        """By sheet that was read to its end: all of its XML that may hold marks on its cells."""
        roots = relations(package, "", self.cache)
        targets = [target for kind, target in roots.values() if kind == "officeDocument"]
        if not targets:
            raise UnsafeWorkbook("other_package", file=package.name, kind=_other_kind(package))
        self.part = package.stored_name(targets[0])
        if self.part.endswith(".bin"):
            raise UnsafeWorkbook("renamed_xlsb", file=package.name)
        self._core = next((target for kind, target in roots.values() if kind == "core-properties"), "")
        self.workbook = elements(package, self.part, self.cache)
        if self.workbook.root != "x:workbook":
            raise UnsafeWorkbook("other_package", file=package.name, kind=_other_kind(package))
        self._relations = relations(package, self.part, self.cache)

    @property
    def macros(self) -> bool:
        return any(name.lower().endswith("vbaproject.bin") for name in self.package.names)

    @property
    def signed(self) -> bool:
        return any(name.lower().startswith("_xmlsignatures/") for name in self.package.names)

    @property
    def links(self) -> bool:
        return any("/externallinks/" in f"/{name.lower()}" for name in self.package.names)

    @property
    def date1904(self) -> bool:
        return self.workbook.work_out(_counts_from_1904)

    @property
    def day_shift(self) -> int:
        """Days to add to a serial so that it counts from 1899, as in other workbooks."""
        return 1462 if self.date1904 else 0

    @cached_property
    def sheets(self) -> tuple[SheetPart, ...]:
        """The worksheets (no chart sheets, no macro sheets), in the order of their tabs."""
        parts = []
        for name, link, hidden in self.workbook.work_out(_tabs):
            kind, target = self._relations.get(link, ("worksheet", ""))
            if kind == "worksheet":
                parts.append(SheetPart(name, self.package.stored_name(target), hidden))
        return tuple(parts)

    @property
    def marks(self) -> Marks:
        """Defined names that begin with `xltrack_`, case folded, and the first cell each points to."""
        return self.workbook.work_out(marks_of)

    @cached_property
    def strings(self) -> tuple[str, ...]:
        """The shared texts, decoded, in their order."""
        part = self.strings_part
        if part and part not in self.package:
            raise WorkbookError("part_missing", file=self.package.name, part=part)
        texts = read_texts(self.package, part, self.cache, among_others=self.is_one_of_many) if part else ()
        limit = self.package.limits.shared_strings
        if len(texts) > limit:
            raise UnsafeWorkbook("too_many_strings", file=self.package.name, limit=limit)
        return texts

    @property
    def strings_part(self) -> str:
        """The part that holds the shared texts; "" where no cell shares one."""
        return self._target("sharedStrings")

    @cached_property
    def styles(self) -> Styles:
        """The cell formats: which show a date, and which strike out a cell."""
        part = self._target("styles")
        styles = read_styles(self.package, part, self.cache) if part else Styles()
        limit = self.package.limits.formats
        if styles.formats > limit:
            raise UnsafeWorkbook("too_many_formats", file=self.package.name, limit=limit)
        return styles

    @cached_property
    def common(self) -> CommonNumbers | None:
        """The numbering that it shares with other workbooks; None where it is read by its own."""
        if not self.is_one_of_many:
            return None
        return common_numbers(self.cache, self.strings, self.styles)

    @cached_property
    def sender(self) -> tuple[str, datetime | None]:
        """The name of whoever saved the workbook last, and the time, as far as its properties have them."""
        return elements(self.package, self._core, self.cache).work_out(_sender) if self._core else ("", None)

    def _target(self, kind: str) -> str:
        return next((target for link, target in self._relations.values() if link == kind), "")


def _tabs(workbook: Elements) -> list[tuple[str, str, bool]]:
    """Yield each tab's name, its relationship and whether it is hidden."""
    tabs = (element.attributes for element in workbook if element.name == "x:sheet")
    return [(tab.get("name", ""), tab.get("r:id", ""), tab.get("state", "visible") != "visible") for tab in tabs]


def _counts_from_1904(workbook: Elements) -> bool:
    flags = (e.attributes.get("date1904", "") for e in workbook if e.name == "x:workbookPr")
    return any(value in ("1", "true", "on") for value in flags)


def marks_of(workbook: Elements) -> Marks:
    """Find the marks in the text of a workbook part (see `Book.marks`)."""
    marks = Marks()
    for element in workbook:
        name = element.attributes.get("name", "").casefold()
        match = _MARK.match(element.text.strip()) if element.name == "x:definedName" else None
        if match and name.startswith("xltrack_") and "localSheetId" not in element.attributes:
            sheet = (match[1] or match[2]).replace("''", "'")
            marks[name] = Mark(sheet, int(match[4]), column_number(match[3]))
    return marks


def _sender(core: Elements) -> tuple[str, datetime | None]:
    texts = {e.name: e.text.strip() for e in core}
    named = (texts.get(f"{_CORE} lastModifiedBy", ""), texts.get(f"{_DC}elements/1.1/ creator", ""))
    by = next((name for name in named if name and name.casefold() not in _PROGRAMS), "")
    return shorten(by, LONGEST_SENDER), timestamp(texts.get(f"{_DC}terms/ modified", ""))


def relations(package: Package, part: str, cache: ReadCache | None = None) -> dict[str, tuple[str, str]]:
    """Return the relationships of a part ("" for the package): id -> (kind, part). External ones have an empty part."""
    folder, _, name = part.rpartition("/")
    return elements(package, f"{folder}/_rels/{name}.rels".lstrip("/"), cache).work_out(_relations, part)


def _relations(links: Elements, part: str) -> dict[str, tuple[str, str]]:
    targets: dict[str, tuple[str, str]] = {}
    for element in links:
        values = element.attributes
        if element.name == "Relationship":
            kind = values.get("Type", "").rpartition("/")[2]
            target = values.get("Target", "")
            inside = "" if values.get("TargetMode") == "External" else _inside(part, target)
            targets[values.get("Id", "")] = (kind, inside)
    return targets


def _inside(part: str, target: str) -> str:
    path = target if target.startswith("/") else join_path("/", dirname(part), target)
    return normpath(path).lstrip("/")


def _other_kind(package: Package) -> str:
    if "word/document.xml" in package:
        return "a Word document"
    if "ppt/presentation.xml" in package:
        return "a presentation"
    return "an OpenDocument file under another ending" if "mimetype" in package else "a ZIP archive"
