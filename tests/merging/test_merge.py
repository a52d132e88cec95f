"""The outcome of each edit: the truth table of xltrack.merge line by line, then returns as offices send them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.returns import WHEN, master, returned
from tests.tables import assert_table, tracker
from xltrack.errors import MergeError, SettingsError
from xltrack.merging.decisions import Decision, resolve
from xltrack.merging.history import undo
from xltrack.merging.merge import merge
from xltrack.merging.merge_result import MergeResult
from xltrack.merging.policy import Policy
from xltrack.merging.preview import preview
from xltrack.model.plan import KeyAction, Plan, Status
from xltrack.model.submission import DuplicateRow, Submission
from xltrack.model.tracker import Tracker
from xltrack.model.year_month import YearMonth

SENT = tracker("""
    ref   | responsible | deadline | status        | comments | evidence
    R1.A1 | CO          | 2022/12  | initiated     | Begun    |
    R1.A2 | RO          | 2024/12  | not_initiated |          |
    R2.A1 | CO          | 2025/06  | completed     | Done     | Report
""")


def saying(**rows: dict[str, str]) -> Tracker:
    """The tracker as sent, with other values in some rows: R1_A1={"comments": "Begun"}."""
    named = {ref.replace("_", "."): values for ref, values in rows.items()}
    edited = {ref: SENT.plan.by_ref[ref].model_copy(update=values) for ref, values in named.items()}
    return SENT.model_copy(update={"plan": SENT.plan.with_actions(edited)})


def run(now: Tracker, *returns, hand=None, **options):
    return merge(master(now, hand), returns, when=WHEN, **options)


def status(result, ref="R1.A1") -> str:
    return result.plan.by_ref[ref].status.value


def without(plan: Plan, ref: str) -> Plan:
    recs = (
        rec.model_copy(update={"actions": tuple(a for a in rec.actions if a.ref != ref)})
        for rec in plan.recommendations
    )
    return plan.model_copy(update={"recommendations": tuple(recs)})


def moved(to: str = "completed") -> Tracker:
    """The master after somebody else's return set R1.A1."""
    return run(SENT, returned("HQ", SENT, {"R1.A1": {"status": to}})).tracker


def new_row(ref="R1.new", text="Hold a workshop", **values) -> KeyAction:
    return KeyAction(ref=ref, description=text, **values)


# -- the truth table: base, ours, theirs -----------------------------------------------------------


def test_x_x_x_nothing_was_edited_and_nothing_changes():
    result = run(SENT, returned("CO", SENT))
    assert result.tracker is SENT
    assert result.returns[0].state == "nothing_new"
    assert result.returns[0].unchanged == 3


def test_x_y_x_ours_moved_and_stays():
    result = run(moved(), returned("CO", SENT))
    assert status(result) == "completed"
    assert (result.changes, result.conflicts) == ((), ())


def test_x_x_y_a_single_want_is_taken_with_its_author_and_file():
    result = run(SENT, returned("CO", SENT, {"R1.A1": {"status": "completed"}}))
    assert status(result) == "completed"
    (change,) = result.changes
    assert (change.who, change.file, change.before, change.after) == ("CO", "CO.xlsx", "initiated", "completed")
    assert (result.tracker.meta.revision, len(result.returns[0].taken)) == (2, 1)


def test_x_y_y_both_say_the_same_and_agree():
    result = run(moved(), returned("CO", SENT, {"R1.A1": {"status": "completed"}}))
    assert [entry.outcome for entry in result.agreements] == ["agreed"]
    assert (result.changes, result.conflicts) == ((), ())


def test_x_y_z_both_moved_and_ours_stays_until_a_person_decides():
    result = run(moved(), returned("CO", SENT, {"R1.A1": {"status": "no_longer_applicable"}}))
    (conflict,) = result.conflicts
    assert (conflict.sent, conflict.ours, conflict.reason) == ("initiated", "completed", "two_values")
    assert [(claim.by, claim.value) for claim in conflict.claims] == [("CO", "no_longer_applicable")]
    assert status(result) == "completed"


