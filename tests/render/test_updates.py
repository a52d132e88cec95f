"""Changes as blocks to paste: every changed action, nothing else, and every character of it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings

from tests.command_line import xltrack
from tests.strategies import plans
from tests.tables import ISSUED, actions
from xltrack.model.compare import diff
from xltrack.model.plan import Plan
from xltrack.model.tracker import LogEntry, new_tracker
from xltrack.model.year_month import YearMonth
from xltrack.rendering.updates import format_updates
from xltrack.workbook.write import workbook_bytes

BEFORE = actions("""
    ref   | description       | deadline | status        | comments
    R1.A1 | Hold a workshop   | 2022/12  | initiated     | Started
    R1.A2 | Write the report  | 2024/12  | not_initiated |
    R2.A1 | Agree the terms   | 2023/06  | initiated     |
""")
AFTER = actions("""
    ref   | description       | deadline | status        | comments
    R1.A1 | Hold a workshop   | 2022/12  | completed     | Started\\nHeld in May: <5 & "all">
    R1.A2 | Write the report  | 2024/12  | not_initiated |
    R2.A1 | Agree the terms   | 2023/09  | initiated     |
""")


def test_a_block_gives_status_comments_and_what_changed_in_plan_order():
    assert (
        format_updates(BEFORE, AFTER, "2024-05-31")
        == """Plan
Changed since 2024-05-31: 2 to enter.

==== R1.A1 (1 of 2) ====
Hold a workshop
Changed: Status, Comments

Status:
Completed

Comments:
Started
Held in May: <5 & "all">


==== R2.A1 (2 of 2) ====
Agree the terms
Changed: Deadline

Deadline:
2023/09

Status:
Initiated

Comments:
(empty)

"""
    )


def test_nothing_changed_says_so():
    assert format_updates(BEFORE, BEFORE, "1") == "Plan\nNothing changed since 1.\n"


def test_new_and_withdrawn_rows_are_told():
    more = actions("ref | description\nR1.A1 | Hold a workshop\nR1.A3 | Publish it")
    text = format_updates(actions("ref | description\nR1.A1 | Hold a workshop\nR1.A2 | Print it"), more, "1")
    assert "==== R1.A3 (1 of 2) ====\nPublish it\nNew in the plan." in text
    assert "==== R1.A2 (2 of 2) ====\nPrint it\nNo longer in the plan." in text


@settings(max_examples=20)
@given(plans(), plans())
def test_every_changed_text_stands_in_its_block_as_it_is(before: Plan, after: Plan):
    text = format_updates(before, after, "1")
    for change in diff(before, after, smart_quotes=False):
        assert f"==== {change.ref or 'Title of the plan'} (" in text
        if type(change.after) is str:
            assert change.after in text
        if isinstance(change.after, YearMonth):
            assert str(change.after) in text


def entry(revision: int, day: int, before: str, after: str) -> LogEntry:
    when = datetime(2024, 7, day, tzinfo=UTC)
    values = {"ref": "R1.A1", "field": "comments", "outcome": "taken"}
    return LogEntry(revision=revision, when=when, before=before, after=after, **values)


@pytest.mark.parametrize(
    "since, said",
    [("1", "Two"), ("2024-07-01", "Two"), ("2", "Nothing changed"), ("2024-07-05", "Nothing changed")],
)
def test_when_is_a_revision_or_a_day_of_the_log(tmp_path, since, said):
    now = new_tracker(actions("ref | comments\nR1.A1 | Two"), ISSUED)
    meta = now.meta.model_copy(update={"revision": 2})
    now = now.model_copy(update={"meta": meta, "log": (entry(2, 3, "One", "Two"),)})
    (tmp_path / "t.xlsx").write_bytes(workbook_bytes(now, as_of=ISSUED))
    ran = xltrack("export", tmp_path / "t.xlsx", "--changed-since", since, "-o", tmp_path / "u.txt")
    assert (ran.code, said in (tmp_path / "u.txt").read_text()) == (0, True)


def test_when_may_be_the_file_of_then_and_hand_edits_count(tmp_path):
    for name, plan in {"old.xlsx": BEFORE, "new.xlsx": AFTER}.items():
        sent = new_tracker(BEFORE, ISSUED).model_copy(update={"plan": plan})
        (tmp_path / name).write_bytes(workbook_bytes(sent, as_of=ISSUED))
    ran = xltrack(
        "export", tmp_path / "new.xlsx", "--changed-since", tmp_path / "old.xlsx", "-o", "-", "--format", "txt"
    )
    assert ran.code == 0
    assert "R1.A1 (1 of 2)" in ran.out


@pytest.mark.parametrize("since, said", [("9", "revision 9"), ("lately", "lately"), ("other.xlsx", "form id")])
def test_a_when_that_cannot_be_found_is_refused(tmp_path, monkeypatch, since, said):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "t.xlsx").write_bytes(workbook_bytes(new_tracker(BEFORE, ISSUED), as_of=ISSUED))
    (tmp_path / "other.xlsx").write_bytes(workbook_bytes(new_tracker(AFTER, ISSUED), as_of=ISSUED))
    ran = xltrack("export", "t.xlsx", "--changed-since", since, "-o", "u.txt")
    assert (ran.code, said in ran.err) == (2, True)
    assert not (tmp_path / "u.txt").exists()
