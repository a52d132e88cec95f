"""Rows keep their identity, columns their meaning, and what was sent stays where nothing readable took its place."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.strategies import trackers
from tests.tables import tracker
from xltrack.grid.values import Area, Day, ErrorValue, Formula, Grid, Mark, Marks, Row, Sheet
from xltrack.i18n.catalogue import catalogue
from xltrack.model.compare import diff
from xltrack.model.fields import ACTION_FIELDS, defined_name
from xltrack.model.percent import Percentage
from xltrack.model.plan_fields import own_columns, value_of
from xltrack.model.tracker import Tracker, row_uid
from xltrack.model.year_month import YearMonth
from xltrack.reading.plan_reader import from_grid
from xltrack.reading.remarks import remarks_in
from xltrack.reading.table_locator import column_label

SENT = tracker("""
    ref   | description       | responsible | deadline | status        | comments
    R1.A1 | Hold a workshop   | CO          | 2022/12  | initiated     | Started
    R1.A2 | Write the report  | RO          | 2024/12  | not_initiated |
    R2.A1 | Agree the terms   | CO          | 2023/06  | completed     |
""")
KEYS = ("ref", *(column.key for column in ACTION_FIELDS), "uid")
HEADER = 3


def cell_of(key: str, value):
    """A value as the workbook's cell holds it."""
    if value in (None, "", ()):
        return None
    if key in ("deadline", "completed_on"):
        day = value.first_day if key == "deadline" else value
        return Day(float(day.toordinal() - 693_594))
    if key == "status":
        return catalogue().word("status", value)
    return str(value)


def own_of(value):
    """A value of an own field as the workbook's cell holds it."""
    if isinstance(value, (YearMonth, date)):
        day = value.first_day if isinstance(value, YearMonth) else value
        return Day(float(day.toordinal() - 693_594))
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, Percentage):
        return round(value / 100, 12)
    return float(value) if isinstance(value, int) else value


def rows_of(base: Tracker) -> list[dict]:
    """The rows by key; own fields by their headers."""
    own = own_columns(base.plan, "actions")
    return [
        {"ref": a.ref, "uid": row_uid(base.meta.id, a.ref)}
        | {k: cell_of(k, getattr(a, k)) for k in KEYS[1:-1]}
        | {one.own.header(): own_of(value_of(a, one.key)) for one in own}
        for a in base.plan.actions
    ]


def grid_of(rows: list[dict], keys=KEYS, merged=(), title: str = "Actions", **more) -> Grid:
    lines = [Row(1, (1,), ("A title",)), Row(HEADER, tuple(range(1, len(keys) + 1)), tuple(map(header, keys)))]
    for number, row in enumerate(rows, HEADER + 1):
        filled = [(at, row[key]) for at, key in enumerate(keys, 1) if row.get(key) is not None]
        lines.append(Row(number, tuple(at for at, _ in filled), tuple(value for _, value in filled)))
    return Grid((Sheet(title, tuple(lines), tuple(merged)),), **more)


def header(key: str) -> str:
    return column_label("actions", key) if key in KEYS else key


def read(rows: list[dict], base: Tracker | None = SENT, **more):
    """The changes as (ref, field, after), and the findings as (code, address)."""
    reading = from_grid(grid_of(rows, **more), base)
    for finding in reading.findings:
        assert str(finding)
    changes = [(c.ref, c.field, str(c.after)) for c in diff(base.plan, reading.plan)] if base else []
    told = [(p.code, p.where.address if p.where else None) for p in reading.findings]
    return reading, changes, told


def edited(at: int, **cells) -> list[dict]:
    rows = rows_of(SENT)
    rows[at] |= cells
    return rows


def test_an_untouched_return_is_silent():
    reading, changes, told = read(rows_of(SENT))
    assert (reading.plan, reading.added, reading.missing, changes, told) == (SENT.plan, (), (), [], [])


