"""Findings about dates that were not written plainly: the words, the value taken, and what else they may mean."""

from __future__ import annotations

from xltrack.findings import Finding, Where
from xltrack.grid.calendars import MonthReading
from xltrack.model.year_month import YearMonth


def month_finding(reading: MonthReading, text: str, where: Where, column: str) -> Finding | None:
    """Return what there is to say about a deadline that was read from a text; None for one in the plan's own form."""
    values = {"column": column, "value": str(reading.month)}
    if reading.calendar:
        return Finding("other_calendar", where, text, values)
    if reading.span:
        return Finding("span_of_time", where, text, values)
    if reading.year_or_day:
        return Finding("year_or_day", where, text, values)
    if reading.other:
        form = str(YearMonth(reading.other.year, reading.other.month))
        return Finding("ambiguous_date", where, text, values | {"form": form})
    return None if reading.plain else Finding("value_understood", where, text, values)


def day_finding(reading: MonthReading, text: str, where: Where, column: str) -> Finding | None:
    """Return what there is to say about a day that was read from a text."""
    values = {"column": column, "value": str(reading.day)}
    if reading.calendar:
        return Finding("other_calendar", where, text, values)
    if reading.other:
        return Finding("ambiguous_date", where, text, values | {"form": reading.other.isoformat()})
    return None if reading.plain else Finding("value_understood", where, text, values)