def test_x_x_absent_a_missing_row_is_no_deletion():
    sent = replace(returned("CO", SENT), current=without(SENT.plan, "R1.A1"), missing=("R1.A1",))
    result = run(SENT, sent)
    assert result.tracker is SENT
    assert result.returns[0].missing == ("R1.A1",)


def test_x_y_absent_a_missing_row_does_not_touch_ours():
    now = moved()
    assert run(now, replace(returned("CO", SENT), current=without(SENT.plan, "R1.A1"))).tracker is now


def grown() -> Tracker:
    """The master with a row that the coordinator typed."""
    return merge(master(SENT, added=(new_row(),)), [], when=WHEN).tracker


def shrunk() -> tuple[Tracker, Tracker]:
    """A state with a row R1.A3, and the later one in which it was withdrawn."""
    return grown(), undo(grown(), when=WHEN).tracker


def test_x_absent_x_a_withdrawn_row_that_nobody_edited_is_nothing():
    before, now = shrunk()
    assert run(now, returned("CO", before)).tracker is now


def test_x_absent_y_an_edit_of_a_withdrawn_row_is_a_finding():
    before, now = shrunk()
    result = run(now, returned("CO", before, {"R1.A3": {"status": "completed"}}))
    assert [(p.code, p.found, p.file) for p in result.findings] == [("row_gone", "completed", "CO.xlsx")]
    assert (result.tracker, len(result.returns[0].refused)) == (now, 1)


def test_x_absent_absent_a_withdrawn_row_that_is_missing_is_nothing():
    before, now = shrunk()
    assert run(now, replace(returned("CO", before), current=SENT.plan)).tracker is now


def test_absent_x_absent_a_row_newer_than_the_return_stays():
    now = grown()
    assert "R1.A3" in run(now, returned("CO", SENT)).plan.by_ref


def test_absent_absent_x_a_new_row_is_a_proposal():
    result = run(SENT, returned("CO", SENT, added=(new_row(),)))
    (conflict,) = result.conflicts
    assert (conflict.field, conflict.reason, conflict.claims[0].value) == (None, "added", "Hold a workshop")
    assert result.plan == SENT.plan


def test_absent_x_x_a_proposal_that_is_in_the_plan_already_agrees():
    result = run(grown(), returned("CO", SENT, added=(new_row(),)))
    assert (len(result.agreements), result.conflicts) == (1, ())


def test_absent_x_y_a_proposal_with_the_text_of_an_action_is_asked_as_a_copy():
    result = run(grown(), returned("CO", SENT, added=(new_row(status="completed"),)))
    assert [conflict.reason for conflict in result.conflicts] == ["copied"]


# -- wants as a set -----------------------------------------------------------------------------------


def test_units_that_edit_different_cells_never_conflict():
    result = run(
        SENT,
        returned("CO", SENT, {"R1.A1": {"status": "completed"}}),
        returned("RO", SENT, {"R1.A2": {"comments": "Terms agreed"}}),
    )
    assert_table(
        result.plan,
        """
        ref   | status        | comments
        R1.A1 | completed     | Begun
        R1.A2 | not_initiated | Terms agreed
        R2.A1 | completed     | Done
    """,
    )
    assert result.conflicts == ()


def test_two_wants_conflict_and_the_claims_name_who_and_file():
    result = run(
        SENT,
        returned("CO", SENT, {"R1.A1": {"status": "completed"}}),
        returned("RO", SENT, {"R1.A1": {"status": "no_longer_applicable"}}),
    )
    (conflict,) = result.conflicts
    assert [(claim.by, claim.file, claim.value) for claim in conflict.claims] == [
        ("CO", "CO.xlsx", "completed"),
        ("RO", "RO.xlsx", "no_longer_applicable"),
    ]
    assert status(result) == "initiated"


def test_a_want_of_somebody_who_knew_ours_is_taken_though_another_did_not():
    now = run(SENT, returned("HQ", SENT, {"R1.A2": {"status": "initiated"}})).tracker
    edit = {"R1.A2": {"status": "completed", "comments": "Held"}}
    result = run(now, returned("CO", SENT, edit), returned("RO", now, edit))
    assert status(result, "R1.A2") == "completed"
    assert result.conflicts == ()


