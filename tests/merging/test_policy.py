"""A policy of an office's own: a function that decides what the rules leave open."""

from __future__ import annotations

import pytest

from tests.returns import WHEN, master, returned
from tests.tables import tracker
from xltrack.merging.merge import merge
from xltrack.merging.policy import Policy

SENT = tracker("""
    ref   | responsible | deadline | status        | comments
    R1.A1 | CO          | 2022/12  | initiated     | Begun
    R1.A2 | RO          | 2024/12  | not_initiated |
""")
VALUES = (("CO", "completed"), ("RO", "no_longer_applicable"))


def test_a_function_decides_what_the_rules_leave_open_and_is_asked_about_nothing_else():
    asked = []

    def pick(conflict, context):
        asked.append((conflict.ref, conflict.field, context.action.ref, context.field))
        return 2 if conflict.field == "status" else None

    files = [returned("CO", SENT, {"R1.A1": {"status": "completed", "deadline": "2026-01"}}, day=1)]
    files.append(returned("RO", SENT, {"R1.A1": {"status": "no_longer_applicable"}}, day=2))
    result = merge(master(SENT), files, when=WHEN, policy=Policy(decide=pick))
    assert result.plan.by_ref["R1.A1"].status == "no_longer_applicable"
    assert [one.field for one in result.conflicts] == ["deadline"]
    assert {entry.outcome for entry in result.tracker.log if entry.field == "status"} >= {"decided", "rejected"}
    assert asked == [("R1.A1", field, "R1.A1", field) for field in ("deadline", "status")]
    assert result.tracker.meta.revision == SENT.meta.revision + 1
    again = merge(master(result.tracker), files, when=WHEN, policy=Policy(decide=pick))
    assert again.tracker is result.tracker


def test_a_pick_that_is_none_stops_the_merge_and_one_that_cannot_be_is_a_finding():
    files = [returned(by, SENT, {"R1.A1": {"status": status}}) for by, status in VALUES]
    with pytest.raises(TypeError, match="claim's number"):
        merge(master(SENT), files, when=WHEN, policy=Policy(decide=lambda *_: "first"))  # type: ignore[return-value]
    result = merge(master(SENT), files, when=WHEN, policy=Policy(decide=lambda conflict, context: 9))
    assert [finding.code for finding in result.findings] == ["bad_take"]
    assert len(result.conflicts) == 1
