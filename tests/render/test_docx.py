"""The one-pager for Word, read back as a package: what it says, and that no word of it is broken."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO

import pytest
from lxml import etree

from tests.real_plan import real_text
from tests.render.test_render import CALM, EMPTY, FULL, JUNE, MANY
from xltrack.i18n.catalogue import LANGUAGES
from xltrack.importing.response_text import parse_text
from xltrack.rendering import docx as docx_page
from xltrack.rendering.docx_xml import CELL_MARGIN, colour
from xltrack.rendering.formats import render
from xltrack.summary.figures import Summary
from xltrack.summary.summarize import summarize

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
LETTERS = {"mwMW%ШЩЖМФЮшщжмфю": 155, "ijlt.,:;()'|-\u00a0": 62}
"""Twentieths of a point that broad and narrow letters of the tables' type take; others take 106."""


def real() -> Summary:
    return summarize(parse_text(real_text()).plan, JUNE)


def body(summary, language="en") -> etree._Element:
    with zipfile.ZipFile(BytesIO(render(summary, "docx", language=language))) as package:
        return etree.fromstring(package.read("word/document.xml"))


def text(node: etree._Element) -> str:
    return "\n".join("".join(p.itertext()) for p in node.iter(f"{W}p"))


def tables(summary) -> dict[str, list[list[str]]]:
    """The captioned tables: the cells of each row."""
    found = {}
    for table in body(summary).iter(f"{W}tbl"):
        caption = table.find(f"{W}tblPr/{W}tblCaption")
        if caption is not None:
            rows = table.findall(f"{W}tr")
            found[caption.get(f"{W}val")] = [[text(cell) for cell in row.findall(f"{W}tc")] for row in rows]
    return found


def test_its_tables_hold_the_summarys_numbers():
    told = tables(FULL)
    now = dict(told["Since the last summary, 31 May 2024"][1:])
    assert now["Overdue now"] == str(FULL.counts.overdue)
    assert now["Newly overdue"] == str(FULL.happened.counts["newly_overdue"])
    rows = told["Overdue actions, oldest first"][1:]
    assert [(row[0], row[4]) for row in rows] == [(row.ref, str(row.months_late)) for row in FULL.overdue]
    groups = {row[0]: row[1:7] for row in told["By responsible unit"][1:]}
    for group in FULL.by_responsible:
        counts = group.counts
        numbers = (counts.total, counts.completed, counts.no_longer_applicable, counts.open, counts.on_schedule)
        assert groups[group.label] == [*map(str, numbers), str(counts.overdue)]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("summary", [FULL, MANY, EMPTY, CALM], ids=["full", "many", "empty", "calm"])
def test_no_column_is_narrower_than_its_longest_word_or_the_page_too_narrow_for_all(summary, language):
    for table in body(summary, language).iter(f"{W}tbl"):
        widths = [int(column.get(f"{W}w")) for column in table.iter(f"{W}gridCol")]
        assert sum(widths) <= docx_page.ANNEX_WIDTH
        if table.find(f"{W}tblPr/{W}tblCaption") is None:
            continue
        for row in table.findall(f"{W}tr"):
            for cell, width in zip(row.findall(f"{W}tc"), widths, strict=True):
                longest = max(map(letters, re.split("[ \\n]", text(cell))))
                assert longest + 2 * CELL_MARGIN <= width, text(cell)


def letters(piece: str) -> int:
    """The width of what is never parted; a no-break space holds words together."""
    widths = {letter: width for some, width in LETTERS.items() for letter in some}
    return sum(widths.get(letter, 106) for letter in piece)


def test_a_heading_stays_with_its_table():
    pieces = [*body(FULL).find(f"{W}body")]
    tables_at = [at for at, piece in enumerate(pieces) if piece.tag == f"{W}tbl" and at > 6]
    for at in tables_at:
        before = pieces[at - 1].find(f"{W}pPr")
        style = before.find(f"{W}pStyle").get(f"{W}val")
        assert style.startswith(("Heading", "Group")) or before.find(f"{W}keepNext") is not None, text(pieces[at - 1])


def test_titles_are_headings_and_header_rows_repeat():
    document = body(FULL)
    styles = [node.get(f"{W}val") for node in document.iter(f"{W}pStyle")]
    assert styles.count("Title") == 1
    assert styles.count("Heading1") == 1
    assert styles.count("Heading2") > 5
    ruled = [table for table in document.iter(f"{W}tbl") if table.find(f"{W}tblPr/{W}tblCaption") is not None]
    heads = [table.find(f"{W}tr").find(f"{W}trPr/{W}tblHeader") for table in ruled]
    assert sum(head is None for head in heads) == 1  # the squares of the recommendations have no header


def test_every_picture_says_what_it_shows():
    document = body(FULL)
    names = [node.get("descr") for node in document.iter("{*}docPr")]
    assert len(names) == 2
    assert "Country Office" in names[0]
    assert "2024" in names[1]


def test_each_sign_of_the_timelines_legend_has_the_colour_of_its_dots():
    (line,) = [
        one for one in body(FULL).iter(f"{W}p") if {"●", "○"} <= {"".join(r.itertext()) for r in one.iter(f"{W}r")}
    ]
    colours = {
        "".join(run.itertext()): node.get(f"{W}val") for run in line.iter(f"{W}r") for node in run.iter(f"{W}color")
    }
    assert colours == {"●": colour("late"), "○": colour("todo"), "•": colour("done")}


@pytest.mark.parametrize("language, leftward", [("ar", True), ("fr", False)])
def test_arabic_runs_from_right_to_left_in_paragraphs_and_tables(language, leftward):
    document = body(FULL, language)
    paragraphs = [node for node in document.iter(f"{W}pPr") if node.find(f"{W}pStyle").get(f"{W}val") != "Picture"]
    assert {node.find(f"{W}bidi") is not None for node in paragraphs} == {leftward}
    assert {node.find(f"{W}bidiVisual") is not None for node in document.iter(f"{W}tblPr")} == {leftward}
    assert ("\u2068" in "".join(document.itertext())) is False


def test_the_language_and_the_program_are_set():
    with zipfile.ZipFile(BytesIO(render(FULL, "docx", language="ru"))) as package:
        styles = etree.fromstring(package.read("word/styles.xml"))
        properties = etree.fromstring(package.read("docProps/core.xml"))
    assert {node.get(f"{W}val") for node in styles.iter(f"{W}lang")} == {"ru-RU"}
    assert [node.text for node in properties.iter("{*}language", "{*}creator")] == ["xltrack", "ru"]


def test_the_real_plan_is_told_on_it_and_every_row_is_there():
    summary = real()
    assert "10 of 23 open actions are overdue" in text(body(summary)).replace("\u00a0", " ")
    assert len(tables(summary)["Overdue actions, oldest first"]) == 11
