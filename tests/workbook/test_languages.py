"""A workbook in any of the six languages is drawn, read back, edited and merged like the English one."""

from __future__ import annotations

import io
from datetime import date

import pytest
from openpyxl import load_workbook

from tests.lint import findings
from tests.office import Office
from tests.returns import WHEN, master
from tests.tables import ISSUED, actions
from tests.xlsx_text import drawn_at, opened, table
from xltrack.grid.dates import read_month
from xltrack.i18n.catalogue import DEFAULT_LANGUAGE, LANGUAGES, catalogue
from xltrack.i18n.formatting import Wording
from xltrack.merging.merge import merge
from xltrack.model.compare import diff
from xltrack.model.fields import SHEETS
from xltrack.model.plan import Plan, Status
from xltrack.model.submission import Submission
from xltrack.model.tracker import Tracker, new_tracker
from xltrack.workbook.default_template.draw import draw
from xltrack.workbook.default_template.drawing import PADDING
from xltrack.workbook.default_template.sheets import STEP
from xltrack.workbook.read import read_bytes
from xltrack.workbook.write import workbook_bytes, write_workbook
from xltrack.xlsx.text_width import lines, longest_word, width_units

OTHERS = tuple(language for language in LANGUAGES if language != DEFAULT_LANGUAGE)
SOME = """
    ref   | responsible | deadline | status               | comments    | completed_on | proposed_deadline | reason
    R1.A1 | CO          | 2022-03  | initiated            | بدأ التدريب |              | 2025-06           |
    R1.A2 | RO          | 2024-05  | not_initiated        | Начато      |              |                   |
    R1.A3 | RO          | 2024-05  | not_initiated        |             | 2024-06-01   |                   |
    R2.A1 | CO          | 2022-03  | completed            |             | 2024-05-01   |                   |
    R2.A2 | CO          |          | no_longer_applicable | 不再适用    |              |                   |
"""


def plan() -> Plan:
    return actions(SOME)


def sent(language: str) -> Tracker:
    return new_tracker(plan(), ISSUED, language)


def typed(language: str, cells: dict[tuple[int, str], str]) -> Submission:
    """A copy in that language that came back with texts typed into the Actions sheet: (row, column key) -> text."""
    data, out = workbook_bytes(sent(language), as_of=ISSUED), io.BytesIO()
    book = load_workbook(io.BytesIO(data))
    sheet = book[catalogue(language).word("sheets", "actions")]
    headers = {cell.value: cell.column for cell in sheet[5]}
    for (row, key), text in cells.items():
        sheet.cell(row, headers[catalogue(language).word("columns", "actions", key)], text)
    book.save(out)
    book.close()
    return read_bytes(out.getvalue(), f"{language}.xlsx")


@pytest.mark.parametrize("language", OTHERS)
def test_a_workbook_read_back_in_its_language_shows_no_change_and_no_finding(language):
    data = workbook_bytes(sent(language), as_of=ISSUED)
    found = read_bytes(data, "a.xlsx")
    assert (found.current, found.findings) == (plan(), ())
    assert findings(data) == []


@pytest.mark.parametrize("language", OTHERS)
def test_every_word_that_staff_see_is_of_the_language(language):
    words, data = catalogue(language), workbook_bytes(sent(language), as_of=ISSUED)
    assert opened(data).sheetnames == list(words.section("sheets").values())
    rows = table(data)
    assert [row["status"] for row in rows] == [words.word("status", a.status) for a in plan().actions]
    assert [row["overdue"] for row in rows[:3]] == [words.months(27), words.months(1), words.months(1)]
    assert rows[0]["check"] == words.word("check", "no_reason")


@pytest.mark.parametrize("language", OTHERS)
def test_edits_in_the_words_of_the_language_are_read(language):
    words = catalogue(language)
    done, day = words.word("status", "completed"), Wording(language).write(date(2025, 12, 31))
    found = typed(language, {(6, "status"): done, (7, "comments"): "…", (7, "proposed_deadline"): day})
    assert [(c.ref, c.field, str(c.after)) for c in diff(plan(), found.current)] == [
        ("R1.A1", "status", "completed"),
        ("R1.A2", "comments", "…"),
        ("R1.A2", "proposed_deadline", "2025/12"),
    ]


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_copy_takes_the_words_of_every_other_language(language):
    others = [other for other in LANGUAGES if other != language]
    done = [catalogue(other).word("status", "completed").upper() for other in others]
    found = typed(language, {(row, "status"): text for row, text in enumerate(done, 6)})
    assert {action.status for action in found.current.actions} == {Status.COMPLETED}


def test_returns_in_different_languages_merge_into_one_plan():
    done = {language: catalogue(language).word("status", "completed") for language in LANGUAGES}
    returns = [
        typed("fr", {(6, "status"): done["fr"], (6, "evidence"): "Rapport"}),
        typed("ru", {(7, "status"): done["ru"], (7, "evidence"): "Отчёт"}),
        typed("ar", {(6, "status"): done["ar"], (6, "evidence"): "Rapport"}),
    ]
    result = merge(master(sent("en")), returns, when=WHEN)
    assert [a.status.value for a in result.plan.actions][:3] == ["completed", "completed", "not_initiated"]
    assert result.conflicts == ()