@given(trackers(), st.randoms())
def test_no_order_of_rows_and_columns_changes_anything(base, random):
    rows, keys = rows_of(base), [*KEYS, *(one.own.header() for one in own_columns(base.plan, "actions"))]
    random.shuffle(rows)
    random.shuffle(keys)
    for at in range(len(keys)):
        if random.random() < 0.2:
            keys.insert(at, f"added {at}")
    reading, changes, told = read([row | {"added 1": "note", "added 5": 7.0} for row in rows], base, keys=tuple(keys))
    assert (reading.plan, reading.missing, changes, told) == (base.plan, (), [], [])


@pytest.mark.parametrize("gone", ["uid", "ref", "description"])
def test_any_one_mark_of_the_rows_may_be_gone(gone):
    keys = tuple(key for key in KEYS if key != gone)
    rows = list(reversed(edited(1, status="Initiated")))
    reading, changes, told = read(rows, keys=keys)
    assert changes == [("R1.A2", "status", "initiated")]
    assert reading.missing == ()
    assert told == []


def test_a_sort_that_left_out_the_hidden_ids_moves_no_value():
    rows = edited(0, comments="Started\nDone")
    uids = [row["uid"] for row in rows]
    for row, uid in zip(rows, uids[1:] + uids[:1], strict=True):
        row["uid"] = uid
    _, changes, told = read(rows)
    assert changes == [("R1.A1", "comments", "Started\nDone")]
    assert [code for code, _ in told] == ["rows_sorted"]


LONGER = tracker("""
    ref   | description       | responsible | deadline | status        | comments
    R1.A1 | Hold a workshop   | CO          | 2022/12  | initiated     | The workshop was held in May
    R1.A2 | Write the report  | RO          | 2024/12  | not_initiated | The report is in its second draft
    R1.A3 | Print the guide   | RO          | 2024/11  | completed     |
    R2.A1 | Agree the terms   | CO          | 2023/06  | completed     | The terms were agreed by both sides
    R2.A2 | Train the staff   | CO          | 2023/05  | not_initiated |
    R2.A3 | Ask for the funds | RO          | 2023/08  | initiated     | The donor has not answered so far
""")
SHOWN = ("ref", *(column.key for column in ACTION_FIELDS))


def sort_rows(rows: list[dict], first: str, last: str, by: str) -> list[dict]:
    """Sort some columns of a sheet; the others stay in their rows."""
    columns = (*SHOWN, "uid")
    moved = columns[columns.index(first) : columns.index(last) + 1]
    order = sorted(rows, key=lambda row: str(row.get(by) or "~"))
    return [stays | {key: moves.get(key) for key in moved} for stays, moves in zip(rows, order, strict=True)]


@pytest.mark.parametrize("keys", [KEYS, KEYS[1:], KEYS[:-1]], ids=["all columns", "no ref", "no row ids"])
@pytest.mark.parametrize("first", ["ref", "description"])
@pytest.mark.parametrize("last", ["reason", "uid"])
@pytest.mark.parametrize("by", ["comments", "status", "responsible"])
def test_a_sort_that_takes_the_key_actions_along_moves_no_value(keys, first, last, by):
    rows = rows_of(LONGER)
    rows[0] |= {"comments": "The workshop was held in May\nAru: with 40 people", "status": "Completed"}
    reading, changes, told = read(sort_rows(rows, first, last, by), LONGER, keys=keys)
    assert changes == [
        ("R1.A1", "status", "completed"),
        ("R1.A1", "comments", "The workshop was held in May\nAru: with 40 people"),
    ]
    assert reading.missing == ()
    assert {code for code, _ in told} <= {"rows_sorted"}


@pytest.mark.parametrize("first", ["responsible", "deadline", "status", "comments"])
@pytest.mark.parametrize("last", ["comments", "reason", "uid"])
def test_a_sort_without_the_key_actions_is_one_finding(first, last):
    _, _, told = read(sort_rows(rows_of(LONGER), first, last, "comments"), LONGER)
    assert [code for code, _ in told if code in ("columns_sorted", "rows_sorted")] == ["columns_sorted"]


