"""PDF files: rows that run over pages, heads and feet, broken words, scans; the library runs apart, with bounds."""

from __future__ import annotations

import random
import subprocess
import sys
import zlib
from collections.abc import Sequence

import pytest

from tests.importing.small_pdf import HEIGHT, LEADING, Page, draw_rows, encrypted_pdf, pdf_of
from tests.importing.test_fuzz_documents import damaged
from xltrack.errors import SourceError, UnsafeWorkbook, XltrackError
from xltrack.grid import child_process
from xltrack.grid.dates import read_deadline
from xltrack.grid.limits import Limits
from xltrack.i18n.catalogue import LANGUAGES
from xltrack.importing.document import pdf, pdf_pages, pdf_worker
from xltrack.importing.document.joined_lines import joined_line, unwrap
from xltrack.importing.document.letter_order import logical_order
from xltrack.importing.imported_plan import ImportedPlan
from xltrack.workflows.import_plan import import_plans
from xltrack.workflows.source_answers import ImportOptions

pytest.importorskip("pdfplumber", reason="the extra [pdf] is not installed")

COLUMNS = (40, 200, 280, 420, 560)
HEAD = [["Key action(s)"], ["Time frame"], ["Responsible unit(s)"], ["Status"]]
FUZZED = 25


def two_pages() -> bytes:
    """A table whose second action runs over the page end, where the page gives it no lower rule."""
    first, second = Page(), Page()
    first.text(40, 20, "Evaluation of the Harbour School")
    first.text(40, 40, "Prepared by: Ada Lind")
    first.text(40, 60, "Recommendation 1: Teach in the evening.")
    first.text(40, 80, "Management response: Accepted. The teachers agree.")
    rows = [
        HEAD,
        [["1.1 Hire two night"], ["Q4 2024"], ["Education Unit"], ["Underway"]],
        [["1.2 Sign an accord-", "cadre with the"], ["mid-2025"], ["Legal Unit"], ["Not started"]],
    ]
    draw_rows(first, 110, COLUMNS, rows, closed=False)
    rest = [["harbour council."], [], [], []]
    draw_rows(second, 20, COLUMNS, [rest, [["1.3 Print posters."], ["2024-2026"], ["Press Unit"], ["Completed"]]])
    for number, page in enumerate((first, second), 1):
        page.text(40, 380, f"Management response - page {number}")
    return pdf_of([first, second])


def test_a_row_over_the_page_end_is_one_row_and_the_foot_is_no_text():
    (read,) = import_plans([("a.pdf", two_pages())], ImportOptions())
    assert read.plan.title == "Evaluation of the Harbour School"
    (rec,) = read.plan.recommendations
    assert (rec.text, rec.response, rec.category) == (
        "Teach in the evening.", "Accepted. The teachers agree.", "accepted",
    )  # fmt: skip
    assert [(a.description, str(a.deadline), a.responsible, a.status.value) for a in rec.actions] == [
        ("1.1 Hire two night", "2024/12", "Education Unit", "initiated"),
        ("1.2 Sign an accord-cadre with the harbour council.", "2025/06", "Legal Unit", "not_initiated"),
        ("1.3 Print posters.", "2026/12", "Press Unit", "completed"),
    ]
    reported = {finding.code: finding for finding in read.findings}
    assert reported["beside_page_margin"].found == "Management response - page"
    assert reported["leftover_text"].found == "Prepared by: Ada Lind"
    assert str(reported["beside_page_break"].where).startswith("page 1") or reported["beside_page_break"].where
    assert read.findings[0].code == "beside_page_break"


def test_a_title_that_every_page_shows_is_the_title_and_what_a_browser_prints_around_a_page_is_not():
    pages = [Page(), Page()]
    rows = [HEAD, [["1.1 Hire two."], ["2024"], ["Education Unit"], ["Underway"]]]
    for number, page in enumerate(pages, 1):
        page.text(40, 5, f"12/{number}/26, 9:39 AM    Harbours")
        page.text(40, 20, "Final evaluation of the Harbour School")
        page.text(40, 60, f"Recommendation {number}: Teach in the evening.")
        draw_rows(page, 110, COLUMNS, rows)
        page.text(40, 380, f"https://example.org/plans?id=7 {number}/2")
    read = import_pages(pages)
    assert read.plan.title == "Final evaluation of the Harbour School"
    assert len(read.plan.recommendations) == 2
    margins = [finding.found for finding in read.findings if finding.code == "beside_page_margin"]
    assert [text.split()[0] for text in margins] == [
        "12/1/26,",
        "12/2/26,",
        "https://example.org/plans?id=7",
        "https://example.org/plans?id=7",
    ]
    assert "leftover_text" not in {finding.code for finding in read.findings}


