"""The summary as files: the same numbers in every format, and nothing in them that does more than be read."""

from __future__ import annotations

import html as html_module
import json
import re
import zipfile
from datetime import date, datetime, time
from email import message_from_bytes
from email.policy import default
from io import BytesIO
from itertools import pairwise

import pytest
from hypothesis import given, settings
from lxml import etree
from lxml import html as lxml_html
from openpyxl import load_workbook

from tests.strategies import days, plans
from tests.summary.summary_cases import large
from tests.tables import actions
from xltrack.errors import XltrackError
from xltrack.i18n.catalogue import LANGUAGES
from xltrack.i18n.formatting import Wording
from xltrack.i18n.plain_text import shorten
from xltrack.model.plan import Category, KeyAction, Plan, Recommendation, Status
from xltrack.model.tracker import LogEntry, Meta, Tracker
from xltrack.palette import COLOURS, contrast
from xltrack.rendering.compose import compose
from xltrack.rendering.formats import FORMATS, SUFFIXES, render
from xltrack.rendering.squares import BAR_SIGNS, SIGNS, marked_signs
from xltrack.summary.figures import Counts, Summary
from xltrack.summary.narrow import Only, narrowed
from xltrack.summary.share import Share
from xltrack.summary.summarize import summarize

JUNE, MAY = date(2024, 6, 30), date(2024, 5, 31)
WORDS = Wording("en", "summary")
FAST = [name for name in FORMATS if name != "pdf"]

PLAN = """
    ref   | responsible     | deadline | status               | comments      | completed_on
    R1.A1 | Country Office  | 2022/03  | initiated            | Begun         |
    R1.A2 | Country Office  | 2023/11  | not_initiated        |               |
    R1.A3 | Regional Office | 2024/01  | initiated            | Under way     |
    R2.A1 | Regional Office | 2024/05  | not_initiated        |               |
    R2.A2 | Country Office  | 2024/10  | initiated            |               |
    R2.A3 | Country Office  | 2023/12  | completed            | Done          | 2023-12-31
    R2.A4 | Country Office  | 2023/11  | completed            |               | 2023-12-01
    R2.A5 | Country Office  | 2022/01  | no_longer_applicable |               |
    R2.A6 | Head Office     | 2024/08  | initiated            |               |
"""


def entry(day: date, ref: str, field: str, before: str | None, after: str | None) -> LogEntry:
    when = datetime.combine(day, time(9))
    return LogEntry(revision=2, when=when, ref=ref, field=field, before=before, after=after, outcome="taken")


def tracker(title: str = "Plan") -> Tracker:
    log = (
        entry(date(2024, 2, 3), "R1.A3", "deadline", "2023-06", "2024-01"),
        entry(date(2024, 6, 3), "R2.A3", "status", "initiated", "completed"),
        entry(date(2024, 6, 4), "R2.A6", "deadline", "2024-03", "2024-08"),
    )
    meta = Meta(id="K7QF-2M9D", revision=2, issued=date(2023, 11, 30))
    return Tracker(meta=meta, plan=actions(PLAN, title), log=log)


FULL = summarize(tracker(), JUNE, since=MAY)
MANY = summarize([tracker("One"), actions(PLAN, "Two")], JUNE, since=MAY)
EMPTY = summarize(Plan(), JUNE)
CALM = summarize(actions("ref | deadline | status\nR1.A1 | 2025/03 | initiated"), JUNE)


# --- the same numbers everywhere --------------------------------------------------------------------------


def percent(share: Share) -> str:
    return "–" if share.percent is None else f"{share.percent}%"


def shown(share: Share) -> str:
    if share.whole == 0:
        return "–"
    part = f"{share.part} of {share.whole}"
    return part if share.percent is None else f"{part} ({share.percent}%)"