def test_a_claim_that_waits_is_taken_once_somebody_who_knew_ours_says_the_same():
    now = run(SENT, returned("HQ", SENT, {"R1.A2": {"status": "initiated"}})).tracker
    edit = {"R1.A2": {"status": "completed", "comments": "Held"}}
    asked = run(now, returned("CO", SENT, edit)).tracker
    assert [c.field for c in asked.conflicts] == ["status"]
    result = run(asked, returned("RO", asked, {"R1.A2": {"status": "completed"}}))
    assert (status(result, "R1.A2"), result.conflicts) == ("completed", ())


# -- the rules of the columns -----------------------------------------------------------------------


def comments(*edits, now=SENT, hand=None, ref="R1.A1"):
    files = [returned(by, SENT, {ref: {"comments": text}}) for by, text in edits]
    return merge(master(now, {ref: {"comments": hand}} if hand else None), files, when=WHEN)


def test_what_a_colleague_wrote_before_somebody_went_on_is_theirs():
    """Omar filled in the file that Lena had filled in; both came back."""
    files = (("Lena", "Begun\nDraft is here"), ("Omar", "Begun\nDraft is here\nReviewed"), ("Zoe", "Begun\nSeen"))
    expected = "Begun\nLena: Draft is here\nOmar: Reviewed\nZoe: Seen"
    assert comments(*files).plan.by_ref["R1.A1"].comments == expected


def test_who_goes_on_behind_what_was_merged_says_nothing_twice():
    now = comments(("Lena", "Begun\nDraft is here")).tracker
    result = comments(("Omar", "Begun\nDraft is here\nReviewed"), now=now)
    assert result.plan.by_ref["R1.A1"].comments == "Begun\nDraft is here\nReviewed"
    assert [entry.who for entry in result.changes] == ["Omar"]


def test_a_colleagues_words_keep_their_author_whoever_is_listed_first():
    files = (("Zoe", "Begun\nDraft is here"), ("Adam", "Begun\nDraft is here\nReviewed"))
    assert comments(*files).plan.by_ref["R1.A1"].comments == "Begun\nAdam: Reviewed\nZoe: Draft is here"


@pytest.mark.parametrize("ref", ["R1.A1", "R1.A2"])
def test_a_person_who_went_on_in_a_later_file_is_read_once(ref):
    start = SENT.plan.by_ref[ref].comments
    first, better = f"{start}\nFirst".strip(), f"{start}\nFirst and better".strip()
    assert comments(("Eve", first), ("Eve", better), ref=ref).plan.by_ref[ref].comments == better
    now = comments(("Eve", first), ref=ref).tracker
    assert comments(("Eve", better), now=now, ref=ref).plan.by_ref[ref].comments == better


@pytest.mark.parametrize("field", ["comments", "evidence"])
def test_an_emptied_text_is_asked_for_and_taken_by_policy(field):
    now = saying(R1_A1={field: "Begun"})
    file = returned("CO", now, {"R1.A1": {field: ""}})
    asked = run(now, file)
    assert [(c.ref, c.field, c.reason) for c in asked.conflicts] == [("R1.A1", field, "emptied")]
    assert getattr(asked.plan.by_ref["R1.A1"], field) == "Begun"
    assert [c.reason for c in run(asked.tracker).conflicts] == ["emptied"]
    assert getattr(run(now, file, policy=Policy(accept_cleared=True)).plan.by_ref["R1.A1"], field) == ""


def test_texts_that_changed_their_rows_are_asked_for():
    """One column sorted alone: every text now stands with another action."""
    texts = {"R1.A1": "The terms were agreed in May", "R1.A2": "The venue was booked in June"}
    now = saying(R1_A1={"comments": texts["R1.A1"]}, R1_A2={"comments": texts["R1.A2"]})
    mixed = {"R1.A1": {"comments": texts["R1.A2"]}, "R1.A2": {"comments": texts["R1.A1"]}}
    asked = run(now, returned("CO", now, mixed))
    assert [(c.ref, c.field, c.reason) for c in asked.conflicts] == [(ref, "comments", "swapped") for ref in texts]
    assert asked.plan == now.plan
    later = run(asked.tracker, returned("RO", now, {"R2.A1": {"evidence": "Minutes"}}))
    assert [c.reason for c in later.conflicts] == ["swapped", "swapped"]


