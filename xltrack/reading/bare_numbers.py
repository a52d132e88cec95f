"""Numbers in cells of dates: months and days typed without their separators, and the serials of days."""

from __future__ import annotations

import re
from datetime import date

from xltrack.grid.calendars import MonthReading
from xltrack.grid.dates import read_month
from xltrack.grid.values import Day
from xltrack.model.year_month import YearMonth

EARLIEST_BARE_SERIAL = 18_264
"""1 January 1950. A smaller number that is not shown as a date is a number, not a day."""
LATEST_BARE_SERIAL = 73_416
"""1 January 2101. A larger number is a day too late for any plan."""


def is_likely(day: Day) -> bool:
    """Return whether a date is plausible: 2023 or 202306 typed into a date cell becomes a day of 1905 or 2453."""
    return EARLIEST_BARE_SERIAL <= day.serial < LATEST_BARE_SERIAL


def read_number(number: float, text: str) -> MonthReading | None:
    """Return the month that a bare number may mean.

    202306, 20230630, 6.2023 (a month typed as 06.2023), 2023.06, or the serial of a day.
    """
    if number != int(number):
        for places in (4, 2):
            if abs(number - round(number, places)) < 1e-9:
                reading = read_month(f"{number:.{places}f}")
                if reading is not None:
                    return _other_digit(reading, text)
        return _serial(number) if EARLIEST_BARE_SERIAL <= number < LATEST_BARE_SERIAL else None
    typed = read_month(text)
    if typed is not None and "19" <= text[:2] <= "20":
        return typed
    return _serial(number) if EARLIEST_BARE_SERIAL <= number < LATEST_BARE_SERIAL else None


def _other_digit(reading: MonthReading, text: str) -> MonthReading:
    """Add the second reading of 2023.1, which was typed as 2023.1 (January) or as 2023.10 (October)."""
    if re.fullmatch(r"\d{4}\.1", text):
        return MonthReading(reading.month, other=date(reading.month.year, 1, 1))
    return reading


def _serial(number: float) -> MonthReading | None:
    day = Day(number).date
    return MonthReading(YearMonth(day.year, day.month), day) if day else None
