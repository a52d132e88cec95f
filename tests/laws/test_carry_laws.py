"""The laws of carrying a plan's open actions into the next, over random plans and returns."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from tests.laws.test_merge_laws import accounted, one_merge, wanted
from tests.returns import WHEN, master
from tests.strategies import trackers
from xltrack.merging.carry import carry
from xltrack.merging.carry_back import carry_back
from xltrack.merging.merge import merge
from xltrack.model.tracker import Tracker


def carried(data: st.DataObject, old: Tracker, new: Tracker):
    recs = st.sampled_from([rec.ref for rec in new.plan.recommendations])
    chosen = data.draw(st.dictionaries(st.sampled_from(["", *(rec.ref for rec in old.plan.recommendations)]), recs))
    return carry(old, new, chosen, when=WHEN), chosen


@given(one_merge(), trackers(3), st.data())
def test_every_edit_of_a_late_return_of_the_old_plan_is_accounted_for_exactly_once(case, new, data):
    old, files, _ = case
    if new.meta.id != old.meta.id:
        result = merge(master(carried(data, old, new)[0].old), files, when=WHEN)
        assert accounted(result, {file.file for file in files}) == sum((wanted(file) for file in files), Counter())


@given(one_merge(), trackers(3), st.data())
def test_no_word_is_lost_nothing_is_open_twice_and_a_second_carrying_does_nothing(case, new, data):
    old, _, _ = case
    if new.meta.id == old.meta.id:
        return
    result, chosen = carried(data, old, new)
    for one in result.carried:
        before, now = old.plan.by_ref[one.old], result.new.plan.by_ref[one.new]
        assert before.comments in now.comments
        kept = ("description", "responsible", "deadline", "status", "evidence", "proposed_deadline", "reason")
        assert [getattr(now, key) for key in kept] == [getattr(before, key) for key in kept]
    still = {action.ref for action in result.old.plan.actions if not action.status.closed}
    assert still == set(result.left)
    again = carry(result.old, result.new, chosen, when=WHEN)
    assert (again.old, again.new) == (result.old, result.new)


@given(one_merge(), trackers(3), st.data())
def test_a_carrying_taken_back_was_never_there(case, new, data):
    old, _, _ = case
    if new.meta.id == old.meta.id:
        return
    result, _ = carried(data, old, new)
    back = carry_back(result.old, result.new, when=WHEN)
    assert back.left == ()
    assert (back.old.plan, back.new.plan) == (old.plan, new.plan)
    assert {one.claims for one in back.old.conflicts} == {one.claims for one in old.conflicts}
