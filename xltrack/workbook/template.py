"""A template workbook: its parts, its sheets by name, and where its defined names point."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache, cached_property
from pathlib import Path
from typing import NamedTuple

from xltrack.errors import TemplateError, WorkbookError
from xltrack.i18n.catalogue import DEFAULT_LANGUAGE, Catalogue, OfficeLanguage, catalogue
from xltrack.model.fields import SHEETS, Column, defined_name
from xltrack.model.own_fields import OwnField
from xltrack.shipped import shipped_bytes
from xltrack.xlsx.container import Package, load
from xltrack.xlsx.formulas import sheet_key
from xltrack.xlsx.plain_xml import DECLARATION, plain_part
from xltrack.xlsx.shared_strings import unescape_xml
from xltrack.xlsx.sheet_spelling import plain_sheet
from xltrack.xlsx.sheet_template import SheetXml, attribute

DEFINED_NAME = re.compile(r"(<definedName\b([^>]*)>)([^<]*)(?=</definedName>)")
_PLACE = re.compile(r"('(?:[^']|'')+'|[^'!]+)!\$?([A-Z]{1,3})\$?(\d+)(?::\$?([A-Z]{1,3})\$?(\d+))?")
_VIEW = re.compile(r'<workbookView\b[^>]*\bactiveTab="(\d+)"')
_TYPES = "[Content_Types].xml"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
DEFAULT_TEMPLATE = "tracker_template.xlsx"


class NamedRange(NamedTuple):
    """The target of a defined name: a sheet's key, column letters, first and last row."""

    sheet: str
    letters: str
    first: int
    last: int


