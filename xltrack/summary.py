"""The monthly overdue summary: every figure a head of office is told, counted once, here.

`summarize` is pure; today is an argument. What it returns is data (see figures.py), which the renderers only
lay out, so that the same numbers stand in every format.

How it counts. An action is overdue from the first day after its deadline month. Months late are the whole
months since that day: 0 in the first one (overdue.py has both rules). "Due in the next 3 months" is a deadline
in this month or one of the next three. Tags (thematic areas) count an action once for each of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from operator import add
from statistics import median

from xltrack.events import History, Since, happened, history, silent, trend
from xltrack.figures import CATEGORIES, Ageing, Band, Counts, Due, Group, OverdueRow, Source, Summary, share
from xltrack.gaps import find_gaps
from xltrack.model import KeyAction, Plan, Recommendation, Status, YearMonth
from xltrack.overdue import is_overdue, months_late
from xltrack.problems import Problem
from xltrack.tracker import Conflict, LogEntry, Tracker

__all__ = ["Since", "Summary", "summarize"]

BANDS: tuple[tuple[int, int | None], ...] = ((0, 3), (4, 6), (7, 12), (13, None))
"""Months late."""

_STATUSES = tuple(Status)
_COMPLETED = _STATUSES.index(Status.COMPLETED)
_GONE = _STATUSES.index(Status.NO_LONGER_APPLICABLE)
_OVERDUE = {Status.INITIATED: 4, Status.NOT_INITIATED: 5}
_DUE = 6

Tally = list[int]
"""Counts by place: the four statuses, overdue initiated, overdue not initiated, then one a horizon of `soon`."""
Key = tuple[str, str]
"""A plan's name and a recommendation's ref."""


def summarize(
    sources: Plan | Tracker | Iterable[Plan | Tracker],
    as_of: date,
    *,
    since: Since = None,
    soon: tuple[int, ...] = (1, 3),
    silent_after: int = 3,
    log: Sequence[LogEntry] = (),
    conflicts: Sequence[Conflict] = (),
    problems: Sequence[Problem] = (),
    missing_returns: Sequence[str] = (),
) -> Summary:
    """The summary of one plan or of several together, on the day `as_of`.

    `since` (a day, a revision, or the tracker as it was) adds what happened in between. `soon` are horizons and
    `silent_after` a length of silence, in months. `log` and `conflicts` belong to a plan that is no tracker.
    `problems` of the reader and `missing_returns` are named beside the figures they weaken. Log entries later
    than `as_of` are part of the state, and said to be. Raises XltrackError for a `since` that cannot be.
    """
    given = [sources] if isinstance(sources, (Plan, Tracker)) else list(sources)
    pasts = _histories(given, log)
    disputed = [c for source in given if isinstance(source, Tracker) for c in source.conflicts] + list(conflicts)
    month = YearMonth(as_of.year, as_of.month)
    by_rec, by_unit = _tallies(pasts, as_of, soon)
    whole = _sum((tally for _, tally in by_rec.values()), soon)
    counts = _counts(whole)
    overdue = _overdue_rows(pasts, as_of)
    dated = [a for past in pasts for a in past.plan.actions if _both_dates_known(a)]
    events = None if since is None else happened(pasts, as_of, since)
    return Summary(
        title=given_title(pasts),
        as_of=as_of,
        sources=tuple(map(_source, pasts)),
        counts=counts,
        completed_of_applicable=share(counts.completed, counts.applicable),
        on_time=share(sum(map(_on_time, dated)), len(dated)),
        ageing=_ageing(overdue),
        due=tuple(Due(n, _later(month, n), count) for n, count in zip(soon, counts.due, strict=True)),
        overdue=overdue,
        by_plan=tuple(_whole_plan(past, by_rec, soon) for past in pasts),
        by_responsible=_by_need(Group("", unit, unit, _counts(tally)) for unit, tally in by_unit.items()),
        by_recommendation=_groups(pasts, by_rec, soon, lambda past, rec: [(past.name, rec.ref, rec.text)]),
        by_category=tuple(
            sorted(
                _groups(pasts, by_rec, soon, lambda past, rec: [("", rec.category or "", rec.category or "")]),
                key=lambda group: CATEGORIES.index(group.key or None),
            )
        ),
        by_thematic_area=_by_need(
            _groups(pasts, by_rec, soon, lambda past, rec: [("", area, area) for area in rec.thematic_areas or ("",)])
        ),
        happened=events,
        silent_after=silent_after,
        silent=silent(pasts, as_of, silent_after),
        trend=trend(pasts, as_of),
        known_since=max((past.known_since for past in pasts if past.known_since), default=None),
        gaps=find_gaps(pasts, as_of, disputed, problems, missing_returns, events),
    )


def given_title(pasts: Sequence[History]) -> str:
    """The name of the one plan; several have none together."""
    return pasts[0].name if len(pasts) == 1 else ""


def _source(past: History) -> Source:
    return Source(past.name, past.meta.id, past.meta.revision) if past.meta else Source(past.name, None, None)


def _histories(sources: Sequence[Plan | Tracker], log: Sequence[LogEntry]) -> list[History]:
    names: list[str] = []
    for source in sources:
        plan = source.plan if isinstance(source, Tracker) else source
        name = plan.title.partition("\n")[0].strip()
        if isinstance(source, Tracker) and (not name or name in names):
            name = f"{name} {source.meta.id}".strip()
        names.append(_unused(name, names))
    return [
        history(name, source.plan, source.log, source.meta)
        if isinstance(source, Tracker)
        else history(name, source, log)
        for name, source in zip(names, sources, strict=True)
    ]


def _unused(name: str, names: Sequence[str]) -> str:
    number, found = 2, name
    while found in names:
        number, found = number + 1, f"{name} ({number})".strip()
    return found


def _later(month: YearMonth, months: int) -> YearMonth:
    years, rest = divmod(month.month - 1 + months, 12)
    return YearMonth(month.year + years, rest + 1)


# --- counting ---------------------------------------------------------------------------------------------


def _tallies(
    pasts: Sequence[History], as_of: date, soon: tuple[int, ...]
) -> tuple[dict[Key, tuple[Recommendation, Tally]], dict[str, Tally]]:
    """The actions of each recommendation and of each unit. All other groups are sums of recommendations.

    The rule is asked once for each pair of status and deadline, not for each action.
    """
    places: dict[tuple[Status, YearMonth | None], list[int]] = {}
    by_rec: dict[Key, tuple[Recommendation, Tally]] = {}
    by_unit: dict[str, Tally] = {}
    for past in pasts:
        for rec in past.plan.recommendations:
            mine = _zero(soon)
            by_rec[past.name, rec.ref] = (rec, mine)
            for action in rec.actions:
                state = (action.status, action.deadline)
                if state not in places:
                    places[state] = _places(action, as_of, soon)
                if action.responsible not in by_unit:
                    by_unit[action.responsible] = _zero(soon)
                theirs = by_unit[action.responsible]
                for place in places[state]:
                    mine[place] += 1
                    theirs[place] += 1
    return by_rec, by_unit


def _zero(soon: tuple[int, ...]) -> Tally:
    return [0] * (_DUE + len(soon))


def _places(action: KeyAction, as_of: date, soon: tuple[int, ...]) -> list[int]:
    """Where in a tally an action counts."""
    places = [_STATUSES.index(action.status)]
    if is_overdue(action, as_of):
        places.append(_OVERDUE[action.status])
    elif action.deadline and not action.status.closed:
        ahead = YearMonth(as_of.year, as_of.month).months_until(action.deadline)
        places += [_DUE + at for at, months in enumerate(soon) if ahead <= months]
    return places


def _sum(tallies: Iterable[Tally], soon: tuple[int, ...]) -> Tally:
    total = _zero(soon)
    for tally in tallies:
        total = list(map(add, total, tally))
    return total


def _counts(tally: Tally) -> Counts:
    waiting, going, done, gone, late_going, late_waiting, *due = tally
    late, is_open = late_going + late_waiting, waiting + going
    return Counts(
        total=is_open + done + gone,
        not_initiated=waiting,
        initiated=going,
        completed=done,
        no_longer_applicable=gone,
        open=is_open,
        applicable=is_open + done,
        on_schedule=is_open - late,
        overdue=late,
        overdue_initiated=late_going,
        overdue_not_initiated=late_waiting,
        due=tuple(due),
        of_open=share(late, is_open),
        of_applicable=share(late, is_open + done),
    )


def _groups(
    pasts: Sequence[History],
    by_rec: dict[Key, tuple[Recommendation, Tally]],
    soon: tuple[int, ...],
    names: Callable[[History, Recommendation], Sequence[tuple[str, str, str]]],
) -> tuple[Group, ...]:
    """Recommendations added up under each of their names (plan, key, label), in the order of first appearance."""
    tallies: dict[tuple[str, str, str], list[Tally]] = {}
    for past in pasts:
        for rec in past.plan.recommendations:
            for name in dict.fromkeys(names(past, rec)):
                tallies.setdefault(name, []).append(by_rec[past.name, rec.ref][1])
    return tuple(Group(*name, _counts(_sum(found, soon))) for name, found in tallies.items())


def _whole_plan(past: History, by_rec: dict[Key, tuple[Recommendation, Tally]], soon: tuple[int, ...]) -> Group:
    tallies = (by_rec[past.name, rec.ref][1] for rec in past.plan.recommendations)
    return Group(past.name, past.name, past.name, _counts(_sum(tallies, soon)))


def _by_need(groups: Iterable[Group]) -> tuple[Group, ...]:
    """The most overdue first, then the most open, then by name; "none given" at the end of its equals."""
    return tuple(sorted(groups, key=lambda g: (-g.counts.overdue, -g.counts.open, g.key == "", g.key)))


# --- overdue ----------------------------------------------------------------------------------------------


def _overdue_rows(pasts: Sequence[History], as_of: date) -> tuple[OverdueRow, ...]:
    """The overdue list, oldest deadline first, equals in plan order."""
    rows = [
        OverdueRow(
            plan=past.name if len(pasts) > 1 else "",
            ref=action.ref,
            recommendation=rec.ref,
            action=action.description,
            unit=action.responsible,
            deadline=action.deadline,
            months_late=months_late(action.deadline, as_of),
            status=action.status,
            comment=past.last_comment(action),
            original_deadline=past.original_deadline(action),
            moved=len(past.deadlines.get(action.ref, ())),
        )
        for past in pasts
        for rec in past.plan.recommendations
        for action in rec.actions
        if action.deadline and is_overdue(action, as_of)
    ]
    return tuple(sorted(rows, key=lambda row: -row.months_late))


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
