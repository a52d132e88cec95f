"""Ordinary accidents of people with a workbook: what they meant is read, and what is not read is said."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import openpyxl
import pytest

from tests.tables import ISSUED
from tests.workbook.test_read import SENT, changes, findings, through_openpyxl
from xltrack.i18n.catalogue import LANGUAGES, catalogue
from xltrack.model.submission import Submission
from xltrack.workbook.read import read_bytes
from xltrack.workbook.write import workbook_bytes

BYTES = workbook_bytes(SENT, as_of=ISSUED)
Edit = Callable[[Any, dict[str, int], int], None]


def returned(edit: Edit, name: str = "Actions") -> Submission:
    """The copy after `edit(sheet, column of each header, header row)`."""

    def run(book: openpyxl.Workbook) -> None:
        sheet: Any = book[name]
        head = next(row for row in sheet.iter_rows() if row[0].value in ("Ref", "No."))
        edit(sheet, {cell.value: cell.column for cell in head if cell.value}, head[0].row)

    return read_bytes(through_openpyxl(BYTES, run), "r.xlsx")


def codes(found: Submission) -> list[str]:
    return [code for code, _ in findings(found)]


FRENCH = {
    "Ref": "Réf.",
    "Key action": "Action clé",
    "Status": "Statut",
    "Deadline": "Échéance",
    "Comments": "Commentaires",
}


@pytest.mark.parametrize("words", [FRENCH, {word: word for word in FRENCH}], ids=["translated", "repeated"])
def test_a_second_header_row_is_no_new_action(words):
    def edit(sheet, at, head):
        sheet.insert_rows(head + 1)
        for word, other in words.items():
            sheet.cell(head + 1, at[word]).value = other
        sheet.cell(head + 2, at["Status"]).value = "Completed"

    found = returned(edit)
    assert changes(found) == [("R1.A1", "status", "completed")]
    assert (found.added, codes(found)) == ((), [])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("cell", ["A1", "A2"])
@pytest.mark.parametrize("added, read", [
    ("  -  R1.A2 needs six more months", "R1.A2 needs six more months"),
    ("\nيرجى التأجيل", "يرجى التأجيل"),
    ("  ", None),
    (" .", None),
])  # fmt: skip
def test_words_added_to_the_lines_over_the_table_are_read_and_the_lines_alone_are_none(cell, added, read, language):
    sent = SENT.model_copy(update={"meta": SENT.meta.model_copy(update={"language": language})})

    def edit(book: openpyxl.Workbook) -> None:
        head = book[catalogue(language).word("sheets", "actions")]
        head[cell].value = f"{head[cell].value}{added}"

    found = read_bytes(through_openpyxl(workbook_bytes(sent, as_of=ISSUED), edit), "r.xlsx")
    assert [(one.kind, one.text, one.address) for one in found.remarks] == ([("beside", read, cell)] if read else [])


@pytest.mark.parametrize("header, typed, read", [
    ("Comments", "Comments (R1.A2 needs six months)", True),
    ("Status", "Status: see my mail", True),
    ("Comments", " comments ", False),
    ("Comments", "Commentaires", False),
    ("Comments", "Commments", False),
])  # fmt: skip
def test_words_added_to_a_header_are_read_and_another_spelling_of_it_is_none(header, typed, read):
    def edit(sheet, at, head):
        sheet.cell(head, at[header]).value = typed
        sheet.cell(head + 1, at["Comments"]).value = "Begun"

    found = returned(edit)
    assert changes(found) == [("R1.A1", "comments", "Begun")]
    assert [(one.kind, one.text) for one in found.remarks] == ([("beside", typed)] if read else [])


@pytest.mark.parametrize(
    "header, typed",
    [
        ("Comments", "Comments (R1.A2 needs six months)"),
        ("Evidence", "Evidence: see the shared folder"),
        ("Deadline", "Deadline (agreed in May)"),
    ],
)
def test_a_column_is_known_by_its_header_with_words_behind_it_where_a_file_has_no_names(header, typed):
    def run(book: openpyxl.Workbook) -> None:
        head = next(row for row in book["Actions"].iter_rows() if row[0].value == "Ref")
        at = {cell.value: cell.column for cell in head}
        book["Actions"].cell(head[0].row, at[header]).value = typed
        book["Actions"].cell(head[0].row + 1, at["Comments"]).value = "Begun"
        book.defined_names.clear()

    found = read_bytes(through_openpyxl(BYTES, run), "r.xlsx")
    assert changes(found) == [("R1.A1", "comments", "Begun")]
    assert [(one.kind, one.text) for one in found.remarks] == [("beside", typed)]
    assert codes(found) == ["header_renamed", "remark_beside"]


@pytest.mark.parametrize("typed, read", [
    ("R1.A1 - cancelled", True),
    ("see my mail", True),
    ("已取消 R1.A1", True),
    ("r1.a1.", False),
    ("R1.A2", False),
    ("1.1", False),
])  # fmt: skip
def test_words_beside_a_ref_are_read_and_another_ref_is_none(typed, read):
    found = returned(lambda sheet, at, head: setattr(sheet.cell(head + 1, at["Ref"]), "value", typed))
    assert [(one.kind, one.ref, one.text) for one in found.remarks] == ([("beside", "R1.A1", typed)] if read else [])


def test_a_copy_of_the_actions_sheet_that_was_filled_in_instead_is_read_as_a_return_of_its_own():
    def edit(sheet, at, head):
        copy = sheet.parent.copy_worksheet(sheet)
        copy.cell(head + 1, at["Status"]).value = "Completed"

    found = returned(edit)
    assert changes(found) == []
    assert [(p.code, p.found, p.values["sheet"]) for p in found.findings] == [
        ("sheet_twice", "Actions Copy", "Actions")
    ]
    (copy,) = found.more
    assert changes(copy) == [("R1.A1", "status", "completed")]
    assert copy.file == f"{found.file}: Actions Copy"


def test_a_copy_of_the_actions_sheet_that_nobody_edited_is_no_return():
    found = returned(lambda sheet, at, head: sheet.parent.copy_worksheet(sheet))
    assert found.more == ()


def test_a_text_beside_the_form_and_a_column_of_ones_own_are_remarks():
    def edit(sheet, at, head):
        sheet.cell(head + 1, at["Row id"] + 5).value = "see my mail"
        sheet.cell(head, at["Row id"] + 6).value = "Budget"
        sheet.cell(head + 1, at["Row id"] + 6).value = 500

    found = returned(edit)
    assert [(p.code, p.found) for p in found.findings] == [
        ("remark_beside", "see my mail"),
        ("remark_own_column", "500"),
    ]
    assert [(remark.ref, remark.column, remark.text) for remark in found.remarks] == [
        ("R1.A1", "", "see my mail"),
        ("R1.A1", "Budget", "500"),
    ]


LOOSE: dict[str, tuple[str, Callable[..., tuple[int, int]]]] = {
    "over the title": ("Actions", lambda at, head: (1, 1)),
    "over the form line": ("Actions", lambda at, head: (2, 1)),
    "a header without a column": ("Actions", lambda at, head: (head, at["Row id"] + 5)),
    "over a row id": ("Actions", lambda at, head: (head + 1, at["Row id"])),
    "in the column after it, which names what waits": ("Actions", lambda at, head: (head + 1, at["Row id"] + 1)),
    "below the recommendations": ("Recommendations", lambda at, head: (head + 9, 3)),
    "below them, as a recommendation": ("Recommendations", lambda at, head: (head + 9, 2)),
}


@pytest.mark.parametrize("name, place", LOOSE.values(), ids=LOOSE)
def test_words_where_nobody_reads_a_value_are_remarks_at_their_cell(name, place):
    words, spots = "Filled in by Aru on 3 May", list[str]()

    def edit(sheet, at, head):
        row, column = place(at, head)
        sheet.cell(row, column).value = words
        spots.append(f"{name}!{sheet.cell(row, column).coordinate}")

    found = returned(edit, name)
    assert [(p.code, str(p.where), p.found) for p in found.findings] == [("remark_beside", *spots, words)]
    assert (changes(found), found.added) == ([], ())


def test_an_empty_column_of_an_offices_own_says_nothing():
    found = returned(lambda sheet, at, head: setattr(sheet.cell(head, at["Row id"] + 5), "value", "Budget line"))
    assert found.findings == ()


def test_a_table_of_ones_own_under_the_form_changes_nothing_and_every_row_of_it_is_told():
    def edit(sheet, at, head):
        for row, (label, count) in enumerate([("Summary", None), ("Done", 5), ("Open", 7)], head + 8):
            sheet.cell(row, 1).value, sheet.cell(row, 2).value = label, count

    found = returned(edit)
    assert (changes(found), found.added) == ([], ())
    assert codes(found) == ["unknown_ref"] * 3


def test_values_pasted_over_the_dropdowns_are_judged_one_by_one():
    def edit(sheet, at, head):
        sheet.data_validations.dataValidation = []
        for row, text in enumerate(["Done ", "in progress", "n/a", "finito"], head + 1):
            sheet.cell(row, at["Status"]).value = text

    found = returned(edit)
    assert changes(found) == [
        ("R1.A1", "status", "completed"),
        ("R1.A2", "status", "initiated"),
        ("R1.A3", "status", "no_longer_applicable"),
    ]
    assert [code for code in codes(found) if code != "value_understood"] == ["vague_status", "unknown_choice"]


def test_a_renamed_sheet_and_renamed_headers_are_found_by_the_names_of_the_workbook():
    def edit(sheet, at, head):
        sheet.cell(head, at["Status"]).value = "Where we are"
        sheet.cell(head, at["Comments"]).value = "What happened"
        sheet.cell(head + 1, at["Status"]).value = "Completed"
        sheet.cell(head + 1, at["Comments"]).value = "Started. Held in May"

    assert changes(returned(edit)) == [
        ("R1.A1", "status", "completed"),
        ("R1.A1", "comments", "Started. Held in May"),
    ]
    assert (
        changes(read_bytes(through_openpyxl(BYTES, lambda book: setattr(book["Actions"], "title", "Blad1")), "r")) == []
    )


def test_rows_cut_and_pasted_elsewhere_keep_their_edits():
    def edit(sheet, at, head):
        rows = [[cell.value for cell in sheet[head + number]] for number in (4, 1, 3, 2)]
        for number, row in enumerate(rows):
            for column, value in enumerate(row, 1):
                sheet.cell(head + 1 + 2 * number, column).value = value
        for number in (2, 4, 6):
            for column in range(1, sheet.max_column + 1):
                sheet.cell(head + number, column).value = None
        sheet.cell(head + 1, at["Comments"]).value = "Agreed. Signed"

    found = returned(edit)
    assert (changes(found), codes(found), found.missing) == ([("R2.A1", "comments", "Agreed. Signed")], [], ())
