"""Links and places of files in Evidence: told by their form alone, in the return that names them."""

from __future__ import annotations

import pytest

from tests.edits import cell, typed
from tests.tables import ISSUED, tracker
from xltrack.reading.evidence_form import unfollowable
from xltrack.workbook.read import read_bytes
from xltrack.workbook.write import workbook_bytes
from xltrack.workflows.returns import read_returns


@pytest.mark.parametrize(
    "text, wrong",
    [
        ("https://example.org/report.pdf", []),
        ("See (https://example.org/a?b=c#d), and www.example.org.", []),
        ("https://例え.テスト/報告 http://10.0.0.7:8080/x ftp://files.example.org", []),
        ("report.pdf; Final report (2024).docx; minutes of 3/5/2024; ratio 3:1", []),
        ("https://intranet/reports/7", []),
        (r"\\server\share\report.pdf", []),
        ("Reported to HTTP team; https is used", []),
        ("http:/example.org", ["http:/example.org"]),
        ("https:// example.org", ["https://"]),
        ("https//example.org/a", ["https//example.org/a"]),
        (r"C:\Users\dana\report.pdf, done", [r"C:\Users\dana\report.pdf"]),
        ("file:///home/dana/a.pdf", ["file:///home/dana/a.pdf"]),
        ("/Users/dana/a.pdf", ["/Users/dana/a.pdf"]),
        ("https://[::1", ["https://[::1"]),
    ],
)
def test_a_link_that_is_none_and_a_file_on_one_machine_cannot_be_followed(text, wrong):
    assert [word.rstrip(":") for word in unfollowable(text)] == [word.rstrip(":") for word in wrong]


@pytest.mark.parametrize("sent", ["", "http:/old.example"])
def test_only_what_a_return_adds_is_reported_and_it_is_taken(sent):
    plan = tracker(f"""
        ref   | status    | evidence
        R1.A1 | initiated | {sent}
    """)
    data = workbook_bytes(plan, as_of=ISSUED)
    text = f"{sent} http:/new.example".strip()
    read = read_bytes(typed(data, {cell(data, "R1.A1", "evidence"): text}), "co.xlsx")
    assert [(one.code, one.found, one.ref) for one in read.findings] == [
        ("evidence_unfollowable", "http:/new.example", "R1.A1")
    ]
    assert read.current.by_ref["R1.A1"].evidence == text
    assert read_bytes(data, "co.xlsx").findings == ()


@pytest.mark.parametrize(
    "evidence, files, told",
    [
        ("Final report 2024.pdf; minutes.PDF", ["Final Report 2024.pdf", "minutes.pdf"], ["beside", "beside"]),
        ("see list.docx, https://example.org/a.pdf", ["scan.jpg"], ["picture", "missing"]),
        ("signed in the office", ["notes.docx"], ["document"]),
        ("Annex/report.pdf", ["report.pdf"], ["beside"]),
        ("old.pdf", [], []),
        ("old.pdf and new.pdf", ["old.pdf"], ["beside", "missing"]),
    ],
)
def test_files_beside_a_return_are_matched_with_the_names_in_evidence_and_never_opened(tmp_path, evidence, files, told):
    plan = tracker("""
        ref   | status    | evidence
        R1.A1 | initiated | old.pdf
    """)
    data = workbook_bytes(plan, as_of=ISSUED)
    (tmp_path / "co.xlsx").write_bytes(typed(data, {cell(data, "R1.A1", "evidence"): evidence}))
    for name in files:
        (tmp_path / name).write_bytes(b"\xff no such form")
    found = [finding.code for finding in read_returns([tmp_path]).findings]
    assert [code.replace("returned_", "").replace("evidence_", "") for code in found] == told