def test_words_that_touch_over_a_border_are_two():
    page, columns = Page(), (*COLUMNS[:3], 420, 468.5, 560)
    page.text(40, 20, "Recommendation 1: Teach in the evening.")
    head = [["Key action"], ["Deadline"], ["Responsible unit"], ["Status"], ["Comments"]]
    draw_rows(page, 60, columns, [head, [["Hire two"], ["2027"], ["Education"], [], []]])
    page.text(423, 78, "Underway")  # ends right at the border
    page.text(469, 78, "Notice is out")
    (action,) = import_pages([page]).plan.actions
    assert (action.status, action.comments) == ("initiated", "Notice is out")


def test_a_heading_in_larger_letters_does_not_go_on_in_the_text_under_it():
    page = Page()
    page.text(40, 20, "Response to the mid-term review of the harbours", size=20)
    page.text(40, 44, "Recommendation 1")
    page.text(40, 60, "Teach in the evening.")
    page.text(40, 80, "Management response: Accepted.")
    draw_rows(page, 110, COLUMNS, [HEAD, [["Hire two"], ["2027"], ["Education"], ["Underway"]]])
    plan = import_pages([page]).plan
    assert plan.title == "Response to the mid-term review of the harbours"
    assert [rec.text for rec in plan.recommendations] == ["Teach in the evening."]


@pytest.mark.parametrize(
    "lines, joined",
    [
        (("Director,", "Administration"), ["Director, Administration"]),
        (("Agree. This is in line", "with the strategy."), ["Agree. This is in line with the strategy."]),
        (("PARTIELLEMENT", "ACCEPTÉ"), ["PARTIELLEMENT ACCEPTÉ"]),
        (("Agreed.", "Funds are there."), ["Agreed.", "Funds are there."]),
        (("Water Unit", "Legal Unit"), ["Water Unit", "Legal Unit"]),
    ],
)
def test_a_line_of_a_cell_goes_on_where_its_letters_say_so(lines, joined):
    placed = [(text, 0.0, 12.0 * at, 5.0 * len(text), 12.0 * at + 10) for at, text in enumerate(lines)]
    assert list(unwrap(placed, 400, frozenset(), in_cell=True)) == joined


def test_a_page_without_anything_is_blank_and_no_scan():
    with pytest.raises(SourceError, match=r"a\.pdf: holds nothing but blanks"):
        import_plans([("a.pdf", pdf_of([Page()]))], ImportOptions())


def test_a_page_that_is_a_picture_among_pages_of_text_is_named():
    text, picture = Page(), Page()
    text.text(40, 20, "Recommendation 1: Teach in the evening.")
    picture.orders.append("q 400 0 0 300 50 50 cm BI /W 2 /H 2 /CS /G /BPC 8 /F /AHx ID 00ff00ff> EI Q")
    (read,) = import_plans([("a.pdf", pdf_of([text, picture]))], ImportOptions())
    assert [str(one.where) for one in read.findings if one.code == "beside_scanned_page"] == ["page 2"]


def test_a_page_that_is_a_picture_is_a_scan():
    page = Page()
    page.orders.append("q 400 0 0 300 50 50 cm BI /W 2 /H 2 /CS /G /BPC 8 /F /AHx ID 00ff00ff> EI Q")
    with pytest.raises(UnsafeWorkbook, match=r"scan\.pdf: a scan"):
        import_plans([("scan.pdf", pdf_of([page]))], ImportOptions())


