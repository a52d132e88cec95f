"""What a package says about itself: its sheets, names, styles, texts, and where each of them lies."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cached_property
from posixpath import dirname, normpath
from posixpath import join as join_path
from typing import NamedTuple
from xml.parsers import expat

from xltrack.errors import UnsafeWorkbook, WorkbookError
from xltrack.grid.values import Mark, Marks
from xltrack.xlsx.addresses import column_number
from xltrack.xlsx.container import Package
from xltrack.xlsx.quick import NotPlain, shared_texts
from xltrack.xlsx.shared_strings import unescape
from xltrack.xlsx.xml import Elements, elements, feed, parser, too_deep

_DATE_IDS = frozenset([*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)])
"""Built-in number formats that show a date or a time."""
_NOT_A_CODE = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
_MARK = re.compile(r"^=?(?:'((?:[^']|'')+)'|([^'!\[\]]+))!\$?([A-Z]{1,3})\$?(\d{1,7})(?::.*)?$", re.DOTALL)
_CORE = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
_DC = "http://purl.org/dc/"
_PROGRAMS = frozenset({"xltrack", "openpyxl", "xlsxwriter", "exceljs", "apache poi", "sheetjs"})
"""What libraries write where the person's name belongs."""


class SheetPart(NamedTuple):
    """One worksheet of a workbook: its name, the part it lies in, and whether it is hidden."""

    name: str
    part: str
    hidden: bool


class Book:
    """The workbook inside a package, read as far as it is asked for. Raises as `Package` does."""

    def __init__(self, package: Package):
        self.package = package
        roots = relations(package, "")
        found = [target for kind, target in roots.values() if kind == "officeDocument"]
        if not found:
            raise UnsafeWorkbook("other_package", file=package.name, kind=_other_kind(package))
        self.part = found[0]
        if self.part.endswith(".bin"):
            raise UnsafeWorkbook("renamed_xlsb", file=package.name)
        self._core = next((target for kind, target in roots.values() if kind == "core-properties"), "")
        self.workbook = elements(package, self.part)
        if self.workbook.root != "x:workbook":
            raise UnsafeWorkbook("other_package", file=package.name, kind=_other_kind(package))
        self._relations = relations(package, self.part)

    @property
    def macros(self) -> bool:
        return any(name.lower().endswith("vbaproject.bin") for name in self.package.names)

    @property
    def links(self) -> bool:
        return any("/externallinks/" in f"/{name.lower()}" for name in self.package.names)

    @property
    def date1904(self) -> bool:
        return self.workbook.work_out(_counts_from_1904)

    @property
    def day_shift(self) -> int:
        """Days to add to a serial so that it counts from 1899, as the others do."""
        return 1462 if self.date1904 else 0

    @cached_property
    def sheets(self) -> tuple[SheetPart, ...]:
        """The worksheets (no chart sheets, no macro sheets), in the order of their tabs."""
        found = []
        for name, link, hidden in self.workbook.work_out(_tabs):
            kind, target = self._relations.get(link, ("worksheet", ""))
            if kind == "worksheet":
                found.append(SheetPart(name, target, hidden))
        return tuple(found)

    @property
    def marks(self) -> Marks:
        """Defined names that begin with `xltrack_`, case folded, and the first cell each points to."""
        return self.workbook.work_out(marks_of)

    @cached_property
    def strings(self) -> list[str]:
        """The shared texts, decoded, in their order."""
        part = self._target("sharedStrings")
        return _shared_strings(self.package, part) if part else []

    @cached_property
    def date_formats(self) -> frozenset[str]:
        """The cell formats (as the `s` of a cell names them) that show a number as a date."""
        part = self._target("styles")
        count, dates = elements(self.package, part).work_out(_formats) if part else (0, frozenset[str]())
        limit = self.package.limits.formats
        if count > limit:
            raise UnsafeWorkbook("too_many_formats", file=self.package.name, limit=limit)
        return dates

    @cached_property
    def sender(self) -> tuple[str, datetime | None]:
        """Who saved the workbook last, as far as its properties say, and when."""
        return elements(self.package, self._core).work_out(_sender) if self._core else ("", None)

    def _target(self, kind: str) -> str:
        return next((target for found, target in self._relations.values() if found == kind), "")


def _tabs(workbook: Elements) -> list[tuple[str, str, bool]]:
    """Of each tab its name, its relationship and whether it is hidden."""
    found = (element.attributes for element in workbook if element.name == "x:sheet")
    return [(tab.get("name", ""), tab.get("r:id", ""), tab.get("state", "visible") != "visible") for tab in found]


def _counts_from_1904(workbook: Elements) -> bool:
    found = (e.attributes.get("date1904", "") for e in workbook if e.name == "x:workbookPr")
    return any(value in ("1", "true", "on") for value in found)


