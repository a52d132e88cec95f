"""Deadlines on a time axis: dots for a plan that can be seen at once, a histogram for a larger one."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from xltrack.i18n.formatting import Sentence, Wording
from xltrack.i18n.plain_text import shorten_apart
from xltrack.model.year_month import YearMonth
from xltrack.rendering.page import Axis, DotKind, MovedDeadline, Stack, StackLabel, Timeline, TimelineRow
from xltrack.summary.figures import DeadlineCount, Summary

DOTS, UNITS, TALLEST = 60, 4, 14
"""Limits of dots: more actions, units or dots in a stack than these make a histogram."""
BACK, AHEAD = 60, 36
"""Months of the axis before and after the as-of month at most."""
MONTHLY, QUARTERLY = 90, 200
"""Months of an axis up to which a bin is a month, or a quarter; beyond it is a year."""
LABELLED = 5
"""A stack of so many is named."""
MOVES = 5
APART = 3
"""Two labels of a row are at least this fraction of the axis from one another."""
UNIT_LETTERS = 40


def compose_timeline(summary: Summary, wording: Wording) -> Timeline | None:
    """Lay the deadlines out, or return None where no action has one. Raises nothing."""
    cells = [cell for cell in summary.deadlines if cell.overdue or cell.open or cell.completed]
    if not cells:
        return None
    dots = _as_dots(summary, cells)
    axis = axis_of(cells, summary.as_of, wording, monthly=dots)
    units = _units(summary) if dots else [""]
    rows = tuple(_unit_rows(units, cells, axis, wording)) if dots else (TimelineRow("", tuple(stacks_of(axis, cells))),)
    return Timeline(
        kind="dots" if dots else "bars",
        title=_title(cells, summary, wording),
        subtitle=wording.say("timeline", "dots" if dots else {1: "months", 3: "quarters"}.get(axis.months, "years")),
        legend=tuple(_legend(summary, wording)),
        axis=axis,
        rows=rows,
        labels=tuple(_labels(rows, axis, wording)),
        moves=tuple(_moves(summary, axis, units)) if dots else (),
        described=tuple(_described(rows, axis, summary, wording)),
        direction=wording.direction,
    )


def _unit_rows(
    units: Iterable[str], cells: Sequence[DeadlineCount], axis: Axis, wording: Wording
) -> Iterator[TimelineRow]:
    """Lay out one row of stacks for each unit."""
    names = shorten_apart(units, UNIT_LETTERS)
    for unit, name in names.items():
        name = name or wording.word("none", "responsible")
        yield TimelineRow(name, tuple(stacks_of(axis, (cell for cell in cells if cell.unit == unit))))


def _legend(summary: Summary, wording: Wording) -> Iterator[tuple[DotKind, Sentence]]:
    """Name the marks that the timeline shows; other marks are left out."""
    counts = summary.counts
    numbers: tuple[tuple[DotKind, int], ...] = (
        ("overdue", counts.overdue), ("open", counts.on_schedule), ("completed", counts.completed)
    )  # fmt: skip
    yield from ((mark, wording.say("legend", mark)) for mark, number in numbers if number)


def _as_dots(summary: Summary, cells: Sequence[DeadlineCount]) -> bool:
    units = {cell.unit for cell in cells}
    heights: Counter[tuple[str, YearMonth]] = Counter()
    for cell in cells:
        heights[cell.unit, cell.month] += cell.overdue + cell.open + cell.completed
    total = sum(heights.values())
    return len(summary.plans) == 1 and total <= DOTS and len(units) <= UNITS and max(heights.values()) <= TALLEST


def _units(summary: Summary) -> list[str]:
    """Return the units that have deadlines, the most overdue first."""
    with_deadline = {cell.unit for cell in summary.deadlines}
    return [group.key for group in summary.by_responsible if group.key in with_deadline]


def axis_of(
    cells: Iterable[DeadlineCount], as_of: date, wording: Wording, *, monthly: bool = False, bin_months: int = 0
) -> Axis:
    """Span an axis over the deadlines, with room on both sides and never longer than BACK and AHEAD.

    Bins of several months are counted back and forth from the as-of month, so that none straddles the line.
    """
    months = sorted(cell.month for cell in cells)
    this = YearMonth.of(as_of)
    first = max(min(months[0], this).plus(-2), this.plus(-BACK))
    last = min(max(months[-1].plus(2), this.plus(3)), this.plus(AHEAD))
    span = first.months_until(last) + 1
    width = bin_months or (1 if monthly or span <= MONTHLY else 3 if span <= QUARTERLY else 12)
    behind = -(-(first.months_until(this) + 1) // width)
    ahead = max(-(-this.months_until(last) // width), 1)
    start = this.plus(1 - behind * width)
    before = sum(month < start for month in months)
    end = this.plus(ahead * width)
    after = sum(month > end for month in months)
    return Axis(
        start=start,
        bins=behind + ahead,
        months=width,
        as_of=behind,
        ticks=tuple(_ticks(start, behind + ahead, width)),
        day=wording.say("timeline", "as_of", day=as_of),
        before=wording.say("timeline", "before", count=before, month=start) if before else None,
        after=wording.say("timeline", "after", count=after, month=end) if after else None,
    )


def _ticks(start: YearMonth, bins: int, width: int) -> Iterator[tuple[int, str]]:
    """Name the bin that each year begins in; where a bin is a year or more, only what has room."""
    for at in range(bins):
        first = start.plus(at * width)
        last = first.plus(width - 1)
        if first.month == 1 or last.year > first.year:
            yield at, str(last.year)


def stacks_of(axis: Axis, cells: Iterable[DeadlineCount]) -> Iterator[Stack]:
    """Add up the actions in each bin of the axis. Actions due outside the axis are left out."""
    sums: dict[int, list[int]] = defaultdict(lambda: [0, 0, 0])
    for cell in cells:
        at = axis.start.months_until(cell.month) // axis.months
        if 0 <= at < axis.bins:
            for place, number in enumerate((cell.overdue, cell.open, cell.completed)):
                sums[at][place] += number
    return (Stack(at, *numbers) for at, numbers in sorted(sums.items()))


def _title(cells: Sequence[DeadlineCount], summary: Summary, wording: Wording) -> Sentence:
    late, coming = Counter[YearMonth](), Counter[YearMonth]()
    for cell in cells:
        late[cell.month] += cell.overdue
        coming[cell.month] += cell.open
    clusters = [
        bool(number.total()) and max(number.values()) >= LABELLED and 2 * max(number.values()) >= number.total()
        for number in (late, coming)
    ]
    if all(clusters):
        return wording.say("timeline", "two_clusters")
    if clusters[0]:
        return wording.say("timeline", "late_cluster")
    if clusters[1]:
        return wording.say("timeline", "open_cluster")
    if not summary.counts.overdue:
        return wording.say("timeline", "none_behind")
    months = sorted(cell.month for cell in cells)
    return wording.say("timeline", "spread", count=months[0].months_until(months[-1]) + 1)


def _labels(rows: Sequence[TimelineRow], axis: Axis, wording: Wording) -> Iterator[StackLabel]:
    """Name the tallest stacks: at most two before the as-of line and one after it, with room between the words."""
    stacks = [(at, stack) for at, row in enumerate(rows) for stack in row.stacks]
    kept: list[tuple[int, int]] = []
    wanted: tuple[tuple[DotKind, int], ...] = (("overdue", 2), ("open", 1))
    for kind, most in wanted:
        named = 0
        for row, stack in sorted(stacks, key=lambda found: (-getattr(found[1], kind), found[1].bin)):
            number = getattr(stack, kind)
            if number < LABELLED or named == most:
                break
            if all(row != other or abs(stack.bin - at) * APART > axis.bins for other, at in kept):
                kept.append((row, stack.bin))
                named += 1
                yield StackLabel(row, stack.bin, kind, _label_text(kind, number, axis, stack.bin, wording))


def _label_text(kind: DotKind, number: int, axis: Axis, at: int, wording: Wording) -> Sentence:
    month = axis.start.plus(at * axis.months)
    if axis.months == 1:
        return wording.say("timeline", f"label_{kind}", count=number, month=month)
    until = month.plus(axis.months - 1)
    return wording.say("timeline", f"label_{kind}_span", count=number, month=month, until=until)


def _moves(summary: Summary, axis: Axis, units: Sequence[str]) -> Iterator[MovedDeadline]:
    """Draw the deadlines that moved farthest, of the actions that would be overdue by their first one."""
    moved = [(row, row.original_deadline) for row in summary.hidden if row.original_deadline]
    for row, original in sorted(moved, key=lambda found: -found[1].months_until(found[0].deadline))[:MOVES]:
        before, after = axis.start.months_until(original), axis.start.months_until(row.deadline)
        if row.unit in units and 0 <= before < axis.bins and 0 <= after < axis.bins:
            yield MovedDeadline(units.index(row.unit), before, after)


def _described(rows: Sequence[TimelineRow], axis: Axis, summary: Summary, wording: Wording) -> Iterator[Sentence]:
    yield wording.say("timeline", "described", overdue=summary.counts.overdue, waiting=summary.counts.on_schedule)
    for row in rows:
        due = [
            wording.say("timeline", "described_bin", count=stack.overdue + stack.open + stack.completed,
                        month=axis.start.plus(stack.bin * axis.months))
            for stack in row.stacks
        ]  # fmt: skip
        if due:
            key = "described_unit" if row.name else "described_all"
            yield wording.say("timeline", key, unit=row.name, months=due)
