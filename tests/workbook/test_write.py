"""A tracker becomes a workbook that says what the plan says, in whatever template it is filled."""

from __future__ import annotations

import csv
import shutil
import subprocess
from datetime import date, datetime
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.styles import PatternFill
from openpyxl.utils.cell import coordinate_to_tuple

from tests.lint import findings
from tests.office import Office
from tests.real_plan import real_text
from tests.strategies import trackers
from tests.tables import ISSUED, actions, tracker
from tests.xlsx_text import drawn_at, opened, parts, table
from xltrack.errors import TemplateError, WorkbookError
from xltrack.i18n.catalogue import catalogue
from xltrack.importing.response_text import parse_text
from xltrack.model.fields import ACTION_FIELDS, ACTIONS
from xltrack.model.plan import KeyAction, Plan, Recommendation
from xltrack.model.serialize import from_chunks
from xltrack.model.tracker import LogEntry, Tracker, new_tracker, row_uid
from xltrack.model.year_month import YearMonth
from xltrack.workbook.default_template.draw import draw
from xltrack.workbook.write import workbook_bytes, write_workbook
from xltrack.xlsx.formulas import Growth, compiled, grow

SOME = """
    ref   | responsible | deadline | status               | comments | completed_on | evidence | proposed_deadline | reason
    R1.A1 | CO          | 2022-03  | initiated            | Begun    |              |          | 2025-06           |
    R1.A2 | RO          | 2024-05  | not_initiated        |          |              |          |                   |
    R1.A3 | RO          | 2024-06  | not_initiated        |          | 2024-06-01   |          |                   |
    R2.A1 | CO          | 2022-03  | completed            |          | 2024-07-01   |          |                   |
    R2.A2 | CO          | 2022-03  | completed            | Done     | 2022-02-28   | Report   | 2025-06           | Late
    R2.A3 | CO          |          | no_longer_applicable |          |              |          |                   |
"""  # noqa: E501
LIVE = ("overdue", "changed", "check")


def real() -> Tracker:
    return new_tracker(parse_text(real_text()).plan, ISSUED)


def shown(action: KeyAction) -> dict[str, object]:
    """An action as cells show it."""
    values: dict[str, object] = {column.key: getattr(action, column.key) or "" for column in ACTION_FIELDS}
    values["status"] = catalogue().word("status", action.status.value)
    if action.deadline:
        values["deadline"] = datetime.combine(action.deadline.first_day, datetime.min.time())
    if action.completed_on:
        values["completed_on"] = datetime.combine(action.completed_on, datetime.min.time())
    return values | {"proposed_deadline": str(action.proposed_deadline or "")}


@given(trackers(), st.dates(date(2016, 1, 1), date(2031, 1, 1)))
def test_an_independent_reader_finds_every_value_of_any_plan(given_tracker, as_of):
    data = workbook_bytes(given_tracker, as_of=as_of)
    held = [row for row in table(data) if row["ref"]]
    kept = {ord(ch): None for ch in "\ufffe\uffff"}
    for row, action in zip(held, given_tracker.plan.actions, strict=True):
        expected = {k: v.translate(kept) if isinstance(v, str) else v for k, v in shown(action).items()}
        assert {key: row[key] for key in expected} == expected
        assert row["uid"] == row_uid(given_tracker.meta.id, action.ref)
    recs = [row for row in table(data, "recommendations") if row["ref"]]
    texts = [[rec.text.translate(kept), rec.response.translate(kept)] for rec in given_tracker.plan.recommendations]
    assert [[row["text"], row["response"]] for row in recs] == texts


@given(trackers(max_actions=2))
@settings(max_examples=15)
def test_the_base_sheet_holds_the_tracker_and_excel_opens_the_file(given_tracker):
    data = workbook_bytes(given_tracker, as_of=ISSUED)
    cells = [str(row[0].value or "") for row in opened(data)["xltrack base"].iter_rows(max_col=1)]
    if not any(ch in given_tracker.model_dump_json() for ch in "\ufffe\uffff"):
        assert from_chunks(cells) == given_tracker
    assert findings(data) == []


