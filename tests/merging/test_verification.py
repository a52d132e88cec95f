"""Completions that an office verifies, and evidence it asks for: what waits, what is put on record, what counts."""

from __future__ import annotations

from datetime import date

import pytest

from tests.returns import WHEN, master, returned
from tests.tables import ISSUED, tracker
from xltrack.merging.decisions import Decision, resolve
from xltrack.merging.history import undo
from xltrack.merging.merge import merge
from xltrack.merging.policy import Policy
from xltrack.merging.undo_scope import change_scope
from xltrack.model.plan import Status
from xltrack.model.plan_fields import value_of, with_fields, with_values
from xltrack.model.ready_fields import VERIFICATION_NOTE, VERIFIED_BY, VERIFIED_ON, ready_field
from xltrack.model.tracker import Tracker
from xltrack.rendering.formats import render
from xltrack.summary.share import Share
from xltrack.summary.summarize import summarize

PLAIN = tracker("""
    ref   | responsible | status
    R1.A1 | CO          | initiated
    R1.A2 | CO          | completed
""")
FIELDS = (VERIFIED_ON, VERIFIED_BY, VERIFICATION_NOTE)
SENT = PLAIN.model_copy(update={"plan": with_fields(PLAIN.plan, filter(None, (ready_field(k, "en") for k in FIELDS)))})
VERIFY = Policy(verify_completed=True)
DONE = {"R1.A1": {"status": "completed", "comments": "All held", "evidence": "report.pdf"}}


def said(state: Tracker, ref: str = "R1.A1") -> list[object]:
    return [state.plan.by_ref[ref].status, *(value_of(state.plan.by_ref[ref], key) for key in FIELDS)]


@pytest.mark.parametrize(
    "edit, policy, reason",
    [
        ({"status": "completed", "comments": "All held"}, Policy(), ""),
        ({"status": "completed", "comments": "All held"}, Policy(require_evidence=True), "no_evidence"),
        ({"status": "completed", "evidence": "report.pdf"}, Policy(require_evidence=True), ""),
        ({"status": "completed"}, Policy(require_evidence=True, accept_completed=True), "no_evidence"),
        ({"status": "completed", "evidence": "report.pdf"}, VERIFY, "verify"),
        ({"status": "completed"}, VERIFY, "completed_bare"),
        ({"status": "completed"}, Policy(verify_completed=True, accept_completed=True), "verify"),
        ({"status": "no_longer_applicable", "comments": "The centre closed"}, VERIFY, ""),
        ({"status": "no_longer_applicable", "reason": "The centre closed"}, VERIFY, ""),
        ({"status": "no_longer_applicable"}, VERIFY, "withdrawn_bare"),
        ({"status": "no_longer_applicable"}, Policy(accept_withdrawn=True), ""),
    ],
)
def test_a_closing_waits_where_nothing_says_why_or_the_office_asks_for_it(edit, policy, reason):
    result = merge(master(SENT), [returned("CO", SENT, {"R1.A1": edit})], when=WHEN, policy=policy)
    assert [one.reason for one in result.conflicts if one.field == "status"] == ([reason] if reason else [])


@pytest.mark.parametrize("state", [SENT, PLAIN], ids=["with the fields", "without"])
def test_a_confirmed_completion_is_on_record_and_an_undo_takes_all_of_it_back(state):
    waits = merge(master(state), [returned("CO", state, DONE)], when=WHEN, policy=VERIFY).tracker
    picks = [Decision(one.id, 1, reason="Seen on site") for one in waits.conflicts]
    decided = resolve(waits, picks, when=WHEN, who="Dana").tracker
    record = [date(2024, 7, 1), "Dana", "Seen on site"] if state is SENT else [None] * 3
    assert said(decided) == [Status.COMPLETED, *record]
    scope = change_scope(decided, "R1.A1", "status", decided.meta.revision)
    for back in (undo(decided, when=WHEN), undo(decided, when=WHEN, only=scope.cells)):
        assert said(back.tracker) == [Status.INITIATED, None, None, None]
        assert [one.reason for one in back.tracker.conflicts] == ["verify"]


def test_a_completion_that_is_not_confirmed_changes_nothing():
    waits = merge(master(SENT), [returned("CO", SENT, DONE)], when=WHEN, policy=VERIFY).tracker
    kept = resolve(waits, [Decision(one.id, "keep") for one in waits.conflicts], when=WHEN, who="Dana").tracker
    assert said(kept) == [Status.INITIATED, None, None, None]


def test_a_unit_verifies_nothing_itself():
    result = merge(master(SENT), [returned("CO", SENT, {"R1.A2": {VERIFIED_ON: "2024-06-01"}})], when=WHEN)
    assert [finding.code for finding in result.findings] == ["locked_edited"]
    assert said(result.tracker, "R1.A2")[1] is None


@pytest.mark.parametrize(
    "values, share",
    [
        ({}, Share(0, 1, None)),
        ({VERIFIED_ON: date(2024, 6, 1)}, Share(1, 1, None)),
        ({VERIFIED_ON: date(2024, 6, 1), "completed_on": date(2024, 6, 1)}, Share(1, 1, None)),
        ({VERIFIED_ON: date(2024, 6, 1), "completed_on": date(2024, 6, 2)}, Share(0, 1, None)),
        ({VERIFIED_ON: date(2024, 6, 1), "status": Status.INITIATED}, Share(0, 0, None)),
    ],
)
def test_the_summary_counts_declared_and_verified_apart(values, share):
    row = with_values(SENT.plan.by_ref["R1.A2"], values)
    summary = summarize(SENT.plan.with_actions({"R1.A2": row}), ISSUED)
    assert summary.verified == share
    gaps = [gap.refs for gap in summary.gaps if gap.code == "unverified"]
    assert gaps == ([("R1.A2",)] if share.part < share.whole else [])


def test_only_where_the_office_verifies_a_summary_speaks_of_it():
    told, silent = (render(summarize(one, ISSUED), "text").decode() for one in (SENT, PLAIN))
    assert "0 verified, 1 only declared" in told
    assert "verified" not in silent.casefold()
    assert b'"verified"' not in render(summarize(PLAIN, ISSUED), "json")