def test_letters_that_no_font_names_are_counted_and_a_pdf_of_nothing_else_is_refused():
    page, mute = table_page([["Teach."], ["2025"], ["Press Unit"], ["Underway"]]), Page()
    page.mute(40, 300, 7)
    mute.mute(40, 300, 7)
    read = import_page(page)
    assert [action.description for action in read.plan.actions] == ["Teach."]
    assert [(one.found, str(one.where)) for one in read.findings if one.code == "beside_unreadable_letters"] == [
        ("7", "page 1")
    ]
    with pytest.raises(UnsafeWorkbook, match=r"a\.pdf: its letters cannot be read"):
        import_page(mute)


def test_a_pdf_with_a_password_is_told_as_such_and_one_that_opens_without_is_read():
    page = Page()
    page.text(40, 20, "Recommendation 1: Teach in the evening.")
    with pytest.raises(UnsafeWorkbook, match=r"a\.pdf: protected with a password\."):
        import_plans([("a.pdf", encrypted_pdf([page], "secret"))], ImportOptions())
    (read,) = import_plans([("a.pdf", encrypted_pdf([page], ""))], ImportOptions())
    assert [rec.text for rec in read.plan.recommendations] == ["Teach in the evening."]


@pytest.mark.parametrize("error", [ValueError(), ValueError("Unexpected EOF"), ValueError(KeyError("no page tree"))])
def test_a_damaged_pdf_is_refused_without_the_words_of_a_library(monkeypatch, error):
    def fail(data: bytes, limit: int, seconds: int) -> None:
        raise error

    monkeypatch.setattr(pdf_worker, "_read", fail)
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    with pytest.raises(XltrackError) as told:
        import_plans([("a.pdf", b"%PDF-1.4")], ImportOptions())
    assert told.value.message("en").startswith("a.pdf could not be read as a PDF: it is damaged, or only a part of it")


def bomb(filters: str, content: bytes) -> bytes:
    """A page whose content is packed."""
    page = Page()
    page.orders.append("packed")
    whole = pdf_of([page]).replace(b"<< /Length 6 >>", f"<< /Length {len(content)} /Filter {filters} >>".encode())
    return whole.replace(b"stream\npacked\n", b"stream\n" + content + b"\n")


def packed(text: bytes) -> bytes:
    return zlib.compress(text, 9)


@pytest.mark.parametrize(
    "filters, content, code",
    [
        ("/FlateDecode", packed(b"q Q " * 4_000_000), "pdf_unpacks"),
        ("/FlateDecode", packed(b"q Q " * 4_000_000)[:-9], "pdf_unpacks"),
        ("[/FlateDecode /FlateDecode]", packed(packed(b" " * 100_000_000)), "pdf_unpacks"),
        ("/FlateDecode", packed(b"q Q " * 1_900_000), "pdf_time"),
    ],
)
def test_what_unpacks_to_too_much_is_refused_before_it_is_read(filters, content, code):
    with pytest.raises(UnsafeWorkbook) as refused:
        import_plans([("a.pdf", bomb(filters, content))], ImportOptions(limits=Limits(child_seconds=2)))
    assert refused.value.code == code
    assert all("a.pdf" in refused.value.message(language) for language in LANGUAGES)


def test_a_lack_of_memory_that_a_library_puts_into_other_words_is_named_as_such():
    error = ValueError("no more")
    error.__cause__ = MemoryError()
    assert pdf_worker._reason(error) == {"code": "memory"}


def test_too_little_time_ends_the_child_and_not_the_command(monkeypatch):
    monkeypatch.setattr(child_process, "GRACE", 0.0)
    with pytest.raises(XltrackError, match=r"a\.pdf(?s:.)*Print the pages with the plan"):
        import_plans([("a.pdf", two_pages())], ImportOptions(limits=Limits(child_seconds=0)))


def test_a_frozen_program_reads_a_pdf_without_starting_an_interpreter(monkeypatch):
    usual = import_plans([("a.pdf", two_pages())], ImportOptions())
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(subprocess, "run", None)
    assert import_plans([("a.pdf", two_pages())], ImportOptions()) == usual


def test_a_missing_library_is_named_with_its_remedy(monkeypatch, tmp_path):
    child = tmp_path / "child.py"
    child.write_text("import sys, json\nsys.stdin.buffer.read()\nprint(json.dumps({'code': 'pdf_extra_missing'}))\n")
    monkeypatch.setattr(pdf_pages, "_CHILD", child)
    with pytest.raises(UnsafeWorkbook, match=r'pip install "xltrack\[pdf\]"'):
        import_plans([("a.pdf", two_pages())], ImportOptions())


