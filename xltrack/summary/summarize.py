"""The monthly overdue summary: every figure counted once, here.

`summarize` is pure; today is an argument. What it returns is data (see figures.py), which a page is composed from, so
that every format shows the same numbers.

How it counts. An action is overdue from the first day after its deadline month, and its months late are counted from
that month (overdue.py has both rules). "Due in the next 3 months" is a deadline in this month or one of the next
three. Tags (thematic areas) count an action once for each of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Sequence
from datetime import date
from statistics import median_low
from typing import NamedTuple

from xltrack.findings import Finding
from xltrack.i18n.plain_text import natural_order
from xltrack.model.expected import expect, expect_each
from xltrack.model.overdue import is_late
from xltrack.model.plan import KeyAction, Plan, Status
from xltrack.model.tracker import Conflict, LogEntry, Tracker
from xltrack.model.verification import is_verified, is_verified_by_office
from xltrack.model.year_month import YearMonth
from xltrack.summary.activity import Published, Since, expect_since, happened, silent, then_of
from xltrack.summary.changes import Comparison
from xltrack.summary.comparison import bridge, compare, usable
from xltrack.summary.counts import Counted, count_actions, counts_of, groups, plan_groups
from xltrack.summary.data_gaps import find_gaps
from xltrack.summary.figures import (
    CATEGORIES,
    Ageing,
    Band,
    Due,
    Group,
    OverdueRow,
    PlanFigures,
    Source,
    Summary,
)
from xltrack.summary.history import History, by_title, history
from xltrack.summary.own_groups import own_groupings
from xltrack.summary.rows import (
    Place,
    ahead_rows,
    by_original,
    deadline_counts,
    hidden_rows,
    marks,
    overdue_rows,
)  # fmt: skip
from xltrack.summary.share import Share, share
from xltrack.summary.trend import trend

BANDS: tuple[tuple[int, int | None], ...] = ((1, 3), (4, 6), (7, 12), (13, None))
"""Months late."""


class MissingReturn(NamedTuple):
    """A copy that has not come back: the unit or person it went to, the tracker's id, and the actions in it."""

    to: str
    tracker: str
    refs: tuple[str, ...]


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
    missing_returns: Sequence[str | MissingReturn] = (),
    unread: Sequence[str] = (),
    published: Sequence[Published] = (),
    units_together: bool = False,
    only: str = "",
) -> Summary:
    """Summarize one plan, or several together, on the day `as_of`.

    `since` (a day, a revision, the tracker as it was, or what an earlier summary says of itself) adds what happened in
    between. `soon` are horizons and `silent_after` a length of silence, in months. `log` and `conflicts` belong to a
    plan that is no tracker. The reader's `findings`, `missing_returns` (by unit, or with their actions) and files left
    `unread` are named beside the figures that they make less certain. `published` are the figures of earlier summaries:
    their days keep them. Units of several plans are counted apart unless `units_together`. `only` names the unit,
    person or value that the sources were confined to. Log entries later than `as_of` are part of the state, and the
    summary says so.

    Longer than 50 lines because the body is one value: each figure is named where it is counted.

    Raises XltrackError for an impossible `since`.
    """
    trackers = by_title(sources, as_of)
    expect_since(since)
    expect("silent_after", silent_after, int)
    expect("only", only, str)
    expect("units_together", units_together, bool)
    published = expect_each("each published summary", published, Published)
    soon = expect_each("each horizon", soon, int)
    log, conflicts = expect_each("each entry", log, LogEntry), expect_each("each conflict", conflicts, Conflict)
    findings, unread = expect_each("each finding", findings, Finding), expect_each("each file", unread, str)
    missing_returns = expect_each("each missing return", missing_returns, str, MissingReturn)
    pasts = _histories(trackers, log)
    several = len(pasts) > 1
    disputed = [*_disputed(trackers, pasts), *(("", conflict) for conflict in conflicts)]
    counted = count_actions(pasts, as_of, soon, apart=several and not units_together)
    counts = counts_of(counted.whole)
    events = None if since is None else happened(pasts, as_of, since)
    known = marks(events, _waiting(disputed, pasts), _unanswered(pasts, missing_returns))
    overdue = overdue_rows(counted.late, known, several)
    hidden = hidden_rows(pasts, as_of, known)
    comparison = compare(pasts, as_of, since, only)
    return Summary(
        title=pasts[0].name if len(pasts) == 1 else "",
        as_of=as_of,
        only=only,
        sources=tuple(map(_source, pasts)),
        counts=counts,
        completed_of_applicable=share(counts.completed, counts.applicable),
        on_time=_on_time(pasts),
        by_original=by_original(pasts, as_of, len(hidden)),
        ageing=_ageing(overdue),
        due=tuple(Due(n, YearMonth.of(as_of).plus(n), number) for n, number in zip(soon, counts.due, strict=True)),
        overdue=overdue,
        ahead=ahead_rows(pasts, as_of, known),
        hidden=hidden,
        deadlines=deadline_counts(pasts, as_of),
        plans=_plans(counted, pasts, since, comparison),
        **_groups(counted, pasts),
        happened=events,
        comparison=comparison,
        bridge=bridge(comparison, events, several),
        silent_after=silent_after,
        silent=silent(pasts, as_of, silent_after),
        trend=trend(pasts, as_of, usable(published, since, pasts, only)),
        known_since=max((past.known_since for past in pasts if past.known_since), default=None),
        by_own=own_groupings(pasts, as_of, soon) if any(past.plan.fields for past in pasts) else (),
        verified=_verified(pasts),
        gaps=find_gaps(pasts, as_of, disputed, findings, _names(missing_returns, pasts), unread, events),
    )


