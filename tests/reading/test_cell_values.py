"""Cells are read forgivingly in form and strictly in meaning, and every guess is told."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.strategies import any_text, days, months
from xltrack.findings import CellAddress
from xltrack.grid.dates import read_month
from xltrack.grid.values import Day, ErrorValue, Formula
from xltrack.model.fields import column
from xltrack.model.plan import Category, Status
from xltrack.model.text_length import LONGEST_TEXT
from xltrack.model.year_month import YearMonth
from xltrack.reading.cell_context import KEEP, CellContext
from xltrack.reading.cell_values import read_value

HERE = CellAddress("Actions", 7, 6)


def read(key: str, raw, sent=None, sheet: str = "actions"):
    """The value, and the codes of what was said about it."""
    value, findings = read_value(raw, CellContext(HERE, sheet, column(sheet, key), sent))
    for finding in findings:
        assert finding.where == HERE
        assert str(finding)
    return value, [finding.code for finding in findings]


@pytest.mark.parametrize(
    "text, status, codes",
    [
        ("Completed", "completed", []),
        ("  completed ", "completed", ["value_understood"]),
        ("ＣＯＭＰＬＥＴＥＤ", "completed", ["value_understood"]),
        ("Not\u00a0Initiated", "not_initiated", ["value_understood"]),
        ("not‑initiated", "not_initiated", ["value_understood"]),
        ("Overdue-Initiated", "initiated", ["value_understood"]),
        ("Over due", "initiated", ["value_understood"]),
        ("Cancelled", "no_longer_applicable", ["value_understood"]),
        ("N/A", "no_longer_applicable", ["vague_status"]),
        ("sans objet", "no_longer_applicable", ["vague_status"]),
        ("No Longer Applicable", "no_longer_applicable", []),
    ],
)
def test_a_status_is_known_by_any_of_its_names(text, status, codes):
    assert read("status", text) == (Status(status), codes)


@pytest.mark.parametrize(
    "text, code",
    [
        ("Completd", "unknown_choice"),
        ("", "choice_emptied"),
        (None, "choice_emptied"),
        ("Yes", "unknown_choice"),
        ("Сompleted", "lookalike_letters"),
        ("Initiatеd", "lookalike_letters"),
        ("Completed, mostly", "unknown_choice"),
        ("x" * 30_000, "unknown_choice"),
    ],
)
def test_what_is_no_status_is_not_guessed(text, code):
    assert read("status", text, Status.INITIATED) == (KEEP, [code])


def test_a_near_miss_is_offered_the_word_that_was_meant():
    _, findings = read_value("Completd", CellContext(HERE, "actions", column("actions", "status"), None))
    assert 'Did you mean "Completed"?' in str(findings[0])


def test_a_category_can_be_emptied_and_a_status_cannot():
    assert read("category", None, Category.ACCEPTED, "recommendations") == (None, [])
    assert read("status", None, Status.COMPLETED)[0] is KEEP


DECEMBER = YearMonth(2022, 12)


@pytest.mark.parametrize(
    "raw",
    ["2022/12", "2022-12", Day(44896), Day(44926), Day(44926.99), "2022-12-31", "2022-12-31T00:00:00"],
)
def test_a_month_in_the_plain_forms_is_read_without_a_word(raw):
    assert read("deadline", raw) == (DECEMBER, [])


@pytest.mark.parametrize(
    "raw",
    [
        "12/2022", "12.2022", "2022.12", "2022 12", "Dec 2022", "december 2022", "Dec. 2022", "dec-22", "2022 December",
        "31 December 2022", "December 31, 2022", "31.12.2022", "31/12/2022", "12/31/2022", "31-12-22", "2022/12/31",
        "décembre 2022", "31 décembre 2022", "diciembre de 2022", "31 de diciembre de 2022", "декабрь 2022 г.",
        "31 декабря 2022", "ديسمبر 2022", "202212", "20221231", "２０２２／１２ 31".replace(" 31", "/31"),
        202212.0, 20221231.0, 12.2022, 2022.12, 44926.0,
    ],
)  # fmt: skip
def test_a_month_in_other_forms_is_read_and_told(raw):
    assert read("deadline", raw) == (DECEMBER, ["value_understood"])


@pytest.mark.parametrize("typed", [202212.0, 12.2022, 2022.12])
def test_a_number_that_a_date_cell_shows_as_a_day_of_1905_or_2453_is_what_was_typed(typed):
    """A person types 202212 into a cell with a date format: the program stores the number and shows 2453/10."""
    assert read("deadline", Day(typed)) == (DECEMBER, ["value_understood"])


def test_a_date_cell_with_a_year_of_the_thai_calendar_is_read_by_it_and_told():
    typed = Day(float((date(2565, 5, 31) - date(1899, 12, 30)).days))
    assert read("deadline", typed) == (YearMonth(2022, 5), ["other_calendar"])
    assert read("completed_on", typed) == (date(2022, 5, 31), ["other_calendar"])


@pytest.mark.parametrize("typed", [1.0, 18_263.0, 73_416.0, 401_769.0])
def test_a_year_alone_in_a_date_cell_is_no_month_of_1905(typed):
    assert read("deadline", Day(typed), DECEMBER) == (KEEP, ["unreadable_deadline"])
    assert read("completed_on", Day(typed)) == (KEEP, ["unreadable_date"])
    assert read("deadline", Day(2022.0), DECEMBER) == (KEEP, ["incomplete_date"])


@pytest.mark.parametrize("raw", ["03/02/2023", "3-2-23"])
def test_a_date_whose_day_and_month_could_be_swapped_is_told(raw):
    assert read("deadline", raw) == (YearMonth(2023, 2), ["ambiguous_date"])
    assert read("completed_on", raw) == (date(2023, 2, 3), ["ambiguous_date"])


def test_ten_of_a_year_that_lost_its_zero_is_told():
    assert read("deadline", 2023.1) == (YearMonth(2023, 10), ["ambiguous_date"])


def test_the_same_day_and_month_is_not_ambiguous():
    assert read("deadline", "02/02/2023") == (YearMonth(2023, 2), ["value_understood"])


@pytest.mark.parametrize(
    "raw",
    ["soon", "Q5 2022", "2022/13", "31.02.2022", "0/2022", 5.0, 60.0, Day(60), Day(2_958_466.0),
     Day(-1.0), 3_000_000.0, "13.13.2022", "mid", True, "1899/12", "2022/12 or 2023/01", "9" * 400, 1e300],
)  # fmt: skip
def test_what_is_no_month_is_not_guessed(raw):
    assert read("deadline", raw, DECEMBER) == (KEEP, ["unreadable_deadline"])


@pytest.mark.parametrize("raw", ["2022/12", "Dec 2022", "202212"])
def test_a_completion_needs_its_day(raw):
    assert read("completed_on", raw) == (KEEP, ["incomplete_date"])


@pytest.mark.parametrize("raw", ["31.11.2022", Day(5.0), "done"])
def test_what_is_no_day_is_no_completion(raw):
    assert read("completed_on", raw) == (KEEP, ["unreadable_date"])


@pytest.mark.parametrize("raw", ["2022", 2022.0, "summer 2022"])
def test_a_year_or_a_season_is_no_month_and_one_is_proposed(raw):
    assert read("deadline", raw, DECEMBER) == (KEEP, ["incomplete_date"])


@given(days)
def test_a_day_is_read_from_any_usual_writing(day):
    for text in (f"{day:%d.%m.%Y}", f"{day:%Y-%m-%d}", f"{day:%d %B %Y}", f"{day:%Y%m%d}"):
        assert read("completed_on", text)[0] == day
    assert read("completed_on", Day(float((day - date(1899, 12, 30)).days)))[0] == day


@given(months)
def test_what_was_sent_is_read_in_silence_however_a_program_stored_it(month):
    for raw in (str(month), f"{month.month}/{month.year}", Day(float((month.first_day - date(1899, 12, 30)).days))):
        assert read("deadline", raw, month) == (month, [])


@given(st.text(max_size=30))
def test_no_text_breaks_the_reading_of_dates(text):
    read_month(text)
    for key in ("deadline", "completed_on", "status", "comments"):
        read(key, text)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_no_number_breaks_the_reading_of_dates(number):
    for raw in (number, Day(number)):
        for key in ("deadline", "completed_on", "comments"):
            read(key, raw)


@given(any_text)
def test_a_text_is_kept_as_it_is_typed(text):
    assume(text.strip().casefold() not in ("true", "false"))  # a checkbox: see below
    value, codes = read("comments", text)
    assert (value, codes) == (text.replace("\xa0", " ").replace("\ufffe", "").replace("\uffff", "").strip(), [])


@pytest.mark.parametrize("raw, text", [(5.0, "5"), (Day(44896), "2022-12-01"), ("=1+1", "=1+1")])
def test_a_number_in_a_text_column_is_the_text_that_is_shown(raw, text):
    assert read("comments", raw) == (text, [])


@pytest.mark.parametrize(
    "raw, value, codes",
    [
        (Formula("A1", "done"), "done", ["formula_in_cell"]),
        (Formula("A1", 5.0), "5", ["formula_in_cell"]),
        (Formula("A1", None), KEEP, ["formula_without_value"]),
        (Formula("A1", ErrorValue("#REF!")), KEEP, ["error_in_cell"]),
        (ErrorValue("#N/A"), KEEP, ["error_in_cell"]),
        ("#N/A", "#N/A", []),
        ("x" * LONGEST_TEXT, "x" * LONGEST_TEXT, []),
        ("x" * (LONGEST_TEXT + 1), KEEP, ["text_too_long"]),
        ("👍" * (LONGEST_TEXT // 2), "👍" * (LONGEST_TEXT // 2), []),
        ("👍" * (LONGEST_TEXT // 2 + 1), KEEP, ["text_too_long"]),
    ],
)
def test_formulas_errors_and_long_texts(raw, value, codes):
    assert read("comments", raw, "as sent") == (value, codes)


@pytest.mark.parametrize("raw", ["It's  “so”", 'It’s  "so"  \n', "It's\u00a0 “so”"])
def test_quotes_and_blanks_that_programs_exchange_are_no_change(raw):
    sent = "It's  “so”"
    assert read("comments", raw, sent) == (sent, [])


def test_lists_are_one_value_a_line():
    sent = ("a, b", "c")
    assert read("thematic_areas", "a, b\r\n c \n", sent, "recommendations") == (sent, [])
    assert read("thematic_areas", "a\n\nb", (), "recommendations") == (("a", "b"), [])


@pytest.mark.parametrize("raw", [True, False, "FALSE", "true", "Ложь", "صواب", "☑"])
@pytest.mark.parametrize("key", ["comments", "evidence", "reason"])
def test_a_checkbox_is_no_text(raw, key):
    assert read(key, raw, sent="As sent") == (KEEP, ["checkbox_in_cell"])


@pytest.mark.parametrize("tick", ["✓", "✔", "✔\ufe0f", "x", "X", " √ "])
def test_a_tick_is_no_evidence_and_stays_a_word_elsewhere(tick):
    assert read("evidence", tick, sent="As sent") == (KEEP, ["checkbox_in_cell"])
    assert read("comments", tick) == (tick.strip(), [])


@pytest.mark.parametrize("text", ["True enough", "false start", "FALSE."])
def test_a_sentence_that_begins_like_a_checkbox_is_text(text):
    assert read("evidence", text) == (text, [])
