"""The plan as agreed, changed in the master's cells: asked about, confirmed, put back, undone; from the sheet on."""

from __future__ import annotations

import io
from collections.abc import Sequence

import openpyxl
import pytest

from tests.command_line import xltrack
from tests.edits import cell, offered, save, typed
from tests.lint import findings
from tests.returns import WHEN
from tests.tables import ISSUED, tracker
from xltrack.cli.hints import finding_hint
from xltrack.merging.decisions import Decision
from xltrack.model.fields import SHEETS
from xltrack.model.percent import Percentage
from xltrack.model.plan_fields import present_fields, value_of
from xltrack.rendering.updates import format_updates
from xltrack.storage.master import MasterInMemory
from xltrack.workbook.read import read_bytes
from xltrack.workbook.write import workbook_bytes
from xltrack.workflows.files import load_settings
from xltrack.workflows.master import Master
from xltrack.workflows.return_files import FileInMemory

SENT = tracker("""
    ref   | responsible | status
    R1.A1 | CO          | initiated
    R1.A2 | CO          | initiated
    R2.A1 | RO          | initiated
""")
FRESH = workbook_bytes(SENT, as_of=ISSUED)
TITLE = ("Start here", "B2")
PLACES = {
    ("R1.A2", "description"): cell(FRESH, "R1.A2", "description"),
    ("R2", "text"): cell(FRESH, "R2", "text", "recommendations"),
    ("R2", "category"): cell(FRESH, "R2", "category", "recommendations"),
    ("R2", "thematic_areas"): cell(FRESH, "R2", "thematic_areas", "recommendations"),
    ("", "title"): TITLE,
}
WORDS = ("Train 40 nurses", "Do R2 in all regions", "Rejected", "Peace\nWater", "The plan of 2024")
EDITED = typed(FRESH, dict(zip(PLACES.values(), WORDS, strict=True)))


def shown(data: bytes) -> list[object]:
    book = openpyxl.load_workbook(io.BytesIO(data))
    return [book[sheet][address].value for sheet, address in PLACES.values()]


def asked() -> MasterInMemory:
    """A master whose official edits were asked about, and which was saved."""
    storage = MasterInMemory("tracker.xlsx", EDITED)
    master = Master.open(storage)
    master.merge(when=WHEN)
    master.save(as_of=ISSUED)
    return storage


def cell_text(data: bytes, sheet: str, address: str) -> object:
    return openpyxl.load_workbook(io.BytesIO(data))[sheet][address].value


def decide(storage: MasterInMemory, take: object) -> Master:
    master = Master.open(storage)
    picks = [Decision(one.id, take) for one in master.tracker.conflicts]
    master.resolve(picks, when=WHEN, who="Dana")
    master.save(as_of=ISSUED)
    return Master.open(storage)


def test_while_the_question_is_open_the_cells_show_the_new_words_and_the_plan_the_agreed_ones():
    storage = asked()
    master = Master.open(storage)
    assert (master.plan, master.tracker.plan, shown(storage.data)) == (SENT.plan, SENT.plan, list(WORDS))
    assert {(one.ref, one.field) for one in master.tracker.conflicts} == set(PLACES)
    assert master.sheets.findings == ()
    before = storage.data
    master.merge(when=WHEN)
    assert (master.changed, storage.data is before) == (False, True)


def test_confirmed_words_are_the_plan_s_and_stand_beside_the_actions():
    storage = asked()
    master = decide(storage, 1)
    assert shown(storage.data) == list(WORDS)
    assert (master.plan.title, master.plan.by_ref["R1.A2"].description) == ("The plan of 2024", "Train 40 nurses")
    assert master.plan.recommendations[1].thematic_areas == ("Peace", "Water")
    book = openpyxl.load_workbook(io.BytesIO(storage.data))
    sheet, address = cell(storage.data, "R2.A1", "recommendation")
    assert book[sheet][address].value == "R2. Do R2 in all regions"
    assert [book[sheet]["A1"].value for sheet in ("Actions", "Decisions")] == ["The plan of 2024"] * 2
    assert book["Actions"].oddHeader.left.text == book.properties.title == "The plan of 2024"
    assert findings(storage.data) == []
    assert "Title of the plan:\nThe plan of 2024\n" in format_updates(SENT.plan, master.plan, "May")