def _verified(pasts: Sequence[History]) -> Share | None:
    plans = [past.plan for past in pasts if is_verified_by_office(past.plan)]
    done = [action for plan in plans for action in plan.actions if action.status is Status.COMPLETED]
    return share(sum(map(is_verified, done)), len(done)) if plans else None


def _source(past: History) -> Source:
    meta, state = past.meta, past.plan.plan_state
    return Source(past.name, meta.id, meta.revision, state) if meta else Source(past.name, None, None, state)


def _histories(sources: Sequence[Plan | Tracker], log: Sequence[LogEntry]) -> list[History]:
    """Give every plan a name of its own, and read its log."""
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
    number, free = 2, name
    while free in names:
        number, free = number + 1, f"{name} ({number})".strip()
    return free


def _disputed(sources: Sequence[Plan | Tracker], pasts: Sequence[History]) -> list[tuple[str, Conflict]]:
    """Pair the open conflicts of trackers with the names of their plans."""
    pairs = zip(sources, pasts, strict=True)
    return [
        (past.name, conflict) for source, past in pairs if isinstance(source, Tracker) for conflict in source.conflicts
    ]


def _waiting(disputed: Sequence[tuple[str, Conflict]], pasts: Sequence[History]) -> set[Place]:
    """Return the actions that a decision is open on. A conflict of no named plan belongs to every plan."""
    return {(name, conflict.ref) for plan, conflict in disputed for name in ([plan] if plan else _plan_names(pasts))}


def _plan_names(pasts: Sequence[History]) -> list[str]:
    return [past.name for past in pasts]


def _unanswered(pasts: Sequence[History], missing: Sequence[str | MissingReturn]) -> set[Place]:
    """Return the actions whose copies have not come back."""
    units = {one for one in missing if isinstance(one, str)}
    places = {(past.name, action.ref) for past in pasts for action in past.plan.actions if action.responsible in units}
    by_id = {past.meta.id: past.name for past in pasts if past.meta}
    copies = [one for one in missing if isinstance(one, MissingReturn) and one.tracker in by_id]
    return places | {(by_id[copy.tracker], ref) for copy in copies for ref in copy.refs}


def _names(missing: Sequence[str | MissingReturn], pasts: Sequence[History]) -> list[str]:
    """Name who has not answered, with the plan where there are several."""
    plans = {past.meta.id: past.name for past in pasts if past.meta} if len(pasts) > 1 else {}
    names = [
        one if isinstance(one, str) else f"{one.to} ({plans[one.tracker]})" if one.tracker in plans else one.to
        for one in missing
    ]
    return list(dict.fromkeys(names))


def _plans(
    counted: Counted, pasts: Sequence[History], since: Since, comparison: Comparison | None
) -> tuple[PlanFigures, ...]:
    """Set the plans side by side, most overdue first, then by their share; those without overdue stay, at the end."""
    longest: dict[str, int] = {}
    for months, past, _, _ in counted.late:
        longest[past.name] = max(months, longest.get(past.name, 0))
    by_name = {past.name: past for past in pasts}
    plans = ((by_name[group.plan], group.counts) for group in plan_groups(counted, pasts))
    rows = [
        PlanFigures(past.name, counts, _before(past, since, comparison), longest.get(past.name), past.plan.plan_state)
        for past, counts in plans
    ]
    return tuple(
        sorted(
            rows,
            key=lambda row: (
                -row.counts.overdue,
                -row.counts.overdue / max(row.counts.open, 1),
                -row.counts.open,
                natural_order(row.plan),
            ),
        )
    )


def _before(past: History, since: Since, comparison: Comparison | None) -> int | None:
    if comparison is None or since is None or past.name in comparison.new_plans:
        return None
    then = then_of(past, since)
    return sum(is_late(state.status, state.deadline, then.day) for state in then.states.values())


def _groups(counted: Counted, pasts: Sequence[History]) -> dict[str, tuple[Group, ...]]:
    category = groups(counted, lambda past, rec: [("", rec.category or "", rec.category or "")])
    return {
        "by_plan": _by_need(plan_groups(counted, pasts)),
        "by_responsible": _by_need(
            Group(plan, unit, unit, counts_of(tally)) for (plan, unit), tally in counted.units.items()
        ),
        "by_recommendation": groups(counted, lambda past, rec: [(past.name, rec.ref, rec.text)]),
        "by_category": tuple(sorted(category, key=lambda group: CATEGORIES.index(group.key or None))),
        "by_thematic_area": _by_need(
            groups(counted, lambda past, rec: [("", area, area) for area in rec.thematic_areas or ("",)])
        ),
    }


def _by_need(unordered: Iterable[Group]) -> tuple[Group, ...]:
    """Sort the most overdue first, then the most open, then by name; "none given" at the end of its equals."""
    return tuple(
        sorted(
            unordered,
            key=lambda g: (-g.counts.overdue, -g.counts.open, g.key == "", natural_order(g.key), natural_order(g.plan)),
        )
    )


def _ageing(rows: Sequence[OverdueRow]) -> Ageing:
    late = Counter(row.months_late for row in rows)
    bands = tuple(
        Band(first, last, sum(n for months, n in late.items() if first <= months and (last is None or months <= last)))
        for first, last in BANDS
    )
    return Ageing(bands, median_low(late.elements()), max(late)) if rows else Ageing(bands, None, None)


def _on_time(pasts: Sequence[History]) -> Share:
    dated = [action for past in pasts for action in past.plan.actions if _both_dates_known(action)]
    return share(sum(map(_in_time, dated)), len(dated))


def _both_dates_known(action: KeyAction) -> bool:
    return action.status is Status.COMPLETED and action.deadline is not None and action.completed_on is not None


def _in_time(action: KeyAction) -> bool:
    return bool(action.deadline and action.completed_on and action.completed_on <= action.deadline.last_day)
