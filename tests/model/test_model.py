"""A plan holds only what a plan can be, and a month is a month."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from tests.strategies import days, months
from tests.tables import actions
from xltrack.model.overdue import is_overdue, months_late
from xltrack.model.plan import KeyAction, Plan, Recommendation
from xltrack.model.year_month import YearMonth


@given(months)
def test_a_month_is_read_from_both_notations_it_is_written_in(month):
    assert YearMonth.parse(str(month)) == YearMonth.parse(month.iso) == month


@pytest.mark.parametrize("text", ["2022", "2022/13", "2022/0", "1899/12", "22/12", "2022/12/31", "", "soon", "٢٠٢٢/١٣"])
def test_what_is_no_month_is_refused(text):
    with pytest.raises(ValueError, match=r"month|2022"):
        YearMonth.parse(text)


@given(months, months)
def test_months_are_counted_and_ordered_alike(one, other):
    assert (one.months_until(other) > 0) == (one < other)
    assert one.months_until(other) == -other.months_until(one)


def test_a_ref_is_given_once():
    action = KeyAction(ref="R1.A1", description="Train staff")
    with pytest.raises(ValidationError, match=r"R1\.A1"):
        Plan(recommendations=(Recommendation(ref="R1", text="Do", actions=(action, action)),))


def test_an_unknown_field_is_refused():
    with pytest.raises(ValidationError, match="deadine"):
        KeyAction(ref="R1.A1", description="Train staff", deadine="2022/12")  # type: ignore[call-arg]


@pytest.mark.parametrize(
    "deadline, status, as_of, overdue",
    [
        ("2022/12", "initiated", "2022-12-31", False),
        ("2022/12", "initiated", "2023-01-01", True),
        ("2022/12", "not_initiated", "2023-01-01", True),
        ("2022/12", "completed", "2030-01-01", False),
        ("2022/12", "no_longer_applicable", "2030-01-01", False),
        (None, "initiated", "2030-01-01", False),
    ],
)
def test_overdue_begins_on_the_first_day_after_the_deadline_month(deadline, status, as_of, overdue):
    action = KeyAction(ref="R1.A1", description="Train staff", deadline=deadline, status=status)
    assert is_overdue(action, date.fromisoformat(as_of)) is overdue


@given(months, days)
def test_months_late_is_above_zero_exactly_when_an_open_action_is_overdue(deadline, as_of):
    action = KeyAction(ref="R1.A1", description="Train staff", deadline=deadline)
    assert (months_late(deadline, as_of) > 0) == is_overdue(action, as_of)


@given(st.data())
def test_replacing_actions_changes_those_and_no_others(data):
    plan = actions("ref\nR1.A1\nR1.A2\nR2.A1")
    ref = data.draw(st.sampled_from(["R1.A1", "R1.A2", "R2.A1"]))
    edited = plan.with_actions(
        {ref: plan.by_ref[ref].model_copy(update={"comments": "Done"}), "R9.A9": plan.actions[0]}
    )
    assert [a.ref for a in edited.actions if a.comments] == [ref]
    assert [a.ref for a in edited.actions] == ["R1.A1", "R1.A2", "R2.A1"]


def test_a_copy_of_a_plan_with_other_rows_counts_those():
    """Found in a tracker of a plan with a control character: what had been counted before was copied, and written."""
    plan, other = actions("ref | responsible\nR1.A1 | CO"), actions("ref | responsible\nR2.A1 | HQ")
    assert [*plan.by_ref, *plan.parents, *plan.units] == ["R1.A1", "R1.A1", "CO"]
    copy = plan.model_copy(update={"recommendations": other.recommendations})
    assert [*copy.by_ref, *copy.parents, *copy.units] == ["R2.A1", "R2.A1", "HQ"]
    assert copy.actions == other.actions
