"""The tracker id and revision printed on a workbook's sheets, for one that has lost its base."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import takewhile

from xltrack.grid.values import Grid, Raw, Row, shown_value
from xltrack.reading.table_locator import LocatedTable, find_table
from xltrack.xlsx.sheet_reader import read_sheet
from xltrack.xlsx.workbook_part import Book

_TOP = 12
"""Rows in which the line under a title is looked for."""
SHOWN_TITLE = "xltrack_start_title"
"""The name of the cell that shows the plan's title."""
_OWN = ("actions", "recommendations")
_FORM_LINE = re.compile(r"\b([A-Z2-7]{4}-[A-Z2-7]{4})\b\D+(\d{1,8})\b")


def printed_state(book: Book) -> tuple[str, int | None]:
    """Return the tracker id and the revision that a workbook without its base shows on its first sheet."""
    texts = (shown_value(named_cell(book, f"xltrack_start_{key}")).strip() for key in ("form_id", "revision"))
    form_id, revision = texts
    if not form_id:
        return _headed_state(book)
    return form_id, int(revision) if revision.isdigit() and len(revision) < 9 else None


def shown_title(book: Book) -> Raw:
    """Return the cell that shows the plan's title."""
    return named_cell(book, SHOWN_TITLE)


def named_cell(book: Book, name: str) -> Raw:
    """Return the value of the cell that a name points to; "" where there is none."""
    mark = book.marks.get(name)
    sheet = next((s for s in book.sheets if mark and s.name.casefold() == mark.sheet.casefold()), None)
    if mark is None or sheet is None:
        return ""
    rows = (row for row in read_sheet(book, sheet).rows if row.number == mark.row)
    cells = {column: raw for row in rows for column, raw in zip(row.columns, row.values, strict=True)}
    return cells.get(mark.column, "")


def _headed_state(book: Book) -> tuple[str, int | None]:
    """Return the same from the line under a sheet's title: "Form id 55BN-AKOT · Revision 2 · Issued 2024-06-03"."""
    for kind in _OWN:
        mark = book.marks.get(f"xltrack_head_{kind}_form")
        sheet = next((s for s in book.sheets if mark and s.name.casefold() == mark.sheet.casefold()), None)
        rows = read_sheet(book, sheet).rows if mark and sheet else ()
        line = " ".join(shown_value(raw) for row in rows for raw in row.values if mark and row.number == mark.row)
        if match := _FORM_LINE.search(line):
            return match[1], int(match[2])
    return "", None


def _above(table: LocatedTable) -> Iterator[Row]:
    """Yield the first rows of a sheet, as far as its header: an action's own row id is no form line."""
    return takewhile(lambda row: row.number < table.header, table.sheet.rows[:_TOP])


def state_in_text(grid: Grid) -> tuple[str, int | None]:
    """Read the same from the first rows of the sheet that holds the actions, where no defined name says so.

    A table pasted into another workbook, or saved as CSV, has no names. Other sheets do not count: a summary, too,
    prints the tracker it was made from.
    """
    table = find_table(grid, "actions")
    for row in _above(table) if table else ():
        if match := _FORM_LINE.search(" ".join(shown_value(raw) for raw in row.values)):
            return match[1], int(match[2])
    return "", None
