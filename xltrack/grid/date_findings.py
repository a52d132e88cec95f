"""Findings about dates that were not written plainly: the words, the value taken, and what else they may mean."""

from __future__ import annotations

from xltrack.findings import Finding, Named, Where
from xltrack.findings.cells import ambiguous_date, other_calendar, span_of_time, value_understood, year_or_day
from xltrack.grid.calendars import MonthReading
from xltrack.model.year_month import YearMonth


def month_finding(reading: MonthReading, text: str, where: Where, column: Named) -> Finding | None:
    """Return the finding about a deadline that was read from a text; None if it is in the plan's own form."""
    value = str(reading.month)
    if reading.calendar:
        return other_calendar(where, column, text, value)
    if reading.span:
        return span_of_time(where, column, text, value)
    if reading.year_or_day:
        return year_or_day(where, column, text, value)
    if reading.other:
        form = str(YearMonth(reading.other.year, reading.other.month))
        return ambiguous_date(where, column, text, value, form)
    return None if reading.plain else value_understood(where, column, text, value)


def day_finding(reading: MonthReading, text: str, where: Where, column: Named) -> Finding | None:
    """Return the finding about a day that was read from a text; None if it was plainly written."""
    value = str(reading.day)
    if reading.calendar:
        return other_calendar(where, column, text, value)
    if reading.other:
        return ambiguous_date(where, column, text, value, reading.other.isoformat())
    return None if reading.plain else value_understood(where, column, text, value)