def count_cells(counts: Counts, undated: int) -> list[str]:
    numbers = [counts.total, counts.completed, counts.no_longer_applicable, counts.open, counts.on_schedule]
    numbers += [counts.no_deadline] if undated else []
    numbers += [counts.overdue, counts.overdue_not_initiated]
    return [*map(str, numbers), percent(counts.of_open), *map(str, counts.due)]


def expected(summary: Summary) -> dict[str, list[list[str]]]:
    """The number cells that each table must end in, by its title."""
    counts = summary.counts
    tables = {
        "Status of all key actions": [
            [str(counts.not_initiated), str(counts.overdue_not_initiated)],
            [str(counts.initiated), str(counts.overdue_initiated)],
            [str(counts.completed), "–"],
            [str(counts.no_longer_applicable), "–"],
            [str(counts.total), str(counts.overdue)],
        ]
    }
    for name in ("responsible", "recommendation", "category", "thematic_area"):
        title = WORDS.word("sections", name)
        tables[title] = [count_cells(group.counts, counts.no_deadline) for group in getattr(summary, f"by_{name}")]
    if len(summary.by_plan) > 1:
        tables["By plan"] = [count_cells(group.counts, counts.no_deadline) for group in summary.by_plan]
    if summary.overdue:
        tables["How late they are"] = [[str(band.count)] for band in summary.ageing.bands]
        tables["Median and longest delay"] = [[str(summary.ageing.median)], [str(summary.ageing.maximum)]]
    if summary.trend:
        origins = {"now": "the tracker as it is", "published": "as published", "reconstructed": "reconstructed"}
        tables["At the end of each month"] = [
            [*map(str, (p.total, p.open, p.overdue, p.completed)), origins[p.source]] for p in summary.trend
        ]
    if summary.happened:
        new, cured, *others = map(str, summary.happened.counts.values())
        column = [str(summary.happened.overdue_before), new, cured, str(counts.overdue), *others]
        tables["Since the last summary, 31 May 2024"] = [[cell] for cell in column]
    return tables


def overdue_cells(summary: Summary) -> list[list[str]]:
    return [[row.ref, str(row.deadline), str(row.months_late)] for row in summary.overdue]


Tables = dict[str, list[list[str]]]


def from_html(content: bytes) -> Tables:
    document = lxml_html.fromstring(content.decode().replace("\u00a0", " ").encode())
    return {
        table.get("aria-label"): [[cell.text_content() for cell in row] for row in table.iterfind(".//tr")]  # type: ignore[attr-defined]
        for table in document.iterfind(".//table[@aria-label]")
    }


def from_markdown(content: bytes) -> Tables:
    found: Tables = {}
    title = ""
    for line in content.decode().splitlines():
        if line.startswith("#"):
            title = line.lstrip("# ")
        elif line.startswith("| ") and not line.startswith("| ---"):
            cells = re.split(r"(?<!\\) \| ", line.removeprefix("| ").removesuffix(" |"))
            found.setdefault(title, []).append([html_module.unescape(re.sub(r"\\(.)", r"\1", c)) for c in cells])
    return found


def cell_text(cell) -> str:
    if isinstance(cell.value, datetime):
        return f"{cell.value:%Y/%m}" if cell.number_format == "yyyy/mm" else WORDS.write(cell.value.date())
    return f"{cell.value}%" if cell.number_format == '0"%"' and cell.value != "–" else str(cell.value)


def from_xlsx(content: bytes) -> Tables:
    found: Tables = {}
    book = load_workbook(BytesIO(content))
    for sheet in book.worksheets[1:]:
        title = sheet.title
        for row in sheet.iter_rows(min_row=2):
            cells = [cell_text(cell).replace("\u00a0", " ") for cell in row if cell.value is not None]
            if len(cells) == 1:
                title = cells[0]
            elif cells:
                found.setdefault(title, []).append(cells)
    found["Overdue actions, oldest first"] = found.pop("Overdue", [])
    return found


READERS = {"html": from_html, "markdown": from_markdown, "xlsx": from_xlsx}


