"""Worksheets in plain spelling, so that each of them can be cut into rows and cells."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from xml.parsers import expat

from xltrack.errors import WorkbookError
from xltrack.findings import column_letters
from xltrack.xlsx.addresses import column_number
from xltrack.xlsx.container import Package
from xltrack.xlsx.plain_xml import NotPlain, Respelling, is_plain, watching_parser
from xltrack.xlsx.row_cutter import SheetCutter, in_pieces

_EMPTY_CELL = re.compile(rb'<c r="[A-Z]{1,3}\d{1,7}"(?: s="\d+")?(?:/>|></c>)')
_NUMBER = re.compile(r"[1-9]\d{0,6}")


class NoAddresses(Exception):
    """Cells without addresses: each counts from its neighbours, so none may be dropped before parsing."""


def plain_sheet(package: Package, part: str, sheet: str) -> bytes:
    """Return a whole sheet in plain spelling, every cell of which begins with its address.

    Raises WorkbookError for a sheet that is damaged.
    """
    data = package.read(part)
    try:
        cutter = SheetCutter(watching_parser(package, part))
        if all(_is_regular(row) for rows in cutter.blocks(in_pieces(data)) for row in rows) and is_plain(
            cutter.head + cutter.tail, comments=True
        ):
            return data
    except (NotPlain, expat.ExpatError, UnicodeDecodeError):
        pass  # written in another way, or damaged
    return b"".join(SheetRespelling(package, part, sheet).pieces([data]))


def _is_regular(row: bytes) -> bool:
    """Return whether a row holds no other, its cells begin with their address, and no attribute is in single quotes."""
    cells = row.count(b'<c r="') == row.count(b"<c ") and b"<c>" not in row and b"<c/>" not in row
    return cells and row.count(b"<row") == 1 and b"='" not in row


class SheetRespelling(Respelling):
    """A sheet respelled: every row and cell gets its address, cells are in rows and values in cells.

    With `dropping`, empty cells were taken out of the bytes before; a cell without an address then raises NoAddresses.
    """

    def __init__(self, package: Package, part: str, sheet: str, *, dropping: bool = False):
        super().__init__(package, part)
        self._sheet, self._dropping = sheet, dropping
        self._number = self._column = 0
        self._row = self._cell = self._value = ""
        self._in_data = False

    def attributes(self, tag: str, pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
        """Check the places of rows, cells and values, and give rows and cells that lack it their address."""
        if tag == "row":
            if self._row or not self._in_data:
                raise self._damaged("a row outside the sheet data")
            return self._numbered(pairs)
        if tag == "c":
            if self._cell or not self._row:
                raise self._damaged("a cell outside its row")
            return self._addressed(pairs)
        if tag in ("v", "f"):
            if self._value or not self._cell:
                raise self._damaged("a value outside its cell")
            self._value = tag
        elif tag == "sheetData":
            self._in_data = True
        return pairs

    def entered(self, tag: str) -> None:
        """Write the sheet data as two tags, so that rows can be put between them."""
        if tag == "sheetData":
            self.close()

    def leave(self, tag: str) -> None:
        """Take the end of an element."""
        if tag == "c":
            self._cell = ""
        elif tag == "row":
            self._row = ""
        elif tag == self._value:
            self._value = ""

    def text(self, text: str) -> None:
        """Take a text; between rows and between cells there is none."""
        if self._cell or not self._in_data or "sheetData" not in self.open:
            super().text(text)

    def _numbered(self, pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
        text = dict(pairs).get("r") or str(self._number + 1)
        number = int(text) if _NUMBER.fullmatch(text) else 0
        if not number:
            raise self._damaged(f"{text[:20]} is no row")
        self._number, self._row, self._column = number, text, 0
        return [("r", text), *(pair for pair in pairs if pair[0] != "r")]

    def _addressed(self, pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
        address = dict(pairs).get("r")
        if address is None:
            if self._dropping:
                raise NoAddresses
            address = f"{column_letters(self._column + 1)}{self._row}"
        column = column_number(address[: -len(self._row)]) if address.endswith(self._row) else 0
        if not column:
            raise self._damaged(f"{address[:20]} is no cell of this row", address[:20])
        self._column, self._cell = column, address
        return [("r", address), *(pair for pair in pairs if pair[0] != "r")]

    def _damaged(self, reason: str, cell: str = "") -> WorkbookError:
        name, place = self.package.name, cell or f"{self._number}:{self._number}"
        return WorkbookError("cell_damaged", file=name, sheet=self._sheet, cell=place, reason=reason)


def without_empty_cells(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the bytes of a sheet without its empty cells, as long as no comment or CDATA can hold text that looks like
    one.

    Empty cells with a format come by the million, and each would be a call from expat.
    """
    plain, last = True, b""
    for piece in pieces:
        plain = plain and b"<!" not in last + piece and b"\0" not in piece
        last = piece[-1:]
        yield _EMPTY_CELL.sub(b"", piece) if plain else piece
