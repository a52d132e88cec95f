"""Earlier figures, rebuilt from the log."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date

from xltrack.model.overdue import is_late
from xltrack.model.plan import Status
from xltrack.summary.activity import Held, History, _undo, previous_month_end, states
from xltrack.summary.figures import TrendPoint


def trend(pasts: Sequence[History], as_of: date, months: int = 12) -> tuple[TrendPoint, ...]:
    """The state at the last month ends and on `as_of`, oldest first, as far back as every log reaches.

    Empty when fewer than two days are known.
    """
    reach = [past.known_since for past in pasts]
    start = max((day for day in reach if day), default=None)
    if start is None or None in reach:
        return ()
    days = [as_of]
    while len(days) < months and previous_month_end(days[-1]) >= start:
        days.append(previous_month_end(days[-1]))
    totals = [Counter[str]() for _ in days]
    for past in pasts:
        for total, tally in zip(totals, _walk_back(past, days), strict=True):
            total.update(tally)
    points = (
        TrendPoint(day, c["total"], c["open"], c["overdue"], c["completed"])
        for day, c in zip(days, totals, strict=True)
    )
    return tuple(reversed(list(points))) if len(days) > 1 else ()


def _walk_back(past: History, days: Sequence[date]) -> Iterator[Counter[str]]:
    """The counts on each day, the latest first. What was logged after the first day is part of the state."""
    now = states(past.plan)
    held = Counter(now.values())
    entries = [entry for entry in past.log if entry.when.date() <= days[0]]
    for day in days:
        while entries and entries[-1].when.date() > day:
            entry = entries.pop()
            state = now.pop(entry.ref, None)
            before = _undo(state, entry)
            if state is not None:
                held[state] -= 1
            if before is not None:
                now[entry.ref] = before
                held[before] += 1
        yield _tally(held, day)


def _tally(held: Counter[Held], day: date) -> Counter[str]:
    tally: Counter[str] = Counter()
    for state, count in held.items():
        tally["total"] += count
        tally["open"] += 0 if state.status.closed else count
        tally["completed"] += count if state.status is Status.COMPLETED else 0
        tally["overdue"] += count if is_late(state.status, state.deadline, day) else 0
    return tally
