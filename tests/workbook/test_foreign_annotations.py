"""Notes, links, struck words, shapes and margins survive the formats of other programs; their damage costs no cell."""

from __future__ import annotations

import io
import json
import random
import shutil
import subprocess
from pathlib import Path

import openpyxl
import pytest
import xlwt
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.styles import Font

from tests.office import Office
from tests.tables import ISSUED, tracker
from xltrack.grid.limits import DEFAULT_LIMITS
from xltrack.grid.opened import Workbook
from xltrack.grid.outside_cells import CellMarks, OutsideCells, StruckWords
from xltrack.grid.values import Grid
from xltrack.grid.xls_worker import xls_answer
from xltrack.workbook.foreign_annotations import with_annotations
from xltrack.workbook.read import open_book, read_workbook
from xltrack.workbook.write import workbook_bytes
from xltrack.workbook.xls_annotations import read_xls_annotations

SENT = tracker("""
    ref   | description       | responsible | deadline | status        | comments
    R1.A1 | Hold a workshop   | CO          | 2022/12  | initiated     | Started in May, as agreed
    R1.A2 | Write the report  | RO          | 2024/12  | not_initiated |
    R1.A3 | Train the staff   | RO          | 2025/06  | not_initiated | Later in the year
""")


def noted(path: Path) -> Path:
    """A return with a word of every kind outside the cells that openpyxl can write."""
    book = openpyxl.load_workbook(io.BytesIO(workbook_bytes(SENT, as_of=ISSUED)), rich_text=True)
    sheet = book["Actions"]
    sheet["G6"].font = Font(strike=True)
    sheet["G7"].value = CellRichText(TextBlock(InlineFont(strike=True), "In May."), " Cancelled.")
    sheet["G8"].hyperlink = "https://example.org/final.pdf"
    sheet["F7"].comment = Comment("Six more months, please.", "Aru")
    sheet.oddHeader.center.text = "Draft of Aru"
    book.save(path)
    return path


def words(path: Path) -> set[tuple[str, str, str]]:
    return {(one.kind, one.address, one.text) for one in read_workbook(path).remarks}


EVERYTHING = {
    ("struck", "G6", "Started in May, as agreed"),
    ("struck", "G7", "In May."),
    ("link", "G8", "https://example.org/final.pdf"),
    ("note", "F7", "Six more months, please."),
    ("header_footer", "", "Draft of Aru"),
}


@pytest.mark.libreoffice
@pytest.mark.parametrize("form", ["xlsx", "ods", "xls"])
def test_what_is_beside_the_cells_is_read_from_every_format_of_libreoffice(office: Office, tmp_path: Path, form):
    back = office.edit(noted(tmp_path / "r.xlsx"), tmp_path / f"back.{form}")
    assert words(back) == EVERYTHING
    assert read_workbook(back).current.by_ref["R1.A2"].comments == "Cancelled."


LINKED = '=HYPERLINK("https://example.org/r.pdf","Report")'


def calculated(path: Path) -> Path:
    """A return whose staff cells hold formulas."""
    book = openpyxl.load_workbook(io.BytesIO(workbook_bytes(SENT, as_of=ISSUED)))
    sheet = book["Actions"]
    for address, formula in (("F8", '=IF(1=1,"Completed","no")'), ("G6", '="Done, "&C6'), ("J7", LINKED)):
        sheet[address].value = formula
    book.save(path)
    return path


