"""Own fields in workbooks: written, read back, merged, decided, undone, and added to a tracker that is in use."""

from __future__ import annotations

import io
import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from tests.command_line import EXAMPLE, xltrack
from tests.edits import cell, offered, typed
from tests.lint import findings
from tests.masters import merged, returned
from tests.office import Office
from tests.paths import ROOT
from tests.returns import WHEN
from tests.strategies import trackers
from tests.tables import ISSUED, tracker
from xltrack.merging.declare import remove_field
from xltrack.model.compare import diff
from xltrack.model.own_fields import MOST_FIELDS, OwnField
from xltrack.model.percent import Percentage
from xltrack.model.plan import Plan
from xltrack.model.plan_fields import own_columns, value_of, with_fields, with_values
from xltrack.model.tracker import Tracker, new_tracker
from xltrack.model.year_month import YearMonth
from xltrack.storage.master import MasterInMemory
from xltrack.workbook.default_template.draw import draw
from xltrack.workbook.read import read_bytes, read_workbook
from xltrack.workbook.write import workbook_bytes
from xltrack.workflows.master import Master
from xltrack.workflows.settings import with_field

FIELDS = (
    OwnField(key="risk", kind="choice", choices=("High", "Low"), editor="coordinator"),
    OwnField(key="progress", kind="percent"),
    OwnField(key="begun", kind="month", label={"en": "Begun in", "fr": "Début"}),
    OwnField(key="cost", kind="number"),
    OwnField(key="agreed", kind="yes_no"),
    OwnField(key="lessons", rule="append"),
    OwnField(key="sponsor", kind="person", sheet="recommendations"),
)
FIRST = tracker("""
    ref   | responsible | status    | comments
    R1.A1 | CO          | initiated | Begun
    R2.A1 | RO          | initiated |
""")
PLAN = with_fields(FIRST.plan, FIELDS)
VALUES = {"risk": "Low", "progress": Percentage(0), "cost": 0, "agreed": False, "lessons": "Ask early"}
SENT = new_tracker(PLAN.with_actions({"R1.A1": with_values(PLAN.by_ref["R1.A1"], VALUES)}), ISSUED)


def own(state: Tracker, ref: str = "R1.A1") -> dict[str, object]:
    return dict(state.plan.by_ref[ref].own)


@given(trackers(), st.dates(date(2016, 1, 1), date(2031, 1, 1)))
@settings(max_examples=25)
def test_a_tracker_with_any_own_fields_is_read_back_as_it_was_written(made, as_of):
    read = read_bytes(workbook_bytes(made, as_of=as_of), "a.xlsx")
    assert read.base is not None
    assert diff(made.plan, read.current) == ()
    assert [finding.code for finding in read.findings if finding.code.startswith("remark_own")] == []


def test_without_own_fields_the_template_is_the_default_one():
    assert draw(fields=()) == draw()


@pytest.mark.parametrize("language", ["en", "ar", "zh"])
def test_a_workbook_with_own_fields_is_clean_and_offers_what_can_be_chosen(language):
    data = workbook_bytes(
        SENT.model_copy(update={"meta": SENT.meta.model_copy(update={"language": language})}), as_of=ISSUED
    )
    assert findings(data) == []
    book = load_workbook(io.BytesIO(data))
    offered = {rule.formula1 for rule in book.worksheets[1].data_validations.dataValidation}
    assert {"xltrack_list_risk", "xltrack_list_yes_no"} <= offered
    assert {f"xltrack_actions_{column.key}" for column in own_columns(PLAN, "actions")} <= set(book.defined_names)


def test_edits_of_own_fields_are_merged_by_their_rules_and_undone(tmp_path):
    path = tmp_path / "tracker.xlsx"
    path.write_bytes(workbook_bytes(SENT, as_of=ISSUED))
    edits: dict[tuple[str, str], str | float] = {("R1.A1", "progress"): 0.5, ("R1.A1", "risk"): "high"}
    edits |= {("R1.A1", "agreed"): "oui", ("R1.A1", "lessons"): "Ask early\nand twice", ("R2.A1", "begun"): "2024/03"}
    result = merged(path, returned(SENT, "co.xlsx", edits))
    assert [conflict.field for conflict in result.conflicts] == ["risk"], "only the coordinator fills it in"
    told = own(result.tracker)
    assert (told["progress"], told["agreed"], told["lessons"]) == (Percentage(50), True, "Ask early\nand twice")
    assert own(result.tracker, "R2.A1") == {"begun": YearMonth(2024, 3)}
    again = read_workbook(path)
    assert again.base == result.tracker
    assert again.current == result.plan
    assert findings(path.read_bytes()) == []
    assert xltrack("resolve", path, "--take", "R1.A1.risk=1").code == 0
    assert value_of(read_workbook(path).current.by_ref["R1.A1"], "risk") == "High"
    assert xltrack("undo", path, "--to", "1").code == 0
    assert read_workbook(path).current == SENT.plan


