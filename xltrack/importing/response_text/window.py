"""On which days the labels of a source hold: "Overdue-Initiated" with 2022/12 was printed in 2023 or later."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date

from xltrack.findings import Finding
from xltrack.findings.sources import label_contradicts
from xltrack.importing.response_text.status import meaning
from xltrack.model.expected import expect
from xltrack.model.plan import KeyAction, Plan
from xltrack.model.year_month import YearMonth

_LAST = YearMonth(9999, 12)
"""A deadline that no day comes after."""


@dataclass(frozen=True, slots=True)
class Window:
    """First and last day on which the labels hold, None where they set no bound, and the rows that hold on no
    day of it."""

    first: date | None
    last: date | None
    contradictions: tuple[Finding, ...] = ()

    def __contains__(self, day: date) -> bool:
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)


def as_of_window(plan: Plan) -> Window:
    """Return the days on which the plan's source labels hold, of all days those on which the most of them do.

    A label counts while the action still has the status it names. Of equally good windows the latest is taken.
    Raises TypeError for anything but a plan.

    >>> late = {"ref": "R1.A1", "description": "Run", "deadline": "2022/12", "status": "initiated"}
    >>> rec = {"ref": "R1", "text": "Do", "actions": [late | {"source_status": "Overdue-Initiated"}]}
    >>> as_of_window(Plan(recommendations=[rec])).first
    datetime.date(2023, 1, 1)
    """
    expect("plan", plan, Plan)
    claims = [(action, overdue) for action in plan.actions if (overdue := _claim(action)) is not None]
    not_before = sorted(a.deadline for a, overdue in claims if overdue and a.deadline and a.deadline < _LAST)
    not_after = sorted(a.deadline for a, overdue in claims if not overdue and a.deadline)

    def holding(passed: YearMonth | None) -> int:
        """Return how many labels hold when `passed` is the last deadline month that has passed."""
        if passed is None:
            return len(not_after)
        return bisect_right(not_before, passed) + len(not_after) - bisect_right(not_after, passed)

    passed = max((None, *not_before), key=lambda month: (holding(month), month is not None, month and month.iso))
    last = not_after[bisect_right(not_after, passed) if passed else 0 :]
    wrong = [action for action, overdue in claims if not _holds(action, overdue, passed)]
    return Window(
        first=_next_month(passed).first_day if passed else None,
        last=last[0].last_day if last else None,
        contradictions=tuple(map(_contradicts, wrong)),
    )


def _claim(action: KeyAction) -> bool | None:
    """Return whether the source says that the action is overdue; None where it says nothing that still applies."""
    source = meaning(action.source_status) if action.source_status else None
    return source.overdue if source and source.status == action.status else None


def _holds(action: KeyAction, overdue: bool, passed: YearMonth | None) -> bool:
    if action.deadline is None:
        return not overdue
    return overdue == (passed is not None and action.deadline <= passed)


def _next_month(month: YearMonth) -> YearMonth:
    return YearMonth(month.year + month.month // 12, month.month % 12 + 1)


def _contradicts(action: KeyAction) -> Finding:
    return label_contradicts(action.source_status, action.ref, str(action.deadline) if action.deadline else "N/A")
