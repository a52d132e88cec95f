"""merge, resolve, history and undo as a coordinator types them."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.command_line import imported, returned, xltrack
from tests.edits import save, with_parts
from tests.paths import ROOT
from tests.xlsx_text import drawn_at, opened, table
from xltrack.cli.output import Progress
from xltrack.workbook.read import read_workbook

DAY = ("--as-of", "2024-06-30")


@pytest.fixture
def tracker(tmp_path: Path) -> Path:
    return imported(tmp_path)


@pytest.fixture
def inbox(tracker: Path) -> Path:
    """Three returns: one cell in dispute, one deadline asked for, the rest clear."""
    folder = tracker.parent / "returned"
    folder.mkdir()
    made = {
        "co.xlsx": {
            ("R3.A2", "status"): "Initiated",
            ("R2.A1", "proposed_deadline"): "2024/09",
            ("R2.A1", "reason"): "Printer",
        },
        "ro.xlsx": {("R3.A2", "status"): "Completed", ("R3.A2", "evidence"): "Report"},
        "hq.xlsx": {("R5.A2", "evidence"): "Begun in May"},
    }
    for name, edits in made.items():
        returned(tracker, name, edits).rename(folder / name)
    return folder


def test_the_report_says_what_is_taken_what_waits_and_who_is_silent(tracker, inbox):
    ran = xltrack("merge", tracker, inbox, *DAY)
    assert ran.code == 1
    assert "Taken: 3 changes" in ran.out
    assert "R3.A2  Evidence: (empty) -> Report  (ro.xlsx)" in ran.out
    assert "Waiting for your decision: 2 cells (sheet Decisions)" in ran.out
    assert "R3.A2  Status: 2 claims (Different values)" in ran.out
    assert "hq.xlsx: Merged (1 taken)" in ran.out
    assert "Nothing came back from: " in ran.out
    assert "revision 2, 2 open decisions" in ran.err
    assert "--prefer latest would settle" in ran.err or "--prefer" not in ran.err
    assert len(ran.out.splitlines()) < 40


def test_json_has_exactly_the_form_that_is_promised(tracker, inbox):
    (inbox / "broken.xlsx").write_bytes(b"PK\x03\x04 no more")
    ran = xltrack("merge", tracker, inbox, "--json", *DAY)
    report = ran.json
    assert ran.code == 1
    assert set(report) == {
        "schema", "revision", "files", "changes", "agreements", "conflicts", "silent", "findings",
    }  # fmt: skip
    assert report["schema"] == "xltrack-merge/1"
    assert report["revision"] == 2
    assert all({"ref", "field", "before", "after", "by", "file"} <= change.keys() for change in report["changes"])
    conflict = next(one for one in report["conflicts"] if one["field"] == "status")
    assert set(conflict) == {"id", "ref", "field", "ours", "claims", "reason"}
    assert [list(claim) for claim in conflict["claims"]] == [["by", "file", "value"]] * 2
    assert {claim["value"] for claim in conflict["claims"]} == {"initiated", "completed"}
    broken = next(one for one in report["files"] if one["state"] == "unreadable")
    assert (broken["file"], broken["error"]["code"]) == ("broken.xlsx", "workbook_damaged")


def test_folder_zip_and_single_files_come_to_the_same(tracker, inbox, tmp_path):
    pack = tmp_path / "returns.zip"
    with zipfile.ZipFile(pack, "w") as package:
        for file in sorted(inbox.iterdir()):
            package.write(file, f"from mail/{file.name}")
        package.writestr("__MACOSX/._co.xlsx", b"nothing")
        package.writestr("letter.pdf", b"%PDF")
    plans = set()
    for at, given in enumerate(([inbox], [pack], sorted(inbox.iterdir(), reverse=True))):
        out = tmp_path / f"out{at}.xlsx"
        assert xltrack("merge", tracker, *given, "-o", out, *DAY).code == 1
        plans.add(read_workbook(out).base.plan.model_dump_json())
    assert len(plans) == 1
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_dir()) == ["returned"], "no entry is unpacked"


def test_a_dry_run_and_an_output_leave_the_tracker(tracker, inbox, tmp_path):
    before = tracker.read_bytes()
    assert "would be revision 2" in xltrack("merge", tracker, inbox, "--dry-run", *DAY).err
    assert xltrack("merge", tracker, inbox, "-o", tmp_path / "new.xlsx", *DAY).code == 1
    assert xltrack("merge", tracker, inbox, "-o", tmp_path / "new.xlsx", *DAY).code == 2
    assert xltrack("merge", tracker, inbox, "-o", inbox / "co.xlsx", "--force", *DAY).code == 2
    assert tracker.read_bytes() == before
    assert not (tmp_path / "backup").exists()


def test_the_same_returns_again_change_nothing(tracker, inbox):
    xltrack("merge", tracker, inbox, *DAY)
    before = tracker.read_bytes()
    again = xltrack("merge", tracker, inbox, *DAY)
    assert "Taken: 0 changes" in again.out
    assert "settled before" in again.out
    assert tracker.read_bytes() == before


def test_backups_of_the_tracker_are_no_returns(tracker, inbox):
    xltrack("merge", tracker, inbox, *DAY)
    xltrack("undo", tracker, *DAY)
    assert list((tracker.parent / "backup").iterdir())
    again = xltrack("merge", tracker, tracker.parent, "--dry-run", "--json", *DAY)
    assert not [one for one in again.json["changes"] if ".2" in one["file"]]


def test_where_there_is_nothing_to_read_that_is_said(tracker, tmp_path):
    (tmp_path / "letter.txt").write_text("Dear all", encoding="utf-8")
    (tmp_path / "empty").mkdir()
    before = tracker.read_bytes()
    for given in (tmp_path / "letter.txt", tmp_path / "empty", tracker):
        ran = xltrack("merge", tracker, given, *DAY)
        assert (ran.code, given.name in ran.out + ran.err, "Traceback" in ran.err) == (2, True, False)
    assert tracker.read_bytes() == before


def test_a_folder_without_a_workbook_has_each_of_its_files_named(tracker, tmp_path):
    names, before = ("answer.docx", "note.txt", "scan.tif"), tracker.read_bytes()
    (tmp_path / "back").mkdir()
    for name in names:
        (tmp_path / "back" / name).write_bytes(b"...")
    ran = xltrack("merge", tracker, tmp_path / "back", *DAY)
    assert (ran.code, [name for name in names if name in ran.out]) == (2, [*names])
    assert tracker.read_bytes() == before


def test_what_is_no_workbook_is_named(tracker, inbox):
    (inbox / "letter.txt").write_text("Dear all", encoding="utf-8")
    (inbox / "setup.bin").write_text("Dear all", encoding="utf-8")
    out = xltrack("merge", tracker, inbox, "--dry-run", *DAY).out
    assert "Skipped (not a workbook): setup.bin" in out
    assert '"letter.txt" is a document, not the workbook' in out


def test_a_copy_that_was_sent_is_refused_as_the_tracker(tracker, tmp_path):
    xltrack("distribute", tracker, "-o", tmp_path / "out", *DAY)
    copy = sorted((tmp_path / "out").glob("*.xlsx"))[0]
    before = copy.read_bytes()
    ran = xltrack("merge", copy, tracker, *DAY)
    assert (ran.code, "is a copy that was sent to" in ran.err, copy.read_bytes() == before) == (2, True, True)


def test_an_output_that_is_no_workbook_of_ours_is_refused(tracker, inbox, tmp_path):
    ran = xltrack("merge", tracker, inbox, "-o", tmp_path / "new.ods", *DAY)
    assert (ran.code, ".xlsx" in ran.err, (tmp_path / "new.ods").exists()) == (2, True, False)


def test_of_a_long_text_the_report_shows_what_was_added(tracker):
    sent = read_workbook(tracker).base.plan.by_ref["R5.A2"].comments
    back = returned(tracker, "co.xlsx", {("R5.A2", "comments"): f"{sent} And the venue was booked."})
    out = xltrack("merge", tracker, back, "--dry-run", *DAY).out
    assert 'R5.A2  Comments: + "And the venue was booked."' in out


@pytest.mark.parametrize("sheet", ["Actions", "Decisions", "Changes"])
def test_a_sheet_of_ours_that_was_deleted_is_told(tracker, inbox, sheet):
    xltrack("merge", tracker, inbox, *DAY)
    late = returned(tracker, "late.xlsx", {("R1.A1", "comments"): "Late"})
    book = load_workbook(tracker)
    book.remove(book[sheet])
    book.save(tracker)
    before = tracker.read_bytes()
    ran = xltrack("merge", tracker, late, *DAY)
    assert (ran.code, "made a mistake" in ran.err, f"xltrack_{sheet.lower()}" in ran.err) == (2, False, True)
    assert tracker.read_bytes() == before


def test_a_copied_row_is_decided_between_its_two_cells(tracker, inbox):
    book = load_workbook(tracker)
    sheet = book["Actions"]
    for cell in list(sheet[6]):
        sheet.cell(40, cell.column).value = cell.value
    sheet["G6"], sheet["G40"] = "Said above", "Said below"
    back = inbox.parent / "back.xlsx"
    book.save(back)
    ran = xltrack("merge", tracker, back, *DAY)
    assert (ran.code, "R1.A1  Comments: 2 claims (A row is there twice, with different contents)" in ran.out) == (
        1,
        True,
    )
    shown = {row["file"] for row in table(tracker.read_bytes(), "decisions") if row["id"]}
    assert shown == {"back.xlsx: Actions!A6", "back.xlsx: Actions!A40"}


def test_a_row_that_was_deleted_in_the_tracker_comes_back(tracker, inbox):
    untouched = inbox.parent / "untouched.xlsx"
    untouched.write_bytes(tracker.read_bytes())
    plan = read_workbook(tracker).base.plan
    book = load_workbook(tracker)
    book["Actions"].delete_rows(7)
    book.save(tracker)
    gone = read_workbook(tracker).missing
    assert len(gone) == 1
    assert xltrack("merge", tracker, untouched, *DAY).code == 1
    again = read_workbook(tracker)
    assert (again.missing, again.current, again.base.meta.revision) == ((), plan, 1)


def test_who_sent_two_files_is_named(tracker, inbox):
    for name in ("one.xlsx", "two.xlsx"):
        book = load_workbook(inbox / "co.xlsx")
        book.properties.lastModifiedBy = "Aida"
        book["Actions"][drawn_at("reason", 6)] = name
        book.save(inbox / name)
    assert "Aida sent 2 files: one.xlsx, two.xlsx" in xltrack("merge", tracker, inbox, "--dry-run", *DAY).out


def test_many_files_that_came_twice_are_counted(tracker, inbox):
    for number in range(30):
        (inbox / f"hq ({number}).xlsx").write_bytes((inbox / "hq.xlsx").read_bytes())
    out = xltrack("merge", tracker, inbox, "--dry-run", *DAY).out
    assert "files that came twice" in out
    assert len(out.splitlines()) < 60


def test_one_file_twice_under_two_names_is_told(tracker, inbox):
    (inbox / "hq (1).xlsx").write_bytes((inbox / "hq.xlsx").read_bytes())
    ran = xltrack("merge", tracker, inbox, *DAY)
    assert "Taken: 3 changes" in ran.out
    assert "The same file as hq" in ran.out


def test_a_return_of_another_plan_is_refused_and_the_others_are_taken(tracker, inbox, tmp_path):
    text = (ROOT / "examples" / "management_response.txt").read_text(encoding="utf-8")
    source = tmp_path / "other.txt"
    source.write_text(text.replace("the", "teh"), encoding="utf-8")
    other = tmp_path / "other"
    other.mkdir()
    imported(other, source).rename(inbox / "stranger.xlsx")
    ran = xltrack("merge", tracker, inbox, *DAY)
    assert ran.code == 1
    assert "stranger.xlsx: Belongs to another plan" in ran.out
    assert "Taken: 3 changes" in ran.out


def test_a_return_of_a_newer_master_is_refused(tracker, inbox, tmp_path):
    old = tmp_path / "old.xlsx"
    old.write_bytes(tracker.read_bytes())
    xltrack("merge", tracker, inbox, *DAY)
    newer = returned(tracker, "newer.xlsx", {("R1.A3", "comments"): "From the future"})
    ran = xltrack("merge", old, newer, *DAY)
    assert ran.code == 1
    assert "newer.xlsx: Newer than this master" in ran.out
    assert read_workbook(old).base.meta.revision == 1


def stripped(path: Path) -> None:
    """Without the hidden sheet's contents."""
    data = path.read_bytes()
    base = next(n for n, title in enumerate(opened(data).sheetnames, 1) if title == "xltrack base")
    empty = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData/></worksheet>'
    save(path, with_parts(data, {f"xl/worksheets/sheet{base}.xml": empty}))