def test_two_units_that_want_different_values_of_a_field_meet_in_a_decision(tmp_path):
    path = tmp_path / "tracker.xlsx"
    path.write_bytes(workbook_bytes(SENT, as_of=ISSUED))
    files = [
        returned(SENT, f"{n}.xlsx", {("R1.A1", "cost"): n, ("R1.A1", "lessons"): f"Ask early\nFile {n}"})
        for n in (1, 2)
    ]
    result = merged(path, *files)
    (conflict,) = result.conflicts
    assert (conflict.field, [claim.value for claim in conflict.claims]) == ("cost", [1, 2])
    assert all(f"File {n}" in str(own(result.tracker)["lessons"]) for n in (1, 2))


def test_a_field_is_added_to_a_tracker_in_use_and_every_copy_has_it(tmp_path):
    path = tmp_path / "tracker.xlsx"
    xltrack("import", EXAMPLE, "-o", path, "--as-of", "2024-06-30")
    before = read_workbook(path)
    for words in (["priority"], ["progress"], ["begun", "--kind", "month"], ["sponsor", "--sheet", "recommendations"]):
        ran = xltrack("field", "add", *words, "--tracker", path, "--as-of", "2024-06-30")
        assert ran.code == 0, ran.err
    after = read_workbook(path)
    assert [field.key for field in after.base.plan.fields] == ["priority", "progress", "begun", "sponsor"]
    assert after.current.actions == before.current.actions
    assert [finding for finding in after.findings if finding.needs_attention] == []
    assert findings(path.read_bytes()) == []
    checks = [row[7].value for row in load_workbook(path)["Actions"].iter_rows(min_row=6, max_row=24)]
    assert {str(text).count(f"$R{row}<1") for row, text in enumerate(checks, 6)} == {1}, "saved three times since"
    assert offered(path.read_bytes(), "Actions", "Priority") == ["High", "Medium", "Low"]
    xltrack("distribute", path, "-o", tmp_path / "out", "--as-of", "2024-06-30")
    copy = next((tmp_path / "out").glob("*.xlsx"))
    ref = read_workbook(copy).current.actions[0].ref
    copy.write_bytes(typed(copy.read_bytes(), {cell(copy.read_bytes(), ref, "progress"): 0.25}))
    assert xltrack("merge", path, copy).code in (0, 1)
    assert value_of(read_workbook(path).current.by_ref[ref], "progress") == Percentage(25)
    again = xltrack("field", "add", "priority", "--tracker", path)
    assert (again.code, "declared already" in again.err) == (2, True)


def test_a_column_of_the_coordinators_own_becomes_a_field_with_its_values(tmp_path):
    path = tmp_path / "tracker.xlsx"
    xltrack("import", EXAMPLE, "-o", path, "--as-of", "2024-06-30")
    book = load_workbook(path)
    sheet = book["Actions"]
    column = sheet.max_column + 1
    sheet.cell(5, column, "Source of funds")
    sheet.cell(6, column, "Core")
    book.save(path)
    ran = xltrack("field", "add", "funding", "--label", "Source of funds", "--tracker", path, "--json")
    assert [(change["ref"], change["field"], change["after"]) for change in ran.json["changes"]] == [
        ("R1.A1", "funding", "Core")
    ]
    read = read_workbook(path)
    assert value_of(read.base.plan.by_ref["R1.A1"], "funding") == "Core"
    assert read.current == read.base.plan
    assert [row for row in load_workbook(path)["Actions"][5] if row.value == "Source of funds"] != []