def test_a_row_with_a_text_that_two_actions_share_and_the_ref_of_a_third_is_nobodys():
    shared = tracker("""
        ref   | description     | responsible
        R1.A1 | Hold a workshop | CO
        R1.A2 | Hold a workshop | RO
        R1.A3 | Agree the terms | CO
    """)
    rows = rows_of(shared)
    rows[2] |= {"description": "Hold a workshop", "comments": "Done"}
    _, changes, told = read(rows, shared)
    assert (changes, told) == ([], [("row_unclear", "A6")])


@pytest.mark.parametrize(
    "ref, finding", [("", "missing_ref"), ("1.1", "changed_ref"), ("R1.A2", "changed_ref"), ("R1.А1", "changed_ref")]
)
def test_a_retyped_ref_is_outvoted(ref, finding):
    _, changes, told = read(edited(0, ref=ref or None, status="Completed"))
    assert ("R1.A1", "status", "completed") in changes
    assert (finding, "A4") in told


@pytest.mark.parametrize("ref", [" r1.a1 ", "R1.A1.", "R1. A1", "\u200eR1.A1"])
def test_a_ref_in_another_shape_is_the_same(ref):
    assert read(edited(0, ref=ref))[2] == []


def test_a_copied_row_that_says_the_same_is_read_once():
    rows = rows_of(SENT)
    _, changes, told = read([*rows, rows[0]])
    assert (changes, told) == ([], [("row_repeated", "A7")])


def test_a_copied_row_that_says_something_else_is_chosen_by_nobody():
    rows = rows_of(SENT)
    reading, changes, told = read([*rows, rows[0] | {"status": "Completed"}])
    assert changes == []
    assert reading.missing == ()
    assert told == [("duplicate_ref", "A4"), ("duplicate_ref", "A7")]
    assert "Actions!A4, Actions!A7" in str(reading.findings[0])


def test_a_copied_row_with_another_text_is_a_proposal():
    rows = rows_of(SENT)
    reading, changes, told = read([*rows, rows[0] | {"description": "Hold a second workshop", "comments": "New"}])
    assert (changes, told) == ([], [("copied_row", "A7")])
    (new,) = reading.added
    assert (new.description, new.comments, new.ref) == ("Hold a second workshop", "New", "R1.new1")
    assert reading.addresses[new.ref, "comments"].address == "F7"


def test_a_new_row_is_added_with_what_it_says():
    new = {"description": "Train staff", "status": "Initiated", "deadline": "2025/06", "ref": "R2.A9"}
    reading, changes, told = read([*rows_of(SENT), {}, new])
    assert (changes, told) == ([], [("row_added", "A8")])
    assert [(a.ref, a.description, str(a.deadline)) for a in reading.added] == [("R2.A9", "Train staff", "2025/06")]


def test_a_row_without_a_text_and_with_a_strange_ref_is_reported():
    assert read([*rows_of(SENT), {"ref": "R9.A9", "status": "Completed"}])[2] == [("unknown_ref", "A7")]
    assert read([*rows_of(SENT), {"ref": "R9.A9", "comments": "See annex"}])[2] == [("unknown_ref", "A7")]


@pytest.mark.parametrize(
    "rows, words",
    [
        ([{"description": "Updated by the focal point, 5 May"}], ["Updated by the focal point, 5 May"]),
        ([{"ref": "Mis à jour le 5 mai"}], ["Mis à jour le 5 mai"]),
        ([{"description": "Signature : ______", "responsible": "A. Doe"}], ["Signature : ______ · A. Doe"]),
        (
            [{"description": "Подготовлено: Алия"}, {"description": "日期：2024年5月"}],
            ["Подготовлено: Алия", "日期：2024年5月"],
        ),
        ([{"comments": "See annex"}], ["See annex"]),
        ([{}, {}, {"description": "We wait for the ministry"}], ["We wait for the ministry"]),
        ([{"ref": "This is all for now"}], ["This is all for now"]),
    ],
)
def test_a_line_below_the_table_that_is_no_action_is_a_remark_of_the_file(rows, words):
    grid = grid_of([*rows_of(SENT), *rows])
    reading = from_grid(grid, SENT)
    assert (reading.added, reading.findings) == ((), ())
    found = remarks_in(grid, reading.addresses, SENT, {}, ())
    below = [one for one in found if one.address != "A1"]
    assert [(one.kind, one.text, one.ref) for one in below] == [("beside", text, "") for text in words]