def test_a_return_without_its_base_is_rebuilt_from_the_log_or_compared_with_what_was_sent(tracker, inbox, tmp_path):
    copy = tmp_path / "sent.xlsx"
    copy.write_bytes(tracker.read_bytes())
    stripped(inbox / "hq.xlsx")
    ran = xltrack("merge", tracker, inbox / "hq.xlsx", "--dry-run", *DAY)
    assert "rebuilt from the log" in ran.out
    assert "Taken: 1 change" in ran.out
    given = xltrack("merge", tracker, inbox / "hq.xlsx", "--base", copy, *DAY)
    assert "Taken: 1 change" in given.out
    assert "rebuilt" not in given.out


def test_policies_settle_what_the_report_said_they_would(tracker, tmp_path):
    done = returned(tracker, "co.xlsx", {("R5.A2", "status"): "Completed", ("R5.A2", "comments"): ""})
    asked = xltrack("merge", tracker, done, "--accept-cleared", "--dry-run", *DAY)
    assert "1 open decision" in asked.err
    assert "--accept-completed would settle 1" in asked.err
    taken = xltrack("merge", tracker, done, "--accept-cleared", "--accept-completed", "--dry-run", *DAY)
    assert "0 open decisions" in taken.err
    settings = "[merge]\naccept_completed = true\naccept_cleared = true\n"
    (tmp_path / "xltrack.toml").write_text(settings, encoding="utf-8")
    assert "0 open decisions" in xltrack("merge", tracker, done, "--dry-run", *DAY).err
    (tmp_path / "xltrack.toml").write_text("[merge]\ntake_everything = true\n", encoding="utf-8")
    refused = xltrack("merge", tracker, done, *DAY)
    assert (refused.code, "take_everything" in refused.err) == (2, True)