def test_a_tracker_that_is_imported_beside_declared_fields_has_them(tmp_path):
    (tmp_path / "xltrack.toml").write_text('[[fields]]\nkey = "funding"\nlabel = "Source of funds"\n', encoding="utf-8")
    ran = xltrack("import", EXAMPLE, "-o", tmp_path / "tracker.xlsx", "--as-of", "2024-06-30")
    assert ran.code in (0, 1), ran.err
    read = read_workbook(tmp_path / "tracker.xlsx")
    assert [field.header() for field in read.base.plan.fields] == ["Source of funds"]
    assert ("R1.A1", "funding") in read.cells


def test_a_template_that_is_written_beside_declared_fields_has_their_columns(tmp_path):
    (tmp_path / "xltrack.toml").write_text(with_field("", FIELDS[0]), encoding="utf-8")
    own = tmp_path / "own.xlsx"
    assert xltrack("template", "-o", own).code == 0
    for template, code in ((own, 0), (ROOT / "templates" / "tracker_template.xlsx", 2)):
        ran = xltrack("import", EXAMPLE, "-o", tmp_path / "t.xlsx", "--template", template, "--force")
        assert (ran.code, "xltrack_actions_risk" in ran.err) == (code, code == 2)


def test_a_csv_return_may_name_the_fields_by_their_keys():
    lines = (
        "ref,description,status,comments,deadline,lessons,begun",
        "R1.A1,Action R1.A1,initiated,Begun,,Ask,2024-05",
    )
    read = read_bytes("\n".join(lines).encode(), "back.csv", base=SENT)
    assert dict(read.current.by_ref["R1.A1"].own)["begun"] == YearMonth(2024, 5)
    assert dict(read.current.by_ref["R1.A1"].own)["lessons"] == "Ask"


@pytest.mark.libreoffice
@pytest.mark.parametrize("suffix", [".xlsx", ".ods", ".xls"])
def test_own_fields_survive_libreoffice(office: Office, tmp_path: Path, suffix: str) -> None:
    """Any kind of field, in every format that it saves."""
    values = VALUES | {"begun": YearMonth(2024, 12), "cost": 1500.5, "progress": Percentage(12.5)}
    rows = {ref: with_values(PLAN.by_ref[ref], values) for ref in PLAN.by_ref}
    recs = {rec.ref: with_values(rec, {"sponsor": "Aru"}) for rec in PLAN.with_actions(rows).recommendations}
    made = new_tracker(PLAN.with_actions(rows).with_recommendations(recs), ISSUED)
    source = tmp_path / "tracker.xlsx"
    source.write_bytes(workbook_bytes(made, as_of=ISSUED))
    read = read_workbook(office.edit(source, tmp_path / f"saved{suffix}"))
    assert read.base == made
    assert read.current == made.plan


@pytest.mark.libreoffice
@pytest.mark.parametrize("suffix", [".xlsx", ".ods", ".xls"])
@given(made=trackers(), as_of=st.dates(date(2016, 1, 1), date(2031, 1, 1)))
@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_any_own_fields_go_through_libreoffice_and_change_no_value(
    office: Office, tmp_path: Path, suffix: str, made: Tracker, as_of: date
) -> None:
    """Nothing in the own fields of any action or recommendation is changed by opening and saving."""
    source, target = tmp_path / "tracker.xlsx", tmp_path / f"saved{suffix}"
    source.write_bytes(workbook_bytes(made, as_of=as_of))
    read = read_workbook(office.edit(source, target))
    assert read.base == made
    own = {field.key for field in made.plan.fields}
    assert [change for change in diff(made.plan, read.current) if change.field in own] == []


