"""The present rows of a workbook that is edited: their formats, their formulas, and how tall they must be."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple, TypeVar

from xltrack.findings import column_letters
from xltrack.workbook.row_heights import Heights
from xltrack.workbook.template import WorkbookTemplate
from xltrack.xlsx.addresses import column_number
from xltrack.xlsx.shared_formulas import copied_formula
from xltrack.xlsx.shared_strings import escape_xml, unescape_xml
from xltrack.xlsx.sheet_template import SheetXml

_RULED = re.compile(r'<(?:x14:)?dataValidation\b[^>]*?\bsqref="([^"]*)"|<xm:sqref>([^<]*)</xm:sqref>')
_AREA = re.compile(r"\$?([A-Z]+)\$?(\d+)(?::\$?([A-Z]+)\$?(\d+))?")
_K = TypeVar("_K")
_V = TypeVar("_V")


class RowModel(NamedTuple):
    """A row whose look new rows take: the column, format and formula of each cell."""

    cells: list[tuple[int, int, Callable[[int], str] | None]]
    columns: frozenset[int]


class PresentRows:
    """The rows of a workbook's sheets, which are named in any case. Each sheet is parsed once, when first asked for."""

    def __init__(self, source: WorkbookTemplate):
        self._source = source
        self._parsed: dict[str, SheetXml] = {}
        self._models: dict[tuple[str, int], RowModel] = {}
        self._rooms: dict[tuple[str, int], tuple[list[int], Heights]] = {}

    def forget(self) -> None:
        """Drop the parsed sheets."""
        self._parsed.clear()

    def model(self, sheet: str, row: int) -> RowModel:
        """Return a row as the model of others."""
        key = (sheet.casefold(), row)
        return _once(self._models, key, lambda: self._model(*key))

    def room(self, sheet: str, row: int) -> tuple[list[int], Heights]:
        """Return the visible columns of a row, and the function of their texts that gives its height."""
        key = (sheet.casefold(), row)
        return _once(self._rooms, key, lambda: self._room(*key))

    def has_stored(self, sheet: str, row: int, column: int, value: str | int) -> bool:
        """Return whether a cell plainly has this result of its formula: true of nearly all, and cheap to check."""
        xml = self._xml(sheet).rows.get(row, ("", ""))[1]
        start = xml.find(f'<c r="{column_letters(column)}{row}"')
        cell = xml[start : xml.find("</c>", start)] if start >= 0 else ""
        tag = cell.partition(">")[0]
        is_kind = ' t="str"' in tag if isinstance(value, str) else " t=" not in tag
        return is_kind and cell.endswith(f"</f><v>{escape_xml(str(value))}</v>")

    def formula(self, sheet: str, model: int, row: int, column: int) -> str:
        """Return the model row's formula of that column, adjusted to another row; "" if it has none."""
        made = (formula(row) for at, _, formula in self.model(sheet, model).cells if at == column and formula)
        return unescape_xml(next(made, ""))

    def repeats(self, sheet: str, model: int, row: int, column: int) -> bool:
        """Return whether a row plainly has the model row's formula in that column: true of nearly all, and cheap to
        check."""
        form = self.model(sheet, model)
        xml = self._xml(sheet).rows.get(row, ("", ""))[1]
        return any(f">{formula(row)}</f>" in xml for at, _, formula in form.cells if at == column and formula)

    def styles(self, sheet: str, row: int) -> dict[int, int]:
        """Return the formats of a row's cells by column."""
        return {column_number(cell.letters): int(cell.style or 0) for cell in self._xml(sheet).cells(row)}

    def formulas(self, sheet: str, row: int) -> dict[int, str]:
        """Return a row's formulas by column, as the workbook has them; "" for one that shares another cell's."""
        cells = self._xml(sheet).cells(row)
        return {column_number(cell.letters): cell.formula for cell in cells if cell.formula or "<f" in cell.content}

    def has_dropdown(self, sheet: str, row: int, column: int) -> bool:
        """Return whether a cell is offered choices, or checked by another rule of the workbook's own."""
        areas = (area for ranges in _RULED.findall(self._xml(sheet).tail) for area in (ranges[0] or ranges[1]).split())
        return any(_covers(area, row, column) for area in areas)

    def _xml(self, sheet: str) -> SheetXml:
        key = sheet.casefold()
        return _once(self._parsed, key, lambda: self._source.sheet_xml(key))

    def _model(self, key: str, row: int) -> RowModel:
        xml = self._xml(key)
        cells = [
            (column_number(cell.letters), int(cell.style or 0), copied_formula(xml, cell, row))
            for cell in xml.cells(row)
        ]
        return RowModel(cells, frozenset(column for column, _, _ in cells))

    def _room(self, key: str, model: int) -> tuple[list[int], Heights]:
        xml, sizes = self._xml(key), self._source.font_sizes
        width, cells = xml.width, xml.cells(model)
        columns = [at for cell in cells if width(at := column_number(cell.letters))]
        size = max((sizes(cell.style) for cell in cells), default=sizes(""))
        return columns, Heights({at: width(column) for at, column in enumerate(columns)}, size, sizes(""))


def _covers(area: str, row: int, column: int) -> bool:
    """Return whether an area such as `B2:B9` has a cell."""
    match = _AREA.fullmatch(area)
    if match is None:
        return False
    left, top, right, bottom = match.groups()
    columns = column_number(left) <= column <= column_number(right or left)
    return columns and int(top) <= row <= int(bottom or top)


def _once(known: dict[_K, _V], key: _K, make: Callable[[], _V]) -> _V:
    """Return the result of `make` for a key, made once. A cache of methods would keep its own patch alive for ever."""
    if key not in known:
        known[key] = make()
    return known[key]
