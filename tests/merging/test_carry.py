"""Open actions of a plan go over into the next one, and each side says where the other half is."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.returns import WHEN, master, returned
from tests.tables import ISSUED, actions, assert_table
from xltrack.errors import MergeError
from xltrack.merging.carry import carry
from xltrack.merging.carry_back import carry_back
from xltrack.merging.decisions import Decision, resolve
from xltrack.merging.history import undo
from xltrack.merging.merge import merge
from xltrack.merging.restructure import merge_actions, move_action
from xltrack.model.own_fields import OwnField
from xltrack.model.plan_fields import with_fields, with_values
from xltrack.model.tracker import Tracker, new_tracker
from xltrack.summary.summarize import summarize

FIRST = new_tracker(
    actions(
        """
    ref   | responsible | deadline | status        | comments
    R1.A1 | CO          | 2022-12  | completed     | Done
    R4.A1 | CO          | 2022-12  | initiated     | Begun
    R4.A2 | RO          | 2023-06  | not_initiated |
    R5.A1 | HQ          |          | initiated     |
    """,
        title="Plan 2018",
    ),
    ISSUED,
)
NEXT = new_tracker(
    actions(
        """
    ref   | responsible | deadline | status
    R1.A1 | CO          | 2026-12  | initiated
    R2.A1 | CO          | 2026-12  | initiated
    """,
        title="Plan 2022",
    ),
    ISSUED,
)
LATER = WHEN + timedelta(days=1)
ALL = {"R4": "R2", "": "R1"}


def moved(tracker: Tracker, ref: str, month: str) -> Tracker:
    """The tracker after the coordinator moved a deadline."""
    return merge(master(tracker, {ref: {"deadline": month}}), [], when=WHEN).tracker


def test_open_actions_go_under_the_chosen_recommendations_and_closed_ones_stay():
    result = carry(FIRST, NEXT, {**ALL, "R4.A2": "R1"}, when=WHEN, who="Ana")
    assert result.carried == (("R4.A1", "R2.A2"), ("R4.A2", "R1.A2"), ("R5.A1", "R1.A3"))
    assert result.left == ()
    assert_table(
        result.new.plan,
        """
        ref   | description  | responsible | deadline | status
        R1.A1 | Action R1.A1 | CO          | 2026-12  | initiated
        R1.A2 | Action R4.A2 | RO          | 2023-06  | not_initiated
        R1.A3 | Action R5.A1 | HQ          |          | initiated
        R2.A1 | Action R2.A1 | CO          | 2026-12  | initiated
        R2.A2 | Action R4.A1 | CO          | 2022-12  | initiated
        """,
    )
    source, target = f"from Plan 2018 ({FIRST.meta.id})", f"to Plan 2022 ({NEXT.meta.id})"
    assert [action.comments for action in result.new.plan.actions] == [
        "",
        f"Carried over {source}, R4.A2, first due 2023/06",
        f"Carried over {source}, R5.A1",
        "",
        f"Carried over {source}, R4.A1, first due 2022/12\nBegun",
    ]
    assert [(action.status, action.comments) for action in result.old.plan.actions] == [
        ("completed", "Done"),
        ("no_longer_applicable", f"Begun\nCarried over {target}, R2.A2"),
        ("no_longer_applicable", f"Carried over {target}, R1.A2"),
        ("no_longer_applicable", f"Carried over {target}, R1.A3"),
    ]
    assert {(entry.who, entry.reason) for entry in (*result.old.log, *result.new.log)} == {("Ana", "carried")}


def test_what_no_recommendation_was_chosen_for_is_left_and_may_follow_later():
    first = carry(FIRST, NEXT, {"R4.A1": "R2"}, when=WHEN)
    assert (first.carried, first.left) == ((("R4.A1", "R2.A2"),), ("R4.A2", "R5.A1"))
    rest = carry(first.old, first.new, ALL, when=LATER)
    assert (rest.carried, rest.left) == ((("R4.A2", "R2.A3"), ("R5.A1", "R1.A2")), ())


def test_the_summary_judges_a_carried_action_by_its_first_deadline_over_any_number_of_plans():
    second = carry(moved(FIRST, "R4.A1", "2024-12"), NEXT, {"R4": "R2"}, when=WHEN).new
    third = new_tracker(actions("ref | status\nR1.A1 | initiated", title="Plan 2026"), ISSUED)
    for tracker, ref in (
        (second, "R2.A2"),
        (carry(moved(second, "R2.A2", "2026-12"), third, {"R2.A2": "R1"}, when=LATER).new, "R1.A2"),
    ):
        assert "first due 2022/12" in tracker.plan.by_ref[ref].comments
        row = next(row for row in summarize(tracker, date(2024, 8, 1)).hidden if row.ref == ref)
        assert str(row.original_deadline) == "2022/12"
    assert summarize(second, date(2024, 8, 1)).by_original.overdue == 2


def test_carrying_twice_does_nothing():
    once = carry(FIRST, NEXT, ALL, when=WHEN)
    twice = carry(once.old, once.new, ALL, when=LATER)
    assert (twice.old, twice.new) == (once.old, once.new)
    assert twice.carried == ()


def test_an_action_that_was_moved_or_merged_since_is_not_carried_again_and_keeps_its_first_deadline():
    once = carry(FIRST, NEXT, ALL, when=WHEN)
    for step, to in ((move_action, "R1"), (merge_actions, "R2.A1")):
        now = step(once.new, "R2.A2", to, when=LATER).tracker
        assert carry(once.old, now, ALL, when=LATER).new is now
        assert carry_back(once.old, now, when=LATER).left == ("R4.A1",)
    late = move_action(moved(FIRST, "R4.A1", "2024-12"), "R4.A1", "R5", when=WHEN).tracker
    assert "first due 2022/12" in carry(late, NEXT, {"R5.A2": "R1"}, when=LATER).new.plan.by_ref["R1.A2"].comments


@pytest.mark.parametrize("lost", ["old", "new"])
def test_half_a_carrying_is_completed_by_the_next_one(lost):
    once = carry(FIRST, NEXT, ALL, when=WHEN)
    halves = (FIRST, once.new) if lost == "old" else (once.old, undo(once.new, when=LATER).tracker)
    again = carry(*halves, ALL, when=LATER)
    assert len(again.carried) == 3
    texts = [action.description for action in again.new.plan.actions]
    assert len(set(texts)) == len(texts) == 5
    assert all(action.status.closed for action in again.old.plan.actions)
    assert again.new.plan.by_ref[again.carried[0].new].status == FIRST.plan.by_ref["R4.A1"].status


def test_a_carrying_is_taken_back_on_both_sides_but_for_what_was_worked_on_since():
    once = carry(FIRST, NEXT, ALL, when=WHEN)
    both = carry_back(once.old, once.new, when=LATER)
    assert (both.old.plan, both.new.plan) == (FIRST.plan, NEXT.plan)
    worked = merge(master(once.new), [returned("co", once.new, {"R2.A2": {"status": "completed"}})], when=LATER).tracker
    part = carry_back(once.old, worked, when=LATER)
    assert part.left == ("R4.A1",)
    assert part.new.plan.by_ref["R2.A2"] == worked.plan.by_ref["R2.A2"]
    assert part.old.plan.by_ref["R4.A1"].status.closed
    assert not part.old.plan.by_ref["R4.A2"].status.closed
    assert carry(both.old, both.new, ALL, when=LATER).carried[0] == ("R4.A1", "R2.A4"), "no ref is given twice"


@pytest.mark.parametrize("edit", [{"status": "completed"}, {"comments": "Begun\nAll said"}, {"deadline": "2025-01"}])
def test_a_late_return_of_the_old_plan_loses_nothing(edit):
    once = carry(FIRST, NEXT, ALL, when=WHEN)
    result = merge(master(once.old), [returned("co", FIRST, {"R4.A1": edit})], when=LATER)
    ((field, text),) = edit.items()
    waits = [str(claim.value) for one in result.conflicts for claim in one.claims]
    assert waits or text.rpartition("\n")[2] in str(getattr(result.plan.by_ref["R4.A1"], field))


def test_claims_that_waited_in_the_old_plan_wait_on():
    edits = {"R4.A1": {"comments": ""}, "R4.A2": {"status": "completed"}}
    asked = merge(master(FIRST), [returned("co", FIRST, edits)], when=WHEN)
    once = carry(asked.tracker, NEXT, ALL, when=WHEN)
    assert {(one.ref, one.field) for one in once.old.conflicts} == {("R4.A1", "comments"), ("R4.A2", "status")}
    status = next(one for one in once.old.conflicts if one.field == "status")
    assert resolve(once.old, [Decision(status.id, 1)], when=LATER).tracker.plan.by_ref["R4.A2"].status == "completed"


def test_an_action_on_whose_status_a_claim_waits_is_taken_back_like_any_other():
    asking = merge(master(FIRST), [returned("co", FIRST, {"R4.A2": {"status": "completed"}})], when=WHEN)
    assert [(one.ref, one.field) for one in asking.conflicts] == [("R4.A2", "status")]
    there = carry(asking.tracker, NEXT, ALL, when=WHEN)
    back = carry_back(there.old, there.new, when=LATER)
    assert (back.left, back.old.plan, back.old.conflicts) == ((), FIRST.plan, asking.tracker.conflicts)


@pytest.mark.parametrize(
    "under, code",
    [({"R9": "R1"}, "bad_ref"), ({"R4.A9": "R1"}, "bad_ref"), ({"R4": "R9"}, "no_such_recommendation")],
)
def test_a_choice_that_names_nothing_is_refused(under, code):
    with pytest.raises(MergeError) as refused:
        carry(FIRST, NEXT, under, when=WHEN)
    assert refused.value.code == code


def test_a_plan_is_not_carried_into_itself():
    with pytest.raises(MergeError) as refused:
        carry(FIRST, replace_log(FIRST), ALL, when=WHEN)
    assert refused.value.code == "carry_same"


def replace_log(tracker: Tracker) -> Tracker:
    return tracker.model_copy(update={"log": ()})


def test_own_fields_go_over_where_the_next_plan_has_them_and_into_the_comments_where_not():
    shared, gone = OwnField(key="lead", kind="person"), OwnField(key="risk", label="Risk", kind="number")
    plan = with_fields(FIRST.plan, (shared, gone))
    plan = plan.with_actions({"R4.A1": with_values(plan.by_ref["R4.A1"], {"lead": "Aru Bek", "risk": 3})})
    target = new_tracker(with_fields(NEXT.plan, (shared,)), ISSUED)
    row = carry(new_tracker(plan, ISSUED), target, ALL, when=WHEN).new.plan.by_ref["R2.A2"]
    assert row.own == (("lead", "Aru Bek"),)
    assert row.comments.split("\n")[1:] == ["Risk: 3", "Begun"]


@pytest.mark.parametrize(
    "there, is_held",
    [
        (OwnField(key="risk", kind="choice", choices=("None", "Low", "High"), label="How likely", rule="ask"), True),
        (OwnField(key="risk", kind="choice", choices=("Red", "Low")), False),
        (OwnField(key="risk"), False),
        (OwnField(key="risk", kind="choice", choices=("High", "Low"), sheet="recommendations"), False),
    ],
)
def test_a_value_goes_over_into_a_field_that_can_hold_it_however_it_is_called_there(there, is_held):
    plan = with_fields(FIRST.plan, [OwnField(key="risk", kind="choice", choices=("High", "Low"))])
    plan = plan.with_actions({"R4.A1": with_values(plan.by_ref["R4.A1"], {"risk": "High"})})
    target = new_tracker(with_fields(NEXT.plan, [there]), ISSUED)
    row = carry(new_tracker(plan, ISSUED), target, ALL, when=WHEN).new.plan.by_ref["R2.A2"]
    assert row.own == ((("risk", "High"),) if is_held else ())
    assert ("Risk: High" in row.comments) is not is_held
