"""Words on the sheets that hold no table of the plan: those that people added, and ours with steps, lists and the log.

On a sheet of ours, whatever xltrack does not print there was typed by somebody.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from xltrack.findings import CellAddress
from xltrack.grid.values import Marks, Row, Sheet, shown_value
from xltrack.i18n.catalogue import find_code, fold
from xltrack.model.remark import Remark
from xltrack.reading.cell_words import cell_words, is_calculated, is_cell_picture, picture_words
from xltrack.reading.long_remarks import parts
from xltrack.reading.printed_words import PrintedWords
from xltrack.reading.table_locator import key_of

_LISTED = 5
"""Columns of the list of findings in a copy that went back to be corrected."""
_ROW_KEYS = {"changes": "revision", "decisions": "id"}
"""The column that every row of ours has filled in."""
_ANSWERS = frozenset(("take", "own_value", "reason"))
"""The columns of Decisions that people fill in."""
_HEADER = 3
"""Labels of ours that make a row the header of its table."""


class OtherSheet(NamedTuple):
    """A sheet without a table of the plan, and the code of its kind; "" for one that people added."""

    sheet: Sheet
    kind: str = ""


def added_words(sheet: Sheet, refs: Mapping[str, str]) -> Iterator[Remark]:
    """Yield the rows of an added sheet: each that names one action as a remark on it, the others as one.

    `refs` are those of the plan by their capitals.
    """
    rest: list[str] = []
    for row in sheet.rows:
        shown = (shown_value(raw).strip().upper() for raw in row.values)
        named = sorted({refs[text] for text in shown if text in refs})
        ref = named[0] if len(named) == 1 else ""
        yield from _pictures(sheet, row, ref)
        text = " · ".join(text for text in map(cell_words, row.values) if text and text.upper() not in refs)
        if ref and text:
            place = CellAddress(sheet.name, row.number, row.columns[0]).address
            yield Remark(kind="own_sheet", text=text, sheet=sheet.name, address=place, ref=ref)
        elif text or named:
            rest.append(" · ".join(filter(None, (*named, text))))
    yield from (Remark(kind="own_sheet", text=text, sheet=sheet.name) for text in parts(rest))


def _pictures(sheet: Sheet, row: Row, ref: str) -> Iterator[Remark]:
    for column, raw in zip(row.columns, row.values, strict=True):
        if is_cell_picture(raw):
            place = CellAddress(sheet.name, row.number, column).address
            yield Remark(
                kind="cell_picture", text=picture_words(raw), sheet=sheet.name, address=place, column=place, ref=ref
            )


def typed_words(other: OtherSheet, marks: Marks, printed: PrintedWords) -> Iterator[Remark]:
    """Yield what people typed on a sheet of ours, cell by cell."""
    spots = {"start": _on_start, "lists": _on_lists, "annotation": _beside_the_list}.get(other.kind, _in_log)
    for row, column, text in spots(other, marks, printed):
        if text:
            place = CellAddress(other.sheet.name, row, column).address
            yield Remark(kind="beside", text=text, sheet=other.sheet.name, address=place)


_Spots = Iterable[tuple[int, int, str]]


def _cells(sheet: Sheet) -> _Spots:
    """Yield the cells with words; a bare number is none."""
    for row in sheet.rows:
        for column, raw in zip(row.columns, row.values, strict=True):
            text = cell_words(raw)
            if not is_calculated(raw) and any(map(str.isalpha, text)):
                yield row.number, column, text


def _on_start(other: OtherSheet, marks: Marks, printed: PrintedWords) -> _Spots:
    """Yield what was added to our words. The title is a value of the plan, and no remark."""
    title = marks.get("xltrack_start_title")
    for row, column, text in _cells(other.sheet):
        if title is None or (row, column) != (title.row, title.column):
            yield row, column, printed.added_to(text)


def _on_lists(other: OtherSheet, marks: Marks, printed: PrintedWords) -> _Spots:
    """Yield the texts beside our lists, and words in those of statuses and categories that are none of ours."""
    lists = {mark.column: name for name, mark in marks.items() if name.startswith("xltrack_list_")}
    sections = {f"xltrack_list_{kind}": kind for kind in ("status", "category")}
    top = min((row.number for row in other.sheet.rows), default=0)
    for row, column, text in _cells(other.sheet):
        kind = sections.get(lists.get(column, ""), "")
        is_ours = column in lists or fold(text) in printed.choices
        if lists and (not is_ours or (kind and row > top and find_code(text, kind) is None)):
            yield row, column, text


def _beside_the_list(other: OtherSheet, _: Marks, __: PrintedWords) -> _Spots:
    return (cell for cell in _cells(other.sheet) if cell[1] > _LISTED)


def _in_log(other: OtherSheet, marks: Marks, printed: PrintedWords) -> _Spots:
    """Yield what is outside the rows of the log or of Decisions, and what was answered in these."""
    header, keys = _header(other, marks)
    known = {column for column, key in keys.items() if key == _ROW_KEYS.get(other.kind)}
    ours = {row.number for row in other.sheet.rows if known.intersection(row.columns)}
    answers = _ANSWERS if other.kind == "decisions" else frozenset[str]()
    for row, column, text in _cells(other.sheet):
        key = keys.get(column, "")
        if not header or row < header or (row == header and not key):
            yield row, column, printed.added_to(text)
        elif row > header and (not key or row not in ours or key in answers):
            yield row, column, text


def _header(other: OtherSheet, marks: Marks) -> tuple[int, dict[int, str]]:
    """Return the header row of the log or of Decisions and its keys by column; row 0 for a sheet without one.

    Columns with a label in an office's own words are those that the workbook's names point to.
    """
    for row in other.sheet.rows:
        if len(row.columns) < _HEADER:
            continue
        cells = zip(row.columns, row.values, strict=True)
        keys = {column: key for column, raw in cells if (key := key_of(shown_value(raw), other.kind))}
        if len(keys) >= _HEADER:
            begin = f"xltrack_{other.kind}_"
            ours = ((mark, name.removeprefix(begin)) for name, mark in marks.items() if name.startswith(begin))
            return row.number, {mark.column: key for mark, key in ours if mark.row == row.number} | keys
    return 0, {}