@pytest.mark.parametrize("format_", READERS)
@pytest.mark.parametrize("summary", [FULL, MANY, CALM], ids=["one", "many", "calm"])
def test_every_number_read_back_from_a_file_is_the_summary_s_own(format_, summary):
    tables = READERS[format_](render(summary, format_))
    for title, rows in expected(summary).items():
        assert [row[-len(want) :] for row, want in zip(tables[title][1:], rows, strict=True)] == rows, title
    if summary.overdue:
        head, *rows = tables["Overdue actions, oldest first"]
        places = [head.index(name) for name in ("Ref", "Deadline", "Months late")]
        assert [[row[at] for at in places] for row in rows] == overdue_cells(summary)


def test_the_shares_name_numerator_and_denominator():
    rows = dict(from_html(render(FULL, "html"))["At a glance"][1:])
    assert rows["Overdue, of open actions"] == "4 of 6 (67%)"
    assert rows["Completed on time, of those whose dates are known"] == "1 of 2"


def test_json_carries_the_whole_summary_with_stable_names():
    form = json.loads(render(FULL, "json"))
    assert form["schema"] == "xltrack-summary/1"
    assert form["as_of"] == "2024-06-30"
    assert form["counts"]["of_open"] == {"part": 4, "whole": 6, "percent": 67}
    for field in ("total", "completed", "open", "on_schedule", "overdue", "overdue_initiated", "applicable"):
        assert form["counts"][field] == getattr(FULL.counts, field)
    for name in ("responsible", "recommendation", "category", "thematic_area"):
        groups = getattr(FULL, f"by_{name}")
        assert [g["counts"]["overdue"] for g in form[f"by_{name}"]] == [g.counts.overdue for g in groups]
    assert [(r["ref"], r["deadline"], r["months_late"]) for r in form["overdue"]] == [
        (row.ref, row.deadline.iso, row.months_late) for row in FULL.overdue
    ]
    assert form["happened"]["counts"] == dict(FULL.happened.counts)
    assert [p["overdue"] for p in form["trend"]] == [p.overdue for p in FULL.trend]
    assert [band["count"] for band in form["ageing"]["bands"]] == [band.count for band in FULL.ageing.bands]


def test_the_workbook_draws_its_charts_itself_and_each_has_a_text():
    for summary, count in ((FULL, 1), (MANY, 1), (EMPTY, 0)):
        package = zipfile.ZipFile(BytesIO(render(summary, "xlsx")))
        charts = [name for name in package.namelist() if name.startswith("xl/charts/chart")]
        assert len(charts) == count
        for name in package.namelist():
            if name.startswith("xl/drawings/drawing"):
                frames = etree.fromstring(package.read(name)).iterfind(".//{*}cNvPr")
                assert all(frame.get("descr") for frame in frames)


def test_a_recommendation_s_signs_are_its_actions_or_a_bar_with_every_kind_and_no_longer_than_its_share():
    for summary in (FULL, large()):
        where = compose(summary, "en").where
        for part in where.parts:
            signs = dict(marked_signs(where, part))
            counts = {mark: getattr(part, mark) for mark in SIGNS}
            assert set(signs) == {mark for mark, count in counts.items() if count}
            if where.kind == "squares":
                assert {mark: len(text) for mark, text in signs.items()} == {m: n for m, n in counts.items() if n}
            else:
                longest = BAR_SIGNS * sum(counts.values()) / where.most
                assert abs(len("".join(signs.values())) - longest) <= len(signs)


def test_the_front_sheet_shows_each_recommendation_s_squares_or_bar():
    for summary in (FULL, large()):
        where = compose(summary, "en").where
        cells = {cell.value for row in load_workbook(BytesIO(render(summary, "xlsx"))).worksheets[0] for cell in row}
        assert {"".join(text for _, text in marked_signs(where, part)) for part in where.parts} <= cells
        assert str(where.subtitle) in cells


