"""Change single cells of a worksheet part and leave every other byte as it lies.

A library that loads and saves a workbook drops what it does not know. Here a parser only finds where the
cells stand; the new cells are spliced into the old bytes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple
from xml.parsers import expat

from xltrack.errors import WorkbookError
from xltrack.findings import column_letters
from xltrack.xlsx.shared_strings import escape_attribute, escape_xml


class NewCell(NamedTuple):
    """What a cell shall hold: `kind` is the cell's t attribute (s, n, str, b), `value` the text of its <v>.

    An empty value empties the cell. `style` is used only where there is no cell yet. `refresh` keeps a formula
    and changes only its stored result. `formula` gives a new cell its formula.
    """

    kind: str = "n"
    value: str = ""
    style: int | None = None
    refresh: bool = False
    formula: str = ""


Edits = Mapping[int, Mapping[int, NewCell]]
"""Row -> column -> what it shall hold; both counted from 1."""


class Height(NamedTuple):
    """How tall a row shall be, in points. Unless `exact`, a row is only ever made taller, and one without a height
    of its own keeps none. An exact row is shown too, where a filter had hidden it."""

    points: float
    exact: bool = True


@dataclass(slots=True)
class _Cell:
    start: int
    end: int = 0
    attributes: dict[str, str] = field(default_factory=dict)
    formula: tuple[int, int] | None = None
    shared: bool = False


@dataclass(slots=True)
class _Row:
    number: int
    start: int
    end: int = 0
    empty: bool = False
    cells: dict[int, _Cell] = field(default_factory=dict)


class _Scan:
    """Finds the rows and cells that an edit touches, and where missing ones belong."""

    def __init__(self, xml: bytes, wanted: frozenset[int]):
        self.xml, self.wanted = xml, wanted
        self.rows: dict[int, _Row] = {}
        self.behind: dict[int, int] = {}
        """Start of the first row after each wanted row number."""
        self.prefix = ""
        self.data = (0, 0)
        self.empty = False
        """Whether it is <sheetData/>."""
        self._row: _Row | None = None
        self._number = self._column = 0
        self._cell: _Cell | None = None
        self._formula = 0
        self._closed = -1
        """Where the last start tag ended, if it was closed at once: its end event comes from there."""
        self._pending = sorted(wanted)
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.Parse(xml, True)
        self.parser.StartElementHandler = self.parser.EndElementHandler = None  # each would hold the other for ever

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        local = _local(name)
        if local not in _FOUND:
            return
        at = self.parser.CurrentByteIndex
        if local == "c" and self._row is not None:
            self._column = _column_of(attributes.get("r", "")) or self._column + 1
            self._cell = self._row.cells[self._column] = _Cell(at, attributes=attributes)
        elif local == "f" and self._cell is not None:
            self._formula = at
            self._cell.shared = attributes.get("t") in ("shared", "array") and "ref" in attributes
        elif local == "row":
            self._number = int(attributes.get("r", self._number + 1))
            while self._pending and self._pending[0] < self._number:
                self.behind[self._pending.pop(0)] = at
            if self._number in self.wanted:
                self._row, self._column = _Row(self._number, at), 0
                self.rows[self._number] = self._row
        elif local == "sheetData":
            self.prefix = name[: -len(local)]
            self.data = (at, at)
        if self._row is not None or local == "sheetData":
            tag_end = self._tag_end(at)
            self._closed = tag_end if self.xml[tag_end - 2] == ord("/") else -1

    def _end(self, name: str) -> None:
        local = _local(name)
        if local not in _FOUND:
            return
        at = self.parser.CurrentByteIndex
        closed, self._closed = self._closed == at, -1
        end = at if closed else self.xml.find(b">", at) + 1
        if local == "c" and self._cell is not None:
            self._cell.end, self._cell = end, None
        elif local == "f" and self._cell is not None:
            self._cell.formula = (self._formula, end)
        elif local == "row" and self._row is not None:
            self._row.empty = closed
            self._row.end, self._row = end, None
        elif local == "sheetData":
            self.data, self.empty = (self.data[0], at), closed
            self.behind |= dict.fromkeys(self._pending, at)

    def _tag_end(self, at: int) -> int:
        """Past the `>` that closes the tag at `at`; `>` may stand inside a quoted attribute."""
        end = self.xml.find(b">", at) + 1
        if not self.xml.count(b'"', at, end) % 2 and self.xml.find(b"'", at, end) < 0:
            return end
        match = _TAG.match(self.xml, at)
        return match.end() if match else at


_TAG = re.compile(rb"""<(?:[^"'>]|"[^"]*"|'[^']*')*>""")
_FOUND = frozenset({"sheetData", "row", "c", "f"})


@lru_cache(maxsize=256)
def _local(name: str) -> str:
    """An element's name without its prefix."""
    return name.rpartition(":")[2]


def _column_of(address: str) -> int:
    """The column of a cell's address; 0 where it is none."""
    letters = address.rstrip("0123456789")
    return _column(letters) if len(letters) < len(address) else 0


@lru_cache(maxsize=256)
def _column(letters: str) -> int:
    column = 0
    for letter in letters if _LETTERS.fullmatch(letters) else "":
        column = column * 26 + ord(letter) - 64
    return column


_LETTERS = re.compile("[A-Z]{1,3}")


def edit_cells(xml: bytes, edits: Edits, heights: Mapping[int, Height] | None = None) -> bytes:
    """The worksheet part with those cells changed, every other byte as it was. Only edited rows get their heights.

    Raises WorkbookError when a cell to be changed is the head of a shared or array formula.
    """
    xml = _utf8(xml)
    scan = _Scan(xml, frozenset(row for row, cells in edits.items() if cells))
    if scan.empty:
        xml = _open_sheet_data(xml, scan)
        scan = _Scan(xml, scan.wanted)
    splices: list[tuple[int, int, bytes]] = []
    for number in sorted(scan.wanted):
        row, height = scan.rows.get(number), (heights or {}).get(number)
        if row is None:
            fresh = _new_row(number, edits[number], scan.prefix, height)
            splices.append((scan.behind[number], scan.behind[number], fresh.encode()))
        else:
            splices += _row_splices(xml, row, edits[number], scan.prefix, height)
    return _spliced(xml, splices + _widened(xml[: scan.data[0]], edits))


def _spliced(xml: bytes, splices: list[tuple[int, int, bytes]]) -> bytes:
    pieces, at = [], 0
    for start, end, new in sorted(splices, key=lambda splice: splice[:2]):
        pieces += [xml[at:start], new]
        at = end
    return b"".join([*pieces, xml[at:]])


def _open_sheet_data(xml: bytes, scan: _Scan) -> bytes:
    """<sheetData/> as <sheetData></sheetData>."""
    start, end = scan.data
    name = f"{scan.prefix}sheetData".encode()
    return xml[:start] + b"<" + name + b"></" + name + b">" + xml[end:]


def _row_splices(
    xml: bytes, row: _Row, cells: Mapping[int, NewCell], prefix: str, height: Height | None
) -> list[tuple[int, int, bytes]]:
    splices: list[tuple[int, int, bytes]] = []
    fresh: dict[int, bytes] = {}
    for column, new in sorted(cells.items()):
        old = row.cells.get(column)
        if old is None:
            place = next((cell.start for at, cell in sorted(row.cells.items()) if at > column), None)
            place = place if place is not None else _row_tail(xml, row)
            fresh[place] = fresh.get(place, b"") + _cell_xml(row.number, column, new, {}, prefix).encode()
        else:
            splices.append((old.start, old.end, _replaced(xml, row.number, column, old, new, prefix)))
    match = _TAG.match(xml, row.start)
    old_tag = match[0] if match else b""
    tag = _as_tall(old_tag, height) if height else old_tag
    if row.empty and fresh:
        body = b"".join(fresh.values())
        return [(row.start, row.end, tag.rstrip(b"/> ") + b">" + body + f"</{prefix}row>".encode())]
    if tag != old_tag:
        splices.append((row.start, row.start + len(old_tag), tag))
    return splices + [(place, place, new) for place, new in fresh.items()]


def _as_tall(tag: bytes, height: Height) -> bytes:
    """A row's start tag with that height, as far as the height asks for it."""
    found = _HT.search(tag)
    if not height.exact:
        if found is None or float(found[1]) >= height.points:
            return tag
        return tag[: found.start(1)] + f"{height.points:g}".encode() + tag[found.end(1) :]
    bare = _TALL.sub(b"", tag)
    at = re.search(rb"\s*/?>$", bare)
    end = at.start() if at else len(bare)
    return bare[:end] + f' ht="{height.points:g}" customHeight="1"'.encode() + bare[end:]


_HT = re.compile(rb"""\sht=["']([\d.]+)["']""")
_TALL = re.compile(rb"""\s(?:ht|customHeight|hidden)=(?:"[^"]*"|'[^']*')""")


def _row_tail(xml: bytes, row: _Row) -> int:
    return row.end if row.empty else xml.rindex(b"</", row.start, row.end)


def _replaced(xml: bytes, row: int, column: int, old: _Cell, new: NewCell, prefix: str) -> bytes:
    formula = xml[slice(*old.formula)] if old.formula else b""
    if formula and not new.refresh and old.shared:
        raise WorkbookError("shared_formula", cell=f"{column_letters(column)}{row}")
    if new.refresh and not formula:
        return xml[old.start : old.end]
    return _cell_xml(row, column, new, old.attributes, prefix, formula.decode() if new.refresh else "").encode()


def _cell_xml(
    row: int, column: int, new: NewCell, attributes: Mapping[str, str], prefix: str, formula: str = ""
) -> str:
    return f'<{prefix}c r="{column_letters(column)}{row}"{_after_address(new, attributes, prefix, formula)}'


def _after_address(new: NewCell, attributes: Mapping[str, str], prefix: str, formula: str) -> str:
    """What stands in a cell's XML after its address: its other attributes, its formula, its value, its end."""
    kept = {key: value for key, value in attributes.items() if key not in ("r", "t", "cm", "vm")}
    if new.style is not None:
        kept.setdefault("s", str(new.style))
    if new.formula:
        formula = f"<{prefix}f>{escape_xml(new.formula)}</{prefix}f>"
    shown = bool(new.value) or (new.kind == "str" and bool(formula))
    if shown and new.kind != "n":
        kept["t"] = new.kind
    extra = "".join(f' {key}="{escape_attribute(text)}"' for key, text in kept.items())
    value = f"<{prefix}v>{escape_xml(new.value)}</{prefix}v>" if shown else ""
    return f"{extra}>{formula}{value}</{prefix}c>" if formula or value else f"{extra}/>"


@lru_cache(maxsize=4096)
def _in_new_row(new: NewCell, prefix: str) -> str:
    """The same for a cell in a new row, which depends on the cell alone: a log says the same again and again."""
    return _after_address(new, {}, prefix, "")


def _new_row(number: int, cells: Mapping[int, NewCell], prefix: str, height: Height | None) -> str:
    body = "".join(
        f'<{prefix}c r="{column_letters(column)}{number}"'
        + (_after_address(new, {}, prefix, "") if new.formula else _in_new_row(new, prefix))
        for column, new in sorted(cells.items())
    )
    tall = f' ht="{height.points:g}" customHeight="1"' if height else ""
    return f'<{prefix}row r="{number}"{tall}>{body}</{prefix}row>'


_DECLARATION = re.compile(r"^<\?xml[^>]*\?>")
_DIMENSION = re.compile(rb"""(<(?:\w+:)?dimension\b[^>]*?\bref=")([A-Z]+)(\d+)(?::([A-Z]+)(\d+))?(")""")


def _utf8(xml: bytes) -> bytes:
    """The part in UTF-8: a few programs write UTF-16."""
    if xml[:2] not in (b"\xff\xfe", b"\xfe\xff"):
        return xml
    text = _DECLARATION.sub("", xml.decode("utf-16").lstrip("\ufeff"))
    return ('<?xml version="1.0" encoding="UTF-8" standalone="yes"?>' + text).encode()


def _widened(head: bytes, edits: Edits) -> list[tuple[int, int, bytes]]:
    """<dimension> made to reach the edited cells: one reader loses cells outside it without a word."""
    match = _DIMENSION.search(head, 0, 4096)
    filled = {row: max(cells) for row, cells in edits.items() if cells}
    if match is None or not filled:
        return []
    first, last = match[2], match[4] or match[2]
    bottom = max(int(match[5] or match[3]), *filled)
    right = max(_column_of(f"{last.decode()}1"), *filled.values())
    ref = first + match[3] + b":" + column_letters(right).encode() + str(bottom).encode()
    return [(match.start(2), match.end() - 1, ref)]