def test_a_field_is_renamed_and_removed_in_a_tracker_in_use_and_each_is_undone(tmp_path):
    path, settings = tmp_path / "tracker.xlsx", tmp_path / "xltrack.toml"
    settings.write_text(with_field(with_field("", FIELDS[0]), FIELDS[1]), encoding="utf-8")
    path.write_bytes(workbook_bytes(SENT, as_of=ISSUED))
    late = returned(SENT, "co.xlsx", {("R2.A1", "risk"): "High", ("R2.A1", "progress"): 0.5})
    for words, code in [
        (["rename", "risk", " "], 2),
        (["rename", "risk", "How likely"], 0),
        (["remove", "risk"], 2),
        (["remove", "risk", "--force"], 0),
    ]:
        ran = xltrack("field", *words, "--tracker", path, "--as-of", "2024-06-30")
        assert ran.code == code, ran.err
    assert "risk" in ran.out + ran.err
    assert 'key = "risk"' not in settings.read_text(encoding="utf-8")
    gone = read_workbook(path)
    assert value_of(gone.current.by_ref["R1.A1"], "risk") is None
    assert gone.current.by_ref["R1.A1"].own == tuple(
        pair for pair in SENT.plan.by_ref["R1.A1"].own if "risk" not in pair
    )
    assert [one for one in gone.findings if one.code.startswith("remark")] == []
    assert findings(path.read_bytes()) == []
    assert "risk" not in xltrack("export", path, "-o", "-", "--format", "csv").out
    assert xltrack("import", path, "-o", tmp_path / "new.xlsx").code == 0
    assert "risk" not in [one.key for one in read_workbook(tmp_path / "new.xlsx").base.plan.fields]
    told = [one.text("en") for one in merged(path, late).findings]
    assert own(read_workbook(path).base, "R2.A1") == {"progress": Percentage(50)}, "a late value finds no column"
    assert [text for text in told if "How likely" in text] != []
    undone = xltrack("undo", path, "--to", "2")
    assert (undone.code, "xltrack.toml" in undone.err) == (0, True), "the settings keep what they declare"
    back = read_workbook(path)
    assert (back.current.by_ref["R1.A1"], back.base.plan.fields[0].header()) == (
        SENT.plan.by_ref["R1.A1"],
        "How likely",
    )
    assert (
        back.cells["R1.A1", "risk"] == read_bytes(workbook_bytes(SENT, as_of=ISSUED), "a.xlsx").cells["R1.A1", "risk"]
    )
    told = xltrack("field", "list", "--tracker", path, "--json").json["fields"]
    assert next((one["key"], one["label"], one["values"]) for one in told) == ("risk", "How likely", 1)
    listed = xltrack("field", "list", "--tracker", path).out.splitlines()
    assert listed[0] == 'risk  "How likely"  choice  coordinator  take  actions  1'


@pytest.mark.parametrize("left", ["", "agreed"])
def test_changed_compares_every_field_with_its_own_value_as_sent_where_earlier_fields_were_removed(left):
    """Written anew without two of the fields, then saved in place, then perhaps without a third."""
    tracker = SENT
    for key in ("risk", "begun"):
        tracker = remove_field(tracker, key, when=WHEN).tracker
    fresh = workbook_bytes(tracker, as_of=ISSUED)
    edits = {cell(fresh, "R1.A1", key): value for key, value in (("cost", 7), ("lessons", "Ask late"))}
    master = Master.open(MasterInMemory("tracker.xlsx", typed(fresh, edits)))
    master.merge(when=WHEN)
    master.save(as_of=ISSUED)
    if left:
        master.change(lambda now: remove_field(now, left, when=WHEN), when=WHEN)
        master.save(as_of=ISSUED)
    now = compared(master.storage.read())
    assert {head: now.get(head) for head in ("Progress", "Cost", "Agreed", "Lessons")} == {
        "Progress": 0, "Cost": 7, "Agreed": None if left else "No", "Lessons": "Ask late",
    }  # fmt: skip


def compared(data: bytes) -> dict[str, object]:
    """By header, the value on the base sheet with which the formula in the first row's Changed compares that cell."""
    book = load_workbook(io.BytesIO(data))
    sheet = book["Actions"]
    heads = {one.value: one.column for one in sheet[5]}
    base = book["xltrack base"]
    row = next(one[2].row for one in base.iter_rows() if one[2].value == sheet.cell(6, heads["Row id"]).value)
    pairs = re.findall(r"INDEX\([^!]+!\$(\w+):.*?&([A-Z]+)\$5", sheet.cell(6, heads["Changed"]).value)
    return {sheet[f"{head}5"].value: base[f"{column}{row}"].value for column, head in pairs}