def test_a_damaged_pdf_is_read_or_refused():
    luck = random.Random("importing pdf")
    sound = two_pages()
    for number in range(FUZZED):
        try:
            plans = import_plans(
                [(f"f{number}.pdf", damaged(sound, luck))], ImportOptions(limits=Limits(child_seconds=5))
            )
        except XltrackError as error:
            said = str(error)
        else:
            said = plans[0].plan.title or "no title"
        assert said


def test_rows_that_a_page_prints_again_are_read_once_and_the_cut_row_goes_on_below_them():
    first, second = Page(), Page()
    head = [[["Recommendation 1: Teach."], [], [], []], HEAD]
    cut = [["1.1 Hire two night"], ["Q4 2024"], ["Education Unit"], ["In"]]
    draw_rows(first, 20, COLUMNS, [*head, cut], closed=False)
    rest = [["teachers."], [], [], ["progress"]]
    draw_rows(second, 20, COLUMNS, [*head, rest, [["1.2 Buy lamps."], ["2025"], ["Press Unit"], ["Completed"]]])
    (read,) = import_plans([("a.pdf", pdf_of([first, second]))], ImportOptions())
    (rec,) = read.plan.recommendations
    assert rec.text == "Teach."
    assert [(a.description, a.status.value) for a in rec.actions] == [
        ("1.1 Hire two night teachers.", "initiated"),
        ("1.2 Buy lamps.", "completed"),
    ]


def test_words_that_a_narrow_column_breaks_anywhere_are_known():
    page = Page()
    head = [["Key action(s)"], ["Time frame"], ["Responsibl", "e unit(s)"], ["Status"]]
    rows = [[["Recommendation 1: Teach."], [], [], []], head]
    draw_rows(page, 20, COLUMNS, [*rows, [["Buy lamps."], ["2025"], ["Press Unit"], ["Complete", "d"]]])
    (read,) = import_plans([("a.pdf", pdf_of([page]))], ImportOptions())
    (action,) = read.plan.actions
    assert (action.responsible, action.status.value) == ("Press Unit", "completed")


def import_pages(pages: Sequence[Page]) -> ImportedPlan:
    (read,) = import_plans([("a.pdf", pdf_of(pages))], ImportOptions())
    return read


def import_page(page: Page) -> ImportedPlan:
    return import_pages([page])


def table_page(*rows: Sequence[Sequence[str]]) -> Page:
    page = Page()
    draw_rows(page, 20, COLUMNS, [[["Recommendation 1: Teach."], [], [], []], HEAD, *rows])
    return page


@pytest.mark.parametrize(
    "elsewhere, unit",
    [
        ("The Countryofficesforeveningschoolings answers.", "Countryofficesforeveningschoolings"),
        ("The schools answer.", "Countryofficesforeveningscho olings"),
    ],
)
def test_a_word_that_fills_its_line_goes_on_in_the_next_only_if_the_whole_word_is_elsewhere(elsewhere, unit):
    page = table_page([["Teach."], ["2025"], ["Countryofficesforeveningscho", "olings"], ["Underway"]])
    page.text(40, 300, elsewhere)
    assert [action.responsible for action in import_page(page).plan.actions] == [unit]


@pytest.mark.parametrize(
    "pieces, unit",
    [
        (("Countryofficesforeveningloca", "tion here"), "Countryofficesforeveninglocation here"),
        (("Countryofficesforeveningpave", "ment"), "Countryofficesforeveningpavement"),
        (("Countryofficesforeveningtuiti", "onal unit"), "Countryofficesforeveningtuitional unit"),
        (("Countryofficesforeveningplac", "and unit"), "Countryofficesforeveningplac and unit"),
        (("Short", "ment"), "Short\nment"),
    ],
)
def test_an_ending_that_is_no_word_belongs_to_the_word_that_fills_the_line_above(pieces, unit):
    page = table_page([["Teach."], ["2025"], list(pieces), ["Underway"]])
    assert [action.responsible for action in import_page(page).plan.actions] == [unit]


