"""The words of others, the copies that they were sent and earlier decisions are never overruled unasked."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.returns import WHEN, master, returned
from tests.tables import tracker
from xltrack.findings import Term
from xltrack.findings.cells import vague_status
from xltrack.findings.rows import row_added
from xltrack.merging.decisions import Decision, resolve
from xltrack.merging.history import undo
from xltrack.merging.merge import merge
from xltrack.model.correspondence import Contact, SentCopy
from xltrack.model.fields import plain
from xltrack.model.plan import KeyAction, Plan, Status
from xltrack.model.serialize import from_chunks, to_chunks
from xltrack.model.tracker import Tracker
from xltrack.model.year_month import YearMonth

PLAN = tracker("""
    ref   | description      | responsible | deadline | status        | comments
    R1.A1 | Hold a workshop  | CO          | 2022/12  | initiated     | The terms were agreed.
    R1.A2 | Write the report | RO          | 2024/12  | not_initiated |
""")


def run(now: Tracker, *files):
    return merge(master(now), files, when=WHEN)


def asked(result) -> list[tuple[str, str | None, str]]:
    return [(one.ref, one.field, one.reason) for one in result.conflicts]


def comment(by: str, now: Tracker, text: str):
    return returned(by, now, {"R1.A1": {"comments": text}})


def decided(now: Tracker, take: int | str, reason: str = "") -> Tracker:
    decisions = [Decision(one.id, take, reason=reason) for one in now.conflicts]
    return resolve(now, decisions, when=WHEN, who="Ana").tracker


@pytest.mark.parametrize("text", ["-", "See the mail", "Budget was cut.", "Done."])
def test_replacing_imported_comments_waits(text):
    result = run(PLAN, comment("Aru", PLAN, text))
    assert asked(result) == [("R1.A1", "comments", "removed")]
    assert result.plan == PLAN.plan


def test_deleting_one_line_of_somebody_else_waits():
    now = run(PLAN, comment("Madi", PLAN, "The terms were agreed.\nMadi: the venue is booked.")).tracker
    result = run(now, comment("Aru", now, "The terms were agreed.\nAru: the hall is paid."))
    assert asked(result) == [("R1.A1", "comments", "removed")]


def test_people_may_take_back_and_replace_their_own_lines():
    now = run(PLAN, comment("Madi", PLAN, "The terms were agreed.\nThe venue is booked for June.")).tracker
    result = run(now, comment("Madi", now, "The terms were agreed.\nNo venue yet."))
    assert asked(result) == []
    assert result.plan.by_ref["R1.A1"].comments == "The terms were agreed.\nNo venue yet."


@pytest.mark.parametrize("text", ["The terms were agreed!", "The terms were all agreed.", "The terms were argeed."])
def test_a_corrected_line_is_not_a_removed_one(text):
    result = run(PLAN, comment("Aru", PLAN, text))
    assert asked(result) == []
    assert result.plan.by_ref["R1.A1"].comments == text


LONG = (
    "The terms of reference were agreed with the ministry in May. Funds were not received. The consultant began in "
    "June, held eleven interviews in the regions and wrote a first draft of the report, which the office has read."
)


@pytest.mark.parametrize("gone, instead", [
    ("Funds were not received. ", ""),
    (" The terms of reference were agreed with the ministry in May.", ""),
    (", which the office has read", ""),
    ("held eleven interviews in the regions and wrote a first draft of the report",
     "made calls from home and sent a short note to some people of the office"),
])  # fmt: skip
def test_a_sentence_of_somebody_else_left_out_of_a_paragraph_waits(gone, instead):
    now = run(PLAN, comment("Madi", PLAN, f"The terms were agreed.\nMadi: {LONG}")).tracker
    text = now.plan.by_ref["R1.A1"].comments.replace(gone.strip() if not instead else gone, instead)
    result = run(now, comment("Aru", now, text))
    assert asked(result) == [("R1.A1", "comments", "removed")]
    assert asked(run(now, comment("Madi", now, text))) == []


@pytest.mark.parametrize("word, other", [
    ("eleven", "twelve"),
    ("agreed with the ministry", "agreed with the Ministry of Labour"),
    ("were not received", "were received in part"),
    ("of the report", ""),
    ("June", "July"),
])  # fmt: skip
def test_a_word_corrected_in_a_paragraph_of_somebody_else_is_taken(word, other):
    now = run(PLAN, comment("Madi", PLAN, f"The terms were agreed.\nMadi: {LONG}")).tracker
    text = now.plan.by_ref["R1.A1"].comments.replace(word, other)
    result = run(now, comment("Aru", now, text))
    assert (asked(result), result.plan.by_ref["R1.A1"].comments) == ([], text)


def test_a_sentence_left_out_of_a_text_without_blanks_waits():
    now = run(
        PLAN,
        comment(
            "Madi",
            PLAN,
            "The terms were agreed.\n五月已与劳动部商定工作大纲。尚未收到资金，已向总部申请拨款。顾问六月开始工作。",
        ),
    )
    text = now.plan.by_ref["R1.A1"].comments
    assert asked(run(now.tracker, comment("Aru", now.tracker, text.replace("尚未收到资金，已向总部申请拨款。", ""))))
    assert not asked(run(now.tracker, comment("Aru", now.tracker, text.replace("六月", "七月"))))


def sent_to(to: str, *refs: str, people: tuple[str, ...] = ()) -> Tracker:
    """The master after a copy with these actions was sent."""
    copy = SentCopy(
        to=to, when=WHEN, issued=date(2024, 6, 1), revision=1, file=f"{to}.xlsx", refs=refs,
        contacts=tuple(Contact(unit=to, name=name) for name in people),
    )  # fmt: skip
    return PLAN.model_copy(update={"sent": (copy,)})


def copy_for(to: str, scope: tuple[str, ...] = ()) -> Tracker:
    return PLAN.model_copy(update={"meta": PLAN.meta.model_copy(update={"to": to, "scope": scope})})


@pytest.mark.parametrize(
    "now, copy",
    [
        (sent_to("RO", "R1.A2"), copy_for("RO")),
        (sent_to("Madi", "R1.A2"), copy_for("Madi")),
        (PLAN, copy_for("Madi", ("R1.A2",))),
        (PLAN, copy_for("RO")),
    ],
    ids=["what was sent", "to a person", "what the copy says", "the unit's own actions"],
)
def test_an_edit_outside_what_a_copy_was_sent_for_waits(now, copy):
    edits = {"R1.A1": {"evidence": "Minutes"}, "R1.A2": {"evidence": "Draft"}}
    result = run(now, returned("Madi", copy, edits))
    assert asked(result) == [("R1.A1", "evidence", "outside")]
    assert result.plan.by_ref["R1.A2"].evidence == "Draft"


def test_a_row_of_another_copy_put_under_ones_own_is_an_edit_of_that_action_and_waits():
    copy = copy_for("RO", ("R1.A2",))
    (rec,) = PLAN.plan.recommendations
    base = copy.model_copy(
        update={"plan": Plan(recommendations=(rec.model_copy(update={"actions": rec.actions[1:]}),))}
    )
    row = rec.actions[0].model_copy(update={"ref": "R1.new1", "evidence": "Minutes", "comments": ""})
    finding = row_added(None, row.description)
    result = run(PLAN, replace(returned("Madi", base, added=(row,)), findings=(finding,)))
    assert asked(result) == [("R1.A1", "evidence", "outside")]
    assert (result.plan, result.findings) == (PLAN.plan, ())
    new = row.model_copy(update={"description": "Print the guide"})
    assert [one.reason for one in run(PLAN, returned("Madi", base, added=(new,))).conflicts] == ["added"]


def test_an_edit_outside_still_waits_after_a_later_merge():
    now = run(sent_to("RO", "R1.A2"), returned("Madi", copy_for("RO"), {"R1.A1": {"evidence": "Minutes"}})).tracker
    later = run(now, returned("Eve", now, {"R1.A2": {"evidence": "Draft"}}))
    assert asked(later) == [("R1.A1", "evidence", "outside")]


def test_a_copy_for_everybody_may_edit_everything():
    assert asked(run(PLAN, returned("Madi", PLAN, {"R1.A1": {"evidence": "Minutes"}}))) == []


def test_a_claim_names_the_person_before_the_unit():
    now = sent_to("RO", "R1.A2", people=("Madi",))
    (change,) = run(now, returned("", copy_for("RO"), {"R1.A2": {"evidence": "Draft"}})).changes
    assert change.who == "Madi"


ROW = KeyAction(ref="R1.new1", description="Print the guide", responsible="CO", deadline=YearMonth(2025, 6))


def proposal(by: str, now: Tracker = PLAN, row: KeyAction = ROW, day: int = 0):
    return saved_again(returned(by, now, added=(row,)), day)


def saved_again(file, day: int):
    """The same words in a file that was saved on another day."""
    return replace(file, digest=str(day) * 64)


@pytest.mark.parametrize("take", ["keep", 1])
def test_a_decided_proposal_is_not_asked_again_when_the_same_person_returns_it(take):
    now = decided(run(PLAN, proposal("Aru")).tracker, take, "No funds")
    again = run(now, proposal("Aru", day=7))
    assert again.conflicts == ()
    assert again.tracker is now
    (told,) = [one for one in again.findings if one.code == "decided_before"]
    assert "No funds" in str(told)


def test_a_refused_proposal_is_asked_when_somebody_else_makes_it():
    now = decided(run(PLAN, proposal("Aru")).tracker, "keep")
    assert [one.reason for one in run(now, proposal("Eve", day=7)).conflicts] == ["added"]


def test_a_refused_month_is_asked_again_only_with_a_new_reason():
    def proposed(reason: str, now: Tracker, day: int):
        return saved_again(returned("Aru", now, {"R1.A2": {"proposed_deadline": "2025-06", "reason": reason}}), day)

    now = decided(run(PLAN, proposed("Staff change", PLAN, 1)).tracker, "keep", "Too late")
    assert run(now, proposed("Staff change", PLAN, 2)).conflicts == ()
    assert run(now, proposed("Staff change", now, 2)).conflicts == ()
    assert asked(run(now, proposed("The donor agrees", now, 3))) == [("R1.A2", "proposed_deadline", "asks")]


def test_a_refused_status_is_not_asked_again_from_an_old_copy_but_is_from_a_new_one():
    bare = {"R1.A2": {"status": "completed"}}
    now = decided(run(PLAN, saved_again(returned("Aru", PLAN, bare), 1)).tracker, "keep")
    assert run(now, saved_again(returned("Aru", PLAN, bare), 2)).conflicts == ()
    assert asked(run(now, saved_again(returned("Aru", now, bare), 3))) == [("R1.A2", "status", "completed_bare")]


def test_what_is_typed_into_a_proposal_after_it_was_accepted_is_an_edit_of_that_action():
    now = decided(run(PLAN, proposal("Aru")).tracker, 1)
    more = ROW.model_copy(update={"comments": "Printed in May", "status": Status.COMPLETED})
    result = run(now, proposal("Aru", row=more, day=7))
    assert result.conflicts == ()
    action = result.plan.by_ref["R1.A3"]
    assert (action.comments, action.status) == ("Printed in May", "completed")


def test_a_proposed_month_shows_the_reason_of_the_person_who_proposes_it():
    edits = {"Aru": "Staff change", "Eve": "No funds"}
    months = {"Aru": "2025-06", "Eve": "2025-09"}
    files = [
        returned(by, PLAN, {"R1.A2": {"proposed_deadline": months[by], "reason": reason}})
        for by, reason in edits.items()
    ]
    (conflict,) = [one for one in run(PLAN, *files).conflicts if one.field == "proposed_deadline"]
    assert {claim.by: claim.because for claim in conflict.claims} == edits


def sorted_apart(now: Tracker, *keys: str) -> dict[str, dict[str, str]]:
    rows = list(now.plan.actions)
    return {
        stays.ref: {key: getattr(moves, key) for key in keys}
        for stays, moves in zip(rows, rows[1:] + rows[:1], strict=True)
    }


MONTHS = ("2024-12", "2024-11", "2023-06", "2022-12")
WIDE = tracker("""
    ref   | description       | responsible | deadline | status               | comments
    R1.A1 | Hold a workshop   | CO          | 2022/12  | initiated            | The workshop was held in May
    R1.A2 | Write the report  | RO          | 2024/12  | not_initiated        | The report is in its second draft
    R1.A3 | Print the guide   | RO          | 2024/11  | completed            |
    R2.A1 | Agree the terms   | CO          | 2023/06  | no_longer_applicable | The terms were agreed by both sides