@pytest.mark.parametrize(
    "row",
    [
        {"description": "Print the guide"},
        {"description": "Update the guide", "responsible": "CO"},
        {"description": "Note the law", "deadline": "2025/06"},
        {"description": "Updated by mistake", "status": "Initiated"},
        {"description": "Datenschutz"},
    ],
)
def test_a_line_that_reads_like_an_action_is_proposed_as_one(row):
    reading = from_grid(grid_of([*rows_of(SENT), row]), SENT)
    assert [action.description for action in reading.added] == [row["description"]]


@pytest.mark.parametrize("key", ["ref", "description", "recommendation"])
@pytest.mark.parametrize("text", ["Subtotal", "Total: 29", "Итого", "合计", "TOTALS (29)"])
def test_a_row_of_totals_is_no_action(key, text):
    keys = ("recommendation", *KEYS)
    reading, changes, told = read([*rows_of(SENT), {key: text, "status": 29.0}], keys=keys)
    assert (changes, reading.added) == ([], ())
    assert [code for code, _ in told] == ["totals_row"]


@pytest.mark.parametrize(
    "day, status, code",
    [
        ("1905-07-14", "Completed", "early_completion"),
        ("2199-01-01", "Completed", "future_completion"),
        ("2023-05-03", "Not Initiated", "completed_on_open"),
        ("2023-05-03", "Completed", None),
    ],
)
def test_a_day_of_completion_that_can_hardly_be_meant_is_told(day, status, code):
    _, changes, told = read(edited(0, completed_on=day, status=status))
    assert ("R1.A1", "completed_on", day) in changes
    assert [(code, "G4")] * (code is not None) == [one for one in told if one[0] != "value_understood"]


def test_a_row_of_another_tracker_is_not_taken():
    stranger = {"ref": "R1.A1", "uid": "ABCD-EFGH.AAAABBBB", "description": "Other", "status": "Completed"}
    reading, changes, told = read([*rows_of(SENT)[1:], stranger])
    assert changes == [("R1.A1", None, "None")] or changes == []
    assert ("foreign_row", "A6") in told
    assert reading.missing == ("R1.A1",)


def test_a_deleted_row_deletes_nothing():
    reading, changes, told = read(rows_of(SENT)[1:])
    assert (changes, reading.missing, told) == ([], ("R1.A1",), [("row_missing", None)])


LONG = "Train the staff of all district offices in gender budgeting, and of the ministry, the parliament and the press"


@pytest.mark.parametrize("typed, shown", [
    (f"{LONG} in 2027", "parliament and the press in 2027"),
    (LONG.replace("gender", "plain"), "district offices in plain budgeting, and of the ministry"),
    (f"No: {LONG}", "No: Train the staff"),
    (LONG.replace(" and the press", ""), "the ministry, the parliament"),
])  # fmt: skip
def test_the_finding_about_a_long_text_that_was_edited_holds_the_words_that_differ(typed, shown):
    action = SENT.plan.by_ref["R1.A1"].model_copy(update={"description": LONG})
    sent = SENT.model_copy(update={"plan": SENT.plan.with_actions({"R1.A1": action})})
    rows = rows_of(sent)
    rows[0]["description"] = typed
    reading, _, _ = read(rows, sent)
    (finding,) = reading.findings
    assert finding.code == "locked_edited"
    assert shown in str(finding.found)
    assert len(str(finding.found)) < len(typed)


def test_rows_outside_the_scope_of_a_copy_are_not_missing():
    scoped = SENT.model_copy(update={"meta": SENT.meta.model_copy(update={"scope": ("R1.A2",)})})
    reading, _, told = read(rows_of(SENT)[1:2], scoped)
    assert (reading.missing, told) == ((), [])


