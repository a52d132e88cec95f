"""The one-pager for Word, read back as a package: what it says, and that no word of it is broken."""

from __future__ import annotations

import sys
import zipfile
from io import BytesIO

import pytest
from lxml import etree

from tests.real_plan import real_text
from tests.render.test_render import CALM, EMPTY, FULL, JUNE, MANY
from xltrack.importing.response_text import parse_text
from xltrack.rendering import docx as docx_page
from xltrack.rendering.formats import render
from xltrack.summary.figures import Summary
from xltrack.summary.summarize import summarize

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
LETTER = 95
"""Twentieths of a point that a letter of the tables' type takes, half its size."""


def real() -> Summary:
    return summarize(parse_text(real_text()).plan, JUNE)


def body(summary) -> etree._Element:
    with zipfile.ZipFile(BytesIO(render(summary, "docx"))) as package:
        return etree.fromstring(package.read("word/document.xml"))


def text(node: etree._Element) -> str:
    return "\n".join("".join(p.itertext()) for p in node.iter(f"{W}p"))


def tables(summary) -> list[list[list[str]]]:
    return [
        [[text(cell) for cell in row.findall(f"{W}tc")] for row in table.findall(f"{W}tr")]
        for table in body(summary).iter(f"{W}tbl")
    ]


def test_its_tables_hold_the_summarys_numbers():
    tiles, happened, overdue, units = tables(FULL)
    assert next(cell.split("\n")[1] for cell in tiles[0]) == str(FULL.counts.overdue)
    now = dict(happened[1:])
    assert now["Overdue now"] == str(FULL.counts.overdue)
    assert now["Newly overdue"] == str(FULL.happened.counts["newly_overdue"])
    assert [(row[0], row[4]) for row in overdue[1:]] == [(row.ref, str(row.months_late)) for row in FULL.overdue]
    groups = {row[0]: row[1:6] for row in units[1:]}
    for group in FULL.by_responsible:
        counts = group.counts
        numbers = [str(n) for n in (counts.total, counts.completed, counts.open, counts.overdue)]
        assert groups[group.label] == [*numbers, f"{counts.of_open.percent}%"]


@pytest.mark.parametrize("summary", [FULL, MANY, EMPTY, CALM], ids=["full", "many", "empty", "calm"])
def test_no_column_is_narrower_than_its_longest_word_or_the_page_too_narrow_for_all(summary):
    for table in body(summary).iter(f"{W}tbl"):
        widths = [int(column.get(f"{W}w")) for column in table.iter(f"{W}gridCol")]
        assert sum(widths) <= docx_page.TEXT_WIDTH
        for row in table.findall(f"{W}tr"):
            for cell, width in zip(row.findall(f"{W}tc"), widths, strict=True):
                longest = max((len(word) for word in text(cell).split()), default=0)
                assert longest * LETTER + 2 * docx_page.CELL_MARGIN <= width, text(cell)


def test_titles_are_headings_and_header_rows_repeat():
    document = body(FULL)
    styles = [node.get(f"{W}val") for node in document.iter(f"{W}pStyle")]
    assert styles[0] == "Title"
    assert styles.count("Heading1") == 3
    ruled = list(document.iter(f"{W}tbl"))[1:]
    assert all(table.find(f"{W}tr").find(f"{W}trPr/{W}tblHeader") is not None for table in ruled)


def test_the_real_plan_is_told_on_it_and_a_longer_list_is_cut_and_said_to_be(monkeypatch):
    assert "10 of 23 open actions overdue (43%)." in text(body(real()))
    assert len(tables(real())[1]) == 1 + 10
    monkeypatch.setattr(sys.modules["xltrack.rendering.formats"], "PAGE_ROWS", 4)
    assert len(tables(real())[1]) == 1 + 4
    assert "The first 4 of 10 rows are shown" in text(body(real()))
