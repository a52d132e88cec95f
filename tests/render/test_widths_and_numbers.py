"""The width of texts in columns of a terminal, and numbers as languages write them."""

from __future__ import annotations

import pytest
from babel.numbers import format_decimal
from wcwidth import wcswidth

from xltrack.i18n.catalogue import LANGUAGES
from xltrack.i18n.formatting import LOCALES, Wording
from xltrack.rendering.columns import width


def test_every_character_is_as_wide_as_unicode_says():
    characters = [chr(code) for code in range(0x20, 0x11000) if not 0xD800 <= code <= 0xDFFF]
    wrong = [one for one in characters if width(one) != (wcswidth(one) if wcswidth(one) >= 0 else 1)]
    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_numbers_are_written_by_the_language_s_rules(language):
    locale, wording = LOCALES.get(language, language), Wording(language)
    numbers = (*range(-2, 1_100), 9_999, 10_000, 1_234_567)
    assert [wording.write(number) for number in numbers] == [
        format_decimal(number, locale=locale) for number in numbers
    ]
