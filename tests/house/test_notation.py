"""Plural forms, days, lists and numbers, which the program writes without Babel, are Babel's own."""

from __future__ import annotations

from runpy import run_path

import pytest
from babel import Locale
from babel.lists import format_list
from babel.numbers import format_decimal, format_percent

from tests.paths import ROOT
from xltrack.i18n.catalogue import LANGUAGES, catalogue
from xltrack.i18n.formatting import Percent, Wording
from xltrack.i18n.plurals import PATTERN, PLURAL_FORMS, plural_form
from xltrack.workbook.live_formulas import FORM_LETTERS, months_cell


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_count_has_the_form_that_cldr_says(language):
    rule = Locale.parse(language).plural_form
    counts = [*range(1_200), 9_999, 10_001, 1_000_000, 2_000_000, 1_000_001]
    assert [plural_form(language, count) for count in counts] == [rule(count) for count in counts]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_cell_that_the_workbook_counts_months_by_gives_each_count_its_form(language):
    words = catalogue(language)
    cell = months_cell(words)
    assert all(len(text) <= FORM_LETTERS for text in words.section("units", "months").values())
    for count in range(1, 1_300):
        digit = int(cell[(count if count < PATTERN // 2 else PATTERN // 2 + count % (PATTERN // 2)) - 1])
        start = PATTERN + FORM_LETTERS * (digit - 1)
        form = cell[start : start + FORM_LETTERS].strip()
        assert form.replace("{count}", str(count)) == words.months(count), count


def test_the_forms_are_named_as_the_catalogues_name_them():
    named = {form for language in LANGUAGES for form in catalogue(language).section("units", "months")}
    assert named <= set(PLURAL_FORMS)


NOTATION = run_path(str(ROOT / "docs/notation.py"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_days_and_months_are_written_as_cldr_says(language):
    kept = ROOT / "xltrack/i18n/locale" / language / "notation.toml"
    assert kept.read_text(encoding="utf-8") == NOTATION["notation"](language), "run: python docs/notation.py"


@pytest.mark.parametrize("language", LANGUAGES)
def test_numbers_and_lists_are_written_as_cldr_says(language):
    locale, wording = NOTATION["LOCALES"].get(language, language), Wording(language)
    for number in (*range(-1_100, 1_100), 9_999, 10_000, 1_234_567):
        assert wording.write(number) == format_decimal(number, locale=locale)
        assert wording.write(Percent(number)) == format_percent(number / 100, locale=locale)
    for count in range(6):
        items = [f"<{one}>" for one in range(count)]
        assert wording.write(items) == format_list([wording.write(one) for one in items], locale=locale)
        assert wording.any_of(items) == format_list(items, style="or", locale=locale)
