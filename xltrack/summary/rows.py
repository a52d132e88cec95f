"""The rows of a summary: overdue actions, those ahead, those that a moved deadline hides, and deadlines by month."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import NamedTuple

from xltrack.model.overdue import is_late, is_overdue
from xltrack.model.plan import KeyAction, Status
from xltrack.model.year_month import YearMonth
from xltrack.summary.changes import Activity
from xltrack.summary.counts import Late
from xltrack.summary.figures import ActionRow, ByOriginal, DeadlineCount, OverdueRow
from xltrack.summary.history import History
from xltrack.summary.share import share

Place = tuple[str, str]
"""A plan's name and an action's ref."""


class ActionMarks(NamedTuple):
    """Knowledge about single actions besides their cells."""

    reopened: Collection[Place]
    waiting: Collection[Place]
    unanswered: Collection[Place]


def marks(events: Activity | None, waiting: Collection[Place], unanswered: Collection[Place]) -> ActionMarks:
    """Collect the marks of a summary."""
    reopened = {(event.plan, event.ref) for event in (events.reopened if events else ())}
    return ActionMarks(reopened, waiting, unanswered)


def _common(past: History, action: KeyAction, known: ActionMarks, several: bool) -> dict[str, object]:
    place = (past.name, action.ref)
    return {
        "plan": past.name if several else "",
        "ref": action.ref,
        "action": action.description,
        "unit": action.responsible,
        "deadline": action.deadline,
        "status": action.status,
        "original_deadline": past.original_deadline(action),
        "moved": len(past.deadlines.get(action.ref, ())),
        "reopened": place in known.reopened,
        "waits": place in known.waiting,
        "unanswered": place in known.unanswered,
    }


def overdue_rows(late: Iterable[Late], known: ActionMarks, several: bool) -> tuple[OverdueRow, ...]:
    """List the overdue actions, oldest deadline first, equals in plan order."""
    return tuple(
        OverdueRow(
            **_common(past, action, known, several),  # type: ignore[arg-type]
            recommendation=rec.ref,
            months_late=months,
            comment=past.last_comment(action),
        )
        for months, past, rec, action in sorted(late, key=lambda found: -found[0])
    )


def ahead_rows(pasts: Sequence[History], as_of: date, known: ActionMarks) -> tuple[ActionRow, ...]:
    """List what is open and not yet due, the next deadline first, equals in plan order."""
    rows = [
        ActionRow(**_common(past, action, known, len(pasts) > 1))  # type: ignore[arg-type]
        for past in pasts
        for action in past.plan.actions
        if action.deadline and not action.status.closed and not is_overdue(action, as_of)
    ]
    return tuple(sorted(rows, key=lambda row: row.deadline))


def hidden_rows(pasts: Sequence[History], as_of: date, known: ActionMarks) -> tuple[ActionRow, ...]:
    """List what is overdue by its original deadline and not by the present one, the oldest original first."""
    rows = [
        (original, ActionRow(**_common(past, action, known, len(pasts) > 1)))  # type: ignore[arg-type]
        for past in pasts
        for action in past.plan.actions
        if action.deadline
        and not is_overdue(action, as_of)
        and (original := past.original_deadline(action)) is not None
        and is_late(action.status, original, as_of)
    ]
    return tuple(row for _, row in sorted(rows, key=lambda found: found[0]))


def by_original(pasts: Sequence[History], as_of: date, hidden: int) -> ByOriginal:
    """Judge every action by the first deadline that the log knows of."""
    late = on_time = known = 0
    for past in pasts:
        for action in past.plan.actions:
            first = past.original_deadline(action) or action.deadline
            late += is_late(action.status, first, as_of)
            if action.status is Status.COMPLETED and first is not None and action.completed_on is not None:
                known += 1
                on_time += action.completed_on <= first.last_day
    return ByOriginal(late, hidden, share(on_time, known))


def deadline_counts(pasts: Sequence[History], as_of: date) -> tuple[DeadlineCount, ...]:
    """Count by plan, unit and due month what is overdue, still open and completed."""
    sums: dict[tuple[str, str, YearMonth], list[int]] = defaultdict(lambda: [0, 0, 0])
    for past in pasts:
        plan = past.name if len(pasts) > 1 else ""
        for action in past.plan.actions:
            if action.deadline is None or action.status is Status.NO_LONGER_APPLICABLE:
                continue
            place = 2 if action.status.closed else 0 if is_overdue(action, as_of) else 1
            sums[plan, action.responsible, action.deadline][place] += 1
    return tuple(DeadlineCount(*key, *numbers) for key, numbers in sorted(sums.items(), key=lambda cell: cell[0][2]))
