"""Edits by the coordinator to the plan as agreed: asked about once, logged, taken back, and no late return lost."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.returns import WHEN, master, returned
from tests.strategies import trackers
from tests.tables import tracker
from xltrack.merging.decisions import Decision, resolve
from xltrack.merging.history import plan_at, undo
from xltrack.merging.merge import merge
from xltrack.merging.merge_result import MergeResult
from xltrack.merging.official import as_master
from xltrack.merging.undo_scope import change_scope
from xltrack.model.compare import Change
from xltrack.model.plan import Category, KeyAction, Recommendation
from xltrack.model.tracker import Tracker

SENT = tracker("""
    ref   | responsible | status
    R1.A1 | CO          | initiated
    R1.A2 | CO          | initiated
    R2.A1 | RO          | initiated
""")
REWORDED = Change("R1.A2", "description", "Action R1.A2", "Train 40 nurses", "edited")
CATEGORY = Change("R1", "category", None, Category.REJECTED, "set")


def typed(state: Tracker, *edits: Change):
    """The master with official edits in its cells."""
    return replace(as_master(state, "Dana"), file="master.xlsx", official=edits)


def asked(state: Tracker, *edits: Change) -> Tracker:
    return merge(typed(state, *edits), (), when=WHEN).tracker


def decided(state: Tracker, take: object = 1) -> Tracker:
    return resolve(state, [Decision(one.id, take) for one in state.conflicts], when=WHEN, who="Dana").tracker


def outcomes(result: MergeResult) -> list[tuple[str, str | None, str]]:
    return [(entry.ref, entry.field, entry.outcome) for entry in result.changes]


@pytest.mark.parametrize(
    "edit",
    [
        REWORDED,
        CATEGORY,
        Change("R2", "text", "Do R2", "Do R2 in all regions", "edited"),
        Change("R2", "thematic_areas", (), ("Peace", "Water"), "set"),
        Change("", "title", "Plan", "The plan of 2024", "edited"),
    ],
    ids=lambda edit: f"{edit.ref}.{edit.field}",
)
def test_an_official_edit_waits_until_it_is_confirmed_and_can_be_taken_back(edit):
    waits = asked(SENT, edit)
    (conflict,) = waits.conflicts
    assert waits.plan == SENT.plan
    assert (conflict.ref, conflict.field, conflict.claims[0].value, conflict.reason) == (
        edit.ref, edit.field, edit.after, "official",
    )  # fmt: skip
    agreed = decided(waits)
    assert agreed.plan != SENT.plan
    assert [(e.ref, e.field, e.outcome, e.who) for e in agreed.log[1:]] == [(edit.ref, edit.field, "decided", "Dana")]
    assert decided(waits, "keep").plan == SENT.plan
    assert plan_at(agreed, 1) == SENT.plan
    back = undo(agreed, when=WHEN).tracker
    assert back.plan == SENT.plan
    assert undo(back, when=WHEN).tracker.plan == agreed.plan


def test_an_official_edit_is_asked_about_once():
    waits = asked(SENT, REWORDED)
    assert asked(waits, REWORDED) is waits
    assert merge(typed(waits, REWORDED), [returned("CO", SENT, {})], when=WHEN).tracker is waits


def test_words_typed_over_again_take_the_place_of_the_first():
    again = replace(REWORDED, after="Train 50 nurses")
    (conflict,) = asked(asked(SENT, REWORDED), again).conflicts
    assert [claim.value for claim in conflict.claims] == ["Train 50 nurses"]


def test_the_agreed_words_typed_again_close_the_question():
    assert asked(asked(SENT, REWORDED)).conflicts == ()


def test_a_category_that_a_unit_asks_for_meanwhile_is_a_second_claim():
    rec = SENT.plan.recommendations[0].model_copy(update={"category": Category.ACCEPTED})
    one = replace(returned("CO", SENT, {}), current=SENT.plan.with_recommendations({"R1": rec}))
    result = merge(typed(asked(SENT, CATEGORY), CATEGORY), [one], when=WHEN)
    assert [claim.by for claim in result.conflicts[0].claims] == ["Dana", "CO"]
    assert merge(typed(result.tracker, CATEGORY), [], when=WHEN).tracker is result.tracker


def test_a_category_typed_in_the_master_decides_what_a_unit_asked_for():
    rec = SENT.plan.recommendations[0].model_copy(update={"category": Category.ACCEPTED})
    one = replace(returned("CO", SENT, {}), current=SENT.plan.with_recommendations({"R1": rec}))
    waits = merge(master(SENT), [one], when=WHEN).tracker
    result = merge(typed(waits, CATEGORY), [], when=WHEN)
    assert (outcomes(result), result.conflicts) == ([("R1", "category", "decided")], ())


def test_a_return_made_from_the_old_words_still_finds_its_row():
    agreed = decided(asked(SENT, REWORDED))
    late = returned("CO", SENT, {"R1.A2": {"comments": "Begun in May"}})
    result = merge(as_master(agreed), [late], when=WHEN)
    assert outcomes(result) == [("R1.A2", "comments", "taken")]
    assert result.plan.by_ref["R1.A2"].description == "Train 40 nurses"


WORDINGS = st.text("abc äé\n", min_size=1, max_size=12).map(lambda text: f"New: {text}".strip())


@given(trackers(), st.data())
def test_every_edit_of_a_late_return_is_taken_as_if_nothing_had_been_reworded(sent, data):
    rows = {action.ref: "description" for action in sent.plan.actions}
    rows |= {rec.ref: "text" for rec in sent.plan.recommendations} | {"": "title"}
    new = data.draw(st.dictionaries(st.sampled_from(sorted(rows)), WORDINGS, min_size=1))
    edits = [Change(ref, rows[ref], None, text, "edited") for ref, text in new.items()]
    agreed = decided(asked(sent, *edits))
    words = data.draw(st.dictionaries(st.sampled_from([*sent.plan.by_ref, ""]), WORDINGS))
    words.pop("", None)
    late = returned("CO", sent, {ref: {"comments": text} for ref, text in words.items()})
    before, after = merge(as_master(sent), [late], when=WHEN), merge(as_master(agreed), [late], when=WHEN)
    assert [(e.ref, e.field, e.after) for e in after.changes] == [(e.ref, e.field, e.after) for e in before.changes]
    assert undo(after.tracker, sent.meta.revision, when=WHEN).tracker.plan == sent.plan


NEW = Recommendation(
    ref="R3", text="Do more", actions=(KeyAction(ref="R3.A1", description="Plan it", responsible="CO"),)
)


def with_new(state: Tracker, rec: Recommendation = NEW):
    """The master with a recommendation typed into it."""
    return replace(as_master(state, "Dana"), file="master.xlsx", new_recommendations=(rec,))


def test_a_new_recommendation_goes_with_its_actions_and_what_became_of_them():
    waits = merge(with_new(SENT), (), when=WHEN).tracker
    agreed = decided(waits)
    assert [action.ref for action in agreed.plan.actions][-1] == "R3.A1"
    worked = merge(as_master(agreed), [returned("CO", agreed, {"R3.A1": {"comments": "Begun"}})], when=WHEN).tracker
    scope = change_scope(worked, "R3", None, agreed.meta.revision)
    back = undo(worked, when=WHEN, only=scope.cells).tracker
    assert back.plan == SENT.plan
    assert undo(back, when=WHEN).tracker.plan == worked.plan
    assert [plan_at(worked, at) for at in (1, 2, 3)] == [SENT.plan, SENT.plan, agreed.plan]


def test_the_words_of_a_new_recommendation_typed_over_again_take_the_place_of_the_first():
    waits = merge(with_new(SENT), (), when=WHEN).tracker
    again = NEW.model_copy(update={"text": "Do much more"})
    (conflict,) = merge(with_new(waits, again), (), when=WHEN).conflicts
    assert [claim.value for claim in conflict.claims] == ["Do much more"]
    assert merge(with_new(waits), (), when=WHEN).tracker is waits