def test_a_text_that_is_copied_to_another_action_is_taken():
    now = saying(R1_A1={"comments": "The terms were agreed in May"})
    assert run(now, returned("CO", now, {"R1.A2": {"comments": "The terms were agreed in May"}})).conflicts == ()


def twice(*edits: dict[str, object]) -> Submission:
    """A return in which the row of R1.A1 stands several times."""
    row = SENT.plan.by_ref["R1.A1"]
    rivals = tuple(DuplicateRow(row.model_copy(update=edit), f"Actions!A{at}") for at, edit in enumerate(edits, 6))
    return replace(returned("CO", SENT), rivals=rivals)


def test_a_row_that_stands_twice_waits_with_both_its_cells():
    file = twice({"status": Status.COMPLETED, "comments": "Begun\nHeld"}, {"comments": "Begun\nOrdered"})
    asked = run(SENT, file, returned("RO", SENT, {"R1.A2": {"comments": "Later"}}))
    told = [(c.field, c.reason, [(one.value, one.file) for one in c.claims]) for c in asked.conflicts]
    both = [("Begun\nHeld", "CO.xlsx: Actions!A6"), ("Begun\nOrdered", "CO.xlsx: Actions!A7")]
    assert told == [("status", "twice", [("completed", "CO.xlsx: Actions!A6")]), ("comments", "twice", both)]
    assert asked.plan.by_ref["R1.A1"] == SENT.plan.by_ref["R1.A1"]
    assert asked.plan.by_ref["R1.A2"].comments == "Later"
    again = run(asked.tracker, file)
    assert (again.tracker is asked.tracker, len(again.conflicts)) == (True, 2)


def test_of_a_row_that_stands_twice_one_is_picked():
    asked = run(SENT, twice({"comments": "Begun\nHeld"}, {"comments": "Begun\nOrdered"}))
    picked = resolve(asked.tracker, [Decision(asked.conflicts[0].id, 2)], when=WHEN)
    assert picked.tracker.plan.by_ref["R1.A1"].comments == "Begun\nOrdered"
    assert (picked.still_open, [entry.outcome for entry in picked.applied]) == ((), ["decided", "rejected"])
    assert run(picked.tracker, twice({"comments": "Begun\nHeld"}, {"comments": "Begun\nOrdered"})).conflicts == ()


def test_a_row_that_stood_twice_and_was_decided_doubts_nothing_any_more():
    file = twice({"comments": "Begun\nHeld"}, {"comments": "Begun\nOrdered"})
    asked = run(SENT, file)
    picked = resolve(asked.tracker, [Decision(asked.conflicts[0].id, 2)], when=WHEN).tracker
    later = run(picked, file, returned("RO", picked, {"R1.A1": {"comments": "Begun\nOrdered\nArrived"}}))
    assert (later.conflicts, later.plan.by_ref["R1.A1"].comments) == ((), "Begun\nOrdered\nArrived")


def test_a_copy_that_was_sent_is_no_master():
    copy = SENT.model_copy(update={"meta": SENT.meta.model_copy(update={"to": "CO"})})
    with pytest.raises(MergeError, match="sent to CO"):
        merge(master(copy), [], when=WHEN)


def test_pure_additions_to_comments_are_all_kept_by_name():
    result = comments(("RO", "Begun. Draft is here"), ("CO", "Begun\nVenue booked"))
    assert result.plan.by_ref["R1.A1"].comments == "Begun\nCO: Venue booked\nRO: Draft is here"
    assert result.conflicts == ()
    assert len(result.changes) == 2


def test_first_comments_of_two_people_are_both_kept():
    result = comments(("RO", "Later"), ("CO", "Soon"), ref="R1.A2")
    assert result.plan.by_ref["R1.A2"].comments == "CO: Soon\nRO: Later"


