"""Workbooks in formats that a library reads, with the words beside their cells."""

from __future__ import annotations

from pathlib import Path

from xltrack.findings.sources import beside_unread
from xltrack.grid.limits import Limits
from xltrack.grid.opened import Workbook
from xltrack.grid.outside_cells import with_marks
from xltrack.workbook.opendocument import read_annotations
from xltrack.workbook.xls_annotations import read_xls_annotations

_READERS = {".ods": read_annotations, ".xls": read_xls_annotations}


def with_annotations(book: Workbook, data: bytes, name: str, limits: Limits) -> Workbook:
    """Return a workbook with its annotations. In other formats they are not read, which is reported."""
    suffix = Path(name).suffix.lower()
    if suffix not in _READERS:
        return book._replace(findings=(*book.findings, beside_unread(suffix)))
    outside, findings = _READERS[suffix](data, name, limits)
    marked = [
        with_marks(sheet, outside[sheet.name].marks) if sheet.name in outside else sheet for sheet in book.grid.sheets
    ]
    grid = book.grid._replace(sheets=tuple(marked))
    return book._replace(grid=grid, outside=outside, findings=(*book.findings, *findings))
