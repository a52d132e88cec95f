"""Spreadsheets that offices made for themselves: read as a person reads them, and every cell accounted for."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.command_line import at_a_terminal, xltrack
from tests.strategies import plans
from tests.tables import assert_table
from xltrack.errors import XltrackError
from xltrack.grid.csv import csv_grid
from xltrack.grid.values import Area, Formula, Grid, Row, Sheet
from xltrack.i18n.catalogue import catalogue
from xltrack.importing.blocks import Document, sheet_block
from xltrack.importing.imported_plan import ImportedPlan
from xltrack.importing.recognise import recognise
from xltrack.importing.sheet_asides import sheet_asides
from xltrack.model.compare import diff
from xltrack.model.plan import Plan
from xltrack.rendering.plan_csv import plan_to_csv
from xltrack.workbook.read import open_book, read_workbook
from xltrack.workflows.import_plan import import_plans
from xltrack.workflows.settings import Settings, remembered
from xltrack.workflows.source_answers import ImportOptions


def sheet(table: str, merged: tuple[tuple[int, int, int, int], ...] = (), name: str = "Plan") -> Sheet:
    """A line a row, cells parted by `|`; empty cells are not there."""
    rows = []
    for number, line in enumerate(table.strip().splitlines(), 1):
        cells = {at: cell.strip() for at, cell in enumerate(line.split("|"), 1) if cell.strip()}
        rows.append(Row(number, tuple(cells), tuple(cells.values())))
    return Sheet(name, tuple(rows), tuple(Area(*area) for area in merged))


def read_grid(grid: Grid, file: str, **words: dict[str, str]) -> ImportedPlan:
    return recognise(Document(tuple(map(sheet_block, grid.sheets))), file, **words)


def read(*sheets: Sheet, **words: dict[str, str]) -> ImportedPlan:
    return read_grid(Grid(sheets), "own.xlsx", **words)


def said(found: ImportedPlan) -> list[tuple[str, str]]:
    for finding in found.findings:
        assert str(finding)
    return [(p.code, p.where.address if p.where else "") for p in found.findings]  # type: ignore[union-attr]


def test_other_words_and_another_order():
    found = read(
        sheet("""
        Status  | Action to be taken | By when | Who | Recommendations    | Latest update
        Ongoing | Hire staff         | 2023/06 | Field  | Strengthen the net | Two of five hired
        Done    | Train them         | 2024/12 | Region  | Strengthen the net |
        Planned | Run a survey       |         | Head  | Improve the data   |
    """)
    )
    assert_table(
        found.plan,
        """
        ref   | description  | responsible | deadline | status        | comments          | source_status
        R1.A1 | Hire staff   | Field          | 2023-06  | initiated     | Two of five hired | Ongoing
        R1.A2 | Train them   | Region          | 2024-12  | completed     |                   | Done
        R2.A1 | Run a survey | Head          |          | not_initiated |                   | Planned
    """,
    )
    assert [rec.text for rec in found.plan.recommendations] == ["Strengthen the net", "Improve the data"]
    assert said(found) == []


def test_recommendations_in_merged_cells_and_a_title_over_the_table():
    found = read(
        sheet(
            """
        Follow-up of the country evaluation
        No | Recommendation | Management response | Key action | Responsible | Status
        1  | Strengthen     | Agreed in full      | Hire staff | Field          | Ongoing
           |                |                     | Train them |             | Done
        2  | Improve        | Agreed in part      | Survey     | Head          | Done
    """,
            merged=((1, 1, 1, 6), (3, 1, 4, 1), (3, 2, 4, 2), (3, 3, 4, 3), (3, 5, 4, 5)),
        )
    )
    assert_table(
        found.plan,
        """
        ref   | description | responsible | status
        R1.A1 | Hire staff  | Field          | initiated
        R1.A2 | Train them  | Field          | completed
        R2.A1 | Survey      | Head          | completed
    """,
    )
    assert found.plan.title == "Follow-up of the country evaluation"
    assert [(rec.text, rec.response) for rec in found.plan.recommendations] == [
        ("Strengthen", "Agreed in full"),
        ("Improve", "Agreed in part"),
    ]
    assert said(found) == [("answer_understood", "C3"), ("answer_understood", "C5")]


def test_recommendations_written_over_their_actions():
    found = read(
        sheet(
            """
        Action | Responsible | Status
        Recommendation 1: Strengthen the network
        Hire staff | Field | Done
        Recommendation 4: Improve the data
        Survey | Head | Done
    """,
            merged=((2, 1, 2, 3), (4, 1, 4, 3)),
        )
    )
    assert [(rec.ref, rec.text) for rec in found.plan.recommendations] == [
        ("R1", "Strengthen the network"),
        ("R4", "Improve the data"),
    ]
    assert [action.ref for action in found.plan.actions] == ["R1.A1", "R4.A1"]
    assert said(found) == []


def test_words_over_groups_of_columns_and_themes_over_rows_are_no_recommendations_and_no_actions():
    found = read(
        sheet(
            """
        Recommendations |                | Action plan |         | Remarks of the board
        Recommendation  | Key action     | Responsible | Status  | Risk
        Axis 1: People  |                |             |         |
        Strengthen      | Hire staff     | Field       | Ongoing |
                        | Train them all |             | Done    |
        Axis 2: Places  |                |             |         |
        Improve         | Survey         | Head        | Done    |
    """,
            merged=((1, 1, 1, 2), (1, 3, 1, 4), (3, 1, 3, 5), (4, 1, 5, 1), (5, 2, 5, 3), (6, 1, 6, 5)),
        )
    )
    assert [(rec.text, len(rec.actions)) for rec in found.plan.recommendations] == [("Strengthen", 2), ("Improve", 1)]
    assert found.plan.actions[1].responsible == ""
    left = [(one.found, str(one.where)) for one in found.findings if one.code == "leftover_text"]
    assert left == [("Remarks of the board", "Plan!E1"), ("Axis 1: People", "Plan!A3"), ("Axis 2: Places", "Plan!A6")]


def test_a_row_of_dashes_is_no_action_whatever_a_column_without_a_field_says():
    found = read(
        sheet(
            """
        Recommendation | Management response | Key action | Status | Priority
        Strengthen     | Agreed              | Hire staff | Done   | High
        Close          | Rejected            | --         | --     | Low
    """
        )
    )
    assert [len(rec.actions) for rec in found.plan.recommendations] == [1, 0]
    assert [(one.found, str(one.where)) for one in found.findings if one.code == "leftover_cell"] == [
        ("High", "Plan!E2"), ("Low", "Plan!E3"),
    ]  # fmt: skip


def test_two_header_rows_and_a_header_that_is_repeated():
    found = read(
        sheet(
            """
        Recommendation | Key action | Timing   |         | Status
                       |            | Deadline | Revised deadline |
        Strengthen     | Hire staff | 2023/06  | 2023/09 | Ongoing
        Recommendation | Key action | Timing   |         | Status
                       |            | Deadline | Revised deadline |
        Improve        | Survey     | 2024/06  |         | Done
    """,
            merged=(
                (1, 1, 2, 1),
                (1, 2, 2, 2),
                (1, 3, 1, 4),
                (1, 5, 2, 5),
                (4, 1, 5, 1),
                (4, 2, 5, 2),
                (4, 3, 4, 4),
                (4, 5, 5, 5),
            ),
        )
    )
    assert_table(
        found.plan,
        """
        ref   | description | deadline | proposed_deadline | status
        R1.A1 | Hire staff  | 2023-06  | 2023-09           | initiated
        R2.A1 | Survey      | 2024-06  |                   | completed
    """,
    )
    assert said(found) == []


def test_an_action_merged_over_two_rows_keeps_what_both_say():
    found = read(
        sheet(
            """
        Recommendation | Action | Responsible | Status | Comments
        Strengthen     | Hire   | Field          | Done   | First
                       |        | Region          |        | Second
    """,
            merged=((2, 1, 3, 1), (2, 2, 3, 2), (2, 4, 3, 4)),
        )
    )
    assert_table(
        found.plan, "ref | responsible | status | comments\nR1.A1 | Field\\nRegion | completed | First\\nSecond"
    )
    assert said(found) == []


def test_what_has_no_place_is_listed_with_its_cell():
    found = read(
        sheet("""
        Follow-up
        Prepared by | Aida
        Recommendation | Action | Status | Budget | Deadline
        Strengthen     | Hire   | Done   | 500    | some day
                       |        |        |        |
                       |        | Late   |        |
        Total          |        |        | 500    |
    """),
        sheet("Contacts\nAida | 123", name="People"),
    )
    places = {(p.where.sheet, p.where.address) for p in found.findings}  # type: ignore[union-attr]
    assert [f.found for f in found.findings if str(f.where) == "Plan!A2"] == ["Prepared by: Aida"]
    assert {("Plan", "D4"), ("Plan", "E4"), ("Plan", "C6"), ("Plan", "A7")} <= places
    assert {("People", "A1"), ("People", "A2"), ("People", "B2")} <= places
    assert found.headers == ("Budget",)


OWN = """
    Recommendation | Action | Status   | Q3 update
    Strengthen     | Hire   | Moving   | Two of five
    Strengthen     | Train  | Stuck    |
