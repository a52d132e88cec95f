"""Decisions: what is picked is done and logged, what is not stays open, what cannot be done is refused by cell."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.laws.test_merge_laws import one_merge
from tests.returns import WHEN, master, returned
from tests.tables import tracker
from xltrack.findings import CellAddress
from xltrack.merging.corrections import Correction
from xltrack.merging.decisions import Decision, resolve
from xltrack.merging.history import undo
from xltrack.merging.merge import merge
from xltrack.merging.suggestions import suggestion
from xltrack.model.plan import KeyAction
from xltrack.model.tracker import Claim, Conflict, Tracker
from xltrack.model.year_month import YearMonth

SENT = tracker("""
    ref   | responsible | deadline | status        | comments
    R1.A1 | CO          | 2022/12  | initiated     | Begun
    R1.A2 | RO          | 2024/12  | not_initiated |
""")
PICK = CellAddress("Decisions", 5, 12)
LATER = {"status": "completed"}, {"status": "no_longer_applicable"}


def asked(*edits: tuple[str, dict[str, str]], ref: str = "R1.A1") -> Tracker:
    files = [returned(by, SENT, {ref: edit}, day=at + 1) for at, (by, edit) in enumerate(edits)]
    return merge(master(SENT), files, when=WHEN).tracker


def disputed() -> Tracker:
    return asked(("CO", {"status": "completed"}), ("RO", {"status": "no_longer_applicable"}))


def decide(now: Tracker, take, at: int = 0, **more):
    return resolve(now, [Decision(now.conflicts[at].id, take, cell=PICK, **more)], when=WHEN, who="coordinator")


def outcomes(result) -> list[tuple[str, str, Any]]:
    return [(entry.who, entry.outcome, entry.after) for entry in result.applied]


def test_a_claim_that_is_picked_is_taken_and_the_other_rejected_with_the_reason():
    result = decide(disputed(), 1, reason="Report seen")
    assert result.tracker.plan.by_ref["R1.A1"].status == "completed"
    assert outcomes(result) == [("coordinator", "decided", "completed"), ("RO", "rejected", "no_longer_applicable")]
    assert {entry.reason for entry in result.applied} == {"Report seen"}
    assert (result.still_open, result.tracker.meta.revision) == ((), 3)


@pytest.mark.parametrize("typed", ["", "  "])
def test_an_own_value_that_was_not_typed_is_refused(typed):
    result = decide(disputed(), "own", own_value=typed)
    assert [(p.code, p.where, p.ref) for p in result.refused] == [("own_value_empty", PICK, "R1.A1")]
    assert result.tracker.plan == SENT.plan


def test_a_new_action_joins_no_recommendation_that_is_not_there():
    row = SENT.plan.by_ref["R1.A1"].model_copy(update={"ref": "R1.new1", "description": "Something new"})
    now = merge(master(SENT), [returned("CO", SENT, added=(row,))], when=WHEN).tracker
    result = decide(now, "own", own_value="R99")
    assert [(p.code, p.found) for p in result.refused] == [("row_without_home", "R99")]


def test_keep_leaves_the_value_and_rejects_every_claim():
    result = decide(disputed(), "keep")
    assert result.tracker.plan == SENT.plan
    assert [outcome for _, outcome, _ in outcomes(result)] == ["rejected", "rejected"]
    assert result.still_open == ()


@pytest.mark.parametrize("take, because", [("keep", "kept"), (1, "decided")])
def test_a_claim_left_out_without_a_reason_says_whether_another_value_was_decided_on(take, because):
    rejected = [entry for entry in decide(disputed(), take).applied if entry.outcome == "rejected"]
    assert {entry.reason for entry in rejected} == {because}


def test_a_proposed_row_that_was_added_is_agreed_for_everybody_who_proposed_it():
    result = decide(proposed(("CO", "Hold a workshop"), ("RO", "Hold a workshop")), 1)
    told = [(entry.who, entry.outcome) for entry in result.applied if entry.field is None]
    assert [outcome for _, outcome in told] == ["added", "decided", "agreed"]
    assert told[-1][0] == "RO"


def test_both_keeps_every_text_by_name():
    now = asked(("CO", {"comments": "Begun\nVenue booked"}), ("RO", {"comments": "Stopped"}))
    assert decide(now, "both").tracker.plan.by_ref["R1.A1"].comments == "Begun\nCO: Venue booked\nRO: Stopped"


def test_both_is_refused_where_only_one_value_can_stand():
    now = disputed()
    result = decide(now, "both")
    assert [(p.code, p.where) for p in result.refused] == [("both_impossible", PICK)]
    assert result.tracker is now


@pytest.mark.parametrize(
    "field, sent, typed, value",
    [
        ("status", "completed", "Completed", "completed"),
        ("status", "completed", " ongoing ", "initiated"),
        ("deadline", "2026-01", "2027/03", YearMonth(2027, 3)),
        ("responsible", "HQ", "Programme Unit", "Programme Unit"),
    ],
)
def test_an_own_value_is_read_as_the_sheet_reads_its_cells(field, sent, typed, value):
    now = asked(("CO", {field: sent}), ("RO", {field: "2026-02" if field == "deadline" else "no_longer_applicable"}))
    result = decide(now, "own", own_value=typed)
    assert result.refused == ()
    assert [e.after for e in result.applied if e.outcome == "decided"] == [value]


@pytest.mark.parametrize("field, sent, typed", [("status", "completed", "soon"), ("deadline", "2026-01", "next year")])
def test_an_own_value_that_cannot_stand_there_is_refused(field, sent, typed):
    now = asked(
        ("CO", {field: sent, "comments": "x"}), ("RO", {field: "2026-02" if field == "deadline" else "not_initiated"})
    )
    result = decide(now, "own", own_value=typed)
    assert [(p.code, p.found) for p in result.refused] == [("bad_own_value", typed)]
    assert result.tracker is now


def test_granting_a_proposed_deadline_moves_the_deadline_and_the_file_agrees_when_it_comes_again():
    edit = {"R1.A1": {"proposed_deadline": "2026-01", "reason": "Funds came late"}}
    now = merge(master(SENT), [returned("CO", SENT, edit)], when=WHEN).tracker
    granted = decide(now, 1).tracker
    action = granted.plan.by_ref["R1.A1"]
    assert (action.deadline.iso, action.proposed_deadline, granted.conflicts) == ("2026-01", None, ())
    saved_again = returned("CO", SENT, edit, day=20)
    result = merge(master(granted), [saved_again], when=WHEN)
    assert (result.plan, result.conflicts) == (granted.plan, ())


def both_deadlines() -> Tracker:
    """A deadline that one file moves and for which another proposes a month."""
    proposal = {"R1.A1": {"proposed_deadline": "2026-01"}}
    files = [returned("CO", SENT, proposal), returned("RO", SENT, {"R1.A1": {"deadline": "2025-05"}})]
    return merge(master(SENT), files, when=WHEN).tracker


def test_granting_a_proposal_settles_what_was_asked_about_the_deadline_and_says_so():
    now = both_deadlines()
    at = [conflict.field for conflict in now.conflicts].index("proposed_deadline")
    result = decide(now, 1, at=at)
    assert ("RO", "rejected", YearMonth(2025, 5)) in outcomes(result)
    assert result.still_open == ()


def test_a_deadline_decided_on_this_sheet_is_not_moved_by_a_proposal_of_another_month():
    now = both_deadlines()
    picks = [Decision(conflict.id, 1) for conflict in now.conflicts]
    result = resolve(now, picks, when=WHEN)
    assert result.tracker.plan.by_ref["R1.A1"].deadline.iso == "2025-05"
    assert [p.code for p in result.refused] == ["ground_moved"]
    assert [conflict.field for conflict in result.still_open] == ["proposed_deadline"]


def test_what_is_not_decided_stays_open():
    files = [returned("CO", SENT, {ref: {"deadline": "2026-01"}}) for ref in ("R1.A1", "R1.A2")]
    now = merge(master(SENT), files, when=WHEN).tracker
    result = decide(now, 1, at=1)
    assert [conflict.ref for conflict in result.still_open] == ["R1.A1"]
    assert result.still_open[0] == now.conflicts[0]


def test_a_decision_whose_ground_has_moved_is_refused_with_both_values():
    now = disputed()
    edited = SENT.plan.by_ref["R1.A1"].model_copy(update={"status": "not_initiated"})
    result = decide(now.model_copy(update={"plan": now.plan.with_actions({"R1.A1": edited})}), 1)
    (finding,) = result.refused
    assert (finding.code, finding.found, finding.values["ours"]) == ("ground_moved", "Not Initiated", "Initiated")
    assert result.applied == ()


def test_a_decision_that_is_settled_already_or_made_twice_or_of_no_claim_is_refused():
    now = disputed()
    (conflict,) = now.conflicts
    assert [p.code for p in resolve(decide(now, 1).tracker, [Decision(conflict.id, 2)], when=WHEN).refused] == [
        "decision_unknown"
    ]
    twice = resolve(now, [Decision(conflict.id, 1), Decision(conflict.id, 2)], when=WHEN)
    assert (twice.tracker.plan.by_ref["R1.A1"].status, [p.code for p in twice.refused]) == (
        "completed",
        ["decided_twice"],
    )
    assert [decide(now, take).refused[0].code for take in (0, 3)] == ["bad_take", "bad_take"]


def proposed(*rows: tuple[str, str]) -> Tracker:
    files = [returned(by, SENT, added=(KeyAction(ref="R1.A3", description=text),)) for by, text in rows]
    return merge(master(SENT), files, when=WHEN).tracker


def test_an_accepted_row_joins_its_recommendation_under_the_next_ref():
    result = decide(proposed(("CO", "Hold a workshop")), 1)
    assert [(a.ref, a.description) for a in result.tracker.plan.actions][2:] == [("R1.A3", "Hold a workshop")]
    assert result.still_open == ()


def test_a_row_that_was_not_wanted_is_not_asked_again():
    now = proposed(("CO", "Hold a workshop"))
    kept = decide(now, "keep").tracker
    again = returned("CO", SENT, added=(KeyAction(ref="R1.A3", description="Hold a workshop"),))
    assert merge(master(kept), [again], when=WHEN).tracker is kept


def test_both_of_two_texts_under_one_ref_get_refs_of_their_own():
    result = decide(proposed(("CO", "Hold a workshop"), ("RO", "Draft a note")), "both")
    assert [(a.ref, a.description) for a in result.tracker.plan.actions][2:] == [
        ("R1.A3", "Hold a workshop"),
        ("R1.A4", "Draft a note"),
    ]


@pytest.mark.parametrize("take", [1, 2, "both", "keep"])
def test_two_rows_of_one_person_under_one_text_ask_nothing_again_when_their_files_return(take):
    rows = [
        KeyAction(ref="R1.new", description="Hold a workshop", status=status) for status in ("initiated", "completed")
    ]
    files = [returned("CO", SENT, added=(row,), day=at) for at, row in enumerate(rows)]
    decided = decide(merge(master(SENT), files, when=WHEN).tracker, take).tracker
    assert all(merge(master(decided), again, when=WHEN).tracker is decided for again in (files, files[:1], files[1:]))


def test_a_row_that_was_accepted_takes_what_its_author_types_later():
    row = KeyAction(ref="R1.new", description="Hold a workshop")
    accepted = decide(merge(master(SENT), [returned("CO", SENT, added=(row,))], when=WHEN).tracker, 1).tracker
    later = row.model_copy(update={"comments": "Venue booked"})
    result = merge(master(accepted), [returned("CO", SENT, added=(later,), day=9)], when=WHEN)
    assert (result.plan.by_ref["R1.A3"].comments, result.conflicts) == ("Venue booked", ())


def test_a_row_without_a_recommendation_needs_one_as_own_value():
    row = KeyAction(ref="new", description="Hold a workshop")
    now = merge(master(SENT), [returned("CO", SENT, added=(row,))], when=WHEN).tracker
    assert [p.code for p in decide(now, 1).refused] == ["row_without_home"]
    assert "R1.A3" in decide(now, "own", own_value="R1").tracker.plan.by_ref


def test_a_decision_can_be_undone_and_is_open_again():
    now = disputed()
    back = undo(decide(now, 1).tracker, when=WHEN).tracker
    assert (back.plan, back.conflicts) == (now.plan, now.conflicts)


@pytest.mark.parametrize(
    "edits, take, word",
    [
        ([("CO", {"status": "completed"}), ("RO", {"status": "not_initiated"})], 1, "CO is responsible"),
        ([("HQ", {"status": "completed"}), ("RO", {"status": "not_initiated"})], 2, "RO saved last"),
        ([("CO", {"comments": "New"}), ("RO", {"comments": "Other"})], "both", "No text is lost"),
        ([("CO", {"proposed_deadline": "2026-01"})], "keep", "ask for one"),
        ([("CO", {"proposed_deadline": "2026-01", "reason": "Funds"})], 1, "gives a reason"),
    ],
)
def test_a_suggestion_names_its_why_and_is_not_applied(edits, take, word):
    now = asked(*edits)
    found, why = suggestion(now.conflicts[0], now.plan)
    assert found == take
    assert word in why
    assert now.conflicts


@given(one_merge(), st.randoms())
def test_every_decision_closes_its_conflict_and_no_other(case, random):
    current, files, hand = case
    now = merge(master(current, hand), files, when=WHEN).tracker
    proposals = {conflict.ref for conflict in now.conflicts if conflict.field == "proposed_deadline"}
    free = [conflict for conflict in now.conflicts if (conflict.field != "deadline" or conflict.ref not in proposals)]
    chosen = [conflict for conflict in free if random.random() < 0.5]
    result = resolve(now, [Decision(c.id, _take(c, random)) for c in chosen], when=WHEN)
    assert result.refused == ()
    granted = {entry.ref for entry in result.applied if entry.field == "deadline"}
    left = (c for c in now.conflicts if c not in chosen and (c.field != "deadline" or c.ref not in granted))
    assert result.still_open == tuple(left)
    assert merge(master(result.tracker), files, when=WHEN).tracker is result.tracker


def _take(conflict: Conflict, random):
    """Any pick that the sheet would offer."""
    return random.choice(
        ["keep", *range(1, len(conflict.claims) + 1), *["both"] * (conflict.field in ("comments", None))]
    )


MEANT = Correction("R1.A1", "status", "completed", "nearly done", Claim(by="CO", file="co.xlsx", digest="d"))


def test_a_cell_that_could_not_be_understood_gets_the_value_that_was_meant():
    result = resolve(SENT, [MEANT], when=WHEN, who="coordinator")
    assert outcomes(result) == [("coordinator", "decided", "completed")]
    assert result.applied[0].reason == 'instead of "nearly done"'


def test_of_a_cell_that_waits_it_is_the_decision():
    result = resolve(disputed(), [MEANT], when=WHEN, who="coordinator")
    assert outcomes(result) == [("coordinator", "decided", "completed"), ("RO", "rejected", "no_longer_applicable")]


REFUSED = {
    "bad_own_value": replace(MEANT, value="half"),
    "decision_unknown": replace(MEANT, ref="R9.A9"),
}


@pytest.mark.parametrize("code, correction", REFUSED.items())
def test_a_value_that_cannot_be_put_there_is_refused(code, correction):
    result = resolve(SENT, [correction], when=WHEN)
    assert [one.code for one in result.refused] == [code]
    assert result.tracker is SENT
    assert resolve(SENT, [MEANT], when=WHEN, filled={("R1.A1", "status")}).refused[0].code == "filled_by_formula"
