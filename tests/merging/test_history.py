"""The log rebuilds every earlier plan, and undo restores a state exactly, itself included."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.returns import WHEN, master, returned
from tests.scripts import waves
from tests.strategies import trackers
from tests.tables import assert_table, tracker
from xltrack.errors import MergeError
from xltrack.merging.decisions import Decision, resolve
from xltrack.merging.history import life, open_conflicts, plan_at, revision_on, undo
from xltrack.merging.merge import merge
from xltrack.model.percent import Percentage
from xltrack.model.plan import KeyAction, Plan, Status
from xltrack.model.serialize import from_chunks, to_chunks
from xltrack.model.tracker import Tracker
from xltrack.model.year_month import YearMonth

HELD: dict[str, tuple[type, ...]] = {
    "month": (YearMonth,), "date": (date,), "number": (int, float), "percent": (Percentage,), "yes_no": (bool,),
}  # fmt: skip
"""The types of the values of own fields, by kind; of all others it is text."""
SENT = tracker("""
    ref   | responsible | status        | comments
    R1.A1 | CO          | initiated     |
    R1.A2 | RO          | not_initiated |
""")


def step(now: Tracker, edits, days: int = 0, by: str = "CO") -> Tracker:
    return merge(master(now), [returned(by, now, edits)], when=WHEN + timedelta(days=days)).tracker


def three_months() -> Tracker:
    first = step(SENT, {"R1.A1": {"comments": "Begun"}})
    return step(first, {"R1.A1": {"status": "completed"}}, days=31)


def test_the_plan_of_a_revision_and_of_a_day_is_rebuilt():
    now = three_months()
    assert plan_at(now, 1) == SENT.plan
    assert_table(plan_at(now, 2), "ref | status | comments\nR1.A1 | initiated | Begun\nR1.A2 | not_initiated |")
    days = (date(2024, 6, 30), date(2024, 7, 1), date(2024, 7, 31), date(2024, 8, 1))
    assert [revision_on(now, day) for day in days] == [1, 2, 2, 3]
    assert plan_at(now, date(2024, 7, 31)) == plan_at(now, 2)


@pytest.mark.parametrize("revision", [0, 4])
def test_a_revision_that_never_was_is_an_error_that_says_which_there_are(revision):
    with pytest.raises(MergeError, match="1 to 3"):
        plan_at(three_months(), revision)


def test_the_life_of_an_action_is_told_oldest_first():
    told = life(three_months(), "R1.A1")
    assert [(entry.revision, entry.field) for entry in told] == [(2, "comments"), (3, "status")]
    assert life(three_months(), "R1.A2") == ()
    with pytest.raises(MergeError, match="R9"):
        life(SENT, "R9.A9")


def test_undo_restores_the_prior_values_and_says_so_in_the_log():
    result = undo(three_months(), when=WHEN, who="coordinator")
    assert result.tracker.plan == plan_at(three_months(), 2)
    assert [(e.revision, e.who, e.outcome, e.before, e.after) for e in result.restored] == [
        (4, "coordinator", "undone", "completed", "initiated")
    ]


def test_undo_goes_down_to_a_revision():
    result = undo(three_months(), 1, when=WHEN)
    assert result.tracker.plan == SENT.plan
    assert {entry.field for entry in result.restored} == {"comments", "status"}


def test_undo_refuses_cells_edited_by_hand_since_and_restores_the_rest():
    now = step(SENT, {"R1.A1": {"comments": "Begun", "evidence": "Minutes"}})
    edited = now.plan.by_ref["R1.A1"].model_copy(update={"comments": "Begun in May"})
    result = undo(now, when=WHEN, current=now.plan.with_actions({"R1.A1": edited}))
    assert [(p.code, p.found, p.values["field"]) for p in result.refused] == [
        ("changed_since", "Begun in May", "comments")
    ]
    assert [entry.field for entry in result.restored] == ["evidence"]
    assert result.tracker.plan.by_ref["R1.A1"].comments == "Begun"


def test_a_hand_edit_of_another_cell_does_not_stand_in_the_way_of_undo():
    now = step(SENT, {"R1.A1": {"comments": "Begun"}})
    edited = now.plan.by_ref["R1.A2"].model_copy(update={"comments": "x"})
    assert undo(now, when=WHEN, current=now.plan.with_actions({"R1.A2": edited})).refused == ()


@pytest.mark.parametrize("to", [None, 0])
def test_there_is_nothing_to_undo_in_a_tracker_as_first_written(to):
    with pytest.raises(MergeError, match="nothing to undo"):
        undo(SENT, to, when=WHEN)


def test_an_added_row_is_withdrawn_by_undo_and_comes_back_with_its_values():
    row = KeyAction(ref="R1.x", description="Hold a workshop", status="initiated")
    grown = step(merge(master(SENT, added=(row,)), [], when=WHEN).tracker, {"R1.A3": {"comments": "Venue booked"}})
    gone = undo(grown, 1, when=WHEN).tracker
    assert gone.plan == SENT.plan
    assert undo(gone, when=WHEN).tracker.plan == grown.plan
    assert plan_at(gone, 3) == grown.plan


def same_plan(one: Plan, other: Plan) -> bool:
    return one.model_dump_json() == other.model_dump_json()


@st.composite
def lives(draw: st.DrawFn, length: int = 4) -> list[Tracker]:
    """Every state of a tracker through merges, decisions and undos."""
    states = [draw(trackers(3))]
    for _ in range(length):
        now = states[-1]
        what = draw(st.sampled_from(["merge", "merge", "resolve", "undo"]))
        if what == "undo" and now.meta.revision > 1:
            states.append(undo(now, draw(st.integers(1, now.meta.revision - 1)), when=WHEN).tracker)
        elif what == "resolve" and now.conflicts:
            picks = [Decision(conflict.id, draw(st.sampled_from(["keep", 1]))) for conflict in now.conflicts]
            states.append(resolve(now, picks, when=WHEN).tracker)
        else:
            wave = draw(waves(states, 2))
            states.append(merge(master(now, wave.hand), wave.submissions, when=WHEN).tracker)
    return states


@given(lives())
def test_every_earlier_plan_is_rebuilt_exactly(states):
    assert all(same_plan(plan_at(states[-1], state.meta.revision), state.plan) for state in states)


@given(lives(), st.data())
def test_undo_brings_back_plan_and_open_conflicts_of_any_revision_and_can_be_undone(states, data):
    now = states[-1]
    earlier = data.draw(st.sampled_from(states))
    if earlier.meta.revision == now.meta.revision:
        return
    back = undo(now, earlier.meta.revision, when=WHEN).tracker
    assert same_plan(back.plan, earlier.plan)
    assert back.conflicts == earlier.conflicts
    nothing = same_plan(now.plan, earlier.plan) and now.conflicts == earlier.conflicts
    assert (back is now) == nothing, "an undo that takes nothing back is no step"
    again = now if nothing else undo(back, when=WHEN).tracker
    assert same_plan(again.plan, now.plan)
    assert again.conflicts == now.conflicts


@given(lives())
def test_what_is_open_follows_from_the_log_alone_and_survives_the_workbook(states):
    now = states[-1]
    assert now.conflicts == open_conflicts(now.meta.id, now.plan, now.log)
    assert from_chunks(to_chunks(now)) == now


@given(lives())
def test_log_and_claims_hold_the_fields_own_values_also_when_they_are_read_again(states):
    kinds: dict[str, tuple[type, ...]] = {"status": (Status,), "completed_on": (date,)}
    kinds |= dict.fromkeys(("deadline", "proposed_deadline"), (YearMonth,))
    kinds |= {one.key: HELD.get(one.kind, (str,)) for one in states[-1].plan.fields}
    for now in (states[-1], from_chunks(to_chunks(states[-1]))):
        held = [(entry.field, value) for entry in now.log for value in (entry.before, entry.after)]
        for one in now.conflicts:
            values = [one.sent, one.ours, *(value for claim in one.claims for value in (claim.base, claim.value))]
            held += [(one.field, value) for value in values]
        wrong = [(f, v) for f, v in held if v is not None and type(v) not in kinds.get(f or "", (str,))]
        assert wrong == []