"""


def test_own_words_are_asked_for_and_kept_until_somebody_says_what_they_mean():
    found = read(sheet(OWN))
    assert (found.statuses, found.headers) == (("Moving", "Stuck"), ("Q3 update",))
    assert_table(
        found.plan, "ref | status | source_status\nR1.A1 | not_initiated | Moving\nR1.A2 | not_initiated | Stuck"
    )
    told = read(
        sheet(OWN), headers={"q3 UPDATE": "comments"}, statuses={"moving": "initiated", "Stuck": "not_initiated"}
    )
    assert_table(told.plan, "ref | status | comments\nR1.A1 | initiated | Two of five\nR1.A2 | not_initiated |")
    assert said(told) == []


def test_a_second_column_for_one_field_is_kept_under_its_header():
    found = read(
        sheet("""
        Recommendation | Action | Status | Comments | Budget
        Strengthen     | Hire   | Done   | Fine     | 500
    """),
        headers={"Budget": "comments"},
    )
    assert found.plan.actions[0].comments == "Fine\nBudget: 500"


@pytest.mark.parametrize(
    "numbers, refs, kept",
    [
        (["1", "1", "2"], ["R1.A1", "R1.A2", "R2.A1"], True),
        (["3", "3", "5"], ["R3.A1", "R3.A2", "R5.A1"], True),
        (["1", "2", "3"], ["R1.A1", "R1.A2", "R2.A1"], True),
        (["1.1", "1.2", "2.1"], ["R1.A1", "R1.A2", "R2.A1"], True),
        (["2.3", "2.1", "7.1"], ["R2.A3", "R2.A1", "R7.A1"], True),
        (["1a", "1b", "2a"], ["R1.A1", "R1.A2", "R2.A1"], True),
        (["R1.A1", "R1.A2", "R2.A1"], ["R1.A1", "R1.A2", "R2.A1"], True),
        (["AP-17", "AP-18", "AP-19"], ["R1.A1", "R1.A2", "R2.A1"], False),
    ],
)
def test_numbers_become_refs_or_are_told(numbers, refs, kept):
    rows = zip(numbers, ["Strengthen", "Strengthen", "Improve"], ["Hire", "Train", "Survey"], strict=True)
    table = "\n".join(["No | Recommendation | Action | Status", *(" | ".join([*row, "Done"]) for row in rows)])
    found = read(sheet(table))
    assert [action.ref for action in found.plan.actions] == refs
    assert [code for code, _ in said(found)] == ([] if kept else ["number_not_kept"] * 3)


def test_actions_under_no_recommendation_are_put_under_one_and_that_is_told():
    found = read(sheet("Activity | Owner | State\nHire | Field | Done", name="2024"))
    assert [rec.text for rec in found.plan.recommendations] == ["2024"]
    assert said(found) == [("no_recommendation", "")]


def test_a_workbook_without_a_table_is_refused_with_the_way_out():
    with pytest.raises(XltrackError, match="which header is which field"):
        read(sheet("Budget | 2024\nRent | 5"))


def everything(plan: Plan) -> str:
    """All the plan says, in every form that a cell may have said it."""
    words = [catalogue().word("status", action.status) for action in plan.actions]
    months = [str(month) for a in plan.actions for month in (a.deadline, a.proposed_deadline) if month]
    texts = [plan.title, *(str(value) for rec in plan.recommendations for value in rec.model_dump().values())]
    dumped = [str(value) for action in plan.actions for value in action.model_dump(mode="json").values()]
    return "\n".join([*words, *months, *texts, *dumped])


CELLS = st.sampled_from(
    [
        "",
        "",
        "Hire staff",
        "Train\nthem",
        "Field",
        "Region",
        "2023/06",
        "soon",
        "Done",
        "On track",
        "1",
        "1.2",
        "AP-1",
        "Total",
    ]
)
HEADERS = st.permutations(["No", "Recommendation", "Action", "Responsible", "Deadline", "Status", "Comments", "Budget"])


@st.composite
def grids(draw: st.DrawFn) -> Sheet:
    rows = [["A title"], draw(HEADERS), *(draw(st.lists(CELLS, min_size=8, max_size=8)) for _ in range(5))]
    made = []
    for number, row in enumerate(rows, 1):
        cells = {at: text for at, text in enumerate(row, 1) if text}
        made.append(Row(number, tuple(cells), tuple(cells.values())))
    column = draw(st.integers(1, 8))
    top = draw(st.integers(3, 6))
    return Sheet("Plan", tuple(made), draw(st.sampled_from([(), (Area(top, column, top + 1, column),)])))


@settings(max_examples=150)
@given(grids())
def test_every_filled_cell_is_in_the_plan_or_listed(made):
    found = read(made)
    listed = {(p.where.row, p.where.column) for p in found.findings if p.where}  # type: ignore[union-attr]
    told = {(p.where.row, text) for p in found.findings if p.where for text in p.found.split(" | ")}  # type: ignore[union-attr]
    says = everything(found.plan)
    for row in made.rows[2:]:
        for column, text in zip(row.columns, row.values, strict=True):
            has_place = (row.number, column) in listed or (row.number, text) in told
            assert has_place or text in says.replace("\\n", "\n") or text == "1.2"


@settings(max_examples=25)
@given(plans())
def test_our_own_csv_comes_back_as_the_plan_it_was(plan):
    plan = plan.model_copy(update={"recommendations": tuple(rec for rec in plan.recommendations if rec.actions)})
    if not plan.actions:
        return
    grid, _ = csv_grid(plan_to_csv(plan, date(2024, 6, 30)).encode("utf-8-sig"), "plan.csv")
    back = read_grid(grid, "plan.csv").plan
    changed = {(change.field, change.kind) for change in diff(plan, back) if "." in change.ref and change.field}
    assert not {field for field, _ in changed} - {"comments", "description", "evidence", "reason"}


@pytest.mark.parametrize(
    "raw, expected",
    [
        ("Action;Who;Status\nÉtude;Field;Done\n".encode("cp1252"), ("Étude", ["encoding_guessed"])),
        ("Action;Who;Status\nОбучение;Field;Done\n".encode("cp1251"), ("Обучение", ["encoding_guessed"])),
        ("Action,Who,Status\nÉtude,Field,Done\n".encode("utf-8-sig"), ("Étude", [])),
        ("Action\tWho\tStatus\nÉtude\tCO\tDone\n".encode("utf-16"), ("Étude", [])),
        (b'sep=|\nAction|Who|Status\n"A, b; c"|Field|Done\n', ("A, b; c", [])),
        (b'Action;Who;Status\n"Two\nlines, one; cell";Field;Done\n', ("Two\nlines, one; cell", [])),
        (b"Action,Who,Status\n'=SUM(A1),Field,Done\n", ("=SUM(A1)", [])),
    ],
)
def test_csv_in_the_encodings_and_with_the_separators_that_programs_write(raw, expected):
    grid, findings = csv_grid(raw, "plan.csv")
    plan = read_grid(grid, "plan.csv").plan
    assert (plan.actions[0].description, [finding.code for finding in findings]) == expected


def test_settings_are_remembered_and_every_other_line_stays():
    before = '# ours\nunits = ["Field"]\n\n[import.headers]\n"A" = "comments"\n'
    after = remembered(
        remembered(before, ("import", "headers"), {"A": "reason", 'B "x"': "ignore"}),
        ("import", "statuses"),
        {"A": "completed"},
    )
    assert after.startswith('# ours\nunits = ["Field"]\n')
    found = Settings.from_toml(after)
    assert (found.imports.headers, found.imports.statuses) == ({"A": "reason", 'B "x"': "ignore"}, {"A": "completed"})


def own_workbook(path: Path) -> Path:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    for row in (
        ["Follow-up"],
        ["Rec.", "Action", "Owner", "Due", "State", "Spent"],
        ["Strengthen", "Hire", "Field", date(2023, 6, 30), "On track", 500],
        [None, "Train", "Region", "12/2024", "Done", None],
    ):
        page.append(row)
    page.merge_cells("A1:F1")
    page.merge_cells("A3:A4")
    book.save(path)
    book.close()
    return path


def test_import_of_an_own_workbook_remembers_what_its_words_mean(tmp_path):
    source, target = own_workbook(tmp_path / "own.xlsx"), tmp_path / "tracker.xlsx"
    words = ("--status", "On track=Initiated", "--map", "Spent=ignore", "--map", "Rec.=recommendation")
    ran = xltrack("import", source, "-o", target, "--as-of", "2024-06-30", *words)
    assert (ran.code, "F3" in ran.err, "2 key actions" in ran.out) == (0, False, True)
    assert_table(
        read_workbook(target).current,
        """
        ref   | description | responsible | deadline | status    | source_status
        R1.A1 | Hire        | Field          | 2023-06  | initiated | On track
        R1.A2 | Train       | Region          | 2024-12  | completed | Done
    """,
    )
    again = xltrack("import", source, "-o", target, "--as-of", "2024-06-30", "--force", "--json")
    assert [finding["code"] for finding in again.json["findings"]] == ["days_left_out", "value_understood"]
    assert xltrack("import", source, "-o", tmp_path / "x.xlsx", "--status", "On track=great").code == 2


def test_a_tracker_is_imported_as_what_it_is(tmp_path):
    (tmp_path / "plan.json").write_text('{"schema": "xltrack-plan/1", "title": "T", "recommendations": []}')
    assert xltrack("import", tmp_path / "plan.json", "-o", tmp_path / "t.xlsx").code == 0
    assert open_book((tmp_path / "t.xlsx").read_bytes(), "t.xlsx").chunks
    assert xltrack("import", tmp_path / "t.xlsx", "-o", tmp_path / "u.xlsx").code == 0


def test_the_words_are_asked_at_a_terminal(tmp_path, monkeypatch):
    from xltrack.cli import import_words

    at_a_terminal(monkeypatch, "2\n3\nFollow-up of the evaluation\n")

    def read_again(options: ImportOptions) -> tuple[ImportedPlan, ...]:
        return (read(sheet(OWN), headers={"Q3 update": "comments"}, statuses=options.statuses, title=options.title),)

    plans, said_now = import_words.read_asking(read_again, ImportOptions())
    assert said_now.statuses == {"Moving": "initiated", "Stuck": "completed"}
    assert [action.status for action in plans[0].plan.actions] == ["initiated", "completed"]
    assert plans[0].plan.title == "Follow-up of the evaluation"


def test_totals_notes_and_signatures_under_a_table_are_no_actions_and_are_listed():
    found = read(
        sheet("""
        Recommendation        | Action    | Owner | Status
        Dig                   | Dig wells | Field    | Done
        Sub-total             |           |       | 1
        Total                 | 2 actions |       | 50 %
        Total transparency    | Publish   | Field    | Done
        Legend: green = done
        Signed by             | A. Lind
    """)
    )
    assert [action.description for action in found.plan.actions] == ["Dig wells", "Publish"]
    assert [rec.text for rec in found.plan.recommendations] == ["Dig", "Total transparency"]
    assert [f.found for f in found.findings][:2] == ["Sub-total | 1", "Total | 2 actions | 50 %"]
    assert said(found) == [
        ("leftover_text", "A3"), ("leftover_text", "A4"), ("leftover_text", "A6"), ("leftover_text", "A7"),
    ]  # fmt: skip


def test_a_table_without_a_column_of_actions_tracks_its_recommendations():
    found = read(
        sheet("""
        Recommendation      | C/O | Implementation date | Risk
        Update the roster   | C   | 31 December 2022    | High
        Train the guards    | O   | Q2 2023             | Low
    """)
    )
    assert_table(
        found.plan,
        """
        ref   | description       | deadline | status        | source_status
        R1.A1 | Update the roster | 2022-12  | completed     | C
        R2.A1 | Train the guards  | 2023-06  | not_initiated | O
    """,
    )
    assert found.statuses == ("O",)
    assert {("recommendation_is_action", "A2"), ("leftover_cell", "D2"), ("span_of_time", "C3")} <= set(said(found))


@pytest.mark.parametrize("values, statuses", [
    (("1", "0.75", "0"), ["completed", "initiated", "not_initiated"]),
    (("100", "40 %", "0 %"), ["completed", "initiated", "not_initiated"]),
])  # fmt: skip
def test_a_column_of_percentages_is_the_status_where_there_is_no_other(values, statuses):
    rows = [("Action", "Owner", "Progress"), *((f"Step {at}", "Field", value) for at, value in enumerate(values))]
    cells = [
        Row(at, (1, 2, 3), (a, b, float(c) if c in ("1", "0.75", "0") else c))
        for at, (a, b, c) in enumerate(rows[1:], 2)
    ]
    found = read(Sheet("Plan", (Row(1, (1, 2, 3), rows[0]), *cells)))
    assert [action.status for action in found.plan.actions] == statuses


@pytest.mark.parametrize("word, category", [("Y", "accepted"), ("N", "rejected"), ("Peut-être", None)])
@pytest.mark.parametrize("header", ["Accepted? (Y/N)", "Catégorie", "Category"])
def test_an_answer_in_a_column_of_its_own_is_the_category_and_else_is_listed(header, word, category):
    found = read(
        sheet(f"""
        Recommendation | {header} | Action    | Owner | Status
        Dig            | {word}   | Dig wells | Field    | Done
    """)
    )
    assert found.plan.recommendations[0].category == category
    assert [code for code, _ in said(found)] == ["answer_understood" if category else "leftover_cell"]


def test_the_last_month_of_several_status_columns_counts_and_the_others_are_named():
    found = read(
        sheet("""
        Recommendation | Action    | Status (Oct 2024) | Status (Apr 2025) | Status (Jan 2024)
        Dig            | Dig wells | Ongoing           | Completed         | Not started
    """)
    )
    assert [action.status for action in found.plan.actions] == ["completed"]
    assert said(found) == [("header_date", "D1"), ("leftover_cell", "C2"), ("leftover_cell", "E2")]


@pytest.mark.parametrize(
    "headers",
    [
        "Recommendation | Recommendation lead | Deadline | Action | Action lead | Action deadline | Status",
        "Recommendation | Lead | Deadline | Actions | Lead | Deadline | Status",
        "Recommendations and sub-recommendations | Lead offices of the recommendation (supporting) | "
        "Recommendation deadline | Actions to be taken | Lead offices (supporting) | Action deadline | Status",
        "Recommendation | Owner of recommendation | Due date of recommendation | Action | Action owner | "
        "Action due | Status",
    ],
)
def test_lead_and_deadline_of_the_recommendation_are_not_those_of_its_action(headers):
    row = "Dig | Country office | 2026/12 | Dig wells | Water unit | 2025/06 | Ongoing"
    found = read(sheet(f"{headers}\n{row}"))
    (action,) = found.plan.actions
    assert (action.responsible, str(action.deadline)) == ("Water unit", "2025/06")
    assert {("leftover_cell", "B2"), ("leftover_cell", "C2")} <= set(said(found))


def test_one_lead_beside_the_recommendation_is_that_of_its_actions():
    found = read(sheet("Recommendation | Lead | Action | Status\nDig | Water unit | Dig wells | Ongoing"))
    assert [action.responsible for action in found.plan.actions] == ["Water unit"]


def test_words_under_a_group_of_headers_are_their_own():
    found = read(
        sheet(
            """
        Recommendation | Management response |                | Plan      |      |         |        | Follow-up |
                       | Position            | Comments       | Action    | Lead | Due     | Status | Shown by | Remarks
        Dig            | Accepted            | There is water | Dig wells | Field   | 2025/06 | Done   | Ada      | Deep
        Fill           | Rejected            | It is needed   | N/A       |      |         |        |           |
    """,
            ((1, 1, 2, 1), (1, 2, 1, 3), (1, 4, 1, 7), (1, 8, 1, 9)),
        )
    )
    dig, fill = found.plan.recommendations
    assert [(rec.category, rec.response) for rec in (dig, fill)] == [
        ("accepted", "There is water"), ("rejected", "It is needed"),
    ]  # fmt: skip
    assert [(a.responsible, a.comments) for a in found.plan.actions] == [("Field", "Deep")]
    assert ("header_guessed", "B2") in said(found)
    assert ("leftover_cell", "H3") in said(found)


@pytest.mark.parametrize(
    "line, title",
    [
        ("Project evaluation: Skills for workers", "Project evaluation: Skills for workers"),
        ("农村供水项目评价: 终期", "农村供水项目评价: 终期"),
        ("Focal point: Jane Lind", ""),
    ],
)
def test_a_title_may_have_a_colon_behind_the_word_for_an_evaluation(line, title):
    found = read(sheet(f"{line}\nRecommendation | Action | Status\nDig | Dig wells | Done"))
    assert found.plan.title == title


def test_every_word_of_a_sheet_of_lists_is_named():
    plan = sheet("Recommendation | Action | Status\nDig | Dig wells | Done")
    found = read(plan, sheet("Accepted\nRejected\nOngoing\nDone", name="Lists"))
    assert [(f.code, f.found) for f in found.findings] == [("menu_words", "Accepted · Rejected · Ongoing · Done")]


@pytest.mark.parametrize("words, category", [("Accepted|Rejected", "accepted"), ("Yes|No", None), ("Soon|Never", None)])
def test_a_column_of_nothing_but_answers_is_taken_as_the_category_unless_they_may_answer_anything(words, category):
    first, second = words.split("|")
    found = read(
        sheet(f"""
        Recommendation | Stance taken | Action    | Status
        Dig            | {first}      | Dig wells | Done
        Fill           | {second}     | Fill all  | Done
    """)
    )
    assert found.plan.recommendations[0].category == category
    assert ("header_guessed", "B1") in said(found) if category else ("leftover_cell", "B2") in said(found)


def test_a_word_over_several_columns_is_the_field_of_all_of_them():
    found = read(
        sheet(
            """
        Recommendation | Action    | Responsible |         | Status   |
                       |           | Lead        | Support | Oct 2026 | Apr 2027
        Dig            | Dig wells | Water unit  | Field      | Ongoing  | Completed
    """,
            ((1, 1, 2, 1), (1, 2, 2, 2), (1, 3, 1, 4), (1, 5, 1, 6)),
        )
    )
    (action,) = found.plan.actions
    assert (action.responsible, action.status) == ("Water unit\nResponsible (Support): Field", "completed")
    assert said(found) == [("header_date", "F2"), ("leftover_cell", "E3")]


def test_a_text_in_the_row_under_its_label_is_the_labels_and_one_further_down_is_left_over(tmp_path):
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    for row in (
        ["Recommendation 1"],
        ["Build the harbour with care."],
        ["Management response: Partially agree"],
        ["Only the piers."],
        [],
        ["Checked by the clerk"],
        ["Key action(s)", "Responsible", "Deadline", "Status", "% complete"],
        ["Design the pier", "Ports", "2026/12", None, "50%"],
    ):
        page.append(row)
    book.save(tmp_path / "a.xlsx")
    (found,) = import_plans([("a.xlsx", (tmp_path / "a.xlsx").read_bytes())], ImportOptions())
    (rec,) = found.plan.recommendations
    assert (rec.text, rec.response, rec.category) == (
        "Build the harbour with care.", "Only the piers.", "partially_accepted",
    )  # fmt: skip
    assert rec.actions[0].status == "initiated", "no cell under Status says one, so the percentage does"
    assert [one.found for one in found.findings if one.code == "leftover_text"] == ["Checked by the clerk"]


def test_pictures_and_addresses_inside_cells_are_named_and_a_pictures_formula_is_no_evidence():
    cells = (
        "Dig wells",
        Formula('_xlfn.DISPIMG("ID_1",1)', '=DISPIMG("ID_1",1)'),
        Formula('HYPERLINK("https://example.org/list","The list")', "The list"),
        Formula('_xlfn.IMAGE("https://example.org/map.png","A map")', None),
    )
    own = Sheet(
        "Plan", (Row(1, (1, 2, 3, 4), ("Action", "Evidence", "Comments", "Photo")), Row(2, (1, 2, 3, 4), cells))
    )
    found = recognise(Document((sheet_block(own),), tuple(sheet_asides([own], {}))), "own.xlsx")
    (action,) = found.plan.actions
    assert (action.evidence, action.comments) == ("", "The list")
    assert [(one.code, one.where.address, one.found) for one in found.findings if one.code.startswith("beside_")] == [
        ("beside_picture", "B2", "–"),
        ("beside_link", "C2", "https://example.org/list"),
        ("beside_picture", "D2", "A map (https://example.org/map.png)"),
    ]
