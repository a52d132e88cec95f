"""Words, links and pictures on sheets without a table of the plan, hidden ones too, are remarks with their cell."""

from __future__ import annotations

from typing import Any

import openpyxl
import pytest
from openpyxl.comments import Comment

from tests.reading.test_odd_returns import BYTES, codes, returned
from tests.workbook.test_read import through_openpyxl
from xltrack.grid.values import Formula
from xltrack.model.submission import Submission
from xltrack.reading.cell_words import cell_words, is_calculated
from xltrack.workbook.read import read_bytes

WORDS = "Ask the ministry first"


def with_cells(cells: dict[str, dict[str, Any]], state: str = "visible") -> Submission:
    """The copy with values typed on sheets, which are added where there are none."""

    def run(book: openpyxl.Workbook) -> None:
        for name, typed in cells.items():
            sheet: Any = book[name] if name in book.sheetnames else book.create_sheet(name)
            sheet.sheet_state = state
            for place, value in typed.items():
                if isinstance(value, Comment):
                    sheet[place].comment = value
                else:
                    sheet[place] = value

    return read_bytes(through_openpyxl(BYTES, run), "r.xlsx")


def remarks(found: Submission) -> list[tuple[str, str, str]]:
    return [(one.kind, f"{one.sheet}!{one.address}", one.text) for one in found.remarks]


@pytest.mark.parametrize(
    "sheet, place",
    [
        *(("Start here", place) for place in ("G9", "B40")),
        *(("Lists", place) for place in ("A9", "K3")),
        *(("Changes", place) for place in ("B9", "C1")),
        *(("Decisions", place) for place in ("B9", "Z5")),
    ],
)
def test_what_is_typed_on_a_sheet_of_ours_is_a_remark_at_its_cell(sheet, place):
    found = with_cells({sheet: {place: WORDS}})
    assert remarks(found) == [("beside", f"{sheet}!{place}", WORDS)]
    assert codes(found) == ["remark_beside"]


@pytest.mark.parametrize("sheet", ["Start here", "Recommendations", "Lists", "Changes", "Decisions", "xltrack base"])
def test_a_note_on_any_sheet_of_ours_is_a_remark(sheet):
    found = with_cells({sheet: {"C3": Comment(WORDS, "Aru")}})
    assert remarks(found) == [("note", f"{sheet}!C3", WORDS)]


@pytest.mark.parametrize("state", ["visible", "hidden", "veryHidden"])
def test_an_added_sheet_is_read_also_where_it_is_hidden(state):
    found = with_cells({"Budget": {"A1": "R1.A1", "B1": WORDS, "B3": "No funds", "C9": Comment("Why?", "Aru")}}, state)
    assert remarks(found) == [
        ("note", "Budget!C9", "Why?"),
        ("own_sheet", "Budget!A1", WORDS),
        ("own_sheet", "Budget!", "No funds"),
    ]
    assert found.remarks[1].ref == "R1.A1"


CELLS = {
    "a link's address": (Formula('HYPERLINK("https://a.org/b","Report")', "Report"), "Report (https://a.org/b)", False),
    "words as a formula": (Formula('"Wait"', "Wait"), "Wait", False),
    "a calculation": (Formula('F6&" x"', "Done x"), "Done x", True),
    "a number worked out": (Formula("2*3", 6.0), "6", True),
}


@pytest.mark.parametrize("raw, words, calculated", CELLS.values(), ids=CELLS)
def test_a_formula_has_words_of_its_own_an_address_or_a_result(raw, words, calculated):
    assert (cell_words(raw), is_calculated(raw)) == (words, calculated)


def test_pictures_in_cells_that_are_not_ours_are_named_and_are_no_text():
    picture = '=_xlfn.IMAGE("https://example.org/p.png","A map")'

    def edit(sheet, at, head):
        sheet.cell(head, at["Row id"] + 5).value = "Photo"
        sheet.cell(head + 1, at["Row id"] + 5).value = picture
        sheet.parent.create_sheet("Pictures")["B2"] = picture

    found = returned(edit)
    words = "A map (https://example.org/p.png)"
    assert [(one.kind, one.column, one.text) for one in found.remarks] == [
        ("cell_picture", "Photo", words),
        ("cell_picture", "B2", words),
    ]


def test_a_cleared_column_of_refs_is_one_finding_of_the_file():
    def edit(sheet, at, head):
        for row in range(head + 1, sheet.max_row + 1):
            sheet.cell(row, at["Ref"]).value = None

    assert codes(returned(edit)) == ["refs_cleared"]