@pytest.mark.parametrize(
    "case",
    [
        Plan(),
        Plan(recommendations=(Recommendation(ref="R1", text="Rejected"),)),
        actions("ref\nR1.A1"),
        Plan(title="A & B <x> _x000D_ “q” " * 20, recommendations=actions("ref\nR1.A1").recommendations),
    ],
    ids=["empty", "no actions", "one action", "odd title"],
)
def test_unusual_plans_make_clean_workbooks(case):
    assert findings(workbook_bytes(new_tracker(case, ISSUED), as_of=ISSUED)) == []


def test_the_real_plan_makes_a_clean_workbook_with_ten_overdue():
    data = workbook_bytes(real(), as_of=ISSUED)
    assert findings(data) == []
    late = [row["overdue"] for row in table(data) if row["overdue"]]
    assert (len(table(data)), len(late), late[0]) == (29, 10, "27 months")
    start = opened(data, results=True)["Start here"]
    assert [start.cell(5, column).value for column in (2, 3, 4, 5)] == [29, 10, 0, 0]


def test_stored_results_say_what_is_late_and_what_is_missing():
    rows = table(workbook_bytes(tracker(SOME), as_of=date(2024, 6, 30)))
    check = catalogue().section("check")
    assert [row["overdue"] for row in rows] == ["27 months", "1 month", "", "", "", ""]
    assert [row["changed"] for row in rows] == [""] * 6
    bare = f"{check['bare']}; {check['future']}"
    assert [row["check"] for row in rows] == [check["no_reason"], "", check["open"], bare, "", check["withdrawn"]]


def test_what_looks_like_a_formula_or_an_escape_stays_text():
    texts = ["=1+1", "+1", "-1", "@x", "#REF!", "_x000D_", "http://x.example", "1.10", "TRUE"]
    plan = Plan(
        recommendations=(
            Recommendation(
                ref="R1",
                text="=R1",
                actions=tuple(
                    KeyAction(ref=f"R1.A{n}", description=text, comments=text) for n, text in enumerate(texts)
                ),
            ),
        )
    )
    data = workbook_bytes(new_tracker(plan, ISSUED), as_of=ISSUED)
    assert [row["comments"] for row in table(data)] == texts
    assert {opened(data)["Actions"].cell(6 + n, 7).data_type for n in range(len(texts))} == {"s"}


def test_a_control_character_never_reaches_the_file():
    plan = Plan(recommendations=(Recommendation(ref="R1", text="a\x00b\x1bc\ufffed\tе"),))
    data = workbook_bytes(new_tracker(plan, ISSUED), as_of=ISSUED)
    assert table(data, "recommendations")[0]["text"] == "abcd\tе"
    assert findings(data) == []


@pytest.mark.parametrize("text, fits", [("x" * 32_767, True), ("x" * 32_768, False), ("𝛑" * 16_384, False)])
def test_a_text_is_refused_beyond_what_a_cell_holds_before_anything_is_written(tmp_path, text, fits):
    plan = Plan(
        recommendations=(Recommendation(ref="R1", text="R", actions=(KeyAction(ref="R1.A1", description=text),)),)
    )
    target = tmp_path / "out.xlsx"
    if fits:
        write_workbook(new_tracker(plan, ISSUED), target, as_of=ISSUED)
        assert table(target.read_bytes())[0]["description"] == text
        return
    with pytest.raises(WorkbookError, match=r"R1\.A1 description: 32768"):
        write_workbook(new_tracker(plan, ISSUED), target, as_of=ISSUED)
    assert list(tmp_path.iterdir()) == []


