"""xltrack summary, as a person types it: what it reads, what it says, what it refuses."""

from __future__ import annotations

import json
import re
import zipfile
from io import BytesIO
from pathlib import Path
from urllib.parse import unquote

import pytest
from openpyxl import load_workbook

from tests.command_line import EXAMPLE, imported, returned, xltrack
from tests.real_plan import real_plan
from tests.tables import ISSUED, actions
from xltrack.model.tracker import new_tracker
from xltrack.rendering.formats import SUFFIXES
from xltrack.workbook.write import workbook_bytes
from xltrack.workflows.example_round import fill_in

JUNE = ("--as-of", "2024-06-30")


def written(folder: Path, name: str, table: str, title: str) -> Path:
    """A tracker of the table's actions, issued 2024-06-30."""
    target = folder / name
    target.parent.mkdir(exist_ok=True)
    target.write_bytes(workbook_bytes(new_tracker(actions(table, title), ISSUED), as_of=ISSUED))
    return target


ONE = "ref | deadline | status\nR1.A1 | 2023/01 | initiated\nR1.A2 | 2025/01 | initiated"
TWO = "ref | deadline | status\nR1.A1 | 2022/01 | not_initiated"


# --- what it writes ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "day, open_, overdue", [("2024-06-30", 23, 10), ("2025-01-31", 23, 11), ("2026-01-31", 23, 23)]
)
def test_the_real_plan_as_a_workbook_has_the_figures_of_the_issue(tmp_path, day, open_, overdue):
    tracker = imported(tmp_path, real_plan())
    counts = xltrack("summary", tracker, "--as-of", day, "--json").json["counts"]
    assert (counts["total"], counts["completed"], counts["open"], counts["overdue"]) == (29, 6, open_, overdue)


def test_what_the_coordinator_wrote_beside_the_table_is_not_in_the_summary(tmp_path):
    tracker = written(tmp_path, "t.xlsx", ONE, "Plan")
    book = load_workbook(tracker)
    sheet = book["Actions"]
    header = next(cell.row for cell in sheet["A"] if cell.value == "Ref")
    beside = sheet.max_column + 1
    sheet.cell(header, beside, "My notes")
    sheet.cell(header + 1, beside, "Ask Aru")
    book.save(tracker)
    ran = xltrack("summary", tracker, *JUNE)
    assert "My notes" not in ran.out + ran.err
    assert "Ask Aru" not in ran.out + ran.err


def test_without_output_it_is_printed_as_text(tmp_path):
    ran = xltrack("summary", imported(tmp_path), *JUNE)
    assert ran.code == 0
    assert "management\nresponse\n30 June 2024\n" in ran.out
    assert "7 of 15 open actions are overdue\n" in ran.out


@pytest.mark.parametrize("suffix", [suffix for suffix in SUFFIXES if suffix != ".pdf"])
def test_each_ending_is_written_and_the_same_bytes_again(tmp_path, suffix):
    tracker = imported(tmp_path)
    one, other = tmp_path / f"a{suffix}", tmp_path / f"b{suffix}"
    for target in (one, other):
        ran = xltrack("summary", tracker, *JUNE, "-o", target)
        assert (ran.code, ran.out) == (0, "")
        assert target.name in ran.err
    assert one.read_bytes() == other.read_bytes()


def test_an_ending_that_is_no_format_is_refused_with_those_that_are(tmp_path):
    ran = xltrack("summary", imported(tmp_path), "-o", tmp_path / "june.doc")
    assert ran.code == 2
    assert all(suffix in ran.err for suffix in SUFFIXES)


def test_nothing_is_overwritten_without_force_and_never_the_tracker(tmp_path):
    tracker, target = imported(tmp_path), tmp_path / "june.html"
    before = tracker.read_bytes()
    target.write_text("kept")
    assert xltrack("summary", tracker, *JUNE, "-o", target).code == 2
    assert target.read_text() == "kept"
    assert xltrack("summary", tracker, *JUNE, "-o", target, "--force").code == 0
    assert xltrack("summary", tracker, *JUNE, "-o", tracker, "--force").code == 2
    assert tracker.read_bytes() == before


def test_a_mail_page_has_its_plain_twin_beside_it_and_guards_it_too(tmp_path):
    tracker, page, twin = imported(tmp_path), tmp_path / "june.html", tmp_path / "june.txt"
    assert xltrack("summary", tracker, *JUNE, "--email", "-o", page).code == 0
    assert "<style" not in page.read_text()
    assert "7 of 15 open actions are overdue" in twin.read_text()
    page.unlink()
    assert xltrack("summary", tracker, *JUNE, "--email", "-o", page).code == 2
    assert not page.exists()