@pytest.mark.parametrize("free", [0, 1])
def test_the_plans_with_nothing_overdue_are_counted_only_where_there_are_any(free):
    calm = [actions("ref | deadline\nR1.A1 | 2030/01", "Calm")] * free
    shown = render(summarize([tracker("One"), actions(PLAN, "Two"), *calm], JUNE), "text").decode()
    (line,) = [line for line in shown.splitlines() if line.startswith("Plans with overdue")]
    assert ("nothing overdue" in line) == bool(free)


def test_a_text_that_is_cut_short_or_ends_in_a_full_stop_ends_its_sentence():
    for name in ("Wells Ltd.", shorten("The evaluation of the wells", 16)):
        for language in LANGUAGES:
            said = Wording(language, "summary").word("lead", "unit_all", overdue=3, unit=name)
            assert not re.search("[.\u2026]\u2069?\\.$", said), said


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_figure_stands_behind_its_label_with_the_marks_of_its_language(language):
    colon = {"fr": "\u00a0: ", "zh": "\uff1a"}.get(language, ": ")

    def bare(text: str) -> str:
        return "".join(re.sub("[\u2066-\u2069\\\\*]", "", text).split())

    for format_ in ("text", "markdown"):
        said = bare(render(FULL, format_, language=language).decode())
        for figure in compose(FULL, language).figures:
            value = f"{figure.value} {figure.unit}" if figure.unit else figure.value
            told = " · ".join(str(part) for part in (value, figure.context, figure.change) if part)
            assert bare(f"{figure.label}{colon}{told}") in said


@pytest.mark.parametrize("format_", ["html", "markdown", "text", "json", "email-html", "email-text"])
def test_a_summary_of_one_unit_names_it(format_):
    only = summarize(narrowed([tracker()], Only.parse("responsible=Country Office")), JUNE, only="Office X")
    assert "Office X" in render(only, format_).decode()
    assert "Office X" not in render(FULL, format_).decode()


# --- reproducible, safe, short ----------------------------------------------------------------------------


@pytest.mark.parametrize("format_", FAST)
@pytest.mark.parametrize("summary", [FULL, EMPTY], ids=["full", "empty"])
def test_the_same_summary_is_the_same_file(format_, summary):
    assert render(summary, format_) == render(summary, format_)


HOSTILE = '<script>alert(1)</script> =1+1 | **b** http://evil.example \x1b[31m\u202e &amp; "q"'


def well_formed(content: bytes) -> None:
    """Every XML part of a package can be parsed."""
    package = zipfile.ZipFile(BytesIO(content))
    for part in package.namelist():
        if part.endswith((".xml", ".rels")):
            etree.fromstring(package.read(part))


def hostile() -> Summary:
    action = KeyAction(ref="R1.A1", description=HOSTILE, responsible=HOSTILE, deadline="2020/01", comments=HOSTILE)
    recs = (Recommendation(ref="R1", text=HOSTILE, thematic_areas=(HOSTILE,), actions=(action,)),)
    return summarize(Plan(title=HOSTILE, recommendations=recs), JUNE)


@pytest.mark.parametrize("format_", ["html", "email-html"])
def test_what_came_from_a_plan_cannot_become_markup(format_):
    content = render(hostile(), format_)
    document = lxml_html.fromstring(content)
    assert not document.findall(".//script")
    assert not document.findall(".//a")
    assert "<script>alert(1)</script>" in document.text_content()  # type: ignore[attr-defined]


@pytest.mark.parametrize("format_", ["html", "email-html", "markdown", "text", "json"])
def test_nothing_steers_a_terminal_or_turns_the_reading_direction(format_):
    text = render(hostile(), format_).decode()
    assert "\x1b" not in text
    if format_ != "json":
        assert "\u202e" not in text


def test_markdown_of_a_hostile_plan_has_no_live_link_and_its_tables_stay_whole():
    content = render(hostile(), "markdown")
    assert b"http://" not in content
    assert b"<script" not in content.replace(b"\\<script", b"")
    assert {len(row) for row in from_markdown(content)["Overdue actions, oldest first"]} == {7}


