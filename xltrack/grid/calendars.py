"""A month as read from a text, and the calendars and centuries of its year."""

from __future__ import annotations

from datetime import date
from typing import Literal, NamedTuple

from xltrack.model.year_month import YearMonth

TWO_DIGIT_YEARS = range(1970, 2070)
"""Years that two digits may mean: 69 is 2069, 70 is 1970."""
_BUDDHIST = range(2443, 2644)
"""Years that no plan gives unless it counts as Thailand does: 543 more than the common year, from 1900 on."""
PERSIAN_YEARS = range(1370, 1421)
"""Years of the Persian calendar from 1991 to 2042. Earlier than the common years Excel can hold."""

Span = Literal["", "quarter", "half", "year", "start", "middle", "end", "range"]
Calendar = Literal["", "buddhist", "persian"]


class MonthReading(NamedTuple):
    """A text read as a month, with its day if it has one. `plain`: it is in the form we ask for. `other`: the
    second way to read it, if day and month could be swapped."""

    month: YearMonth
    day: date | None = None
    plain: bool = False
    other: date | None = None
    span: Span = ""
    """The stretch of time the words name, when it is longer than a month. The month is its last one."""
    calendar: Calendar = ""
    """Another calendar in which the year was written; month and day are converted."""
    year_or_day: bool = False
    """Whether "June 26" may have been meant as the 26th of June."""

    @property
    def exact(self) -> bool:
        """Whether the words name one month of one calendar, in one way."""
        return not (self.span or self.calendar or self.year_or_day or self.other)


def full_year(number: int) -> int:
    """Complete a year of two digits."""
    return number if number > 99 else next(year for year in TWO_DIGIT_YEARS if year % 100 == number)


def dated(year: int, month: int, day: int | None = None, *, plain: bool = False) -> MonthReading:
    """Build a reading, its year brought over from the calendar that it belongs to. Raises ValueError."""
    if year in _BUDDHIST:
        return dated(year - 543, month, day)._replace(calendar="buddhist")
    if year in PERSIAN_YEARS:
        found = _from_persian(year, month, day or (31 if month < 7 else 29))
        return MonthReading(YearMonth(found.year, found.month), found if day else None, calendar="persian")
    if day is None:
        return MonthReading(YearMonth(year, month), plain=plain)
    found = date(year, month, day)
    return MonthReading(YearMonth(found.year, found.month), found, plain)


def _from_persian(year: int, month: int, day: int) -> date:
    """Convert a day of the Persian calendar by its 33-year cycle, which is right for the years read here."""
    if not (1 <= month <= 12 and 1 <= day <= (31 if month < 7 else 30)):
        raise ValueError(f"{year}/{month}/{day}")
    passed = year - 979
    days = 365 * passed + passed // 33 * 8 + (passed % 33 + 3) // 4
    days += (month - 1) * 31 - max(0, month - 7) + day - 1
    return date.fromordinal(_PERSIAN_979 + days)


_PERSIAN_979 = date(1600, 3, 20).toordinal()
"""The first day of the Persian year 979, with which a cycle begins."""