def test_a_mail_cannot_be_a_workbook(tmp_path):
    ran = xltrack("summary", imported(tmp_path), "--email", "-o", tmp_path / "june.xlsx")
    assert ran.code == 2
    assert ".eml" in ran.err


def test_only_the_groupings_and_lists_that_are_asked_for(tmp_path):
    tracker = imported(tmp_path)
    by_unit = xltrack("summary", tracker, *JUNE, "--by", "responsible").out
    assert "By responsible unit" in by_unit
    assert "By recommendation" not in by_unit
    assert "By responsible unit" not in xltrack("summary", tracker, *JUNE, "--only-overdue").out


# --- what it reads ----------------------------------------------------------------------------------------


def test_what_was_typed_into_the_tracker_since_its_last_merge_is_told_as_having_happened(tmp_path):
    tracker = imported(tmp_path)
    edited = returned(tracker, "edited.xlsx", {("R1.A3", "status"): "Completed", ("R1.A3", "evidence"): "Done"})
    before = xltrack("summary", tracker, *JUNE, "--json").json
    after = xltrack("summary", edited, *JUNE, "--since", "1", "--json").json
    assert after["counts"]["completed"] == before["counts"]["completed"] + 1
    assert [event["ref"] for event in after["happened"]["completed"]] == ["R1.A3"]


def test_a_guess_of_the_reader_stands_beside_the_figures(tmp_path):
    guessed = returned(imported(tmp_path), "guessed.xlsx", {("R1.A3", "status"): "completed"})
    gaps = {gap["code"]: gap["count"] for gap in xltrack("summary", guessed, *JUNE, "--json").json["gaps"]}
    assert gaps["reader_guesses"] == 1


def test_a_cell_that_could_not_be_read_is_named_and_its_old_value_counted(tmp_path):
    tracker = imported(tmp_path)
    slip = returned(tracker, "slip.xlsx", {("R5.A2", "status"): "nearly done"})
    ran = xltrack("summary", slip, *JUNE, "--json")
    assert ran.code == 1
    assert '"nearly done"' in ran.err
    assert ran.json["counts"] == xltrack("summary", tracker, *JUNE, "--json").json["counts"]
    assert [(g["code"], g["count"]) for g in ran.json["gaps"] if g["code"] == "cells_unread"] == [("cells_unread", 1)]


def test_the_plan_as_text_gives_the_figures_of_its_workbook(tmp_path):
    text, workbook = (
        xltrack("summary", EXAMPLE, *JUNE, "--json"),
        xltrack("summary", imported(tmp_path), *JUNE, "--json"),
    )
    assert text.json["counts"] == workbook.json["counts"]


def test_several_trackers_and_folders_give_one_summary_with_a_table_per_plan(tmp_path):
    one, two = written(tmp_path, "one.xlsx", ONE, "First"), written(tmp_path / "more", "two.xlsx", TWO, "Second")
    (two.parent / "~$two.xlsx").write_bytes(b"an owner file")
    (two.parent / "notes.txt").write_text("no tracker")
    ran = xltrack("summary", one, two.parent, *JUNE, "--json")
    assert ran.code == 0
    assert {group["key"]: group["counts"]["overdue"] for group in ran.json["by_plan"]} == {"First": 1, "Second": 1}
    assert ran.json["counts"]["total"] == 3
    assert [row["plan"] for row in ran.json["overdue"]] == ["Second", "First"]


def test_two_copies_of_one_tracker_are_refused_for_they_would_count_twice(tmp_path):
    tracker = imported(tmp_path)
    (tmp_path / "tracker (1).xlsx").write_bytes(tracker.read_bytes())
    ran = xltrack("summary", tmp_path, *JUNE)
    assert ran.code == 2
    assert "tracker (1).xlsx" in ran.err
    assert "count twice" in ran.err


def test_a_broken_file_of_a_folder_is_named_in_the_summary_and_costs_no_other(tmp_path):
    written(tmp_path, "one.xlsx", ONE, "First")
    (tmp_path / "broken.xlsx").write_bytes(b"PK\x03\x04 but not for long")
    ran = xltrack("summary", tmp_path, *JUNE, "--json")
    assert ran.code == 1
    assert "broken.xlsx" in ran.err
    (gap,) = [gap for gap in ran.json["gaps"] if gap["code"] == "files_unread"]
    assert gap["refs"] == ["broken.xlsx"]
    assert ran.json["counts"]["total"] == 2


def test_last_months_summary_lying_in_the_folder_is_passed_over(tmp_path):
    tracker = written(tmp_path, "one.xlsx", ONE, "First")
    assert xltrack("summary", tracker, *JUNE, "-o", tmp_path / "june.xlsx").code == 0
    ran = xltrack("summary", tmp_path, *JUNE, "--json")
    assert (ran.code, ran.json["counts"]["total"]) == (0, 2)
    assert "june.xlsx" in ran.err