def test_one_addition_alone_stands_as_it_was_typed():
    assert comments(("CO", "Begun “at last”")).plan.by_ref["R1.A1"].comments == "Begun “at last”"


def test_an_addition_joins_what_the_coordinator_added_meanwhile():
    result = comments(("CO", "Begun\nVenue booked"), hand="Begun\nSeen")
    assert result.plan.by_ref["R1.A1"].comments == "Begun\nSeen\nCO: Venue booked"


def again(now: Tracker, *files: Submission) -> MergeResult:
    return run(now, *(replace(file, file=f"again-{file.file}", digest=f"again {file.digest}") for file in files))


def test_what_was_taken_is_not_asked_again_when_the_same_words_come_back_under_another_name():
    edits = {"R1.A1": {"comments": "Begun\nVenue booked", "status": "completed"}}
    file = returned("CO", SENT, edits)
    for hand in ("Seen\nBegun", "Begun\nSeen", "Seen\nBegun\nHeld"):
        taken = merge(master(SENT, {"R1.A1": {"comments": hand}}), [file], when=WHEN)
        assert taken.plan.by_ref["R1.A1"].comments == f"{hand}\nCO: Venue booked"
        assert again(taken.tracker, file).plan == taken.plan
        assert again(taken.tracker, file).conflicts == ()
        other = returned("RO", SENT, {"R1.A1": {"comments": "Begun\nDraft is here"}})
        added = run(taken.tracker, other)
        assert added.plan.by_ref["R1.A1"].comments == f"{hand}\nCO: Venue booked\nRO: Draft is here"
    moved = merge(
        master(taken.tracker, {"R1.A1": {"comments": "Stopped", "status": "no_longer_applicable"}}), [], when=WHEN
    ).tracker
    result = again(moved, file)
    assert (result.plan, result.conflicts) == (moved.plan, ())
    assert [(one.code, one.values["field"]) for one in result.findings] == [
        ("decided_before", "status"), ("decided_before", "comments"),
    ]  # fmt: skip
    assert {one.reason for one in run(moved, returned("CO", SENT, {"R1.A1": {"comments": "New"}})).conflicts} == {
        "rewrite"
    }


def test_the_same_addition_of_two_people_stands_once():
    result = comments(("RO", "Begun\nVenue booked"), ("CO", "Begun\nVenue booked"))
    assert result.plan.by_ref["R1.A1"].comments == "Begun\nVenue booked"
    assert len(result.agreements) == 1


def test_an_addition_that_a_longer_one_holds_is_not_repeated():
    result = comments(("CO", "Begun\nJanuary"), ("CO", "Begun\nJanuary\nFebruary"))
    assert result.plan.by_ref["R1.A1"].comments == "Begun\nJanuary\nFebruary"


def test_next_months_longer_comment_of_the_same_file_replaces_nothing_and_repeats_nothing():
    now = comments(("CO", "Begun\nJanuary")).tracker
    result = comments(("CO", "Begun\nJanuary\nFebruary"), now=now)
    assert result.plan.by_ref["R1.A1"].comments.count("February") == 1
    assert result.conflicts == ()


def test_a_rewrite_against_an_addition_waits_and_loses_neither():
    result = comments(("RO", "Something else"), ("CO", "Begun\nVenue booked"))
    (conflict,) = result.conflicts
    assert (conflict.reason, len(conflict.claims), conflict.ours) == ("rewrite", 2, "Begun")


def test_an_addition_to_a_text_that_was_rewritten_meanwhile_waits():
    result = comments(("CO", "Begun\nVenue booked"), hand="Stopped")
    assert [(conflict.reason, conflict.ours) for conflict in result.conflicts] == [("rewrite", "Stopped")]


def test_additions_too_long_for_a_cell_wait():
    result = comments(("RO", "Begun\n" + "x" * 20_000), ("CO", "Begun\n" + "y" * 20_000))
    assert [len(conflict.claims) for conflict in result.conflicts] == [2]


