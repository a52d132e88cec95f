"""Cells as any program writes them come out right, or the sheet is refused."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.packages import pack
from tests.raw_xlsx import MAIN, STRICT, parts, sheet
from xltrack.errors import WorkbookError
from xltrack.grid.limits import DEFAULT_LIMITS
from xltrack.grid.values import Area, Day, ErrorValue, Formula, Raw, Sheet, shown_value
from xltrack.xlsx.container import Package
from xltrack.xlsx.sheet_reader import read_sheet
from xltrack.xlsx.workbook_part import Book

S = "<si><t>zero</t></si><si><r><t>o</t></r><r><t xml:space='preserve'>ne </t></r><rPh><t>wan</t></rPh></si>"


def read(data: str, strings: str = S, limits=DEFAULT_LIMITS, live=(), header=0, **more) -> Sheet:
    book = Book(Package(pack(parts(data, strings, **more)), "a.xlsx", limits))
    return read_sheet(book, book.sheets[0], live=live, header=header)


def cells(found: Sheet) -> dict[str, Raw]:
    return {f"{chr(64 + c)}{row.number}": v for row in found.rows for c, v in zip(row.columns, row.values, strict=True)}


def one(cell: str, **more) -> Raw | None:
    return cells(read(f'<row r="1">{cell}</row>', **more)).get("A1")


@pytest.mark.parametrize(
    "cell, value",
    [
        ('<c r="A1" t="s"><v>0</v></c>', "zero"),
        ('<c r="A1" t="s"><v>1</v></c>', "one "),
        ('<c r="A1"><v>5</v></c>', 5.0),
        ('<c r="A1" t="n"><v>-1.5E3</v></c>', -1500.0),
        ('<c r="A1" s="1"><v>44896</v></c>', Day(44896)),
        ('<c r="A1" s="2"><v>44896.75</v></c>', Day(44896.75)),
        ('<c r="A1" t="d"><v>2022-12-01T00:00:00</v></c>', Day(44896)),
        ('<c r="A1" t="b"><v>1</v></c>', True),
        ('<c r="A1" t="e"><v>#REF!</v></c>', ErrorValue("#REF!")),
        ('<c r="A1" t="str"><v>#REF!</v></c>', "#REF!"),
        ('<c r="A1" t="inlineStr"><is><t>a&amp;b_x000D__x0041_</t></is></c>', "a&b\rA"),
        ('<c r="A1" t="inlineStr"><is><r><t>x</t></r><rPh><t>no</t></rPh><r><t>y</t></r></is></c>', "xy"),
        ('<c r="A1" t="str"><v>_xD83D__xDE00_</v></c>', "😀"),
        ('<c r="A1" t="str"><f>B1</f><v>Completed</v></c>', Formula("B1", "Completed")),
        ('<c r="A1" t="str"><f>B1</f><v></v></c>', Formula("B1", "")),
        ('<c r="A1" t="b"><f>TRUE()</f><v>1</v></c>', True),
        ('<c r="A1"><f>1+1</f></c>', Formula("1+1", None)),
        ('<c r="A1" t="e"><f>1/0</f><v>#DIV/0!</v></c>', Formula("1/0", ErrorValue("#DIV/0!"))),
        ('<c r="A1"><f t="shared" si="0"/><v>3</v></c>', Formula("", 3.0)),
        ('<c r="A1" s="1"/>', None),
        ('<c r="A1" s="1"></c>', None),
        ('<c r="A1" t="inlineStr"><is><t><![CDATA[<c r="A1"/>]]></t></is></c>', '<c r="A1"/>'),
    ],
)  # fmt: skip
def test_a_cell_holds_what_was_written(cell, value):
    assert one(cell) == value


@pytest.mark.parametrize(
    "data",
    [
        '<row r="1"><c r="A1" t="s"><v>2</v></c></row>',
        '<row r="1"><c r="A1" t="s"><v>-1</v></c></row>',
        '<row r="1"><c r="A1" t="s"><v>x</v></c></row>',
        '<row r="1"><c r="A1" t="zz"><v>1</v></c></row>',
        '<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row>',
        '<row r="1"><c r="B1"><v>1</v></c><c r="A1"><v>2</v></c></row>',
        '<row r="1"><c r="A2"><v>1</v></c></row>',
        '<row r="1"><c r="XFE1"><v>1</v></c></row>',
        '<row r="1"><c r="1"><v>1</v></c></row>',
        '<row r="2"><c r="A12"><v>1</v></c></row>',
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="1"><c r="B1"><v>1</v></c></row>',
        '<row r="1048577"><c r="A1048577"><v>1</v></c></row>',
        '<row r="0"><c r="A0"><v>1</v></c></row>',
        '<row r="1"><c r="A1"><c r="B1"><v>1</v></c></c></row>',
        '<row r="1"><row r="2"/></row>',
        '<c r="A1"><v>1</v></c>',
        '<row r="1"><v>1</v></row>',
    ],
)
def test_a_sheet_that_could_be_read_in_two_ways_is_refused(data):
    with pytest.raises(WorkbookError) as caught:
        read(data)
    assert caught.value.code == "cell_damaged"
    assert "Actions" in str(caught.value)


@pytest.mark.parametrize("kind, value", [
    *(("n", value) for value in ("nan", "1e999", "-INF", "1_000", "0x10", "ten", "12,5")),
    *(("d", value) for value in ("infinity", "99999-01-01", "2024-02-31", "1_000")),
    *(("b", value) for value in ("7", "yes", "INF")),
])  # fmt: skip
def test_a_value_that_is_none_of_its_type_costs_its_cell_and_not_the_file(kind, value):
    assert one(f'<c r="A1" t="{kind}"><v>{value}</v></c>') == ErrorValue(value)


@pytest.mark.parametrize("kind", ["n", "d", "b", "e"])
def test_blanks_where_a_number_should_be_are_an_empty_cell(kind):
    assert cells(read(f'<row r="1"><c r="A1" t="{kind}"><v>  </v></c><c r="B1"><v>4</v></c></row>')) == {"B1": 4.0}
    assert one(f'<c r="A1" t="{kind}"><f>B1</f><v> </v></c>') == Formula("B1", None)


def test_cells_and_rows_without_addresses_count_from_their_neighbours():
    found = read('<row><c t="s"><v>0</v></c><c s="1"/><c><v>3</v></c></row><row><c/><c><v>4</v></c></row>')
    assert cells(found) == {"A1": "zero", "C1": 3.0, "B2": 4.0}


def test_an_empty_cell_with_an_address_moves_the_next_one_that_has_none():
    assert cells(read('<row r="1"><c r="C1" s="1"/><c><v>4</v></c></row>')) == {"D1": 4.0}


def test_cells_that_look_empty_inside_a_text_are_kept():
    text = '<row r="1"><c r="A1" t="str"><v><![CDATA[x<c r="B1" s="1"/>y]]></v></c></row>'
    assert cells(read(text)) == {"A1": 'x<c r="B1" s="1"/>y'}


def test_dates_of_1904_come_out_as_the_same_days():
    day = one('<c r="A1" s="1"><v>43434</v></c>', properties='<workbookPr date1904="1"/>')
    assert str(day) == "2022-12-01"


@pytest.mark.parametrize("space", [MAIN, STRICT])
@pytest.mark.parametrize("prefix", ["", "x:"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_any_prefix_dialect_and_encoding_is_read(space, prefix, encoding):
    data = '<row r="1"><c r="A1" t="str"><v>Жук</v></c></row>'
    xml = sheet(data, space=space)
    if prefix:
        xml = xml.replace("<", "<x:").replace("<x:/", "</x:").replace("xmlns=", "xmlns:x=")
    xml = f'<?xml version="1.0" encoding="{encoding}"?>{xml}'
    made = parts() | {"xl/worksheets/sheet1.xml": xml.encode(encoding)}
    book = Book(Package(pack(made), "a.xlsx"))
    assert cells(read_sheet(book, book.sheets[0])) == {"A1": "Жук"}


def test_absolute_targets_a_wrong_dimension_and_merged_areas():
    rels = parts()["xl/_rels/workbook.xml.rels"].replace('"worksheets/', '"/xl/worksheets/')
    xml = sheet('<row r="9"><c r="C9"><v>1</v></c></row>', '<mergeCells><mergeCell ref="A1:B2"/></mergeCells>')
    xml = xml.replace("<sheetData>", '<dimension ref="A1:A2"/><sheetData>')
    made = parts() | {"xl/_rels/workbook.xml.rels": rels, "xl/worksheets/sheet1.xml": xml}
    book = Book(Package(pack(made), "a.xlsx"))
    found = read_sheet(book, book.sheets[0])
    assert cells(found) == {"C9": 1.0}
    assert found.merged == (Area(1, 1, 2, 2),)


def test_live_columns_are_dropped_under_their_header_only():
    data = "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c><c r="B{n}"><v>9</v></c></row>' for n in (1, 2))
    assert cells(read(data, live={2}, header=1)) == {"A1": 1.0, "B1": 9.0, "A2": 2.0}


def test_a_million_empty_cells_cost_next_to_nothing():
    rows = "".join(
        f'<row r="{n}">' + "".join(f'<c r="{chr(65 + c)}{n}" s="1"/>' for c in range(20)) + "</row>"
        for n in range(1, 50_001)
    )
    limits = replace(DEFAULT_LIMITS, cells=1, rows=1, ratio=10**6)
    assert read(rows, limits=limits).rows == ()


PIECES = st.sampled_from(
    [
        '<c r="{}" t="s"><v>0</v></c>',
        '<c r="{}"><v>5</v></c>',
        '<c r="{}" s="1"><v>44896</v></c>',
        '<c r="{}" s="1"/>',
        '<c r="{}" t="str"><f>A1&amp;"&lt;"</f><v>x &amp; y</v></c>',
        '<c r="{}" t="e"><v>#N/A</v></c>',
        '<c r="{}" t="b"><v>1</v></c>',
        '<c r="{}"><f t="shared" si="0"/><v>1</v></c>',
        '<c r="{}"><f>1+1</f></c>',
        '<c r="{}" t="str"><v>_x0041_&#233;</v></c>',
        '<c r="{}"><v></v></c>',
        '<c r="{}" t="s"><v>1</v></c> ',
        '<c t="s" r="{}"><v>1</v></c>',
        '<c r="{}" t="str"><v><!-- c --><![CDATA[<c r="B1"/>]]></v></c>',
        "<c><v>9</v></c>",
        '<c r="{}" t="s"><v>7</v></c>',
        '<c r="{}"><v>x</v></c>',
        '<c r="{}" s="1"></c>',
        '<c r="{}"><v>1</v><x/></c>',
        " ",
        '<c r="{}"\n><v>1</v></c>',
        '<c r="{}" t="inlineStr"><is><t>in</t></is></c>',
        "<c/>",
        '<c r="{}"><v> 7 </v></c>',
        '<y:c xmlns:y="u" r="{}"><v>1</v></y:c>',
        '<c r="{}" xmlns="u"><v>1</v></c>',
    ]
)


@given(st.lists(st.lists(PIECES, max_size=5), max_size=4), st.booleans(), st.sampled_from(["", "\n", "<!---->"]))
def test_the_short_way_through_a_sheet_never_says_anything_else_than_the_long_way(rows, live, between):
    data = between.join(
        f'<row r="{n}" spans="1:9">'
        + "".join(piece.format(f"{chr(65 + at)}{n}") for at, piece in enumerate(row))
        + "</row>"
        for n, row in enumerate(rows, 1)
    )

    def outcome(data: str):
        try:
            return read(
                data, live={2} if live else (), after='<mergeCells count="1"><mergeCell ref="A1:B2"/></mergeCells>'
            )
        except WorkbookError as error:
            return error.code

    assert outcome(data) == outcome("<!-- a comment: the long way -->" + data)


EXCEL_TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n\t"), min_size=1, max_size=80)


@given(st.lists(EXCEL_TEXT, min_size=1, max_size=5))
def test_any_text_that_another_library_writes_is_read_back(texts):
    import io

    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet_ = book.add_worksheet("Actions")
        for at, text in enumerate(texts):
            sheet_.write_string(at, 0, text)
    opened = Book(Package(out.getvalue(), "a.xlsx"))
    got = cells(read_sheet(opened, opened.sheets[0]))
    assert [got.get(f"A{at}") for at in range(1, len(texts) + 1)] == texts


@pytest.mark.parametrize(
    "raw, text",
    [(5.0, "5"), (1.1, "1.1"), (True, "TRUE"), (Day(44896), "2022-12-01"), (Day(44896.5), "2022-12-01 12:00"),
     (Day(3.0), "3"), (Formula("A1", 2.0), "2"), (Formula("A1", None), "=A1"), (ErrorValue("#N/A"), "#N/A")],
)  # fmt: skip
def test_a_value_is_shown_as_a_person_sees_it(raw, text):
    assert shown_value(raw) == text
