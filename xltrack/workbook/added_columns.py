"""The table of actions, and columns for own fields that it lacks: put behind its last one, looking like the others."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from xltrack.errors import WorkbookError
from xltrack.findings import column_letters
from xltrack.i18n.catalogue import Catalogue
from xltrack.model.fields import Column, defined_name
from xltrack.model.plan_fields import choices_of
from xltrack.reading.plan_reader import Addresses
from xltrack.reading.table_locator import LocatedTable
from xltrack.workbook.patch import Patch
from xltrack.xlsx.formulas import quoted

_LIKE = {"month": "deadline", "date": "completed_on"}
"""Kinds whose cells look like those of another column; all others look like a reason's."""
SPARE_ROWS = 200
"""Rows after the last one that a dropdown still covers."""
_PERCENT = 9
"""The number of Excel's own format 0%."""


def actions_table(cells: Addresses, file: str) -> LocatedTable:
    """Return the table of actions. Raises WorkbookError for a deleted sheet: its rows would go to another table."""
    if not cells.tables or "status" not in cells.tables[0].columns:
        raise WorkbookError("name_missing", file=file, name=defined_name("actions", "status"))
    return cells.tables[0]


def add_columns(
    patch: Patch, table: LocatedTable, sheet: str, columns: Iterable[Column], words: Catalogue
) -> LocatedTable:
    """Return the table with the columns it lacked: each has a header, and cells in the format of its kind."""
    columns = [column for column in columns if column.key not in table.columns]
    if not columns:
        return table
    name, at = table.sheet.name, dict(table.columns)
    heads = patch.rows.styles(name, table.header)
    last = max([*at.values(), *heads])
    first = min((row.number for row in table.rows), default=0)
    for column in columns:
        last += 1
        like = at.get(_LIKE.get(column.kind, "reason"), at.get("response", 0))
        patch.put(name, table.header, last, column.header(sheet, words), heads.get(at.get("reason", like)))
        style = patch.rows.styles(name, first).get(like)
        if style is not None and column.kind == "percent":
            style = patch.formats.like(style, _PERCENT)
        for row in table.rows:
            patch.put(name, row.number, last, None, style)
        if style is not None:
            patch.formats.use(name, last, style)
        if column.own is not None and (choices := choices_of(column.own, words)):
            letters = column_letters(last)
            bottom = max((row.number for row in table.rows), default=table.header) + SPARE_ROWS
            cells = f"{letters}{table.header + 1}:{letters}{bottom}"
            patch.formats.offer(name, cells, _listed(patch, column.header(sheet, words), choices))
        at[column.key] = last
    return table._replace(columns=at)


def _listed(patch: Patch, header: str, choices: Sequence[str]) -> str:
    """Write choices into a new column of the Lists sheet, and return their range."""
    lists = patch.place("xltrack_list_status").sheet
    patch.formats.lists += 1
    at = max(patch.rows.styles(lists, 1), default=0) + patch.formats.lists
    for row, text in enumerate((header, *choices), 1):
        patch.put(lists, row, at, text)
    letters = column_letters(at)
    return f"{quoted(patch.sheet(lists).name)}!${letters}$2:${letters}${len(choices) + 1}"
