"""The laws of moving, merging and splitting actions, over random plans: no edit of a late return is lost by it."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from functools import partial

from hypothesis import given
from hypothesis import strategies as st

from tests.laws.test_merge_laws import accounted, one_merge, wanted
from tests.returns import WHEN, master
from xltrack.errors import MergeError
from xltrack.merging.history import plan_at, undo
from xltrack.merging.merge import merge
from xltrack.merging.moved_rows import present_ref, successors
from xltrack.merging.restructure import merge_actions, move_action, split_action
from xltrack.model.plan_fields import fields_of, value_of
from xltrack.model.tracker import Tracker


def moved(data: st.DataObject, tracker: Tracker) -> Tracker:
    """The tracker with an action moved, where it has two recommendations."""
    refs = sorted(tracker.plan.by_ref)
    if not refs:
        return tracker
    ref = data.draw(st.sampled_from(refs))
    others = [rec.ref for rec in tracker.plan.recommendations if rec is not tracker.plan.parents[ref]]
    return move_action(tracker, ref, data.draw(st.sampled_from(others)), when=WHEN).tracker if others else tracker


def restructured(data: st.DataObject, tracker: Tracker) -> Tracker:
    """The tracker with up to three actions moved, merged and split."""
    for number in range(data.draw(st.integers(1, 3))):
        refs = sorted(tracker.plan.by_ref)
        steps = [partial(moved, data)]
        if refs:
            ref, into = (data.draw(st.sampled_from(refs)) for _ in range(2))
            steps.append(lambda it, ref=ref, into=into: merge_actions(it, ref, into, when=WHEN).tracker)
            texts = [f"New action {number}"]
            steps.append(lambda it, ref=ref, texts=texts: split_action(it, ref, texts, when=WHEN).tracker)
        with suppress(MergeError):
            tracker = data.draw(st.sampled_from(steps))(tracker)
    return tracker


@given(one_merge(), st.data())
def test_every_edit_of_a_late_return_is_accounted_for_exactly_once(case, data):
    tracker, files, _ = case
    now = restructured(data, tracker)
    heirs = successors(now.log)
    expected: Counter[tuple[str, str, str | None]] = Counter()
    for file in files:
        for (name, ref, field), count in wanted(file).items():
            expected[name, present_ref(ref, heirs) if field else ref, field] += count
    result = merge(master(now), files, when=WHEN)
    assert accounted(result, {file.file for file in files}) == expected
    again = merge(master(result.tracker), files, when=WHEN)
    assert again.tracker is result.tracker
    assert accounted(again, {file.file for file in files}) == expected


@given(one_merge(), st.data())
def test_what_was_merged_before_is_not_claimed_again(case, data):
    tracker, files, _ = case
    now = restructured(data, merge(master(tracker), files, when=WHEN).tracker)
    assert merge(master(now), files, when=WHEN).tracker is now


@given(one_merge(), st.data())
def test_claims_that_wait_still_wait_or_are_agreed(case, data):
    tracker, files, _ = case
    state = merge(master(tracker), files, when=WHEN).tracker
    now = restructured(data, state)
    heirs = successors(now.log)
    before = Counter((present_ref(one.ref, heirs), claim.value) for one in state.conflicts for claim in one.claims)
    after = Counter((present_ref(one.ref, heirs), claim.value) for one in now.conflicts for claim in one.claims)
    agreed = (one for one in now.log[len(state.log) :] if one.outcome == "agreed")
    assert before == after + Counter((present_ref(one.ref, heirs), one.after) for one in agreed)


@given(one_merge(), st.data())
def test_returns_before_or_after_a_move_say_the_same(case, data):
    tracker, files, _ = case
    first = moved(data, tracker)
    after = merge(master(first), files, when=WHEN).tracker
    late = merge(master(tracker), files, when=WHEN).tracker
    if first is not tracker:
        ((ref, heir),) = successors(first.log).items()
        late = move_action(late, ref, heir.ref.rpartition(".")[0], when=WHEN).tracker

    def cells(state):
        keys = [column.key for column in fields_of(state.plan)]
        return {(row.ref, key): value_of(row, key) for row in state.plan.actions for key in keys}

    assert cells(after) == cells(late)
    assert {(one.ref, one.field) for one in after.conflicts} == {(one.ref, one.field) for one in late.conflicts}


@given(one_merge(), st.data())
def test_an_undone_restructuring_was_never_there(case, data):
    tracker, files, _ = case
    state = merge(master(tracker), files, when=WHEN).tracker
    now = restructured(data, state)
    assert plan_at(now, state.meta.revision) == state.plan
    if now is not state:
        back = undo(now, state.meta.revision, when=WHEN).tracker
        assert (back.plan, back.conflicts) == (state.plan, state.conflicts)
        assert merge(master(back), files, when=WHEN).tracker is back
