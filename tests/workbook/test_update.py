"""A master updated in place: what was to change has changed, and nothing else has."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from tests.edits import cell, read, save, typed, with_parts
from tests.lint import findings
from tests.masters import ACTIONS, OWN, cells, differing, lived_in, master, merged, names, returned
from tests.returns import WHEN
from tests.tables import ISSUED, assert_table, tracker
from tests.xlsx_text import drawn_at, opened, table
from xltrack.errors import SaveError, WorkbookError
from xltrack.merging.history import undo
from xltrack.merging.merge import merge
from xltrack.model.tracker import Tracker
from xltrack.workbook.read import read_bytes, read_workbook
from xltrack.workbook.update import update_workbook
from xltrack.workbook.write import workbook_bytes

PLAN = """
    ref   | responsible | deadline | status        | comments
    R1.A1 | CO          | 2022-12  | initiated     | Begun
    R1.A2 | RO          | 2024-12  | not_initiated |
    R2.A1 | CO          | 2025-03  | initiated     |
    R2.A2 | CO          | 2025-03  | initiated     |
"""
OWNED = {
    "xl/workbook.xml", "xl/sharedStrings.xml", "docProps/custom.xml", "xl/worksheets/sheet1.xml", ACTIONS,
    "xl/worksheets/sheet3.xml", "xl/worksheets/sheet4.xml", "xl/worksheets/sheet5.xml", "xl/worksheets/sheet7.xml",
}  # fmt: skip
"""Everything xltrack may touch: not Lists (sheet6), not styles, nothing of the office."""
THREE = {("R1.A1", "status"): "Completed", ("R1.A1", "evidence"): "Report", ("R2.A1", "comments"): "Under way"}


@pytest.fixture
def sent() -> Tracker:
    return tracker(PLAN)


def test_three_changed_cells_are_three_changed_cells(sent, tmp_path):
    path = master(tmp_path / "master.xlsx", sent)
    before = path.read_bytes()
    merged(path, returned(sent, "co.xlsx", THREE))
    after = path.read_bytes()
    assert names(after) == names(before)
    assert {name for name in names(before) if read(before, name) != read(after, name)} <= OWNED
    expected = {cell(before, ref, key)[1]: value for (ref, key), value in THREE.items()}
    live = {cell(before, "R1.A1", key)[1] for key in ("overdue", "check")}
    changed = differing(before, after, ACTIONS)
    assert {at: value for at, value in changed.items() if at not in live | {"A2"}} == expected
    assert set(differing(before, after, "xl/worksheets/sheet3.xml")) <= {"A2", "K6"}
    places = {opened(before).defined_names[f"xltrack_start_{key}"].attr_text.rpartition("!")[2].replace("$", "")
              for key in ("revision", "overdue", "problems")}  # fmt: skip
    assert set(differing(before, after, "xl/worksheets/sheet1.xml")) <= places


def test_what_stands_around_the_cells_stays_byte_for_byte(sent, tmp_path):
    path = master(tmp_path / "master.xlsx", sent)
    before = read(path.read_bytes(), ACTIONS)
    merged(path, returned(sent, "co.xlsx", THREE))
    after = read(path.read_bytes(), ACTIONS)
    head = before[: before.index(b"<sheetData>")]
    tail = before[before.index(b"</sheetData>") :].replace(b"Revision 1", b"Revision 2")
    assert after.startswith(head)
    assert after.endswith(tail)
    untouched = re.search(rb'<row r="7".*?</row>', before)
    assert untouched[0] in after


@pytest.mark.parametrize("as_of", [ISSUED, date(2025, 1, 1), date(2030, 6, 1)])
def test_stored_results_are_those_of_the_day_whatever_was_stored_before(sent, tmp_path, as_of):
    path = master(tmp_path / "master.xlsx", sent, plain=True)
    result = merged(path, returned(sent, "co.xlsx", THREE), as_of=as_of)
    fresh = workbook_bytes(result.tracker, as_of=as_of)
    live = {"actions": ("ref", "overdue", "check"), "recommendations": ("ref", "actions", "overdue")}
    for sheet, keys in live.items():
        files = (path.read_bytes(), fresh)
        stored, right = ([[row[key] for key in keys] for row in table(data, sheet)] for data in files)
        assert stored == right


def test_macros_stay_in_a_master_that_has_them(sent, tmp_path):
    path = master(tmp_path / "master.xlsm", sent)
    merged(path, returned(sent, "co.xlsx", THREE))
    data = path.read_bytes()
    assert {name: read(data, name) for name in OWN} == {name: text.encode("latin-1") for name, text in OWN.items()}


def test_a_merge_of_nothing_new_leaves_the_file_untouched(sent, tmp_path):
    path = master(tmp_path / "master.xlsx", sent)
    before, stamp = path.read_bytes(), path.stat().st_mtime_ns
    same = returned(sent, "co.xlsx", {})
    merged(path, same)
    assert (path.read_bytes(), path.stat().st_mtime_ns) == (before, stamp)
    one = returned(sent, "co.xlsx", THREE)
    merged(path, one)
    after = path.read_bytes()
    merged(path, one, replace(one, file="copy of co.xlsx"))
    assert path.read_bytes() == after


def test_edits_by_hand_are_logged_as_edited_and_take_part(sent, tmp_path):
    path = master(tmp_path / "master.xlsx", sent)
    data = path.read_bytes()
    save(path, typed(data, {cell(data, "R1.A2", "status"): "Initiated", cell(data, "R2.A1", "comments"): "By phone"}))
    other = returned(sent, "ro.xlsx", {("R1.A2", "status"): "Completed", ("R1.A2", "comments"): "Done in May"})
    result = merged(path, other)
    assert [(c.ref, c.field, c.ours) for c in result.conflicts] == [("R1.A2", "status", "initiated")]
    base = read_workbook(path).base
    assert {(e.ref, e.field, e.outcome) for e in base.log} >= {
        ("R1.A2", "status", "edited"),
        ("R2.A1", "comments", "edited"),
    }
    assert_table(
        base.plan,
        """
        ref   | status        | comments
        R1.A1 | initiated     | Begun
        R1.A2 | initiated     | Done in May
        R2.A1 | initiated     | By phone
        R2.A2 | initiated     |
    """,
    )


def test_a_row_typed_into_the_master_gets_its_ref(sent, tmp_path):
    path = master(tmp_path / "master.xlsx", sent)
    data = path.read_bytes()
    new = {("Actions", "B10"): "R2.", ("Actions", "A10"): "R2.A9", ("Actions", "C10"): "A new step"}
    save(path, typed(data, new | {("Actions", "F10"): "Initiated"}))
    merged(path)
    row = next(row for row in table(path.read_bytes()) if row["description"] == "A new step")
    assert (row["ref"], row["status"], row["uid"] != "") == ("R2.A3", "Initiated", True)
    assert read_workbook(path).base.plan.by_ref["R2.A3"].description == "A new step"
    assert not read_workbook(path).added


def proposed(sent: Tracker) -> bytes:
    copy = workbook_bytes(sent, as_of=ISSUED)
    return typed(copy, {("Actions", "A10"): "R1.A9", ("Actions", "C10"): "Train the partners"})


def accepted(path: Path, sent: Tracker) -> None:
    from xltrack.merging.decisions import Decision, resolve

    merged(path, read_bytes(proposed(sent), "co.xlsx"))
    now = read_workbook(path)
    result = resolve(now.base, [Decision(now.base.conflicts[0].id, 1)], when=WHEN)
    update_workbook(path, now, result.tracker, as_of=ISSUED)


def test_an_accepted_proposal_is_a_row_like_the_others(sent, tmp_path):
    path = master(tmp_path / "master.xlsx", sent)
    accepted(path, sent)
    data = path.read_bytes()
    held = cells(data, ACTIONS)
    model, new = ({at.rstrip("0123456789"): c for at, c in held.items() if at.endswith(end)} for end in ("9", "10"))
    model = {at: c for at, c in model.items() if f"{at}9" in held}
    assert new["A"][2] == "R1.A3"
    assert {at for at, c in new.items() if c[1]} == {at for at, c in model.items() if c[1]}
    assert new["R"][1] == "LEN(G10)", "the office's own formula goes along"
    assert "Q" not in new, "what the office wrote about another row does not"
    assert all(new[at][0] == model[at][0] for at in new.keys() & model.keys() - {"Q", "R"})
    assert re.search(rb'<autoFilter ref="A5:\w+10"', read(data, ACTIONS))
    assert [row["ref"] for row in table(data) if row["ref"]] == ["R1.A1", "R1.A2", "R2.A1", "R2.A2", "R1.A3"]


def test_shared_formulas_of_own_columns_go_along_too(sent, tmp_path):
    path = master(tmp_path / "master.xlsx", sent)
    xml = read(path.read_bytes(), ACTIONS)
    xml = xml.replace(b"<f>LEN(G6)</f>", b'<f t="shared" ref="R6:R9" si="0">LEN(G6)</f>')
    for row in (7, 8, 9):
        xml = xml.replace(f"<f>LEN(G{row})</f>".encode(), b'<f t="shared" si="0"/>')
    save(path, with_parts(path.read_bytes(), {ACTIONS: xml}))
    accepted(path, sent)
    assert cells(path.read_bytes(), ACTIONS)["R10"][1] == "LEN(G10)"


def test_an_undone_addition_empties_its_row_and_redoing_brings_it_back(sent, tmp_path):
    path = master(tmp_path / "master.xlsx", sent, plain=True)
    accepted(path, sent)
    for expected in (["R1.A1", "R1.A2", "R2.A1", "R2.A2"], ["R1.A1", "R1.A2", "R1.A3", "R2.A1", "R2.A2"]):
        now = read_workbook(path)
        update_workbook(path, now, undo(now.base, when=WHEN, current=now.current).tracker, as_of=ISSUED)
        assert sorted(row["ref"] for row in table(path.read_bytes()) if row["ref"]) == expected
        assert list(read_workbook(path).base.plan.by_ref) == expected


def test_undo_restores_the_cells_and_can_be_undone(sent, tmp_path):
    path = master(tmp_path / "master.xlsx", sent)
    before = path.read_bytes()
    merged(path, returned(sent, "co.xlsx", THREE))
    merged_cells = cells(path.read_bytes(), ACTIONS)
    for expected in (cells(before, ACTIONS), merged_cells):
        now = read_workbook(path)
        update_workbook(path, now, undo(now.base, when=WHEN, current=now.current).tracker, as_of=ISSUED)
        held = cells(path.read_bytes(), ACTIONS)
        assert {at: c for at, c in held.items() if at != "A2"} == {at: c for at, c in expected.items() if at != "A2"}
    assert [e.outcome for e in read_workbook(path).base.log].count("undone") == 6


def test_undo_leaves_and_lists_a_cell_that_was_edited_since(sent, tmp_path):
    path = master(tmp_path / "master.xlsx", sent)
    merged(path, returned(sent, "co.xlsx", THREE))
    data = path.read_bytes()
    save(path, typed(data, {cell(data, "R1.A1", "evidence"): "Another report"}))
    now = read_workbook(path)
    result = undo(now.base, when=WHEN, current=now.current)
    update_workbook(path, now, result.tracker, as_of=ISSUED)
    assert [(p.code, p.ref, p.values["field"]) for p in result.refused] == [("changed_since", "R1.A1", "evidence")]
    row = table(path.read_bytes())[0]
    assert (row["status"], row["evidence"]) == ("Initiated", "Another report")


def test_waiting_cells_keep_their_value_and_are_named(sent, tmp_path):
    path = master(tmp_path / "master.xlsx", sent)
    merged(path, returned(sent, "co.xlsx", {("R1.A1", "proposed_deadline"): "2025/06", ("R1.A1", "reason"): "Late"}))
    row = table(path.read_bytes())[0]
    assert (row["proposed_deadline"], row["waiting"]) == ("", "Proposed deadline")
    assert row["check"] == "Waits for a decision: Proposed deadline"
    now = read_workbook(path)
    assert now.current == now.base.plan
    rules = opened(path.read_bytes())["Actions"].conditional_formatting
    formulas = [
        rule.formula[0] for ranges in rules for rule in ranges.rules if drawn_at("proposed_deadline", 6) in ranges.sqref
    ]
    assert any("$P6" in formula for formula in formulas)


def test_a_sort_by_hand_that_waits_is_put_back_and_asked_once(sent, tmp_path):
    path = master(tmp_path / "master.xlsx", sent)
    rows = table(path.read_bytes())
    own = [action.comments for action in sent.plan.actions]
    texts = [f"What was said about action {number}" for number in range(len(own))]
    edits = {(action.ref, "comments"): text for action, text in zip(sent.plan.actions, texts, strict=True)}
    merged(path, returned(sent, "co.xlsx", edits))
    said = read_workbook(path).current
    data = path.read_bytes()
    moved = {action.ref: said.actions[at - 1].comments for at, action in enumerate(said.actions)}
    path.write_bytes(typed(data, {cell(data, ref, "comments"): text for ref, text in moved.items()}))
    (one,) = [conflict for conflict in merged(path).conflicts if conflict.reason == "sorted"]
    assert len(one.claims[0].moves) == len(rows)
    assert read_workbook(path).current == said
    after = merged(path)
    assert [conflict.id for conflict in after.conflicts if conflict.reason == "sorted"] == [one.id]


def test_a_row_grows_with_what_a_merge_writes_into_it(sent, tmp_path):
    path = master(tmp_path / "master.xlsx", sent, plain=True)
    height = opened(path.read_bytes())["Actions"].row_dimensions[6].height
    merged(path, returned(sent, "co.xlsx", {("R1.A1", "comments"): "Begun\n" + "and so on " * 60}))
    rows = opened(path.read_bytes())["Actions"].row_dimensions
    assert rows[6].height > 5 * height
    merged(path, returned(read_workbook(path).base, "co.xlsx", {("R1.A1", "comments"): "Short"}))
    assert opened(path.read_bytes())["Actions"].row_dimensions[6].height == rows[6].height


def test_changes_grows_beyond_the_rows_its_rules_were_drawn_for(sent, tmp_path):
    path = master(tmp_path / "master.xlsx", sent, plain=True)
    now = read_workbook(path)
    entries = merge(now, [returned(sent, "co.xlsx", THREE)], when=WHEN).tracker
    long = entries.model_copy(update={"log": entries.log * 90})
    update_workbook(path, now, long, as_of=ISSUED)
    data = path.read_bytes()
    assert [row["ref"] for row in table(data, "changes") if row["ref"]] == [entry.ref for entry in long.log]
    assert opened(data)["Changes"].auto_filter.ref == f"A5:J{5 + len(long.log)}"
    assert findings(data) == []


def test_fifty_merges_do_not_make_the_file_grow_without_bound(sent, tmp_path):
    path = master(tmp_path / "master.xlsx", sent, plain=True)
    sizes = []
    for at in range(50):
        now = read_workbook(path)
        row = now.base.plan.by_ref["R1.A1"].model_copy(update={"comments": f"State {at}"})
        edited = replace(now, current=now.base.plan.with_actions({"R1.A1": row}))
        result = merge(edited, [], when=WHEN)
        update_workbook(path, edited, result.tracker, as_of=ISSUED)
        sizes.append(path.stat().st_size)
    entry = len(read_workbook(path).base.log[0].model_dump_json())
    assert sizes[-1] - sizes[0] < 49 * entry, "no more than the log itself"
    assert len(list((tmp_path / "backup").iterdir())) == 10


def test_excel_opens_every_kind_of_updated_master(sent, tmp_path):
    path = master(tmp_path / "master.xlsx", sent, plain=True)
    accepted(path, sent)
    assert findings(path.read_bytes()) == []
    clash = [returned(sent, f"{who}.xlsx", {("R1.A2", "status"): said}) for who, said in
             (("co", "Completed"), ("ro", "Initiated"))]  # fmt: skip
    merged(path, *clash)
    assert findings(path.read_bytes()) == []
    now = read_workbook(path)
    update_workbook(path, now, undo(now.base, 1, when=WHEN).tracker, as_of=date(2026, 1, 1))
    assert findings(path.read_bytes()) == []


def test_a_master_saved_by_somebody_meanwhile_is_not_overwritten(sent, tmp_path):
    path = master(tmp_path / "master.xlsx", sent)
    before = read_workbook(path)
    result = merge(before, [returned(sent, "co.xlsx", THREE)], when=WHEN)
    newer = save(path, typed(path.read_bytes(), {("Actions", "Q6"): "hers"})).read_bytes()
    with pytest.raises(SaveError):
        update_workbook(path, before, result.tracker, as_of=ISSUED)
    assert path.read_bytes() == newer


def test_an_update_that_would_not_read_back_is_not_saved(sent, tmp_path, monkeypatch):
    path = master(tmp_path / "master.xlsx", sent)
    before, data = read_workbook(path), path.read_bytes()
    result = merge(before, [returned(sent, "co.xlsx", THREE)], when=WHEN)
    monkeypatch.setattr("xltrack.workbook.sheet_updates.SheetUpdates.actions", lambda self: None)
    with pytest.raises(WorkbookError) as error:
        update_workbook(path, before, result.tracker, as_of=ISSUED)
    assert error.value.code == "would_not_read_back"
    assert path.read_bytes() == data
    assert [one.name for one in tmp_path.iterdir()] == ["master.xlsx"]


def test_an_output_elsewhere_leaves_the_master(sent, tmp_path):
    path = master(tmp_path / "master.xlsx", sent)
    data, before = path.read_bytes(), read_workbook(path)
    result = merge(before, [returned(sent, "co.xlsx", THREE)], when=WHEN)
    update_workbook(path, before, result.tracker, as_of=ISSUED, output=tmp_path / "new.xlsx")
    assert path.read_bytes() == data
    assert read_workbook(tmp_path / "new.xlsx").base == result.tracker


def test_a_sheet_in_front_is_not_hidden(sent, tmp_path):
    path = master(tmp_path / "master.xlsx", sent, plain=True)
    merged(path, returned(sent, "co.xlsx", {("R1.A1", "deadline"): 45809}))
    assert opened(path.read_bytes())["Decisions"].sheet_state == "visible"
    book = re.sub(rb"(<workbookView\b[^>]*?)/>", rb'\1 activeTab="4"/>', read(path.read_bytes(), "xl/workbook.xml"))
    front = with_parts(path.read_bytes(), {"xl/workbook.xml": book})
    for data, state in ((path.read_bytes(), "hidden"), (front, "visible")):
        save(path, data)
        now = read_workbook(path)
        update_workbook(path, now, undo(now.base, when=WHEN).tracker, as_of=ISSUED)
        assert opened(path.read_bytes())["Decisions"].sheet_state == state


def test_formulas_of_the_office_are_worked_out_again_when_it_is_opened(sent, tmp_path):
    path = master(tmp_path / "master.xlsx", sent)
    book = read(path.read_bytes(), "xl/workbook.xml").replace(b' fullCalcOnLoad="1"', b"")
    save(path, with_parts(path.read_bytes(), {"xl/workbook.xml": book}))
    merged(path, returned(sent, "co.xlsx", THREE))
    assert b'fullCalcOnLoad="1"' in read(path.read_bytes(), "xl/workbook.xml")


@pytest.mark.libreoffice
def test_own_columns_stay_with_their_rows_after_the_coordinator_sorted(sent, office, tmp_path):
    path = save(tmp_path / "first.xlsx", lived_in(workbook_bytes(sent, as_of=ISSUED)))
    path = office.edit(path, tmp_path / "master.xlsx", ("sort", "Actions", "A6:R9", 0, False))
    notes = {row["ref"]: at for at, row in enumerate(table(path.read_bytes()))}
    before = opened(path.read_bytes(), results=True)["Actions"]
    beside = {ref: before.cell(6 + at, 17).value for ref, at in notes.items() if ref}
    assert beside["R1.A1"] == "private 6"
    assert next(iter(notes)) == "R2.A2"
    merged(path, returned(sent, "co.xlsx", THREE))
    after = opened(path.read_bytes(), results=True)["Actions"]
    held = table(path.read_bytes())
    assert {row["ref"]: after.cell(6 + at, 17).value for at, row in enumerate(held) if row["ref"]} == beside
    assert {row["ref"]: row["status"] for row in held if row["ref"]}["R1.A1"] == "Completed"
    merged(path, returned(read_workbook(path).base, "ro.xlsx", {("R1.A2", "comments"): "On it"}))
    assert read_workbook(path).base.plan.by_ref["R1.A2"].comments == "On it"
