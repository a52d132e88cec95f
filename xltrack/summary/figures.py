"""The figures of a summary, as frozen values: plain numbers and rows, nothing left to compute."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from typing import Literal, NamedTuple

from xltrack.i18n.catalogue import catalogue
from xltrack.model.own_fields import OwnField
from xltrack.model.plan import Category, PlanState, Status
from xltrack.model.year_month import YearMonth
from xltrack.summary.changes import Activity, BridgeStep, Comparison, InactiveAction, TrendPoint
from xltrack.summary.narrow import REGION
from xltrack.summary.share import Share

GapCode = Literal[
    "open_decisions", "no_deadline", "no_unit", "completed_bare", "completion_day_unknown", "returns_missing",
    "files_unread", "cells_unread", "reader_guesses", "flag_contradicts", "log_starts_later", "changed_after_as_of",
    "tracker_old", "unverified",
]  # fmt: skip
Figure = Literal["overdue", "completed", "on_time", "by_responsible", "happened", "all"]


class Counts(NamedTuple):
    """One set of actions, counted. `due` has one number a horizon.

    `applicable` is all but those no longer applicable. What is open is either `overdue`, `on_schedule` (its deadline
    is still to come) or without a deadline.
    """

    total: int
    not_initiated: int
    initiated: int
    completed: int
    no_longer_applicable: int
    open: int
    applicable: int
    on_schedule: int
    no_deadline: int
    overdue: int
    overdue_initiated: int
    overdue_not_initiated: int
    due: tuple[int, ...]
    of_open: Share
    of_applicable: Share


class Group(NamedTuple):
    """The actions of one unit, recommendation, category, area or plan. An empty key: none is given.

    `plan` is empty where the group is of one plan alone, or of several together.
    """

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


class Ageing(NamedTuple):
    """The lateness of the overdue actions, in months by `overdue.months_late`; None when nothing is overdue.

    The median of an even number is the lower of the two in the middle, so it is whole.
    """

    bands: tuple[Band, ...]
    median: int | None
    maximum: int | None


@dataclass(frozen=True, slots=True)
class Due:
    """Open actions, not overdue, whose deadline is this month or one of the next `months`, so at the latest `until`."""

    months: int
    until: YearMonth
    count: int


@dataclass(frozen=True, slots=True)
class ActionRow:
    """One action. `original_deadline` only where the log says that it moved, and `moved` how often.

    `reopened` since the last summary; `waits` for a decision; `unanswered`: the copy it was sent in has not come back.
    """

    plan: str
    ref: str
    action: str
    unit: str
    deadline: YearMonth
    status: Status
    original_deadline: YearMonth | None
    moved: int
    reopened: bool
    waits: bool
    unanswered: bool


@dataclass(frozen=True, slots=True)
class OverdueRow(ActionRow):
    """One overdue action, with how late it is and what was last said of it."""

    recommendation: str
    months_late: int
    comment: str


class DeadlineCount(NamedTuple):
    """The actions of one unit of a plan that are due in one month; `open` are those not overdue."""

    plan: str
    unit: str
    month: YearMonth
    overdue: int
    open: int
    completed: int


class ByOriginal(NamedTuple):
    """The figures by the first deadline that the log knows of, instead of the present one.

    `overdue` counts every open action that is late by it, `hidden` those of them that are not late by the present one.
    """

    overdue: int
    hidden: int
    on_time: Share


class PlanFigures(NamedTuple):
    """One plan of a portfolio: its counts, its overdue actions at the last summary, and its longest delay in months."""

    plan: str
    counts: Counts
    before: int | None
    longest: int | None
    state: PlanState = PlanState.APPROVED
    region: str = ""
    """The country or region that the office's settings give the plan."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Something not known, and the figure that it weakens. `refs` (or names) are what it is about."""

    code: GapCode
    weakens: Figure
    count: int
    refs: tuple[str, ...] = ()


class Source(NamedTuple):
    """The source of the figures; a plan that is no tracker has neither id nor revision."""

    title: str
    id: str | None
    revision: int | None
    state: PlanState = PlanState.APPROVED


class OwnGrouping(NamedTuple):
    """The actions by one of the office's own fields, or by the region of their plan.

    `label` is one for every language, or one per language; that of the region is empty.
    """

    key: str
    label: str | Mapping[str, str]
    groups: tuple[Group, ...]

    def header(self, language: str) -> str:
        """Return what the field is called in a language."""
        if self.key == REGION and not self.label:
            return catalogue(language).word("summary", "ranking", REGION)
        return OwnField.model_construct(key=self.key, label=self.label).header(language)


@dataclass(frozen=True, slots=True)
class Summary:
    """Everything that a monthly summary says. Equal inputs give equal summaries."""

    title: str
    as_of: date
    only: str
    """What the summary is confined to ("Country Office"); empty: it is not."""
    sources: tuple[Source, ...]
    counts: Counts
    completed_of_applicable: Share
    on_time: Share
    """Completed by the end of the deadline month, of the completed actions whose two dates are known."""
    by_original: ByOriginal
    ageing: Ageing
    due: tuple[Due, ...]
    overdue: tuple[OverdueRow, ...]
    ahead: tuple[ActionRow, ...]
    """Open and not yet due, the next deadline first."""
    hidden: tuple[ActionRow, ...]
    """Open and not overdue, but overdue by the original deadline."""
    deadlines: tuple[DeadlineCount, ...]
    plans: tuple[PlanFigures, ...]
    """The plans, most overdue first."""
    by_plan: tuple[Group, ...]
    by_responsible: tuple[Group, ...]
    by_recommendation: tuple[Group, ...]
    by_category: tuple[Group, ...]
    by_thematic_area: tuple[Group, ...]
    """An action counts once for each area of its recommendation, so these do not add up to the whole."""
    happened: Activity | None
    comparison: Comparison | None
    """The last summary, where enough is known of it."""
    bridge: tuple[BridgeStep, ...] | None
    """Its overdue actions plus all steps are those of now."""
    silent_after: int
    silent: tuple[InactiveAction, ...]
    trend: tuple[TrendPoint, ...]
    known_since: date | None
    """The first day that the log (of every tracker) can speak of."""
    gaps: tuple[Gap, ...]
    by_own: tuple[OwnGrouping, ...] = ()
    """By each of the office's own fields, and by the countries or regions that the settings give several plans."""
    verified: Share | None = None
    """Verified, of the actions declared completed in plans whose office verifies. None where none does."""

    def __repr__(self) -> str:
        title = repr(self.title) if self.title else f"of {len(self.sources)} plans"
        return f"<Summary {title} as of {self.as_of}: {self.counts.overdue} of {self.counts.open} open overdue>"

    def _repr_html_(self) -> str:
        """Return the whole page in a frame. The room of pages is above this one, so a notebook's call looks it up."""
        from html import escape

        page: bytes = import_module("xltrack.rendering.formats").render(self, "html")
        return f'<iframe style="width:100%;height:60em;border:0" srcdoc="{escape(page.decode())}"></iframe>'


CATEGORIES: tuple[Category | None, ...] = (*Category, None)
"""The order of categories in a table."""
