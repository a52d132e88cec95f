"""xltrack month: a month's folder, from what came back to the papers, as often as one likes."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.command_line import imported, xltrack
from tests.edits import cell, typed
from tests.returns import WHEN, master, returned
from tests.tables import tracker as tracker_of
from xltrack.merging.merge import merge
from xltrack.summary.activity import Earlier
from xltrack.workbook.read import read_workbook
from xltrack.workflows.example_round import RETURNS, fill_in
from xltrack.workflows.master import Master
from xltrack.workflows.month import last_summary, write_pages

PAPERS = {"summary.html", "summary.xlsx", "summary.eml", "summary.txt", "summary.json", "decisions.txt", "missing.txt"}
RECORD = ".xltrack-month.json"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A month's folder: the example's tracker, three returns, a broken one."""
    tracker = imported(tmp_path)
    (tmp_path / "returned").mkdir()
    for name, edits in RETURNS.items():
        fill_in(tracker, tmp_path / "returned" / name, edits)
    (tmp_path / "returned" / "broken.xlsx").write_bytes(b"PK\x03\x04 but not for long")
    return tmp_path


def state(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def month(folder: Path, *more: str, as_of: str = "2024-06-30"):
    return xltrack("month", folder, "--as-of", as_of, *more)


def test_one_command_merges_and_writes_the_papers(folder):
    ran = month(folder, "--yes")
    assert ran.code == 1  # two cells wait, a file is broken
    assert {path.name for path in (folder / "2024-06").iterdir()} == PAPERS | {RECORD}
    base = read_workbook(folder / "tracker.xlsx").base
    assert base.meta.revision == 2
    assert base.plan.by_ref["R1.A3"].status == "completed"
    told = json.loads((folder / "2024-06" / "summary.json").read_text())
    assert told["sources"][0]["revision"] == 2
    decisions = (folder / "2024-06" / "decisions.txt").read_text()
    assert "R3.A2  Status" in decisions
    assert "claim 2: Completed (regional-office.xlsx)" in decisions
    missing = (folder / "2024-06" / "missing.txt").read_text()
    assert "broken.xlsx" in missing
    assert "country-office.xlsx: Actions!F" in missing
    assert "xltrack resolve" in ran.err


def test_what_the_save_put_right_is_named(folder):
    tracker = folder / "tracker.xlsx"
    data = tracker.read_bytes()
    sheet, address = cell(data, "R1.A1", "check")
    tracker.write_bytes(typed(data, {(sheet, address): "looks fine"}))
    assert f"{sheet}!{address}" in month(folder, "--yes").out


def test_a_remark_about_no_action_that_waits_is_named(folder):
    book = load_workbook(folder / "returned" / "country-office.xlsx")
    book["Actions"].oddFooter.center.text = "Please call us first"
    book.save(folder / "returned" / "country-office.xlsx")
    waiting = next(line for line in month(folder, "--dry-run").out.splitlines() if line.startswith("Waiting"))
    assert "Header or footer" in waiting


def test_the_report_fits_on_a_screen(folder):
    ran = month(folder, "--dry-run")
    assert len((ran.out + ran.err).splitlines()) <= 24
    assert "2 cells waiting" in ran.out


def test_a_dry_run_and_a_question_nobody_answers_change_nothing(folder, monkeypatch):
    before = state(folder)
    assert month(folder, "--dry-run").code == 1
    monkeypatch.setattr("sys.stdin", StringIO())
    ran = month(folder)
    assert ran.code == 1
    assert "--yes" in ran.err
    assert state(folder) == before


def test_the_same_month_again_changes_neither_tracker_nor_summary(folder):
    month(folder, "--yes")
    before = state(folder)
    ran = month(folder)
    assert "unchanged" in ran.err
    assert state(folder) == before


def test_what_an_earlier_run_wrote_is_replaced_and_said(folder):
    month(folder, "--yes", as_of="2024-06-15")
    ran = month(folder, as_of="2024-06-30")
    assert "Replaced, from an earlier run:" in ran.err
    assert json.loads((folder / "2024-06" / "summary.json").read_text())["as_of"] == "2024-06-30"
    assert {path.name for path in (folder / "2024-06").iterdir()} == PAPERS | {RECORD}


def test_a_paper_that_somebody_edited_is_kept_beside_its_replacement(tmp_path):
    target = tmp_path / "2024-06"
    write_pages(target, {"a.txt": b"one", "b.txt": b"one"})
    (target / "a.txt").write_bytes(b"one, and my remark")
    done = write_pages(target, {"a.txt": b"two", "b.txt": b"two"})
    assert (done.replaced, done.kept) == (["b.txt"], {"a.txt": "a (kept).txt"})
    assert (target / "a (kept).txt").read_bytes() == b"one, and my remark"
    (target / "a.txt").write_bytes(b"two, and another")
    assert write_pages(target, {"a.txt": b"three"}).kept == {"a.txt": "a (kept 2).txt"}
    assert (target / "a.txt").read_bytes() == b"three"


def test_a_file_of_the_same_name_that_was_there_first_is_kept_too(tmp_path):
    (tmp_path / "a.txt").write_bytes(b"mine")
    (tmp_path / RECORD).write_bytes(b"[broken")
    assert write_pages(tmp_path, {"a.txt": b"theirs"}).kept == {"a.txt": "a (kept).txt"}
    assert (tmp_path / "a (kept).txt").read_bytes() == b"mine"


def test_the_next_month_tells_only_what_happened_since_the_last_one(folder):
    month(folder, "--yes")
    june = json.loads((folder / "2024-06" / "summary.json").read_text())
    month(folder, as_of="2024-07-31")
    july = json.loads((folder / "2024-07" / "summary.json").read_text())
    assert june["happened"]["counts"]["completed"] > 0
    assert july["happened"]["since"] == "2024-06-30"
    assert july["happened"]["counts"]["completed"] == 0


def test_a_month_that_a_later_one_builds_on_is_rewritten_only_when_asked(folder):
    month(folder, "--yes")
    month(folder, as_of="2024-07-31")
    xltrack("undo", folder / "tracker.xlsx")
    before = state(folder)
    refused = month(folder, "--yes")
    assert (refused.code, "2024-07" in refused.err, "--force" in refused.err) == (2, True, True)
    assert month(folder, "--dry-run").code != 2
    assert state(folder) == before
    assert month(folder, "--yes", "--force").code != 2
    assert state(folder) != before
    assert month(folder, "--yes", as_of="2024-07-31").code != 2, "the newest month as often as one likes"


@pytest.mark.parametrize("source", ["tracker.xlsx", "."])
def test_what_a_month_published_every_later_summary_says_of_that_day(folder, source):
    month(folder, "--yes")
    june = json.loads((folder / "2024-06" / "summary.json").read_text())["counts"]
    more = ("--as-of", "2025-03-31", "--since", "2024-06-30")
    told = xltrack("summary", folder / source, *more, "--json").json
    figures = {key: june[key] for key in ("total", "open", "overdue", "completed")}
    point = told["trend"][0]
    assert (point["day"], point["source"]) == ("2024-06-30", "published")
    assert {key: point[key] for key in figures} == figures
    assert {key: told["comparison"]["then"][key] for key in figures} == figures
    assert "outside_log" not in [step["kind"] for step in told["bridge"]]
    own = Master.open(folder / "tracker.xlsx").summary(date(2025, 3, 31), date(2024, 6, 30)).trend[0]
    assert (own.source, own.overdue) == ("published", june["overdue"]), "in the library"
    xltrack("summary", folder / source, *more, "--pages", folder / "pages", "-o", folder / "all.html")
    (own,) = (folder / "pages").iterdir()
    assert f'"n">{june["overdue"]}</td><td>overdue on 30 June' in own.read_text(), "a plan's own page beside all"


def test_the_last_summary_is_that_of_the_newest_earlier_month_else_its_end(tmp_path):
    assert last_summary(tmp_path, date(2024, 6, 30)) == date(2024, 5, 31)
    for name, day in (("2024-03", "2024-03-31"), ("2024-04", "2024-04-28"), ("2024-06", "2024-06-10")):
        (tmp_path / name).mkdir()
        form = {"schema": "xltrack-summary/1", "as_of": day, "sources": [{"id": "K7QF-2M9D", "revision": 3}]}
        (tmp_path / name / "summary.json").write_text(json.dumps(form))
    (tmp_path / "2024-05").mkdir()
    assert last_summary(tmp_path, date(2024, 6, 30)) == Earlier(date(2024, 4, 28), {"K7QF-2M9D": 3})


def test_a_unit_is_heard_from_by_what_it_edits_or_was_sent_and_the_rest_is_named():
    sent = tracker_of("""
        ref   | responsible | deadline | status
        R1.A1 | CO          | 2024/01  | initiated
        R1.A2 | RO          | 2024/01  | initiated
        R1.A3 | HQ          | 2024/01  | initiated
        R1.A4 | DO          | 2024/01  | initiated
        R1.A5 | Gone        | 2024/01  | completed
    """)
    scoped = sent.model_copy(update={"meta": sent.meta.model_copy(update={"scope": ("R1.A2",)})})
    files = [
        returned("someone", sent, {"R1.A1": {"comments": "Begun"}}),
        returned("somebody", scoped),
        replace(returned("ho", sent), by="hq"),
    ]
    assert merge(master(sent), files, when=WHEN).account.silent == ("DO",)
    assert merge(master(sent), [], when=WHEN).account.silent == ("CO", "RO", "HQ", "DO")


def test_another_plans_return_speaks_for_nobody():
    ours = tracker_of("ref | responsible\nR1.A1 | CO")
    other = tracker_of("ref | responsible\nR1.A1 | CO\nR1.A2 | CO")
    files = [returned("CO", other, {"R1.A1": {"comments": "Begun"}})]
    assert merge(master(ours), files, when=WHEN).account.silent == ("CO",)


def test_json_says_what_was_done(folder):
    form = month(folder, "--yes", "--json").json
    assert (form["revision"], len(form["conflicts"])) == (2, 2)
    assert set(form["written"]) == PAPERS
    assert [one["state"] for one in form["files"]].count("unreadable") == 1


def test_a_folder_that_is_not_there_or_has_no_tracker_is_told_what_to_do(tmp_path):
    assert "tracker.xlsx and returned/" in month(tmp_path / "absent").err
    ran = month(tmp_path)
    assert ran.code == 2
    assert "--tracker" in ran.err


def test_a_month_without_returns_has_papers_all_the_same(tmp_path):
    imported(tmp_path)
    ran = month(tmp_path)
    assert ran.code == 0
    assert {path.name for path in (tmp_path / "2024-06").iterdir()} == PAPERS | {RECORD}
    assert "no return" in (tmp_path / "2024-06" / "missing.txt").read_text()
