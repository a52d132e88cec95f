"""The plural forms of CLDR for whole numbers."""

from __future__ import annotations

PLURAL_FORMS = ("zero", "one", "two", "few", "many", "other")
PATTERN = 200
"""Counts after which every language's forms repeat by hundreds."""


def plural_form(language: str, count: int) -> str:
    """Return the form that a count takes in a language.

    >>> [plural_form("ru", count) for count in (1, 2, 5, 21)], plural_form("ar", 2), plural_form("zh", 1)
    (['one', 'few', 'many', 'one'], 'two', 'other')
    """
    tens = count % 100
    if language == "zh":
        return "other"
    if language == "ru":
        return _russian(count % 10, tens)
    if language == "ar":
        return PLURAL_FORMS[count] if count < 3 else "few" if 3 <= tens <= 10 else "many" if tens >= 11 else "other"
    if language in ("fr", "es") and count and count % 1_000_000 == 0:
        return "many"
    return "one" if count == 1 or (language == "fr" and count == 0) else "other"


def _russian(ones: int, tens: int) -> str:
    if ones == 1 and tens != 11:
        return "one"
    return "few" if 2 <= ones <= 4 and not 12 <= tens <= 14 else "many"