@pytest.mark.parametrize("steps", ["2", "32"])
def test_a_removed_field_that_is_declared_again_offers_its_new_choices_and_an_undo_the_old_ones(tmp_path, steps):
    path = tmp_path / "tracker.xlsx"
    path.write_bytes(workbook_bytes(SENT, as_of=ISSUED))
    (tmp_path / "xltrack.toml").write_text(with_field("", FIELDS[0]), encoding="utf-8")
    day = ("--tracker", path, "--as-of", "2024-06-30")

    def offers(header: str) -> list[str]:
        return offered(path.read_bytes(), "Actions", header)

    assert offers("Risk") == ["High", "Low"]
    assert xltrack("field", "rename", "risk", "How likely", *day).code == 0
    assert xltrack("field", "remove", "risk", "--force", *day).code == 0
    again = xltrack("field", "add", "risk", "--choice", "Red", "--choice", "Amber", "--choice", "Green", *day)
    assert again.code == 0, again.err
    assert offers("Risk") == ["Red", "Amber", "Green"]
    assert findings(path.read_bytes()) == []
    assert 'Choices of "Risk": High, Low -> Red, Amber, Green' in xltrack("history", path).out
    late = returned(SENT, "late.xlsx", {("R2.A1", "risk"): "Low", ("R2.A1", "cost"): 5})
    told = [(one.code, one.ref, one.found) for one in merged(path, late).findings]
    assert (told, own(read_workbook(path).base, "R2.A1")) == ([("unknown_choice", "R2.A1", "Low")], {"cost": 5})
    red = typed(path.read_bytes(), {cell(path.read_bytes(), "R2.A1", "risk"): "red"})
    assert value_of(read_bytes(red, "a.xlsx").current.by_ref["R2.A1"], "risk") == "Red"
    for revision in steps:
        assert xltrack("undo", path, "--to", revision, *day[2:]).code == 0
    back = read_workbook(path)
    assert (back.current.by_ref["R1.A1"], back.base.plan.fields[0].choices) == (
        SENT.plan.by_ref["R1.A1"],
        ("High", "Low"),
    )
    assert offers("How likely") == ["High", "Low"]
    assert (findings(path.read_bytes()), back.findings) == ([], ())


def test_as_many_fields_as_a_tracker_may_have_leave_its_formulas_short_enough_for_excel():
    fields = [OwnField(key=f"field_{number}", kind="number") for number in range(MOST_FIELDS)]
    data = workbook_bytes(new_tracker(with_fields(FIRST.plan, fields), ISSUED), as_of=ISSUED)
    sheet, address = cell(data, "R1.A1", "changed")
    formula = load_workbook(io.BytesIO(data))[sheet][address].value
    lowest = re.sub(r"(\$[A-Z]+)6\b", rf"\g<1>{2**20}", formula)
    assert 7_000 < len(lowest) <= 8_192
    with pytest.raises(ValueError, match="at most 60 fields"):
        Plan(fields=(*fields, OwnField(key="one_more")))


def test_a_field_gets_other_choices_in_a_tracker_in_use_and_keeps_its_values(tmp_path):
    path, settings = tmp_path / "tracker.xlsx", tmp_path / "xltrack.toml"
    path.write_bytes(workbook_bytes(SENT, as_of=ISSUED))
    settings.write_text(with_field("", FIELDS[0]), encoding="utf-8")
    late = returned(SENT, "late.xlsx", {("R2.A1", "risk"): "High"})
    day = ("--tracker", path, "--as-of", "2024-06-30")
    before = path.read_bytes(), settings.read_bytes()
    for words, said in [
        (["risk", "High", "None"], "Low"),
        (["risk", "Low", "low"], "twice"),
        (["cost", "Low"], "kind choice"),
        (["colour", "Red"], "colour"),
    ]:
        ran = xltrack("field", "choices", *words, *day)
        assert (ran.code, said in ran.err, (path.read_bytes(), settings.read_bytes())) == (2, True, before), ran.err
    ran = xltrack("field", "choices", "risk", "Critical", "Low", "None", *day)
    assert ran.code == 0, ran.err
    assert 'choices = ["Critical", "Low", "None"]' in settings.read_text(encoding="utf-8")
    assert offered(path.read_bytes(), "Actions", "Risk") == ["Critical", "Low", "None"]
    assert (own(read_workbook(path).base), findings(path.read_bytes())) == (own(SENT), [])
    assert [(one.code, one.found) for one in merged(path, late).findings] == [("unknown_choice", "High")]
    assert xltrack("undo", path, "--to", "1", *day[2:]).code == 0
    assert offered(path.read_bytes(), "Actions", "Risk") == ["High", "Low"]
    assert [(one.ref, one.field) for one in read_workbook(path).base.conflicts] == []
    merged(path, late)
    assert [(one.ref, one.field) for one in read_workbook(path).base.conflicts] == [("R2.A1", "risk")]