def test_words_between_the_rules_of_a_table_that_are_in_no_cell_are_named():
    page = table_page([["Teach."], ["2025"], ["Press Unit"], ["Underway"]], [["Rest."], ["2026"], ["Press Unit"], []])
    bottom = 20 + 4 * (LEADING + 4)
    last = f"{COLUMNS[-1]} {HEIGHT - 20} m {COLUMNS[-1]} {HEIGHT - bottom} l S"
    page.orders[page.orders.index(last)] = last.replace(f"{HEIGHT - bottom}", f"{HEIGHT - bottom + LEADING + 4}")
    page.text(COLUMNS[3] + 3, bottom - LEADING - 2, "Halted")
    read = import_page(page)
    assert [action.description for action in read.plan.actions] == ["Teach.", "Rest."]
    assert "Halted" in [*(action.source_status for action in read.plan.actions), *(one.found for one in read.findings)]


def test_a_word_that_is_broken_in_the_same_way_again_is_named():
    rows = [
        [[f"{verb}."], ["2025"], ["Countryofficesforeveningscho", "olings here"], ["Underway"]]
        for verb in ("Dig", "Fill")
    ]
    (broken,) = [one.found for one in import_page(table_page(*rows)).findings if one.code == "beside_word_break"]
    assert broken == "Countryofficesforeveningscho olings"


def test_an_answer_on_lines_of_its_own_is_no_part_of_the_response():
    page = Page()
    head = [["Recommendation"], ["Management response"], ["Key action"], ["Status"]]
    response = ["Not", "accepted", "Nobody insures."]
    draw_rows(
        page,
        20,
        (40, 130, 240, 330, 400),
        [head, [["Insure."], response, ["Repair it."], ["Partially", "implemented"]]],
    )
    (rec,) = import_page(page).plan.recommendations
    assert (rec.category, rec.response) == ("rejected", "Nobody insures.")
    assert rec.actions[0].status == "initiated"


def test_struck_out_words_are_named_with_their_cell_and_rules_between_rows_strike_nothing():
    page = table_page([["Buy a truck."], ["2025"], ["Press Unit"], ["Underway"]])
    top = 20 + 2 * (LEADING + 4)
    page.rule(43, top + 8, 110, top + 8)
    page.text(40, 200, "Old words")
    page.rule(40, 206, 56, 206)
    struck = [(f.found, str(f.where)) for f in import_page(page).findings if f.code == "beside_struck_out"]
    assert struck == [("Old", "page 1"), ("Buy a truck.", "page 1, table 1, row 3, column 1")]


@pytest.mark.parametrize(
    "seen, leftward, read",
    [
        (["ر", "ي", "ر", "ق", "ت"], True, "تقرير"),
        ([*"2022", " ", *"ربمتبس"], True, "سبتمبر 2022"),
        ([*"2022/09", " ", *"يف"], True, "في 2022/09"),
        ([":", "1", " ", *"ةيصوت"], True, "توصية 1:"),
        ([*"www.example.org", " ", *"رظنا"], True, "انظر www.example.org"),
        ([*"ةحفص", " ", *"UNDP report 2024", " ", *"رشن"], True, "نشر UNDP report 2024 صفحة"),
        (["ا", "لآ", "ب"], True, "بلآا"),
        ([*"75%", " ", *"زجنم"], True, "منجز 75%"),
        ([*"The word ", *"ريرقت", *" is here"], False, "The word تقرير is here"),
        ([*"Q3 2024 / 5"], False, "Q3 2024 / 5"),
        (["\ufee2", "\ufedf"], True, "لم"),
    ],
)
def test_letters_seen_from_left_to_right_come_in_the_order_in_which_they_are_read(seen, leftward, read):
    assert logical_order(seen, leftward) == read


@pytest.mark.parametrize(
    "before, after, whole",
    [("国家", "办事处", "国家办事处"), ("第1", "季度", "第1 季度"), ("end", "of", "end of"), ("", "of", "of")],
)
def test_lines_of_a_script_without_blanks_are_joined_without_one(before, after, whole):
    assert joined_line(before, after, ()) == whole


