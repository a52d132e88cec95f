"""Notes in .ods files, as LibreOffice and others write them into content.xml; damage there costs no cell."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime

import pytest

from xltrack.grid.limits import DEFAULT_LIMITS
from xltrack.grid.outside_cells import SheetShape
from xltrack.workbook.opendocument import read_annotations

SPACES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (("office", "office"), ("table", "table"), ("text", "text"), ("draw", "drawing"))
)


def ods(rows: str) -> bytes:
    content = (
        f'<office:document-content {SPACES} xmlns:dc="http://purl.org/dc/elements/1.1/"><office:body>'
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
