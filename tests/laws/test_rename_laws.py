"""The laws of renaming a unit, over random plans, returns and edits: nothing that anybody says is lost by it."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from tests.laws.test_merge_laws import accounted, one_merge, wanted
from tests.returns import WHEN, master
from xltrack.merging.history import undo
from xltrack.merging.merge import merge
from xltrack.merging.rename import rename_everywhere
from xltrack.model.plan import Plan
from xltrack.model.plan_fields import fields_of, value_of
from xltrack.model.tracker import Tracker

NEW = "Tashkent Office"


def renamed(data: st.DataObject, tracker: Tracker) -> Tracker:
    units = tracker.plan.units
    return rename_everywhere(tracker, data.draw(st.sampled_from(units)), NEW, when=WHEN).tracker if units else tracker


def cells(plan: Plan) -> dict[tuple[str, str], object]:
    """Return the content of every cell but texts, whose authors are named as they were when they were merged."""
    kinds = {column.key: column.kind for column in fields_of(plan)}
    return {
        (row.ref, key): value_of(row, key) for row in plan.actions for key, kind in kinds.items() if kind != "text"
    } | {(row.ref, "responsible"): row.responsible for row in plan.actions}


@given(one_merge(), st.data())
def test_every_edit_of_a_late_return_is_accounted_for_exactly_once(case, data):
    tracker, files, _ = case
    result = merge(master(renamed(data, tracker)), files, when=WHEN)
    assert accounted(result, {file.file for file in files}) == sum((wanted(file) for file in files), Counter())


@given(one_merge(), st.data())
def test_returns_that_come_before_or_after_the_renaming_say_the_same(case, data):
    tracker, files, _ = case
    old = data.draw(st.sampled_from(tracker.plan.units or ("HQ",)))
    first = merge(master(tracker), files, when=WHEN).tracker
    if old not in tracker.plan.units or old not in first.plan.units:
        return
    before = rename_everywhere(first, old, NEW, when=WHEN).tracker
    after = merge(master(rename_everywhere(tracker, old, NEW, when=WHEN).tracker), files, when=WHEN).tracker
    assert cells(after.plan) == cells(before.plan)
    assert {(one.ref, one.field) for one in after.conflicts} == {(one.ref, one.field) for one in before.conflicts}


@given(one_merge(), st.data())
def test_an_undone_renaming_was_never_there(case, data):
    tracker, files, _ = case
    state = merge(master(tracker), files, when=WHEN).tracker
    now = renamed(data, state)
    if now is not state:
        back = undo(now, when=WHEN).tracker
        assert back.plan == state.plan
        assert back.conflicts == state.conflicts
        assert merge(master(back), files, when=WHEN).tracker is back