@pytest.mark.parametrize(
    "field, value", [("responsible", "HQ"), ("deadline", "2026-01"), ("proposed_deadline", "2026-01")]
)
def test_what_asks_waits_even_unopposed(field, value):
    result = run(SENT, returned("CO", SENT, {"R1.A1": {field: value}}))
    assert [(c.field, c.reason) for c in result.conflicts] == [(field, "asks")]
    assert result.plan == SENT.plan
    assert len(result.returns[0].waiting) == 1


def test_a_proposal_of_the_deadline_that_was_granted_meanwhile_agrees():
    now = run(SENT, hand={"R1.A1": {"deadline": "2026-01"}}).tracker
    result = run(now, returned("CO", SENT, {"R1.A1": {"proposed_deadline": "2026-01"}}))
    assert (len(result.agreements), result.conflicts) == (1, ())


def test_an_edited_text_is_reported_and_not_applied():
    result = run(SENT, returned("CO", SENT, {"R1.A1": {"description": "Something easier"}}))
    assert result.tracker is SENT
    assert [(p.code, p.found, p.ref) for p in result.findings] == [("locked_edited", "Something easier", "R1.A1")]


@pytest.mark.parametrize(
    "ref, edit, reason, policy",
    [
        ("R2.A1", {"status": "initiated"}, "reopened", Policy(accept_reopened=True)),
        ("R1.A2", {"status": "completed"}, "completed_bare", Policy(accept_completed=True)),
    ],
)
def test_a_doubtful_status_is_asked_by_default_and_taken_by_policy(ref, edit, reason, policy):
    file = returned("CO", SENT, {ref: edit})
    asked = run(SENT, file)
    assert [c.reason for c in asked.conflicts] == [reason]
    assert status(run(SENT, file, policy=policy), ref) == edit["status"]
    later = merge(master(asked.tracker), [file], when=WHEN, policy=policy)
    assert (status(later, ref), later.conflicts) == (edit["status"], ())


def test_a_completion_is_not_bare_when_another_return_brings_the_evidence():
    result = run(
        SENT,
        returned("RO", SENT, {"R1.A2": {"status": "completed"}}),
        returned("CO", SENT, {"R1.A2": {"evidence": "Minutes"}}),
    )
    assert (status(result, "R1.A2"), result.conflicts) == ("completed", ())


# -- policies -----------------------------------------------------------------------------------------


def rivals():
    return (
        returned("CO", SENT, {"R1.A1": {"status": "completed"}}, day=3),
        returned("RO", SENT, {"R1.A1": {"status": "no_longer_applicable"}}, day=9),
    )


@pytest.mark.parametrize(
    "prefer, value, loser", [("latest", "no_longer_applicable", "CO"), ("unit-owner", "completed", "RO")]
)
def test_a_preferred_value_is_taken_and_the_other_is_told(prefer, value, loser):
    result = run(SENT, *rivals(), policy=Policy(prefer=prefer))
    assert status(result) == value
    assert [(p.code, p.file) for p in result.findings] == [("passed_over", f"{loser}.xlsx")]


def test_latest_prefers_the_later_file_of_one_person_also_in_a_later_merge():
    first, second = (
        returned("RO", SENT, {"R1.A2": {"status": value, "comments": "x"}}, day=day)
        for value, day in (("initiated", 2), ("completed", 20))
    )
    now = run(SENT, first).tracker
    assert len(run(now, second).conflicts) == 1
    assert status(run(now, second, policy=Policy(prefer="latest")), "R1.A2") == "completed"
    backwards = run(run(SENT, second).tracker, first, policy=Policy(prefer="latest"))
    assert status(backwards, "R1.A2") == "completed"


def test_latest_cannot_tell_when_a_file_does_not_say_when_it_was_saved():
    one, other = rivals()
    assert len(run(SENT, one, replace(other, saved=None), policy=Policy(prefer="latest")).conflicts) == 1


