"""Checks of what callers of the library pass in: a wrong type is an error that names what was expected."""

from __future__ import annotations

from datetime import date, datetime

_INSTEAD = {
    ("Submission", "Tracker"): "read_master(path) or read_workbook(path) gives one",
    ("Submission", "Plan"): "read_workbook(path) gives one",
    ("Tracker", "Plan"): "new_tracker(plan, day) makes one",
    ("Tracker", "Submission"): "take its .base",
    ("Tracker", "Master"): "take its .tracker",
    ("Plan", "Tracker"): "take its .plan",
    ("Plan", "LoadedPlan"): "take its .plan",
    ("Plan", "Submission"): "take its .current",
    ("Plan", "Master"): "take its .plan",
    ("Summary", "Plan"): "summarize(plan, day) makes one",
    ("Summary", "Tracker"): "summarize(tracker, day) makes one",
}


def expect(name: str, value: object, kind: type) -> None:
    """Raise TypeError if an argument is not of its kind; the message says how to get one.

    >>> expect("base", "R1", int)
    Traceback (most recent call last):
    TypeError: base must be int, not str
    """
    if not isinstance(value, kind):
        given = type(value).__name__
        instead = _INSTEAD.get((kind.__name__, given), "")
        raise TypeError(f"{name} must be {kind.__name__}, not {given}" + (f": {instead}" if instead else ""))


def expect_day(name: str, day: date) -> None:
    """Raise TypeError if a day is not a date. A datetime is refused, too: a day has no hour and no zone."""
    if isinstance(day, datetime):
        raise TypeError(f"{name} must be date, not datetime: take its .date()")
    if isinstance(day, str):
        raise TypeError(f"{name} must be date, not str: date.fromisoformat(text) makes one")
    expect(name, day, date)


def expect_zone(name: str, moment: datetime) -> None:
    """Raise TypeError if a moment is no datetime, ValueError if it has no time zone."""
    expect(name, moment, datetime)
    if moment.tzinfo is None:
        raise ValueError(f"{name} has no time zone: write datetime.now().astimezone()")
