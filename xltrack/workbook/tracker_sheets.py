"""The sheets of a workbook that belong to a tracker, read without the columns that formulas compute again."""

from __future__ import annotations

from typing import NamedTuple

from xltrack.grid.values import Grid, Row, Sheet, shown_value
from xltrack.i18n.catalogue import find_code
from xltrack.model.fields import SHEETS, column, defined_name
from xltrack.model.serialize import carriers
from xltrack.reading.plan_reader import is_tracker
from xltrack.reading.table_locator import LONGEST_HEADER
from xltrack.workbook.base_sheets import chunks_in, hidden_base
from xltrack.xlsx.sheet_reader import read_sheet
from xltrack.xlsx.workbook_part import Book, SheetPart, marks_of
from xltrack.xlsx.xml import Elements

_OWN = ("actions", "recommendations")


class _LiveColumns(NamedTuple):
    """The columns of a sheet that are computed again and so never read, the row they begin under, and their table."""

    columns: frozenset[int] = frozenset()
    header: int = 0
    kinds: frozenset[str] = frozenset()


def tracker_sheets(book: Book) -> tuple[list[Sheet], list[str]]:
    """Return the sheets that are ours, and the texts of the base.

    Sheets without a name of ours are read only if the base or the Actions sheet was not found.
    """
    chunks, others = hidden_base(book)
    marked = book.workbook.work_out(_marked)
    read = [_without_live_columns(book, sheet) for sheet in others if sheet.name.casefold() in marked]
    if not chunks or not is_tracker(Grid(tuple(read), book.marks)):
        rest = [_without_live_columns(book, sheet) for sheet in others if sheet.name.casefold() not in marked]
        read = sorted(read + rest, key=lambda one: [sheet.name for sheet in others].index(one.name))
    if chunks:
        return read, chunks
    held = [chunks_in(sheet.rows) for sheet in read]
    hidden = sorted(carriers(held))
    plain = [sheet for at, sheet in enumerate(read) if at not in hidden]
    return plain, [text for at in hidden for text in held[at]]


def _marked(workbook: Elements) -> frozenset[str]:
    """Return the sheets (case folded) that carry names of our tables."""
    ours = tuple(f"xltrack_{kind}_" for kind in _OWN)
    marks = workbook.work_out(marks_of)
    return frozenset(mark.sheet.casefold() for name, mark in marks.items() if name.startswith(ours))


def _without_live_columns(book: Book, sheet: SheetPart) -> Sheet:
    """Return a sheet without its live columns; all of it if its headers contradict the workbook's names about them."""
    live = book.workbook.work_out(_live).get(sheet.name.casefold(), _LiveColumns())
    trimmed = read_sheet(book, sheet, live=live.columns, header=live.header)
    heads = (row for row in trimmed.rows if row.number == live.header)
    return trimmed if all(_names_live(row, live) for row in heads) else read_sheet(book, sheet)


def _names_live(head: Row, live: _LiveColumns) -> bool:
    """Return whether no header over the live columns means another column of their table."""
    texts = [shown_value(raw) for at, raw in zip(head.columns, head.values, strict=True) if at in live.columns]
    short = [text for text in texts if len(text) < LONGEST_HEADER]
    meant = ((kind, find_code(text, "columns", kind)) for text in short for kind in live.kinds)
    return all(code is None or column(kind, code).kind == "live" for kind, code in meant)


def _live(workbook: Elements) -> dict[str, _LiveColumns]:
    """Map each sheet (case folded) to its live columns.

    Only the workbook's names are used; if they are stale, the reader finds the columns by their headers.
    """
    live: dict[str, set[int]] = {}
    others: dict[str, set[int]] = {}
    header: dict[str, int] = {}
    kinds: dict[str, set[str]] = {}
    marks = workbook.work_out(marks_of)
    for kind in _OWN:
        for one in SHEETS[kind]:
            mark = marks.get(defined_name(kind, one.key).casefold())
            if mark:
                sheet = mark.sheet.casefold()
                (live if one.kind == "live" else others).setdefault(sheet, set()).add(mark.column)
                header[sheet] = max(header.get(sheet, 0), mark.row)
                kinds.setdefault(sheet, set()).add(kind)
    return {
        name: _LiveColumns(frozenset(live.get(name, set()) - others.get(name, set())), row, frozenset(kinds[name]))
        for name, row in header.items()
    }