def test_an_existing_file_is_only_replaced_when_asked(tmp_path):
    target = tmp_path / "out.xlsx"
    target.write_text("mine")
    with pytest.raises(WorkbookError, match="exists already"):
        write_workbook(tracker("ref\nR1.A1"), target, as_of=ISSUED)
    assert target.read_text() == "mine"
    write_workbook(tracker("ref\nR1.A1"), target, as_of=ISSUED, overwrite=True)
    assert table(target.read_bytes())[0]["ref"] == "R1.A1"


def test_the_same_tracker_and_day_give_the_same_bytes():
    assert workbook_bytes(tracker(SOME), as_of=ISSUED) == workbook_bytes(tracker(SOME), as_of=ISSUED)


def test_rules_reach_rows_that_people_add_and_filters_end_with_the_last():
    sheet = opened(workbook_bytes(tracker(SOME), as_of=ISSUED))["Actions"]
    assert {area.max_row for rule in sheet.data_validations.dataValidation for area in rule.sqref.ranges} == {211}
    assert {area.max_row for r in sheet.conditional_formatting for area in r.sqref.ranges} == {211}
    assert sheet.auto_filter.ref == "A5:P11"
    assert sheet.print_area.endswith("$M$11")
    names = opened(workbook_bytes(tracker(SOME), as_of=ISSUED)).defined_names
    assert names["xltrack_actions_status"].attr_text == "Actions!$F$5:$F$211"
    assert names["xltrack_list_responsible"].attr_text == "Lists!$D$2:$D$3"


def test_long_comments_get_tall_rows_and_never_more_than_excel_shows():
    plan = actions("ref\nR1.A1\nR1.A2").with_actions({})
    long = plan.actions[0].model_copy(update={"comments": "word " * 200})
    longest = plan.actions[1].model_copy(update={"comments": "word " * 5000})
    data = workbook_bytes(new_tracker(plan.with_actions({"R1.A1": long, "R1.A2": longest}), ISSUED), as_of=ISSUED)
    heights = [opened(data)["Actions"].row_dimensions[row].height for row in (6, 7)]
    assert 250 < heights[0] < 409
    assert heights[1] == 409


def test_changes_are_hidden_until_there_are_some():
    plain = tracker(SOME)
    when = datetime(2024, 7, 1, 12, 30)  # noqa: DTZ001
    entry = LogEntry(
        revision=2,
        when=when,
        who="CO",
        ref="R1.A1",
        field="status",
        before="initiated",
        after="completed",
        outcome="taken",
    )
    logged = plain.model_copy(update={"log": (entry,)})
    states = [opened(workbook_bytes(one, as_of=ISSUED))["Changes"].sheet_state for one in (plain, logged)]
    assert states == ["hidden", "visible"]
    row = table(workbook_bytes(logged, as_of=ISSUED), "changes")[0]
    assert (row["when"], row["field"], row["before"], row["after"]) == (when, "Status", "Initiated", "Completed")


def test_a_copy_for_some_actions_shows_only_those():
    whole = tracker(SOME)
    copy = whole.model_copy(update={"meta": whole.meta.model_copy(update={"scope": ("R1.A2", "R2.A1")})})
    data = workbook_bytes(copy, as_of=ISSUED)
    assert [row["ref"] for row in table(data)] == ["R1.A2", "R2.A1"]
    assert [row["actions"] for row in table(data, "recommendations")] == [1, 1]


def test_protection_leaves_what_staff_fill_in_open():
    book = opened(workbook_bytes(tracker(SOME), as_of=ISSUED, protect=True))
    sheet = book["Actions"]
    assert sheet.protection.sheet
    assert (sheet.protection.autoFilter, sheet.protection.sort, sheet.protection.password) == (False, False, None)
    assert [sheet.cell(6, column).protection.locked for column in (1, 3, 6, 7, 11)] == [True, True, False, False, False]
    assert not opened(workbook_bytes(tracker(SOME), as_of=ISSUED))["Actions"].protection.sheet
    assert findings(workbook_bytes(tracker(SOME), as_of=ISSUED, protect=True)) == []


# An office's own template


