"""The last summary compared with this one over the same plans, and the bridge between their overdue actions."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from statistics import median_low

from xltrack.model.overdue import is_late, months_late
from xltrack.model.tracker import Tracker
from xltrack.summary.activity import Earlier, Published, Since, then_of
from xltrack.summary.changes import Activity, BridgeStep, Comparison, Snapshot
from xltrack.summary.history import History, OverdueState, States, states
from xltrack.summary.trend import tally

_GROWS = {"fell_due": "fell_due", "reopened": "reopened", "moved_earlier": "moved_earlier", "added": "added"}
_SHRINKS = {"completed": "completed", "deadline_moved": "new_deadline", "withdrawn": "withdrawn", "gone": "gone"}
"""Why an action is overdue, or no longer so, and the step of the bridge that it belongs to."""
ORDER = (*_GROWS.values(), *_SHRINKS.values(), "outside_log")
MONTH = range(28, 32)


def compare(pasts: Sequence[History], as_of: date, since: Since, only: str) -> Comparison | None:
    """Compare the last summary with the present, over the plans that it knew. None if nothing is known of that time.

    Figures that it published count; only without them are they rebuilt from the log. `only` is what the summary is
    confined to: published figures of anything else do not count.
    """
    if since is None:
        return None
    known = [(past, then_of(past, since)) for past in pasts if _reaches(past, since)]
    if not known:
        return None
    day = max(then.day for _, then in known)
    new = tuple(past.name for past in pasts if past not in [past for past, _ in known])
    published = _published(since, [past for past, _ in known], only)
    then = published or _snapshot([(then.states, then.day) for _, then in known])
    now = _snapshot([(states(past.plan), as_of) for past, _ in known])
    return Comparison(
        day=day,
        source="published" if published else "reconstructed",
        a_month=(as_of - day).days in MONTH,
        then=then,
        now=now,
        new_plans=new,
    )


def _reaches(past: History, since: Since) -> bool:
    """Return whether anything is known of a plan at the last summary."""
    if isinstance(since, Earlier) and past.meta is not None and past.meta.id in since.revisions:
        return True
    if isinstance(since, Tracker):
        return past.meta is not None and past.meta.id == since.meta.id
    if isinstance(since, int):
        return past.known_since is not None
    day = since.day if isinstance(since, Earlier) else since
    return past.known_since is not None and day is not None and past.known_since <= day


def _published(since: Since, known: Sequence[History], only: str) -> Snapshot | None:
    """Return the published figures, if the earlier summary spoke of just these plans."""
    if not isinstance(since, Earlier):
        return None
    before = next((figure for figure in since.published if figure.day == since.day), None)
    ids = {past.meta.id for past in known if past.meta}
    if before is None or before.trackers != ids or len(ids) != len(known) or before.only != only:
        return None
    return Snapshot(
        before.total,
        before.open,
        before.overdue,
        before.completed,
        before.not_yet_due,
        before.median,
        before.plans_late,
    )


def _snapshot(dated: Sequence[tuple[States, date]]) -> Snapshot:
    counts: Counter[str] = Counter()
    late: list[int] = []
    plans = 0
    for held, day in dated:
        counts.update(tally(Counter(held.values()), day))
        months = list(_late(held.values(), day))
        late += months
        plans += bool(months)
    return Snapshot(
        total=counts["total"],
        open=counts["open"],
        overdue=counts["overdue"],
        completed=counts["completed"],
        not_yet_due=counts["not_yet_due"],
        median=median_low(late) if late else None,
        plans_late=plans,
    )


def _late(held: Iterable[OverdueState], day: date) -> Iterable[int]:
    return (months_late(s.deadline, day) for s in held if s.deadline and is_late(s.status, s.deadline, day))


def bridge(comparison: Comparison | None, events: Activity | None, several: bool) -> tuple[BridgeStep, ...] | None:
    """Return the steps from the overdue actions of the last summary to those of now; they always add up.

    A change that the log cannot explain is a step of its own. `several`: refs are named with their plan.
    """
    if comparison is None or events is None:
        return None
    refs: dict[str, list[str]] = defaultdict(list)
    for event in (*events.newly_overdue, *events.cured):
        if event.plan not in comparison.new_plans and event.how is not None:
            kind = _GROWS.get(event.how) or _SHRINKS[event.how]
            refs[kind].append(f"{event.plan} {event.ref}" if several else event.ref)
    steps = {kind: len(refs_of_kind) * (1 if kind in _GROWS else -1) for kind, refs_of_kind in refs.items()}
    rest = comparison.now.overdue - comparison.then.overdue - sum(steps.values())
    if rest:
        steps["outside_log"] = rest
    return tuple(BridgeStep(kind, steps[kind], tuple(refs[kind])) for kind in ORDER if kind in steps)


def usable(published: Iterable[Published], since: Since, pasts: Sequence[History], only: str) -> dict[date, Published]:
    """Return, by day, what earlier summaries said of exactly these plans. Of two for one day the first counts."""
    ids = {past.meta.id for past in pasts if past.meta}
    if len(ids) != len(pasts):
        return {}
    own = since.published if isinstance(since, Earlier) else ()
    by_day: dict[date, Published] = {}
    for figures in (*own, *published):
        if figures.only == only and figures.trackers == ids:
            before = by_day.get(figures.day)
            if before is None or (before.source == "reconstructed" and figures.source == "published"):
                by_day[figures.day] = figures
    return by_day
