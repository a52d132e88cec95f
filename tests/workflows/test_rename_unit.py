"""A unit is renamed in a tracker on the disk: sheets, lists, log, and copies that were out already."""

from __future__ import annotations

from tests.command_line import imported, returned, xltrack
from tests.xlsx_text import opened, table
from xltrack.workbook.read import read_workbook

DAY = ("--as-of", "2024-06-30")
OLD, NEW = "Country Office", "Tashkent Office"


def units(path):
    return [row["responsible"] for row in table(path.read_bytes())]


def listed(path):
    book = opened(path.read_bytes())
    title, area = next(iter(book.defined_names["xltrack_list_responsible"].destinations))
    return [row[0].value for row in book[title][area.replace("$", "")]]


def test_the_workbook_shows_the_new_name_in_its_cells_its_list_and_its_log(tmp_path):
    tracker = imported(tmp_path)
    before, out = units(tracker), returned(tracker, "co.xlsx", {("R1.A2", "status"): "Completed"})
    assert xltrack("rename-unit", tracker, OLD, NEW, "--dry-run", *DAY).code == 0
    assert units(tracker) == before
    ran = xltrack("rename-unit", tracker, OLD, NEW, *DAY, "--who", "Ana")
    assert ran.code == 0
    assert ran.out.count(f"{OLD} -> {NEW}") == before.count(OLD)
    assert units(tracker) == [NEW if unit == OLD else unit for unit in before]
    assert listed(tracker) == ["Country and Regional Offices", NEW, "Regional Office"]
    assert {row["reason"] for row in table(tracker.read_bytes(), "changes") if row["ref"]} == {"The unit was renamed"}
    again = xltrack("rename-unit", tracker, OLD, NEW, *DAY)
    assert (again.code, again.out, read_workbook(tracker).base.meta.revision) == (0, "", 2)
    xltrack("merge", tracker, out, *DAY)
    assert read_workbook(tracker).base.plan.by_ref["R1.A2"].responsible == NEW
    assert xltrack("undo", tracker, "--to", "1", *DAY).code == 0
    assert units(tracker) == before
    assert listed(tracker) == ["Country and Regional Offices", OLD, "Regional Office"]


def test_two_units_become_one_in_the_list_and_are_parted_again(tmp_path):
    tracker = imported(tmp_path)
    before = sorted(listed(tracker))
    xltrack("rename-unit", tracker, "Regional Office", OLD, *DAY)
    assert listed(tracker) == ["Country and Regional Offices", OLD, None]
    xltrack("undo", tracker, *DAY)
    assert sorted(listed(tracker)) == before


def test_an_edit_in_the_sheet_is_logged_before_the_renaming(tmp_path):
    tracker = imported(tmp_path)
    returned(tracker, "typed.xlsx", {("R1.A2", "responsible"): "Regional Office"}).replace(tracker)
    xltrack("rename-unit", tracker, "Regional Office", "Bureau", *DAY)
    now = read_workbook(tracker)
    assert now.current == now.base.plan
    assert now.base.plan.by_ref["R1.A2"].responsible == "Bureau"
    assert [(e.revision, e.after) for e in now.base.log if e.ref == "R1.A2"] == [(2, "Regional Office"), (3, "Bureau")]


def test_a_name_that_no_unit_has_is_refused_with_the_names_there_are(tmp_path):
    ran = xltrack("rename-unit", imported(tmp_path), "Country Ofice", NEW, *DAY)
    assert ran.code == 2
    assert '"Country Ofice"' in ran.err
    assert OLD in ran.err


def test_two_spellings_are_one_pick_on_the_sheet_decisions(tmp_path):
    tracker = imported(tmp_path)
    same = returned(tracker, "same.xlsx", {})
    returned(tracker, "typed.xlsx", {("R1.A2", "responsible"): "Country Ofice"}).replace(tracker)
    merged = xltrack("merge", tracker, same, "--json", *DAY)
    (asked,) = merged.json["conflicts"]
    assert (asked["ref"], asked["reason"], asked["claims"][0]["value"]) == ("R1.A2", "alike", OLD)
    assert [row["asked"] for row in table(tracker.read_bytes(), "decisions") if row["id"]] == [
        "One unit in two spellings?"
    ]
    assert xltrack("resolve", tracker, "--take", "R1.A2.responsible=1", *DAY).code == 0
    assert "Country Ofice" not in units(tracker)
