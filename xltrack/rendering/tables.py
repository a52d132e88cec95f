"""The tables of the annex: the Summary's rows beside their headers. Nothing is counted here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from xltrack.i18n.formatting import Wording
from xltrack.i18n.plain_text import shorten, shorten_apart
from xltrack.model.plan import Status
from xltrack.rendering.table import ColumnKind, PageColumn, PageTable, PageValue, page_table
from xltrack.rendering.timeline import axis_of, stacks_of
from xltrack.summary.activity import HAPPENINGS
from xltrack.summary.changes import Activity, Event
from xltrack.summary.figures import ActionRow, Group, Summary

_NUMBERS = (
    "total", "completed", "no_longer_applicable", "open", "on_schedule", "no_deadline", "overdue",
    "overdue_not_initiated",
)  # fmt: skip
LABEL_LETTERS = 120
"""A recommendation's text only names it here."""
ABOUT_DEADLINES = ("newly_overdue", "cured", "moved")


def _columns(wording: Wording, *columns: tuple[str, ColumnKind]) -> tuple[PageColumn, ...]:
    return tuple(PageColumn(key, wording.word("columns", key), kind) for key, kind in columns)


def _with_plan(summary: Summary, made: PageTable, plans: Iterable[str], wording: Wording) -> PageTable:
    """Put the plan's name in front, where there are several."""
    if len(summary.sources) < 2:
        return made
    short = shorten_apart((plan.plan for plan in summary.plans), LABEL_LETTERS)
    names = [short[plan] for plan in plans]
    return made._replace(
        columns=(*_columns(wording, ("plan", "text")), *made.columns),
        rows=tuple((name, *row) for name, row in zip(names, made.rows, strict=True)),
        texts=tuple((name, *row) for name, row in zip(names, made.texts, strict=True)),
    )


def overdue_table(summary: Summary, wording: Wording, letters: int | None) -> PageTable:
    """List every overdue action. The original deadline has a column only when one moved."""
    moved = any(row.original_deadline for row in summary.overdue)
    columns = _columns(
        wording,
        ("ref", "text"), ("action", "long"), ("unit", "text"), ("deadline", "month"), ("months_late", "number"),
        ("status", "text"), ("comment", "long"), *((("original", "month"), ("moved", "number")) if moved else ()),
    )  # fmt: skip
    rows = [
        (
            row.ref,
            shorten(row.action, letters),
            shorten(row.unit, letters),
            row.deadline,
            row.months_late,
            wording.label("status", row.status),
            shorten(row.comment, letters),
            *((row.original_deadline, row.moved) if moved else ()),
        )
        for row in summary.overdue
    ]
    made = page_table("overdue", wording.word("sections", "overdue"), columns, rows, wording)
    return _with_plan(summary, made, (row.plan for row in summary.overdue), wording)


def ahead_table(summary: Summary, wording: Wording, letters: int | None) -> PageTable:
    """List what is open and not yet due, the next deadline first."""
    columns = _columns(wording, ("ref", "text"), ("action", "long"), ("unit", "text"), ("deadline", "month"),
                       ("status", "text"))  # fmt: skip
    return _actions(summary, "ahead", columns, summary.ahead, wording, letters)


def hidden_table(summary: Summary, wording: Wording, letters: int | None) -> PageTable:
    """List the actions that only a moved deadline keeps from being overdue."""
    columns = _columns(wording, ("ref", "text"), ("action", "long"), ("unit", "text"), ("original", "month"),
                       ("deadline", "month"), ("moved", "number"))  # fmt: skip
    return _actions(summary, "hidden", columns, summary.hidden, wording, letters)


def _actions(
    summary: Summary, key: str, columns: Sequence[PageColumn], found: Sequence[ActionRow], wording: Wording,
    letters: int | None,
) -> PageTable:  # fmt: skip
    rows = [[_value(row, column.key, wording, letters) for column in columns] for row in found]
    made = page_table(key, wording.word("sections", key), columns, rows, wording)
    return _with_plan(summary, made, (row.plan for row in found), wording)


def _value(row: ActionRow, key: str, wording: Wording, letters: int | None) -> PageValue:
    if key == "status":
        return wording.label("status", row.status)
    if key in ("action", "unit"):
        return shorten(getattr(row, key), letters)
    value: PageValue = row.original_deadline if key == "original" else getattr(row, key)
    return value


def status_table(summary: Summary, wording: Wording) -> PageTable:
    """Show each status with how many of it are overdue; the last row is the whole."""
    counts = summary.counts
    late = {Status.INITIATED: counts.overdue_initiated, Status.NOT_INITIATED: counts.overdue_not_initiated}
    rows: list[tuple[PageValue, ...]] = [
        (wording.label("status", status), getattr(counts, status), late.get(status)) for status in Status
    ]
    rows.append((wording.word("column_total"), counts.total, counts.overdue))
    columns = _columns(wording, ("status", "text"), ("count", "number"), ("overdue", "number"))
    return page_table("status", wording.word("sections", "status"), columns, rows, wording)