@pytest.mark.parametrize(
    "pieces, deadline, said",
    [
        (["30/06/20", "25"], "2025/06", []),
        (["Decembe", "r 2025"], "2025/12", []),
        (["Somewhe", "re"], "None", ["Somewhe re"]),
    ],
)
def test_dates_and_months_that_a_narrow_column_broke_are_put_together_and_other_words_named(pieces, deadline, said):
    page = Page()
    right = {"3": 92, "D": 94, "S": 94}[pieces[0][0]]
    draw_rows(page, 20, (43, right, 200), [[["Due"], ["Action"]], [pieces, ["Teach."]]])
    read = pdf.read_pdf(pdf_of([page]), "a.pdf")
    (table,) = read.tables
    text = " ".join(str(table.cells[2, 1]).split())
    assert str(read_deadline(text).month if read_deadline(text) else None) == deadline
    assert [aside.text for aside in read.asides if aside.kind == "word_break"] == said


LINED = (
    [["Key action(s)"], ["Time frame"], ["Responsible", "unit(s)"], ["Status"]],
    [["1.1 Hire two night", "teachers"], ["Q4 2024"], ["Education Unit", "and Press Unit"], ["Underway"]],
    [["Sign an accord-cadre"], ["December", "2024"], ["Legal Unit"], ["Not started"]],
    [["Print posters."], ["ongoing"], ["Press Unit"], []],
)
READ = [
    ("1.1 Hire two night teachers", "2024/12", "Education Unit and Press Unit", "initiated"),
    ("Sign an accord-cadre", "2024/12", "Legal Unit", "not_initiated"),
    ("Print posters.", "None", "Press Unit", "not_initiated"),
]


def unlined(rows: Sequence[Sequence[Sequence[str]]], rules: str = "", left: Sequence[float] = COLUMNS) -> bytes:
    """A page whose table has no vertical rules: horizontal ones between its rows, around it, or none."""
    page = Page()
    page.text(40, 20, "Evaluation of the Harbour School")
    page.text(40, 40, "Recommendation 1: Teach in the evening, in every school that has a hall with light.")
    page.text(40, 60, "Management response: Accepted. The teachers agree.")
    y = 84.0
    for number, row in enumerate(rows):
        if rules == "rows" or (rules == "ends" and number < 2):
            page.rule(left[0], y - 1, left[-1], y - 1)
        for x, lines in zip(left, row, strict=False):
            for at, line in enumerate(lines):
                page.text(x, y + at * LEADING, line)
        y += LEADING * max(map(len, row)) + 2
    if rules:
        page.rule(left[0], y - 1, left[-1], y - 1)
    page.text(40, y + 4, "Recommendation 2: Write to the parents, in each of the languages that they read at home.")
    page.text(40, y + 20, "Management response: Rejected.")
    return pdf_of([page])


@pytest.mark.parametrize("rules", ("", "rows", "ends"))
def test_a_table_without_vertical_rules_is_read_where_its_columns_and_rows_are_certain(rules):
    (read,) = import_plans([("a.pdf", unlined(LINED, rules))], ImportOptions())
    first, second = read.plan.recommendations
    assert [(a.description, str(a.deadline), a.responsible, a.status.value) for a in first.actions] == READ
    assert (first.response, second.category, second.actions) == ("Accepted. The teachers agree.", "rejected", ())
    assert [str(one.where) for one in read.findings if one.code == "beside_columns_guessed"] == ["page 1, table 1"]


@pytest.mark.parametrize(
    "rows",
    (
        [*LINED, [["Plant trees"], ["when the rain comes"], ["Parks"], ["Underway"]]],
        [*LINED, [["Plant trees"], ["2024"], ["Parks"], ["waiting for the rain to come back"]]],
        [LINED[0], [["Hire two night teachers for the evening"], ["Q4 2024"], ["Unit"], ["Underway"]]],
        [LINED[0]],
    ),
)
def test_a_table_without_vertical_rules_is_refused_where_anything_in_it_is_uncertain(rows):
    with pytest.raises(SourceError, match=r"a\.pdf: no plan was found .* Import the Word file"):
        import_plans([("a.pdf", unlined(rows, left=(40, 190, 280, 420, 560)))], ImportOptions())


