"""An office's own workbook as a document to import: its sheets, and what is beside their cells."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from contextlib import contextmanager
from pathlib import PurePath

from xltrack.errors import SourceError, XltrackError
from xltrack.findings import Finding
from xltrack.findings.sources import sheet_gone
from xltrack.grid.limits import Limits
from xltrack.grid.opened import Workbook
from xltrack.grid.values import Sheet
from xltrack.importing.blocks import Document, sheet_block
from xltrack.importing.imported_plan import ImportedPlan
from xltrack.importing.sheet_asides import sheet_asides
from xltrack.importing.source_kind import workbook_suffix
from xltrack.model.plan_fields import without_removed_fields
from xltrack.workbook.read import open_book, read_bytes
from xltrack.workflows.office import to_xlsx

_UNREAD = ("beside_unread",)
"""Findings about notes, links and shapes of formats of which only the cells are read."""


def workbook_source(
    data: bytes, name: str, wanted: Sequence[str], known: Sequence[str], limits: Limits
) -> ImportedPlan | tuple[Document, tuple[Finding, ...]]:
    """Return the `wanted` sheets of a workbook, all if there are none, with findings; of a tracker, its current plan.

    `known` are sheets that were wanted at an earlier import; one that the workbook does not have is reported. Raises
    SourceError(sheet_unknown), and like `read_workbook`.
    """
    called = PurePath(name).with_suffix(workbook_suffix(data, name)).name
    with _errors_of(called, name):
        book = open_book(data, called, limits)
        if book.chunks:
            submission = read_bytes(data, called, limits=limits)
            plan = without_removed_fields(submission.current)
            return ImportedPlan(plan, tuple(submission.findings), own_form=True)
    gone = _gone(book.grid.sheets, known)
    names = _wanted(book.grid.sheets, wanted or [sheet for sheet in known if sheet not in gone], name)
    whole = _copy(book, data, called, limits)
    findings = [finding for finding in book.findings if whole is None or finding.code not in _UNREAD]
    return _document(book, whole or book, names), (*map(sheet_gone, gone), *findings)


@contextmanager
def _errors_of(called: str, name: str) -> Iterator[None]:
    """Let errors name the file by its own name, although it is read under the ending that fits its content."""
    try:
        yield
    except XltrackError as error:
        if error.values.get("file") == called:
            error.values["file"] = name
        raise


def _document(book: Workbook, beside: Workbook, names: Container[str]) -> Document:
    """Return the named sheets, and the words that `beside` has beside their cells."""
    outside = {sheet: cells for sheet, cells in beside.outside.items() if sheet in names}
    asides = sheet_asides([sheet for sheet in beside.grid.sheets if sheet.name in names], outside)
    return Document(tuple(sheet_block(sheet) for sheet in book.grid.sheets if sheet.name in names), tuple(asides))


def _gone(sheets: Sequence[Sheet], names: Sequence[str]) -> list[str]:
    """Return the names of sheets that the workbook does not have."""
    there = {sheet.name.casefold() for sheet in sheets}
    return [name for name in names if name.casefold() not in there]


def _wanted(sheets: Sequence[Sheet], wanted: Sequence[str], file: str) -> frozenset[str]:
    """Return the names of the sheets to read, as the workbook writes them. Raises SourceError(sheet_unknown)."""
    known = {sheet.name.casefold(): sheet.name for sheet in sheets}
    for sheet in _gone(sheets, wanted):
        raise SourceError("sheet_unknown", file=file, sheet=sheet, sheets=tuple(known.values()))
    return frozenset(known[sheet.casefold()] for sheet in wanted) or frozenset(known.values())


def _copy(book: Workbook, data: bytes, name: str, limits: Limits) -> Workbook | None:
    """Return a copy that an installed LibreOffice makes of a workbook of which only the cells were read."""
    if not any(finding.code in _UNREAD for finding in book.findings):
        return None
    copy = to_xlsx(data, name)
    try:
        return open_book(copy, "copy.xlsx", limits) if copy else None
    except XltrackError:
        return None