def test_a_named_file_that_is_no_tracker_and_a_folder_without_any_are_refused(tmp_path):
    (tmp_path / "sub").mkdir()
    book = tmp_path / "june.xlsx"
    assert xltrack("summary", imported(tmp_path), *JUNE, "-o", book).code == 0
    for what in (book, tmp_path / "sub", tmp_path / "absent.xlsx"):
        ran = xltrack("summary", what)
        assert (ran.code, ran.out) == (2, "")
        assert what.name in ran.err


# --- since ------------------------------------------------------------------------------------------------


def changed(folder: Path) -> tuple[Path, Path]:
    """A tracker as it was and after a return was merged."""
    tracker = imported(folder)
    old = folder / "old.xlsx"
    old.write_bytes(tracker.read_bytes())
    back = returned(tracker, "back.xlsx", {("R1.A3", "status"): "Completed", ("R1.A3", "evidence"): "Done"})
    assert xltrack("merge", tracker, back, *JUNE).code == 0
    return tracker, old


def test_the_last_summary_is_named_by_revision_copy_or_its_own_json(tmp_path):
    tracker, old = changed(tmp_path)
    last = tmp_path / "may.json"
    assert xltrack("summary", old, "--as-of", "2024-05-31", "-o", last).code == 0
    for since in ("1", old, last):
        ran = xltrack("summary", tracker, *JUNE, "--since", since, "--json")
        assert ran.code == 0, ran.err
        assert [event["ref"] for event in ran.json["happened"]["completed"]] == ["R1.A3"]
    assert ran.json["happened"]["since"] == "2024-05-31"


def test_what_was_merged_before_the_last_summary_was_made_is_not_told_again(tmp_path):
    tracker, _ = changed(tmp_path)
    last = tmp_path / "may.json"
    assert xltrack("summary", tracker, "--as-of", "2024-05-31", "-o", last).code == 0
    told = xltrack("summary", tracker, *JUNE, "--since", last, "--json").json["happened"]
    assert not any(told["counts"].values())


@pytest.mark.parametrize(
    "since, said",
    [
        ("yesterday", "neither a date"),
        ("2024-07-31", "after the as-of date"),
        ("7", "no revision 7"),
        ("plan.json", "not a summary"),
        ("plan.txt", "neither a date"),
    ],
)
def test_a_last_summary_that_cannot_be_is_refused_with_its_remedy(tmp_path, monkeypatch, since, said):
    monkeypatch.chdir(tmp_path)
    tracker = imported(tmp_path)
    Path("plan.txt").write_bytes(EXAMPLE.read_bytes())
    assert xltrack("export", tracker, "-o", "plan.json").code == 0
    ran = xltrack("summary", tracker, *JUNE, "--since", since)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err


def test_a_copy_of_another_tracker_is_no_last_summary_of_this_one(tmp_path):
    other = written(tmp_path, "other.xlsx", ONE, "Other")
    ran = xltrack("summary", imported(tmp_path), *JUNE, "--since", other)
    assert ran.code == 2
    assert "form id" in ran.err


def test_text_that_looks_like_a_formula_or_markup_stays_text(tmp_path):
    tracker = imported(tmp_path)
    book, page = tmp_path / "june.xlsx", tmp_path / "june.html"
    sly = tmp_path / "sly.xlsx"
    fill_in(tracker, sly, {("R1.A3", "comments"): '=HYPERLINK("http://example.org","x")<script>alert(1)</script>'})
    for target in (book, page):
        assert xltrack("summary", sly, *JUNE, "-o", target).code in (0, 1)
    cells = [cell for sheet in load_workbook(BytesIO(book.read_bytes())) for row in sheet for cell in row]
    assert not [cell.value for cell in cells if cell.data_type == "f" or cell.hyperlink]
    assert "<script" not in page.read_text()


def test_the_json_form_holds_what_its_schema_names(tmp_path):
    target = tmp_path / "june.json"
    ran = xltrack("summary", imported(tmp_path), *JUNE, "-o", target, "--json")
    assert json.loads(target.read_text()) == ran.json
    assert ran.json["schema"] == "xltrack-summary/1"


def test_a_tracker_without_its_base_is_summarized_by_what_it_shows_and_said_to_be(tmp_path):
    tracker = imported(tmp_path)
    stripped = tmp_path / "stripped.xlsx"
    book = load_workbook(tracker)
    del book[next(sheet.title for sheet in book if sheet.sheet_state != "visible" and "base" in sheet.title.lower())]
    book.save(stripped)
    book.close()
    ran = xltrack("summary", stripped, *JUNE, "--json")
    assert ran.code == 1
    assert "stripped.xlsx: The hidden sheet" in ran.err
    whole = xltrack("summary", tracker, *JUNE, "--json").json
    assert ran.json["counts"] == whole["counts"]
    assert ran.json["sources"][0]["id"] == whole["sources"][0]["id"]


