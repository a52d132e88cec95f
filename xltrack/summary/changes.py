"""Changes since the last summary, as frozen values: events, the two summaries compared, earlier figures."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Literal, NamedTuple

from xltrack.model.plan import Status
from xltrack.model.year_month import YearMonth

Cure = Literal["completed", "withdrawn", "deadline_moved", "gone"]
Cause = Literal["fell_due", "reopened", "moved_earlier", "added"]
Origin = Literal["now", "published", "reconstructed"]
"""Where a figure comes from: the tracker as it is, a summary of that day, or the log."""


class Event(NamedTuple):
    """One event of an action: its state then and now, None where it did not exist.

    `months`: how late it is (newly overdue), how late it was then (cured), or how far its deadline moved.
    `times`: how often its deadline moved. `how`: what cured it, or what made it overdue.
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
    how: Cure | Cause | None = None


class Activity(NamedTuple):
    """Changes since a day. overdue_before + newly overdue - cured = overdue now."""

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


class InactiveAction(NamedTuple):
    """An open action without an update for `months`; `last_update` is None if the log has none."""

    plan: str
    ref: str
    action: str
    unit: str
    overdue: bool
    last_update: date | None
    months: int


class TrendPoint(NamedTuple):
    """The figures of one day: as a summary published them, or rebuilt from the log."""

    day: date
    total: int
    open: int
    overdue: int
    completed: int
    source: Origin


class Snapshot(NamedTuple):
    """Figures that can be compared between two days; None where an earlier summary did not give one."""

    total: int
    open: int
    overdue: int
    completed: int
    not_yet_due: int | None
    median: int | None
    plans_late: int | None


class Comparison(NamedTuple):
    """The last summary and the present, over the same plans. `new_plans` were not in it and are left out of both."""

    day: date
    source: Origin
    a_month: bool
    """Whether the last summary was one month ago, whatever the length of that month."""
    then: Snapshot
    now: Snapshot
    new_plans: tuple[str, ...]


class BridgeStep(NamedTuple):
    """One cause of the change in overdue actions: how many it added (or took away, below 0), and which."""

    kind: str
    n: int
    refs: tuple[str, ...]