def test_the_preview_counts_what_each_policy_would_settle():
    bare = returned("HQ", SENT, {"R1.A2": {"status": "completed"}})
    result = run(SENT, *rivals(), bare)
    counts = preview(result.tracker, when=WHEN)
    asked = {"accept-completed": 1, "accept-reopened": 0, "accept-cleared": 0, "accept-withdrawn": 0}
    assert counts == asked | {"prefer latest": 1, "prefer unit-owner": 1}


def test_settings_give_a_policy_and_a_wrong_one_names_the_choices():
    assert Policy.from_settings({"accept-completed": True, "prefer": "latest"}) == Policy(
        accept_completed=True, prefer="latest"
    )
    with pytest.raises(SettingsError, match="latest, unit-owner"):
        Policy.from_settings({"prefer": "newest"})
    with pytest.raises(SettingsError, match="accept_reopened"):
        Policy.from_settings({"take-all": True})
    with pytest.raises(SettingsError, match="true, false"):
        Policy.from_settings({"accept_completed": 1})


# -- the coordinator's own hand ----------------------------------------------------------------------


def test_an_edit_in_the_master_is_logged_as_the_coordinators():
    result = run(SENT, hand={"R1.A1": {"deadline": "2026-01"}})
    assert [(e.who, e.outcome, e.after) for e in result.changes] == [("coordinator", "edited", YearMonth(2026, 1))]
    assert result.plan.by_ref["R1.A1"].deadline.iso == "2026-01"


def test_an_edit_in_the_master_against_a_return_is_a_conflict_in_which_the_master_stands():
    result = run(SENT, rivals()[0], hand={"R1.A1": {"status": "no_longer_applicable"}})
    assert status(result) == "no_longer_applicable"
    assert [(c.ours, c.claims[0].value) for c in result.conflicts] == [("no_longer_applicable", "completed")]


def test_an_edit_of_a_disputed_cell_in_the_master_decides_it():
    asked = run(SENT, *rivals()).tracker
    result = run(asked, *rivals(), hand={"R1.A1": {"status": "completed"}})
    assert (status(result), result.conflicts) == ("completed", ())
    outcomes = {(e.who, e.outcome) for e in result.tracker.log if e.revision == 3}
    assert outcomes == {("coordinator", "decided"), ("CO", "agreed"), ("RO", "rejected")}


def test_a_row_typed_into_the_master_gets_the_next_ref_that_was_never_used():
    once = undo(grown(), when=WHEN).tracker
    result = merge(master(once, added=(new_row("R1.x"),)), [], when=WHEN)
    assert result.adopted == {"R1.x": "R1.A4"}
    assert result.plan.by_ref["R1.A4"].description == "Hold a workshop"


def test_a_row_copied_in_the_master_is_asked_once():
    twin = SENT.plan.by_ref["R1.A1"].model_copy(update={"ref": "R1.copy", "comments": "Other"})
    once = merge(master(SENT, added=(twin,)), [], when=WHEN).tracker
    assert [c.reason for c in once.conflicts] == ["copied"]
    assert merge(master(once, added=(twin,)), [], when=WHEN).tracker is once


# -- what offices really send ---------------------------------------------------------------------


def test_the_same_file_twice_counts_once_and_is_said():
    file = returned("CO", SENT, {"R1.A1": {"status": "completed"}})
    result = run(SENT, replace(file, digest="ab" * 32), replace(file, digest="ab" * 32, file="copy.xlsx"))
    assert [(r.file, r.state, r.same_as) for r in result.returns] == [
        ("CO.xlsx", "merged", ""),
        ("copy.xlsx", "same_file", "CO.xlsx"),
    ]
    assert [p.code for p in result.findings] == ["same_file"]


def test_two_files_of_one_person_are_both_claims():
    files = [returned("RO", SENT, {"R1.A1": {"status": s}}, day=d) for s, d in (("completed", 2), ("not_initiated", 5))]
    assert [c.value for c in run(SENT, *files).conflicts[0].claims] == ["completed", "not_initiated"]


