"""What a summary says, as frozen values: plain numbers and rows, nothing to compute any more.

A percentage never stands alone: it is a `Share`, which carries its numerator and denominator.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from xltrack.model.plan import Category, Status
from xltrack.model.year_month import YearMonth

Cure = Literal["completed", "withdrawn", "deadline_moved", "gone"]
GapCode = Literal[
    "open_decisions", "no_deadline", "no_unit", "completed_bare", "completion_day_unknown", "returns_missing",
    "files_unread", "cells_unread", "reader_guesses", "flag_contradicts", "log_starts_later", "changed_after_as_of",
]  # fmt: skip
Figure = Literal["overdue", "completed", "on_time", "by_responsible", "happened", "all"]


@dataclass(frozen=True, slots=True)
class Share:
    """`part` of `whole`. `percent` is whole percents, None of nothing; 0 and 100 only when exactly none and all."""

    part: int
    whole: int
    percent: int | None


@dataclass(frozen=True, slots=True)
class Counts:
    """One set of actions, counted. `due` has one number a horizon.

    `applicable` is all but those no longer applicable; `on_schedule` what is open and not overdue.
    """

    total: int
    not_initiated: int
    initiated: int
    completed: int
    no_longer_applicable: int
    open: int
    applicable: int
    on_schedule: int
    overdue: int
    overdue_initiated: int
    overdue_not_initiated: int
    due: tuple[int, ...]
    of_open: Share
    of_applicable: Share


@dataclass(frozen=True, slots=True)
class Group:
    """The actions of one unit, recommendation, category, area or plan. An empty key: none is given."""

    plan: str
    key: str
    label: str
    counts: Counts


@dataclass(frozen=True, slots=True)
class Band:
    """Overdue actions `first` to `last` months late; `last` None has no end."""

    first: int
    last: int | None
    count: int


@dataclass(frozen=True, slots=True)
class Ageing:
    """How late the overdue actions are, in months by `overdue.months_late`; None when nothing is overdue."""

    bands: tuple[Band, ...]
    median: float | None
    maximum: int | None


@dataclass(frozen=True, slots=True)
class Due:
    """Open actions, not overdue, whose deadline is this month or one of the next `months`, so at the latest `until`."""

    months: int
    until: YearMonth
    count: int


@dataclass(frozen=True, slots=True)
class OverdueRow:
    """One overdue action. `original_deadline` only where the log says that it moved, and `moved` how often."""

    plan: str
    ref: str
    recommendation: str
    action: str
    unit: str
    deadline: YearMonth
    months_late: int
    status: Status
    comment: str
    original_deadline: YearMonth | None
    moved: int


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened to an action: its state then and now, where it was there.

    `months`: how late it is (newly overdue), how late it was then (cured), or how far its deadline moved.
    `times`: how often its deadline moved. `how` says what cured it.
    """

    plan: str
    ref: str
    action: str
    unit: str
    status_before: Status | None
    status: Status | None
    deadline_before: YearMonth | None
    deadline: YearMonth | None
    months: int | None = None
    times: int | None = None
    how: Cure | None = None


@dataclass(frozen=True, slots=True)
class Happened:
    """What changed since a day. overdue_before + newly overdue - cured = overdue now."""

    since: date
    overdue_before: int
    newly_overdue: tuple[Event, ...]
    cured: tuple[Event, ...]
    completed: tuple[Event, ...]
    reopened: tuple[Event, ...]
    moved: tuple[Event, ...]
    added: tuple[Event, ...]
    withdrawn: tuple[Event, ...]
    counts: Mapping[str, int]
    """The length of each list above, by its name, so that nobody counts again."""


@dataclass(frozen=True, slots=True)
class Quiet:
    """An open action nobody has updated for `months`; `last_update` None: never, as far as the log reaches."""

    plan: str
    ref: str
    action: str
    unit: str
    overdue: bool
    last_update: date | None
    months: int


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """The state on a day, rebuilt from the log."""

    day: date
    total: int
    open: int
    overdue: int
    completed: int


@dataclass(frozen=True, slots=True)
class Gap:
    """Something not known, and the figure that it weakens. `refs` (or names) are what it is about."""

    code: GapCode
    weakens: Figure
    count: int
    refs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """Where the figures come from; a plan that is no tracker has neither id nor revision."""

    title: str
    id: str | None
    revision: int | None


@dataclass(frozen=True, slots=True)
class Summary:
    """Everything that a monthly summary says. Equal inputs give equal summaries."""

    title: str
    as_of: date
    sources: tuple[Source, ...]
    counts: Counts
    completed_of_applicable: Share
    on_time: Share
    """Completed by the end of the deadline month, of the completed actions whose two dates are known."""
    ageing: Ageing
    due: tuple[Due, ...]
    overdue: tuple[OverdueRow, ...]
    by_plan: tuple[Group, ...]
    by_responsible: tuple[Group, ...]
    by_recommendation: tuple[Group, ...]
    by_category: tuple[Group, ...]
    by_thematic_area: tuple[Group, ...]
    """An action counts once for each area of its recommendation, so these do not add up to the whole."""
    happened: Happened | None
    silent_after: int
    silent: tuple[Quiet, ...]
    trend: tuple[TrendPoint, ...]
    known_since: date | None
    """The first day that the log (of every tracker) can speak of."""
    gaps: tuple[Gap, ...]


def share(part: int, whole: int) -> Share:
    """
    >>> share(10, 23), share(1, 2000).percent, share(1999, 2000).percent, share(0, 0).percent
    (Share(part=10, whole=23, percent=43), 1, 99, None)
    """
    if whole == 0:
        return Share(part, whole, None)
    rounded = (200 * part + whole) // (2 * whole)
    if 0 < part < whole:
        rounded = min(max(rounded, 1), 99)
    return Share(part, whole, rounded)


CATEGORIES: tuple[Category | None, ...] = (*Category, None)
"""The order of categories in a table."""