def test_words_that_reach_over_several_columns_of_such_a_header_are_left_over():
    wide = [[], ["as agreed by the units and the board in May"], [], []]
    pdf = unlined([LINED[0], wide, *LINED[1:]], left=(40, 190, 280, 420, 560))
    (read,) = import_plans([("a.pdf", pdf)], ImportOptions())
    assert [(a.description, str(a.deadline), a.responsible, a.status.value) for a in read.plan.actions] == READ
    assert [one.found for one in read.findings if one.code == "leftover_text"] == wide[1]


def test_such_a_table_needs_numbers_on_its_recommendations():
    def page(*marks: str) -> bytes:
        head = [["Recommendation"], ["Action"], ["Due date"], ["Status"]]
        first, second = ([f"{mark}{word}"] for mark, word in zip(marks, ("Teach", "Rest"), strict=True))
        return unlined([head, [first, ["Hire teachers"], ["2024/12"], ["Underway"]], [second, [], [], []]])

    (read,) = import_plans([("a.pdf", page("1. ", "2. "))], ImportOptions())
    assert [rec.text for rec in read.plan.recommendations if rec.actions] == ["Teach"]
    with pytest.raises(SourceError):
        import_plans([("a.pdf", page("", ""))], ImportOptions())


@pytest.mark.parametrize("line", [0, 1, 2])
def test_lines_of_a_cell_above_the_others_of_its_row_belong_to_that_row(line):
    """As sheets print a row whose cells are aligned at the top, the middle or the bottom."""
    page = Page()
    page.text(40, 10, "Recommendation 1: Teach in the evening.")
    for x, words in zip(COLUMNS, ("Key action", "Due date", "Status", "Comments"), strict=False):
        page.text(x, 30, words)
    for row, begin in enumerate((44, 82, 120)):
        for at, words in enumerate(("Begun", "in May", "by two")):
            page.text(COLUMNS[3], begin + at * LEADING, f"{words} {row}")
        for x, words in zip(COLUMNS, ("Hire a guard", "2024/12", "Underway"), strict=False):
            page.text(x, begin + line * LEADING, words)
    assert [a.comments for a in import_page(page).plan.actions] == [
        f"Begun {row} in May {row} by two {row}" for row in range(3)
    ]


def test_such_a_table_goes_on_over_the_page_end():
    pages = [Page(), Page()]
    pages[0].text(40, 20, "Recommendation 1: Teach in the evening.")
    for x, words in zip(COLUMNS, ("Key action", "Due date", "Unit", "Status"), strict=False):
        pages[0].text(x, 340, words)
    for page, y, row in (
        (0, 354, ("Hire two night", "2024/12", "Schools", "Underway")),
        (1, 20, ("teachers and a guard", "", "", "")),
        (1, 34, ("Print posters", "2025/01", "Press", "Completed")),
    ):
        for x, words in zip(COLUMNS, row, strict=False):
            pages[page].text(x, y, words)
    (read,) = import_plans([("a.pdf", pdf_of(pages))], ImportOptions())
    assert [(a.description, str(a.deadline), a.status.value) for a in read.plan.actions] == [
        ("Hire two night teachers and a guard", "2024/12", "initiated"), ("Print posters", "2025/01", "completed"),
    ]  # fmt: skip


def test_a_pdf_without_a_plan_names_the_better_source():
    page = Page()
    page.text(40, 20, "Minutes of the meeting about wells")
    with pytest.raises(SourceError, match=r"a\.pdf: no plan was found .* Import the Word file"):
        import_plans([("a.pdf", pdf_of([page]))], ImportOptions())