@pytest.mark.parametrize("language", LANGUAGES)
def test_only_arabic_sheets_and_texts_run_from_right_to_left(language):
    book = opened(draw(language))
    leftward = catalogue(language).word("language", "direction") == "rtl"
    assert {bool(sheet.sheet_view.rightToLeft) for sheet in book} == {leftward}
    for cell in ("D5", "G6"):
        alignment = book.worksheets[1][cell].alignment
        assert (alignment.readingOrder == 2, alignment.horizontal) == (leftward, "right" if leftward else "left")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_header_and_every_status_fits_its_column(language):
    words, book = catalogue(language), opened(draw(language))
    for at, (kind, columns) in enumerate(SHEETS.items(), 1):
        sheet = book.worksheets[at]
        spans = [(span.min, span.max, span.width) for span in sheet.column_dimensions.values()]
        for number, column in enumerate(columns, 1):
            room = next(width for low, high, width in spans if low <= number <= high) - PADDING
            header = words.word("columns", kind, column.key)
            choices = words.section(column.choices).values() if column.choices in ("status", "category") else ()
            assert longest_word([header, *choices]) <= room + 1, header
            assert lines(header, room) * 13 <= sheet.row_dimensions[5].height, header


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_of_the_first_sheet_fits_its_place(language):
    words, sheet = catalogue(language).section("start"), opened(draw(language)).worksheets[0]
    for key in ("actions", "overdue", "changed", "problems"):
        assert width_units(words[key]) <= 28, words[key]
    assert all(width_units(words[key]) <= 92 for key in words if key.startswith("legend_"))
    assert all(width_units(text) <= 28 for key, text in words.items() if key.startswith("mark_"))
    for row, step in enumerate(words["steps"], 9):
        assert lines(step, STEP) <= 2, step
        assert sheet.row_dimensions[row].height >= 13 * lines(step, STEP)


@pytest.mark.parametrize(
    "text, month",
    [
        ("décembre 2025", "2025/12"),
        ("1er aout 2025", "2025/08"),
        ("31 de diciembre de 2025", "2025/12"),
        ("декабрь 2025 г.", "2025/12"),
        ("31 мая 2025 года", "2025/05"),
        ("كانون الأول/ديسمبر 2025", "2025/12"),
        ("اكتوبر ٢٠٢٥", "2025/10"),
        ("٢٠٢٥/٠٦", "2025/06"),
        ("2025年12月", "2025/12"),
        ("2025年 6月 30日", "2025/06"),
        ("2025年13月", None),
        ("mai juin 2025", None),
    ],
)
def test_months_are_read_as_the_six_languages_write_them(text, month):
    reading = read_month(text)
    assert (str(reading.month) if reading else None) == month


@pytest.mark.libreoffice
@pytest.mark.parametrize("language", ["fr", "ru", "ar"])
def test_what_libreoffice_works_out_in_that_language_equals_what_is_stored(office: Office, tmp_path, language):
    today, source = date.today(), tmp_path / "a.xlsx"  # noqa: DTZ011
    write_workbook(new_tracker(plan(), today, language), source, as_of=today)
    saved = office.edit(source, tmp_path / "b.xlsx")
    stored = [row[key] for row in table(source.read_bytes()) for key in ("overdue", "changed", "check")]
    cells = [drawn_at(key, row) for row in range(6, 11) for key in ("overdue", "changed", "check")]
    sheets = catalogue(language).section("sheets")
    assert office.values(saved, sheets["actions"], cells) == stored
    assert any(stored)
    start = opened(source.read_bytes(), results=True)[sheets["start"]]
    counters = ["B5", "C5", "D5", "E5"]
    assert office.values(saved, sheets["start"], counters) == [str(start[cell].value) for cell in counters]


@pytest.mark.libreoffice
def test_arabic_labels_typed_in_libreoffice_are_changes_that_show_and_are_read(office: Office, tmp_path):
    words, source = catalogue("ar"), tmp_path / "a.xlsx"
    write_workbook(sent("ar"), source, as_of=ISSUED)
    sheet = words.word("sheets", "actions")
    steps = [("text", sheet, "F7", words.word("status", "completed")), ("text", sheet, "F8", "ربما")]
    edited = office.edit(source, tmp_path / "b.xlsx", *steps)
    header = words.word("columns", "actions", "status")
    assert office.values(edited, sheet, [drawn_at("changed", row) for row in (6, 7, 8)]) == ["", header, header]
    found = read_bytes(edited.read_bytes(), "b.xlsx")
    assert [(c.ref, c.field, c.after) for c in diff(plan(), found.current)] == [("R1.A2", "status", Status.COMPLETED)]
    assert [finding.code for finding in found.findings if finding.is_error] == ["unknown_choice"]
