"""A newer text of the same plan is compared with the tracker and taken like a return."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given

from tests.returns import WHEN, master, returned
from tests.strategies import plans
from tests.tables import ISSUED, actions, assert_table
from xltrack.merging.decisions import Decision, resolve
from xltrack.merging.history import undo
from xltrack.merging.merge import merge
from xltrack.merging.merge_result import MergeResult
from xltrack.merging.newer_text import newer_text, row_counts
from xltrack.merging.rename import rename_everywhere
from xltrack.merging.restructure import move_action, split_action
from xltrack.model.compare import diff
from xltrack.model.plan import Category, KeyAction, Plan
from xltrack.model.tracker import Tracker, new_tracker
from xltrack.model.year_month import YearMonth

LATER = WHEN + timedelta(days=1)
SYSTEM = actions("""
    ref   | description                        | responsible | deadline | status        | comments
    R1.A1 | Train the staff of both offices    | CO          | 2024-12  | initiated     | Begun
    R1.A2 | Publish a brief on the budget      | CO          | 2024-12  | not_initiated |
    R2.A1 | Agree on the terms of the survey   | RO          | 2025-03  | initiated     |
""")
TRACKER = new_tracker(SYSTEM, ISSUED)


def said(tracker: Tracker, newer: Plan, digest: str = "") -> MergeResult:
    text = newer_text(tracker, newer, file="web.txt", digest=digest or str(hash(newer.model_dump_json())))
    return merge(master(tracker), [text], when=LATER)


def with_values(plan: Plan, ref: str, **values: object) -> Plan:
    row = dict(plan.by_ref[ref]) | values
    return plan.with_actions({ref: KeyAction(**row)})


def codes(result: MergeResult) -> list[tuple[str, str]]:
    return [(finding.code, finding.ref) for finding in result.findings]


@given(plans())
def test_the_text_that_a_tracker_was_made_from_changes_nothing(plan):
    if len({action.description for action in plan.actions}) == len(plan.actions):
        tracker = new_tracker(plan, ISSUED)
        assert said(tracker, plan).tracker is tracker


def test_what_was_changed_is_taken_or_asked_by_the_rules_of_returns():
    newer = with_values(SYSTEM, "R1.A1", status="completed", comments="Begun\nHeld in May", deadline=YearMonth(2025, 1))
    result = said(TRACKER, newer)
    assert {(entry.field, entry.after, entry.who) for entry in result.changes} == {
        ("status", "completed", "web.txt"),
        ("comments", "Begun\nHeld in May", "web.txt"),
    }
    assert [(one.ref, one.field, one.reason) for one in result.conflicts] == [("R1.A1", "deadline", "asks")]
    assert undo(result.tracker, when=LATER).tracker.plan == SYSTEM


def test_nothing_that_the_tracker_knows_better_is_overwritten():
    ahead = merge(master(TRACKER), [returned("co", TRACKER, {"R1.A1": {"comments": "Begun\nDone"}})], when=WHEN).tracker
    assert said(ahead, SYSTEM).tracker is ahead
    rival = said(ahead, with_values(SYSTEM, "R1.A1", status="completed"))
    assert rival.plan.by_ref["R1.A1"].comments == "Begun\nDone"
    moved = merge(
        master(ahead), [returned("co", ahead, {"R2.A1": {"status": "completed", "evidence": "Letter"}})], when=WHEN
    )
    (conflict,) = said(moved.tracker, with_values(SYSTEM, "R2.A1", status="no_longer_applicable")).conflicts
    assert (conflict.ours, conflict.reason) == ("completed", "two_values")


def test_a_moved_action_is_compared_with_what_the_system_said_of_it_before():
    ahead = merge(
        master(TRACKER),
        [returned("co", TRACKER, {"R1.A1": {"status": "completed", "comments": "Begun\nDone"}})],
        when=WHEN,
    ).tracker
    worded = split_action(ahead, "R1.A1", ["Print a brief"], wording="Train everybody", when=WHEN).tracker
    now = move_action(worded, "R1.A1", "R2", when=WHEN).tracker
    assert said(now, SYSTEM).tracker is now
    rest = tuple(rec.model_copy(update={"actions": rec.actions[-1:]}) for rec in SYSTEM.recommendations)
    assert codes(said(now, Plan(recommendations=rest))) == [("text_gone", "R2.A2")]


@pytest.mark.parametrize("field", ["comments", "deadline", "responsible"])
def test_what_a_text_leaves_out_claims_nothing(field):
    empty = None if field == "deadline" else ""
    assert said(TRACKER, with_values(SYSTEM, "R1.A1", **{field: empty})).tracker is TRACKER


def test_each_text_is_compared_with_the_one_before_it():
    first = with_values(SYSTEM, "R1.A1", status="completed", comments="Begun\nHeld")
    one = said(TRACKER, first).tracker
    worked = merge(
        master(one), [returned("co", one, {"R1.A1": {"comments": "Begun\nHeld\nNotes are out"}})], when=LATER
    )
    assert said(worked.tracker, first, "another file").tracker is worked.tracker
    second = with_values(first, "R1.A1", comments="Begun\nHeld\nRepeated")
    two = said(worked.tracker, second)
    assert two.conflicts == ()
    assert two.plan.by_ref["R1.A1"].comments == "Begun\nHeld\nNotes are out\nRepeated"
    third = said(two.tracker, with_values(second, "R1.A1", comments="Begun\nHeld\nRepeated\nClosed"))
    assert third.plan.by_ref["R1.A1"].comments == "Begun\nHeld\nNotes are out\nRepeated\nClosed"


def test_what_the_system_was_told_from_the_tracker_is_not_added_again():
    edits = {"R1.A1": {"comments": "Begun\nVenue booked\nNotes are out"}}
    worked = merge(master(TRACKER), [returned("co", TRACKER, edits)], when=WHEN).tracker
    assert said(worked, with_values(SYSTEM, "R1.A1", comments="Begun\nNotes are out")).tracker is worked
    more = said(worked, with_values(SYSTEM, "R1.A1", comments="Begun\nNotes are out\nDone"))
    assert more.plan.by_ref["R1.A1"].comments == "Begun\nVenue booked\nNotes are out\nDone"


def test_a_value_that_the_coordinator_did_not_take_is_not_asked_for_again():
    newer = with_values(SYSTEM, "R1.A1", deadline=YearMonth(2026, 1))
    asked = said(TRACKER, newer).tracker
    kept = resolve(asked, [Decision(asked.conflicts[0].id, "keep")], when=LATER).tracker
    assert said(kept, newer, "a later file").tracker is kept
    assert said(kept, with_values(SYSTEM, "R1.A1", deadline=YearMonth(2027, 1))).conflicts


def test_rows_are_found_by_their_text_wherever_they_stand():
    newer = actions("""
        ref   | description                        | responsible | deadline | status
        R1.A1 | Hold a meeting with the ministries | CO          | 2026-01  | not_initiated
        R1.A2 | Train the staff of both offices    | CO          | 2024-12  | completed
        R2.A1 | Publish a brief on the budget      | CO          | 2024-12  | initiated
        R2.A2 | Agree the terms of the new survey  | RO          | 2025-03  | initiated
    """)
    result = said(TRACKER, newer)
    assert_table(
        result.plan,
        """
        ref   | description                      | status
        R1.A1 | Train the staff of both offices  | completed
        R1.A2 | Publish a brief on the budget    | initiated
        R2.A1 | Agree on the terms of the survey | initiated
        """,
    )
    reworded, proposed = result.conflicts
    assert (proposed.reason, proposed.claims[0].value) == ("added", "Hold a meeting with the ministries")
    assert (reworded.ref, reworded.reason) == ("R2.A1", "text_reworded")
    kept = resolve(result.tracker, [Decision(reworded.id, "keep")], when=LATER).tracker
    assert said(kept, newer, "again").tracker is kept
    accepted = resolve(result.tracker, [Decision(proposed.id, 1), Decision(reworded.id, 1)], when=LATER).tracker
    assert accepted.plan.by_ref["R2.A1"].description == "Agree the terms of the new survey"
    assert accepted.plan.by_ref["R1.A3"].deadline == YearMonth(2026, 1)
    assert said(accepted, newer, "again").tracker is accepted
    assert said(accepted, with_values(newer, "R1.A1", status="initiated")).plan.by_ref["R1.A3"].status == "initiated"


def test_gone_rows_new_recommendations_and_their_words_are_asked_about_and_nothing_is_deleted():
    newer = actions("""
        ref   | description                      | responsible | deadline | status
        R1.A1 | Train the staff of both offices  | CO          | 2024-12  | initiated
        R3.A1 | Write a plan for the next survey | CO          | 2026-12  | initiated
    """)
    first, other = newer.recommendations
    newer = newer.with_rows(
        (first.model_copy(update={"response": "Agreed in part"}), other.model_copy(update={"text": "Plan"}))
    )
    result = said(TRACKER, newer)
    assert result.plan == SYSTEM
    assert codes(result) == [("text_gone", "R1.A2"), ("text_gone", "R2"), ("text_gone", "R2.A1")]
    assert [(one.ref, one.field, one.reason) for one in result.conflicts] == [
        ("R1", "response", "text_reworded"),
        ("R1.A2", "status", "text_gone"),
        ("R2.A1", "status", "text_gone"),
        ("R3", None, "text_recommendation"),
    ]
    asked_again = said(result.tracker, newer, "the same words in another file")
    assert asked_again.tracker is result.tracker
    picks = [Decision(one.id, 1) for one in result.conflicts]
    taken = resolve(result.tracker, picks, when=LATER).tracker
    assert (taken.conflicts, taken.plan.recommendations[0].response) == ((), "Agreed in part")
    assert [action.status for action in taken.plan.actions][1:3] == ["no_longer_applicable"] * 2
    assert taken.plan.by_ref["R3.A1"].description == "Write a plan for the next survey"
    assert said(taken, newer, "once more").tracker is taken
    assert undo(taken, when=LATER).tracker.plan == SYSTEM
    kept = resolve(result.tracker, [pick._replace(take="keep") for pick in picks], when=LATER).tracker
    assert (kept.plan, said(kept, newer, "once more").tracker) == (SYSTEM, kept)


@pytest.mark.parametrize(
    "status, told",
    [("completed", [("text_gone", "R2"), ("text_gone", "R2.A1")]), ("no_longer_applicable", [("text_gone", "R2")])],
)
def test_a_closed_action_that_is_gone_is_told_and_not_asked_about(status, told):
    state = new_tracker(with_values(SYSTEM, "R2.A1", status=status), ISSUED)
    newer = Plan(recommendations=state.plan.recommendations[:1])
    result = said(state, newer)
    assert (codes(result), result.conflicts) == (told, ())
    assert row_counts(state, newer)["gone"] == len(told) - 1


def test_an_action_that_the_system_never_had_is_not_gone():
    row = KeyAction(ref="R1.A3", description="Print the brief", responsible="CO")
    asked = merge(master(TRACKER), [replace(returned("co", TRACKER, {}), added=(row,))], when=WHEN).tracker
    more = resolve(asked, [Decision(asked.conflicts[0].id, 1)], when=WHEN).tracker
    assert len(more.plan.actions) == 4
    assert said(more, SYSTEM).tracker is more
    assert row_counts(more, SYSTEM)["gone"] == 0


def test_a_new_category_is_asked_for():
    rec = SYSTEM.recommendations[0].model_copy(update={"category": Category.REJECTED})
    (conflict,) = said(TRACKER, SYSTEM.with_recommendations({"R1": rec})).conflicts
    assert (conflict.ref, conflict.field, conflict.claims[0].value) == ("R1", "category", Category.REJECTED)


def test_a_unit_that_the_system_still_calls_by_its_former_name_is_understood():
    now = rename_everywhere(TRACKER, "CO", "Country Office", when=WHEN).tracker
    assert said(now, SYSTEM).tracker is now
    row = KeyAction(ref="R1.A3", description="Print it", responsible="CO")
    rec = SYSTEM.recommendations[0]
    more = SYSTEM.with_recommendations({"R1": rec.model_copy(update={"actions": (*rec.actions, row)})})
    assert said(now, more).conflicts[0].claims[0].row.responsible == "Country Office"


def test_a_wording_made_official_in_the_tracker_is_found_by_its_former_one():
    now = with_values(SYSTEM, "R1.A1", description="Train everybody in both offices of the country at once")
    asked = merge(replace(master(TRACKER), official=diff(SYSTEM, now)), [], when=WHEN).tracker
    official = resolve(asked, [Decision(asked.conflicts[0].id, 1)], when=WHEN).tracker
    assert official.plan.by_ref["R1.A1"].description.startswith("Train everybody")
    assert said(official, SYSTEM).tracker is official
    assert codes(said(official, SYSTEM)) == []
    result = said(official, with_values(SYSTEM, "R1.A1", status="completed", comments="Begun\nDone"))
    assert result.plan.by_ref["R1.A1"].status == "completed"