@pytest.mark.parametrize("top, comment, rest", [(48, "Blue or green", []), (53, "", ["Comments", "Blue or green"])])
def test_a_full_cell_leaves_the_next_no_blank_and_columns_on_the_next_page_are_no_rest_of_a_row(top, comment, rest):
    lefts = (40, 140, 222, 330, 430)
    pages = [Page(), Page()]
    for y, row in (
        (20, ("Recommendation", "Response", "Key action", "Due date", "Status")),
        (34, ("1. Mend it", "Accepted", "Buy steel", "2024/12", "Underway")),
        (48, ("2. Paint it", "Partially accepted", "Buy paint", "2025/03", "Not started")),
    ):
        for x, words in zip(lefts, row, strict=True):
            pages[0].text(x, y, words)
    pages[1].text(40, 20, "Comments")
    pages[1].text(40, top, "Blue or green")
    (read,) = import_plans([("a.pdf", pdf_of(pages))], ImportOptions())
    assert [(rec.text, rec.response, rec.actions[0].description) for rec in read.plan.recommendations] == [
        ("Mend it", "Accepted", "Buy steel"), ("Paint it", "Partially accepted", "Buy paint"),
    ]  # fmt: skip
    assert read.plan.actions[1].comments == comment
    assert [one.found for one in read.findings if one.code == "leftover_text"] == rest


WIDE = (
    [["Recommendation"], ["Action", "and plan"], ["Unit"], ["Deadline"], ["Comments"], ["Evidence"]],
    [["1. Mend it"], ["Buy steel"], ["Roads"], ["2024/12"], ["None yet"], []],
    [[], ["Buy nails"], ["Roads"], ["2025/03"], ["Ten", "boxes"], ["a.pdf"]],
)
"""A table whose columns are printed on two pages."""


def strips(pages: Sequence[Page], rows: Sequence[Sequence[Sequence[str]]], *, lower: float = 0, labels: bool = False):
    """Draw the first three columns on one page, the others on the next, `lower` and with the first one repeated."""
    height = [max(map(len, row)) for row in rows]
    padded = [[[*lines, *[""] * (size - len(lines))] for lines in row] for row, size in zip(rows, height, strict=True)]
    draw_rows(pages[0], 30, (20, 180, 330, 480), [row[:3] for row in padded])
    again = [row[:1] * labels + row[3:] for row in padded]
    draw_rows(pages[1], 30 + lower, (20, 180, 330, 480, 590)[: 4 + labels], again)


@pytest.mark.parametrize("labels", [False, True])
def test_columns_that_are_printed_on_further_pages_join_the_rows_at_their_heights(labels):
    pages = [Page() for _ in range(4)]
    strips(pages[::2], WIDE, labels=labels)
    below = [[["2. Paint it"], ["Buy paint"], ["Parks"], ["2025/06"], [], []]] * 2
    strips(pages[1::2], ([WIDE[0], *below] if labels else below), labels=labels)
    read = import_pages(pages)
    assert [(a.responsible, str(a.deadline), a.comments, a.evidence) for a in read.plan.actions][:3] == [
        ("Roads", "2024/12", "None yet", ""), ("Roads", "2025/03", "Ten\nboxes", "a.pdf"), ("Parks", "2025/06", "", ""),
    ]  # fmt: skip
    assert [rec.text for rec in read.plan.recommendations] == ["Mend it", "Paint it"]
    joined = [(str(one.where), one.found) for one in read.findings if one.code == "beside_columns_joined"]
    assert joined == [(f"page {page}", "Deadline · Comments · Evidence") for page in (3, 4)]


def test_columns_on_a_further_page_at_other_heights_are_named_and_make_no_rows():
    pages = [Page(), Page()]
    strips(pages, WIDE, lower=5)
    read = import_pages(pages)
    assert [action.description for action in read.plan.actions] == ["Buy steel", "Buy nails"]
    assert [rec.text for rec in read.plan.recommendations] == ["Mend it"]
    named = " ".join(one.found for one in read.findings)
    assert all(words in named for words in ("2024/12", "Ten\nboxes", "a.pdf"))


def test_a_row_at_the_top_of_a_page_with_its_own_deadline_is_no_rest_of_the_row_above():
    pages = [Page(), Page()]
    head = [["Recommendation"], ["Action"], ["Deadline"], ["Evidence"]]
    draw_rows(pages[0], 20, COLUMNS, [head, [["Mend it"], ["Buy steel"], ["2024/12"], ["http://a.org"]]])
    draw_rows(pages[1], 20, COLUMNS, [[[], ["Buy nails"], ["2025/03"], ["http://b.org"]]])
    assert [action.description for action in import_pages(pages).plan.actions] == ["Buy steel", "Buy nails"]