def test_a_file_merged_last_month_does_not_bring_its_old_value_back():
    old = returned("CO", SENT, {"R1.A2": {"status": "initiated"}})
    second = run(SENT, old).tracker
    third = run(second, returned("RO", second, {"R1.A2": {"status": "completed", "comments": "Held"}})).tracker
    result = run(third, old)
    assert result.tracker is third
    assert [entry.revision for entry in result.agreements] == [2]
    assert (result.returns[0].state, result.returns[0].earlier) == ("nothing_new", 1)


def test_a_rejected_value_is_not_asked_again_for_the_same_file():
    asked = run(SENT, *rivals()).tracker
    decided = run(asked, hand={"R1.A1": {"status": "completed"}}).tracker
    assert run(decided, *rivals()).tracker is decided


def test_september_still_merges_into_december():
    now = moved("completed")
    result = run(now, returned("RO", SENT, {"R1.A2": {"comments": "At last"}}))
    assert result.plan.by_ref["R1.A2"].comments == "At last"
    assert status(result) == "completed"


def test_nothing_is_taken_from_another_plan():
    other = tracker("ref | status\nR1.A1 | initiated")
    result = run(SENT, returned("CO", other, {"R1.A1": {"status": "completed"}}))
    assert result.tracker is SENT
    assert [p.code for p in result.findings] == ["other_tracker"]
    assert other.meta.id in result.findings[0].message()


def test_nothing_is_taken_from_a_return_of_a_newer_master():
    result = run(SENT, returned("CO", moved(), {"R1.A2": {"status": "initiated"}}))
    assert result.tracker is SENT
    assert result.returns[0].state == "newer_return"


def test_a_stripped_base_is_rebuilt_from_the_log_by_its_revision():
    now = moved("completed")
    file = returned("RO", SENT, {"R1.A2": {"status": "initiated"}})
    result = run(now, replace(file, base=None, tracker=SENT.meta.id, revision=1))
    assert (status(result), status(result, "R1.A2")) == ("completed", "initiated")
    assert [(p.code, p.severity) for p in result.findings] == [("base_rebuilt", "info")]
    assert result.returns[0].state == "base_rebuilt"


@pytest.mark.parametrize("revision, state", [(None, "base_missing"), (0, "base_missing"), (9, "newer_return")])
def test_a_stripped_base_that_cannot_be_rebuilt_is_refused(revision, state):
    file = replace(returned("RO", SENT, {"R1.A2": {"status": "initiated"}}), base=None, revision=revision)
    result = run(SENT, file)
    assert (result.tracker, result.returns[0].state) == (SENT, state)


def test_a_master_without_its_base_cannot_be_merged_into():
    with pytest.raises(MergeError, match="hidden base"):
        merge(replace(master(SENT), base=None), [], when=WHEN)


def test_one_ref_typed_for_two_texts_is_one_conflict_that_names_both():
    result = run(
        SENT,
        returned("CO", SENT, added=(new_row("R1.A3", "Hold a workshop"),)),
        returned("RO", SENT, added=(new_row("R1.A3", "Draft a note"),)),
    )
    (conflict,) = result.conflicts
    assert [(c.by, c.value) for c in conflict.claims] == [("CO", "Hold a workshop"), ("RO", "Draft a note")]


def test_one_text_proposed_by_two_is_one_conflict():
    rows = (new_row("R1.x"),), (new_row("R1.y", "hold  a Workshop"),)
    result = run(SENT, *(returned(by, SENT, added=row) for by, row in zip(("CO", "RO"), rows, strict=True)))
    assert [len(conflict.claims) for conflict in result.conflicts] == [2]


def test_open_conflicts_keep_their_id_when_a_new_claim_joins():
    asked = run(SENT, *rivals()).tracker
    result = run(asked, returned("HQ", SENT, {"R1.A1": {"status": "not_initiated"}}))
    (before,), (after,) = asked.conflicts, result.conflicts
    assert (after.id, after.claims[:2], len(after.claims)) == (before.id, before.claims, 3)


def test_an_undone_merge_can_be_merged_again():
    file = returned("CO", SENT, {"R1.A1": {"status": "completed"}})
    back = undo(run(SENT, file).tracker, when=WHEN + timedelta(hours=1)).tracker
    assert status(run(back, file)) == "completed"
