"""The plural forms that workbooks use without Babel are Babel's own."""

from __future__ import annotations

import pytest
from babel import Locale

from xltrack.i18n.catalogue import LANGUAGES, catalogue
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
