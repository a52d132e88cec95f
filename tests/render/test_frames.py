"""Frames say what plans, changes and summaries say."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest
from hypothesis import given

from tests.strategies import days, plans
from tests.tables import actions
from xltrack.findings import CellAddress, Term
from xltrack.findings.cells import unreadable_deadline
from xltrack.findings.rows import totals_row
from xltrack.findings.sources import status_unmapped
from xltrack.model.compare import diff
from xltrack.model.overdue import is_overdue
from xltrack.model.plan import Category, Plan
from xltrack.model.year_month import YearMonth
from xltrack.rendering.frames import (
    changes_frame,
    findings_frame,
    log_frame,
    overdue_frame,
    plan_frame,
    plan_from_frame,
    summary_frame,
)
from xltrack.summary.summarize import summarize

JUNE = date(2024, 6, 30)
PLAN = actions("""
    ref   | responsible | deadline | status        | comments | completed_on
    R1.A1 | CO          | 2022/03  | initiated     | N/A      |
    R1.A2 | RO          | 2024/12  | not_initiated | None     |
    R2.A1 | CO          | 2023/12  | completed     | Done     | 2023-12-31
""")


def test_a_plan_becomes_one_row_an_action_with_real_dates_and_untouched_words():
    frame = plan_frame(PLAN, JUNE)
    assert list(frame.index) == ["R1.A1", "R1.A2", "R2.A1"]
    assert frame.loc["R1.A1", "deadline"] == pd.Period("2022-03")
    assert list(frame["comments"]) == ["N/A", "None", "Done"]
    assert frame["completed_on"].isna().tolist() == [True, True, False]
    assert frame.loc["R1.A1", "months_late"] == 27
    assert frame["months_late"].isna().tolist() == [False, True, True]


@given(plan=plans(), as_of=days)
def test_a_frame_finds_the_same_actions_overdue(plan, as_of):
    frame = plan_frame(plan, as_of)
    assert len(frame) == len(plan.actions)
    assert list(frame.index[frame["overdue"].astype(bool)]) == [a.ref for a in plan.actions if is_overdue(a, as_of)]


def test_an_empty_plan_has_an_empty_frame_with_all_columns():
    assert list(plan_frame(Plan()).columns) == list(plan_frame(PLAN).columns)
    assert overdue_frame(summarize(Plan(), JUNE)).empty


def test_changes_become_rows_with_their_kind():
    edited = PLAN.with_actions({"R1.A2": PLAN.by_ref["R1.A2"].model_copy(update={"deadline": None})})
    frame = changes_frame(diff(PLAN, edited))
    assert frame[["ref", "field", "before", "kind"]].to_numpy().tolist() == [
        ["R1.A2", "deadline", "2024-12", "cleared"]
    ]
    assert changes_frame([]).empty


def test_a_summary_in_long_form_has_every_group_with_its_counts():
    summary = summarize(PLAN, JUNE)
    frame = summary_frame(summary)
    units = frame[frame["grouping"] == "responsible"].set_index("key")
    assert units.loc["CO", ["total", "overdue"]].tolist() == [2, 1]  # type: ignore[operator]
    assert pd.isna(units.loc["CO", "percent_of_open"])  # of fewer than five there is no percentage
    whole = frame.iloc[0]
    for name in ("total", "open", "overdue", "completed", "on_schedule"):
        assert whole[name] == getattr(summary.counts, name)
        assert units[name].sum() == whole[name]
    assert {"description", "responsible", "comments"} <= set(overdue_frame(summary)), "the names of plan_frame"
    assert overdue_frame(summary)["deadline"].tolist() == [pd.Period("2022-03")]


@given(plan=plans(), as_of=days)
def test_a_frame_gives_its_plan_back(plan, as_of):
    for frame in (plan_frame(plan), plan_frame(plan, as_of).reset_index()):
        assert (
            plan_from_frame(frame, title=plan.title, recommendations=plan.recommendations, own_fields=plan.fields)
            == plan
        )


def test_status_and_unit_sort_as_a_plan_goes_and_not_as_words_do():
    frame = plan_frame(PLAN)
    assert list(frame.sort_values("status").index) == ["R1.A2", "R1.A1", "R2.A1"]
    assert list(frame["responsible"].cat.categories) == ["CO", "RO"]
    assert (frame["status"] < "completed").tolist() == [True, True, False]


@pytest.mark.parametrize(
    "deadline",
    [pd.Period("2024-12"), pd.Period("2024Q4"), pd.Timestamp(2024, 12, 5), date(2024, 12, 5), "2024/12", "2024-12"],
)
def test_a_month_comes_back_from_whatever_a_frame_holds_it_as(deadline):
    plan = plan_from_frame(pd.DataFrame({"ref": ["R1.A1"], "description": ["Dig"], "deadline": [deadline]}))
    assert plan.by_ref["R1.A1"].deadline.iso == "2024-12"


@pytest.mark.parametrize("wrong", [{"deadline": "soon"}, {"status": "done?"}, {"description": None, "responsible": 5}])
def test_a_value_that_no_plan_can_hold_is_named_with_its_row(wrong):
    with pytest.raises(ValueError, match=r"^R1\.A2: (.|\n)*(soon|status|responsible)"):
        plan_from_frame(pd.DataFrame([{"ref": "R1.A2", "description": "Dig", **wrong}]))


@pytest.mark.parametrize("nothing", [None, pd.NaT, float("nan"), pd.NA])
def test_nothing_in_a_frame_is_an_empty_cell(nothing):
    columns = {
        "ref": ["R1.A1"],
        "description": ["Dig"],
        "deadline": [nothing],
        "status": [nothing],
        "comments": [nothing],
    }
    action = plan_from_frame(pd.DataFrame(columns)).by_ref["R1.A1"]
    assert (action.deadline, action.status, action.comments) == (None, "not_initiated", "")


def test_a_plan_made_from_a_frame_alone_keeps_categories_and_areas():
    rec = PLAN.recommendations[0].model_copy(update={"thematic_areas": ("A", "B"), "category": Category.REJECTED})
    (made, _) = plan_from_frame(plan_frame(PLAN.with_recommendations({"R1": rec}))).recommendations
    assert (made.category, made.thematic_areas) == (rec.category, rec.thematic_areas)


def test_a_frame_with_several_rows_of_one_action_is_refused_by_its_ref():
    plan = PLAN.with_recommendations({"R1": PLAN.recommendations[0].model_copy(update={"thematic_areas": ("A", "B")})})
    with pytest.raises(ValueError, match=r"^R1\.A1 has several rows"):
        plan_from_frame(plan_frame(plan, explode=True))


def test_one_row_an_area_keeps_every_action():
    plan = PLAN.with_recommendations({"R1": PLAN.recommendations[0].model_copy(update={"thematic_areas": ("A", "B")})})
    assert list(plan_frame(plan, explode=True).index) == ["R1.A1", "R1.A1", "R1.A2", "R1.A2", "R2.A1"]


def test_logs_and_findings_have_their_columns_also_when_empty():
    assert list(log_frame([]).columns[:5]) == ["revision", "when", "who", "ref", "field"]
    frame = findings_frame(
        [totals_row(None, "Total").in_file("a.xlsx"), status_unmapped(None, "Moving", Term(("status",), "initiated"))]
    )
    assert frame["severity"].cat.ordered
    assert frame[["code", "file"]].to_numpy().tolist() == [["totals_row", "a.xlsx"], ["status_unmapped", ""]]
    assert findings_frame([]).empty


def test_a_finding_without_a_place_and_a_change_without_months_leave_no_fraction_and_no_none():
    frame = findings_frame(
        [totals_row(None, "Total"), unreadable_deadline(CellAddress("Actions", 7, 5), "Deadline", "x")]
    )
    assert frame[["sheet", "cell", "place"]].to_numpy().tolist() == [["", "", ""], ["Actions", "E7", ""]]
    assert str(frame["line"].dtype) == "Int64"
    later = PLAN.by_ref["R1.A1"].model_copy(update={"deadline": YearMonth(2022, 6), "comments": "Late"})
    changes = changes_frame(diff(PLAN, PLAN.with_actions({"R1.A1": later}))).set_index("field")
    assert changes.loc["deadline", "months"] == 3
    assert str(changes["months"].dtype) == str(changes["late"].dtype) == "Int64"
