"""Our own parts of a master stay whole: live formulas, rows that grow, a filter over all columns."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.edits import cell, read, save, typed, where, with_parts
from tests.lint import findings
from tests.masters import ACTIONS, cells, master, merged, returned
from tests.raw_xlsx import MAIN
from tests.tables import ISSUED, tracker
from tests.xlsx_text import opened
from xltrack.model.fields import ACTIONS as COLUMNS
from xltrack.model.plan import KeyAction
from xltrack.model.tracker import Tracker
from xltrack.reading.live_texts import LIVE_KEYS
from xltrack.workbook.default_template.draw import draw
from xltrack.workbook.read import read_bytes, read_workbook
from xltrack.workbook.update import update_workbook
from xltrack.workbook.write import workbook_bytes, write_workbook

PLAN = """
    ref   | responsible | deadline | status        | comments
    R1.A1 | CO          | 2022-12  | initiated     | Begun
    R1.A2 | RO          | 2024-12  | not_initiated |
    R2.A1 | CO          | 2025-03  | initiated     |
    R2.A2 | CO          | 2025-03  | initiated     |
"""
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
EDIT = {("R1.A2", "evidence"): "Report"}


@pytest.fixture
def sent() -> Tracker:
    return tracker(PLAN)


def live_formulas(data: bytes) -> dict[str, str]:
    """Return the contents of the live columns in the rows of the plan: formulas, or values typed over them."""
    sheet, nothing = cells(data, ACTIONS), (None, None, None)
    letters = [where(data, "actions", key)[1] for key in LIVE_KEYS]
    addresses = [f"{letter}{row}" for row in range(6, 10) for letter in letters]
    return {address: str(sheet.get(address, nothing)[1] or sheet.get(address, nothing)[2]) for address in addresses}


def replaced(data: bytes, address: str, content: str) -> bytes:
    """The workbook with other XML inside a cell of the Actions sheet."""
    xml = read(data, ACTIONS).decode()
    made = re.sub(rf'(<c r="{address}"[^>]*?)(?: t="\w+")?>.*?</c>', rf"\g<1>{content}", xml, count=1)
    assert made != xml
    return with_parts(data, {ACTIONS: made.encode()})


@pytest.mark.parametrize(
    "content",
    ["/>", "><v>17</v></c>", ' t="str"><v>ok</v></c>', "><f>#REF!</f><v>0</v></c>", "><f>LEN(A1)</f><v>1</v></c>"],
    ids=["deleted", "a number", "typed over", "a broken reference", "another formula"],
)
@pytest.mark.parametrize("key", LIVE_KEYS)
def test_a_damaged_live_formula_is_put_right_at_the_next_save(sent, tmp_path, key, content):
    path = master(tmp_path / "master.xlsx", sent, plain=True)
    whole = live_formulas(path.read_bytes())
    address = cell(path.read_bytes(), "R2.A1", key)[1]
    save(path, replaced(path.read_bytes(), address, content))
    assert live_formulas(path.read_bytes()) != whole
    merged(path, returned(sent, "ro.xlsx", EDIT))
    assert live_formulas(path.read_bytes()) == whole
    assert findings(path.read_bytes()) == []


@pytest.mark.parametrize("rows", [4, 2, 1])
@pytest.mark.parametrize("key", LIVE_KEYS)
def test_a_new_row_gets_its_live_formulas_at_once_whatever_the_last_row_holds_instead(tmp_path, key, rows):
    sent = tracker("\n".join(PLAN.strip().splitlines()[: rows + 1]))
    path = master(tmp_path / "master.xlsx", sent, plain=True)
    last = sent.plan.actions[-1].ref
    model = cell(path.read_bytes(), last, key)[1]
    whole = cells(path.read_bytes(), ACTIONS)[model][1]
    if rows > 1:
        save(path, replaced(path.read_bytes(), model, "><v>17</v></c>"))
    before, first = read_workbook(path), sent.plan.recommendations[-1]
    row = KeyAction(ref=f"{first.ref}.A9", description="Print the guide", responsible="CO")
    plan = sent.plan.with_recommendations({first.ref: first.model_copy(update={"actions": (*first.actions, row)})})
    meta = sent.meta.model_copy(update={"revision": 2})
    update_workbook(path, before, sent.model_copy(update={"plan": plan, "meta": meta}), as_of=ISSUED)
    _, added = cell(path.read_bytes(), row.ref, key)
    made = {at: cells(path.read_bytes(), ACTIONS)[at][1] for at in (model, added)}
    below = re.sub(rf"(?<=\$[A-Z]){model[1:]}\b", added[1:], str(whole))
    assert made == {model: whole, added: below}


@pytest.mark.parametrize("content", ["/>", "><v>17</v></c>"])
@pytest.mark.parametrize("key", ["actions", "overdue"])
def test_a_damaged_count_of_a_recommendation_is_put_right_at_the_next_save(sent, tmp_path, key, content):
    path, part = master(tmp_path / "master.xlsx", sent, plain=True), "xl/worksheets/sheet3.xml"
    letter = where(path.read_bytes(), "recommendations", key)[1]
    whole = cells(path.read_bytes(), part)
    address = next(at for at in reversed(whole) if at.startswith(letter) and whole[at][1])
    xml = read(path.read_bytes(), part).decode()
    made = re.sub(rf'(<c r="{address}"[^>]*?)>.*?</c>', rf"\g<1>{content}", xml, count=1)
    save(path, with_parts(path.read_bytes(), {part: made.encode()}))
    assert not cells(path.read_bytes(), part).get(address, (0, 0))[1]
    merged(path, returned(sent, "ro.xlsx", EDIT))
    assert cells(path.read_bytes(), part)[address][1] == whole[address][1]


def test_a_cell_filled_by_an_array_formula_of_its_own_is_overwritten(sent, tmp_path):
    path = master(tmp_path / "master.xlsx", sent, plain=True)
    address = cell(path.read_bytes(), "R1.A2", "evidence")[1]
    array = f'><f t="array" ref="{address}">SUM(LEN(A6:A9))</f></c>'
    xml = read(path.read_bytes(), ACTIONS).decode()
    xml = re.sub(rf'(<c r="{address}"[^>]*?)/>', lambda match: match[1] + array, xml, count=1)
    save(path, with_parts(path.read_bytes(), {ACTIONS: xml.encode()}))
    assert b't="array"' in read(path.read_bytes(), ACTIONS)
    merged(path, returned(sent, "ro.xlsx", EDIT))
    assert b't="array"' not in read(path.read_bytes(), ACTIONS)
    assert findings(path.read_bytes()) == []


def test_a_custom_property_is_updated_however_it_is_written(sent, tmp_path):
    path = master(tmp_path / "master.xlsx", sent, plain=True)
    part = read(path.read_bytes(), "docProps/custom.xml").decode()
    pretty = part.replace("<vt:lpwstr>", "\n    <vt:lpwstr>").replace("</vt:lpwstr>", "</vt:lpwstr>\n  ")
    save(path, with_parts(path.read_bytes(), {"docProps/custom.xml": pretty.encode()}))
    merged(path, returned(sent, "ro.xlsx", EDIT))
    assert f"{sent.meta.id} 2</vt:lpwstr>".encode() in read(path.read_bytes(), "docProps/custom.xml")


def test_no_row_of_actions_has_a_fixed_height(sent, tmp_path):
    path = master(tmp_path / "master.xlsx", sent, plain=True)
    merged(path, returned(sent, "ro.xlsx", {("R1.A2", "comments"): "A long comment. " * 40}))
    rows = re.findall(rb'<row r="(\d+)"[^>]*>', read(path.read_bytes(), ACTIONS))
    fixed = re.findall(rb'<row r="(\d+)"[^>]*customHeight', read(path.read_bytes(), ACTIONS))
    assert len(rows) > 8
    assert all(int(row) <= 5 for row in fixed)


def test_the_filter_covers_every_column_of_ours_and_an_empty_row_parts_the_title_from_the_table(sent):
    sheet = opened(workbook_bytes(sent, as_of=ISSUED))["Actions"]
    assert sheet.auto_filter.ref == f"A5:{sheet.cell(1, len(COLUMNS)).column_letter}9"
    assert all(cell_.value is None for cell_ in sheet[4])


@pytest.mark.parametrize("totals, ref", [("", "A5:N10"), (' totalsRowCount="1"', "A5:N9")])
def test_a_table_over_the_actions_grows_with_an_accepted_one(sent, tmp_path, totals, ref):
    path = master(tmp_path / "master.xlsx", sent, plain=True)
    data = path.read_bytes()
    links = "xl/worksheets/_rels/sheet2.xml.rels"
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/table"
    link = f'<Relationships xmlns="{RELATIONS}"><Relationship Id="rIdT" Type="{kind}" Target="../tables/table1.xml"/>'
    table = f'<table xmlns="{MAIN}" id="1" name="Plan" displayName="Plan" ref="A5:N9"{totals}/>'
    save(path, with_parts(data, {links: f"{link}</Relationships>".encode(), "xl/tables/table1.xml": table.encode()}))
    before = read_workbook(path)
    row = KeyAction(ref="R1.A3", description="Print the guide", responsible="CO")
    plan = sent.plan
    first = plan.recommendations[0]
    grown = first.model_copy(update={"actions": (*first.actions, row)})
    new = plan.with_recommendations({first.ref: grown})
    tracker_now = sent.model_copy(update={"plan": new, "meta": sent.meta.model_copy(update={"revision": 2})})
    update_workbook(path, before, tracker_now, as_of=ISSUED)
    assert f'ref="{ref}"'.encode() in read(path.read_bytes(), "xl/tables/table1.xml")


def test_a_digital_signature_is_mentioned(sent, tmp_path):
    path = master(tmp_path / "master.xlsx", sent, plain=True)
    assert read_workbook(path).findings == ()
    save(path, with_parts(path.read_bytes(), {"_xmlsignatures/sig1.xml": b"<Signature/>"}))
    assert [finding.code for finding in read_workbook(path).findings] == ["signature_present"]


def former_template(folder: Path) -> Path:
    """The default template as it was: Check stands behind what was changed, and recommendations have more room."""
    columns = [column for column in COLUMNS if column.key != "check"]
    after = 1 + next(at for at, column in enumerate(columns) if column.key == "changed")
    check = next(column for column in COLUMNS if column.key == "check")
    return save(folder / "former.xlsx", draw(columns=(*columns[:after], check, *columns[after:])))


@pytest.mark.parametrize("master_former, return_former", [(True, True), (True, False), (False, True)])
def test_workbooks_of_the_former_order_of_columns_are_read_merged_and_kept_whole(
    sent, tmp_path, master_former, return_former
):
    former = former_template(tmp_path)
    path = tmp_path / "master.xlsx"
    write_workbook(sent, path, as_of=ISSUED, template=former if master_former else None)
    back = workbook_bytes(sent, as_of=ISSUED, template=former if return_former else None)
    answer = read_bytes(typed(back, {cell(back, ref, key): value for (ref, key), value in EDIT.items()}), "co.xlsx")
    formulas = live_formulas(path.read_bytes())
    damaged = replaced(path.read_bytes(), cell(path.read_bytes(), "R1.A1", "check")[1], "><v>17</v></c>")
    merged(save(path, damaged), answer)
    again = read_workbook(path)
    assert again.current.by_ref["R1.A2"].evidence == "Report"
    assert again.current == again.base.plan
    assert live_formulas(path.read_bytes()) == formulas
    assert findings(path.read_bytes()) == []
