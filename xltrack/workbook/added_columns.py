"""Columns for own fields that a workbook lacks: put behind its last column, looking like those it has."""

from __future__ import annotations

from collections.abc import Iterable

from xltrack.i18n.catalogue import Catalogue
from xltrack.model.fields import Column
from xltrack.reading.table_locator import LocatedTable
from xltrack.workbook.patch import Patch

_LIKE = {"month": "deadline", "date": "completed_on"}
"""Kinds whose cells look like those of another column; all others look like a reason's."""
_PERCENT = 9
"""The number of Excel's own format 0%."""


def add_columns(
    patch: Patch, table: LocatedTable, sheet: str, columns: Iterable[Column], words: Catalogue
) -> LocatedTable:
    """Return the table with the columns it lacked: each has a header, and cells in the format of its kind."""
    columns = [column for column in columns if column.key not in table.columns]
    if not columns:
        return table
    name, at = table.sheet.name, dict(table.columns)
    heads = patch.styles(name, table.header)
    last = max([*at.values(), *heads])
    first = min((row.number for row in table.rows), default=0)
    for column in columns:
        last += 1
        like = at.get(_LIKE.get(column.kind, "reason"), at.get("response", 0))
        patch.put(name, table.header, last, column.header(sheet, words), heads.get(at.get("reason", like)))
        style = patch.styles(name, first).get(like)
        if style is not None and column.kind == "percent":
            style = patch.formats.like(style, _PERCENT)
        for row in table.rows:
            patch.put(name, row.number, last, None, style)
        if style is not None:
            patch.formats.use(name, last, style)
        at[column.key] = last
    return table._replace(columns=at)
