"""Notes in .ods files, as LibreOffice and others write them into content.xml; damage there costs no cell."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime

import pytest

from xltrack.grid.limits import DEFAULT_LIMITS
from xltrack.grid.outside_cells import CellMarks, SheetShape, StruckWords, with_marks
from xltrack.grid.values import ErrorValue, Formula, Row, Sheet
from xltrack.workbook.opendocument import read_annotations

SPACES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (
        ("office", "office"),
        ("table", "table"),
        ("text", "text"),
        ("draw", "drawing"),
        ("style", "style"),
    )
)


def ods(rows: str, styles: str = "") -> bytes:
    content = (
        f'<office:document-content {SPACES} xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<office:automatic-styles>{styles}</office:automatic-styles><office:body>"
        f'<office:spreadsheet><table:table table:name="Actions">{rows}</table:table></office:spreadsheet>'
        "</office:body></office:document-content>"
    )
    return packed(content.encode())


def packed(content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("content.xml", content)
    return out.getvalue()


def cell(note: str, repeated: str = "1") -> str:
    return (
        f'<table:table-cell table:number-columns-repeated="{repeated}">{note}<text:p>Value</text:p></table:table-cell>'
    )


def annotation(*lines: str, author: str = "", when: str = "") -> str:
    about = (f"<dc:creator>{author}</dc:creator>" if author else "") + (f"<dc:date>{when}</dc:date>" if when else "")
    return f"<office:annotation>{about}{''.join(f'<text:p>{line}</text:p>' for line in lines)}</office:annotation>"


def row(*cells: str, repeated: str = "1") -> str:
    return f'<table:table-row table:number-rows-repeated="{repeated}">{"".join(cells)}</table:table-row>'


def notes(data: bytes) -> dict[str, list[tuple[object, ...]]]:
    outside, findings = read_annotations(data, "a.ods", DEFAULT_LIMITS)
    assert findings == ()
    return {name: [tuple(note) for note in one.notes] for name, one in outside.items()}


def test_a_note_is_read_with_its_cell_author_and_day_behind_repeated_rows_and_columns():
    words = annotation("Six <text:span>more</text:span> months", "a<text:tab/>b<text:s text:c='2'/>c", author="Aru",
                       when="2024-05-03T10:00:00.5")  # fmt: skip
    data = ods(row(cell(""), repeated="4") + row(cell("", "3"), cell(words), cell(annotation("Two"))))
    when = datetime(2024, 5, 3, 10, 0, 0, 500_000, tzinfo=UTC)
    assert notes(data) == {
        "Actions": [
            (5, 4, "Six more months\na\tb  c", "Aru", when, False, False),
            (5, 5, "Two", "", None, False, False),
        ]
    }


@pytest.mark.parametrize("rows", ["", row(cell("")), row(cell(annotation(""))), row(cell(annotation()))])
def test_a_file_without_words_in_notes_has_none(rows):
    assert notes(ods(rows)) == {}


def test_a_repetition_that_is_no_number_counts_as_one():
    assert [note[:2] for note in notes(ods(row(cell("", "9" * 5000), cell(annotation("A")))))["Actions"]] == [(1, 2)]


@pytest.mark.parametrize(
    "data",
    [
        b"no zip",
        packed(b"<annotation"),
        packed(b"<!DOCTYPE annotation []><annotation/>"),
        ods(row(cell(annotation("<text:span>" * 200 + "</text:span>" * 200)))),
    ],
)
def test_damage_costs_no_cell_and_is_named(data):
    outside, findings = read_annotations(data, "a.ods", DEFAULT_LIMITS)
    assert (outside, [finding.code for finding in findings]) == ({}, ["outside_unreadable"])


def test_links_and_shapes_are_read_with_their_cell():
    box = "<draw:frame><draw:text-box><text:p>Ask the</text:p><text:p>ministry</text:p></draw:text-box></draw:frame>"
    photo = "<draw:frame><draw:image/><svg:title xmlns:svg='s'>Scan</svg:title></draw:frame>"
    chart = "<draw:frame><draw:object/><draw:image/></draw:frame>"
    link = "<text:p><text:a xlink:href='https://example.org' xmlns:xlink='l'>Report</text:a></text:p>"
    shapes = f"<table:shapes>{box.replace('Ask', 'Tell')}</table:shapes>"
    rows = row(cell(box), cell(photo), cell(chart), f"<table:table-cell>{link}</table:table-cell>")
    outside, findings = read_annotations(ods(shapes + rows), "a.ods", DEFAULT_LIMITS)
    assert findings == ()
    assert outside["Actions"].shapes == (
        SheetShape(0, 0, "text_box", "Tell the\nministry"),
        SheetShape(1, 1, "text_box", "Ask the\nministry"),
        SheetShape(1, 2, "picture", "Scan"),
    )
    assert outside["Actions"].marks.links == {(1, 4): "https://example.org"}


STYLES = "".join(
    f'<style:style style:name="{name}" style:parent-style-name="{parent}">{line}</style:style>'
    for name, parent, line in (
        ("plain", "", ""),
        ("out", "", '<style:text-properties style:text-line-through-style="solid"/>'),
        ("single", "", '<style:text-properties style:text-line-through-type="single"/>'),
        ("none", "out", '<style:text-properties style:text-line-through-style="none"/>'),
        ("heir", "out", ""),
        ("loop", "pool", ""),
        ("pool", "loop", ""),
    )
)


def styled(style: str, text: str) -> str:
    return f'<table:table-cell table:style-name="{style}">{text}</table:table-cell>'


def struck(*rows: str) -> dict[tuple[int, int], StruckWords | None]:
    outside, findings = read_annotations(ods("".join(rows), STYLES), "a.ods", DEFAULT_LIMITS)
    assert findings == ()
    return outside["Actions"].marks.struck if outside else {}


@pytest.mark.parametrize(
    "style, is_struck",
    [("plain", False), ("out", True), ("single", True), ("none", False), ("heir", True), ("loop", False), ("?", False)],
)
def test_a_cell_is_struck_out_by_its_style_or_the_one_it_inherits_from(style, is_struck):
    found = struck(row(cell("", "3"), styled(style, "<text:p>Done</text:p>")))
    assert found == ({(1, 4): None} if is_struck else {})


@pytest.mark.parametrize(
    "text, live, out",
    [
        ('<text:p><text:span text:style-name="out">May</text:span> June</text:p>', "June", "May"),
        ('<text:p>a<text:span text:style-name="plain">b</text:span></text:p>', "", ""),
        (
            '<text:p>a<text:span text:style-name="out">b<text:span text:style-name="plain">c</text:span></text:span>'
            "</text:p><text:p>d<text:tab/>e</text:p>",
            "a\nd\te",
            "bc",
        ),
        ('<text:p><text:span text:style-name="out">a<text:s text:c="2"/>b</text:span></text:p>', "", "a  b"),
    ],
)
def test_struck_out_words_are_told_from_those_that_count(text, live, out):
    assert struck(row(styled("plain", text))) == ({(1, 1): StruckWords(live, out)} if out else {})


def test_words_of_a_struck_cell_whose_own_style_does_not_strike_them_count():
    text = '<text:p>Away <text:span text:style-name="none">kept</text:span></text:p>'
    assert struck(row(styled("out", text))) == {(1, 1): StruckWords("kept", "Away")}


def test_the_words_of_a_note_or_a_shape_are_no_struck_text_of_its_cell():
    words = '<text:span text:style-name="out">Away</text:span>'
    box = f"<draw:frame><draw:text-box><text:p>{words}</text:p></draw:text-box></draw:frame>"
    note = annotation(words)
    assert struck(row(styled("plain", f"{note}{box}<text:p>Value</text:p>"), styled("out", "<text:p>x</text:p>"))) == {
        (1, 2): None
    }


def test_a_cell_without_a_style_has_that_of_its_row_or_column():
    columns = '<table:table-column table:number-columns-repeated="2"/>'
    columns += '<table:table-column table:default-cell-style-name="out"/>'
    plain = "<table:table-cell><text:p>x</text:p></table:table-cell>"
    ruled = f'<table:table-row table:default-cell-style-name="out">{plain}</table:table-row>'
    assert struck(columns, row(plain, plain, plain), ruled) == {(1, 3): None, (2, 1): None}


def test_what_people_write_into_the_printed_margins_is_read_and_page_numbers_are_not():
    page = (
        '<style:master-page style:name="P1"><style:header><style:region-left><text:p>Draft<text:s/>of Aru</text:p>'
        "</style:region-left><style:region-right><text:p>Page <text:page-number>1</text:page-number></text:p>"
        '</style:region-right></style:header><style:footer-left style:display="false"><text:p>Hidden</text:p>'
        "</style:footer-left></style:master-page>"
    )
    sheets = '<style:style style:name="ta1" style:master-page-name="P1"/>'
    data = io.BytesIO(ods("", sheets))
    with zipfile.ZipFile(data) as package:
        content = package.read("content.xml").replace(
            b'table:name="Actions"', b'table:name="Actions" table:style-name="ta1"'
        )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("content.xml", content)
        package.writestr("styles.xml", f"<office:document-styles {SPACES}>{page}</office:document-styles>")
    outside, _ = read_annotations(out.getvalue(), "a.ods", DEFAULT_LIMITS)
    assert outside["Actions"].marks.margins == ("Draft of Aru",)


@pytest.mark.parametrize(
    ("formula", "read"),
    [
        ("of:=[.A1]&amp;[.B1:.C3]", "A1&B1:C3"),
        ("of:=[$Plan.$A$1]&amp;&quot;[.A1]&quot;", '$Plan.$A$1&"[.A1]"'),
        ("msoxl:=A1+1", "A1+1"),
        ("=1+1", "1+1"),
        ("of:=TRUE()", None),
    ],
)
def test_a_formula_is_read_with_its_cell_as_excel_shows_it(formula, read):
    here = f'<table:table-cell table:formula="{formula}"><text:p>5</text:p></table:table-cell>'
    outside, findings = read_annotations(
        ods(row(cell(""), repeated="2") + row(cell(""), here)), "a.ods", DEFAULT_LIMITS
    )
    assert findings == ()
    assert [one.marks.formulas for one in outside.values()] == ([{(3, 2): read}] if read else [])


def test_an_error_that_a_program_keeps_as_a_text_is_an_error():
    marks = CellMarks(formulas={(1, 1): "1/0", (1, 2): "A2"})
    sheet = with_marks(Sheet("Plan", (Row(1, (1, 2, 3), ("#DIV/0!", "Done", "#DIV/0!")),)), marks)
    assert sheet.rows[0].values == (Formula("1/0", ErrorValue("#DIV/0!")), Formula("A2", "Done"), "#DIV/0!")