def figures_table(summary: Summary, wording: Wording) -> PageTable:
    """Return the table of the summary's figures: counts, shares with the numbers behind them, and actions soon due."""
    counts, original = summary.counts, summary.by_original
    rows: list[tuple[PageValue, ...]] = [
        (wording.word("figures", "open"), counts.open),
        (wording.word("figures", "no_deadline"), counts.no_deadline),
        (wording.word("figures", "applicable"), counts.applicable),
        (wording.word("figures", "overdue_of_open"), counts.of_open),
        (wording.word("figures", "overdue_of_applicable"), counts.of_applicable),
        (wording.word("figures", "overdue_by_original"), original.overdue),
        (wording.word("figures", "completed"), summary.completed_of_applicable),
        (wording.word("figures", "on_time"), summary.on_time),
        (wording.word("figures", "on_time_by_original"), original.on_time),
    ]
    if summary.verified is not None:
        rows.append((wording.word("figures", "verified"), summary.verified))
    rows += [(wording.word("figures", "due", months=due.months, until=due.until), due.count) for due in summary.due]
    columns = _columns(wording, ("figure", "text"), ("value", "number"))
    return page_table("figures", wording.word("glance"), columns, rows, wording)


def ageing_table(summary: Summary, wording: Wording) -> PageTable:
    """Show how many overdue actions are how many months late."""
    rows = [
        (wording.word("bands", "open" if band.last is None else "closed", first=band.first, last=band.last), band.count)
        for band in summary.ageing.bands
    ]
    columns = _columns(wording, ("band", "text"), ("overdue", "number"))
    return page_table("ageing", wording.word("sections", "ageing"), columns, rows, wording)


def lateness_table(summary: Summary, wording: Wording) -> PageTable:
    """Show the median and the longest delay."""
    rows: list[tuple[PageValue, ...]] = [
        (wording.word("figures", "median"), summary.ageing.median),
        (wording.word("figures", "maximum"), summary.ageing.maximum),
    ]
    columns = _columns(wording, ("figure", "text"), ("value", "number"))
    return page_table("lateness", wording.word("sections", "lateness"), columns, rows, wording)


def group_table(
    summary: Summary, name: str, groups: Sequence[Group], wording: Wording, letters: int | None
) -> PageTable:
    """Give a row to each group. A recommendation is named with its number, and its plan where there are several."""
    (first,) = _columns(wording, (name, "text" if name == "responsible" else "long"))
    short = shorten_apart((group.label for group in groups), None if letters is None else LABEL_LETTERS)
    labels = [_group_label(name, group, short[group.label], wording) for group in groups]
    made = counted_table(summary, name, wording.word("sections", name), first, labels, groups, wording)
    apart = name == "recommendation" or (name == "responsible" and any(group.plan for group in groups))
    return _with_plan(summary, made, (group.plan for group in groups), wording) if apart else made


def counted_table(
    summary: Summary, name: str, title: str, first: PageColumn, labels: Iterable[str], groups: Sequence[Group],
    wording: Wording,
) -> PageTable:  # fmt: skip
    """Make a table with the counts of each group, its label in the first column."""
    numbers = [key for key in _NUMBERS[:-1] if key != "no_deadline" or summary.counts.no_deadline]
    due = [
        PageColumn(f"due_{n.months}", wording.word("columns", "due", months=n.months), "number") for n in summary.due
    ]
    columns = (
        first,
        *_columns(wording, *((key, "number") for key in numbers)),
        PageColumn("overdue_not_initiated", wording.word("columns", "late_not_initiated"), "number"),
        *_columns(wording, ("percent", "percent")),
        *due,
    )
    keys = (*numbers, "overdue_not_initiated", "of_open")
    rows = [
        (label, *(getattr(group.counts, key) for key in keys), *group.counts.due)
        for label, group in zip(labels, groups, strict=True)
    ]
    return page_table(name, title, columns, rows, wording)


def _group_label(name: str, group: Group, short: str, wording: Wording) -> str:
    if name == "recommendation":
        return wording.words.labelled(group.key, short)
    if not group.label:
        return wording.word("unnamed_plan") if name == "plan" else wording.word("none", name)
    if name == "category":
        return wording.label("category", group.key)
    return short


def happened_table(events: Activity, summary: Summary, wording: Wording) -> PageTable:
    """Show how overdue then became overdue now, and how often every other change happened."""
    new, cured, *others = ((wording.word("happened", name), count) for name, count in events.counts.items())
    before = (wording.word("figures", "overdue_before"), events.overdue_before)
    now = (wording.word("figures", "overdue_now"), summary.counts.overdue)
    columns = _columns(wording, ("happened", "text"), ("count", "number"))
    title = wording.word("sections", "happened", day=events.since)
    return page_table("happened", title, columns, (before, new, cured, now, *others), wording)


