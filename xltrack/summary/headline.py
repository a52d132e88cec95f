"""The sentences that come first: the headline, and at most three that lead into the figures.

Each rule gives the key of a whole message and the values that fill it. The first rule that holds is the headline.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from xltrack.i18n.plain_text import shorten_apart
from xltrack.model.year_month import YearMonth
from xltrack.summary.changes import Comparison
from xltrack.summary.figures import OverdueRow, PlanFigures, Summary

TINY = 5
"""With fewer open actions the text mentions no cluster and no share; it names the overdue actions."""
CLUSTER = 5
"""So many deadlines in one month are worth a sentence of their own."""
SENTENCES = 3
LEAD_NAME_LETTERS = 60
"""Letters of a plan's name in a sentence."""


class Message(NamedTuple):
    """A message of the catalogue and its values."""

    key: str
    values: Mapping[str, Any]


def headline(summary: Summary) -> Message:
    """Return the one sentence that could be read out. Raises nothing."""
    counts = summary.counts
    if counts.total == 0:
        return Message("empty", {})
    if counts.open == 0:
        return Message("closed", {"total": counts.total})
    if counts.no_deadline == counts.open:
        return Message("no_deadlines", {"open": counts.open})
    if counts.total == 1:
        return _only_action(summary)
    return _overdue(summary) if counts.overdue else _nothing_overdue(summary)


def _only_action(summary: Summary) -> Message:
    if summary.overdue:
        return Message("only_late", {"months": summary.overdue[0].months_late})
    return Message("only_due", {"month": summary.ahead[0].deadline})


def _nothing_overdue(summary: Summary) -> Message:
    following = following_month(summary)
    due = sum(row.deadline == following for row in summary.ahead)
    if due >= 3:
        return Message("next_month", {"due": due, "month": following})
    before = summary.comparison
    if before and before.then.overdue and _by_moves_alone(summary):
        return Message("moved_only", {"moved": before.then.overdue})
    if before and before.then.overdue:
        key = "cleared_month" if before.a_month else "cleared"
        return Message(key, {"before": before.then.overdue, "day": before.day})
    return Message("ahead", {"waiting": summary.counts.on_schedule})


def _overdue(summary: Summary) -> Message:
    counts, before = summary.counts, summary.comparison
    values: dict[str, Any] = {"overdue": counts.overdue, "open": counts.open}
    if counts.open == 1:
        return Message("single", {})
    if before is None:
        return Message("all" if counts.overdue == counts.open else "first", values)
    values["day"] = before.day
    suffix = "_month" if before.a_month else ""
    if counts.overdue == counts.open:
        return Message(f"all_since{suffix}", values | {"before": before.then.overdue})
    change = before.now.overdue - before.then.overdue
    if change < 0:
        moved = "_moved" if _by_moves_alone(summary) else ""
        return Message(f"fewer{moved}{suffix}", values | {"change": -change})
    if change > 0:
        return Message(f"more{suffix}", values | {"change": change})
    new = summary.happened.counts["newly_overdue"] if summary.happened else 0
    if not new:
        return Message(f"same{suffix}", values)
    form = "_one" if counts.overdue == 1 else ""
    return Message(f"replaced{form}{suffix}", values | {"new": new})


def _by_moves_alone(summary: Summary) -> bool:
    """Return whether everything that is no longer overdue only got a new deadline."""
    cured = summary.happened.cured if summary.happened else ()
    return bool(cured) and all(event.how == "deadline_moved" for event in cured)


def following_month(summary: Summary) -> YearMonth:
    """Return the month after that of the as-of day."""
    return YearMonth.of(summary.as_of).plus(1)


def lead(summary: Summary) -> tuple[Message, ...]:
    """Return the sentences below the headline; the doubt, if there is one, is always among them. Raises nothing."""
    doubt = _doubt(summary)
    sentences = [*_several_plans(summary)] if len(summary.plans) > 1 else [*_one_plan(summary)]
    room = SENTENCES - (doubt is not None)
    return (*sentences[:room], *([doubt] if doubt else ()))


