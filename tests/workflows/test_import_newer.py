"""`xltrack import NEWER --into TRACKER`: a newer text of the plan on the disk."""

from __future__ import annotations

import pytest

from tests.command_line import EXAMPLE, imported, xltrack
from tests.importing.test_import_verb import two_plans
from xltrack.workbook.read import read_workbook

DAY = ("--as-of", "2024-06-30")
OLD = "Test the theory of change in two districts and adjust it Country Office 2023/06 Overdue-Initiated"


@pytest.fixture
def newer(tmp_path):
    path = tmp_path / "newer.txt"
    text = EXAMPLE.read_text(encoding="utf-8")
    assert OLD in text
    path.write_text(text.replace(OLD, OLD.replace("Overdue-Initiated", "Completed")), encoding="utf-8")
    return path


def test_a_newer_text_is_merged_once_and_can_be_undone(tmp_path, newer):
    tracker = imported(tmp_path)
    before = tracker.read_bytes()
    dry = xltrack("import", newer, "--into", tracker, "--dry-run", *DAY)
    assert (dry.code, tracker.read_bytes()) == (0, before)
    ran = xltrack("import", newer, "--into", tracker, "--json", *DAY)
    (change,) = ran.json["changes"]
    assert (change["ref"], change["field"], change["after"], change["by"]) == (
        "R1.A3",
        "status",
        "completed",
        "newer.txt",
    )
    again = xltrack("import", newer, "--into", tracker, *DAY)
    assert (again.code, read_workbook(tracker).base.meta.revision) == (0, 2)
    assert "19 key actions" in again.out
    xltrack("undo", tracker, *DAY)
    assert read_workbook(tracker).current.by_ref["R1.A3"].status == "initiated"


@pytest.mark.parametrize("options", [(), ("-o", "other.xlsx", "--into", "tracker.xlsx")])
def test_either_a_new_tracker_is_named_or_the_one_there_is(tmp_path, newer, options):
    ran = xltrack("import", newer, *options)
    assert ran.code == 2
    assert "--into" in ran.err


def test_of_several_plans_the_one_with_the_tracker_s_title_is_meant(tmp_path):
    page, first = tmp_path / "page.txt", tmp_path / "t.xlsx"
    page.write_text(two_plans(), encoding="utf-8")
    xltrack("import", page, "-o", first, *DAY)
    for tracker in (first, tmp_path / "t-2.xlsx"):
        again = xltrack("import", page, "--into", tracker, "--json", *DAY)
        assert again.json["changes"] == again.json["conflicts"] == []
    refused = xltrack("import", page, "--into", imported(tmp_path), *DAY)
    assert refused.code == 2
    assert read_workbook(first).current.title in refused.err


def test_a_unit_s_old_or_new_name_that_the_text_lacks_is_no_word_that_was_given(tmp_path, newer):
    tracker = imported(tmp_path)
    xltrack("rename-unit", tracker, "Country Office", "Amaria Office", *DAY)
    ran = xltrack("import", newer, "--into", tracker, "--json", *DAY)
    assert ran.json["findings"] == []
    named = xltrack("import", newer, "--into", tracker, "--unit", "Harbour Office", "--json", *DAY)
    assert [finding["code"] for finding in named.json["findings"]] == ["mapping_unused"]
