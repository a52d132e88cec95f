"""An action is moved, merged or split in a tracker on the disk, with copies out."""

from __future__ import annotations

from tests.command_line import imported, returned, xltrack
from tests.xlsx_text import table
from xltrack.workbook.read import read_workbook

DAY = ("--as-of", "2024-06-30")


def refs(path):
    return [row["ref"] for row in table(path.read_bytes())]


def test_the_row_stands_under_its_new_recommendation_and_a_copy_from_before_finds_it(tmp_path):
    tracker = imported(tmp_path)
    before, late = refs(tracker), returned(tracker, "co.xlsx", {("R1.A2", "evidence"): "Minutes of May"})
    assert xltrack("action", tracker, "R1.A2", "--to", "R2", "--dry-run", *DAY).code == 0
    assert refs(tracker) == before
    assert xltrack("action", tracker, "r1.a2", "--to", "r2", "--who", "Dana", *DAY).code == 0
    now = read_workbook(tracker)
    (new,) = set(refs(tracker)) - set(before)
    assert "R1.A2" not in refs(tracker)
    assert refs(tracker) == [new if ref == "R1.A2" else ref for ref in before]
    assert now.current == now.base.plan
    assert xltrack("merge", tracker, late, *DAY).code == 0
    assert read_workbook(tracker).base.plan.by_ref[new].evidence == "Minutes of May"
    assert xltrack("history", tracker, new).out.count("R1.A2")
    assert xltrack("undo", tracker, "--to", "1", *DAY).code == 0
    assert refs(tracker) == before


def test_merging_and_splitting_are_one_revision_each_and_the_workbook_shows_them(tmp_path):
    tracker = imported(tmp_path)
    before = refs(tracker)
    assert xltrack("action", tracker, "R1.A2", "--into", "R1.A3", "--wording", "Do both", *DAY).code == 0
    assert xltrack("action", tracker, "R1.A3", "--new", "Do the second", *DAY).code == 0
    now = read_workbook(tracker)
    assert (now.base.meta.revision, now.current) == (3, now.base.plan)
    assert "R1.A2" not in refs(tracker)
    texts = {row["ref"]: row["description"] for row in table(tracker.read_bytes())}
    assert texts["R1.A3"] == "Do both"
    assert "Do the second" in texts.values()
    xltrack("undo", tracker, *DAY)
    xltrack("undo", tracker, "--to", "1", *DAY)
    assert sorted(filter(None, refs(tracker))) == sorted(before)
    assert read_workbook(tracker).current == read_workbook(tracker).base.plan


def test_what_cannot_be_leaves_the_tracker_as_it_is(tmp_path):
    tracker = imported(tmp_path)
    before = tracker.read_bytes()
    ran = xltrack("action", tracker, "R1.A2", "--to", "R77", *DAY)
    assert (ran.code, tracker.read_bytes()) == (2, before)
    assert "R77" in ran.err
