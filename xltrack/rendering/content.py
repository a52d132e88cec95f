"""A Summary into a Page: which figures stand where, in which words. Nothing is counted here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from xltrack.i18n.catalogue import DEFAULT_LANGUAGE
from xltrack.rendering import tables
from xltrack.rendering.page import (
    GROUPINGS,
    Chart,
    ChartKind,
    Options,
    Page,
    PageTable,
    PageWords,
    Point,
    Section,
    Tile,
    shorten,
)
from xltrack.summary.figures import Counts, Gap, Group, Summary

BARS = 12
"""Units a chart shows; the table has all of them."""
FIGURE_NAMES = 8
"""Refs a note names."""
SERIES = ("overdue", "on_schedule", "completed", "no_longer_applicable")


def page(summary: Summary, options: Options) -> Page:
    """The summary as `options` ask for it. Raises nothing."""
    return _Builder(summary, options, PageWords(options.language)).page()


def headline(summary: Summary, language: str = DEFAULT_LANGUAGE) -> tuple[str, ...]:
    """The summary in one to three sentences."""
    return _Builder(summary, Options(language=language), PageWords(language)).headline()


@dataclass(frozen=True, slots=True)
class _Builder:
    summary: Summary
    options: Options
    words: PageWords

    def page(self) -> Page:
        word = self.words.word
        return Page(
            language=self.options.language,
            direction=self.words.direction,
            title=word("title"),
            subtitle=self._subtitle(),
            as_of=self.summary.as_of,
            headline=self.headline(),
            tiles=self._tiles(),
            charts=tuple(chart for chart in self._charts() if chart is not None),
            changes=self._changes(),
            notes=self._gaps("all"),
            sections=tuple(section for section in self._sections() if section is not None),
            words=self.words,
        )

    def _subtitle(self) -> tuple[str, ...]:
        sources = self.summary.sources
        if len(sources) != 1:
            return (self.words.word("plans_many", count=len(sources)),)
        (only,) = sources
        title = only.title or self.words.word("unnamed_plan")
        if only.id is None:
            return (self.words.word("plan_line", title=title),)
        return (self.words.word("tracker_line", title=title, id=only.id, revision=only.revision),)

    def headline(self) -> tuple[str, ...]:
        counts, word = self.summary.counts, self.words.word
        if counts.total == 0:
            return (word("headline", "empty"),)
        if counts.open == 0:
            return (word("headline", "closed"),)
        if counts.overdue == 0:
            return (word("headline", "none_one" if counts.open == 1 else "none_many", count=counts.open),)
        late = counts.of_open
        first = word("headline", "late", part=late.part, whole=late.whole, percent=late.percent)
        if counts.open == 1:
            first = word("headline", "late_single")
        split = word(
            "headline",
            "split",
            initiated=counts.overdue_initiated,
            not_initiated=counts.overdue_not_initiated,
        )
        oldest = self.summary.overdue[0]
        return (
            first,
            split,
            word("headline", "oldest", deadline=oldest.deadline, months=self.words.months(oldest.months_late)),
        )

    def _tiles(self) -> tuple[Tile, ...]:
        summary, counts, word = self.summary, self.summary.counts, self.words.word
        done = summary.completed_of_applicable
        overdue = (
            word("tiles", "overdue_none")
            if counts.of_open.percent is None
            else word("tiles", "overdue_detail", whole=counts.open, percent=counts.of_open.percent)
        )
        completed = (
            word("tiles", "completed_none")
            if done.percent is None
            else word("tiles", "completed_detail", whole=done.whole, percent=done.percent)
        )
        tiles = [
            Tile("overdue", word("tiles", "overdue"), str(counts.overdue), overdue, counts.overdue > 0),
            Tile("completed", word("tiles", "completed"), str(counts.completed), completed),
            self._oldest_tile(),
        ]
        return (*tiles, *self._due_tile())

    def _oldest_tile(self) -> Tile:
        word, rows = self.words.word, self.summary.overdue
        if not rows:
            return Tile("oldest", word("tiles", "oldest"), word("nothing"), word("tiles", "oldest_none"))
        detail = word("tiles", "oldest_detail", ref=rows[0].ref, deadline=rows[0].deadline)
        return Tile("oldest", word("tiles", "oldest"), str(self.summary.ageing.maximum), detail, True)

    def _due_tile(self) -> tuple[Tile, ...]:
        """The farthest horizon in large print, the nearest beside it."""
        if not self.summary.due:
            return ()
        near, far = self.summary.due[0], self.summary.due[-1]
        word = self.words.word
        if near is far:
            detail = word("tiles", "due_first", until=far.until)
        else:
            first = word("tiles", "month_one" if near.months == 1 else "month_many", count=near.months)
            detail = word("tiles", "due_detail", until=far.until, first=first, count=near.count)
        return (Tile("due", word("tiles", "due", months=far.months), str(far.count), detail),)

    # --- charts -------------------------------------------------------------------------------------------

    def _charts(self) -> Iterable[Chart | None]:
        if self.summary.counts.total:
            yield self._chart("status", "bars", SERIES, [self._bar(g) for g in self.summary.by_responsible[:BARS]])
        if self.summary.overdue:
            rows = tables.ageing(self.summary, self.words).rows
            points: list[Point] = [
                (str(label), (band.count,)) for (label, _), band in zip(rows, self.summary.ageing.bands, strict=True)
            ]
            yield self._chart("ageing", "columns", ("overdue",), points)
        if self.summary.trend:
            points = [(f"{point.day:%Y/%m}", (point.open, point.overdue)) for point in self.summary.trend]
            yield self._chart("trend", "lines", ("open", "overdue"), points)

    def _chart(self, key: str, kind: ChartKind, series: Sequence[str], points: Sequence[Point]) -> Chart:
        word = self.words.word
        labels = tuple((name, word("columns", name)) for name in series)
        return Chart(key, kind, word("charts", key), word("charts", f"{key}_alt"), labels, tuple(points))

    def _bar(self, group: Group) -> Point:
        return shorten(group.label, 60) or self.words.word("none", "responsible"), _series(group.counts)

    # --- sections -----------------------------------------------------------------------------------------

    def _sections(self) -> Iterable[Section | None]:
        yield self._overdue()
        if self.options.only_overdue:
            yield self._ageing()
            yield self._about()
            return
        yield self._happened()
        yield self._plans()
        yield self._status()
        yield self._ageing()
        for name in GROUPINGS:
            if name in self.options.by:
                yield self._grouping(name)
        yield self._trend()
        yield self._silent()
        yield self._about()

    def _overdue(self) -> Section:
        table = self._cut(tables.overdue(self.summary, self.words, self.options.letters))
        texts = () if table.rows else (self.headline()[0],)
        return Section(
            "overdue",
            self.words.word("sections", "overdue"),
            texts,
            tables=(table,) if table.rows else (),
            notes=(*filter(None, [table.more]), *self._gaps("overdue")),
        )

    def _plans(self) -> Section | None:
        groups = self.summary.by_plan
        if len(groups) < 2:
            return None
        table = self._cut(tables.group_tables(self.summary, "plan", groups, self.words, self.options.letters))
        title = self.words.word("sections", "plan")
        return Section("plan", title, tables=(table,), notes=tuple(filter(None, [table.more])))

    def _status(self) -> Section:
        return Section(
            "status",
            self.words.word("sections", "status"),
            tables=(tables.status(self.summary, self.words), tables.figures(self.summary, self.words)),
            notes=(*self._gaps("completed"), *self._gaps("on_time")),
        )

    def _ageing(self) -> Section | None:
        if not self.summary.overdue:
            return None
        found = (tables.ageing(self.summary, self.words), tables.lateness(self.summary, self.words))
        return Section("ageing", self.words.word("sections", "ageing"), tables=found)

    def _grouping(self, name: str) -> Section:
        groups: Sequence[Group] = getattr(self.summary, f"by_{name}")
        table = self._cut(tables.group_tables(self.summary, name, groups, self.words, self.options.letters))
        texts = (self.words.word("about", "tags"),) if name == "thematic_area" else ()
        notes = (*filter(None, [table.more]), *(self._gaps("by_responsible") if name == "responsible" else ()))
        return Section(name, self.words.word("sections", name), texts, (table,), notes)

    def _changes(self) -> PageTable | None:
        events = self.summary.happened
        if events is None or self.options.only_overdue:
            return None
        return tables.happened_table(events, self.summary, self.words)

    def _happened(self) -> Section | None:
        events = self.summary.happened
        if events is None:
            return None
        lists = tables.happenings(self.summary, events, self.words, self.options.letters)
        found = tuple(map(self._cut, lists))
        return Section(
            "happened",
            self.words.word("sections", "events", day=self.words.day(events.since)),
            () if lists else (self.words.word("happened", "nothing"),),
            tables=found,
            notes=(*(table.more for table in found if table.more), *self._gaps("happened")),
        )

    def _trend(self) -> Section | None:
        if not self.summary.trend:
            return None
        return Section(
            "trend", self.words.word("sections", "trend"), tables=(tables.trend_table(self.summary, self.words),)
        )

    def _silent(self) -> Section | None:
        if not self.summary.silent or self.summary.known_since is None:
            return None
        title = self.words.word("sections", "silent", months=self.summary.silent_after)
        table = self._cut(tables.silent_table(self.summary, self.words, self.options.letters))
        since = self.words.word("about", "silent", day=self.words.day(self.summary.known_since))
        return Section("silent", title, (since,), tables=(table,), notes=tuple(filter(None, [table.more])))

    def _about(self) -> Section:
        word = self.words.word
        lines = [word("about", key) for key in ("rule", "open", "due", "percent")]
        lines += [] if self.summary.trend or self.options.only_overdue else [word("about", "no_trend")]
        if self.options.letters is not None:
            lines.append(word("shortened"))
        return Section("about", word("sections", "about"), (*lines, word("produced")))

    # --- notes --------------------------------------------------------------------------------------------

    def _gaps(self, figure: str) -> tuple[str, ...]:
        return tuple(self._gap(gap) for gap in self.summary.gaps if gap.weakens == figure)

    def _gap(self, gap: Gap) -> str:
        refs = ", ".join(shorten(ref, 80) for ref in gap.refs[:FIGURE_NAMES]) or self.words.word("nothing")
        if gap.refs[FIGURE_NAMES:]:
            refs = self.words.word("gaps", "and_more", refs=refs)
        return self.words.word("gaps", gap.code, count=gap.count, refs=refs)

    def _cut(self, table: PageTable) -> PageTable:
        limit = self.options.rows
        if limit is None or not table.rows[limit:]:
            return table
        more = self.words.word("more_rows", shown=limit, count=len(table.rows))
        return PageTable(table.key, table.title, table.columns, table.rows[:limit], more)


def _series(counts: Counts) -> tuple[int, ...]:
    """In the order of SERIES."""
    return (counts.overdue, counts.on_schedule, counts.completed, counts.no_longer_applicable)
