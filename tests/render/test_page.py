"""The page as a value: golden texts of every rule in every language, and the laws that every page keeps."""

from __future__ import annotations

import io
import json
import os
import re
import struct
import zipfile
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from tests.strategies import days, plans
from tests.summary.summary_cases import CASES, JUNE, NUMBERS, edited, entry, example, headlines, states, told
from tests.tables import ISSUED, actions
from xltrack.i18n.catalogue import LANGUAGES, catalogue
from xltrack.i18n.plain_text import shorten_apart
from xltrack.model.tracker import new_tracker
from xltrack.palette import COLOURS, light
from xltrack.rendering.charts_emf import emf
from xltrack.rendering.compose import compose, headline_text
from xltrack.rendering.fit import PAGE, height
from xltrack.rendering.formats import FORMATS, render
from xltrack.rendering.shapes import BESIDE, NARROW, WIDE, Line, Picture, Words, timeline_picture
from xltrack.summary.figures import Summary
from xltrack.summary.summarize import summarize

GOLDEN = Path(__file__).parent / "golden"
AFTER = date(2030, 1, 1)


def same_as_golden(name: str, text: str) -> None:
    """Compare with the kept text; with XLTRACK_GOLDEN=write in the environment, keep this one instead."""
    path = GOLDEN / name
    if os.environ.get("XLTRACK_GOLDEN") == "write":
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == text


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_rule_of_the_headline_reads_in_every_language_as_it_was_judged(language):
    lines = [
        f"{rule} {n}: {headline_text(summary, language)}"
        for n in NUMBERS
        for rule, summary in headlines(n)
        if n == 1 or not rule.startswith("only")
    ]
    same_as_golden(f"headlines.{language}.txt", "\n".join(lines).replace("\u00a0", " ") + "\n")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("case", ["june", "good", "portfolio"])
def test_the_page_of_the_pictures_says_what_it_said(case, language):
    page = json.loads(render(CASES[case](), "json", language=language))["page"]
    same_as_golden(f"{case}.{language}.json", json.dumps(page, ensure_ascii=False, indent=1) + "\n")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("case", CASES)
def test_every_page_is_estimated_to_fit_one_sheet(case, language):
    assert height(compose(CASES[case](), language)) <= PAGE


@settings(max_examples=25)
@given(plan=plans(), as_of=days)
def test_a_page_lists_overdue_actions_in_order_and_says_how_many_are_left_out(plan, as_of):
    summary = summarize(plan, as_of)
    page = compose(summary)
    assert len(page.figures) == 4
    assert len(page.lead) <= 3
    if page.listed and page.listed.kind == "overdue":
        listed = [item.ref for group in page.listed.groups for item in group.items]
        months = [item.months for group in page.listed.groups for item in group.items]
        assert months == sorted(months, reverse=True)
        left = page.listed.left_out.values["count"] if page.listed.left_out else 0
        assert len(listed) + left == summary.counts.overdue
    if page.timeline and not (page.timeline.axis.before or page.timeline.axis.after):
        sums = [sum(getattr(stack, kind) for row in page.timeline.rows for stack in row.stacks)
                for kind in ("overdue", "open")]  # fmt: skip
        assert sums == [summary.counts.overdue, summary.counts.on_schedule]