def test_resolve_by_option_and_by_dropdown_word(tracker, inbox):
    xltrack("merge", tracker, inbox, *DAY)
    wrong = xltrack("resolve", tracker, "--take", "R9.A9.status=1")
    assert (wrong.code, "R3.A2.status" in wrong.err) == (2, True)
    ran = xltrack("resolve", tracker, "--take", "R3.A2.status=2", "--who", "Ana", *DAY)
    assert ran.code == 1
    assert "R3.A2  Status" in ran.out
    assert "open: R2.A1" in ran.out
    last = xltrack("resolve", tracker, "--take", "R2.A1.proposed_deadline=keep", "--json", *DAY)
    assert last.code == 0
    assert last.json["conflicts"] == []
    assert read_workbook(tracker).base.plan.by_ref["R3.A2"].status == "completed"


def test_history_tells_a_life_in_words_and_gives_back_old_plans(tracker, inbox):
    first = read_workbook(tracker).base.plan
    xltrack("merge", tracker, inbox, *DAY)
    xltrack("resolve", tracker, "--take", "R3.A2.status=2", "--who", "Ana", *DAY)
    life = xltrack("history", tracker, "R3.A2")
    assert life.code == 0
    assert "Decided" in life.out
    assert "Different values" in life.out
    assert "Ana" in life.out
    assert "two_values" not in life.out
    assert "R5.A2" not in life.out
    assert xltrack("history", tracker, "R9.A9").code == 2
    from xltrack.model.serialize import plan_from_json

    assert plan_from_json(xltrack("history", tracker, "--at", "1").out) == first
    assert xltrack("history", tracker, "--at", "soon").code == 2
    assert len(xltrack("history", tracker, "--json").json["entries"]) >= 6


