"""The columns of own fields in a tracker in use: added behind the last one, renamed, emptied where one is removed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from xltrack.errors import WorkbookError
from xltrack.findings import column_letters
from xltrack.i18n.catalogue import Catalogue
from xltrack.model.declarations import choices_declaration, declaration_of
from xltrack.model.fields import Column, defined_name
from xltrack.model.plan_fields import choices_of, own_columns
from xltrack.model.submission import FIELD_MARK
from xltrack.model.tracker import Tracker
from xltrack.reading.plan_reader import Addresses
from xltrack.reading.table_locator import LocatedTable, headers_of
from xltrack.workbook.patch import Patch
from xltrack.xlsx.addresses import column_number
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


def fit_columns(
    patch: Patch, table: LocatedTable, sheet: str, before: Tracker, after: Tracker, words: Catalogue
) -> LocatedTable:
    """Return the table with the columns of the own fields that the plan has now, under their present headers.

    A column that was there before its field was declared gets the field's dropdown, and its header loses its mark. The
    cells of a removed field are emptied, and its header; if it comes back, it takes that column again.
    """
    former = {column.key: column for column in own_columns(before.plan, sheet)}
    present = {column.key: column for column in own_columns(after.plan, sheet)}
    at, declared = dict(table.columns), {entry.field for entry in after.log[len(before.log) :]}
    headers = headers_of(table)
    for key in present.keys() & at.keys():
        if choices_declaration(key) in declared:
            _offer(patch, table, sheet, present[key], at[key], words, anew=True)
        if declaration_of(key) in declared:
            _offer(patch, table, sheet, present[key], at[key], words)
            if headers.get(at[key], "").endswith(FIELD_MARK):
                patch.put(table.sheet.name, table.header, at[key], present[key].header(sheet, words))
    for key, column in former.items():
        if key in at and key not in present:
            _empty(patch, table, at.pop(key))
        elif key in at and present[key].header(sheet, words) != column.header(sheet, words):
            patch.put(table.sheet.name, table.header, at[key], present[key].header(sheet, words))
    return _with_columns(patch, table._replace(columns=at), sheet, present.values(), words)


def _empty(patch: Patch, table: LocatedTable, column: int) -> None:
    for row in (table.header, *(row.number for row in table.rows)):
        patch.put(table.sheet.name, row, column, None)


def _with_columns(
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
        if former := _freed(patch, table, sheet, column.key):
            at[column.key] = former
            patch.put(name, table.header, former, column.header(sheet, words))
            _offer(patch, table, sheet, column, former, words, anew=column.kind == "choice")
            continue
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
        _offer(patch, table, sheet, column, last, words)
        at[column.key] = last
    return table._replace(columns=at)


def _offer(
    patch: Patch, table: LocatedTable, sheet: str, column: Column, at: int, words: Catalogue, *, anew: bool = False
) -> None:
    """Give a column the dropdown of its field, unless it has one; with `anew`, in place of the one that it has."""
    choices, name = choices_of(column.own, words) if column.own else (), table.sheet.name
    if anew:
        patch.formats.withdraw(name, column_letters(at))
    if choices and (anew or not patch.rows.has_dropdown(name, table.header + 1, at)):
        bottom = max((row.number for row in table.rows), default=table.header) + SPARE_ROWS
        cells = f"{column_letters(at)}{table.header + 1}:{column_letters(at)}{bottom}"
        patch.formats.offer(name, cells, list_of_choices(patch, column.header(sheet, words), choices))


def _freed(patch: Patch, table: LocatedTable, sheet: str, key: str) -> int:
    """Return the emptied column that the workbook's name still gives a field; 0 if there is none."""
    name = defined_name(sheet, key)
    place = patch.place(name) if patch.has(name) else None
    if place is None or place.sheet != table.sheet.name.casefold():
        return 0
    column = column_number(place.letters)
    filled = any(column in row.columns for row in table.sheet.rows if row.number >= table.header)
    return 0 if filled else column


def list_of_choices(patch: Patch, header: str, choices: Sequence[str]) -> str:
    """Write choices into a new column of the Lists sheet, and return their range."""
    lists = patch.place("xltrack_list_status").sheet
    patch.formats.lists += 1
    at = max(patch.rows.styles(lists, 1), default=0) + patch.formats.lists
    for row, text in enumerate((header, *choices), 1):
        patch.put(lists, row, at, text)
    letters = column_letters(at)
    return f"{quoted(patch.sheet(lists).name)}!${letters}$2:${letters}${len(choices) + 1}"