def test_a_text_that_looks_like_a_formula_stays_text_in_the_workbook():
    action = KeyAction(ref="R1.A1", description="=1+1", responsible="@unit", deadline="2020/01", comments="+1")
    plan = Plan(recommendations=(Recommendation(ref="R1", text="-1", actions=(action,)),))
    book = load_workbook(BytesIO(render(summarize(plan, JUNE), "xlsx")))
    types = {cell.value: cell.data_type for sheet in book.worksheets for row in sheet for cell in row}
    assert (types["=1+1"], types["@unit"], types["+1"]) == ("s", "s", "s")
    assert "f" not in types.values()


@pytest.mark.parametrize("format_", ["docx", "xlsx"])
def test_a_document_of_a_hostile_plan_is_well_formed(format_):
    well_formed(render(hostile(), format_))


def big(count: int, letters: str = "'") -> Summary:
    text = (letters * 40 + " ") * 8
    made = tuple(
        KeyAction(ref=f"R1.A{n}", description=text, responsible=f"{n} {text}", deadline="2020/01", comments=text)
        for n in range(count)
    )
    return summarize(Plan(recommendations=(Recommendation(ref="R1", text=text, actions=made),)), JUNE)


@pytest.mark.parametrize("letters", ["a", "'", "😀", "&"])
def test_a_mail_stays_under_30_kilobytes_whatever_the_plan(letters):
    content = render(big(2_000, letters), "email-html")
    assert len(content) < 30_000
    assert "2,000" in lxml_html.fromstring(content).text_content()  # type: ignore[attr-defined]


def test_a_mail_survives_clients_that_drop_style_sheets():
    content = render(FULL, "email-html").decode()
    assert "<style" not in content
    assert "class=" not in content
    assert "<svg" not in content


def test_a_mail_draft_has_both_forms_and_is_marked_unsent():
    message = message_from_bytes(render(FULL, "email"), policy=default)
    assert message["X-Unsent"] == "1"
    for kind, name in (("plain", "email-text"), ("html", "email-html")):
        assert message.get_body((kind,)).get_content().splitlines() == render(FULL, name).decode().splitlines()


def test_a_shortened_list_says_how_much_is_not_shown():
    text = " ".join(render(big(100, "a"), "email-text").decode().split())
    assert "and 85 more, in the annex" in text


@pytest.mark.parametrize("format_", ["html", "docx", "text", "markdown"])
def test_a_table_longer_than_anybody_reads_is_cut_and_the_workbook_has_every_row(format_):
    summary = big(1_203, "a")
    content = render(summary, format_)
    if format_ == "docx":
        with zipfile.ZipFile(BytesIO(content)) as package:
            content = package.read("word/document.xml")
    text = html_module.unescape(content.decode()).replace("\u00a0", " ").replace("\\", "")
    assert "and 203 more rows; the summary's workbook (.xlsx) has them all" in " ".join(text.split())
    assert len(set(re.findall(r"R1\.A\d+", text))) == 1_000
    assert len(from_xlsx(render(summary, "xlsx"))["Overdue actions, oldest first"]) == 1 + 1_203


# --- readable for everybody -------------------------------------------------------------------------------


def test_the_page_needs_no_script_and_asks_nobody():
    content = render(FULL, "html").decode()
    assert not re.search(r"<script|<link|<img|@import|url\(|src=|href=", content)


