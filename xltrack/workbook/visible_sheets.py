"""The visible sheets of any workbook, ours or not, as a grid of raw values."""

from __future__ import annotations

from pathlib import Path

from xltrack.grid.limits import DEFAULT_LIMITS, Limits
from xltrack.grid.values import Grid
from xltrack.xlsx.container import FOREIGN, Package, check_kind, load
from xltrack.xlsx.sheet_reader import read_sheet
from xltrack.xlsx.workbook_part import Book


def read_grid(path: Path, limits: Limits = DEFAULT_LIMITS) -> Grid:
    """Return every visible sheet with its filled cells. Raises UnsafeWorkbook or WorkbookError like `read_workbook`."""
    data = load(path, limits)
    check_kind(data, path.name)
    if path.suffix.lower() in FOREIGN:
        from xltrack.grid.calamine import read_foreign

        return read_foreign(data, path.name, limits).grid
    book = Book(Package(data, path.name, limits))
    return Grid(tuple(read_sheet(book, sheet) for sheet in book.sheets if not sheet.hidden))
