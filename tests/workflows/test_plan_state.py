"""A plan is a draft, approved or closed: said where somebody reads of it, kept in the log, and taken back."""

from __future__ import annotations

from datetime import date

import pytest

from tests.command_line import imported, returned, xltrack
from tests.returns import WHEN, master
from tests.returns import returned as back
from tests.tables import tracker
from xltrack.errors import MailError
from xltrack.i18n.catalogue import LANGUAGES, catalogue
from xltrack.mail.copies import CopySelection, parcels
from xltrack.merging.merge import merge
from xltrack.merging.plan_state import set_state
from xltrack.model.plan import PlanState, Status
from xltrack.model.serialize import plan_from_json, plan_to_json
from xltrack.model.tracker import tracker_id
from xltrack.rendering.compose import compose
from xltrack.summary.summarize import summarize
from xltrack.workbook.read import read_workbook

DAY = ("--as-of", "2024-06-30")
SENT = tracker("""
    ref   | responsible | deadline | status    | comments
    R1.A1 | CO          | 2024/03  | initiated | Begun
    R1.A2 | CO          | 2024/12  | completed | Held
""")
CLOSED = set_state(SENT, PlanState.CLOSED, when=WHEN, who="Dana", reason="Followed up elsewhere").tracker


def state_of(path):
    return read_workbook(path).base.plan.plan_state


def test_closing_lists_what_is_still_open_and_an_undo_opens_the_plan_again(tmp_path):
    file = imported(tmp_path)
    plan = read_workbook(file).base.plan
    left = [action.ref for action in plan.actions if not action.status.closed]
    dry = xltrack("state", file, "closed", "--dry-run", *DAY)
    assert (dry.code, state_of(file)) == (1, "approved")
    assert [line.split()[0] for line in dry.out.splitlines()] == left
    closed = xltrack("state", file, "closed", "--who", "Dana", "--reason", "The next plan took over", "--json", *DAY)
    assert (closed.code, closed.json["open"], closed.json["state"]) == (1, left, "closed")
    entry = read_workbook(file).base.log[-1]
    assert (entry.field, entry.before, entry.after) == ("plan_state", PlanState.APPROVED, PlanState.CLOSED)
    assert (entry.who, entry.reason) == ("Dana", "The next plan took over")
    assert xltrack("undo", file, *DAY).code == 0
    assert xltrack("state", file, "draft", "--dry-run", *DAY).out == ""  # only closing leaves something open
    assert (state_of(file), read_workbook(file).base.plan) == ("approved", plan)


def test_a_state_that_the_plan_has_already_changes_nothing(tmp_path):
    file = imported(tmp_path)
    before = file.read_bytes()
    assert xltrack("state", file, "approved", *DAY).code == xltrack("state", file, *DAY).code == 0
    assert file.read_bytes() == before


def test_what_comes_back_to_a_closed_plan_waits_and_is_taken_once_it_is_open_again():
    late = back(
        "CO", SENT, {"R1.A1": {"status": "completed", "comments": "Begun\nHeld"}, "R1.A2": {"evidence": "a.pdf"}}
    )
    waits = merge(master(CLOSED), [late], when=WHEN).tracker
    assert waits.plan == CLOSED.plan
    assert {(one.ref, one.field, one.reason) for one in waits.conflicts} == {
        ("R1.A1", "status", "plan_closed"),
        ("R1.A1", "comments", "plan_closed"),
        ("R1.A2", "evidence", "plan_closed"),
    }
    assert merge(master(waits), [late], when=WHEN).tracker is waits
    again = set_state(waits, PlanState.APPROVED, when=WHEN).tracker
    taken = merge(master(again), [late], when=WHEN).tracker
    assert (taken.conflicts, taken.plan) == ((), merge(master(SENT), [late], when=WHEN).tracker.plan)


def test_nothing_is_sent_for_a_closed_plan_and_nobody_is_reminded(tmp_path):
    with pytest.raises(MailError) as refused:
        parcels(CLOSED, (), CopySelection())
    assert all("xltrack state" in refused.value.message(language) for language in LANGUAGES)
    file = imported(tmp_path)
    people = tmp_path / "contacts.csv"
    people.write_text("unit,name,email\nCountry Office,Ana,ana@example.org\n")
    sent = ("distribute", file, "-o", tmp_path / "out", "--contacts", people, "--return-by", "2024-07-10", *DAY)
    assert xltrack(*sent).code == 1
    late = ("status", file, "--as-of", "2024-08-30", "--drafts")
    assert xltrack(*late, tmp_path / "first").code == 1
    assert list((tmp_path / "first").iterdir())
    xltrack("state", file, "closed", *DAY)
    told = xltrack(*late, tmp_path / "second")
    assert (told.code, (tmp_path / "second").exists()) == (0, False)
    assert "The plan is closed: nobody is reminded." in told.out


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("state", PlanState)
def test_a_summary_names_the_state_of_a_plan_that_is_not_simply_approved(state, language):
    told = set_state(SENT, state, when=WHEN).tracker
    word = catalogue(language).word("plan_state", state)
    other = SENT.model_copy(update={"meta": SENT.meta.model_copy(update={"id": "AAAA-BBBB"})})
    alone = compose(summarize(told, date(2024, 7, 31)), language)
    among = compose(summarize([told, other], date(2024, 7, 31)), language)
    assert (word in alone.kicker.title.text) == (state is not PlanState.APPROVED)
    assert sum(word in row.name for row in among.ranking.rows) == (state is not PlanState.APPROVED)


@pytest.mark.parametrize("state", PlanState)
def test_a_plan_in_json_keeps_its_state_and_an_approved_one_looks_as_ever(state):
    plan = SENT.plan.model_copy(update={"plan_state": state})
    assert plan_from_json(plan_to_json(plan)) == plan
    assert ("plan_state" in plan_to_json(plan)) == (state is not PlanState.APPROVED)
    assert tracker_id(plan) == tracker_id(SENT.plan)


def test_a_copy_of_a_draft_says_so_and_comes_back_to_the_approved_plan(tmp_path):
    file = imported(tmp_path)
    xltrack("state", file, "draft", *DAY)
    copy = returned(file, "co.xlsx", {("R1.A2", "evidence"): "Minutes"})
    assert state_of(copy) == "draft"
    xltrack("state", file, "approved", *DAY)
    assert xltrack("merge", file, copy, *DAY).code == 0
    assert state_of(file) == "approved"
    assert read_workbook(file).base.plan.by_ref["R1.A2"].evidence == "Minutes"


def test_what_waited_because_the_plan_was_closed_then_waits_for_its_own_reason():
    sent = master(CLOSED)
    late = back("co", SENT, {"R1.A1": {"status": Status.COMPLETED, "comments": "Other words"}})
    waits = merge(sent, [late], when=WHEN).tracker
    assert {one.reason for one in waits.conflicts} == {"plan_closed"}
    opened = set_state(waits, PlanState.APPROVED, when=WHEN).tracker
    merged = merge(master(opened), [], when=WHEN).tracker
    assert [(one.field, one.reason, len(one.claims)) for one in merged.conflicts] == [("comments", "removed", 1)]
    assert merged.plan.by_ref["R1.A1"].status is Status.COMPLETED
    assert merge(master(merged), [late], when=WHEN).tracker is merged