@pytest.mark.libreoffice
@pytest.mark.skipif(not shutil.which("ssconvert"), reason="Gnumeric is not here")
@pytest.mark.parametrize("form", ["xlsx", "ods", "xls"])
@pytest.mark.parametrize("again", [False, True])
def test_a_formula_in_a_staff_cell_is_told_in_every_format_and_its_address_kept(office, tmp_path: Path, form, again):
    back = office.edit(calculated(tmp_path / "r.xlsx"), tmp_path / f"back.{form}")
    if again:
        command = ["ssconvert", back, tmp_path / f"again.{form}"]
        subprocess.run(command, check=True, capture_output=True, timeout=60)
        back = tmp_path / f"again.{form}"
    read = read_workbook(back)
    formulas = [one for one in read.findings if one.code == "formula_in_cell"]
    told = {str(one.where).partition("!")[2]: one.values["formula"] for one in formulas}
    assert told.keys() == {"F8", "G6", "J7"}
    assert told["G6"] == '="Done, "&C6'
    now = read.current.by_ref
    assert now["R1.A1"].comments == "Done, Hold a workshop"
    assert now["R1.A2"].evidence == "Report (https://example.org/r.pdf)"


@pytest.mark.skipif(not shutil.which("ssconvert"), reason="Gnumeric is not here")
@pytest.mark.parametrize("form", ["ods", "xls"])
def test_what_gnumeric_keeps_beside_the_cells_is_read(tmp_path: Path, form):
    back = tmp_path / f"back.{form}"
    command = ["ssconvert", noted(tmp_path / "r.xlsx"), back]
    subprocess.run(command, check=True, capture_output=True, timeout=60)
    assert words(back) == {one for one in EVERYTHING if one[0] != "link"}, "links are what it drops"


def by_xlwt() -> bytes:
    book = xlwt.Workbook()
    struck = xlwt.easyxf("font: struck_out on")
    plain, out = xlwt.Font(), xlwt.Font()
    out.struck_out = True
    sheet = book.add_sheet("Plan")
    sheet.header_str, sheet.footer_str = b"&CDraft && more", b"&RPage &P"
    sheet.write(0, 0, "Gone", struck)
    sheet.write_rich_text(1, 2, [("kept ", plain), ("away", out), (" kept", plain)])
    sheet.write(2, 0, xlwt.Formula(LINKED.removeprefix("=").replace(",", ";")))
    sheet.write(3, 0, 5, struck)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def test_struck_words_margins_and_formulas_of_an_xls_are_read_with_their_cells():
    outside, findings = read_xls_annotations(by_xlwt(), "a.xls", DEFAULT_LIMITS)
    marks = CellMarks(struck={(1, 1): None, (2, 3): StruckWords("kept  kept", "away")}, margins=("Draft & more",))
    marks.formulas = {(3, 1): LINKED.removeprefix("=")}
    assert (outside, findings) == ({"Plan": OutsideCells(marks=marks)}, ())


def test_of_more_formulas_than_are_put_into_words_every_place_is_kept():
    told = {most: xls_answer(by_xlwt(), most)["sheets"]["Plan"]["formulas"] for most in (0, 50)}
    assert told == {0: [[3, 1, "…"]], 50: [[3, 1, LINKED.removeprefix("=")]]}


def test_words_of_an_xls_that_cannot_be_read_are_a_finding_and_cost_no_cell(monkeypatch):
    monkeypatch.setattr("xltrack.workbook.xls_annotations.ask_xls", lambda data, limits: {"error": "a bad note"})
    book = open_book(by_xlwt(), "a.xls")
    assert [one.code for one in book.findings] == ["outside_unreadable"]
    assert book.grid.sheets[0].rows[0].values == ("Gone",)


def test_a_damaged_xls_gives_its_words_or_a_reason():
    data, chance = by_xlwt(), random.Random(7)
    for _ in range(150):
        broken = bytearray(data)
        for _ in range(chance.choice((1, 3, 9))):
            broken[chance.randrange(512, len(broken))] = chance.randrange(256)
        answer = xls_answer(bytes(broken[: chance.choice((len(broken), chance.randrange(len(broken))))]), 50)
        assert len({"sheets", "error", "code"} & answer.keys()) == 1
        json.dumps(answer)


def test_a_format_of_which_only_the_cells_are_read_is_told():
    book = with_annotations(Workbook(Grid(())), b"", "a.xlsb", DEFAULT_LIMITS)
    assert [(one.code, one.found) for one in book.findings] == [("beside_unread", ".xlsb")]