def test_undo_takes_a_merge_back_and_an_undo_too(tracker, inbox):
    first = read_workbook(tracker).base.plan
    xltrack("merge", tracker, inbox, *DAY)
    merged = read_workbook(tracker).base.plan
    assert "would be restored" in xltrack("undo", tracker, "--dry-run", *DAY).err
    assert xltrack("undo", tracker, *DAY).code == 0
    assert read_workbook(tracker).current == read_workbook(tracker).base.plan == first
    assert xltrack("undo", tracker, *DAY).code == 0
    assert read_workbook(tracker).base.plan == merged
    assert xltrack("undo", tracker, "--to", "1", *DAY).code == 0
    assert read_workbook(tracker).base.plan == first
    before = tracker.read_bytes()
    assert "nothing to take back" in xltrack("undo", tracker, "--to", "1", *DAY).err
    assert tracker.read_bytes() == before
    assert {row["outcome"] for row in table(tracker.read_bytes(), "changes")} >= {"Undone", "Taken"}


def test_there_is_nothing_to_undo_in_a_new_tracker(tracker):
    ran = xltrack("undo", tracker)
    assert (ran.code, "nothing to undo" in ran.err) == (2, True)


@pytest.mark.parametrize("verb", [("merge", "returned"), ("resolve",), ("undo",)])
def test_a_tracker_open_in_a_program_is_left_alone(tracker, inbox, monkeypatch, verb):
    monkeypatch.chdir(tracker.parent)
    xltrack("merge", tracker, inbox / "hq.xlsx", *DAY)
    before = tracker.read_bytes()
    mark = tracker.with_name(f"~${tracker.name}")
    mark.write_bytes(b"\x03Ana" + b" " * 51)
    extra = ("--take", "R3.A2.status=2") if verb == ("resolve",) else ()
    if extra:
        mark.unlink()
        xltrack("merge", tracker, inbox, *DAY)
        before = tracker.read_bytes()
        mark.write_bytes(b"\x03Ana" + b" " * 51)
    ran = xltrack(verb[0], tracker, *verb[1:], *extra, *DAY)
    assert ran.code == 2
    assert "open in another program" in ran.err
    assert tracker.read_bytes() == before


