"""A master in which the coordinator typed formulas where staff answer: no step stops, and nothing is lost."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.edits import cell, read, save, typed, with_parts
from tests.lint import findings
from tests.masters import ACTIONS, master, returned
from tests.raw_xlsx import MAIN
from tests.returns import WHEN
from tests.tables import ISSUED, tracker
from xltrack.cli.merge_lines import print_merge
from xltrack.merging.decisions import Decision
from xltrack.model.plan import KeyAction
from xltrack.model.tracker import Tracker
from xltrack.workbook.write import workbook_bytes
from xltrack.workflows.decide import resolve_decisions
from xltrack.workflows.master import Master
from xltrack.workflows.merge_returns import merge_returns

PLAN = """
    ref   | responsible | deadline | status        | comments | evidence
    R1.A1 | CO          | 2022-12  | initiated     | Begun    |
    R1.A2 | RO          | 2024-12  | not_initiated |          |
    R2.A1 | CO          | 2025-03  | initiated     |          |
    R2.A2 | CO          | 2025-03  | initiated     |          |
"""
LATER = WHEN + timedelta(days=1)


@pytest.fixture
def sent() -> Tracker:
    return tracker(PLAN)


def with_formulas(path: Path, key: str, formulas: dict[str, str]) -> None:
    """Give cells of a column a formula element each, by ref; `{0}` to `{3}` are the addresses of the four rows."""
    data = path.read_bytes()
    rows = [cell(data, ref, key)[1] for ref in ("R1.A1", "R1.A2", "R2.A1", "R2.A2")]
    xml = read(data, ACTIONS).decode()
    for ref, formula in formulas.items():
        inside = f' t="str">{formula.format(*rows)}<v>Worked out</v></c>'
        pattern = rf'(<c r="{cell(data, ref, key)[1]}"(?: s="\d+")?)[^>]*?(?:/>|>.*?</c>)'
        xml, count = re.subn(pattern, rf"\g<1>{inside}", xml, count=1)
        assert count == 1
    save(path, with_parts(data, {ACTIONS: xml.encode()}))


SHARED = {
    "R1.A1": '<f t="shared" ref="{0}:{3}" si="9">A6</f>',
    "R1.A2": '<f t="shared" si="9"/>',
    "R2.A1": '<f t="shared" si="9"/>',
    "R2.A2": '<f t="shared" si="9"/>',
}
FILLING = {"R1.A2": '<f t="array" ref="{1}:{2}">UPPER(C7:C8)</f>', "R2.A1": ""}


def test_an_edit_of_the_first_cell_of_a_shared_formula_is_taken(sent, tmp_path):
    path = master(tmp_path / "master.xlsx", sent, plain=True)
    with_formulas(path, "evidence", SHARED)
    opened = Master.open(path)
    opened.merge(when=WHEN)
    opened.save(as_of=ISSUED)
    opened = Master.open(path)
    opened.merge([returned(opened.tracker, "co.xlsx", {("R1.A1", "evidence"): "Report"})], when=LATER)
    assert opened.tracker.conflicts == ()
    opened.save(as_of=ISSUED)
    heads = re.findall(r'<f t="shared" ref[^>]*>[^<]*</f>', read(path.read_bytes(), ACTIONS).decode())
    rows = [cell(path.read_bytes(), ref, "evidence")[1] for ref in ("R1.A2", "R2.A2")]
    assert heads == [f'<f t="shared" ref="{":".join(rows)}" si="9">A7</f>']
    assert Master.open(path).plan.by_ref["R1.A1"].evidence == "Report"
    assert findings(path.read_bytes()) == []


@pytest.mark.parametrize("ref", ["R1.A2", "R2.A1"], ids=["its first cell", "another cell"])
def test_a_value_for_a_cell_that_a_formula_fills_waits_alone(sent, tmp_path, ref):
    path = master(tmp_path / "master.xlsx", sent, plain=True)
    with_formulas(path, "evidence", FILLING)
    opened = Master.open(path)
    edits = {(ref, "evidence"): "Report", ("R2.A2", "evidence"): "Minutes", (ref, "comments"): "Done"}
    result = opened.merge([returned(sent, "co.xlsx", edits)], when=WHEN)
    assert [(one.ref, one.field, one.reason) for one in result.conflicts] == [(ref, "evidence", "filled")]
    opened.save(as_of=ISSUED)
    plan = Master.open(path).plan
    assert (plan.by_ref["R2.A2"].evidence, plan.by_ref[ref].comments) == ("Minutes", "Done")
    assert plan.by_ref[ref].evidence == "Worked out"
    assert findings(path.read_bytes()) == []

    resolved = opened.resolve([Decision(result.conflicts[0].id, 1)], when=LATER)
    assert [(one.code, one.ref) for one in resolved.findings] == [("filled_by_formula", ref)]
    assert "Report" in resolved.findings[0].message()
    assert len(resolved.still_open) == 1


def test_a_value_that_waited_for_a_formula_can_be_taken_once_the_formula_has_gone(sent, tmp_path):
    path = master(tmp_path / "master.xlsx", sent, plain=True)
    with_formulas(path, "evidence", FILLING)
    opened = Master.open(path)
    opened.merge([returned(sent, "co.xlsx", {("R1.A2", "evidence"): "Report"})], when=WHEN)
    opened.save(as_of=ISSUED)
    xml = re.sub(r'<f t="array"[^>]*>[^<]*</f>', "", read(path.read_bytes(), ACTIONS).decode())
    save(path, with_parts(path.read_bytes(), {ACTIONS: xml.encode()}))
    opened = Master.open(path)
    resolved = opened.resolve([Decision(opened.tracker.conflicts[0].id, 1)], when=LATER)
    assert (resolved.findings, resolved.still_open) == ((), ())
    opened.save(as_of=ISSUED)
    assert Master.open(path).plan.by_ref["R1.A2"].evidence == "Report"


def test_an_undo_leaves_a_cell_that_a_formula_fills_and_names_it(sent, tmp_path):
    path = master(tmp_path / "master.xlsx", sent, plain=True)
    opened = Master.open(path)
    edits = {("R1.A2", "evidence"): "Worked out", ("R2.A2", "evidence"): "Minutes"}
    opened.merge([returned(sent, "co.xlsx", edits)], when=WHEN)
    opened.save(as_of=ISSUED)
    with_formulas(path, "evidence", FILLING)
    opened = Master.open(path)
    opened.merge(when=LATER)
    result = opened.undo(1, when=LATER)
    assert {(one.code, one.ref) for one in result.refused} == {
        ("filled_by_formula", "R1.A2"),
        ("filled_by_formula", "R2.A1"),
    }
    opened.save(as_of=ISSUED)
    plan = Master.open(path).plan
    assert (plan.by_ref["R1.A2"].evidence, plan.by_ref["R2.A2"].evidence) == ("Worked out", "")


def with_count_sheet(path: Path) -> None:
    """Give the master a sheet Count with formulas over all actions (rows 6 to 9) and over some, a name and a chart."""
    data = path.read_bytes()
    formulas = {
        "A1": 'COUNTIF(Actions!$G$6:$G$9,"CO*")',
        "A2": 'COUNTIF(Actions!G5:G9,"a:G9")&amp;SUM($G$6:$G$9)',
        "A3": 'COUNTIF(Actions!G6:G8,"CO")&amp;SUM(Actions!G6:Actions!G9,Count!G6:Count!G9)',
        "A4": 'ROWS(Actions!$6:$9)+ROWS(Actions!6:8)+ROWS(6:9)&amp;"Actions!6:9"',
    }
    cells = "".join(f'<row r="{at[1]}"><c r="{at}"><f>{text}</f><v>0</v></c></row>' for at, text in formulas.items())
    book = read(data, "xl/workbook.xml").decode()
    links = read(data, "xl/_rels/workbook.xml.rels").decode()
    types = read(data, "[Content_Types].xml").decode()
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
    sheet = f'<worksheet xmlns="{MAIN}"><sheetData>{cells}</sheetData></worksheet>'
    made = {
        "xl/workbook.xml": book.replace(
            "</sheets>", '<sheet name="Count" sheetId="99" r:id="rIdOwn"/></sheets>'
        ).replace("</definedNames>", '<definedName name="zz_units">Actions!$G$6:$G$9</definedName></definedNames>'),
        "xl/_rels/workbook.xml.rels": links.replace(
            "</Relationships>",
            f'<Relationship Id="rIdOwn" Type="{office}/worksheet" Target="worksheets/sheet99.xml"/></Relationships>',
        ),
        "[Content_Types].xml": types.replace(
            "</Types>", f'<Override PartName="/xl/worksheets/sheet99.xml" ContentType="{kind}"/></Types>'
        ),
        "xl/worksheets/sheet99.xml": sheet,
        "xl/charts/chart7.xml": '<c:a xmlns:c="urn:c"><c:f>Actions!$L$6:$L$9</c:f><c:f>Actions!$L$5</c:f></c:a>',
    }
    save(path, with_parts(data, {name: text.encode() for name, text in made.items()}))


NEW = KeyAction(ref="R2.A3", description="Print the guide", responsible="CO")


def accepted(sent: Tracker, path: Path) -> Master:
    """Merge a return with a new action into a master, and accept it."""
    opened = Master.open(path)
    answer = replace(returned(sent, "co.xlsx", {("R1.A1", "evidence"): "Printed"}), added=(NEW,))
    opened.merge([answer], when=WHEN)
    opened.resolve([Decision(opened.tracker.conflicts[0].id, 1)], when=LATER)
    opened.save(as_of=ISSUED)
    return opened


def test_what_ran_over_all_actions_follows_an_accepted_one_and_is_named(sent, tmp_path):
    path = master(tmp_path / "master.xlsx", sent, plain=True)
    with_count_sheet(path)
    opened = accepted(sent, path)
    sheet = read(path.read_bytes(), "xl/worksheets/sheet99.xml").decode()
    assert re.findall("<f>(.*?)</f>", sheet) == [
        'COUNTIF(Actions!$G$6:$G$10,"CO*")',
        'COUNTIF(Actions!G5:G10,"a:G9")&amp;SUM($G$6:$G$9)',
        'COUNTIF(Actions!G6:G8,"CO")&amp;SUM(Actions!G6:Actions!G10,Count!G6:Count!G9)',
        'ROWS(Actions!$6:$10)+ROWS(Actions!6:8)+ROWS(6:9)&amp;"Actions!6:9"',
    ]
    chart = read(path.read_bytes(), "xl/charts/chart7.xml").decode()
    assert re.findall("<c:f>(.*?)</c:f>", chart) == ["Actions!$L$6:$L$10", "Actions!$L$5"]
    assert ">Actions!$G$6:$G$10</definedName>" in read(path.read_bytes(), "xl/workbook.xml").decode()
    named = [(one.code, one.found) for one in opened.save_findings]
    assert named == [("ranges_followed", "zz_units, Count!A1, Count!A2, Count!A3, Count!A4, chart7")]


PIVOT = "xl/pivotCache/pivotCacheDefinition1.xml"
TABLE = "xl/tables/table1.xml"
SOURCES = (
    ('ref="A5:N9" sheet="Actions"', 'ref="A5:N10" sheet="Actions"'),
    ('ref="A5:N8" sheet="Actions"', 'ref="A5:N8" sheet="Actions"'),
    ('ref="A5:N9" sheet="Count"', 'ref="A5:N9" sheet="Count"'),
    ('name="zz_units"', 'name="zz_units"'),
)


def with_pivot_rules_and_table(path: Path, source: str) -> None:
    """Give the master the source of a pivot table, a rule that Excel keeps in an extension, and a table."""
    data = path.read_bytes()
    links = "xl/worksheets/_rels/sheet2.xml.rels"
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/table"
    space = "http://schemas.openxmlformats.org/package/2006/relationships"
    rule = "<x14:conditionalFormatting><xm:sqref>K6:L9 M6:M8</xm:sqref></x14:conditionalFormatting>"
    spaces = (
        'xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main" '
        'xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main"'
    )
    extension = f"<extLst><ext {spaces}>{rule}</ext></extLst></worksheet>"
    made = {
        PIVOT: f'<pivotCacheDefinition xmlns="{MAIN}"><cacheSource type="worksheet"><worksheetSource {source}/>'
        "</cacheSource></pivotCacheDefinition>",
        TABLE: f'<table xmlns="{MAIN}" id="1" name="P" displayName="P" ref="A5:N9"><autoFilter ref="A5:N9"/></table>',
        links: f'<Relationships xmlns="{space}"><Relationship Id="rIdT" Type="{kind}" Target="../tables/table1.xml"/>'
        "</Relationships>",
        ACTIONS: read(data, ACTIONS).decode().replace("</worksheet>", extension),
    }
    save(path, with_parts(data, {name: text.encode() for name, text in made.items()}))


@pytest.mark.parametrize("source, grown", SOURCES)
def test_pivot_sources_tables_and_newer_rules_grow_with_an_accepted_action_and_come_back(sent, tmp_path, source, grown):
    path = master(tmp_path / "master.xlsx", sent, plain=True)
    with_pivot_rules_and_table(path, source)
    before = {name: read(path.read_bytes(), name) for name in (PIVOT, TABLE)}
    opened = accepted(sent, path)
    data = path.read_bytes()
    assert f"<worksheetSource {grown}/>" in read(data, PIVOT).decode()
    named = [one.found for one in opened.save_findings if one.code == "ranges_followed"]
    assert named == (["P, pivotCacheDefinition1"] if grown != source else ["P"])
    assert re.findall(r'ref="(.*?)"', read(data, TABLE).decode()) == ["A5:N10", "A5:N10"]
    assert b"<xm:sqref>K6:L10 M6:M8</xm:sqref>" in read(data, ACTIONS)
    opened.undo(1, when=LATER)
    opened.save(as_of=ISSUED)
    data = path.read_bytes()
    assert {name: read(data, name) for name in before} == before
    assert b"<xm:sqref>K6:L9 M6:M8</xm:sqref>" in read(data, ACTIONS)


def test_undoing_an_added_row_takes_back_formulas_filter_names_and_what_followed(sent, tmp_path):
    path = master(tmp_path / "master.xlsx", sent, plain=True)
    with_count_sheet(path)
    before = {name: read(path.read_bytes(), name) for name in ("xl/charts/chart7.xml", "xl/worksheets/sheet99.xml")}
    names = re.compile(">(Actions![^<]*)</definedName>")
    book = names.findall(read(path.read_bytes(), "xl/workbook.xml").decode())
    filters = re.findall("<autoFilter[^>]*>", read(path.read_bytes(), ACTIONS).decode())
    opened = accepted(sent, path)
    assert filters != re.findall("<autoFilter[^>]*>", read(path.read_bytes(), ACTIONS).decode())
    opened.undo(1, when=LATER)
    opened.save(as_of=ISSUED)
    data = path.read_bytes()
    assert {name: read(data, name) for name in before} == before
    assert filters == re.findall("<autoFilter[^>]*>", read(data, ACTIONS).decode())
    assert book == names.findall(read(data, "xl/workbook.xml").decode())
    row = read(data, ACTIONS).decode().partition('<row r="10"')[2].partition("</row>")[0]
    assert "<f>" not in row
    assert "<v>" not in row
    opened.undo(when=LATER)
    opened.save(as_of=ISSUED)
    assert b"Actions!$G$6:$G$10" in read(path.read_bytes(), "xl/worksheets/sheet99.xml")


def test_live_formulas_that_were_put_right_are_named_in_the_report_of_the_merge(sent, tmp_path, capsys):
    path = master(tmp_path / "master.xlsx", sent, plain=True)
    address = cell(path.read_bytes(), "R1.A2", "overdue")[1]
    xml = read(path.read_bytes(), ACTIONS).decode()
    broken = re.sub(rf'(<c r="{address}"[^>]*?)(?: t="\w+")?>.*?</c>', r"\g<1>><v>17</v></c>", xml, count=1)
    save(path, with_parts(path.read_bytes(), {ACTIONS: broken.encode()}))
    answer = tmp_path / "co.xlsx"
    data = workbook_bytes(sent, as_of=ISSUED)
    save(answer, typed(data, {cell(data, "R1.A2", "evidence"): "Report"}))
    report = merge_returns(Master.open(path), [answer], when=WHEN, as_of=ISSUED)
    assert ("formulas_repaired", f"Actions!{address}") in [(one.code, one.found) for one in report.findings]
    assert not any(one.code == "formulas_repaired" and one.needs_attention for one in report.findings)
    print_merge(report, path, None)
    assert f"put right (1): Actions!{address}." in capsys.readouterr().out


def test_accepting_an_action_that_the_offices_formulas_follow_leaves_nothing_to_attend_to(sent, tmp_path):
    path = master(tmp_path / "master.xlsx", sent, plain=True)
    with_count_sheet(path)
    opened = Master.open(path)
    opened.merge([replace(returned(sent, "co.xlsx", {}), added=(NEW,))], when=WHEN)
    report = resolve_decisions(opened, ["R2.A3=1"], when=LATER, as_of=ISSUED)
    assert [one.code for one in report.findings] == ["ranges_followed"]
    assert not report.needs_attention