def event_tables(summary: Summary, events: Activity, wording: Wording, letters: int | None) -> tuple[PageTable, ...]:
    """Make one table for each kind of change that happened."""
    events_by_name = ((name, getattr(events, name)) for name in HAPPENINGS)
    return tuple(_events(summary, name, rows, wording, letters) for name, rows in events_by_name if rows)


def _events(summary: Summary, name: str, events: Sequence[Event], wording: Wording, letters: int | None) -> PageTable:
    """Show before and after: a deadline where it is about deadlines, else a status with its deadline behind."""
    kind: ColumnKind = "month" if name in ABOUT_DEADLINES else "text"
    last: tuple[str, ColumnKind] = ("detail", "text") if name in ABOUT_DEADLINES else ("deadline", "month")
    columns = _columns(
        wording, ("ref", "text"), ("action", "long"), ("unit", "text"), ("before", kind), ("after", kind), last
    )
    rows = [
        (event.ref, shorten(event.action, letters), shorten(event.unit, letters), *_states(name, event, wording))
        for event in events
    ]
    made = page_table(name, wording.word("happened", name), columns, rows, wording)
    return _with_plan(summary, made, (event.plan for event in events), wording)


def _states(name: str, event: Event, wording: Wording) -> tuple[PageValue, PageValue, PageValue]:
    if name in ABOUT_DEADLINES:
        return event.deadline_before, event.deadline, _detail(name, event, wording)
    before = event.status_before and wording.label("status", event.status_before)
    return before, event.status and wording.label("status", event.status), event.deadline


def _detail(name: str, event: Event, wording: Wording) -> str:
    if name == "moved":
        return _moved(event.times or 1, event.months, wording)
    if name == "newly_overdue":
        return wording.word("details", name, months=event.months or 0)
    return wording.word("details", name, how=wording.word("cure", event.how or "gone"), months=event.months or 0)


def _moved(times: int, months: int | None, wording: Wording) -> str:
    direction = "open" if months is None else "same" if months == 0 else "later" if months > 0 else "earlier"
    number = "one" if times == 1 else "many"
    return wording.word("details", f"{direction}_{number}", times=times, months=abs(months or 0))


def trend_table(summary: Summary, wording: Wording) -> PageTable:
    """Show the state at each month's end."""
    columns = _columns(
        wording, ("day", "day"), ("total", "number"), ("open", "number"), ("overdue", "number"),
        ("completed", "number"), ("source", "text"),
    )  # fmt: skip
    rows = [(p.day, p.total, p.open, p.overdue, p.completed, wording.word("sources", p.source)) for p in summary.trend]
    return page_table("trend", wording.word("sections", "trend"), columns, rows, wording)


def deadlines_table(summary: Summary, wording: Wording) -> PageTable:
    """Show how many actions are due in each month: the numbers of the timeline."""
    sums: dict[PageValue, list[int]] = {}
    for cell in summary.deadlines:
        sums_of_month = sums.setdefault(cell.month, [0, 0, 0])
        for place, number in enumerate((cell.overdue, cell.open, cell.completed)):
            sums_of_month[place] += number
    columns = _columns(
        wording, ("deadline", "month"), ("overdue", "number"), ("on_schedule", "number"), ("completed", "number")
    )
    rows = [(month, *sums[month]) for month in sorted(sums, key=str)]
    return page_table("deadlines", wording.word("sections", "deadlines"), columns, rows, wording)


def quarters_table(summary: Summary, wording: Wording) -> PageTable:
    """Show how many actions are due in each three months: the numbers of a workbook's chart."""
    axis = axis_of(summary.deadlines, summary.as_of, wording, bin_months=3)
    by_bin = {stack.bin: stack for stack in stacks_of(axis, summary.deadlines)}
    columns = _columns(
        wording, ("quarter", "text"), ("overdue", "number"), ("on_schedule", "number"), ("completed", "number")
    )
    rows = []
    for at in range(min(by_bin), max(by_bin) + 1) if by_bin else ():
        first = axis.start.plus(3 * at)
        stack = by_bin.get(at)
        numbers = (stack.overdue, stack.open, stack.completed) if stack else (0, 0, 0)
        rows.append((f"{first}\u2013{first.plus(2).month:02}", *numbers))
    return page_table("quarters", wording.word("sections", "quarters"), columns, rows, wording)


def silent_table(summary: Summary, wording: Wording, letters: int | None) -> PageTable:
    """List the open actions that nobody has updated for long."""
    columns = _columns(
        wording, ("ref", "text"), ("action", "long"), ("unit", "text"), ("last_update", "day"), ("quiet", "number")
    )
    rows = [
        (row.ref, shorten(row.action, letters), shorten(row.unit, letters), row.last_update, row.months)
        for row in summary.silent
    ]
    made = page_table("silent", wording.word("sections", "silent", months=summary.silent_after), columns, rows, wording)
    return _with_plan(summary, made, (row.plan for row in summary.silent), wording)