def simulated(colour: str, matrix: tuple[tuple[float, ...], ...]) -> tuple[float, ...]:
    """A colour as people without one kind of cone see it (Machado, Oliveira and Fernandes, 2009; severity 1)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return tuple(sum(weight * part for weight, part in zip(row, linear, strict=True)) for row in matrix)


PROTANOPIA = ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998))
DEUTERANOPIA = ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.01182, 0.04294, 0.968881))


@pytest.mark.parametrize("matrix", [PROTANOPIA, DEUTERANOPIA], ids=["protanopia", "deuteranopia"])
@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_overdue_open_and_completed_stay_apart_for_the_colour_blind(theme, matrix):
    seen = [simulated(COLOURS[name][theme], matrix) for name in ("late", "todo", "done")]
    for at, one in enumerate(seen):
        for other in seen[at + 1 :]:
            assert sum((a - b) ** 2 for a, b in zip(one, other, strict=True)) ** 0.5 > 0.1


def unpacked(written: bytes) -> bytes:
    """The bytes of a file, or those of all the files in a package."""
    if not zipfile.is_zipfile(io.BytesIO(written)):
        return written
    with zipfile.ZipFile(io.BytesIO(written)) as package:
        return b"".join(package.read(name) for name in package.namelist())


LARGE = ("forty plans", "huge")
"""Whatever their language, their pages fit (above); they are written in one of each direction."""


@pytest.mark.parametrize(
    "case, language",
    [(case, language) for case in CASES for language in LANGUAGES if case not in LARGE or language in ("en", "ar")],
)
def test_every_case_is_written_in_every_format_that_needs_no_browser(case, language):
    """None shows the mark that stands for a character which could hide a direction: no text here has one."""
    summary = CASES[case]()
    for form in FORMATS:
        if form != "pdf":
            written = render(summary, form, language=language)
            assert written, form
            assert "\ufffd".encode() not in unpacked(written), form
            if form.startswith("email"):
                assert len(written) < 30_000, form


def test_sentences_follow_one_another_as_the_script_wants_it():
    for language, blank in (("en", ". "), ("zh", "。")):
        page = compose(CASES["june"](), language)
        lead = blank.join(str(sentence).rstrip(".。") for sentence in page.lead)
        plain = render(CASES["june"](), "markdown", language=language).decode().replace("\\", "")
        assert lead.replace("\u00a0", " ") in plain.replace("\u00a0", " ")


def test_squares_in_word_and_excel_are_red_for_what_is_overdue_alone():
    summary, late = CASES["june"](), light("late").removeprefix("#")
    with zipfile.ZipFile(io.BytesIO(render(summary, "docx"))) as package:
        document = package.read("word/document.xml").decode()
    signs = "([\u25a0\u25a1\u25aa\u25cc]+)<"
    runs = re.findall(rf'<w:color w:val="(\w+)"/></w:rPr><w:t xml:space="preserve">{signs}', document)
    with zipfile.ZipFile(io.BytesIO(render(summary, "xlsx"))) as package:
        strings = package.read("xl/sharedStrings.xml").decode()
    cells = re.findall(rf'<color rgb="FF(\w+)"/>(?:<\w+[^>]*/>)*</rPr><t[^>]*>{signs}', strings)
    for found in (runs, cells):
        assert {signs[0] for colour, signs in found if colour == late} == {"\u25a0"}
        assert {signs[0] for colour, signs in found if colour != late} >= {"\u25a1", "\u25aa"}


@pytest.mark.parametrize(
    "name, shown",
    [
        ("Country and Regional Offices", "Country and Regional Offices"),
        ("Office for a very long regional programme", "Office for a very long regional\u2026"),
        ("国家办公室和区域办公室以及总部的评价处", "国家办公室和区域办公室以及总部\u2026"),
    ],
)
def test_a_units_name_beside_the_chart_has_room_or_is_cut_to_its_column_in_every_script(name, shown):
    table = f"""
        ref   | responsible | deadline | status
        R1.A1 | {name}      | 2023-01  | initiated
        R1.A2 | RO          | 2025-01  | initiated
    """
    page = compose(summarize(new_tracker(actions(table), ISSUED), ISSUED))
    assert page.timeline
    picture = timeline_picture(page.timeline)
    assert [shape.text for shape in picture.shapes if isinstance(shape, Words) and shape.style == "name"] == [
        shown,
        "RO",
    ]


TITLES = [f"Evaluation of the programme for clean water in rural areas, phase {n}" for n in range(1, 13)]


@given(ends=st.lists(st.from_regex(r"[a-d0-9 ]{1,30}", fullmatch=True), min_size=2, max_size=6, unique=True))
def test_names_that_differ_only_late_stay_apart_when_they_are_shortened(ends):
    names = {
        " ".join(f"Evaluation of the programme for clean water in rural areas {end} of the plan".split())
        for end in ends
    }
    shown = shorten_apart(names, 44)
    assert len(set(shown.values())) == len(names)
    assert all(len(short) <= 44 for short in shown.values())


def portfolio(*titles: str) -> Summary:
    """Plans with the same figures, each changed twice after the as-of day."""
    made = []
    for number, title in enumerate(titles):
        tracker = new_tracker(actions("""
            ref   | responsible | deadline | status
            R1.A1 | CO          | 2020-01  | initiated
            R1.A2 | CO          | 2030-01  | initiated
        """), ISSUED)  # fmt: skip
        log = (entry(AFTER, "R1.A1", "comments", "", "late news"), entry(AFTER, "R1.A2", "comments", "", "more"))
        plan = tracker.plan.model_copy(update={"title": title})
        meta = tracker.meta.model_copy(update={"id": f"AAAA-{number:04}"})
        made.append(tracker.model_copy(update={"plan": plan, "meta": meta, "log": log}))
    return summarize(made, ISSUED)


@pytest.mark.parametrize("format_", ["html", "text", "markdown", "email-text", "docx"])
def test_plans_of_one_beginning_are_told_apart_and_equals_are_in_natural_order(format_):
    content = render(portfolio(*reversed(TITLES)), format_)
    if format_ == "docx":
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            content = package.read("word/document.xml")
    text = re.sub(r"<[^>]*>", " ", content.decode())
    ranked = [int(n) for n in re.findall(r"Evaluation of[^|\n]{0,60}?phase\W+(\d+)\s", text)]
    assert list(dict.fromkeys(ranked))[:12] == list(range(1, 13))


def test_a_gap_names_every_plan_with_its_action():
    page = compose(portfolio(*TITLES[:2]))
    (told,) = (str(text) for text in page.doubts if "after the as-of" in str(text))
    assert re.findall(r"phase (\d) (R1\.A\d)", told)[:2] == [("1", "R1.A1"), ("1", "R1.A2")], told


def test_an_arabic_page_writes_its_months_in_one_form_only():
    names = catalogue("ar").section("dates")["month_name"]
    parts = {part for name in names for part in name.split("/")}
    text = re.sub("<[^>]*>", " ", render(CASES["june"](), "html", language="ar").decode())
    for name in names:
        text = text.replace(name, "")
    assert not [part for part in parts | {"يونيو", "يوليو"} if re.search(rf"\b{part}\b", text)]


def test_words_of_both_directions_are_drawn_piece_by_piece_from_the_left():
    text = "6 مفتوحة، كانون الأول/ديسمبر\u00a02025 (UN Women)"
    drawn = emf(Picture(300, 30, (Words(150, 20, text, "label", "middle"),), "", ""))
    pieces, at = [], 0
    while at < len(drawn):
        kind, size = struct.unpack_from("<II", drawn, at)
        if kind == 84:
            letters, where = struct.unpack_from("<II", drawn, at + 44)
            pieces.append(drawn[at + where : at + where + 2 * letters].decode("utf-16-le"))
        at += size
    assert pieces == ["(", "UN Women", ")", " ", "2025", "\u00a0", "ديسمبر", "/", "مفتوحة، كانون الأول", " ", "6"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("case", ["portfolio", "long texts", "long titles"])
def test_thirteen_plans_are_all_named_on_one_sheet(case, language):
    page = compose(CASES[case](), language)
    assert page.ranking is not None
    assert len(page.ranking.rows) == 13
    assert page.ranking.left_out is None
    assert height(page) <= PAGE


def test_a_trend_that_begins_with_few_actions_has_no_share_in_its_title():
    fell_due = {f"R1.A{at}": ("deadline", "2025-01", "2023-01") for at in (1, 2)}
    for few, shown in ((2, False), (5, True)):
        trend = compose(told(states(late=few + 2), fell_due)).trend
        assert trend is not None
        assert [trend.bars[0].n, "%" in str(trend.title)] == [few, shown]


def test_only_formats_with_bars_speak_of_hollow_ones():
    summary, words = CASES["good"](), catalogue("en").section("summary", "trend")
    for format_ in ("text", "markdown", "html"):
        shown = " ".join(render(summary, format_).decode().split())
        bars = format_ == "html"
        assert (words["rebuilt"] in shown, words["rebuilt_in_words"] in shown) == (bars, not bars)


def test_a_page_without_any_deadline_has_one_column_and_counts_no_recommendation_as_done():
    summary = summarize(edited(example(), {action.ref: {"deadline": None} for action in example().actions}), JUNE)
    assert str(compose(summary).where.title) == "No recommendation is done yet"
    assert '<div class="body alone">' in render(summary, "html").decode()
    assert '<div class="body">' in render(CASES["june"](), "html").decode()


def test_the_front_sheet_shortens_no_text_that_has_room():
    sheet = load_workbook(io.BytesIO(render(CASES["june"](), "xlsx"))).worksheets[0]
    shown = "Train twenty judges and thirty prosecutors in the use of the survey · Country and Regional Offices"
    assert shown in [cell.value for row in sheet for cell in row]


def test_a_russian_headline_and_the_words_of_headers_have_room_in_excel():
    book = load_workbook(io.BytesIO(render(CASES["june"](), "xlsx", language="ru")))
    sheet, table = book.worksheets[0], book.worksheets[1]
    (row,) = [cell.row for cell in sheet["A"] if "мер, на" in str(cell.value).replace("\u00a0", " ")]
    assert sheet.row_dimensions[row].height > 2 * 26
    (head,) = [cell for cell in table[3] if str(cell.value).startswith("Просрочка,")]
    assert table.column_dimensions[head.column_letter].width > 1.15 * len("Просрочка,")


def test_a_trend_beside_a_higher_list_is_kept():
    assert compose(CASES["long texts"]()).trend is not None


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("case", ["june", "good", "large"])
@pytest.mark.parametrize("width", [WIDE, BESIDE, NARROW])
def test_no_label_of_the_timeline_crosses_the_as_of_line(case, width, language):
    timeline = compose(CASES[case](), language).timeline
    assert timeline is not None
    picture = timeline_picture(timeline, width)
    (line,) = (shape.x1 for shape in picture.shapes if isinstance(shape, Line) and shape.style == "as-of")
    labels = [one for one in picture.shapes if isinstance(one, Words) and one.style in ("label-late", "label-todo")]
    assert len(labels) == len(timeline.labels)
    for label in labels:
        wide = 6 * len(label.text)
        left = label.x - {"start": 0.0, "middle": wide / 2, "end": wide}[label.anchor]
        assert not left < line < left + wide, label


def test_a_month_without_changes_has_no_sum_and_units_without_shares_have_no_column():
    plan = actions("""
        ref   | responsible | deadline | status
        R1.A1 | CO          | 2020-01  | initiated
    """)
    same = compose(summarize(new_tracker(plan, ISSUED), date(2024, 6, 30), since=date(2024, 5, 31)))
    assert same.bridge is None
    rows = "\n".join(f"R1.A{at} | Unit {at % 40} | 2020-01 | initiated" for at in range(1, 81))
    many = compose(summarize(actions(f"ref | responsible | deadline | status\n{rows}"), date(2024, 6, 30)))
    assert many.ranking is not None
    assert list(many.ranking.columns) == ["unit", "overdue"]
