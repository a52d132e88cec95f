"""Whatever a worksheet holds besides the values of its cells: notes, shapes, struck-out words, links, margins."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, NamedTuple

from xltrack.grid.values import Area, Day, ErrorValue, Formula, LinkedText, Raw, Row, Sheet, StruckText, shown_value

Spot = tuple[int, int]
"""Row and column of a cell, counted from 1."""


class CellNote(NamedTuple):
    """A note on a cell, or one comment of a thread; `row` and `column` count from 1, and are 0 for one in no cell."""

    row: int
    column: int
    text: str
    author: str = ""
    when: datetime | None = None
    threaded: bool = False
    resolved: bool = False


class SheetShape(NamedTuple):
    """A shape over the cells. `row` and `column` are those of its upper left corner; 0 for a shape in no cell."""

    row: int
    column: int
    kind: Literal["text_box", "picture"]
    text: str
    """Its words; of a picture its alternative text, else its title."""


class StruckWords(NamedTuple):
    """A cell's text split into the words that still count and those that are struck out."""

    live: str
    struck: str


_ERROR = re.compile(r"#[A-Z/0-9]+[!?]|#N/A|Err:\d{3}")
"""An error as Excel or LibreOffice shows it."""


@dataclass(slots=True)
class CellMarks:
    """Marks on the cells of one worksheet that are no values, and the texts of its printed margins."""

    struck: dict[Spot, StruckWords | None] = field(default_factory=dict)
    """None where the format of the whole cell strikes its value out."""
    links: dict[Spot, str] = field(default_factory=dict)
    """The address behind a cell: a web address, a file, or a place in the workbook as "#Sheet!A1"."""
    pictures: set[Spot] = field(default_factory=set)
    """Cells that hold a picture."""
    margins: tuple[str, ...] = ()
    filled: tuple[Area, ...] = ()
    """Ranges that one formula fills: array formulas and tables of data, of more than one cell."""
    formulas: dict[Spot, str] = field(default_factory=dict)
    """Formulas of cells whose reader gives values alone."""


@dataclass(slots=True)
class OutsideCells:
    """Everything beside the cells of one worksheet."""

    notes: tuple[CellNote, ...] = ()
    shapes: tuple[SheetShape, ...] = ()
    marks: CellMarks = field(default_factory=CellMarks)
    typed_over: dict[Spot, str] = field(default_factory=dict)
    """Texts that were typed over our formulas, in cells that are not read otherwise."""
    damage: str = ""
    """What of it could not be read, and why; "" if all of it was."""


def with_marks(sheet: Sheet, marks: CellMarks) -> Sheet:
    """Return the sheet with struck-out texts, linked ones and formulas as values of their own types."""
    rows = {row for row, _ in (*marks.struck, *marks.links, *marks.formulas)}
    if not rows:
        return sheet
    return sheet._replace(rows=tuple(_marked(row, marks) if row.number in rows else row for row in sheet.rows))


def _marked(row: Row, marks: CellMarks) -> Row:
    cells = zip(row.columns, row.values, strict=True)
    return row._replace(values=tuple(_marked_value(raw, (row.number, column), marks) for column, raw in cells))


def _marked_value(raw: Raw, spot: Spot, marks: CellMarks) -> Raw:
    if spot in marks.formulas:
        return Formula(marks.formulas[spot], _result(raw))
    if spot in marks.struck and not isinstance(raw, Formula):
        words, full = marks.struck[spot], shown_value(raw)
        return StruckText(full, words.live if words else "", words.struck if words else full.strip())
    if spot in marks.links and isinstance(raw, str):
        return LinkedText(raw, marks.links[spot])
    return raw


def _result(raw: Raw) -> str | float | bool | Day | ErrorValue | None:
    """Return what a formula's cell shows. Gnumeric keeps an error as a text."""
    if isinstance(raw, str) and _ERROR.fullmatch(raw):
        return ErrorValue(raw)
    return raw if isinstance(raw, (str, float, bool, Day, ErrorValue)) else None