def test_agreed_words_return_to_their_cells():
    storage = asked()
    assert decide(storage, "keep").plan == SENT.plan
    assert shown(storage.data) == shown(FRESH)


def test_an_undo_brings_the_words_and_the_question_back():
    storage = asked()
    master = decide(storage, 1)
    master.undo(when=WHEN)
    master.save(as_of=ISSUED)
    again = Master.open(storage)
    assert (again.plan, len(again.tracker.conflicts), shown(storage.data)) == (SENT.plan, len(PLACES), list(WORDS))


def test_an_undo_before_the_question_leaves_what_was_typed():
    status = cell(FRESH, "R1.A1", "status")
    storage = MasterInMemory("tracker.xlsx", typed(FRESH, {status: "Completed"}))
    master = Master.open(storage)
    master.merge(when=WHEN)
    master.save(as_of=ISSUED)
    storage.data = typed(storage.data, {PLACES["R1.A2", "description"]: "Train 40 nurses"})
    master = Master.open(storage)
    master.undo(when=WHEN)
    master.save(as_of=ISSUED)
    assert shown(storage.data)[0] == "Train 40 nurses"


@pytest.mark.parametrize("lost", [False, True])
def test_a_copy_sent_before_finds_its_row_with_its_base_and_without(lost):
    """Without its base, what was sent is rebuilt from the log by the printed revision."""
    storage = asked()
    master = decide(storage, 1)
    data = typed(FRESH, {cell(FRESH, "R1.A2", "comments"): "Begun in May"})
    if lost:
        book = openpyxl.load_workbook(io.BytesIO(data))
        del book["xltrack base"]
        out = io.BytesIO()
        book.save(out)
        data = out.getvalue()
    returns = master.read_returns([FileInMemory("co.xlsx", data)])
    result = master.merge(returns.submissions, when=WHEN)
    assert [(e.ref, e.field, e.after) for e in result.changes] == [("R1.A2", "comments", "Begun in May")]
    assert [one.code for one in result.findings] == (["base_rebuilt"] if lost else [])


@pytest.mark.parametrize("words", ["", "Action R1.A1", "action  r2.a1"])
def test_an_emptied_wording_and_that_of_another_row_are_no_new_wording(words):
    master = Master.open(MasterInMemory("t.xlsx", typed(FRESH, {PLACES["R1.A2", "description"]: words})))
    assert master.sheets.official == ()
    assert master.plan.by_ref["R1.A2"].description == "Action R1.A2"
    assert master.sheets.findings


def test_a_unit_that_returns_the_whole_tracker_changes_no_wording():
    master = Master.open(MasterInMemory("tracker.xlsx", FRESH))
    returns = master.read_returns([FileInMemory("co.xlsx", EDITED)])
    result = master.merge(returns.submissions, when=WHEN)
    assert [(one.ref, one.field) for one in result.conflicts] == [("R2", "category")]
    assert [one.code for one in result.findings] == ["locked_edited"] * 3


def test_the_terminal_asks_and_takes_the_answer(tmp_path):
    path = save(tmp_path / "tracker.xlsx", EDITED)
    returned = save(tmp_path / "co.xlsx", typed(FRESH, {cell(FRESH, "R1.A1", "comments"): "Begun"}))
    said = xltrack("merge", path, returned).out
    question = "You changed this in the master: make it official?"
    assert f"R1.A2  Key action: Action R1.A2 -> Train 40 nurses  ({question})" in said
    assert f"  Title of the plan: Plan -> The plan of 2024  ({question})" in said
    said = xltrack("resolve", path, "--take", "R1.A2.description=1", "--take", "title=1").out
    assert "Decided: Title of the plan: Plan -> The plan of 2024" in said
    assert Master.open(path).plan.title == "The plan of 2024"


