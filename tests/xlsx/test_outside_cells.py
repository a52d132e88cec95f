"""Notes, threads, shapes, struck-out words, links and margins of a worksheet are read with place, words and author."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.styles import Font

from tests.xlsx.outside import anchored, picture, rewritten, saved, text_box, with_diagram, with_drawing, with_thread
from xltrack.grid.outside_cells import CellMarks, CellNote, SheetShape, StruckWords
from xltrack.xlsx.cell_marks import read_marks, struck_formats
from xltrack.xlsx.container import Package
from xltrack.xlsx.drawings import read_shapes
from xltrack.xlsx.note_reader import plain_note, read_notes
from xltrack.xlsx.workbook_part import Book as WorkbookPart

SHEET, BOOK = "xl/worksheets/sheet1.xml", "xl/workbook.xml"


def notes(data: bytes) -> tuple[CellNote, ...]:
    return read_notes(Package(data, "a.xlsx"), SHEET, BOOK)


def marks(data: bytes):
    package = Package(data, "a.xlsx")
    return read_marks(package, SHEET, struck_formats(WorkbookPart(package)))


def book_with_note(text: str, author: str = "Aru") -> bytes:
    book = Workbook()
    book.active["B2"].comment = Comment(text, author)
    return saved(book)


@pytest.mark.parametrize("text", ["Six more months, please.", "Aru:\nSix more months, please."])
def test_a_note_has_its_cell_its_author_and_its_words(text):
    assert notes(book_with_note(text)) == (CellNote(2, 2, "Six more months, please.", "Aru"),)


def test_a_note_of_somebody_elses_name_keeps_its_first_line():
    assert notes(book_with_note("Ministry:\nAsk them."))[0].text == "Ministry:\nAsk them."


THREAD = (
    '<threadedComment ref="B2" dT="2024-05-03T09:30:00.00" personId="{1}" id="{A}" done="1"><text>When?</text>'
    '</threadedComment><threadedComment ref="B2" dT="2024-05-04T10:00:00.00" personId="{2}" id="{B}" parentId="{A}">'
    "<text>In May.</text></threadedComment>"
)
SHADOW = (
    "[Threaded comment]\n\nYour version of Excel allows you to read this threaded comment.\n\n"
    "Comment:\n    When?\nReply:\n    In May."
)


def test_each_comment_of_a_thread_has_its_author_its_time_and_whether_it_is_resolved():
    data = with_thread(book_with_note(SHADOW, "tc={A}"), SHEET, THREAD, {"{1}": "Aru", "{2}": "Madi"})
    assert notes(data) == (
        CellNote(2, 2, "When?", "Aru", datetime(2024, 5, 3, 9, 30, tzinfo=UTC), threaded=True, resolved=True),
        CellNote(2, 2, "In May.", "Madi", datetime(2024, 5, 4, 10, 0, tzinfo=UTC), threaded=True, resolved=True),
    )


@pytest.mark.parametrize("ref", [b'ref=""', b'ref="#REF!"', b"shapeId2='0'"])
def test_a_note_or_a_comment_in_no_cell_keeps_its_words(ref):
    data = with_thread(book_with_note("Six more months."), SHEET, THREAD, {})
    data = rewritten(data, lambda parts: parts.update({n: x.replace(b'ref="B2"', ref) for n, x in parts.items()}))
    assert sorted(note[:3] for note in notes(data)) == [(0, 0, "In May."), (0, 0, "Six more months."), (0, 0, "When?")]


@pytest.mark.parametrize(
    "text, author, read",
    [
        ("Aru:\nSix months", "", ("Six months", "Aru", False)),
        ("Aru:\nSix months", "aru", ("Six months", "aru", False)),
        ("Please note:\nSix months", "Aru", ("Please note:\nSix months", "Aru", False)),
        (SHADOW.replace("comment.", "it: https://go.microsoft.com/fwlink"), "", ("When?\nIn May.", "", True)),
    ],
)
def test_a_note_without_its_author_is_signed_by_its_first_line_and_one_for_a_thread_is_known(text, author, read):
    note = plain_note(CellNote(1, 1, text, author))
    assert (note.text, note.author, note.threaded) == read


def test_the_comments_of_a_thread_come_in_the_order_they_were_written_the_first_one_first():
    one = '<threadedComment ref="B2" dT="2024-05-0{}T10:00" id="{{{}}}"{}><text>{}</text></threadedComment>'
    reply = ' parentId="{A}"'
    said = [one.format(5, "C", reply, "Third"), one.format(2, "A", "", "First"), one.format(3, "B", reply, "Second")]
    data = with_thread(book_with_note(SHADOW, "tc={A}"), SHEET, "".join(said), {"{1}": "Aru"})
    assert [note.text for note in notes(data)] == ["First", "Second", "Third"]


def test_a_thread_that_a_program_kept_only_as_a_note_gives_its_words():
    assert notes(book_with_note(SHADOW, "tc={A}")) == (CellNote(2, 2, "When?\nIn May.", "", threaded=True),)


def test_shapes_have_their_cell_and_their_words():
    group = f"<xdr:grpSp>{text_box('Inside a group.')}</xdr:grpSp>"
    fallback = f"<mc:Fallback xmlns:mc='m'>{text_box('Shown twice.')}</mc:Fallback>"
    shapes = anchored(4, 3, text_box("Ask the ministry", "first.")) + anchored(5, 1, picture("Signed list"))
    shapes += anchored(6, 2, group) + anchored(7, 7, fallback) + anchored(8, 8, text_box(""))
    shapes += anchored(9, 9, text_box("").replace("<xdr:cNvPr ", '<xdr:cNvPr descr="An arrow" '))
    data = with_drawing(saved(Workbook()), SHEET, shapes)
    assert read_shapes(Package(data, "a.xlsx"), SHEET) == (
        SheetShape(4, 3, "text_box", "Ask the ministry\nfirst."),
        SheetShape(5, 1, "picture", "Signed list"),
        SheetShape(6, 2, "text_box", "Inside a group."),
        SheetShape(9, 9, "picture", "An arrow"),
    )


def test_the_titles_of_a_chart_are_its_words_and_its_values_are_none():
    book = Workbook()
    sheet = book.create_sheet()
    book.remove(book.worksheets[0])
    sheet.append(["Office", 7])
    chart = BarChart()
    chart.title, chart.y_axis.title = "Late since May", "Actions"
    chart.add_data(Reference(sheet, min_col=2, min_row=1))
    chart.set_categories(Reference(sheet, min_col=1, min_row=1))
    sheet.add_chart(chart, "C4")
    assert read_shapes(Package(saved(book), "a.xlsx"), SHEET) == (
        SheetShape(4, 3, "text_box", "Late since May\nActions"),
    )


def test_the_texts_of_a_diagram_are_its_words():
    data = with_diagram(saved(Workbook()), SHEET, 6, 2, "Ask the ministry", "Sign the agreement")
    assert read_shapes(Package(data, "a.xlsx"), SHEET) == (
        SheetShape(6, 2, "text_box", "Ask the ministry\nSign the agreement"),
    )


def struck_book() -> Workbook:
    book = Workbook()
    sheet = book.active
    sheet["A1"] = "Live"
    sheet["A2"] = CellRichText(TextBlock(InlineFont(strike=True), "In May."), " Cancelled.")
    sheet["A3"], sheet["A4"] = "Gone", None
    sheet["A3"].font = sheet["A4"].font = Font(strike=True)
    sheet["A5"] = CellRichText(TextBlock(InlineFont(b=True), "Bold"), " only.")
    return book


def test_struck_out_words_are_told_from_live_ones():
    found = marks(saved(struck_book())).struck
    assert found == {(2, 1): StruckWords("Cancelled.", "In May."), (3, 1): None}


def test_struck_out_words_inside_a_cell_are_seen_too():
    """Some programs write the text into the cell and share none."""
    inline = b'<c r="C9" t="inlineStr"><is><r><rPr><strike/></rPr><t>Old</t></r><r><t> new</t></r></is></c>'

    def change(parts: dict[str, bytes]) -> None:
        parts[SHEET] = parts[SHEET].replace(b"</sheetData>", b'<row r="9">' + inline + b"</row></sheetData>")

    assert marks(rewritten(saved(Workbook()), change)).struck == {(9, 3): StruckWords("new", "Old")}


@pytest.mark.parametrize("target", ["https://example.org/final.pdf", "final%20report.docx", "file:///C:/final.pdf"])
def test_a_link_gives_the_address_behind_its_text(target):
    book = Workbook()
    book.active["B2"] = "Final report"
    book.active["B2"].hyperlink = target
    file = saved(book)
    assert marks(file).links == {(2, 2): target}

    def change(parts: dict[str, bytes]) -> None:
        parts[SHEET] = parts[SHEET].replace(b"<hyperlink ", b"<hyperlink tooltip='see > there' ")

    assert marks(rewritten(file, change)).links == {(2, 2): target}


def test_margins_give_their_words_and_no_page_numbers():
    book = Workbook()
    book.active.oddFooter.center.text = "Page &P of &N"
    book.active.oddFooter.left.text = "Стр. &P из &N"
    book.active.oddFooter.right.text = "OK, Aru &D"
    book.active.oddHeader.left.text = '&"Arial,Bold"&14Draft for the ministry && donors &D'
    assert marks(saved(book)).margins == ("Draft for the ministry & donors", "OK, Aru")


def test_each_section_of_a_margin_is_a_text_of_its_own():
    book = Workbook()
    header = book.active.oddHeader
    header.left.text, header.center.text, header.right.text = "The plan", "Draft of Aru && Madi", "Form id"
    assert marks(saved(book)).margins == ("The plan", "Draft of Aru & Madi", "Form id")


@pytest.mark.parametrize(
    "runs, words",
    [
        (b"<r><rPr><strike/></rPr><t>Old</t></r><r><rPr><b/></rPr><t> new</t></r>", StruckWords("new", "Old")),
        (b"<r><t>Old</t></r><r><rPr><b/></rPr><t> new</t></r>", StruckWords("new", "Old")),
        (b"<r><rPr><b/></rPr><t>All new</t></r>", "live"),
        (b"<r><rPr><strike/></rPr><t>All</t></r><r><t> old</t></r>", None),
        (b"<t>All old</t>", None),
    ],
)
def test_a_piece_with_a_format_of_its_own_is_not_struck_out_by_its_cell(runs, words):
    book = Workbook()
    book.active["A1"], book.active["A1"].font = "x", Font(strike=True)

    def change(parts: dict[str, bytes]) -> None:
        found = re.search(rb'<c r="A1" s="(\d+)"', parts[SHEET])
        assert found
        cell = b'<c r="C9" t="inlineStr" s="%s"><is>%s</is></c>' % (found[1], runs)
        parts[SHEET] = parts[SHEET].replace(b"</sheetData>", b'<row r="9">' + cell + b"</row></sheetData>")

    assert marks(rewritten(saved(book), change)).struck.get((9, 3), "live") == words


def test_a_picture_in_a_cell_is_seen():
    def change(parts: dict[str, bytes]) -> None:
        row = b'<row r="9"><c r="C9" t="e" vm="1"><v>#VALUE!</v></c></row></sheetData>'
        parts[SHEET] = parts[SHEET].replace(b"</sheetData>", row).replace(b"<sheetData/>", b"<sheetData>" + row)

    assert marks(rewritten(saved(Workbook()), change)).pictures == {(9, 3)}


def test_a_plain_workbook_has_nothing_outside_its_cells():
    data = saved(Workbook())
    assert marks(data) == CellMarks()
    assert notes(data) == ()
    assert read_shapes(Package(data, "a.xlsx"), SHEET) == ()