def restyled() -> bytes:
    """The default template as an office makes it its own: order, words, colours, a column, a sheet, a note below."""
    moved = [*ACTIONS[5:7], *ACTIONS[:5], *ACTIONS[7:]]
    book = load_workbook(BytesIO(draw(columns=moved)))
    sheet = book["Actions"]
    sheet["A5"] = "How far?"
    sheet["A6"].fill = PatternFill("solid", "FFEEDD")
    sheet["P5"], sheet["P6"] = "Days left", '=IF(ISNUMBER($G6),$G6-TODAY()&" of "&SUM($G$6:$G$6),"A6")'
    sheet["Q5"], sheet["Q6"] = "Desk", "tbd"
    sheet["C8"], sheet["C9"] = "Approved by the head of office", "=COUNTA(C5:C6)"
    sheet.column_dimensions["B"].width = 30
    own = book.create_sheet("Our notes")
    own.append(["x", 1])
    chart = BarChart()
    chart.add_data(Reference(own, min_col=2, min_row=1, max_row=1))
    own.add_chart(chart, "D4")
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_restyled_template_keeps_its_look_and_everything_that_is_not_ours():
    template = restyled()
    data = workbook_bytes(tracker(SOME), as_of=ISSUED, template=template)
    assert findings(data) == []
    rows = table(data)
    assert [row["ref"] for row in rows][:6] == ["R1.A1", "R1.A2", "R1.A3", "R2.A1", "R2.A2", "R2.A3"]
    assert rows[4]["comments"] == "Done"
    sheet = opened(data)["Actions"]
    assert (sheet["A5"].value, sheet.column_dimensions["B"].width) == ("How far?", 30)
    assert sheet["A11"].fill.fgColor.rgb == sheet["A6"].fill.fgColor.rgb == "00FFEEDD"
    assert sheet["P9"].value == '=IF(ISNUMBER($G9),$G9-TODAY()&" of "&SUM($G$6:$G$11),"A6")'
    assert sheet["Q10"].value == "tbd"
    assert (sheet["C13"].value, sheet["C14"].value) == ("Approved by the head of office", "=COUNTA(C5:C11)")
    before, after = parts(template), parts(data)
    ours = {"xl/workbook.xml", "docProps/core.xml", "docProps/custom.xml"}
    ours |= {"[Content_Types].xml", "xl/_rels/workbook.xml.rels"}  # this library keeps no shared strings
    ours |= {f"xl/worksheets/sheet{n}.xml" for n in range(1, 8)}
    assert [*before, "xl/sharedStrings.xml"] == list(after)
    assert {name for name in before if before[name] != after[name]} <= ours
    assert "xl/charts/chart1.xml" in after


def test_a_template_without_a_needed_column_is_refused_by_the_column_s_name():
    book = load_workbook(BytesIO(draw()))
    del book.defined_names["xltrack_actions_comments"]
    out = BytesIO()
    book.save(out)
    with pytest.raises(TemplateError, match='"Comments" on the sheet Actions'):
        workbook_bytes(tracker(SOME), as_of=ISSUED, template=out.getvalue())


def test_a_template_may_leave_out_what_is_not_needed():
    book = load_workbook(BytesIO(draw()))
    del book.defined_names["xltrack_actions_recommendation"]
    out = BytesIO()
    book.save(out)
    assert "recommendation" not in table(workbook_bytes(tracker(SOME), as_of=ISSUED, template=out.getvalue()))[0]


@pytest.mark.parametrize("junk", [b"", b"junk", b"PK\x05\x06" + bytes(18)])
def test_what_is_no_workbook_is_no_template(junk):
    with pytest.raises(TemplateError):
        workbook_bytes(tracker(SOME), as_of=ISSUED, template=junk)