def added(ref: str = "") -> bytes:
    """A master with a recommendation typed under the others, and two actions under the actions."""
    (sheet, last), (actions, under) = cell(FRESH, "R2", "text", "recommendations"), cell(FRESH, "R2.A1", "ref")
    row, line = int(last[1:]) + 1, int(under[1:]) + 1
    edits = {(sheet, f"A{row}"): ref, (sheet, f"B{row}"): "Do more", (sheet, f"D{row}"): "Accepted"}
    for at, text in enumerate(("Plan it", "Pay it")):
        edits |= {(actions, f"B{line + at}"): ref or "R3", (actions, f"C{line + at}"): text}
    edits[actions, f"D{line}"] = "CO"
    return typed(FRESH, {place: text for place, text in edits.items() if text})


@pytest.mark.parametrize("ref", ["R3", "", "R7"])
def test_a_new_recommendation_is_asked_about_once_with_its_actions_and_can_be_taken_back(ref):
    """Without a number, it gets the next one."""
    storage = MasterInMemory("tracker.xlsx", added(ref))
    final = ref if ref == "R7" else "R3"
    master = Master.open(storage)
    master.merge(when=WHEN)
    master.save(as_of=ISSUED)
    waits = Master.open(storage)
    assert waits.plan == waits.tracker.plan == SENT.plan
    assert [(one.ref, one.field, one.reason) for one in waits.tracker.conflicts] == [
        (final, None, "new_recommendation")
    ]
    waits.merge(when=WHEN)
    assert not waits.changed
    master = decide(storage, 1)
    rec = master.plan.recommendations[-1]
    assert [rec.ref, rec.text, rec.category, *((a.ref, a.description) for a in rec.actions)] == [
        final, "Do more", "accepted", (f"{final}.A1", "Plan it"), (f"{final}.A2", "Pay it"),
    ]  # fmt: skip
    assert (master.sheets.added, master.sheets.findings, findings(storage.data)) == ((), (), [])
    sheet, address = cell(storage.data, f"{final}.A1", "recommendation")
    book = openpyxl.load_workbook(io.BytesIO(storage.data))
    assert book[sheet][address].value == f"{final}. Do more"
    assert str(book["Recommendations"][cell(storage.data, final, "actions", "recommendations")[1]].value).startswith(
        "="
    )
    assert master.plan_at(1) == SENT.plan
    master.undo(when=WHEN)
    master.save(as_of=ISSUED)
    again = Master.open(storage)
    assert (again.plan, len(again.tracker.conflicts), again.sheets.new_recommendations) == (SENT.plan, 1, ())
    again.undo(when=WHEN)
    again.save(as_of=ISSUED)
    assert Master.open(storage).plan == master.plan_at(3)


def test_a_new_recommendation_that_is_kept_out_is_not_asked_about_again():
    storage = MasterInMemory("tracker.xlsx", added())
    master = Master.open(storage)
    master.merge(when=WHEN)
    master.save(as_of=ISSUED)
    assert decide(storage, "keep").plan == SENT.plan
    master = Master.open(storage)
    assert master.merge(when=WHEN).conflicts == ()


def test_rows_that_were_typed_get_the_look_and_the_formulas_of_the_others():
    storage = MasterInMemory("tracker.xlsx", added())
    master = Master.open(storage)
    master.merge(when=WHEN)
    master.save(as_of=ISSUED)
    decide(storage, 1)
    book = openpyxl.load_workbook(io.BytesIO(storage.data))
    for kind, known, new in (("actions", "R2.A1", "R3.A1"), ("recommendations", "R2", "R3")):
        for column in (one for one in SHEETS[kind] if one.key != "ref"):
            (sheet, model), (_, typed_in) = (cell(storage.data, ref, column.key, kind) for ref in (known, new))
            one, other = book[sheet][model], book[sheet][typed_in]
            assert one.style_id == other.style_id, column.key
            assert str(one.value).startswith("=") == str(other.value).startswith("="), column.key


