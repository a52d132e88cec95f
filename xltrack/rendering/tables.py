"""The tables of a summary: its rows beside their headers. Nothing is counted here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from xltrack.model.plan import Status
from xltrack.rendering.page import ColumnKind, PageColumn, PageTable, PageValue, PageWords, shorten
from xltrack.summary.activity import HAPPENINGS
from xltrack.summary.figures import Event, Group, Happened, Summary

_NUMBERS = ("total", "completed", "no_longer_applicable", "open", "on_schedule", "overdue", "overdue_not_initiated")


LABEL_LETTERS = 120
"""A recommendation's text only names it here."""


def _columns(words: PageWords, *columns: tuple[str, ColumnKind]) -> tuple[PageColumn, ...]:
    return tuple(PageColumn(key, words.word("columns", key), kind) for key, kind in columns)


def _with_plan(summary: Summary, table: PageTable, plans: Iterable[str], words: PageWords) -> PageTable:
    """The table with the plan's name in front, where there are several."""
    if len(summary.sources) < 2:
        return table
    columns = (*_columns(words, ("plan", "text")), *table.columns)
    rows = tuple((shorten(plan, LABEL_LETTERS), *row) for plan, row in zip(plans, table.rows, strict=True))
    return PageTable(table.key, table.title, columns, rows)


def overdue(summary: Summary, words: PageWords, letters: int | None) -> PageTable:
    """The original deadline has a column only when one moved."""
    moved = any(row.original_deadline for row in summary.overdue)
    columns = _columns(
        words,
        ("ref", "text"), ("action", "long"), ("unit", "text"), ("deadline", "month"), ("months_late", "number"),
        ("status", "text"), ("comment", "long"), *((("original", "month"), ("moved", "number")) if moved else ()),
    )  # fmt: skip
    rows = tuple(
        (
            row.ref,
            shorten(row.action, letters),
            shorten(row.unit, letters),
            row.deadline,
            row.months_late,
            words.label("status", row.status),
            shorten(row.comment, letters),
            *((row.original_deadline, row.moved) if moved else ()),
        )
        for row in summary.overdue
    )
    table = PageTable("overdue", words.word("sections", "overdue"), columns, rows)
    return _with_plan(summary, table, (row.plan for row in summary.overdue), words)


def status(summary: Summary, words: PageWords) -> PageTable:
    """Each status with how many of it are overdue; the last row is the whole."""
    counts = summary.counts
    late = {Status.INITIATED: counts.overdue_initiated, Status.NOT_INITIATED: counts.overdue_not_initiated}
    rows: list[tuple[PageValue, ...]] = [
        (words.label("status", status), getattr(counts, status), late.get(status)) for status in Status
    ]
    rows.append((words.word("column_total"), counts.total, counts.overdue))
    columns = _columns(words, ("status", "text"), ("count", "number"), ("overdue", "number"))
    return PageTable("status", words.word("sections", "status"), columns, tuple(rows))


def figures(summary: Summary, words: PageWords) -> PageTable:
    """The shares and what is due, each with its denominator."""
    counts = summary.counts
    rows: list[tuple[PageValue, ...]] = [
        (words.word("figures", "open"), counts.open),
        (words.word("figures", "applicable"), counts.applicable),
        (words.word("figures", "overdue_of_open"), counts.of_open),
        (words.word("figures", "overdue_of_applicable"), counts.of_applicable),
        (words.word("figures", "completed"), summary.completed_of_applicable),
        (words.word("figures", "on_time"), summary.on_time),
    ]
    for due in summary.due:
        months = words.word("tiles", "month_one" if due.months == 1 else "month_many", count=due.months)
        rows.append((words.word("figures", "due", months=months, until=due.until), due.count))
    columns = _columns(words, ("figure", "text"), ("value", "number"))
    return PageTable("figures", words.word("glance"), columns, tuple(rows))


def ageing(summary: Summary, words: PageWords) -> PageTable:
    rows = tuple(
        (words.word("bands", "open" if band.last is None else "closed", first=band.first, last=band.last), band.count)
        for band in summary.ageing.bands
    )
    columns = _columns(words, ("band", "text"), ("overdue", "number"))
    return PageTable("ageing", words.word("sections", "ageing"), columns, rows)


def lateness(summary: Summary, words: PageWords) -> PageTable:
    rows: tuple[tuple[PageValue, ...], ...] = (
        (words.word("figures", "median"), summary.ageing.median),
        (words.word("figures", "maximum"), summary.ageing.maximum),
    )
    columns = _columns(words, ("figure", "text"), ("value", "number"))
    return PageTable("lateness", words.word("sections", "lateness"), columns, rows)


