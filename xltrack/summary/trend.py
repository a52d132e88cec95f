"""The figures of earlier days: as they were published, else rebuilt from the log."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from xltrack.model.overdue import is_late
from xltrack.model.plan import Status
from xltrack.summary.activity import Published
from xltrack.summary.changes import TrendPoint
from xltrack.summary.history import History, OverdueState, previous_month_end, states, undone

POINTS = 12
"""At most, the as-of day included."""


def trend(
    pasts: Sequence[History], as_of: date, published: Mapping[date, Published], points: int = POINTS
) -> tuple[TrendPoint, ...]:
    """Return the state at the last month ends and on `as_of`, oldest first, as far back as anything is known.

    `as_of` is the tracker as it is now. A day that a summary was published for keeps its figures; other days are
    rebuilt from the log, as far back as every log reaches. Empty when fewer than two days are known.
    """
    days = list(_days(pasts, as_of, published, points))
    rebuilt = _rebuilt(pasts, days)
    found = [_point(day, rebuilt.get(day), published.get(day), as_of) for day in sorted(days)]
    return tuple(found) if len(found) > 1 else ()


def _days(pasts: Sequence[History], as_of: date, published: Mapping[date, Published], points: int) -> Iterator[date]:
    """Choose one day a month, latest first: the published one if there is one, else the last of the month."""
    start = reach(pasts)
    by_month = {(day.year, day.month): day for day in sorted(published) if day < as_of}
    yield as_of
    day = previous_month_end(as_of)
    for _ in range(points - 1):
        if (day.year, day.month) in by_month:
            yield by_month[day.year, day.month]
        elif start is not None and day >= start:
            yield day
        else:
            return
        day = previous_month_end(day)


def reach(pasts: Sequence[History]) -> date | None:
    """Return the first day that every log knows of, or None where one knows none."""
    known = [past.known_since for past in pasts]
    return None if None in known else max((day for day in known if day), default=None)


def _point(day: date, rebuilt: Counter[str] | None, earlier: Published | None, as_of: date) -> TrendPoint:
    if earlier is not None and day != as_of:
        return TrendPoint(day, earlier.total, earlier.open, earlier.overdue, earlier.completed, earlier.source)
    assert rebuilt is not None  # what is not published was chosen because the log reaches it
    numbers = (rebuilt["total"], rebuilt["open"], rebuilt["overdue"], rebuilt["completed"])
    return TrendPoint(day, *numbers, "now" if day == as_of else "reconstructed")


def _rebuilt(pasts: Sequence[History], days: Sequence[date]) -> dict[date, Counter[str]]:
    """Count the states of all plans on each day; the days are given the latest first."""
    changes = [Counter[OverdueState]() for _ in days]
    for past in pasts:
        _walk_back(past, days, changes)
    held, totals = Counter[OverdueState](), dict[date, Counter[str]]()
    for day, change in zip(days, changes, strict=True):
        held.update(change)
        totals[day] = tally(held, day)
    return totals


def _walk_back(past: History, days: Sequence[date], changes: Sequence[Counter[OverdueState]]) -> None:
    """Add a plan's present states to the changes of the first day, and to each other day how it differs from the one
    after it. What was logged after the first day is part of the present."""
    now = states(past.plan)
    changes[0].update(now.values())
    entries = list(past.log)
    for day, change in zip(days[1:], changes[1:], strict=True):
        while entries and entries[-1].when.date() > day:
            entry = entries.pop()
            state = now.get(entry.ref)
            before = undone(state, entry)
            if before == state:
                continue
            if state is not None:
                change[now.pop(entry.ref)] -= 1
            if before is not None:
                now[entry.ref] = before
                change[before] += 1


def tally(held: Counter[OverdueState], day: date) -> Counter[str]:
    """Count states on a day: total, open, completed, overdue, not_yet_due."""
    counts: Counter[str] = Counter()
    for state, count in held.items():
        counts["total"] += count
        counts["completed"] += count if state.status is Status.COMPLETED else 0
        if state.status.closed:
            continue
        counts["open"] += count
        late = is_late(state.status, state.deadline, day)
        counts["overdue"] += count if late else 0
        counts["not_yet_due"] += count if state.deadline is not None and not late else 0
    return counts
