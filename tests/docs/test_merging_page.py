"""What docs/merging.md says of a cell, and of what waits, is what a merge does."""

from __future__ import annotations

import pytest

from tests.paths import ROOT
from tests.returns import WHEN, master, returned
from tests.tables import tracker
from xltrack import MergeResult, Status, Submission, Tracker, merge

PAGE = (ROOT / "docs" / "merging.md").read_text(encoding="utf-8")
CASES = [line.strip("| \n").split(" | ") for line in PAGE.splitlines() if line.startswith("| Not")]


def sent(status: str = "not_initiated", **values: str) -> Tracker:
    given = {"ref": "R1.A1", "responsible": "CO", "status": status, "comments": "Begun", **values}
    return tracker(f"{' | '.join(given)}\n{' | '.join(given.values())}")


def outcome(result: MergeResult) -> str:
    waits, agreed, taken = result.conflicts, result.agreements, result.changes
    return "waits" if waits else "agreed" if agreed else "taken" if taken else "nothing"


@pytest.mark.parametrize("before, ours, theirs, becomes", CASES)
def test_a_cell_becomes_what_the_table_says(before, ours, theirs, becomes):
    before, ours, theirs = (word.lower().replace(" ", "_") for word in (before, ours, theirs))
    copy = sent(before)
    since = {"R1.A1": copy.plan.by_ref["R1.A1"].model_copy(update={"status": Status(ours)})}
    now = copy.model_copy(update={"plan": copy.plan.with_actions(since)})
    result = merge(master(now), [returned("CO", copy, {"R1.A1": {"status": theirs}})], when=WHEN)
    assert outcome(result) == becomes.partition(":")[0]
    assert result.plan.by_ref["R1.A1"].status == (theirs if outcome(result) == "taken" else ours)


def test_the_table_shows_every_outcome():
    assert {case[3].partition(":")[0] for case in CASES} == {"nothing", "taken", "agreed", "waits"}


BARE = sent(comments="")
WAITING: dict[str, Submission] = {
    "a completion without comment or evidence": returned("CO", BARE, {"R1.A1": {"status": "completed"}}),
    "a closed action that is open again": returned("CO", sent("completed"), {"R1.A1": {"status": "initiated"}}),
    "a withdrawal without a reason": returned("CO", BARE, {"R1.A1": {"status": "no_longer_applicable"}}),
    "a text that was emptied": returned("CO", sent(), {"R1.A1": {"comments": ""}}),
}


@pytest.mark.parametrize("words", WAITING)
def test_what_the_page_says_waits_does_wait(words):
    assert words in " ".join(PAGE.split())
    submission = WAITING[words]
    assert outcome(merge(master(submission.base), [submission], when=WHEN)) == "waits"