def test_an_edited_text_is_reported_and_not_applied():
    _, changes, told = read(edited(0, description="Hold two workshops", status="Completed"))
    assert changes == [("R1.A1", "status", "completed")]
    assert told == [("locked_edited", "B4")]


@pytest.mark.parametrize(
    "cells, told",
    [
        ({"status": "Completed", "comments": None}, [("completed_without_evidence", "E4"), ("words_removed", "F4")]),
        ({"proposed_deadline": "2025/06"}, [("proposal_without_reason", "I4")]),
        ({"proposed_deadline": "2025/06", "reason": "Staff left"}, []),
        ({"status": "Done it"}, [("unknown_choice", "E4")]),
        ({"status": ErrorValue("#REF!")}, [("error_in_cell", "E4")]),
        ({"comments": Formula("A1", None)}, [("formula_without_value", "F4")]),
    ],
)
def test_each_finding_names_its_cell(cells, told):
    assert read(edited(0, **cells))[2] == told


@pytest.mark.parametrize(
    "cells, told",
    [
        ({"comments": "-"}, [("words_removed", "F4")]),
        ({"comments": None}, [("words_removed", "F4")]),
        ({"comments": "Held in May"}, []),
        ({"evidence": "xltrack:1:2/3:fedcba9876543210:"}, [("base_in_cell", "H4")]),
    ],
)
def test_words_that_are_gone_and_texts_that_say_nothing_are_named(cells, told):
    assert read(edited(0, **cells))[2] == told


def test_a_title_over_the_line_with_the_form_id_is_no_remark_of_a_workbook_without_its_base():
    grid = grid_of(rows_of(SENT))
    lines = list(grid.sheets[0].rows)
    lines[0:1] = [Row(1, (1,), ("A title",)), Row(2, (1, 5), ("Form id AAAA-BBBB · Revision 2", "Mind the gap"))]
    grid = grid._replace(sheets=(grid.sheets[0]._replace(rows=tuple(lines)),))
    found = remarks_in(grid, from_grid(grid, None).addresses, None, {}, ())
    assert [one.text for one in found] == ["Mind the gap"]


def test_what_was_wanting_when_it_was_sent_is_nobodys_finding():
    assert read(edited(2, evidence=None, responsible="RO"))[2] == []


def test_all_findings_are_reported_at_once_and_cost_no_other_edit():
    rows = edited(0, status="???", deadline="soon", comments="Started\nMore")
    rows[1] |= {"completed_on": "31.02.2024", "evidence": "Report"}
    _, changes, told = read(rows)
    assert changes == [("R1.A1", "comments", "Started\nMore"), ("R1.A2", "evidence", "Report")]
    assert sorted(told) == [("unknown_choice", "E4"), ("unreadable_date", "G5"), ("unreadable_deadline", "D4")]


def test_cells_merged_over_rows_clear_nothing_below():
    rows = edited(0, comments="For all")
    rows[1]["status"] = None
    merged = [Area(4, 5, 6, 5), Area(1, 1, 1, 4)]
    _, changes, told = read(rows, merged=merged)
    assert changes == [("R1.A1", "comments", "For all")]
    assert told == [("merged_cells", "E4")]


def test_a_deleted_column_keeps_its_values():
    keys = tuple(key for key in KEYS if key != "comments")
    _, changes, told = read(rows_of(SENT), keys=keys)
    assert (changes, told) == ([], [("column_missing", "A3")])


def test_a_mistyped_header_is_recognised_and_told():
    grid = grid_of(edited(0, comments="More"))
    rows = list(grid.sheets[0].rows)
    rows[1] = rows[1]._replace(values=tuple("Coments" if v == "Comments" else v for v in rows[1].values))
    reading = from_grid(Grid((Sheet("Actions", tuple(rows)),)), SENT)
    assert [(p.code, p.where.address) for p in reading.findings] == [("header_renamed", "F3")]
    assert reading.plan.by_ref["R1.A1"].comments == "More"


