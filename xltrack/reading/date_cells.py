"""The content of a cell as a month or a day."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from xltrack.findings import Finding, Term
from xltrack.findings.cells import incomplete_date, unreadable_date, unreadable_deadline
from xltrack.grid.values import Day, Raw, shown_value
from xltrack.model.year_month import YearMonth
from xltrack.reading.cell_context import KEEP, CellContext, Keep

if TYPE_CHECKING:
    from xltrack.grid.calendars import MonthReading


@lru_cache(maxsize=1024)
def month_of(serial: float) -> YearMonth | None:
    """Return the month of a day's serial."""
    day = Day(serial).date
    return YearMonth(day.year, day.month) if day else None


def read_month_cell(raw: Raw | None, place: CellContext, hints: list[Finding]) -> YearMonth | Keep | None:
    """Return a deadline from a date, a text or a bare number."""
    text = "" if raw is None else shown_value(raw).strip()
    if not text:
        return None
    if isinstance(raw, Day):
        month = month_of(raw.serial)
        if month and (month == place.sent or _is_likely(raw)):
            return month
        reading, text = _doubtful(raw)
    else:
        reading = _reading(raw, text)
    if reading is None:
        hints.append(_incomplete(text, place) or unreadable_deadline(place.where, place.label, text[:60]))
        return KEEP
    if isinstance(place.sent, YearMonth) and str(place.sent) == text:
        return place.sent
    from xltrack.grid.date_findings import month_finding

    finding = month_finding(reading, text, place.where, place.label)
    hints += [finding] if finding else []
    return reading.month


def read_day_cell(raw: Raw | None, place: CellContext, hints: list[Finding]) -> date | Keep | None:
    """Return a day from a date, a text or a bare number."""
    text = "" if raw is None else shown_value(raw).strip()
    if not text:
        return None
    if isinstance(raw, Day):
        if raw.date and (raw.date == place.sent or _is_likely(raw)):
            return raw.date
        reading, text = _doubtful(raw)
    else:
        reading = _reading(raw, text)
    if reading is None or reading.day is None:
        hints.append(_incomplete(text, place) or unreadable_date(place.where, place.label, text[:60]))
        return KEEP
    from xltrack.grid.date_findings import day_finding

    finding = day_finding(reading, text, place.where, place.label)
    hints += [finding] if finding else []
    return reading.day


def _incomplete(text: str, place: CellContext) -> Finding | None:
    """Return the finding about a date that lacks its day, month or year, with the one that it probably is."""
    from xltrack.grid.incomplete_dates import read_incomplete  # as in `_reading`

    readings = read_incomplete(text, place.near, place.column.kind)
    if readings is None:
        return None
    missing = Term(("words",), f"missing_{readings.missing}")
    return incomplete_date(place.where, place.label, text, missing, readings.proposal(place.column.kind))


def _doubtful(day: Day) -> tuple[MonthReading | None, str]:
    """Read a date that no plan has, and return the text that was typed: mostly a bare number, else a year of another
    calendar, 2565 for 2022."""
    number = shown_value(day.serial)
    reading = _reading(day.serial, number)
    if reading or day.date is None or number.startswith(("19", "20")):
        return reading, number
    by_calendar = _reading(None, day.date.isoformat())
    return (by_calendar if by_calendar and by_calendar.calendar else None), day.date.isoformat()


def _is_likely(day: Day) -> bool:
    from xltrack.reading.bare_numbers import is_likely  # as in `_reading`

    return is_likely(day)


def _reading(raw: Raw | None, text: str) -> MonthReading | None:
    """Return the day or month in a text or a bare number. Most trackers hold plain dates and need none of its words."""
    from xltrack.grid.dates import read_month
    from xltrack.reading.bare_numbers import read_number

    return read_number(raw, text) if isinstance(raw, float) else read_month(text)
