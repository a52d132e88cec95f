"""Checks of what callers of the library pass in: a wrong type is an error that names what was expected."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from numbers import Integral
from types import NoneType
from typing import TypeVar

_T = TypeVar("_T")

_INSTEAD = {
    ("Submission", "Tracker"): "read_master(path) or read_workbook(path) gives one",
    ("Submission", "Plan"): "read_workbook(path) gives one",
    ("Tracker", "Plan"): "new_tracker(plan, day) makes one",
    ("Tracker", "Submission"): "take its .base",
    ("Tracker", "Master"): "take its .tracker",
    ("Plan", "Tracker"): "take its .plan",
    ("KeyAction", "Plan"): "its .actions has them",
    ("Recommendation", "Plan"): "take its .recommendations",
    ("YearMonth", "KeyAction"): "take its .deadline",
    ("YearMonth", "str"): "YearMonth.parse(text) makes one",
    ("date", "Summary"): "take its .as_of",
    ("Plan", "LoadedPlan"): "take its .plan",
    ("Plan", "Submission"): "take its .current",
    ("Plan", "Master"): "take its .plan",
    ("Submission", "Returns"): "take its .submissions",
    ("Submission", "Master"): "its .merge() merges returns",
    ("Change", "Plan"): "diff(before, after) gives them",
    ("Finding", "Returns"): "take its .findings and those of its .submissions",
    ("Finding", "Submission"): "take its .findings",
    ("Finding", "LoadedPlan"): "take its .findings",
    ("LogEntry", "Tracker"): "take its .log",
    ("LogEntry", "Master"): "take its .history()",
    ("Policy", "str"): 'Policy(prefer="latest") makes one',
    ("Settings", "dict"): "Settings.from_toml(text) makes one",
    ("Settings", "str"): "Settings.from_toml(text) makes one",
    ("Summary", "Plan"): "summarize(plan, day) makes one",
    ("Summary", "Tracker"): "summarize(tracker, day) makes one",
}

_NAMES: Mapping[type, str] = {NoneType: "None", Integral: "int"}


def expect(name: str, value: object, *kinds: type) -> None:
    """Raise TypeError if an argument is of none of its kinds; the message says how to get one. A truth is no number.

    >>> expect("base", "R1", int)
    Traceback (most recent call last):
    TypeError: base must be int, not str
    """
    if not isinstance(value, kinds) or (isinstance(value, bool) and bool not in kinds):
        raise TypeError(f"{name} must be {_named(kinds)}, not {type(value).__name__}{_instead(kinds, value)}")


def _named(kinds: Iterable[type]) -> str:
    *others, last = (_NAMES.get(kind, kind.__name__) for kind in kinds)
    return f"{', '.join(others)} or {last}" if others else last


def _instead(kinds: Iterable[type], value: object) -> str:
    known = (_INSTEAD.get((kind.__name__, type(value).__name__)) for kind in kinds)
    return next((f": {instead}" for instead in known if instead), "")


def expect_each(name: str, values: Iterable[_T], *kinds: type) -> tuple[_T, ...]:
    """Return the values as a tuple. Raise TypeError if one is of no kind, or a single thing is given for several.

    >>> expect_each("each ref", "R1", str)
    Traceback (most recent call last):
    TypeError: each ref must be str in a list, not str
    """
    instead = _instead(kinds, values)
    if instead or isinstance(values, (str, bytes, *kinds)) or not isinstance(values, Iterable):
        raise TypeError(f"{name} must be {_named(kinds)} in a list, not {type(values).__name__}{instead}")
    several = tuple(values)
    for value in several:
        expect(name, value, *kinds)
    return several


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