@pytest.mark.parametrize(
    "column, typed_there, line, final",
    [
        ("ref", "R2.A9", "Ref: R1.A2 -> R2 (You moved this action to another recommendation: make it", "R2.A2"),
        ("ref", "R2", "Ref: R1.A2 -> R2 (You moved this action to another recommendation: make it", "R2.A2"),
        ("recommendation", "R2", "Ref: R1.A2 -> R2 (You moved this action to another", "R2.A2"),
        ("recommendation", "2. Another one", "Ref: R1.A2 -> R2 (You moved this action to", "R2.A2"),
        ("ref", "R1.A1", "Ref: R1.A2 -> R1.A1 (You gave it another action's ref: merge the two?)", "R1.A1"),
    ],
)
def test_an_action_moved_or_merged_by_typing_is_asked_about_once(column, typed_there, line, final, tmp_path):
    """While the question is open, the cell shows what was typed; kept, it shows the ref again; an undo asks anew."""
    data = typed(FRESH, {cell(FRESH, "R1.A2", column): typed_there})
    path = save(tmp_path / "tracker.xlsx", data)
    other = save(tmp_path / "ro.xlsx", typed(FRESH, {cell(FRESH, "R2.A1", "comments"): "Paid"}))
    late = save(tmp_path / "co.xlsx", typed(FRESH, {cell(FRESH, "R1.A2", "comments"): "Begun"}))
    said = xltrack("merge", path, other)
    assert (line in " ".join(said.out.split()), "would settle" in said.err) == (True, False)
    sheet, place = cell(FRESH, "R1.A2", column)
    assert openpyxl.load_workbook(path)[sheet][place].value == typed_there
    before = path.read_bytes()
    xltrack("merge", path, other)
    assert path.read_bytes() == before
    plan = Master.open(path).plan
    assert plan.by_ref.keys() == SENT.plan.by_ref.keys()
    kept = MasterInMemory("tracker.xlsx", before)
    assert (decide(kept, "keep").plan, Master.open(kept).tracker.conflicts) == (plan, ())
    assert openpyxl.load_workbook(io.BytesIO(kept.data))[sheet][place].value == cell_text(FRESH, sheet, place)
    undone = Master.open(kept)
    undone.undo(when=WHEN)
    undone.save(as_of=ISSUED)
    assert (len(undone.merge(when=WHEN).conflicts), undone.changed) == (1, False)
    assert xltrack("resolve", path, "--take", "R1.A2.ref=1").code == 0
    assert (Master.open(path).tracker.conflicts, findings(path.read_bytes())) == ((), [])
    xltrack("merge", path, late)
    assert "Begun" in Master.open(path).plan.by_ref[final].comments + "".join(
        str(claim.value) for one in Master.open(path).tracker.conflicts for claim in one.claims
    )
    master = Master.open(path)
    master.undo(2, when=WHEN)
    master.save(as_of=ISSUED)
    again = Master.open(path)
    assert (again.plan, [one.field for one in again.tracker.conflicts]) == (plan, ["ref"])
    again.merge(when=WHEN)
    assert not again.changed


@pytest.mark.parametrize(
    "cells, code, hint",
    [
        ({"R1.A1": "R1.A2", "R1.A2": "R1.A1"}, "merged_by_hand", "action TRACKER R1.A1 --into R1.A2"),
        ({"R1.A1": "R2.A1", "R1.A2": "R2.A1"}, "merged_by_hand", "action TRACKER R1.A1 --into R2.A1"),
    ],
)
def test_refs_that_may_have_been_sorted_or_filled_down_only_name_the_command(cells, code, hint):
    data = typed(FRESH, {cell(FRESH, ref, "ref"): text for ref, text in cells.items()})
    read = read_bytes(data, "tracker.xlsx", is_master=True)
    found = [one for one in read.findings if one.code == code]
    assert (read.moves, len(found), finding_hint(found[0])) == ((), 2, (f"xltrack {hint}",))


