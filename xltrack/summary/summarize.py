"""The monthly overdue summary: every figure a head of office is told, counted once, here.

`summarize` is pure; today is an argument. What it returns is data (see figures.py), which the renderers only
lay out, so that the same numbers stand in every format.

How it counts. An action is overdue from the first day after its deadline month. Months late are the whole
months since that day: 0 in the first one (overdue.py has both rules). "Due in the next 3 months" is a deadline
in this month or one of the next three. Tags (thematic areas) count an action once for each of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Sequence
from datetime import date
from statistics import median

from xltrack.findings import Finding
from xltrack.model.plan import KeyAction, Plan, Status
from xltrack.model.tracker import Conflict, LogEntry, Tracker
from xltrack.model.year_month import YearMonth
from xltrack.summary.activity import Earlier, History, Since, happened, history, silent
from xltrack.summary.counts import Late, count_actions, counts_of, groups, plan_groups
from xltrack.summary.data_gaps import find_gaps
from xltrack.summary.figures import CATEGORIES, Ageing, Band, Due, Group, OverdueRow, Source, Summary, share
from xltrack.summary.trend import trend

__all__ = ["Earlier", "Since", "Summary", "summarize"]

BANDS: tuple[tuple[int, int | None], ...] = ((0, 3), (4, 6), (7, 12), (13, None))
"""Months late."""


def summarize(
    sources: Plan | Tracker | Iterable[Plan | Tracker],
    as_of: date,
    *,
    since: Since = None,
    soon: tuple[int, ...] = (1, 3),
    silent_after: int = 3,
    log: Sequence[LogEntry] = (),
    conflicts: Sequence[Conflict] = (),
    findings: Sequence[Finding] = (),
    missing_returns: Sequence[str] = (),
    unread: Sequence[str] = (),
) -> Summary:
    """The summary of one plan or of several together, on the day `as_of`.

    `since` (a day, a revision, the tracker as it was, or what an earlier summary says of itself) adds what
    happened in between. `soon` are horizons and `silent_after` a length of silence, in months. `log` and
    `conflicts` belong to a plan that is no tracker. `findings` of the reader, `missing_returns` and files left
    `unread` are named beside the figures they weaken. Log entries later than `as_of` are part of the state, and
    said to be. Raises XltrackError for a `since` that cannot be.
    """
    given = [sources] if isinstance(sources, (Plan, Tracker)) else list(sources)
    pasts = _histories(given, log)
    disputed = [c for source in given if isinstance(source, Tracker) for c in source.conflicts] + list(conflicts)
    month = YearMonth(as_of.year, as_of.month)
    counted = count_actions(pasts, as_of, soon)
    counts = counts_of(counted.whole)
    overdue = _overdue_rows(counted.late, several=len(pasts) > 1)
    dated = [a for past in pasts for a in past.plan.actions if a.completed_on is not None and _both_dates_known(a)]
    events = None if since is None else happened(pasts, as_of, since)
    return Summary(
        title=given_title(pasts),
        as_of=as_of,
        sources=tuple(map(_source, pasts)),
        counts=counts,
        completed_of_applicable=share(counts.completed, counts.applicable),
        on_time=share(sum(map(_on_time, dated)), len(dated)),
        ageing=_ageing(overdue),
        due=tuple(Due(n, _later(month, n), number) for n, number in zip(soon, counts.due, strict=True)),
        overdue=overdue,
        by_plan=plan_groups(counted, pasts),
        by_responsible=_by_need(Group("", unit, unit, counts_of(tally)) for unit, tally in counted.units.items()),
        by_recommendation=groups(counted, lambda past, rec: [(past.name, rec.ref, rec.text)]),
        by_category=tuple(
            sorted(
                groups(counted, lambda past, rec: [("", rec.category or "", rec.category or "")]),
                key=lambda group: CATEGORIES.index(group.key or None),
            )
        ),
        by_thematic_area=_by_need(
            groups(counted, lambda past, rec: [("", area, area) for area in rec.thematic_areas or ("",)])
        ),
        happened=events,
        silent_after=silent_after,
        silent=silent(pasts, as_of, silent_after),
        trend=trend(pasts, as_of),
        known_since=max((past.known_since for past in pasts if past.known_since), default=None),
        gaps=find_gaps(pasts, as_of, disputed, findings, missing_returns, unread, events),
    )


def given_title(pasts: Sequence[History]) -> str:
    """The name of the one plan; several have none together."""
    return pasts[0].name if len(pasts) == 1 else ""


def _source(past: History) -> Source:
    return Source(past.name, past.meta.id, past.meta.revision) if past.meta else Source(past.name, None, None)


def _histories(sources: Sequence[Plan | Tracker], log: Sequence[LogEntry]) -> list[History]:
    names: dict[str, None] = {}
    for source in sources:
        plan = source.plan if isinstance(source, Tracker) else source
        name = plan.title.partition("\n")[0].strip()
        if isinstance(source, Tracker) and (not name or name in names):
            name = f"{name} {source.meta.id}".strip()
        names[_unused(name, names)] = None
    return [
        history(name, source.plan, source.log, source.meta)
        if isinstance(source, Tracker)
        else history(name, source, log)
        for name, source in zip(names, sources, strict=True)
    ]


def _unused(name: str, names: Container[str]) -> str:
    number, found = 2, name
    while found in names:
        number, found = number + 1, f"{name} ({number})".strip()
    return found


def _later(month: YearMonth, months: int) -> YearMonth:
    years, rest = divmod(month.month - 1 + months, 12)
    return YearMonth(month.year + years, rest + 1)


def _by_need(groups: Iterable[Group]) -> tuple[Group, ...]:
    """The most overdue first, then the most open, then by name; "none given" at the end of its equals."""
    return tuple(sorted(groups, key=lambda g: (-g.counts.overdue, -g.counts.open, g.key == "", g.key)))


def _overdue_rows(late: Iterable[Late], several: bool) -> tuple[OverdueRow, ...]:
    """The overdue list, oldest deadline first, equals in plan order."""
    return tuple(
        OverdueRow(
            plan=past.name if several else "",
            ref=action.ref,
            recommendation=rec.ref,
            action=action.description,
            unit=action.responsible,
            deadline=action.deadline,
            months_late=months,
            status=action.status,
            comment=past.last_comment(action),
            original_deadline=past.original_deadline(action),
            moved=len(past.deadlines.get(action.ref, ())),
        )
        for months, past, rec, action in sorted(late, key=lambda one: -one[0])
        if action.deadline
    )


def _ageing(rows: Sequence[OverdueRow]) -> Ageing:
    late = Counter(row.months_late for row in rows)
    bands = tuple(
        Band(first, last, sum(n for months, n in late.items() if first <= months and (last is None or months <= last)))
        for first, last in BANDS
    )
    if not rows:
        return Ageing(bands, None, None)
    return Ageing(bands, float(median(late.elements())), max(late))


def _both_dates_known(action: KeyAction) -> bool:
    return action.status is Status.COMPLETED and action.deadline is not None and action.completed_on is not None


def _on_time(action: KeyAction) -> bool:
    return bool(action.deadline and action.completed_on and action.completed_on <= action.deadline.last_day)
