"""A remark waits for the coordinator, once: it holds no value back, and nothing of it is lost."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

import pytest

from tests.returns import WHEN, master, returned
from tests.tables import tracker
from xltrack.merging.decisions import Decision, resolve
from xltrack.merging.history import undo
from xltrack.merging.merge import merge
from xltrack.model.remark import Remark
from xltrack.model.serialize import from_chunks, to_chunks
from xltrack.model.tracker import Tracker

PLAN = tracker("""
    ref   | description      | responsible | status        | comments
    R1.A1 | Hold a workshop  | CO          | initiated     | The terms were agreed.
    R1.A2 | Write the report | RO          | not_initiated |
""")
NOTE = Remark(kind="note", text="Six more months.", sheet="Actions", address="G9", author="Aru", ref="R1.A1")
BOX = Remark(kind="text_box", text="Ask the ministry.", sheet="Actions", address="C2")
WHOLE = Remark(kind="mail", text="We are waiting for funds.", author="Aru")


def with_remarks(by: str, *remarks: Remark, now: Tracker = PLAN, edits=None, day: int = 0):
    file = returned(by, now, edits)
    return replace(file, remarks=remarks, digest=str(day) * 64 if day else "")


def run(now: Tracker, *files, own: tuple[Remark, ...] = ()):
    return merge(replace(master(now), remarks=own), files, when=WHEN)


def decided(now: Tracker, **picks) -> Tracker:
    (conflict,) = now.conflicts
    result = resolve(now, [Decision(conflict.id, **picks)], when=WHEN, who="Ana")
    assert result.refused == ()
    assert result.tracker.conflicts == ()
    return result.tracker


def test_a_remark_waits_under_its_action_with_its_words_place_and_author():
    (conflict,) = run(PLAN, with_remarks("Madi", NOTE)).conflicts
    (claim,) = conflict.claims
    assert (conflict.ref, conflict.reason, claim.value, claim.by) == ("R1.A1", "remark", "Six more months.", "Madi")
    assert claim.remark == NOTE


def test_a_remark_holds_back_no_value_of_its_row():
    result = run(PLAN, with_remarks("Aru", NOTE, edits={"R1.A1": {"comments": "The terms were agreed.\nSigned."}}))
    assert result.plan.by_ref["R1.A1"].comments == "The terms were agreed.\nSigned."
    assert [one.reason for one in result.conflicts] == ["remark"]
    assert result.conflicts[0].claims[0].base == "The terms were agreed."  # the comments as that copy was sent


@pytest.mark.parametrize(
    "remark, picks, comments",
    [
        (NOTE, {"take": "both"}, "The terms were agreed.\nAru: Six more months."),
        (NOTE, {"take": 1}, "The terms were agreed.\nAru: Six more months."),
        (NOTE, {"take": "keep"}, "The terms were agreed."),
        (NOTE, {"take": "own", "own_value": "Until June."}, "The terms were agreed.\nAna: Until June."),
        (WHOLE, {"take": "both", "own_value": "r1.a1"}, "The terms were agreed.\nAru: We are waiting for funds."),
        (WHOLE, {"take": "own", "own_value": "R1.A1: No funds."}, "The terms were agreed.\nAna: No funds."),
        (WHOLE, {"take": "keep"}, "The terms were agreed."),
    ],
)
def test_the_coordinator_adds_a_remark_keeps_it_out_or_writes_own_words(remark, picks, comments):
    now = decided(run(PLAN, with_remarks("Aru", remark)).tracker, **picks)
    assert now.plan.by_ref["R1.A1"].comments == comments


@pytest.mark.parametrize("own", ["", "everywhere", "R9.A9"])
def test_a_remark_about_no_action_is_added_to_none_unless_one_is_named(own):
    now = run(PLAN, with_remarks("Aru", WHOLE)).tracker
    result = resolve(now, [Decision(now.conflicts[0].id, "both", own_value=own)], when=WHEN)
    assert [one.code for one in result.refused] == ["remark_without_home"]
    assert result.tracker is now


@pytest.mark.parametrize("take", [None, "both", "keep"])
def test_the_same_remark_in_a_later_file_is_not_asked_again(take):
    now = run(PLAN, with_remarks("Aru", NOTE, BOX)).tracker
    if take:
        picks = [Decision(one.id, take, own_value="R1.A2") for one in now.conflicts]
        now = resolve(now, picks, when=WHEN).tracker
    moved = (NOTE.model_copy(update={"address": "G30"}), BOX.model_copy(update={"ref": "R1.A2"}))
    again = run(now, with_remarks("Eve", *moved, now=now, day=7))
    assert again.tracker is now
    assert len(again.agreements) == 2


LOST = {"author": ""}
FIRST, SECOND = (NOTE.model_copy(update={"kind": "thread", "text": text}) for text in ("When?", "In May."))
JOINED = FIRST.model_copy(update=LOST | {"text": "When?\nIn May."})


@pytest.mark.parametrize(
    "before, after, asked",
    [
        ((NOTE,), (NOTE.model_copy(update=LOST),), 0),
        ((NOTE.model_copy(update=LOST),), (NOTE,), 0),
        ((FIRST, SECOND), (JOINED,), 0),
        ((JOINED,), (FIRST, SECOND), 0),
        ((NOTE,), (NOTE.model_copy(update={"author": "Madi"}),), 1),
        ((NOTE,), (NOTE.model_copy(update=LOST | {"ref": "R1.A2"}),), 1),
    ],
)
def test_a_remark_whose_author_a_program_lost_is_not_asked_again(before, after, asked):
    now = run(PLAN, with_remarks("Aru", *before)).tracker
    again = run(now, with_remarks("Aru", *after, now=now, day=7))
    assert len(again.conflicts) - len(now.conflicts) == asked


@pytest.mark.parametrize("comments", ["", "Signed.", "The terms were agreed.\nSigned."])
def test_an_edit_that_came_with_a_note_is_not_asked_again_once_the_note_was_added_to_the_comments(comments):
    edit = {"R1.A1": {"comments": comments}}
    now, file = PLAN, with_remarks("Aru", NOTE, edits=edit)
    for one in (returned("Eve", PLAN, edit), file):
        asked = run(now, one)
        now = resolve(asked.tracker, [Decision(conflict.id, 1) for conflict in asked.conflicts], when=WHEN).tracker
    assert now.plan.by_ref["R1.A1"].comments == f"{comments}\nAru: Six more months.".lstrip()
    assert run(now, replace(file, digest="7" * 64)).conflicts == ()


BUDGET = Remark(kind="own_column", text="40,000", column="Budget", ref="R1.A1")


@pytest.mark.parametrize("first", [NOTE, BOX, WHOLE, BUDGET, NOTE.model_copy(update=LOST)])
@pytest.mark.parametrize("together", [True, False])
def test_a_remark_that_is_written_on_is_one_question_with_all_of_its_words(first, together):
    longer = first.model_copy(update={"text": f"{first.text} Or nine."})
    files = with_remarks("Aru", first, day=1), with_remarks("Aru", longer, day=7)
    now = run(PLAN, *files).tracker if together else run(run(PLAN, files[0]).tracker, files[1]).tracker
    ((claim,),) = (one.claims for one in now.conflicts)
    assert (claim.value or "").endswith(f"{first.text} Or nine.")
    assert run(now, *files).tracker is now
    assert decided(now, take="both", own_value="R1.A1").plan.by_ref["R1.A1"].comments.count(first.text) == 1


@pytest.mark.parametrize("first", [NOTE, BOX, WHOLE])
@pytest.mark.parametrize("take", ["both", "keep"])
def test_of_a_remark_that_is_written_on_after_its_decision_only_the_addition_is_asked(first, take):
    longer, longest = (first.model_copy(update={"text": f"{first.text} {more}"}) for more in ("Or 9.", "Or 9. Or 8."))
    now = decided(run(PLAN, with_remarks("Aru", first)).tracker, take=take, own_value="R1.A1")
    now = run(now, with_remarks("Aru", longer, day=7)).tracker
    assert [claim.value for one in now.conflicts for claim in one.claims] == ["Or 9."]
    now = run(now, with_remarks("Aru", longest, day=8)).tracker
    assert [claim.value for one in now.conflicts for claim in one.claims] == ["Or 9. Or 8."]
    comments = decided(now, take="both", own_value="R1.A1").plan.by_ref["R1.A1"].comments
    assert [comments.count(words) for words in (first.text, "Or 9. Or 8.")] == [take == "both", 1]


def test_a_number_in_a_column_of_their_own_is_asked_as_a_whole_when_it_grows_after_its_decision():
    now = decided(run(PLAN, with_remarks("Aru", BUDGET)).tracker, take="keep")
    more = BUDGET.model_copy(update={"text": "40,000 500"})
    assert [one.claims[0].value for one in run(now, with_remarks("Aru", more, day=7)).conflicts] == [
        "Budget: 40,000 500"
    ]


@pytest.mark.parametrize("take", [None, "keep"])
def test_a_line_added_to_a_thread_that_lost_its_authors_is_asked_about(take):
    now = run(PLAN, with_remarks("Aru", FIRST, SECOND)).tracker
    if take:
        now = resolve(now, [Decision(one.id, take) for one in now.conflicts], when=WHEN).tracker
    known = {one.id for one in now.conflicts}
    longer = JOINED.model_copy(update={"text": "When?\nIn May.\nOr in June."})
    file = with_remarks("Aru", longer, day=7)
    after = run(now, file).tracker
    assert [one.claims[0].value for one in after.conflicts if one.id not in known] == ["Or in June."]
    assert run(after, file).tracker is after


def test_a_remark_whose_author_a_program_lost_after_its_decision_is_not_asked_again():
    now = decided(run(PLAN, with_remarks("Aru", NOTE)).tracker, take="keep")
    assert run(now, with_remarks("Aru", NOTE.model_copy(update=LOST), day=7)).tracker is now


def test_the_masters_own_remarks_are_asked_of_nobody():
    result = run(PLAN, with_remarks("Aru", NOTE, BOX), own=(NOTE,))
    assert [one.claims[0].remark for one in result.conflicts] == [BOX]


def test_of_one_remark_in_two_files_one_waits_and_the_other_agrees():
    files = [with_remarks("Aru", NOTE), with_remarks("Eve", NOTE)]
    results = [run(PLAN, *order) for order in permutations(files)]
    assert results[0].tracker == results[1].tracker
    assert [len(one.claims) for one in results[0].conflicts] == [1]
    assert len(results[0].agreements) == 1


def test_adding_a_remark_leaves_waiting_what_waits_on_the_comments():
    files = [
        with_remarks("Aru", NOTE),
        returned("Madi", PLAN, {"R1.A1": {"comments": "Cancelled by the donor."}}),
    ]
    now = run(PLAN, *files).tracker
    remark = next(one for one in now.conflicts if one.reason == "remark")
    after = resolve(now, [Decision(remark.id, "both")], when=WHEN).tracker
    (left,) = after.conflicts
    assert (left.field, left.claims[0].value) == ("comments", "Cancelled by the donor.")


def test_comments_and_a_remark_on_them_are_decided_in_one_go():
    files = [
        with_remarks("Aru", NOTE),
        returned("Madi", PLAN, {"R1.A1": {"comments": "Cancelled by the donor."}}),
    ]
    now = run(PLAN, *files).tracker
    result = resolve(now, [Decision(one.id, 1) for one in now.conflicts], when=WHEN)
    assert result.refused == ()
    assert result.tracker.plan.by_ref["R1.A1"].comments == "Cancelled by the donor.\nAru: Six more months."


def test_undo_takes_an_added_remark_back_and_it_waits_again():
    now = decided(run(PLAN, with_remarks("Aru", NOTE)).tracker, take="both")
    back = undo(now, when=WHEN).tracker
    assert back.plan.by_ref["R1.A1"].comments == "The terms were agreed."
    assert [one.reason for one in back.conflicts] == ["remark"]


def test_a_remark_survives_in_the_base():
    now = run(PLAN, with_remarks("Aru", NOTE, WHOLE)).tracker
    assert from_chunks(to_chunks(now)) == now
