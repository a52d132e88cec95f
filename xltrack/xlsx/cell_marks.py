"""Marks on the cells of one worksheet that are no values: struck-out words, links behind texts, pictures inside cells.

Nearly no workbook has any of them, so the parts are first searched for the words of the format; only a sheet that
may hold a mark is parsed here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple
from xml.parsers import expat

from xltrack.grid.field_labels import names_fields
from xltrack.grid.outside_cells import CellMarks, Spot, StruckWords
from xltrack.grid.values import Area
from xltrack.xlsx.addresses import column_number
from xltrack.xlsx.container import Package
from xltrack.xlsx.note_reader import local_name, part_elements
from xltrack.xlsx.plain_xml import plain_part, tag_attributes
from xltrack.xlsx.row_cutter import DATA, DATA_END, ROW_MARK
from xltrack.xlsx.shared_strings import unescape, unescape_xml
from xltrack.xlsx.styles import strikes
from xltrack.xlsx.workbook_part import Book, MarkedXml
from xltrack.xlsx.xml import feed, parser, too_deep

_ADDRESS = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_MARGIN = re.compile(rb"<(?:\w+:)?(?:odd|even|first)(?:Header|Footer)\b[^>]*>([^<]+)<")
_LINK = re.compile(rb"""<(?:[\w.-]+:)?hyperlink\b(?:[^>"']|"[^"]*"|'[^']*')*+>""")
_CODE = re.compile(
    r'[\w ]+,(?:Regular|Bold|Italic|Bold Italic)"|&(?:"[^"]*"|K[0-9A-Fa-f]{6}|K\d\d[+-]\d{3}|\d+|[A-Za-z])'
)
_SECTION = re.compile("&[LCR]")
_FIELD = re.compile("&[PNDTFAZ]")
_FORMATTED, _STRIKE = (b"<rPr", b":rPr"), (b"<strike", b":strike")
"""The beginnings of these elements. Their bare names also occur in texts: by chance in the long ones of a base."""
_FILLING = re.compile(rb"<(?:\w+:)?f\b(?=[^>]*\bt=[\"'](?:array|dataTable)[\"'])[^>]*>")
_CORNERS = re.compile(r"([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})")


class RichText(NamedTuple):
    """A text in pieces with formats of their own, as words that count and words that are struck out."""

    plain: StruckWords | None
    """The words in a cell of an ordinary format; None where no word is struck out."""
    in_struck_cell: StruckWords | None
    """The words in a cell that is struck out as a whole: pieces of another format may count. None: all words."""


class StruckFormats(NamedTuple):
    """The cell formats of a workbook that strike out a whole cell, and its shared texts in which that differs."""

    formats: frozenset[str] = frozenset()
    texts: Mapping[int, RichText] = {}


def struck_formats(book: Book) -> StruckFormats:
    """Find which formats and shared texts of a workbook strike words out. Raises WorkbookError for a damaged part."""
    part = book.strings_part
    names = _FORMATTED if book.styles.struck else _STRIKE
    is_struck = part in book.package and _mentions(book.package, part, names)
    return StruckFormats(book.styles.struck, _texts(book.package, part) if is_struck else {})


def is_marked(xml: bytes, formats: Iterable[str]) -> bool:
    """Return whether cells may hold a mark, given the formats that strike out a whole cell. Called for every row."""
    return _is_struck(xml, formats) or _is_filled(xml)


def _is_struck(xml: bytes, formats: Iterable[str]) -> bool:
    """Return whether some words may be struck out, or a picture be inside a cell."""
    return b"strike" in xml or b' vm="' in xml or any(f's="{number}"'.encode() in xml for number in formats)


def _is_filled(xml: bytes) -> bool:
    """Return whether a sheet may have a formula over several cells: an array or a data table."""
    return b'"array"' in xml or b"'array'" in xml or b"dataTable" in xml


def read_marks(package: Package, sheet_part: str, struck: StruckFormats) -> CellMarks:
    """Read the marks of one worksheet. Raises WorkbookError for a damaged part."""
    data = package.read(sheet_part)
    data = plain_part(package, sheet_part) if b"\0" in data[:64] else data  # UTF-16
    marks, end = CellMarks(), max(data.rfind(b"sheetData"), 0)
    if struck.texts or _is_struck(data, struck.formats):
        _Pass(package, sheet_part, struck, marks).run(package.stream(sheet_part), parser(package, sheet_part))
    _read_others(package, sheet_part, data[:end], data[end:], marks)
    return marks


def marks_in(package: Package, sheet_part: str, marked: MarkedXml) -> CellMarks:
    """Return the same for a sheet of which all XML is known that may hold marks, if no shared text has any."""
    marks, end = CellMarks(), max(marked.xml.rfind(b"sheetData"), 0)
    rows, tail = marked.xml[:end].removesuffix(b"</"), marked.xml[end:]
    struck = [ROW_MARK + row for row in rows.split(ROW_MARK)[1:] if _is_struck(row, marked.struck)]
    if struck:
        cell_pass = _Pass(package, sheet_part, StruckFormats(marked.struck), marks)
        cell_pass.run((DATA, *struck, DATA_END), expat.ParserCreate())
    _read_others(package, sheet_part, rows, tail, marks)
    return marks


def _read_others(package: Package, sheet_part: str, rows: bytes, tail: bytes, marks: CellMarks) -> None:
    """Read the margins, the ranges that one formula fills, and the links."""
    texts = (unescape_xml(text.decode("utf-8", "replace")) for text in _MARGIN.findall(tail))
    marks.margins = tuple(text for margin in texts for text in margin_texts(margin))
    if _is_filled(rows):
        marks.filled = tuple(_filled(rows))
    links = _LINK.findall(tail)
    targets = _outside_targets(package, sheet_part) if links else {}
    marks.links |= (link for tag in links for link in _linked(tag.decode("utf-8", "replace"), targets))


def _linked(tag: str, targets: Mapping[str, str]) -> Iterator[tuple[Spot, str]]:
    """Yield the cell of a hyperlink's tag with the address behind it, if it has both."""
    attributes = {local_name(name): value for name, value in tag_attributes(tag).items()}
    spot = _spot(attributes.get("ref", "").partition(":")[0])
    target, place = targets.get(attributes.get("id", ""), ""), attributes.get("location", "")
    address = f"{target}#{place}" if target and place else target or (f"#{place}" if place else "")
    if spot and address:
        yield spot, address


def _filled(sheet: bytes) -> Iterator[Area]:
    """Yield the ranges of more than one cell that one formula fills."""
    for tag in _FILLING.findall(sheet):
        match = _CORNERS.fullmatch(tag_attributes(tag.decode("utf-8", "replace")).get("ref", ""))
        if match:
            left, top, right, bottom = match.groups()
            yield Area(int(top), column_number(left), int(bottom), column_number(right))


def _mentions(package: Package, part: str, names: Sequence[bytes]) -> bool:
    texts = (piece.replace(b"\0", b"") for piece in _overlapping(package, part))
    return any(name in text for text in texts for name in names)


def _overlapping(package: Package, part: str) -> Iterator[bytes]:
    """Yield the pieces of a part, each with the end of the one before it."""
    last = b""
    for piece in package.stream(part):
        yield last + piece
        last = piece[-64:]


def margin_texts(text: str) -> Iterator[str]:
    """Yield the words of each section of a header or footer, without codes; none for a bare page number."""
    for section in _SECTION.split(text.replace("&&", "\0")):
        words = " ".join(_CODE.sub(" ", section).replace("\0", "&").split())
        if any(map(str.isalpha, words)) and not (_FIELD.search(section) and names_fields(words)):
            yield words


def _texts(package: Package, part: str) -> dict[int, RichText]:
    runs = _Runs()
    number, texts = 0, dict[int, RichText]()
    for element in part_elements(package, part):
        if element.name == "si":
            if text := runs.close():
                texts[number] = text
            number += 1
        else:
            runs.take(element.parent, element.name, element.attributes, element.text)
    return texts


class _Runs:
    """The runs of one rich text while its elements end, children before their parents."""

    def __init__(self) -> None:
        self._pieces: list[tuple[str, bool, bool]] = []
        """Each with whether it has a format of its own, and whether that strikes out."""
        self._own, self._strikes, self._text = False, False, ""

    def take(self, parent: str, name: str, attributes: Mapping[str, str], text: str) -> None:
        if name == "strike":
            self._strikes = strikes(attributes)
        elif name == "rPr":
            self._own = True
        elif name == "t" and parent == "r":
            self._text += text
        elif name == "t" and parent != "rPh":
            self._pieces.append((text, False, False))
        elif name == "r":
            self._pieces.append((self._text, self._own, self._strikes))
            self._own, self._strikes, self._text = False, False, ""

    def close(self) -> RichText | None:
        """Return the text that just ended, if some of its words are struck out, or differ from its cell in that."""
        pieces, self._pieces = self._pieces, []
        self._own, self._strikes, self._text = False, False, ""
        if not any(own for _, own, _ in pieces):
            return None
        plain = _parted((text, out) for text, _, out in pieces)
        in_struck_cell = _parted((text, out or not own) for text, own, out in pieces)
        some = plain if plain.struck else None
        return RichText(some, in_struck_cell if in_struck_cell.live else None)


def _parted(pieces: Iterable[tuple[str, bool]]) -> StruckWords:
    words: tuple[list[str], list[str]] = ([], [])
    for text, out in pieces:
        words[out].append(text)
    live, struck = (unescape("".join(texts)).strip() for texts in words)
    return StruckWords(live, struck)


class _Pass:
    """The handlers of one pass over a worksheet that looks for marks only."""

    def __init__(self, package: Package, part: str, struck: StruckFormats, marks: CellMarks):
        self._package, self._part, self._struck, self._marks = package, part, struck, marks
        self._path: list[tuple[str, dict[str, str]]] = []
        self._spot: Spot | None = None
        self._kind = self._value = self._text = ""
        self._runs = _Runs()

    def run(self, pieces: Iterable[bytes], made: Any) -> None:
        """Let a parser look at the part, or at some rows of it."""
        made.StartElementHandler, made.EndElementHandler = self._start, self._end
        made.CharacterDataHandler = self._data
        feed(made, self._package, self._part, pieces)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if len(self._path) >= self._package.limits.depth:
            raise too_deep(self._package, self._part)
        name, attributes = local_name(name), {local_name(key): value for key, value in attributes.items()}
        self._path.append((name, attributes))
        self._text = ""
        if name == "c":
            self._spot = _spot(attributes.get("r", ""))
            self._kind, self._value = attributes.get("t", "n"), ""
            if self._spot and attributes.get("s") in self._struck.formats:
                self._marks.struck[self._spot] = None
            if self._spot and attributes.get("vm", "0") != "0":
                self._marks.pictures.add(self._spot)

    def _data(self, text: str) -> None:
        self._text += text

    def _end(self, _: str) -> None:
        name, attributes = self._path.pop()
        parent = self._path[-1][0] if self._path else ""
        if name == "v":
            self._value = self._text
        elif name == "c":
            self._cell()
        elif self._kind == "inlineStr" and self._spot:
            self._runs.take(parent, name, attributes, self._text)
        self._text = ""

    def _cell(self) -> None:
        text = self._runs.close()
        if self._kind == "s" and self._value.isascii() and self._value.isdigit() and len(self._value) < 10:
            text = self._struck.texts.get(int(self._value))
        if self._spot and text:
            self._mark(self._spot, text)
        if self._spot and not self._value and self._kind != "inlineStr":
            self._marks.struck.pop(self._spot, None)  # an empty cell that is formatted so
        self._spot = None

    def _mark(self, spot: Spot, text: RichText) -> None:
        struck = self._marks.struck
        words = text.in_struck_cell if spot in struck else text.plain
        if words is not None and words.struck:
            struck[spot] = words
        elif words is not None:
            struck.pop(spot, None)


def _outside_targets(package: Package, part: str) -> dict[str, str]:
    folder, _, name = part.rpartition("/")
    rels = f"{folder}/_rels/{name}.rels".lstrip("/")
    elements = part_elements(package, rels) if rels in package else []
    links = (element.attributes for element in elements if element.name == "Relationship")
    return {link.get("Id", ""): link.get("Target", "") for link in links if link.get("TargetMode") == "External"}


def _spot(address: str) -> Spot | None:
    match = _ADDRESS.fullmatch(address)
    column = column_number(match[1]) if match else 0
    return (int(match[2]), column) if match and column else None
