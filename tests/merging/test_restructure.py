"""An action is moved, merged or split officially, and what still comes back for it finds its row."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.returns import WHEN, master, returned
from tests.tables import assert_table, tracker
from xltrack.errors import MergeError
from xltrack.i18n.catalogue import LANGUAGES
from xltrack.mail.return_status import board
from xltrack.merging.decisions import Decision, resolve
from xltrack.merging.history import life, undo
from xltrack.merging.merge import merge
from xltrack.merging.policy import Policy
from xltrack.merging.restructure import merge_actions, move_action, split_action
from xltrack.merging.undo_scope import change_scope
from xltrack.model.correspondence import SentCopy
from xltrack.summary.summarize import summarize

SENT = tracker("""
    ref   | responsible | deadline | status        | comments | evidence
    R1.A1 | CO          | 2022/12  | initiated     | Begun    |
    R1.A2 | RO          | 2024/12  | not_initiated | Planned  | plan.pdf
    R2.A1 | CO          | 2024/06  | completed     | Held     |
""")
LATER = WHEN + timedelta(days=1)
MOVED = move_action(SENT, "R1.A1", "R2", when=WHEN, who="Dana").tracker
MERGED = merge_actions(SENT, "R1.A2", "R1.A1", when=WHEN, who="Dana").tracker


def test_a_moved_action_gets_the_next_ref_and_its_own_is_never_given_again():
    assert_table(
        MOVED.plan,
        """
        ref   | responsible | status        | comments
        R1.A2 | RO          | not_initiated | Planned
        R2.A1 | CO          | completed     | Held
        R2.A2 | CO          | initiated     | Begun
        """,
    )
    back = move_action(MOVED, "R2.A2", "R1", when=LATER).tracker
    assert [action.ref for action in back.plan.actions] == ["R1.A2", "R1.A3", "R2.A1"]
    assert {one.ref for one in life(back, "R1.A3")} == {"R1.A1", "R2.A2", "R1.A3"}


def test_a_late_return_edits_the_moved_action_and_says_nothing_new_when_it_comes_again():
    late = returned("CO", SENT, {"R1.A1": {"status": "completed", "comments": "Begun\nHeld", "deadline": "2025/01"}})
    now = merge(master(MOVED), [late], when=LATER)
    assert now.plan.by_ref["R2.A2"].status == "completed"
    assert now.plan.by_ref["R2.A2"].comments == "Begun\nHeld"
    assert [(one.ref, one.field) for one in now.conflicts] == [("R2.A2", "deadline")]
    assert merge(master(now.tracker), [late], when=LATER).tracker is now.tracker


def test_a_merged_action_joins_the_other_with_all_that_it_said():
    stays = MERGED.plan.by_ref["R1.A1"]
    assert "R1.A2" not in MERGED.plan.by_ref
    lines = stays.comments.split("\n")
    assert (lines[0], lines[-1], stays.evidence) == ("Begun", "Planned", "plan.pdf")
    assert all(any(word in line for line in lines) for word in ("R1.A2", "RO", "2024/12", "Not Initiated"))


def test_what_still_comes_back_for_a_merged_action_waits_and_additions_to_its_comments_are_kept():
    late = returned(
        "RO",
        SENT,
        {
            "R1.A2": {"status": "initiated", "evidence": "b.pdf", "comments": "Planned\nAgreed"},
            "R1.A1": {"evidence": "a.pdf"},
        },
    )
    now = merge(master(MERGED), [late], when=LATER)
    assert now.plan.by_ref["R1.A1"].comments.endswith("Agreed")
    assert {(one.ref, one.field, one.reason) for one in now.conflicts} == {("R1.A1", "evidence", "merged_row")}
    assert {claim.value for one in now.conflicts for claim in one.claims} == {"a.pdf", "b.pdf"}
    assert len(now.account.receipts[0].waiting) == 2
    kept = resolve(now.tracker, [Decision(one.id, "keep") for one in now.conflicts], when=LATER).tracker
    assert merge(master(kept), [late], when=LATER).tracker is kept
    alone = merge(master(MERGED), [returned("RO", SENT, {"R1.A2": {"evidence": "b.pdf"}})], when=LATER).tracker
    assert merge(master(alone), [], when=LATER, policy=Policy(prefer="latest")).tracker is alone


def test_a_waiting_claim_for_a_value_that_the_other_action_has_is_agreed():
    files = [
        returned("RO", SENT, {"R1.A2": {"status": "initiated"}}),
        returned("HQ", SENT, {"R1.A2": {"status": "no_longer_applicable", "reason": "The centre closed"}}),
    ]
    asked = merge(master(SENT), files, when=WHEN).tracker
    now = merge_actions(asked, "R1.A2", "R1.A1", when=LATER).tracker
    assert [[claim.value for claim in one.claims] for one in now.conflicts] == [["no_longer_applicable"]]
    assert merge(master(now), files, when=LATER).tracker is now


def test_only_an_edit_of_an_action_that_the_copy_was_not_sent_for_waits_after_moves():
    copy = SENT.model_copy(update={"meta": SENT.meta.model_copy(update={"to": "RO"})})
    late = returned("Madi", copy, {"R1.A1": {"evidence": "a.pdf"}, "R1.A2": {"evidence": "b.pdf"}})
    both = move_action(MOVED, "R1.A2", "R2", when=WHEN).tracker
    now = merge(master(both), [late], when=LATER)
    assert [(one.ref, one.field, one.reason) for one in now.conflicts] == [("R2.A2", "evidence", "outside")]
    assert now.plan.by_ref["R2.A3"].evidence == "b.pdf"


def test_a_split_action_keeps_what_was_said_and_the_new_ones_begin_like_it():
    now = split_action(SENT, "R1.A1", ["Publish it", "Print it"], wording="Write it", when=WHEN)
    assert now.refs == ("R1.A1", "R1.A3", "R1.A4")
    rows = [now.tracker.plan.by_ref[ref] for ref in now.refs]
    assert [row.description for row in rows] == ["Write it", "Publish it", "Print it"]
    assert {(row.responsible, str(row.deadline), row.status) for row in rows} == {("CO", "2022/12", "initiated")}
    assert rows[0].comments == "Begun"
    late = returned("CO", SENT, {"R1.A1": {"status": "completed"}})
    assert merge(master(now.tracker), [late], when=LATER).plan.by_ref["R1.A1"].status == "completed"


@pytest.mark.parametrize("state", [MOVED, MERGED, split_action(SENT, "R1.A1", ["Print it"], when=WHEN).tracker])
def test_one_undo_takes_all_of_it_back(state):
    assert undo(state, when=LATER).tracker.plan == SENT.plan
    for entry in state.log:
        scope = change_scope(state, entry.ref, entry.field, entry.revision)
        assert undo(state, when=LATER, only=scope.cells).tracker.plan == SENT.plan
        assert scope.since == ()


def test_an_undo_of_a_move_names_what_would_go_with_it():
    late = returned("CO", SENT, {"R1.A1": {"status": "completed"}})
    now = merge(master(MOVED), [late], when=LATER).tracker
    assert [one.field for one in change_scope(now, "R1.A1", None, MOVED.meta.revision).since] == ["status"]


def test_a_moved_action_is_judged_by_its_first_deadline_and_its_copy_is_still_asked_for():
    granted = merge(master(SENT, {"R1.A1": {"deadline": "2025/06"}}), [], when=WHEN).tracker
    now = move_action(granted, "R1.A1", "R2", when=LATER).tracker
    assert [row.ref for row in summarize(now, date(2024, 7, 31)).hidden] == ["R2.A2"]
    copy = SentCopy(to="CO", refs=("R1.A1",), revision=1, when=WHEN, issued=WHEN.date(), file="co.xlsx")
    (row,) = board(now.model_copy(update={"sent": (copy,)}), (), WHEN.date()).rows
    assert row.sent.refs == ("R2.A2",)


@pytest.mark.parametrize(
    "step",
    [
        lambda: move_action(SENT, "R9.A1", "R2", when=WHEN),
        lambda: move_action(SENT, "R1.A1", "R9", when=WHEN),
        lambda: move_action(SENT, "R1.A1", "R1", when=WHEN),
        lambda: merge_actions(SENT, "R1.A1", "R1.A1", when=WHEN),
        lambda: merge_actions(SENT, "R1.A1", "R2.A1", when=WHEN),
        lambda: split_action(SENT, "R1.A1", [" "], when=WHEN),
        lambda: split_action(SENT, "R1.A1", [SENT.plan.by_ref["R2.A1"].description.upper()], when=WHEN),
    ],
)
def test_what_cannot_be_is_refused_in_words(step):
    with pytest.raises(MergeError) as refused:
        step()
    assert all(refused.value.message(language) for language in LANGUAGES)
