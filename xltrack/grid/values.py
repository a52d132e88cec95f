"""Raw cells of a workbook: values with their addresses, without any meaning yet."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from xltrack.model.text_length import LONGEST_TEXT

FIRST_SERIAL, LAST_SERIAL = 61, 2_958_465
"""1 March 1900 (before it, Excel counts a day that never was) and 31 December 9999."""
EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - days in a workbook have no zone


@dataclass(frozen=True, slots=True)
class ErrorValue:
    """An error value, such as #REF!."""

    text: str


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula and the result that was stored with it; None when there is none. Never evaluated."""

    text: str
    cached: str | float | bool | Day | ErrorValue | None


class Day(NamedTuple):
    """A number that is shown as a date: days since 30 December 1899, whatever system the workbook counts in.

    A named tuple, since it is part of many keys and its hash is worked out without Python.
    """

    serial: float

    @property
    def date(self) -> date | None:
        """The day, its time cut off; None outside what Excel can hold."""
        if not FIRST_SERIAL <= self.serial < LAST_SERIAL + 1:
            return None
        return (EPOCH + timedelta(days=int(self.serial))).date()

    def __str__(self) -> str:
        """Return as a person would write it: 2023-06-30, or 2023-06-30 14:30."""
        day = self.date
        if day is None:
            return f"{self.serial:.15g}"
        seconds = round(self.serial % 1 * 86_400)
        return (
            f"{day}" if not seconds else f"{EPOCH + timedelta(days=int(self.serial), seconds=seconds):%Y-%m-%d %H:%M}"
        )


@dataclass(frozen=True, slots=True)
class StruckText:
    """A text of which words are struck out: the whole of it, and the words that still count."""

    full: str
    live: str
    struck: str


@dataclass(frozen=True, slots=True)
class LinkedText:
    """A text with a web address, a file or a place in the workbook behind it."""

    text: str
    target: str

    @property
    def says_more(self) -> bool:
        """True if the address is outside the workbook and is not the text itself."""
        bare = self.target.removeprefix("mailto:").rstrip("/")
        return not self.target.startswith("#") and bool(bare) and bare.casefold() not in self.text.casefold()


Raw = str | float | bool | Day | Formula | ErrorValue | StruckText | LinkedText


class Row(NamedTuple):
    """One row's filled cells: `columns`, rising and counted from 1, beside their `values`."""

    number: int
    columns: tuple[int, ...]
    values: tuple[Raw, ...]


class Area(NamedTuple):
    """A rectangle of cells, both ends included, counted from 1."""

    top: int
    left: int
    bottom: int
    right: int


class Mark(NamedTuple):
    """The target of a defined name: its sheet and its first cell."""

    sheet: str
    row: int
    column: int


class Sheet(NamedTuple):
    """One worksheet: its rows from the top, and the areas where cells were merged into one."""

    name: str
    rows: tuple[Row, ...] = ()
    merged: tuple[Area, ...] = ()


class Marks(dict[str, Mark]):
    """Defined names (case folded) that mark columns, with lookups built once. Copies of one tracker share them."""

    def __init__(self, found: Mapping[str, Mark] | None = None):
        super().__init__(found or {})
        self.worked_out: dict[Hashable, Any] = {}


_UNMARKED = Marks()


class Grid(NamedTuple):
    """The sheets of a workbook that may be ours, in workbook order, without the sheet that carries the base."""

    sheets: tuple[Sheet, ...]
    marks: Marks = _UNMARKED
    errors_hidden: bool = False
    """Whether an error looks like an empty cell: so it is in formats that are read through python-calamine."""
    longest: int = LONGEST_TEXT
    """UTF-16 units that a cell's text may have."""
    languages: tuple[str, ...] = ()
    """Languages with an office's own words, in which headers may be written, too."""


def shown_value(raw: Raw) -> str:
    """Return a value's text as a person sees it: 5 and not 5.0, 2023-06-30, the stored result of a formula."""
    if isinstance(raw, str):
        return raw
    if isinstance(raw, bool):
        return "TRUE" if raw else "FALSE"
    if isinstance(raw, float):
        return f"{raw:.15g}"
    if isinstance(raw, StruckText):
        return raw.full
    if isinstance(raw, Formula):
        return shown_value(raw.cached) if raw.cached is not None else f"={raw.text}"
    return raw.text if isinstance(raw, (ErrorValue, LinkedText)) else str(raw)