@pytest.mark.parametrize(
    "formula, grown",
    [
        ("SUM(F5:F6)", "SUM(F5:F9)"),
        ("SUM($F$6:$F$6)", "SUM($F$6:$F$9)"),
        ("Actions!$F$5:$F$6", "Actions!$F$5:$F$9"),
        ("'Other sheet'!$F$5:$F$6", "'Other sheet'!$F$5:$F$6"),
        ('"F5:F6"&F8', '"F5:F6"&F11'),
        ("'A6'!C:C&F6&LOG10(F6)", "'A6'!C:C&F6&LOG10(F6)"),
    ],
)
def test_ranges_that_end_on_the_model_row_grow_with_it(formula, grown):
    assert grow(formula, {"actions": Growth(6, 9)}, own="actions") == grown


def test_a_copied_formula_follows_its_row_as_excel_lets_it():
    copied = compiled('IF($F6>F$6,A5&"F6",Lists!B6)<1', {"actions": Growth(6, 9)}, "actions", 6)
    assert copied(8) == 'IF($F8&gt;F$6,A7&amp;"F6",Lists!B8)&lt;1'


# Real programs


@pytest.mark.libreoffice
@pytest.mark.parametrize("suffix", [".xlsx", ".ods", ".xls"])
def test_what_libreoffice_works_out_equals_what_is_stored(office: Office, tmp_path, suffix):
    today = date.today()  # noqa: DTZ011
    month = YearMonth(today.year, today.month)
    due = actions(SOME).with_actions({})
    soon = due.by_ref["R1.A2"].model_copy(update={"deadline": month})
    made = new_tracker(due.with_actions({"R1.A2": soon}), today)
    source = tmp_path / "a.xlsx"
    write_workbook(made, source, as_of=today)
    cells = [drawn_at(key, row) for row in range(6, 12) for key in LIVE]
    saved = office.edit(source, tmp_path / f"b{suffix}")
    stored = [row[key] for row in table(source.read_bytes()) for key in LIVE]
    assert office.values(saved, "Actions", cells) == stored
    start = opened(source.read_bytes(), results=True)["Start here"]
    counters = ["B5", "C5", "D5", "E5"]
    assert office.values(saved, "Start here", counters) == [str(start[cell].value) for cell in counters]


@pytest.mark.libreoffice
def test_typing_shows_what_was_changed_and_what_is_missing(office: Office, tmp_path):
    source = tmp_path / "a.xlsx"
    write_workbook(tracker(SOME), source, as_of=ISSUED)
    check = catalogue().section("check")
    steps = [
        ("text", "Actions", "F7", "Completed"),
        ("text", "Actions", "F8", "Nearly"),
        ("text", "Actions", drawn_at("proposed_deadline", 11), "27"),
    ]
    edited = office.edit(source, tmp_path / "b.xlsx", *steps)
    looked = [("changed", 6), ("changed", 7), ("check", 7), ("changed", 8), ("changed", 11), ("check", 11)]
    seen = office.values(edited, "Actions", [drawn_at(*cell) for cell in looked])
    late = f"{check['withdrawn']}; {check['month']}; {check['no_reason']}"
    assert seen == ["", "Status", f"{check['bare']}; {check['no_day']}", "Status", "Proposed deadline", late]


@pytest.mark.libreoffice
def test_a_deadline_in_another_form_than_asked_for_is_spoken_for_in_the_workbook(office: Office, tmp_path):
    source, word = tmp_path / "a.xlsx", catalogue().word("check", "month")
    write_workbook(real(), source, as_of=ISSUED)
    plain = ["2025/06", "2025-6", " 2025/12 ", "2025-06-15", "2025/6/5"]
    other = ["soonest", "May 25", "2024-2026", "25/6/30", "30-Jun-22", "2025", "2025-06-31", "2025-06-15 or later"]
    at = {row: drawn_at("proposed_deadline", row) for row, _ in enumerate(other + plain, 6)}
    steps = [("text", "Actions", cell, text) for cell, text in zip(at.values(), other + plain, strict=True)]
    edited = office.edit(source, tmp_path / "b.xlsx", *steps)
    shown = office.values(edited, "Actions", [drawn_at("check", row) for row in at])
    assert [word in text for text in shown] == [True] * len(other) + [False] * len(plain)


