"""Counting: one pass over the plans; every group is a sum of its recommendations.

The rule of overdue.py is asked once for each pair of status and deadline month, not for each action.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from operator import add

from xltrack.model.overdue import is_overdue, months_late
from xltrack.model.plan import KeyAction, Recommendation, Status
from xltrack.model.year_month import YearMonth
from xltrack.summary.figures import Counts, Group
from xltrack.summary.history import History
from xltrack.summary.share import share

_STATUSES = tuple(Status)
_OVERDUE = {Status.INITIATED: 4, Status.NOT_INITIATED: 5}
_NO_DEADLINE = 6
_DUE = 7

Tally = list[int]
"""Counts by place: the four statuses, overdue initiated, overdue not initiated, open without a deadline, then one a
horizon of `soon`."""
CountedState = tuple[list[int], int | None]
"""Where in a tally an action counts, and how many months late it is; None when it is not overdue."""
Late = tuple[int, History, Recommendation, KeyAction]
"""An overdue action, its months late first."""


@dataclass(slots=True)
class Counted:
    """`whole` counts every action once; so do the units together, and the recommendations together."""

    whole: Tally
    recs: list[tuple[History, Recommendation, Tally]] = field(default_factory=list)
    units: dict[tuple[str, str], Tally] = field(default_factory=dict)
    """By plan and unit; the plan is empty where units of several plans are added up."""
    late: list[Late] = field(default_factory=list)


def count_actions(pasts: Sequence[History], as_of: date, soon: tuple[int, ...], *, apart: bool) -> Counted:
    """Count every action of every plan, in plan order, the units of each plan `apart` or together. Raises nothing."""
    zero = [0] * (_DUE + len(soon))
    counted = Counted(zero)
    states: dict[tuple[Status, int], CountedState] = {}
    for past in pasts:
        for rec in past.plan.recommendations:
            mine = zero.copy()
            for action in rec.actions:
                month = action.deadline
                key = (action.status, month.year * 12 + month.month if month else 0)
                state = states.get(key)
                if state is None:
                    state = states[key] = _state(action, as_of, soon)
                places, months = state
                unit = (past.name if apart else "", action.responsible)
                theirs = counted.units.get(unit)
                if theirs is None:
                    theirs = counted.units[unit] = zero.copy()
                for place in places:
                    mine[place] += 1
                    theirs[place] += 1
                if months is not None:
                    counted.late.append((months, past, rec, action))
            counted.recs.append((past, rec, mine))
            counted.whole = list(map(add, counted.whole, mine))
    return counted


def _state(action: KeyAction, as_of: date, soon: tuple[int, ...]) -> CountedState:
    places = [_STATUSES.index(action.status)]
    if action.deadline and is_overdue(action, as_of):
        return [*places, _OVERDUE[action.status]], months_late(action.deadline, as_of)
    if action.deadline is None and not action.status.closed:
        places.append(_NO_DEADLINE)
    if action.deadline and not action.status.closed:
        ahead = YearMonth(as_of.year, as_of.month).months_until(action.deadline)
        places += [_DUE + at for at, months in enumerate(soon) if ahead <= months]
    return places, None


def counts_of(tally: Tally) -> Counts:
    """Return the counts of a tally, completed by sums and shares."""
    waiting, going, done, gone, late_going, late_waiting, undated, *due = tally
    late, is_open = late_going + late_waiting, waiting + going
    return Counts(
        total=is_open + done + gone,
        not_initiated=waiting,
        initiated=going,
        completed=done,
        no_longer_applicable=gone,
        open=is_open,
        applicable=is_open + done,
        on_schedule=is_open - late - undated,
        no_deadline=undated,
        overdue=late,
        overdue_initiated=late_going,
        overdue_not_initiated=late_waiting,
        due=tuple(due),
        of_open=share(late, is_open),
        of_applicable=share(late, is_open + done),
    )


def tally_of(counts: Counts) -> Tally:
    """Return the tally that `counts_of` makes these counts of."""
    late = (counts.overdue_initiated, counts.overdue_not_initiated)
    closed = (counts.completed, counts.no_longer_applicable)
    return [counts.not_initiated, counts.initiated, *closed, *late, counts.no_deadline, *counts.due]


Name = tuple[str, str, str]
"""A group's plan, key and label."""


def groups(counted: Counted, names: Callable[[History, Recommendation], Iterable[Name]]) -> tuple[Group, ...]:
    """Add recommendations up under each of their names, in the order of first appearance."""
    tallies: dict[Name, Tally] = {}
    for past, rec, mine in counted.recs:
        for name in dict.fromkeys(names(past, rec)):
            tallies[name] = list(map(add, tallies[name], mine)) if name in tallies else mine
    return tuple(Group(*name, counts_of(tally)) for name, tally in tallies.items())


def plan_groups(counted: Counted, pasts: Sequence[History]) -> tuple[Group, ...]:
    """Return one group for each plan, even for a plan without recommendations."""
    tallies = {past.name: [0] * len(counted.whole) for past in pasts}
    for past, _, mine in counted.recs:
        tallies[past.name] = list(map(add, tallies[past.name], mine))
    return tuple(Group(name, name, name, counts_of(tally)) for name, tally in tallies.items())