@pytest.mark.parametrize(
    "texts, kind, values",
    [
        (("High", "Low", "High"), "choice", {"R1.A1": "High", "R1.A2": "Low", "R2.A1": "High"}),
        ((12, None, "3.5"), "number", {"R1.A1": 12, "R2.A1": 3.5}),
        (("Yes", "no", None), "yes_no", {"R1.A1": True, "R1.A2": False}),
        (("10%", None, "25 %"), "percent", {"R1.A1": Percentage(10), "R2.A1": Percentage(25)}),
    ],
)
def test_a_column_that_the_coordinator_adds_in_excel_becomes_a_field_by_one_pick(texts, kind, values):
    storage = with_column("Priority", texts)
    (question,) = Master.open(storage).tracker.conflicts
    assert [claim.value for claim in question.claims] == ["Priority"]
    master = decide(storage, 1)
    (field,) = master.tracker.plan.fields
    assert (field.key, field.kind, field.header()) == ("priority", kind, "Priority")
    assert {row.ref: value_of(row, "priority") for row in master.plan.actions if row.own} == values
    assert (master.plan, master.tracker.conflicts, findings(storage.data)) == (master.tracker.plan, (), [])
    master.merge(when=WHEN)
    assert not master.changed
    master.undo(when=WHEN)
    master.save(as_of=ISSUED)
    assert present_fields(Master.open(storage).plan) == ()


@pytest.mark.parametrize("texts", [("Ask Aru", None, "Ask again"), ("Mine", "Mine", "Mine")])
def test_private_notes_beside_the_table_are_nobody_s_question(texts):
    assert Master.open(with_column("My notes", texts)).tracker == SENT


@pytest.mark.parametrize(
    "header, texts, values",
    [
        ("Lessons *", ("Ask Aru", None, "Ask again"), {"R1.A1": "Ask Aru", "R2.A1": "Ask again"}),
        ("Lessons*", (None, None, None), {}),
    ],
)
def test_a_column_of_free_text_is_marked_as_a_field_by_an_asterisk(header, texts, values):
    storage = with_column(header, texts)
    master = decide(storage, 1)
    (field,) = master.tracker.plan.fields
    assert (field.key, field.kind, field.header()) == ("lessons", "text", "Lessons")
    assert {row.ref: value_of(row, "lessons") for row in master.plan.actions if row.own} == values
    head = openpyxl.load_workbook(io.BytesIO(storage.data))["Actions"]
    assert [row[-1].value for row in head.iter_rows(min_row=5, max_row=5)] == ["Lessons"]
    master.merge(when=WHEN)
    assert not master.changed


def test_an_adopted_column_has_its_dropdown_and_the_settings_declare_it(tmp_path):
    path = save(tmp_path / "tracker.xlsx", with_column("Priority", ("High", "Low", "High")).data)
    said = xltrack("resolve", path, "--take", "field:priority=1").out
    assert 'xltrack.toml: the field priority is declared; its column is "Priority".' in said
    assert load_settings(tmp_path).fields == Master.open(path).tracker.plan.fields
    assert offered(path.read_bytes(), "Actions", "Priority") == ["High", "Low"]
    assert findings(path.read_bytes()) == []


@pytest.mark.parametrize("take", ["keep", "both", "own"])
def test_a_column_that_is_kept_out_stays_as_it_is_and_is_not_asked_about_again(take):
    storage = with_column("Priority", ("High", "Low", "High"))
    master = Master.open(storage)
    picks = [Decision(one.id, take, own_value="Urgency") for one in master.tracker.conflicts]
    refused = master.resolve(picks, when=WHEN, who="Dana").findings
    assert (len(refused), len(master.tracker.conflicts)) == ((0, 0) if take == "keep" else (1, 1))
    master.save(as_of=ISSUED)
    again = Master.open(storage)
    again.merge(when=WHEN)
    assert (again.changed, again.plan.fields) == (False, ())
    head = openpyxl.load_workbook(io.BytesIO(storage.data))["Actions"]
    assert [row[-1].value for row in head.iter_rows(min_row=5, max_row=8)] == ["Priority", "High", "Low", "High"]


def with_column(header: str, texts: Sequence[str | float | None]) -> MasterInMemory:
    """Return a master to which the coordinator added a column, merged and saved since."""
    book = openpyxl.load_workbook(io.BytesIO(FRESH))
    sheet = book["Actions"]
    at = sheet.max_column + 1
    for row, text in enumerate((header, *texts), 5):
        sheet.cell(row, at, text)
    out = io.BytesIO()
    book.save(out)
    storage = MasterInMemory("tracker.xlsx", out.getvalue())
    master = Master.open(storage)
    master.merge(when=WHEN)
    master.save(as_of=ISSUED)
    return storage
