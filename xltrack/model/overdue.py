"""The overdue rule: when an action is overdue, and by how many months.

A deadline is a month, so an action is late from the first day of the next one. UN Women's GATE
and UNDP's ERC print the same rule as a label ("Overdue-Initiated"); here it is always derived.
"""

from __future__ import annotations

from datetime import date

from xltrack.model.expected import expect, expect_day
from xltrack.model.plan import KeyAction, Status
from xltrack.model.year_month import YearMonth


def is_overdue(action: KeyAction, as_of: date) -> bool:
    """Return whether an open action's deadline month lies wholly before `as_of`.

    Deadlines are months (the plans print 2022/12), so 2022/12 is first overdue on 1 January
    2023. An action that is closed, or has no deadline, is never overdue. Raises TypeError.

    >>> late = KeyAction(ref="R1.A1", description="Run the survey", responsible="CO", deadline="2022/12")
    >>> is_overdue(late, date(2022, 12, 31)), is_overdue(late, date(2023, 1, 1))
    (False, True)
    """
    expect("action", action, KeyAction)
    expect_day("as_of", as_of)
    return is_late(action.status, action.deadline, as_of)


def is_late(status: Status, deadline: YearMonth | None, as_of: date) -> bool:
    """Apply the same rule to a state taken from the log, where there is no action any more."""
    if deadline is None or status.closed:
        return False
    return (deadline.year, deadline.month) < (as_of.year, as_of.month)


def months_late(deadline: YearMonth, as_of: date) -> int:
    """Return the months from the deadline's to that of `as_of`: 1 in the first month of being overdue.

    An action due in 2022/12 is one month late all through January 2023. 0 is the deadline's own month, and before it
    the number is negative. Raises TypeError.

    >>> months_late(YearMonth(2022, 12), date(2023, 1, 1)), months_late(YearMonth(2022, 12), date(2024, 6, 30))
    (1, 18)
    """
    expect("deadline", deadline, YearMonth)
    expect_day("as_of", as_of)
    return (as_of.year - deadline.year) * 12 + as_of.month - deadline.month
