"""Further copies of the form in one workbook: units that combined their sheets, or a duplicated sheet."""

from __future__ import annotations

import hashlib
from dataclasses import replace

from xltrack.grid.opened import Workbook
from xltrack.grid.values import Grid, Sheet
from xltrack.i18n.catalogue import catalogue
from xltrack.model.compare import diff
from xltrack.model.plan import Plan
from xltrack.model.submission import Submission
from xltrack.model.tracker import Tracker
from xltrack.reading.plan_reader import from_grid, is_tracker
from xltrack.reading.remarks import remark_findings, remarks_in
from xltrack.reading.row_reader import TableReading
from xltrack.xlsx.read_cache import ReadCache


def copied_forms(book: Workbook, reading: TableReading) -> list[Sheet]:
    """Return the sheets that have the headers of the Actions sheet and are not the one that was read."""
    read = {table.sheet.name for table in reading.addresses.tables}
    others = (sheet for sheet in (*book.grid.sheets, *book.others) if sheet.name not in read)
    return [sheet for sheet in others if _is_form(sheet, book.grid)]


def _is_form(sheet: Sheet, grid: Grid) -> bool:
    """Return whether a sheet has these headers; copies of one tracker mostly share the sheet."""
    marks, key = grid.marks, ("form", sheet.name, *map(catalogue, grid.languages))
    known = marks.worked_out.get(key)
    if known is None or known[0] != sheet:
        known = sheet, is_tracker(Grid((sheet,), languages=grid.languages))
        if marks:  # workbooks without names of ours have one value for all of them
            marks.worked_out[key] = known
    return bool(known[1])


def read_copied_form(first: Submission, sheet: Sheet, book: Workbook) -> Submission | None:
    """Read a further copy of the form as a return of its own, with the base of the `first`; None if it adds nothing.

    Rows that it lacks are in the other copy, and remarks that both have are the first one's.
    """
    grid = book.grid._replace(sheets=(sheet,))
    reading = from_grid(grid, first.base, ReadCache())
    outside = {name: one for name, one in book.outside.items() if name == sheet.name}
    known = {remark.code for remark in first.remarks}
    found = remarks_in(grid, reading.addresses, first.base, outside, ())
    remarks = tuple(remark for remark in found if remark.code not in known)
    if not remarks and not _adds_to(first, reading):
        return None
    base, current = _own_rows(first.base, reading)
    file = f"{first.file}: {sheet.name}"
    findings = (*(finding for finding in reading.findings if finding.code != "row_missing"), *remark_findings(remarks))
    return replace(
        first,
        file=file,
        base=base,
        current=current,
        added=reading.added,
        missing=(),
        rivals=reading.rivals,
        findings=tuple(finding.in_file(file) for finding in findings),
        remarks=remarks,
        digest=hashlib.sha256(f"{first.digest}/{sheet.name}".encode()).hexdigest(),
        cells={},
    )


def _adds_to(first: Submission, reading: TableReading) -> bool:
    """Return whether a further form has rows that the `first` was not sent, or any edit."""
    base = first.base
    if base is None or reading.added:
        return True
    others = base.plan.by_ref.keys() - base.meta.scope if base.meta.scope else ()
    return any(ref in others for ref in reading.addresses.rows) or bool(diff(base.plan, reading.plan))


def _own_rows(base: Tracker | None, reading: TableReading) -> tuple[Tracker | None, Plan]:
    """Return the base and the plan of a further form; its scope is the rows that it has.

    If it has none of that base, it is another unit's, and both hold no action.
    """
    if base is None:
        return None, reading.plan
    scope = tuple(ref for ref in reading.addresses.rows if ref in base.plan.by_ref)
    meta = base.meta.model_copy(update={"scope": scope})
    if scope:
        return base.model_copy(update={"meta": meta}), reading.plan
    empty = base.plan.with_rows(())
    return base.model_copy(update={"meta": meta, "plan": empty}), empty
