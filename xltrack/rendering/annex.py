"""The annex of a summary: every row behind the page, in sections."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from xltrack.i18n.formatting import Wording
from xltrack.rendering import tables
from xltrack.rendering.doubts import doubts_about
from xltrack.rendering.options import GROUPINGS, Options
from xltrack.rendering.own_table import OWN_TABLE, own_table
from xltrack.rendering.table import PageTable, Section
from xltrack.summary.figures import Group, Summary


def compose_annex(summary: Summary, wording: Wording, options: Options) -> tuple[Section, ...]:
    """Make the sections that `options` ask for. Raises nothing."""
    return tuple(_bounded(section, wording, options.rows) for section in _sections(summary, wording, options))


def _bounded(section: Section, wording: Wording, most: int | None) -> Section:
    """Cut tables that nobody reads to their end. Plans are kept: each row leads to a page of its own."""
    if most is None or section.key == "plan":
        return section
    return section._replace(tables=tuple(_cut(table, most, wording) for table in section.tables))


def _cut(table: PageTable, most: int, wording: Wording) -> PageTable:
    left = len(table.rows) - most
    if left <= 0:
        return table
    return table._replace(rows=table.rows[:most], texts=table.texts[:most], more=wording.word("more", count=left))


def _sections(summary: Summary, wording: Wording, options: Options) -> Iterator[Section]:
    letters = options.letters
    yield _overdue(summary, wording, letters)
    if not options.only_overdue:
        if summary.hidden:
            yield _section("hidden", wording, tables.hidden_table(summary, wording, letters))
        yield from _happened(summary, wording, letters)
        if len(summary.plans) > 1:
            made = tables.group_table(summary, "plan", summary.by_plan, wording, letters)
            links = tuple(options.links.get(group.label, "") for group in summary.by_plan)
            yield _section("plan", wording, made._replace(links=links if any(links) else ()))
        notes = (*doubts_about("completed", summary, wording), *doubts_about("on_time", summary, wording))
        yield _section(
            "status",
            wording,
            tables.status_table(summary, wording),
            tables.figures_table(summary, wording),
            notes=notes,
        )
    if summary.overdue:
        yield _section(
            "ageing", wording, tables.ageing_table(summary, wording), tables.lateness_table(summary, wording)
        )
    if not options.only_overdue:
        yield from (_grouping(name, summary, wording, letters) for name in GROUPINGS if name in options.by)
        yield from _own_groupings(summary, wording, options)
        if summary.ahead:
            yield _section("ahead", wording, tables.ahead_table(summary, wording, letters))
        if summary.deadlines:
            found = (tables.deadlines_table(summary, wording), tables.quarters_table(summary, wording))
            yield _section("deadlines", wording, *found)
        if summary.trend:
            yield _section("trend", wording, tables.trend_table(summary, wording))
        yield from _silent(summary, wording, letters)
    yield _about(summary, wording, options)


def _section(
    key: str, wording: Wording, *page_table: PageTable, texts: Sequence[str] = (), notes: Sequence[str] = ()
) -> Section:
    return Section(
        key,
        page_table[0].title if page_table else wording.word("sections", key),
        tuple(texts),
        page_table,
        tuple(notes),
    )


def _overdue(summary: Summary, wording: Wording, letters: int | None) -> Section:
    notes = doubts_about("overdue", summary, wording)
    if not summary.overdue:
        title, none = wording.word("sections", "overdue"), wording.word("happened", "none_overdue")
        return Section("overdue", title, (none,), notes=notes)
    return _section("overdue", wording, tables.overdue_table(summary, wording, letters), notes=notes)


def _happened(summary: Summary, wording: Wording, letters: int | None) -> Iterator[Section]:
    events = summary.happened
    if events is None:
        return
    lists = tables.event_tables(summary, events, wording, letters)
    yield Section(
        "happened",
        wording.word("sections", "events", day=events.since),
        () if lists else (wording.word("happened", "nothing"),),
        (tables.happened_table(events, summary, wording), *lists),
        doubts_about("happened", summary, wording),
    )


def _grouping(name: str, summary: Summary, wording: Wording, letters: int | None) -> Section:
    groups: Sequence[Group] = getattr(summary, f"by_{name}")
    texts = [wording.word("about", "tags")] if name == "thematic_area" else []
    notes = doubts_about("by_responsible", summary, wording) if name == "responsible" else ()
    return _section(
        name, wording, tables.group_table(summary, name, groups, wording, letters), texts=texts, notes=notes
    )


def _own_groupings(summary: Summary, wording: Wording, options: Options) -> Iterator[Section]:
    for grouping in summary.by_own:
        if grouping.key in options.by:
            yield _section(
                f"{OWN_TABLE}{grouping.key}", wording, own_table(summary, grouping, wording, options.letters)
            )


def _silent(summary: Summary, wording: Wording, letters: int | None) -> Iterator[Section]:
    if summary.silent:
        texts = [wording.word("about", "silent", day=summary.known_since)] if summary.known_since else []
        yield _section("silent", wording, tables.silent_table(summary, wording, letters), texts=texts)


def _about(summary: Summary, wording: Wording, options: Options) -> Section:
    keys = ["rule", "open", "due", "original", "percent"]
    if not (summary.trend or options.only_overdue):
        keys.append("no_trend")
    lines = [wording.word("about", key) for key in keys]
    if options.letters is not None:
        lines.append(wording.word("shortened"))
    notes = doubts_about("all", summary, wording)
    return Section("about", wording.word("sections", "about"), (*lines, wording.word("produced")), notes=notes)
