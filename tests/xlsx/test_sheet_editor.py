"""A spliced worksheet holds the new cells, and every other byte as it was."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from tests.edits import edit_cells
from xltrack.errors import WorkbookError
from xltrack.xlsx.sheet_editor import NewCell

NS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def sheet(data: str, prefix: str = "") -> bytes:
    colon = f"{prefix}:" if prefix else ""
    xmlns = f"xmlns:{prefix}" if prefix else "xmlns"
    head = f'<{colon}worksheet {xmlns}="{NS}"><{colon}dimension ref="A1:B2"/>'
    return f"{head}{data}<{colon}pageMargins left='>'/></{colon}worksheet>".encode()


def cells(xml: bytes) -> dict[str, tuple[str | None, str | None, str | None, str | None]]:
    """Address -> (t, s, formula, value), for rows and cells in strictly rising order."""
    found = {}
    last_row = 0
    for row in etree.fromstring(xml).iter(f"{{{NS}}}row"):
        assert int(row.get("r")) > last_row
        last_row = int(row.get("r"))
        columns = [(len(c.get("r")), c.get("r")) for c in row]
        assert columns == sorted(set(columns))
        for c in row:
            found[c.get("r")] = (c.get("t"), c.get("s"), c.findtext(f"{{{NS}}}f"), c.findtext(f"{{{NS}}}v"))
    return found


ROWS = (
    '<sheetData><row r="1"><c r="A1" s="3"><v>1</v></c><c r="C1" t="str" s=\'4\'><f>"a>b"&amp;1</f><v>x</v></c></row>'
    '<row r="3"/><row r="7" ht="3" spans="1:4"><c r="B7"/><c r="D7" s="2"/></row><row r="9"/></sheetData>'
)


@pytest.mark.parametrize(
    "row, column, new, address, expected",
    [
        (1, 1, NewCell("s", "5"), "A1", ("s", "3", None, "5")),
        (1, 1, NewCell(), "A1", (None, "3", None, None)),
        (1, 2, NewCell("n", "7", style=6), "B1", (None, "6", None, "7")),
        (1, 3, NewCell("str", "y<&", refresh=True), "C1", ("str", "4", '"a>b"&1', "y<&")),
        (1, 3, NewCell("s", "0"), "C1", ("s", "4", None, "0")),
        (1, 4, NewCell("n", "1", formula="A1<2"), "D1", (None, None, "A1<2", "1")),
        (2, 2, NewCell("n", "1"), "B2", (None, None, None, "1")),
        (3, 1, NewCell("n", "1"), "A3", (None, None, None, "1")),
        (7, 1, NewCell("n", "1"), "A7", (None, None, None, "1")),
        (7, 2, NewCell("n", "1"), "B7", (None, None, None, "1")),
        (7, 4, NewCell("n", "1"), "D7", (None, "2", None, "1")),
        (7, 5, NewCell("n", "1"), "E7", (None, None, None, "1")),
        (9, 30, NewCell("n", "1"), "AD9", (None, None, None, "1")),
        (12, 1, NewCell("n", "1"), "A12", (None, None, None, "1")),
    ],
)
@pytest.mark.parametrize("prefix", ["", "x"])
def test_one_cell_changes_and_the_others_do_not(row, column, new, address, expected, prefix):
    data = ROWS
    if prefix:
        for name in ("sheetData", "row", "c ", "c>", "f>", "v>"):
            data = data.replace(f"<{name}", f"<x:{name}").replace(f"</{name}", f"</x:{name}")
    before = sheet(data, prefix)
    after = edit_cells(before, {row: {column: new}})
    assert cells(after) == cells(before) | {address: expected}


@pytest.mark.parametrize("data", ["<sheetData/>", "<sheetData></sheetData>", '<sheetData><row r="4"/></sheetData>'])
def test_cells_are_put_into_an_empty_sheet(data):
    after = edit_cells(sheet(data), {4: {2: NewCell("n", "1")}, 5: {1: NewCell("n", "2")}})
    assert cells(after) == {"B4": (None, None, None, "1"), "A5": (None, None, None, "2")}
    assert b'<dimension ref="A1:B5"/>' in after


positions = st.dictionaries(
    st.integers(1, 12),
    st.dictionaries(st.integers(1, 30), st.integers(0, 99).map(lambda n: NewCell("n", str(n))), min_size=1),
)


@given(positions, positions)
def test_any_edits_land_where_they_belong_in_any_sheet(first, second):
    before = edit_cells(sheet(ROWS), first)
    after = edit_cells(before, second)
    expected = {name: cell[3] for name, cell in cells(before).items()}
    from xltrack.findings import CellAddress

    expected |= {CellAddress("", row, col).address: new.value for row, cs in second.items() for col, new in cs.items()}
    assert {name: cell[3] for name, cell in cells(after).items()} == expected


@given(positions)
def test_bytes_around_the_edited_cells_stay(edits):
    before = sheet(ROWS)
    after = edit_cells(before, edits)
    assert after[after.index(b"</sheetData>") :] == before[before.index(b"</sheetData>") :]
    assert edit_cells(before, {}) == before
    assert edit_cells(after, edits) == after


def test_a_utf16_part_is_edited_too():
    part = '<?xml version="1.0" encoding="UTF-16"?>' + sheet(ROWS).decode()
    assert cells(edit_cells(part.encode("utf-16"), {1: {1: NewCell("n", "8")}}))["A1"][3] == "8"


SHARED = (
    '<sheetData><row r="1"><c r="A1"><f t="shared" ref="A1:B3" si="4">C$1&amp;$D1&amp;E1</f><v>1</v></c>'
    '<c r="B1"><f t="shared" si="4"/><v>1</v></c></row><row r="2"><c r="A2"><f t="shared" si="4"/><v>2</v></c></row>'
    '<row r="3"><c r="A3" s="5"><f t="shared" si="4"></f><v>3</v></c></row></sheetData>'
)


@pytest.mark.parametrize(
    "edited, heir, head",
    [
        ({1: {1: NewCell("n", "8")}}, "B1", '<f t="shared" ref="A1:B3" si="4">D$1&amp;$D1&amp;F1</f>'),
        (
            {1: dict.fromkeys((1, 2), NewCell("n", "8"))},
            "A2",
            '<f t="shared" ref="A2:B3" si="4">C$1&amp;$D2&amp;E2</f>',
        ),
        (
            {1: dict.fromkeys((1, 2), NewCell()), 2: {1: NewCell()}, 3: {1: NewCell("n", "9", refresh=True)}},
            "A3",
            '<f t="shared" ref="A3:B3" si="4">C$1&amp;$D3&amp;E3</f>',
        ),
        (dict.fromkeys((1, 2, 3), dict.fromkeys((1, 2), NewCell("n", "8"))), "", ""),
    ],
)
def test_the_next_cell_of_a_shared_formula_carries_it_when_the_first_is_overwritten(edited, heir, head):
    made = edit_cells(sheet(SHARED), edited).decode()
    assert [text for text in made.split("<c ") if "ref=" in text and "shared" in text] == [
        text for text in made.split("<c ") if heir and text.startswith(f'r="{heir}"') and head in text
    ]
    assert made.count("$D") == bool(heir)


def test_a_cell_that_shares_a_formula_is_overwritten_without_a_change_elsewhere():
    made = edit_cells(sheet(SHARED), {2: {1: NewCell("n", "8")}}).decode()
    assert made == sheet(SHARED).decode().replace('<f t="shared" si="4"/><v>2</v>', "<v>8</v>")


def test_the_first_cell_of_a_formula_that_fills_others_is_not_overwritten():
    data = '<sheetData><row r="1"><c r="A1"><f t="array" ref="A1:A3">B1:B3</f><v>1</v></c></row></sheetData>'
    with pytest.raises(WorkbookError) as error:
        edit_cells(sheet(data), {1: {1: NewCell("n", "8")}})
    assert "A1" in str(error.value)