def group_tables(
    summary: Summary, name: str, found: Sequence[Group], words: PageWords, letters: int | None
) -> PageTable:
    """One row a group. A recommendation is named with its number, and its plan where there are several."""
    columns = (
        *_columns(words, (name, "text" if name == "responsible" else "long")),
        *_columns(words, *((key, "number") for key in _NUMBERS[:-1])),
        PageColumn("overdue_not_initiated", words.word("columns", "late_not_initiated"), "number"),
        *_columns(words, ("percent", "percent")),
        *(
            PageColumn(f"due_{due.months}", words.word("columns", "due", months=due.months), "number")
            for due in summary.due
        ),
    )
    rows = tuple(
        (
            _group_label(name, group, words, letters),
            *(getattr(group.counts, key) for key in _NUMBERS),
            group.counts.of_open,
            *group.counts.due,
        )
        for group in found
    )
    table = PageTable(name, words.word("sections", name), columns, rows)
    return _with_plan(summary, table, (group.plan for group in found), words) if name == "recommendation" else table


def _group_label(name: str, group: Group, words: PageWords, letters: int | None) -> str:
    if name == "recommendation":
        return words.word("numbered", key=group.key, label=shorten(group.label, letters and LABEL_LETTERS))
    if not group.label:
        return words.word("unnamed_plan") if name == "plan" else words.word("none", name)
    if name == "category":
        return words.label("category", group.key)
    return shorten(group.label, None if letters is None else LABEL_LETTERS)


def happened_table(events: Happened, summary: Summary, words: PageWords) -> PageTable:
    """How overdue then became overdue now, and how often everything else happened."""
    new, cured, *others = ((words.word("happened", name), count) for name, count in events.counts.items())
    before = (words.word("figures", "overdue_before"), events.overdue_before)
    now = (words.word("figures", "overdue_now"), summary.counts.overdue)
    rows: tuple[tuple[PageValue, ...], ...] = (before, new, cured, now, *others)
    columns = _columns(words, ("happened", "text"), ("count", "number"))
    return PageTable("happened", words.word("sections", "happened", day=words.day(events.since)), columns, rows)


def happenings(summary: Summary, events: Happened, words: PageWords, letters: int | None) -> tuple[PageTable, ...]:
    """One table for each kind of thing that happened at all."""
    found = ((name, getattr(events, name)) for name in HAPPENINGS)
    return tuple(_events(summary, name, rows, words, letters) for name, rows in found if rows)


ABOUT_DEADLINES = ("newly_overdue", "cured", "moved")


def _events(summary: Summary, name: str, events: Sequence[Event], words: PageWords, letters: int | None) -> PageTable:
    """Before and after: a deadline where it is about deadlines, else a status with its deadline behind."""
    kind: ColumnKind = "month" if name in ABOUT_DEADLINES else "text"
    last: tuple[str, ColumnKind] = ("detail", "text") if name in ABOUT_DEADLINES else ("deadline", "month")
    columns = _columns(
        words, ("ref", "text"), ("action", "long"), ("unit", "text"), ("before", kind), ("after", kind), last
    )
    rows = tuple(
        (event.ref, shorten(event.action, letters), shorten(event.unit, letters), *_states(name, event, words))
        for event in events
    )
    table = PageTable(name, words.word("happened", name), columns, rows)
    return _with_plan(summary, table, (event.plan for event in events), words)


def _states(name: str, event: Event, words: PageWords) -> tuple[PageValue, PageValue, PageValue]:
    if name in ABOUT_DEADLINES:
        return event.deadline_before, event.deadline, _detail(name, event, words)
    before = event.status_before and words.label("status", event.status_before)
    return before, event.status and words.label("status", event.status), event.deadline


def _detail(name: str, event: Event, words: PageWords) -> str:
    if name == "moved":
        return _moved(event.times or 1, event.months, words)
    late = words.months(event.months or 0)
    if name == "newly_overdue":
        return words.word("details", name, months=late)
    return words.word("details", name, how=words.word("cure", event.how or "gone"), months=late)


def _moved(times: int, months: int | None, words: PageWords) -> str:
    direction = "open" if months is None else "same" if months == 0 else "later" if months > 0 else "earlier"
    number = "one" if times == 1 else "many"
    return words.word("details", f"{direction}_{number}", times=times, months=words.months(abs(months or 0)))


def trend_table(summary: Summary, words: PageWords) -> PageTable:
    columns = _columns(
        words, ("day", "day"), ("total", "number"), ("open", "number"), ("overdue", "number"), ("completed", "number")
    )
    rows = tuple((p.day, p.total, p.open, p.overdue, p.completed) for p in summary.trend)
    return PageTable("trend", words.word("sections", "trend"), columns, rows)


def silent_table(summary: Summary, words: PageWords, letters: int | None) -> PageTable:
    columns = _columns(
        words, ("ref", "text"), ("action", "long"), ("unit", "text"), ("last_update", "day"), ("quiet", "number")
    )
    rows = tuple(
        (row.ref, shorten(row.action, letters), shorten(row.unit, letters), row.last_update, row.months)
        for row in summary.silent
    )
    table = PageTable("silent", words.word("sections", "silent", months=summary.silent_after), columns, rows)
    return _with_plan(summary, table, (row.plan for row in summary.silent), words)
