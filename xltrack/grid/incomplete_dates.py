"""Dates that lack a part: a season, a day without its year, a month where a day is asked for.

They are not guessed. What was understood of them is completed to a proposal, which a person confirms.
"""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from datetime import date
from typing import Literal, NamedTuple

from xltrack.grid.calendars import MonthReading
from xltrack.grid.dates import read_deadline, read_month
from xltrack.i18n.catalogue import bare
from xltrack.model.year_month import YearMonth

Missing = Literal["day", "month", "year"]

_SEASONS = {
    month: frozenset(bare(word) for word in words.split())
    for month, words in {
        5: "spring printemps primavera весна весны весной весне ربيع الربيع",
        8: "summer été verano verão лето лета летом лете صيف الصيف",
        11: "autumn fall automne otoño outono осень осени осенью خريف الخريف",
        12: "winter hiver invierno inverno зима зимы зимой зиме شتاء الشتاء",
    }.items()
}
"""The last month of each season in the north that is in the year of its name, and the words for the season."""
_CHINESE_SEASON = re.compile(r"(\d{4}|\d{2})? ?年? ?([春夏秋冬])(?:季|天)?(?:[初中末底])?")
_CHINESE_SEASONS = dict(zip("春夏秋冬", _SEASONS, strict=True))
_TWO_YEARS = re.compile(r"(20\d{2}) ?[/–-] ?(?:20)?(\d{2})(?!\d)")
_DAY_AND_MONTH = re.compile(r"\d{1,2}([/-])\d{1,2}|(?:1[3-9]|2\d|3[01])\.\d{1,2}\.?|\d{1,2}\.\d{1,2}\.")
"""A day and a month in numbers. With one dot, 1.10 may be a number."""
_LEAP = 2000
"""A year in which every day exists."""
_LONGEST = 60


class IncompleteDate(NamedTuple):
    """A date that lacks a part, and the day or month that it probably is."""

    missing: Missing
    month: YearMonth
    day: date

    def proposal(self, kind: str) -> str:
        """Return the text to write instead into a column of that kind."""
        return self.day.isoformat() if kind == "date" else str(self.month)


def read_incomplete(text: str, near: date | None, kind: str) -> IncompleteDate | None:
    """Return what a text that could not be read lacks to be a month (or a day, for a column of the kind "date").

    A year that is missing is the one of the next such month from `near` on, of the last such day before it. Returns
    None for a text that is no date, and where only `near` could tell the year and is None.

    >>> for text, kind in (("summer 2025", "month"), ("June 2025", "date"), ("30 June", "month"), ("soon", "month")):
    ...     found = read_incomplete(text, date(2024, 9, 1), kind)
    ...     print(found and (found.missing, found.proposal(kind)))
    ('month', '2025/08')
    ('day', '2025-06-30')
    ('year', '2025/06')
    None
    """
    if len(text) > _LONGEST:
        return None
    reading = read_month(text)
    if reading is not None:
        return None if reading.day else _filled("day", reading)
    reading = read_deadline(text) or _season(text)
    if reading is not None:
        return _filled("month", reading)
    return _without_year(text, near, ahead=kind != "date") if near is not None else None


def _filled(missing: Missing, reading: MonthReading) -> IncompleteDate:
    year, month = reading.month.year, reading.month.month
    return IncompleteDate(missing, reading.month, reading.day or date(year, month, monthrange(year, month)[1]))


def _season(text: str) -> MonthReading | None:
    """Read a season of a year as its last month; a winter that begins in one year ends in the next."""
    chinese = _CHINESE_SEASON.fullmatch(unicodedata.normalize("NFKC", text).strip(" 。"))
    if chinese:
        return read_month(f"{chinese[1]}年{_CHINESE_SEASONS[chinese[2]]}月") if chinese[1] else None
    words = re.findall(r"[^\W\d_]+", text)
    for month, names in _SEASONS.items():
        name = next((word for word in words if bare(word.casefold()) in names), None)
        if name is None:
            continue
        both = _TWO_YEARS.search(text) if month == 12 else None
        if both:
            text, month = text.replace(both[0], f"20{both[2]}"), 2
        return read_month(text.replace(name, f" {date(_LEAP, month, 1):%B} ", 1))
    return None


def _without_year(text: str, near: date, *, ahead: bool) -> IncompleteDate | None:
    reading = _in_leap_year(text.strip())
    if reading is None or reading.other or reading.calendar:
        return None
    candidates = [_in_year(reading, near.year + more) for more in (-1, 0, 1)]
    if ahead:
        return next(
            candidate
            for candidate in candidates
            if (candidate.day.year, candidate.day.month) >= (near.year, near.month)
        )
    return next(candidate for candidate in reversed(candidates) if candidate.day <= near)


def _in_leap_year(text: str) -> MonthReading | None:
    """Read a text without its year as it would be in a year that has every day."""
    if re.search(r"\d{3}", text):
        return None
    numbers = _DAY_AND_MONTH.fullmatch(text)
    if numbers:
        return read_month(f"{text.rstrip('.')}{numbers[1] or '.'}{_LEAP}")
    if not any(ch.isalpha() for ch in text):
        return None
    return read_month(f"{text} {_LEAP}") or read_month(f"{_LEAP}年{text}")


def _in_year(reading: MonthReading, year: int) -> IncompleteDate:
    month = reading.month.month
    last = monthrange(year, month)[1]
    day = min(reading.day.day, last) if reading.day else last
    return IncompleteDate("year", YearMonth(year, month), date(year, month, day))
