"""A summary laid out, before it becomes a file: titles, tiles, tables, charts and notes in their order.

Every word is chosen in content.py and every number comes from the Summary, so a renderer only draws.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from xltrack.i18n.catalogue import DEFAULT_LANGUAGE, catalogue
from xltrack.model.year_month import YearMonth
from xltrack.summary.figures import Share

PageValue = str | int | float | Share | YearMonth | date | None
ColumnKind = Literal["text", "long", "number", "percent", "month", "day"]
"""`long` texts want a wide column; of a `percent` the value is a Share."""

_STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff]")

ChartKind = Literal["bars", "columns", "lines"]
Point = tuple[str, tuple[int, ...]]
"""A label and one number a series."""

GROUPINGS = ("responsible", "recommendation", "category", "thematic_area")


@dataclass(frozen=True, slots=True)
class Options:
    """What a reader asks for. `rows` and `letters` bound tables and texts of short forms; None does not."""

    by: tuple[str, ...] = GROUPINGS
    only_overdue: bool = False
    language: str = DEFAULT_LANGUAGE
    rows: int | None = None
    letters: int | None = 240


@dataclass(frozen=True, slots=True)
class PageColumn:
    key: str
    label: str
    kind: ColumnKind = "text"


@dataclass(frozen=True, slots=True)
class PageTable:
    """The first column names the row. `more` says what is not shown, where something is not."""

    key: str
    title: str
    columns: tuple[PageColumn, ...]
    rows: tuple[tuple[PageValue, ...], ...]
    more: str = ""


@dataclass(frozen=True, slots=True)
class Chart:
    """`points` have one number a series. Bars lie on each other; columns have one series; lines have days."""

    key: str
    kind: ChartKind
    title: str
    alt: str
    series: tuple[tuple[str, str], ...]
    """The key (which decides the colour) and the label of each."""
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Tile:
    """One figure in large print; `alarm` when it calls for something to be done."""

    key: str
    label: str
    value: str
    detail: str
    alarm: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    key: str
    title: str
    texts: tuple[str, ...] = ()
    tables: tuple[PageTable, ...] = ()
    notes: tuple[str, ...] = ()
    """What weakens the figures above."""


@dataclass(frozen=True, slots=True)
class Page:
    language: str
    direction: str
    title: str
    subtitle: tuple[str, ...]
    as_of: date
    headline: tuple[str, ...]
    tiles: tuple[Tile, ...]
    charts: tuple[Chart, ...]
    changes: PageTable | None
    """What happened since the last summary, in numbers."""
    notes: tuple[str, ...]
    sections: tuple[Section, ...]
    words: PageWords

    def section(self, key: str) -> Section | None:
        return next((section for section in self.sections if section.key == key), None)

    def table(self, key: str) -> PageTable | None:
        found = (table for section in self.sections for table in section.tables if table.key == key)
        return self.changes if self.changes and self.changes.key == key else next(found, None)


class PageWords:
    """The catalogue's summary section, and values as people read them."""

    def __init__(self, language: str):
        self._catalogue = catalogue(language)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, PageWords) and other._catalogue is self._catalogue

    def __hash__(self) -> int:
        return hash(self._catalogue.language)

    def word(self, *keys: str, **values: object) -> str:
        values = {name: cleaned(value) if isinstance(value, str) else value for name, value in values.items()}
        return self._catalogue.word("summary", *keys, **values)

    def label(self, section: str, code: str) -> str:
        """A word of another section: a status, a category."""
        return self._catalogue.word(section, code)

    @property
    def direction(self) -> str:
        return self._catalogue.word("language", "direction")

    def day(self, day: date) -> str:
        names: Sequence[str] = self._catalogue.section("summary")["months"]
        return self.word("date", day=day.day, month=names[day.month - 1], year=day.year)

    def months(self, count: int) -> str:
        """ "14 months"; the first month is "under 1 month"."""
        return self._catalogue.months(count)

    def share(self, share: Share) -> str:
        """Numerator, denominator and percent; of nothing, a dash."""
        if share.percent is None:
            return self.word("nothing")
        return self.word("share", part=share.part, whole=share.whole, percent=share.percent)

    def show(self, value: PageValue, kind: ColumnKind = "text") -> str:
        """A cell as text; what is not known is a dash."""
        if type(value) is str and value:
            return cleaned(value)
        if isinstance(value, Share):
            if kind != "percent":
                return self.share(value)
            value = None if value.percent is None else self.word("percent", percent=value.percent)
        if isinstance(value, float):
            return f"{value:g}"
        if isinstance(value, date):
            return self.day(value)
        return self.word("nothing") if value is None or value == "" else cleaned(str(value))


def cleaned(text: str) -> str:
    """The text without what could steer a terminal or hide a direction; a sign stands where something was."""
    return text if text.isprintable() else _STEERING.sub("\ufffd", text)


def shorten(text: str, letters: int | None) -> str:
    """The text on one line, cut after a whole word where it is longer than `letters`, with an ellipsis."""
    text = cleaned(" ".join(text.split()))
    if letters is None or len(text) <= letters:
        return text
    cut = text[: letters - 1].rpartition(" ")[0] or text[: letters - 1]
    return cut.rstrip(" ,.;:") + "\u2026"
