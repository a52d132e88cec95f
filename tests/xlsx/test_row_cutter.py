"""Rows and cells are cut where they are marked, and only where nothing else can be meant."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.packages import pack
from tests.raw_xlsx import MAIN, parts, sheet
from tests.xlsx.test_sheet_reader import PIECES, cells
from xltrack.errors import WorkbookError
from xltrack.xlsx.container import Package
from xltrack.xlsx.plain_xml import NotPlain, is_plain, respelled, watching_parser
from xltrack.xlsx.read_cache import ReadCache
from xltrack.xlsx.row_cutter import SheetCutter, cell_content, cut_row
from xltrack.xlsx.sheet_editor import NewCell, edited_sheet
from xltrack.xlsx.sheet_reader import read_sheet
from xltrack.xlsx.workbook_part import Book

PART = "xl/worksheets/sheet1.xml"


def package(xml: str) -> Package:
    return Package(pack(parts() | {PART: xml}), "a.xlsx")


def rows(xml: str, size: int = 10**6) -> list[bytes]:
    """The rows of a sheet that comes in pieces of that size."""
    data = xml.encode()
    cutter = SheetCutter(watching_parser(package(xml), PART))
    pieces = (data[at : at + size] for at in range(0, len(data), size))
    cut = [row for block in cutter.blocks(pieces) for row in block]
    assert cutter.head + b"".join(cut) + cutter.tail == data
    return cut


@pytest.mark.parametrize("size", [1, 7, 40, 10**6])
def test_rows_are_the_same_in_pieces_of_any_size(size):
    three = ['<row r="1"><c r="A1"/></row>', '<row r="2" ht="20"/>', '<row r="3"><c r="A3"><v>1</v></c></row>\n\n  ']
    assert rows(sheet("\n      " + "".join(three)), size) == [row.encode() for row in three]


@pytest.mark.parametrize(
    "data",
    [
        '<row r="1"/><!-- among the rows --><row r="2"/>',
        '<row r="1"/><!-- </sheetData> --><row r="2"/>',
        '<row r="1"><c r="A1" t="str"><v><![CDATA[x]]></v></c></row>',
        '<?pi?><row r="1"/>',
        'text<row r="1"/>',
        '<row r="1" xmlns:y="u"/>',
        '<row r="1"/>\r\n<row r="2"/>',
    ],
)
def test_what_cannot_be_cut_at_marks_is_respelled(data):
    with pytest.raises(NotPlain):
        rows(sheet(data))


@pytest.mark.parametrize("where", ["<!-- a remark --><sheetData>", "<sheetData>"])
def test_remarks_around_the_rows_do_no_harm(where):
    xml = sheet('<row r="1"/>', "<!-- </sheetData> -->").replace("<sheetData>", where)
    assert rows(xml) == [b'<row r="1"/>']


@pytest.mark.parametrize(
    "rest, content",
    [
        ("<v>5</v></c>", (None, "5")),
        ("<f>A1&amp;&lt;</f><v/></c>", ("A1&<", "")),
        ('<f t="shared" si="0"/><v>3</v></c>', ("", "3")),
        ("<is><t>a</t></is></c>", (None, "a")),
        ('<is><r><rPr><b/></rPr><t xml:space="preserve">a </t></r><rPh sb="0"><t>no</t></rPh></is></c>', (None, "a ")),
        ("<v>5</v><extLst><ext/></extLst></c>", (None, "5")),
        ("</c>", (None, "")),
    ],
)
def test_the_content_of_a_cell_is_its_formula_and_its_value(rest, content):
    assert cell_content(rest) == content


@pytest.mark.parametrize(
    "rest",
    [
        '<c r="B1"/></c>',
        "<v>1",
        "<v><v>1</v></v></c>",
        '<v>1</v></c><c t="s"/>',
        '<is><t a="x>y">z</t></is></c>',
        "<x>" * 30 + "</x>" * 30 + "</c>",
    ],
)
def test_content_that_may_hold_another_cell_is_not_plain(rest):
    with pytest.raises(NotPlain):
        cell_content(rest)


@pytest.mark.parametrize(
    "row", ['<row r="x"/>', "<row/>", '<row r="1"><c t="s" r="A1"/></row>', '<row r="1"><row r="2"/></row>', "<row "]
)
def test_a_row_without_its_marks_is_not_plain(row):
    with pytest.raises(NotPlain):
        cut_row(row.encode())


@pytest.mark.parametrize(
    "xml, plain",
    [
        (f'<a xmlns="{MAIN}" b="1"/>', True),
        (f"<a xmlns='{MAIN}'/>", False),
        (f'<x:a xmlns:x="{MAIN}"/>', False),
        (f'<a xmlns="{MAIN}" xmlns:x="{MAIN}"><x:b/></a>', False),
        (f'<a xmlns="{MAIN}"><b c="1>2"/></a>', False),
        (f'<a xmlns="{MAIN}"><!-- --></a>', False),
        (f'<a xmlns="{MAIN}"><b xmlns="urn:o"/></a>', False),
    ],
)
def test_plain_is_what_has_one_spelling(xml, plain):
    assert is_plain(xml.encode()) is plain
    made = b"".join(respelled(package(sheet("")), PART, [xml.encode()]))
    assert is_plain(made)
    assert b"".join(respelled(package(sheet("")), PART, [made])) == made


def test_a_base_that_is_whole_is_read_from_a_sheet_that_is_damaged_below_it():
    xml = sheet('<row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c r="A2"><v>2</v></v></c></row>')
    book = Book(package(xml))
    found = read_sheet(book, book.sheets[0], enough=lambda: lambda row: row.number == 1)
    assert cells(found) == {"A1": 1.0}
    with pytest.raises(WorkbookError):
        read_sheet(book, book.sheets[0])


ROW = st.lists(PIECES, max_size=5)


@given(st.lists(ROW, max_size=4), st.lists(ROW, max_size=4), st.booleans())
def test_a_sheet_says_the_same_whatever_rows_were_learned_from_others(first, second, styled):
    """Rows of one shape are read by it in every later sheet, and never say anything else than cell by cell."""

    def data(found: list[list[str]]) -> str:
        return "".join(
            f'<row r="{n}">'
            + "".join(piece.format(f"{chr(65 + at)}{n}") for at, piece in enumerate(row))
            + ('<c r="H1" s="1"><v>1</v></c>' if styled and n == 2 else "")
            + "</row>"
            for n, row in enumerate(found, 1)
        )

    def outcome(text: str, cache: ReadCache) -> object:
        strings = "<si><t>zero</t></si><si><t>one</t></si>"
        book = Book(Package(pack(parts(text, strings)), "a.xlsx"), cache)
        try:
            return read_sheet(book, book.sheets[0])
        except WorkbookError as error:
            return error.code

    shared = ReadCache()
    for text in (data(first), data(second), data(first)):  # rows are kept from the second sheet on
        outcome(text, shared)
    assert outcome(data(second), shared) == outcome(data(second), ReadCache())
    assert outcome(data(first), shared) == outcome(data(first), ReadCache())


def test_the_same_row_with_other_shared_texts_says_those():
    cache = ReadCache()
    row = '<row r="1"><c r="A1" s="1" t="s"><v>0</v></c></row>'
    for text in ("one", "two"):
        book = Book(Package(pack(parts(row, f"<si><t>{text}</t></si>")), "a.xlsx"), cache)
        assert cells(read_sheet(book, book.sheets[0])) == {"A1": text}


def test_the_same_number_is_a_day_only_where_its_format_shows_one():
    cache, made = ReadCache(), []
    for style in ("1", "0"):
        row = f'<row r="1"><c r="A1" s="{style}"><v>44896</v></c></row>'
        book = Book(Package(pack(parts(row)), "a.xlsx"), cache)
        made.append(str(cells(read_sheet(book, book.sheets[0]))["A1"]))
    assert made == ["2022-12-01", "44896.0"]


def test_the_address_of_another_row_is_damage_whatever_was_read_before():
    cache = ReadCache()
    for row in ('<row r="12"><c r="A12"><v>1</v></c></row>', '<row r="12"><c r="A12"><v>2</v></c></row>'):
        book = Book(Package(pack(parts(row)), "a.xlsx"), cache)
        assert len(read_sheet(book, book.sheets[0]).rows) == 1
    book = Book(Package(pack(parts('<row r="13"><c r="A12"><v>1</v></c></row>')), "a.xlsx"), cache)
    with pytest.raises(WorkbookError, match="A12"):
        read_sheet(book, book.sheets[0])


def test_a_tail_is_changed_where_it_is_plain_and_respelled_where_it_is_not():
    xml = sheet('<row r="1"/>', "<autoFilter ref='A1:B2'/>")
    made = edited_sheet(
        package(xml), PART, "A", {1: {1: NewCell("n", "1")}}, tail=lambda text: text.replace("B2", "B9")
    )
    assert b'<autoFilter ref="A1:B9"/>' in b"".join(made)