def marks_of(workbook: Elements) -> Marks:
    """See `Book.marks`."""
    found = Marks()
    for element in workbook:
        name = element.attributes.get("name", "").casefold()
        match = _MARK.match(element.text.strip()) if element.name == "x:definedName" else None
        if match and name.startswith("xltrack_") and "localSheetId" not in element.attributes:
            sheet = (match[1] or match[2]).replace("''", "'")
            found[name] = Mark(sheet, int(match[4]), column_number(match[3]))
    return found


def _formats(styles: Elements) -> tuple[int, frozenset[str]]:
    """How many cell formats there are, and those that show a number as a date."""
    codes = {e.attributes.get("numFmtId"): e.attributes.get("formatCode", "") for e in styles if e.name == "x:numFmt"}
    formats = [e for e in styles if e.name == "x:xf" and e.parent == "x:cellXfs"]
    dates = (str(at) for at, xf in enumerate(formats) if _is_date(xf.attributes.get("numFmtId", "0"), codes))
    return sum(e.name == "x:xf" for e in styles), frozenset(dates)


def _sender(core: Elements) -> tuple[str, datetime | None]:
    texts = {e.name: e.text.strip() for e in core}
    named = (texts.get(f"{_CORE} lastModifiedBy", ""), texts.get(f"{_DC}elements/1.1/ creator", ""))
    by = next((name for name in named if name and name.casefold() not in _PROGRAMS), "")
    return by, _moment(texts.get(f"{_DC}terms/ modified", ""))


def relations(package: Package, part: str) -> dict[str, tuple[str, str]]:
    """The relationships of a part ("" for the package): id -> (kind, part). External ones have an empty part."""
    folder, _, name = part.rpartition("/")
    return elements(package, f"{folder}/_rels/{name}.rels".lstrip("/")).work_out(_relations, part)


def _relations(links: Elements, part: str) -> dict[str, tuple[str, str]]:
    found: dict[str, tuple[str, str]] = {}
    for element in links:
        values = element.attributes
        if element.name == "Relationship":
            kind = values.get("Type", "").rpartition("/")[2]
            target = values.get("Target", "")
            inside = "" if values.get("TargetMode") == "External" else _inside(part, target)
            found[values.get("Id", "")] = (kind, inside)
    return found


def _inside(part: str, target: str) -> str:
    path = target if target.startswith("/") else join_path("/", dirname(part), target)
    return normpath(path).lstrip("/")


def _other_kind(package: Package) -> str:
    if "word/document.xml" in package:
        return "a Word document"
    if "ppt/presentation.xml" in package:
        return "a presentation"
    return "an OpenDocument file under another ending" if "mimetype" in package else "a ZIP archive"


def _is_date(number: str, codes: Mapping[str | None, str]) -> bool:
    if number in codes:
        return any(letter in "ymdhs" for letter in _NOT_A_CODE.sub("", codes[number]).split(";")[0].lower())
    return number.isdigit() and int(number) in _DATE_IDS


def _moment(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


class _Texts:
    """Gathers the texts of a shared strings part, without the runs that only say how to pronounce them."""

    def __init__(self, package: Package, part: str):
        self.texts: list[str] = []
        self._package, self._part, self._limits = package, part, package.limits
        self._pieces: list[str] = []
        self._reading = False
        self._depth = self._silent = 0

    def start(self, name: str, _: object) -> None:
        self._depth += 1
        if name == "x:t":
            self._reading = not self._silent
        elif name == "x:rPh":
            self._silent += 1
        if self._depth > self._limits.depth:
            raise too_deep(self._package, self._part)

    def end(self, name: str) -> None:
        self._depth -= 1
        if name == "x:t":
            self._reading = False
        elif name == "x:rPh":
            self._silent -= 1
        elif name == "x:si":
            self.texts.append(unescape("".join(self._pieces)))
            self._pieces.clear()
            if len(self.texts) > self._limits.shared_strings:
                limit = self._limits.shared_strings
                raise UnsafeWorkbook("too_many_strings", file=self._package.name, limit=limit)

    def data(self, text: str) -> None:
        if self._reading:
            self._pieces.append(text)


def _shared_strings(package: Package, part: str) -> list[str]:
    if part not in package:
        raise WorkbookError("part_missing", file=package.name, part=part)
    try:
        texts = shared_texts(package.stream(part), parser(package, part))
    except (NotPlain, expat.ExpatError, ValueError):
        return _long_way(package, part)
    limit = package.limits.shared_strings
    if len(texts) > limit:
        raise UnsafeWorkbook("too_many_strings", file=package.name, limit=limit)
    return texts


def _long_way(package: Package, part: str) -> list[str]:
    made, found = parser(package, part), _Texts(package, part)
    made.StartElementHandler, made.EndElementHandler, made.CharacterDataHandler = found.start, found.end, found.data
    feed(made, package, part, package.stream(part))
    return found.texts
