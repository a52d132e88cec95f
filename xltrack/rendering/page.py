"""The summary as one page, before it becomes a file: every sentence, figure and mark in its place.

`compose` makes it from a Summary and a language. A renderer lays it out and decides nothing: it counts, sorts, cuts
and words nothing. The annex holds every row of every table, for the formats that have room for them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

from xltrack.i18n.formatting import Sentence
from xltrack.model.year_month import YearMonth
from xltrack.rendering.table import PageTable, Section

DotKind = Literal["overdue", "open", "no_deadline", "completed"]
"""The kinds of actions that a dot, a square or a part of a bar shows."""
DOT_KINDS: tuple[DotKind, ...] = ("overdue", "open", "no_deadline", "completed")


class Kicker(NamedTuple):
    """The line above the headline."""

    title: Sentence
    kind: Sentence
    as_of: Sentence
    compared: Sentence | None


class KeyFigure(NamedTuple):
    """One figure in large print with what it is of and how it changed. `tone` "late" is drawn red."""

    key: str
    label: Sentence
    value: str
    unit: Sentence | None
    context: Sentence | None
    change: Sentence | None
    tone: Literal["late", ""] = ""


class Stack(NamedTuple):
    """The actions that are due in one bin of the axis."""

    bin: int
    overdue: int
    open: int
    completed: int


class TimelineRow(NamedTuple):
    """One unit's line of the timeline, or all actions together."""

    name: str
    stacks: tuple[Stack, ...]


class StackLabel(NamedTuple):
    """Words at a stack: `row` counts from 0."""

    row: int
    bin: int
    mark: DotKind
    text: Sentence


class MovedDeadline(NamedTuple):
    """A deadline that was moved, from bin to bin in a row."""

    row: int
    before: int
    after: int


class Axis(NamedTuple):
    """The time axis: `bins` bins of `months` months from `start` on. The as-of line follows bin `as_of`.

    `ticks` are bins that begin a year (or the year that a wide bin begins in), `day` the words under the line.
    `before` and `after` say what lies outside, where something does.
    """

    start: YearMonth
    bins: int
    months: int
    as_of: int
    ticks: tuple[tuple[int, str], ...]
    day: Sentence
    before: Sentence | None = None
    after: Sentence | None = None


class Timeline(NamedTuple):
    """Deadlines on a time axis: a dot an action and a row a unit, or one histogram of all actions."""

    kind: Literal["dots", "bars"]
    title: Sentence
    subtitle: Sentence
    legend: tuple[tuple[DotKind, Sentence], ...]
    axis: Axis
    rows: tuple[TimelineRow, ...]
    labels: tuple[StackLabel, ...]
    moves: tuple[MovedDeadline, ...]
    described: tuple[Sentence, ...]
    """The text for readers who cannot see the picture: the whole, then a sentence for each unit."""
    direction: str


class Ranked(NamedTuple):
    """One row of a ranking: its overdue actions, and how they compare. `rest` names several rows together."""

    name: str
    overdue: int
    open: int
    share: str
    since: str
    longest: str
    stacks: tuple[Stack, ...] = ()
    note: Sentence | None = None
    link: str = ""
    """The address of its own page."""


class Ranking(NamedTuple):
    """Units beside a histogram, or the plans of a portfolio. `most` is what the longest bar stands for.

    `axis` is there where rows have small histograms of their own; empty columns have no header. A `dense` one has so
    many rows that each is printed low.
    """

    kind: Literal["units", "plans"]
    title: Sentence
    subtitle: Sentence
    columns: Mapping[str, Sentence]
    rows: tuple[Ranked, ...]
    most: int
    axis: Axis | None = None
    highest: int = 1
    left_out: Sentence | None = None
    dense: bool = False


class ListedAction(NamedTuple):
    """An action in the list. `plan` and `unit` are given only where they are not those that the subtitle names."""

    ref: str
    text: str
    short: str
    plan: str
    unit: str
    mark: Sentence | None
    due: str
    months: int


@dataclass(frozen=True, slots=True)
class DueGroup:
    """The listed actions of one due month; `count` is of all of them, listed or not."""

    month: Sentence
    ago: Sentence
    count: Sentence
    items: tuple[ListedAction, ...]


class Listed(NamedTuple):
    """The overdue actions by due month; with none overdue, what falls due next."""

    kind: Literal["overdue", "ahead", "longest"]
    title: Sentence
    subtitle: Sentence | None
    groups: tuple[DueGroup, ...]
    left_out: Sentence | None
    columns: tuple[Sentence, Sentence, Sentence]
    """The headers of the three columns in a mail."""


class BridgeTerm(NamedTuple):
    """One cause of a change: "-2 completed R3.A3, R5.A3"."""

    kind: str
    n: int
    sign: str
    text: Sentence
    refs: str


class Bridge(NamedTuple):
    """The steps from the overdue actions of the last summary to those of this one. They add up."""

    title: Sentence
    start: int
    start_text: Sentence
    steps: tuple[BridgeTerm, ...]
    end: int
    end_text: Sentence
    line: Sentence
    """The same in one line."""


class MonthBar(NamedTuple):
    """The overdue actions at a month's end."""

    label: str
    name: str
    n: int
    published: bool


class TrendChart(NamedTuple):
    """Overdue at the last month ends, oldest first; the last bar is the as-of day."""

    title: Sentence
    subtitle: Sentence
    bars: tuple[MonthBar, ...]
    described: Sentence
    note: Sentence | None
    """Says which bars are rebuilt; `note_in_words` says it where there are no bars."""
    note_in_words: Sentence | None


class RecommendationMarks(NamedTuple):
    """The actions of a recommendation, by kind."""

    ref: str
    text: str
    overdue: int
    open: int
    no_deadline: int
    completed: int
    described: Sentence


class WhereOverdue(NamedTuple):
    """The recommendations, one square an action; small bars where there are too many."""

    kind: Literal["squares", "bars"]
    title: Sentence
    subtitle: Sentence
    parts: tuple[RecommendationMarks, ...]
    most: int


class Page(NamedTuple):
    """The whole page, in one language."""

    language: str
    direction: str
    as_of: date
    kicker: Kicker
    headline: Sentence
    lead: tuple[Sentence, ...]
    figures: tuple[KeyFigure, ...]
    timeline: Timeline | None
    ranking: Ranking | None
    listed: Listed | None
    moved: Sentence | None
    bridge: Bridge | None
    trend: TrendChart | None
    where: WhereOverdue | None
    doubts_title: Sentence
    doubts: tuple[Sentence, ...]
    method_title: Sentence
    method: tuple[Sentence, ...]
    words: Mapping[str, Sentence]
    """The few words that a format adds itself: "page 1 of 2", sheet names."""
    annex_title: Sentence
    annex: tuple[Section, ...]
    roomy: tuple[str, ...] = ()
    """Parts that have room for longer texts on paper, too: "list", "where"."""

    def table(self, key: str) -> PageTable | None:
        """Return a table of the annex, if it is there."""
        tables = (table for section in self.annex for table in section.tables)
        return next((table for table in tables if table.key == key), None)