def test_copies_that_went_out_and_have_not_come_back_stand_beside_the_figures(tmp_path):
    tracker, out = imported(tmp_path), tmp_path / "out"
    assert xltrack("distribute", tracker, "-o", out, *JUNE).code in (0, 1)
    units = {action["unit"] for action in xltrack("summary", tracker, *JUNE, "--json").json["overdue"]}
    ran = xltrack("summary", tracker, *JUNE, "--json")
    (gap,) = [gap for gap in ran.json["gaps"] if gap["code"] == "returns_missing"]
    assert units <= set(gap["refs"])
    back = sorted(out.glob("*.xlsx"))[0]
    assert xltrack("merge", tracker, back, *JUNE).code in (0, 1)
    (fewer,) = [g for g in xltrack("summary", tracker, *JUNE, "--json").json["gaps"] if g["code"] == "returns_missing"]
    assert fewer["count"] == gap["count"] - 1


@pytest.mark.parametrize("ending", ["docx", "xlsx"])
def test_a_portfolio_in_word_and_excel_links_to_each_plans_own_page(tmp_path, ending):
    written(tmp_path / "plans", "one.xlsx", ONE, "Plan & one")
    written(tmp_path / "plans", "two.xlsx", TWO, "Plan two")
    page, folder = tmp_path / f"portfolio.{ending}", tmp_path / "plan pages"
    assert xltrack("summary", tmp_path / "plans", *JUNE, "-o", page, "--pages", folder).code == 0
    with zipfile.ZipFile(page) as package:
        parts = [package.read(name).decode() for name in package.namelist() if name.endswith((".rels", "document.xml"))]
    for path in folder.iterdir():
        assert f"{folder.name}/{path.name}" in unquote("".join(parts)).replace("\\", "/")


def test_the_page_of_a_portfolio_links_to_each_plans_own_page(tmp_path):
    written(tmp_path / "plans", "one.xlsx", ONE, "Plan & one")
    written(tmp_path / "plans", "two.xlsx", TWO, "Plan two")
    page, folder = tmp_path / "out" / "portfolio.html", tmp_path / "out" / "plan pages"
    page.parent.mkdir()
    ran = xltrack("summary", tmp_path / "plans", *JUNE, "-o", page, "--pages", folder)
    assert ran.code == 0
    links = [unquote(link) for link in re.findall(r'<a href="([^"]+)"><bdi>Plan', page.read_text(encoding="utf-8"))]
    assert (len(links), len(set(links))) == (4, 2), "in the ranking and in the annex"
    links = list(dict.fromkeys(links))
    assert {(page.parent / link).resolve() for link in links} == {path.resolve() for path in folder.iterdir()}
    texts = [(page.parent / link).read_text(encoding="utf-8") for link in links]
    assert sorted(re.findall(r'<p class="kick"><span><bdi>(.*?)</bdi>', text)[0] for text in texts) == [
        "Plan &amp; one",
        "Plan two",
    ]
    assert all("plan pages" in line for line in ran.err.splitlines()[1:])
    again = xltrack("summary", tmp_path / "plans", *JUNE, "--pages", folder)
    assert (again.code, "--force" in again.err) == (2, True)


def test_the_pages_of_plans_hold_the_findings_of_their_own_file_only(tmp_path):
    one = written(tmp_path / "plans", "one.xlsx", ONE, "Plan one")
    written(tmp_path / "plans", "two.xlsx", TWO, "Plan two")
    fill_in(one, one.with_name("typed.xlsx"), {("R1.A1", "deadline"): "soon"})
    one.with_name("typed.xlsx").replace(one)
    folder = tmp_path / "pages"
    assert xltrack("summary", tmp_path / "plans", *JUNE, "-o", tmp_path / "all.html", "--pages", folder).code == 1
    cells = {path.name[:8]: "Actions!E6" in path.read_text(encoding="utf-8") for path in folder.iterdir()}
    assert cells == {"Plan-one": True, "Plan-two": False}


def test_settings_that_cannot_be_read_stop_a_summary_that_takes_names_of_plans_from_them(tmp_path):
    one, two = written(tmp_path, "a.xlsx", ONE, "One"), written(tmp_path, "b.xlsx", TWO, "Two")
    (tmp_path / "xltrack.toml").write_text("plans = [", encoding="utf-8")
    assert xltrack("summary", one, *JUNE).code < 2
    refused = xltrack("summary", one, two, *JUNE)
    assert (refused.code, refused.out) == (2, "")
    assert "xltrack.toml" in refused.err