""")


@pytest.mark.parametrize("keys", [("status",), ("status", "deadline"), ("status", "comments"), ("comments",)])
def test_what_only_moved_in_a_sort_without_the_key_actions_is_one_decision(keys):
    edits = sorted_apart(WIDE, *(key for key in keys if key != "deadline"))
    if "deadline" in keys:
        edits = {ref: edit | {"deadline": months} for (ref, edit), months in zip(edits.items(), MONTHS, strict=True)}
    back = returned("Aru", WIDE, edits)
    result = run(WIDE, back)
    assert result.plan == WIDE.plan
    (conflict,) = result.conflicts
    assert (conflict.ref, conflict.reason, len(conflict.claims[0].moves)) == ("", "sorted", 4 * len(keys))
    taken, kept = (decided(result.tracker, take) for take in (1, "keep"))
    for ref, action in taken.plan.by_ref.items():
        assert {key: (plain(getattr(action, key)) or "").replace("/", "-") for key in keys} == edits[ref]
    assert (kept.plan, kept.conflicts, taken.conflicts) == (WIDE.plan, (), ())


@pytest.mark.parametrize("take", [1, "keep"])
def test_a_sort_that_was_decided_is_not_asked_again_and_goes_back_with_an_undo(take):
    back = returned("Aru", WIDE, sorted_apart(WIDE, "status", "comments"))
    waits = run(WIDE, back).tracker
    assert run(waits, back).tracker is waits
    now = decided(waits, take)
    assert run(now, back).tracker is now
    assert run(now, saved_again(back, 2)).conflicts == ()
    assert undo(now, when=WHEN).tracker.conflicts == waits.conflicts


def test_a_sort_that_waits_survives_its_workbook_which_an_older_version_does_not_take_for_damaged():
    edits = {ref: {"status": row["status"], "deadline": month} for (ref, row), month in
             zip(sorted_apart(WIDE, "status").items(), MONTHS, strict=True)}  # fmt: skip
    waits = run(WIDE, returned("Aru", WIDE, edits)).tracker
    kept = decided(waits, "keep")
    for state, number in ((WIDE, 2), (waits, 4), (kept, 4)):
        chunks = list(to_chunks(state))
        assert from_chunks(chunks) == state
        assert chunks[0].startswith(f"xltrack:{number}:")


def test_a_sort_that_is_taken_leaves_alone_what_has_changed_since():
    waits = run(WIDE, returned("Aru", WIDE, sorted_apart(WIDE, "status", "comments"))).tracker
    now = run(waits, comment("Eve", WIDE, "The workshop was held in May\nForty people came.")).tracker
    (one,) = now.conflicts
    after = resolve(now, [Decision(one.id, 1)], when=WHEN, who="Ana").tracker
    assert after.plan.by_ref["R1.A1"].comments == now.plan.by_ref["R1.A1"].comments
    assert [(left.ref, left.field, left.reason) for left in after.conflicts] == [("R1.A1", "comments", "sorted")]
    assert after.plan.by_ref["R1.A2"].comments == WIDE.plan.by_ref["R1.A3"].comments


def test_the_same_sort_of_two_people_is_one_decision_whatever_the_order_of_their_files():
    files = [returned(by, WIDE, sorted_apart(WIDE, "status")) for by in ("Aru", "Eve")]
    results = [run(WIDE, *order) for order in (files, files[::-1])]
    assert results[0].tracker == results[1].tracker
    assert len(results[0].conflicts) == 1


def test_what_was_typed_before_or_after_a_sort_still_waits():
    edits = sorted_apart(WIDE, "status", "comments")
    edits["R1.A1"]["comments"] += "\nNow printed."
    edits["R2.A1"]["evidence"] = "Signed terms"
    result = run(WIDE, returned("Aru", WIDE, edits))
    *typed, moved = result.conflicts
    assert {(one.ref, one.field) for one in typed} == {("R1.A1", "comments"), ("R2.A1", "evidence")}
    assert {(one.ref, one.field) for one in moved.claims[0].moves} == {
        *((ref, "status") for ref in edits),
        *((ref, "comments") for ref in edits if ref != "R1.A1"),
    }


@pytest.mark.parametrize("fields", [("status",), ("status", "completed_on"), ("status", "completed_on", "evidence")])
def test_two_rows_that_were_completed_by_mistake_and_two_that_should_have_been_wait(fields):
    done = {"status": "completed", "completed_on": "2024-05-31"}
    blank = {"status": "initiated", "completed_on": "", "evidence": ""}
    texts = ("The signed record of the workshop", "The printed report, second edition")
    mistaken = {ref: done | {"evidence": text} for ref, text in zip(("R1.A1", "R1.A2"), texts, strict=True)}
    meant = {ref: done | {"evidence": text} for ref, text in zip(("R1.A3", "R2.A1"), texts, strict=True)}
    sent = WIDE.model_copy(
        update={"plan": returned("", WIDE, mistaken | dict.fromkeys(meant, blank)).current},
    )
    edits = {
        ref: {field: values[field] for field in fields}
        for ref, values in (meant | dict.fromkeys(mistaken, blank)).items()
    }
    result = run(sent, returned("Aru", sent, edits))
    (one,) = result.conflicts
    assert {(move.ref, move.field) for move in one.claims[0].moves} == {
        (ref, field) for ref in edits for field in fields
    }
    assert result.plan == sent.plan


def test_a_sort_in_the_master_without_the_key_actions_is_a_decision_and_no_edit_by_hand():
    edits = sorted_apart(WIDE, "status", "comments")
    edits["R1.A1"]["comments"] += "\nNow printed."
    hand = master(WIDE, edits)
    result = merge(hand, [returned("Aru", WIDE, {"R1.A3": {"evidence": "Guide"}})], when=WHEN)
    assert [(one.ref, one.field) for one in result.changes] == [("R1.A3", "evidence")]
    typed, moved = result.conflicts
    assert (typed.ref, typed.field, len(moved.claims[0].moves)) == ("R1.A1", "comments", 7)
    assert {one.outcome for one in resolve(result.tracker, [Decision(moved.id, 1)], when=WHEN).applied} == {
        "decided",
        "agreed",
    }


def test_a_finding_that_announces_a_question_is_not_repeated_after_the_decision():
    row = KeyAction(ref="R1.new1", description="Print the guide")
    vague = vague_status(None, Term.column("actions", "status"), "N/A", "No Longer Applicable").about("R1.A1")
    file = replace(
        returned("Madi", PLAN, {"R1.A1": {"status": "no_longer_applicable"}}, added=(row,)),
        findings=(row_added(None, row.description), vague),
    )
    first = run(PLAN, file)
    assert [finding.code for finding in first.findings] == ["row_added", "vague_status"]
    now = decided(first.tracker, 1)
    assert run(now, file).findings == ()
    more = row.model_copy(update={"comments": "Printer asked"})
    later = run(now, replace(returned("Madi", PLAN, added=(more,)), findings=(row_added(None, row.description),)))
    assert (later.findings, later.plan.by_ref["R1.A3"].comments) == ((), "Printer asked")