def test_a_read_only_tracker_is_left_alone(tracker, inbox):
    before = tracker.read_bytes()
    tracker.chmod(0o444)
    ran = xltrack("merge", tracker, inbox, *DAY)
    assert (ran.code, "read-only" in ran.err) == (2, True)
    assert tracker.read_bytes() == before


def test_a_full_disk_leaves_the_old_tracker(tracker, inbox, monkeypatch):
    before = tracker.read_bytes()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    ran = xltrack("merge", tracker, inbox, *DAY)
    assert (ran.code, "No space left" in ran.err) == (2, True)
    assert tracker.read_bytes() == before
    assert not [one for one in tracker.parent.iterdir() if one.name.startswith(".")]


class Terminal:
    """A stderr that is a terminal, and what was painted on it."""

    def __init__(self) -> None:
        self.text = ""

    def isatty(self) -> bool:
        return True

    def write(self, text: str) -> int:
        self.text += text
        return len(text)

    def flush(self) -> None:
        """Nothing is kept back."""


@pytest.mark.parametrize("seconds, terminal, shown", [(2.0, True, True), (0.5, True, False), (2.0, False, False)])
def test_progress_is_for_people_who_wait(monkeypatch, seconds, terminal, shown):
    clock = iter([0.0, seconds, seconds + 0.01, seconds + 1])
    monkeypatch.setattr("xltrack.cli.output.time.monotonic", lambda: next(clock))
    screen = Terminal()
    monkeypatch.setattr("sys.stderr", screen)
    monkeypatch.setattr(screen, "isatty", lambda: terminal)
    with Progress() as progress:
        for done in (1, 2, 3):
            progress(done, 3)
    assert ("Reading 1 of 3" in screen.text) == shown
    assert "Reading 2 of 3" not in screen.text, "not painted a hundred times a second"
    assert screen.text.endswith("\r") or not shown, "wiped when done"


def test_drafts_to_people_whose_address_nobody_knows_are_named(tracker, inbox, tmp_path):
    ran = xltrack("merge", tracker, inbox, "--receipts", tmp_path / "receipts", *DAY)
    drafts = sorted(path.name for path in (tmp_path / "receipts").glob("*.eml"))
    (line,) = [text for text in ran.err.splitlines() if text.startswith("No address is known for: ")]
    assert drafts
    assert all(name in line for name in drafts)
