"""An undo of one change or of one file's changes takes back just that, and names what else would go."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given

from tests.merging.test_history import SENT, lives, same_plan, step
from tests.returns import WHEN
from tests.tables import assert_table
from xltrack.errors import MergeError
from xltrack.merging.history import undo
from xltrack.merging.undo_scope import change_scope, file_scope
from xltrack.model.compare import diff
from xltrack.model.tracker import Tracker

LATER = WHEN + timedelta(days=90)


def two_returns() -> Tracker:
    """CO: comments and status of R1.A1. Then RO: status of R1.A2, and more comments on R1.A1."""
    first = step(SENT, {"R1.A1": {"comments": "Begun", "status": "completed"}})
    return step(first, {"R1.A2": {"status": "initiated"}, "R1.A1": {"comments": "Begun\nSeen"}}, days=31, by="RO")


def digest_of(tracker: Tracker, who: str) -> str:
    return next(entry.digest for entry in tracker.log if entry.who == who)


def test_one_change_is_taken_back_and_no_other():
    now = two_returns()
    scope = change_scope(now, "R1.A1", "status", 2)
    assert scope.since == ()
    after = undo(now, when=LATER, only=scope.cells).tracker
    assert_table(
        after.plan,
        """
        ref   | status    | comments
        R1.A1 | initiated | Begun\\nSeen
        R1.A2 | initiated |
    """,
    )


def test_what_others_added_since_would_go_too_and_is_named():
    now = two_returns()
    scope = change_scope(now, "R1.A1", "comments", 2)
    assert [(entry.who, entry.after) for entry in scope.since] == [("RO", "Begun\nSeen")]
    after = undo(now, when=LATER, only=scope.cells).tracker
    assert after.plan.by_ref["R1.A1"].comments == ""


def test_a_files_changes_are_taken_back_and_no_others():
    now = two_returns()
    scope = file_scope(now, digest_of(now, "RO"))
    assert scope.since == ()
    after = undo(now, when=LATER, only=scope.cells).tracker
    assert_table(
        after.plan,
        """
        ref   | status        | comments
        R1.A1 | completed     | Begun
        R1.A2 | not_initiated |
    """,
    )


def test_such_an_undo_can_be_undone():
    now = two_returns()
    gone = undo(now, when=LATER, only=file_scope(now, digest_of(now, "CO")).cells).tracker
    assert gone.plan.by_ref["R1.A1"].status == "initiated"
    assert undo(gone, when=LATER).tracker.plan == now.plan


@pytest.mark.parametrize("place", [("R1.A1", "status", 3), ("R1.A2", "comments", 2), ("R9.A9", None, 2)])
def test_where_nothing_was_changed_there_is_nothing_to_undo(place):
    with pytest.raises(MergeError, match="nothing to undo"):
        change_scope(two_returns(), *place)
    with pytest.raises(MergeError, match="nothing to undo"):
        file_scope(two_returns(), "")


@given(lives())
def test_the_undo_of_a_file_leaves_every_other_cell_as_it_is(states):
    now = states[-1]
    for digest in {entry.digest for entry in now.log if entry.digest and entry.outcome in ("taken", "decided")}:
        scope = file_scope(now, digest)
        back = undo(now, when=LATER, only=scope.cells).tracker
        rows = {ref for ref, field in scope.cells if field is None}
        moved = {(change.ref, change.field) for change in diff(now.plan, back.plan)}
        assert all(cell in scope.cells or cell[0] in rows for cell in moved)
        assert same_plan(undo(back, when=LATER).tracker.plan if back is not now else now.plan, now.plan)
