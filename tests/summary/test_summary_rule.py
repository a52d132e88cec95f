"""The counting rule as docs/summary.md states it: its table is run, row by row."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.paths import ROOT
from tests.strategies import months
from tests.tables import rows
from xltrack.model.overdue import is_overdue, months_late
from xltrack.model.plan import KeyAction, Plan, Recommendation, Status
from xltrack.model.year_month import YearMonth
from xltrack.summary.summarize import summarize

GUIDE = ROOT / "docs" / "summary.md"


def stated() -> list[dict[str, str]]:
    """The rows of the guide's table of examples."""
    lines = GUIDE.read_text(encoding="utf-8").splitlines()
    start = next(at for at, line in enumerate(lines) if line.startswith("| Deadline"))
    table = lines[start : lines.index("", start)]
    return rows("\n".join(line.strip("|") for line in table if "---" not in line))


@pytest.mark.parametrize("row", stated(), ids=lambda row: f"{row['Deadline']} on {row['As of']}")
def test_the_rule_is_what_the_guide_says(row):
    action = KeyAction(ref="R1.A1", description="Do it", deadline=row["Deadline"], status=Status.INITIATED)
    plan = Plan(recommendations=(Recommendation(ref="R1", text="Do", actions=(action,)),))
    late = summarize(plan, date.fromisoformat(row["As of"])).overdue
    assert ["yes" if late else "no", *(str(one.months_late) for one in late)] == [
        row["Overdue"],
        *filter(None, [row["Months late"]]),
    ]


@given(deadline=months, status=st.sampled_from(Status))
def test_it_begins_on_the_first_day_after_the_deadline_month_and_not_before(deadline: YearMonth, status: Status):
    action = KeyAction(ref="R1.A1", description="Do it", deadline=deadline, status=status)
    assert not is_overdue(action, deadline.last_day)
    assert is_overdue(action, deadline.last_day + timedelta(days=1)) is not status.closed


@given(deadline=months, days=st.integers(1, 4000))
def test_months_late_grow_by_one_on_the_first_of_each_month_and_on_no_other_day(deadline: YearMonth, days: int):
    day = deadline.last_day + timedelta(days=days)
    grown = months_late(deadline, day) - months_late(deadline, day - timedelta(days=1))
    assert grown == (1 if day.day == 1 else 0)
    assert months_late(deadline, deadline.last_day + timedelta(days=1)) == 1


@pytest.mark.parametrize("day", [date(2024, 2, 28), date(2024, 2, 29), date(2023, 12, 31)])
def test_an_action_due_in_the_month_of_the_day_is_due_within_one_month_and_not_overdue(day):
    deadline = YearMonth(day.year, day.month)
    action = KeyAction(ref="R1.A1", description="Do it", deadline=deadline)
    summary = summarize(Plan(recommendations=(Recommendation(ref="R1", text="Do", actions=(action,)),)), day)
    assert (summary.counts.overdue, [due.count for due in summary.due]) == (0, [1, 1])