@pytest.mark.parametrize("summary", [FULL, MANY, EMPTY, CALM], ids=["one", "many", "empty", "calm"])
def test_every_table_names_its_headers_and_every_chart_has_a_text(summary):
    document = lxml_html.fromstring(render(summary, "html"))
    for table in document.iterfind(".//table[@aria-label]"):
        assert all(cell.get("scope") == "col" for cell in table.iterfind(".//thead//th"))
        assert all(row[0].get("scope") == "row" for row in table.iterfind(".//tbody/tr"))
    for chart in document.iterfind(".//svg"):
        assert chart.get("role") == "img"
        ids = chart.get("aria-labelledby").split()
        assert all(document.get_element_by_id(name).text.strip() for name in ids)  # type: ignore[attr-defined]
    levels = [int(node.tag[1]) for node in document.iter("h1", "h2", "h3", "h4")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    names = [node.get("id") for node in document.iterfind(".//*[@id]")]
    assert len(names) == len(set(names))
    assert document.find(".//*[@tabindex]") is None


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_every_text_has_a_contrast_of_at_least_four_and_a_half(theme):
    pairs = [("ink", "ground"), ("ink", "canvas"), ("soft", "ground"), ("soft", "canvas"), ("late", "ground")]
    pairs += [("todo", "ground"), ("on-navy", "navy"), ("late", "late-soft"), ("todo", "todo-soft"), ("soft", "ahead")]
    pairs += [("wait", "wait-soft"), ("fix", "fix-soft"), ("taken", "taken-soft"), ("soft", "done-soft")]
    for text, ground in pairs:
        assert contrast(COLOURS[text][theme], COLOURS[ground][theme]) >= 4.5, (text, ground)
    for mark in ("late", "todo", "done", "edge", "taken", "fix"):
        assert contrast(COLOURS[mark][theme], COLOURS["ground"][theme]) >= 3, mark


@pytest.mark.parametrize("format_", ["html", "markdown", "text", "email-text"])
def test_a_month_with_nothing_overdue_reads_well(format_):
    text = " ".join(render(CALM, format_).decode().replace("\u00a0", " ").split())
    assert "The only action falls due in March 2025" in text
    assert "Falling due next" in text
    assert "None" not in text


@pytest.mark.parametrize("format_", FAST)
def test_a_plan_without_actions_is_said_to_be_empty(format_):
    assert render(EMPTY, format_)
    if format_ in ("html", "markdown", "text"):
        assert "There are no key actions yet" in render(EMPTY, format_).decode()


@settings(max_examples=15)
@given(plan=plans(), as_of=days)
def test_whatever_a_plan_holds_every_format_can_be_made_and_read_again(plan, as_of):
    summary = summarize(plan, as_of)
    for format_ in FAST:
        content = render(summary, format_)
        if format_ in ("xlsx", "docx"):
            well_formed(content)
    assert json.loads(render(summary, "json"))["counts"]["total"] == len(plan.actions)


def test_a_response_category_is_shown_in_words():
    action = KeyAction(ref="R1.A1", description="Do", status=Status.INITIATED)
    rec = Recommendation(ref="R1", text="R", category=Category.PARTIALLY_ACCEPTED, actions=(action,))
    assert "Partially Accepted" in render(summarize(Plan(recommendations=(rec,)), JUNE), "text").decode()


def test_only_what_was_asked_for_is_shown():
    text = render(FULL, "text", by=("category",)).decode()
    assert "By response category" in text
    assert "By responsible unit" not in text
    short = render(FULL, "text", only_overdue=True).decode()
    assert "Overdue actions, oldest first" in short
    assert "Since the last summary" not in short


@pytest.mark.parametrize(
    "arguments, code", [(("pptx",), "unknown_summary_format"), (("html", "unit"), "unknown_grouping")]
)
def test_an_unknown_format_or_grouping_is_refused_with_the_known_ones(arguments, code):
    with pytest.raises(XltrackError) as caught:
        render(FULL, arguments[0], by=arguments[1:])
    assert caught.value.code == code
    assert "html" in str(caught.value) or "responsible" in str(caught.value)


def test_every_file_ending_leads_to_a_format_in_either_case_with_its_dot_or_without():
    assert set(SUFFIXES.values()) <= set(FORMATS)
    assert render(FULL, "Markdown") == render(FULL, ".MD") == render(FULL, "md") == render(FULL, "markdown")