def _one_plan(summary: Summary) -> Iterator[Message]:
    counts, late = summary.counts, summary.overdue
    if counts.open < TINY:
        if late and counts.total > 1:
            yield Message("named", {"refs": [row.ref for row in late], "count": len(late)})
        return
    cluster = None
    if late:
        cluster, size = Counter(row.deadline for row in late).most_common(1)[0]
        if 2 * size >= len(late) and size >= 3:
            values = {"count": size, "overdue": len(late), "month": cluster}
            yield Message("cluster_all" if size == len(late) else "cluster", values)
        else:
            cluster = None
    yield from _long(summary, cluster)
    yield from _one_unit(summary)
    yield from _coming(summary)


def _long(summary: Summary, cluster: YearMonth | None) -> Iterator[Message]:
    """Yield the sentence on what is more than a year late, unless most of it is the cluster that was just named."""
    late = summary.overdue
    long = [row for row in late if row.months_late > 12]
    named = sum(row.deadline == cluster for row in long)
    if long and 2 * len(long) >= len(late) and 2 * named < len(long):
        yield Message("long_all" if len(long) == len(late) else "long", {"count": len(long), "overdue": len(late)})


def _one_unit(summary: Summary) -> Iterator[Message]:
    late = summary.overdue
    if not late or sum(bool(group.counts.total) for group in summary.by_responsible) < 2:
        return
    unit, count = Counter(row.unit for row in late).most_common(1)[0]
    if unit and count >= 2 and 3 * count >= 2 * len(late):
        values = {"count": count, "overdue": len(late), "unit": unit}
        yield Message("unit_all" if count == len(late) else "unit", values)


def _coming(summary: Summary) -> Iterator[Message]:
    """Yield the sentence on what falls due: nothing for three months, or much in one of them."""
    ahead = summary.ahead
    if not ahead:
        return
    this = YearMonth.of(summary.as_of)
    first = ahead[0].deadline
    if this.months_until(first) > 3:
        yield Message("none_ahead", {"month": first})
        return
    month, size = Counter(row.deadline for row in ahead).most_common(1)[0]
    is_named = not summary.overdue and month == following_month(summary)
    if size >= CLUSTER and 2 * size >= len(ahead) and not is_named:
        yield Message("together", {"count": size, "month": month})


def _several_plans(summary: Summary) -> Iterator[Message]:
    counts = summary.counts
    late = [plan for plan in summary.plans if plan.counts.overdue]
    top = late[:3]
    count = sum(plan.counts.overdue for plan in top)
    if len(late) > len(top) and 2 * count >= counts.overdue:
        names = _named(top, summary)
        yield Message("plans", {"count": count, "overdue": counts.overdue, "plans": len(top), "names": names})
    elif late and len(summary.plans) > len(late):
        names = _named(top, summary)
        if len(late) == len(top):
            yield Message("plans_all", {"overdue": counts.overdue, "plans": len(top), "names": names})
    free = len(summary.plans) - len(late)
    if late and free:
        yield Message("plans_free", {"count": free})


def _named(plans: Sequence[PlanFigures], summary: Summary) -> list[str]:
    short = shorten_apart((plan.plan for plan in summary.plans), LEAD_NAME_LETTERS)
    return [f"{short[plan.plan]} ({plan.counts.overdue})" for plan in plans]


def _doubt(summary: Summary) -> Message | None:
    """Return the sentence on what may be wrong: answers missing or decisions open for many of the overdue actions."""
    late = summary.overdue
    if not late:
        return None
    silent = sum(row.unanswered for row in late)
    if 4 * silent >= len(late) and silent:
        return _part_of_late("unanswered", silent, late)
    waiting = sum(row.waits for row in late)
    if waiting:
        return _part_of_late("undecided", waiting, late)
    return None


def _part_of_late(key: str, count: int, late: Sequence[OverdueRow]) -> Message:
    return Message(f"{key}_all", {}) if count == len(late) else Message(key, {"count": count, "overdue": len(late)})


def change_of(before: Comparison | None, name: str) -> int | None:
    """Return by how much a figure of the compared plans grew, or None where nothing is known of before."""
    if before is None:
        return None
    then, now = getattr(before.then, name), getattr(before.now, name)
    return None if then is None or now is None else now - then
