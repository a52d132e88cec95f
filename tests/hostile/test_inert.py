"""Hostile texts do nothing in what goes out: no formula, link or markup, no broken file, no way out of a folder."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.command_line import xltrack
from xltrack.model.plan import KeyAction, Plan, Recommendation
from xltrack.model.tracker import new_tracker
from xltrack.rendering.formats import render
from xltrack.summary.summarize import summarize
from xltrack.workbook.read import read_bytes
from xltrack.workbook.write import workbook_bytes
from xltrack.workflows.files import export_text

DAY = date(2024, 6, 30)
EVIL = (
    "=HYPERLINK(\"http://evil.example\",\"x\")", "+1+1", "-2+3", "@SUM(A1)", "=cmd|'/c calc'!A0", "\t=1+1", "\r=1+1",
    "http://evil.example/?a=1", "mailto:x@evil.example", "javascript:alert(1)", "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>", "]]><x>", "&amp;<", "\x00\x07\x1b[31m", "\ufffe\uffff", "\u202egpj.exe",
    "_x000D_", "#REF!", "file:///etc/passwd", "\\\\evil\\share", "{=1}", "'=1",
)  # fmt: skip


def plan() -> Plan:
    """A plan that says each of these wherever a text may stand, all of it overdue."""
    actions = tuple(
        KeyAction(
            ref=f"R1.A{at}", description=f"{evil} {at}", responsible=evil.strip() or "CO", deadline="2020/01",
            comments=evil, evidence=evil, reason=evil, proposed_deadline="2030/01",
        )
        for at, evil in enumerate(EVIL, 1)
    )  # fmt: skip
    rec = Recommendation(ref="R1", text=EVIL[0], response=EVIL[1], description=EVIL[2], actions=actions)
    return Plan(title=EVIL[0], recommendations=(rec,))


PLAN = plan()
TRACKER = new_tracker(PLAN, DAY)


def _formulas(data: bytes) -> list[str]:
    book = load_workbook(io.BytesIO(data))
    return [str(c.value) for sheet in book for row in sheet.iter_rows() for c in row if c.data_type == "f"]


def _links(data: bytes) -> list[str]:
    """Return the targets outside the package that it refers to."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        rels = "".join(package.read(name).decode() for name in package.namelist() if name.endswith(".rels"))
    return re.findall(r'TargetMode="External"', rels)


def test_no_text_becomes_a_formula_or_a_link_in_a_tracker():
    data = workbook_bytes(TRACKER, as_of=DAY)
    assert not [f for f in _formulas(data) if "evil" in f or "calc" in f or f in ("=1+1", "=2+3", "+1+1")]
    assert _links(data) == []
    assert read_bytes(data, "a.xlsx").findings == ()


def test_no_text_becomes_a_formula_or_a_link_in_the_summary_workbook():
    data = render(summarize(PLAN, DAY), "xlsx")
    assert not [f for f in _formulas(data) if "evil" in f or "calc" in f]
    assert not [link for link in _links(data) if "evil" in link]


@pytest.mark.parametrize("form", ["html", "email-html"])
def test_no_text_becomes_markup_in_a_page(form):
    page = render(summarize(PLAN, DAY), form).decode()
    assert "alert(1)" in page
    assert not re.search(r"<(script>alert|img src=x|x>)", page)
    assert not re.search(r'href="(?!#)(?!mailto:)[^"]*(evil|javascript)', page)
    assert not set(page) & set("\x00\x07\x1b\ufffe\uffff")


def test_no_text_is_computed_by_a_spreadsheet_that_opens_the_csv():
    rows = list(csv.reader(io.StringIO(export_text(PLAN, ".csv", DAY))))
    assert len(rows) == len(EVIL) + 1
    assert not [cell for row in rows for cell in row if cell.lstrip(" \t\r\n")[:1] in tuple("=+-@") and cell[:1] != "'"]


@pytest.mark.parametrize("form", ["text", "markdown", "json", "docx"])
def test_every_other_form_can_be_made_of_such_a_plan(form):
    content = render(summarize(PLAN, DAY), form)
    assert b"\x1b" not in content or form == "docx"
    if form == "json":
        assert json.loads(content)


@pytest.mark.parametrize("text", ["\\ud800", "a\\u0000b", "\\u001b[2J", "\\uffff", "ok\\udfffok"])
def test_characters_no_cell_can_hold_are_handled_from_json_to_workbook(tmp_path: Path, text):
    source = tmp_path / "plan.json"
    source.write_text(
        '{"schema": "xltrack-plan/1", "title": "T", "recommendations": [{"ref": "R1", "text": "x", "actions": '
        f'[{{"ref": "R1.A1", "description": "Do {text} it", "responsible": "CO"}}]}}]}}',
        encoding="utf-8",
    )
    told = xltrack("import", source, "-o", tmp_path / "a.xlsx", "--as-of", "2024-06-30")
    assert "Traceback" not in told.err
    assert "made a mistake" not in told.err
    if told.code != 2:
        load_workbook(tmp_path / "a.xlsx").close()
        assert xltrack("check", tmp_path / "a.xlsx").code in (0, 1)
        assert xltrack("export", tmp_path / "a.xlsx", "-o", tmp_path / "a.csv").code in (0, 1)
    else:
        assert "plan.json" in told.err


def test_what_is_printed_cannot_act_on_a_terminal(tmp_path: Path):
    path = tmp_path / "a.xlsx"
    path.write_bytes(workbook_bytes(TRACKER, as_of=DAY))
    for verb in (("check", path), ("summary", path), ("history", path)):
        told = xltrack(*verb)
        assert not set(told.out + told.err) & set("\x1b\x07\x00\u202e"), verb


UNITS = (
    "../../etc/passwd",
    "..",
    "/abs",
    "a/b\\c",
    "CON",
    "nul.txt",
    "x" * 300,
    "com1",
    ".hidden",
    "ends.",
    "a\nb",
    "~$x",
    "*?",
)


def test_no_file_named_after_a_unit_leaves_its_folder(tmp_path: Path):
    actions = tuple(
        KeyAction(ref=f"R1.A{at}", description=f"Do {at}", responsible=unit) for at, unit in enumerate(UNITS, 1)
    )
    tracker = new_tracker(Plan(title="T", recommendations=(Recommendation(ref="R1", text="x", actions=actions),)), DAY)
    master = tmp_path / "house" / "master.xlsx"
    master.parent.mkdir()
    master.write_bytes(workbook_bytes(tracker, as_of=DAY))
    told = xltrack("distribute", master, "-o", tmp_path / "out")
    assert told.code in (0, 1), told.err
    written = [path for path in tmp_path.rglob("*") if path.is_file() and master.parent not in path.parents]
    assert len([path for path in written if path.suffix == ".xlsx"]) == len(UNITS)
    assert {path.parent for path in written} <= {tmp_path / "out", *(tmp_path / "out").glob("*")}
    for path in written:
        assert not re.match(r"(?i)(con|nul|com1|\.|~\$)(\.|$)", path.name), path.name
        assert not set(path.name) & set('\\/:*?"<>|\n')
        assert len(path.name.encode()) <= 255
