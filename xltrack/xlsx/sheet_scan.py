"""The long way through a worksheet's XML: expat tells of every element, so that any way of writing is understood."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from datetime import datetime

from xltrack.errors import UnsafeWorkbook, WorkbookError
from xltrack.grid.values import EPOCH, Area, Day, ErrorValue, Formula, Raw, Row
from xltrack.xlsx.addresses import MAX_ROW, column_number
from xltrack.xlsx.shared_strings import unescape
from xltrack.xlsx.workbook_part import Book, SheetPart
from xltrack.xlsx.xml import feed, parser, too_deep

_AREA = re.compile(r"([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})")
_DAYS_1904 = 1462
NOT_KEPT, _NO_COLUMN = 0, -1
_VALUE, _FORMULA, _INLINE = 1, 2, 3

Until = Callable[[Row], bool]
Enough = Callable[[], Until]
"""Makes, for one reading of a sheet, what tells the row after which no more is wanted."""


class NoAddresses(Exception):
    """Cells here count from their neighbours, so that none may be dropped before parsing."""


class Seen(Exception):
    """The caller has seen the rows it wanted."""


class _Columns(dict[str, int]):
    """Letters -> column, filled as letters turn up; 0 for a column that is not kept, -1 for no column."""

    def __init__(self, dropped: Collection[int] = ()):
        self.dropped = dropped

    def __missing__(self, letters: str) -> int:
        number = column_number(letters) or _NO_COLUMN
        self[letters] = NOT_KEPT if number in self.dropped else number
        return self[letters]


class Scan:
    """The handlers of one pass over a sheet, and what they have gathered: `rows` and `merged`."""

    def __init__(
        self,
        book: Book,
        sheet: SheetPart,
        live: Collection[int],
        header: int,
        enough: Enough | None,
        dropping: bool,
    ):
        self.rows: list[Row] = []
        self.merged: list[Area] = []
        self._book, self._sheet, self._limits = book, sheet, book.package.limits
        self._strings, self._dates = book.strings, book.date_formats
        self._most_rows, self._most_cells = self._limits.rows, self._limits.cells
        self._header, self._dropping = header, dropping
        self._enough = enough() if enough else None
        self._columns = _Columns() if header else _Columns(live)
        self._columns_below = _Columns(live)
        self._same_columns: dict[tuple[int, ...], tuple[int, ...]] = {}
        self._row_columns: list[int] = []
        self._row_values: list[Raw] = []
        self._used: list[int] = []
        self._in_data = self._in_row = self._in_cell = False
        self._depth = self._silent = self._filled = 0
        self._number, self._row_text, self._row_length = 0, "", 0
        self._column = self._last = self._reading = 0
        self._kind: str | None = None
        self._style: str | None = None
        self._value = self._formula = ""
        self._has_formula = False

    def run(self, pieces: Iterable[bytes]) -> None:
        package, part = self._book.package, self._sheet.part
        made = parser(package, part)
        made.StartElementHandler, made.EndElementHandler = self._start, self._end
        made.CharacterDataHandler = self._data
        try:
            feed(made, package, part, pieces)
        except Seen:
            return
        if not self._in_data:
            raise WorkbookError("workbook_damaged", file=package.name, reason=f"{part}: no sheet data")

    # In the three handlers the order of the branches is the order of their frequency.
    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "x:c":
            self._start_cell(attributes)
        elif name == "x:v":
            self._open(_VALUE)
        elif name == "x:f":
            self._has_formula = True
            self._open(_FORMULA)
        elif name == "x:row":
            self._start_row(attributes)
        else:
            self._start_other(name, attributes)

    def _end(self, name: str) -> None:
        if name == "x:v" or name == "x:f":
            self._reading = 0
        elif name == "x:c":
            self._in_cell = False
            if self._column and (self._value or self._has_formula):
                self._row_values.append(self._raw())
                self._row_columns.append(self._column)
        elif name == "x:row":
            self._end_row()
        else:
            self._end_other(name)

    def _data(self, text: str) -> None:
        if self._reading == _FORMULA:
            self._formula += text
        elif self._reading:
            self._value += text

    def _start_cell(self, attributes: dict[str, str]) -> None:
        if self._in_cell or not self._in_row:
            raise self._damaged("a cell outside its row")
        self._in_cell = True
        address = attributes.get("r")
        if address is None:
            if self._dropping:
                raise NoAddresses
            self._last += 1
            column = NOT_KEPT if self._last in self._columns.dropped else self._last
        else:
            column = self._columns[address[: -self._row_length]]
            if column <= self._last or not address.endswith(self._row_text):
                column = self._odd_address(address, column)
        if column:
            self._last = column
        self._column = column
        self._kind = attributes.get("t")
        self._style = attributes.get("s")
        self._value = self._formula = ""
        self._has_formula = False

    def _odd_address(self, address: str, column: int) -> int:
        if column == _NO_COLUMN or not address.endswith(self._row_text):
            raise self._damaged(f"{address[:20]} is no cell of this row")
        if column != NOT_KEPT:
            raise self._damaged(f"{address} stands twice or out of order")
        return column

    def _open(self, what: int) -> None:
        if self._reading or not self._in_cell:
            raise self._damaged("a value outside its cell")
        self._reading = what

    def _raw(self) -> Raw:
        """What the cell that just ended holds."""
        value = self._result() if self._value or self._kind == "str" else None
        return Formula(self._formula, value) if self._has_formula or value is None else value

    def _result(self) -> str | float | bool | Day | ErrorValue:
        kind, value = self._kind, self._value
        try:
            if kind == "s":
                index = int(value)
                if index < 0:
                    raise self._damaged(f"text number {index}")
                self._used.append(index)
                return self._strings[index]
            if kind is None or kind == "n":
                return self._numeric(value)
            if kind == "str" or kind == "inlineStr":
                return unescape(value)
            return self._rare(kind, value.strip())
        except (ValueError, IndexError, OverflowError) as error:
            raise self._damaged(f'"{value[:40]}" is no value of type {kind or "n"}') from error

    def _numeric(self, value: str) -> float | Day:
        number = float(value)
        if number - number != 0 or "_" in value:  # not finite, or digits grouped as only Python groups them
            raise ValueError(value)
        return Day(number + self._book.day_shift) if self._style in self._dates else number

    def _rare(self, kind: str, value: str) -> bool | Day | ErrorValue:
        if kind == "b" and value in ("0", "1", "true", "false"):
            return value in ("1", "true")
        if kind == "e":
            return ErrorValue(value)
        if kind == "d":
            moment = datetime.fromisoformat(value).replace(tzinfo=None)
            return Day((moment - EPOCH).total_seconds() / 86_400)
        raise ValueError(kind)

    def _start_row(self, attributes: dict[str, str]) -> None:
        if self._in_row or not self._in_data:
            raise self._damaged("a row outside the sheet data")
        text = attributes.get("r") or str(self._number + 1)
        number = int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0
        self._follow(number, text)
        self._begin_row(number, text)
        self._in_row = True

    def _follow(self, number: int, text: str = "") -> None:
        """Rows rise, or the sheet is damaged."""
        if not self._number < number <= MAX_ROW:
            raise self._damaged(f"row {text[:20] or number} stands twice or out of order")
        self._number = number

    def _begin_row(self, number: int, text: str) -> None:
        self._row_text, self._row_length, self._last = text, len(text), 0
        if self._header and number > self._header:
            self._columns = self._columns_below
        self._row_columns, self._row_values, self._used = [], [], []

    def _end_row(self) -> None:
        self._in_row = False
        self._keep(self._made_row())

    def _made_row(self) -> Row:
        columns = tuple(self._row_columns)
        columns = self._same_columns.setdefault(columns, columns)
        return Row(self._number, columns, tuple(self._row_values))

    def _keep(self, row: Row) -> None:
        if not row.columns:
            return
        self.rows.append(row)
        self._filled += len(row.columns)
        if len(self.rows) > self._most_rows:
            raise self._beyond("sheet_rows", self._most_rows)
        if self._filled > self._most_cells:
            raise self._beyond("sheet_cells", self._most_cells)
        if self._enough is not None and self._enough(row):
            raise Seen

    def _start_other(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > self._limits.depth:
            raise too_deep(self._book.package, self._sheet.part)
        if name == "x:t" and self._in_cell and not self._silent:
            self._reading = _INLINE
        elif name == "x:rPh":
            self._silent += 1
        elif name == "x:sheetData":
            self._in_data = True
        elif name == "x:mergeCell":
            self._merge(attributes.get("ref", ""))

    def _end_other(self, name: str) -> None:
        self._depth -= 1
        if name == "x:t":
            self._reading = 0
        elif name == "x:rPh":
            self._silent -= 1

    def _merge(self, text: str) -> None:
        match = _AREA.fullmatch(text)
        if match and len(self.merged) < self._limits.cells:
            left, right = column_number(match[1]), column_number(match[3])
            self.merged.append(Area(int(match[2]), left, int(match[4]), right))

    def _damaged(self, reason: str) -> WorkbookError:
        place = f"row {self._number}"
        name = self._book.package.name
        return WorkbookError("cell_damaged", file=name, sheet=self._sheet.name, cell=place, reason=reason)

    def _beyond(self, code: str, limit: int) -> UnsafeWorkbook:
        return UnsafeWorkbook(code, file=self._book.package.name, sheet=self._sheet.name, limit=limit)