class WorkbookTemplate:
    """The parts of a template, in plain spelling where they are examined, and the contents of its workbook part.

    Raises WorkbookError for a package that is damaged, TemplateError where it lacks what is needed.
    """

    def __init__(self, package: Package):
        self.file, self._package = package.name, package
        self._made: dict[str, bytes] = {}
        self._gone: set[str] = set()
        self._complete()

    @classmethod
    def open(
        cls, path: Path | None, language: str = DEFAULT_LANGUAGE, fields: Sequence[OwnField] = ()
    ) -> WorkbookTemplate:
        """Return the template in a file, or the one that ships with xltrack.

        For own terms, other languages and own fields, the shipped one is drawn first.
        """
        if path is not None:
            return cls.of(load(path), str(path))
        if language != DEFAULT_LANGUAGE or isinstance(language, OfficeLanguage) or fields:
            declared = tuple(field.model_dump_json() for field in fields)
            return cls.of(_drawn(catalogue(language), declared), DEFAULT_TEMPLATE)
        return cls.of(shipped_bytes("templates", DEFAULT_TEMPLATE), DEFAULT_TEMPLATE)

    @classmethod
    def of(cls, data: bytes, file: str) -> WorkbookTemplate:
        """Return the template in memory. Raises TemplateError for bytes that are not a workbook."""
        try:
            return cls(Package(data, file))
        except TemplateError:
            raise
        except WorkbookError as error:
            raise TemplateError("template_part", file=file, reason=str(error)) from error

    @property
    def parts(self) -> Mapping[str, Iterable[bytes]]:
        """Every part in the order of the file, in pieces."""
        names = [name for name in self._package.names if name not in self._gone and not name.endswith("/")]
        return {name: self._content(name) for name in [*names, *(made for made in self._made if made not in names)]}

    def _content(self, part: str) -> Iterable[bytes]:
        return (self._made[part],) if part in self._made else self._package.stream(part)

    def has(self, part: str) -> bool:
        """Return whether there is such a part."""
        return part in self._made or (part in self._package and part not in self._gone)

    def _complete(self) -> None:
        """Drop the order of calculation, which no longer holds, and add a table of shared strings if there is none."""
        kinds = {kind.rpartition("/")[2]: target for kind, target in self.relations(self.book_part).values()}
        links = self._links(self.book_part)
        if chain := kinds.get("calcChain"):
            self._gone.add(chain)
            self._edit(links, r'<Relationship\b[^>]*/calcChain"[^>]*/>', "")
            self._edit(_TYPES, rf'<Override\b[^>]*"/{re.escape(chain)}"[^>]*/>', "")
        if "sharedStrings" not in kinds:
            part = posixpath.join(posixpath.dirname(self.book_part), "sharedStrings.xml")
            self._made[part] = f'{DECLARATION}<sst xmlns="{_MAIN}"></sst>'.encode()
            link = f'<Relationship Id="rIdStrings" Type="{_OFFICE}/sharedStrings" Target="sharedStrings.xml"/>'
            self._edit(links, "</Relationships>", link + "</Relationships>")
            kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
            self._edit(_TYPES, "</Types>", f'<Override PartName="/{part}" ContentType="{kind}"/></Types>')

    def _links(self, part: str) -> str:
        """Return the name of the part with the relationships of a part."""
        folder, name = posixpath.split(part)
        return self._package.stored_name(posixpath.join(folder, "_rels", name + ".rels"))

    def _edit(self, part: str, pattern: str, replacement: str) -> None:
        part = self._package.stored_name(part)
        self._made[part] = re.sub(pattern, lambda _: replacement, self.text(part), flags=re.IGNORECASE).encode()

    def text(self, part: str) -> str:
        """Return a part as text, in plain spelling. Raises WorkbookError when it is not there or damaged."""
        data = self._made.get(part) or plain_part(self._package, part)
        return data.decode("utf-8-sig")

    def sheet_xml(self, key: str) -> SheetXml:
        """Return the sheet with that key, cut at its rows."""
        name, part = self.sheets[key]
        return SheetXml(plain_sheet(self._package, part, name), name, self.file)

    @cached_property
    def book_part(self) -> str:
        return self.related("", "officeDocument")

    @cached_property
    def strings_part(self) -> str:
        return self.related(self.book_part, "sharedStrings")

    @cached_property
    def styles_part(self) -> str:
        return self.related(self.book_part, "styles")

    @cached_property
    def sheets(self) -> Mapping[str, tuple[str, str]]:
        """The name and the part of each sheet, by its name without case."""
        targets, by_key = self.relations(self.book_part), {}
        for tag in re.findall(r"<sheet\b[^>]*>", self.text(self.book_part)):
            name, link = attribute(tag, "name") or "", re.search(r'\br:id="([^"]*)"', tag)
            if link and link[1] in targets:
                by_key[name.casefold()] = (name, targets[link[1]][1])
        return by_key

    @cached_property
    def opens_with(self) -> str:
        """The key of the sheet that is in front when the workbook is opened."""
        tags, view = re.findall(r"<sheet\b[^>]*>", self.text(self.book_part)), _VIEW.search(self.text(self.book_part))
        at = int(view[1]) if view else 0
        return (attribute(tags[at], "name") or "").casefold() if at < len(tags) else ""

    @cached_property
    def names(self) -> Mapping[str, NamedRange]:
        """The workbook's defined names that point to one range; other names are ignored."""
        ranges = {}
        for match in DEFINED_NAME.finditer(self.text(self.book_part)):
            place = _PLACE.fullmatch(unescape_xml(match[3]).strip())
            if place and not attribute(match[2], "localSheetId"):
                first, last = int(place[3]), int(place[5] or place[3])
                ranges[attribute(match[2], "name") or ""] = NamedRange(sheet_key(place[1]), place[2], first, last)
        return ranges

    def place(self, name: str, sheet: str, column: str) -> NamedRange:
        """Return where a needed name points. Raises TemplateError that names the column."""
        place = self.names.get(name)
        if place is None or place.sheet not in self.sheets:
            raise TemplateError("template_column", file=self.file, sheet=sheet, column=column, name=name)
        return place

    def columns(self, sheet: str, own_columns: Sequence[Column] = ()) -> tuple[str, int, dict[str, str]]:
        """Return an owned sheet's key, its model row, and its columns' letters, those of `own_columns` among them.

        Raises TemplateError when a required column is missing, or the names do not point to one table.
        """
        words, ranges = catalogue(), {}
        for column in (*SHEETS[sheet], *own_columns):
            name = defined_name(sheet, column.key)
            if column.required or column.own or name in self.names:
                ranges[column.key] = self.place(name, words.word("sheets", sheet), column.header(sheet, words))
        places = set(ranges.values())
        if len({(place.sheet, place.first) for place in places}) != 1:
            raise TemplateError("template_part", file=self.file, reason=f"the columns of {sheet} are not in one row")
        first = next(iter(places))
        model = max(min(place.last for place in places), first.first + 1)
        return first.sheet, model, {key: place.letters for key, place in ranges.items()}

    @cached_property
    def counts_from_1904(self) -> bool:
        """Whether the workbook counts days from 1904."""
        return re.search(r'\bdate1904="(1|true)"', self.text(self.book_part)) is not None

    @cached_property
    def font_sizes(self) -> Callable[[str], float]:
        """A cell format's number ("" for the workbook's own) to the size of its font, in points."""
        styles = self.text(self.styles_part)
        fonts = re.findall(r"<font\b[^>]*/>|<font\b[^>]*>.*?</font>", _section(styles, "fonts"), re.DOTALL)
        matches = [re.search(r'<sz\b[^>]*\bval="([\d.]+)"', font) for font in fonts]
        sizes = [float(match[1]) if match else 11.0 for match in matches] or [11.0]
        formats = [
            int(attribute(tag, "fontId") or 0) for tag in re.findall(r"<xf\b[^>]*>", _section(styles, "cellXfs"))
        ]
        return lambda style: sizes[formats[int(style)]] if style else sizes[0]

    def tables(self, sheet_part: str) -> list[str]:
        """Return the table parts of a sheet."""
        return [target for kind, target in self.relations(sheet_part).values() if kind.endswith("/table")]

    def related(self, source: str, kind: str) -> str:
        for link, target in self.relations(source).values():
            if link.endswith("/" + kind):
                return target
        raise WorkbookError("not_understood", file=self.file, part=kind)

    def relations(self, source: str) -> dict[str, tuple[str, str]]:
        part, folder, links = self._links(source), posixpath.dirname(source), {}
        for tag in re.findall(r"<Relationship\b[^>]*>", self.text(part)) if self.has(part) else []:
            target = posixpath.normpath(posixpath.join("/" + folder, attribute(tag, "Target") or "")).lstrip("/")
            links[attribute(tag, "Id") or ""] = (attribute(tag, "Type") or "", self._package.stored_name(target))
        return links


@cache
def _drawn(words: Catalogue, fields: tuple[str, ...]) -> bytes:
    """Return the default template in these words. Drawing takes a tenth of a second, and the import of xlsxwriter."""
    from xltrack.workbook.default_template.draw import draw

    return draw(words.language, fields=[OwnField.model_validate_json(field) for field in fields])


def _section(styles: str, name: str) -> str:
    match = re.search(rf"<{name}\b.*?</{name}>", styles, re.DOTALL)
    return match[0] if match else ""
