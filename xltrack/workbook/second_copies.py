"""Further copies of the form in one workbook: units that combined their sheets, or a duplicated sheet."""

from __future__ import annotations

import hashlib
from dataclasses import replace

from xltrack.grid.opened import Workbook
from xltrack.grid.values import Grid, Sheet
from xltrack.model.compare import diff
from xltrack.model.submission import Submission
from xltrack.reading.plan_reader import from_grid, is_tracker
from xltrack.reading.remarks import remark_findings, remarks_in
from xltrack.reading.row_reader import TableReading
from xltrack.xlsx.read_cache import ReadCache


def copied_forms(book: Workbook, reading: TableReading) -> list[Sheet]:
    """Return the sheets that have the headers of the Actions sheet and are not the one that was read."""
    read = {table.sheet.name for table in reading.addresses.tables}
    return [
        sheet for sheet in (*book.grid.sheets, *book.others) if sheet.name not in read and is_tracker(Grid((sheet,)))
    ]


def read_copied_form(first: Submission, sheet: Sheet, book: Workbook) -> Submission | None:
    """Read a further copy of the form as a return of its own, with the base of the `first`; None if nobody edited it.

    Rows that it lacks are in the other copy, and remarks that both have are the first one's.
    """
    grid = book.grid._replace(sheets=(sheet,))
    reading = from_grid(grid, first.base, ReadCache())
    outside = {name: one for name, one in book.outside.items() if name == sheet.name}
    known = {remark.code for remark in first.remarks}
    found = remarks_in(grid, reading.addresses, first.base, outside, ())
    remarks = tuple(remark for remark in found if remark.code not in known)
    edited = first.base is None or reading.added or diff(first.base.plan, reading.plan)
    if not edited and not remarks:
        return None
    file = f"{first.file}: {sheet.name}"
    findings = (*(one for one in reading.findings if one.code != "row_missing"), *remark_findings(remarks))
    return replace(
        first,
        file=file,
        current=reading.plan,
        added=reading.added,
        missing=(),
        rivals=reading.rivals,
        findings=tuple(one.in_file(file) for one in findings),
        remarks=remarks,
        digest=hashlib.sha256(f"{first.digest}/{sheet.name}".encode()).hexdigest(),
        cells={},
    )