def test_a_header_in_the_offices_own_words_is_found_by_its_name():
    grid = grid_of(edited(0, comments="More"))
    rows = list(grid.sheets[0].rows)
    rows[1] = rows[1]._replace(values=tuple("How it went" if v == "Comments" else v for v in rows[1].values))
    marks = {defined_name("actions", key).casefold(): Mark("Actions", HEADER, at) for at, key in enumerate(KEYS, 1)}
    reading = from_grid(Grid((Sheet("Actions", tuple(rows)),), Marks(marks)), SENT)
    assert reading.findings == ()
    assert reading.plan.by_ref["R1.A1"].comments == "More"


def test_names_that_went_stale_lose_against_the_header_words():
    marks = {defined_name("actions", key).casefold(): Mark("Actions", HEADER, at) for at, key in enumerate(KEYS, 1)}
    keys = ("own", *KEYS)
    reading = from_grid(grid_of(edited(0, status="Completed"), keys=keys, marks=Marks(marks)), SENT)
    assert [(c.field, c.after) for c in diff(SENT.plan, reading.plan)] == [("status", "completed")]
    assert reading.findings == ()


def test_of_two_tables_the_better_one_is_read():
    small = grid_of([], keys=("ref", "status", "comments"), title="Notes").sheets[0]
    reading = from_grid(Grid((small, *grid_of(edited(0, status="Completed")).sheets)), SENT)
    assert reading.plan.by_ref["R1.A1"].status == "completed"


def test_an_actions_sheet_that_is_gone_is_said_and_not_taken_for_no_changes():
    reading = from_grid(Grid((Sheet("Other"),)), SENT)
    assert [p.code for p in reading.findings] == ["sheet_missing"]
    assert reading.missing == tuple(SENT.plan.by_ref)


def test_where_errors_look_empty_nothing_is_cleared():
    grid = grid_of(edited(0, comments=None, evidence="Annex"))
    reading = from_grid(grid._replace(errors_hidden=True), SENT)
    assert [(p.code, p.where.address) for p in reading.findings] == [("empty_or_error", "F4")]
    assert reading.plan.by_ref["R1.A1"].comments == "Started"
    assert reading.plan.by_ref["R1.A1"].evidence == "Annex"


def test_without_a_base_the_sheets_alone_make_the_plan():
    rows = [*rows_of(SENT), {"description": "New"}, {"ref": "R1.A1", "description": "Twice"}]
    reading, _, told = read(rows, None)
    assert [(a.ref, a.description, a.status) for a in reading.plan.actions] == [
        (a.ref, a.description, a.status) for a in SENT.plan.actions
    ]
    assert [a.description for a in reading.added] == ["New"]
    assert [code for code, _ in told] == ["completed_without_evidence", "row_added", "duplicate_ref"]


@given(trackers(), st.data())
def test_every_edit_is_a_change_or_a_finding(base, data):
    rows = rows_of(base)
    if not rows:
        return
    row = data.draw(st.sampled_from(rows))
    key = data.draw(st.sampled_from(KEYS[1:-1]))
    new = data.draw(st.sampled_from(["Completed", "2031/05", "2031-05-06", "Something new", Day(48_000.0), 7.0]))
    before = row[key]
    row[key] = new
    _, changes, told = read(rows, base)
    if new == before:
        assert (changes, told) == ([], [])
    else:
        assert any(c[:2] == (row["ref"], key) for c in changes) or told
    assert all(ref == row["ref"] and field == key for ref, field, _ in changes)


@given(st.lists(st.sampled_from(["R0", "R1", "R1.A1", "R1.A1.B", "R1_", "R2", "R2.A1", "A", "A.1", ""]), max_size=7))
def test_without_a_base_any_refs_make_a_plan_and_each_row_is_in_it_or_told(refs):
    """Found by fuzzing: an action may have a recommendation's ref, and either may come first."""
    rows = [{"ref": ref, "description": f"Text {at}", "status": "Initiated"} for at, ref in enumerate(refs)]
    reading = from_grid(grid_of(rows), None)
    texts = [action.description for action in (*reading.plan.actions, *reading.added)]
    told = [p for p in reading.findings if p.code == "duplicate_ref"]
    assert len(texts) + len(told) == len(rows)
    assert len(texts) == len(set(texts))
