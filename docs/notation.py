"""Writes xltrack/i18n/locale/*/notation.toml: how each language writes days, months, lists and numbers.

Babel knows it (CLDR). Its data take longer to load than most commands to run, so the program has what it needs as words
of its catalogues; a test holds them to Babel.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any, Literal

from babel import Locale
from babel.dates import format_date, format_skeleton
from babel.lists import format_list
from babel.numbers import format_decimal, format_percent

from xltrack.i18n.catalogue import LANGUAGES

LOCALES = {"en": "en_GB", "zh": "zh_Hans"}
"""Locales of the languages whose name alone does not give the notation that the United Nations uses."""
ARABIC_MONTHS = (
    "كانون الثاني/يناير",
    "شباط/فبراير",
    "آذار/مارس",
    "نيسان/أبريل",
    "أيار/مايو",
    "حزيران/يونيه",
    "تموز/يوليه",
    "آب/أغسطس",
    "أيلول/سبتمبر",
    "تشرين الأول/أكتوبر",
    "تشرين الثاني/نوفمبر",
    "كانون الأول/ديسمبر",
)
"""The double names that the UN writes. They have no short form: where there is no room a month is its number."""
PLACE = Path(__file__).parents[1] / "xltrack/i18n/locale"
NO_BREAK = "\u00a0"


def notation(language: str) -> str:
    """Return the file of a language."""
    locale = Locale.parse(LOCALES.get(language, language))
    sections: dict[str, Mapping[str, Any]] = {
        "dates": _dates(locale) if language != "ar" else _arabic_dates(),
        "lists": {"and": _joints("standard", locale), "or": _joints("or", locale)},
        "numbers": {
            "separator": format_decimal(1_000, locale=locale)[1:2],
            "percent": format_percent(0.01, locale=locale).replace("1", "{number}"),
        },
    }
    tables = (f"\n[{name}]\n" + "".join(map(_line, table.items())) for name, table in sections.items())
    return "# Written by docs/notation.py from CLDR, as Babel knows it. The first month is January.\n" + "".join(tables)


def _line(entry: tuple[str, Any]) -> str:
    return f"{entry[0]} = {json.dumps(entry[1], ensure_ascii=False)}\n"


def _joints(style: Literal["standard", "or"], locale: Locale) -> list[str]:
    """Return what is between the items of a list, and what comes before the last one."""
    text = format_list(["{0}", "{1}", "{2}"], style, locale)
    return [text.partition("{0}")[2].partition("{1}")[0], text.partition("{1}")[2].partition("{2}")[0]]


def _dates(locale: Locale) -> dict[str, list[str]]:
    """Return a text for each month in each form, with places for day and year."""

    def texts(write: Callable[[date], str]) -> list[str]:
        shown = (write(date(2999, month, 27)) for month in range(1, 13))
        return [text.replace("2999", "{year}").replace("27", "{day}") for text in shown]

    return {
        "day": texts(lambda day: format_date(day, "long", locale=locale)),
        "day_short": texts(lambda day: format_skeleton("MMMMd", day, locale=locale)),
        "month": texts(lambda day: format_skeleton("yMMMM", day, locale=locale)),
        "month_short": texts(lambda day: format_skeleton("yMMM", day, locale=locale)),
        "month_name": texts(lambda day: format_date(day, "LLL" if locale.language == "zh" else "LLLL", locale=locale)),
        "month_tick": texts(lambda day: format_date(day, "LLL", locale=locale).rstrip(".")),
    }


def _arabic_dates() -> dict[str, list[str]]:
    names = ARABIC_MONTHS
    months = [f"{name}{NO_BREAK}{{year}}" for name in names]
    return {
        "day": [f"{{day}}{NO_BREAK}{month}" for month in months],
        "day_short": [f"{{day}}{NO_BREAK}{name}" for name in names],
        "month": months,
        "month_short": months,
        "month_name": list(names),
        "month_tick": [str(month) for month in range(1, 13)],
    }


if __name__ == "__main__":
    for language in LANGUAGES:
        (PLACE / language / "notation.toml").write_text(notation(language), encoding="utf-8")