@pytest.mark.libreoffice
def test_typing_shows_what_the_reader_would_report(office: Office, tmp_path):
    """The days that can hardly be meant, and the columns of the coordinator that were typed over, in a copy."""
    source, check = tmp_path / "a.xlsx", catalogue().section("check")
    known = tracker(SOME)
    copy = known.model_copy(update={"meta": known.meta.model_copy(update={"to": "Country Office"})})
    steps = [
        ("type", "Actions", drawn_at("completed_on", 7), "242889"),
        ("type", "Actions", drawn_at("completed_on", 8), "2022"),
        ("type", "Actions", "E9", "47969"),
        ("text", "Actions", "C10", "Something else"),
    ]
    for sent, moved in ((copy, check["moved"]), (known, "")):
        write_workbook(sent, source, as_of=ISSUED, overwrite=True)
        edited = office.edit(source, tmp_path / "b.xlsx", *steps)
        future, early, deadline, text = office.values(
            edited, "Actions", [drawn_at("check", row) for row in (7, 8, 9, 10)]
        )
        assert check["future"] in future
        assert check["early"] in early
        assert (check["moved"] in deadline) == bool(moved)
        assert check["locked"] in text


def test_gnumeric_works_out_the_same(tmp_path):
    if not shutil.which("ssconvert"):
        pytest.skip("Gnumeric is not installed")
    today = date.today()  # noqa: DTZ011
    source = tmp_path / "a.xlsx"
    write_workbook(tracker(SOME), source, as_of=today)
    command = ["ssconvert", "--recalc", "-S", str(source), str(tmp_path / "b.%s.csv")]
    subprocess.run(command, check=True, capture_output=True)
    shown = list(csv.reader((tmp_path / "b.Actions.csv").read_text(encoding="utf-8").splitlines()))
    stored = [[row[key] for key in LIVE] for row in table(source.read_bytes())]
    at = [coordinate_to_tuple(drawn_at(key, 1))[1] - 1 for key in LIVE]
    assert [[row[column] for column in at] for row in shown[5:11]] == stored


def test_gnumeric_counts_as_is_stored(tmp_path):
    """Sums of products over texts come out as 0 there: the counters are counted with wildcards."""
    if not shutil.which("ssconvert"):
        pytest.skip("Gnumeric is not installed")
    source = tmp_path / "a.xlsx"
    write_workbook(tracker(SOME), source, as_of=date.today())  # noqa: DTZ011
    stored = {
        name: counts(source, name, area) for name, area in (("Start here", "B5:E5"), ("Recommendations", "J6:K7"))
    }
    subprocess.run(
        ["ssconvert", "--recalc", "-S", str(source), str(tmp_path / "b.%s.csv")], check=True, capture_output=True
    )
    start, recs = (
        list(csv.reader((tmp_path / f"b.{name}.csv").read_text(encoding="utf-8").splitlines())) for name in stored
    )
    assert [start[3]] == stored["Start here"]
    assert [row[9:11] for row in recs[5:7]] == stored["Recommendations"]


@pytest.mark.libreoffice
def test_libreoffice_counts_as_is_stored(office: Office, tmp_path):
    source = tmp_path / "a.xlsx"
    write_workbook(tracker(SOME), source, as_of=date.today())  # noqa: DTZ011
    saved = office.edit(source, tmp_path / "b.xlsx", ("recalculate", "Actions"))
    for name, cells in (("Start here", ["B5", "C5", "D5", "E5"]), ("Recommendations", ["J6", "K6", "J7", "K7"])):
        area = f"{cells[0]}:{cells[-1]}"
        assert office.values(saved, name, cells) == [text for row in counts(source, name, area) for text in row]


def counts(path: Path, sheet: str, area: str) -> list[list[str]]:
    """The stored results of a sheet's cells, as texts."""
    return [[str(cell.value) for cell in row] for row in opened(path.read_bytes(), results=True)[sheet][area]]
