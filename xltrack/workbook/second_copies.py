"""Further copies of the form in one workbook: units that combined their sheets, or a duplicated sheet."""

from __future__ import annotations

import hashlib
from dataclasses import replace

from xltrack.grid.opened import Workbook
from xltrack.grid.values import Grid, Sheet
from xltrack.model.compare import diff
from xltrack.model.submission import Submission
from xltrack.reading.plan_reader import from_grid, is_tracker
from xltrack.reading.row_reader import TableReading
from xltrack.xlsx.read_cache import ReadCache


def copied_forms(book: Workbook, reading: TableReading) -> list[Sheet]:
    """Return the sheets that have the headers of the Actions sheet and are not the one that was read."""
    read = {table.sheet.name for table in reading.addresses.tables}
    return [
        sheet for sheet in (*book.grid.sheets, *book.others) if sheet.name not in read and is_tracker(Grid((sheet,)))
    ]


def read_copied_form(first: Submission, sheet: Sheet, grid: Grid) -> Submission | None:
    """Read a further copy of the form as a return of its own, with the base of the `first`; None if nobody edited it.

    Rows that it lacks are in the other copy.
    """
    reading = from_grid(grid._replace(sheets=(sheet,)), first.base, ReadCache())
    if first.base is not None and not reading.added and not diff(first.base.plan, reading.plan):
        return None
    file = f"{first.file}: {sheet.name}"
    return replace(
        first,
        file=file,
        current=reading.plan,
        added=reading.added,
        missing=(),
        rivals=reading.rivals,
        findings=tuple(one.in_file(file) for one in reading.findings if one.code != "row_missing"),
        remarks=(),
        digest=hashlib.sha256(f"{first.digest}/{sheet.name}".encode()).hexdigest(),
        cells={},
    )
