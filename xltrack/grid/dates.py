"""Months and days as people type them, in several languages; every reading says whether it was plain."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from xltrack.i18n.catalogue import bare
from xltrack.model.year_month import YearMonth

_WORDS = """
january jan janvier janv enero ene января январь янв janeiro يناير جانفي
february feb février fevrier févr fevr febrero февраля февраль фев fevereiro فبراير شباط فيفري
march mar mars marzo марта март мар março مارس آذار
april apr avril avr abril abr апреля апрель апр أبريل نيسان أفريل
may mai mayo мая май maio مايو أيار ماي
june jun juin junio июня июнь июн junho يونيو يونيه حزيران جوان
july jul juillet juil julio июля июль июл julho يوليو يوليه تموز جويلية
august aug août aout agosto ago августа август авг أغسطس آب أوت
september sep sept septembre septiembre setiembre set сентября сентябрь сен сент setembro سبتمبر أيلول
october oct octobre octubre октября октябрь окт outubro أكتوبر
november nov novembre noviembre ноября ноябрь ноя novembro نوفمبر
december dec décembre decembre déc diciembre dic декабря декабрь дек dezembro ديسمبر
"""
MONTH_WORDS = {
    bare(word): number for number, line in enumerate(_WORDS.strip().splitlines(), 1) for word in line.casefold().split()
}
"""What people call the months in the languages of the United Nations (and Portuguese), short forms included, without
accents. Chinese counts its months."""
_TWO_WORDS = {"كانون الثاني": "يناير", "تشرين الأول": "أكتوبر", "تشرين الثاني": "نوفمبر", "كانون الأول": "ديسمبر"}
_PARTICLES = frozenset(("de", "of", "г", "года", "year", "del", "the"))
_DIGITS = {ord(zero) + digit: str(digit) for zero in "\u0660\u06f0" for digit in range(10)}
"""Arabic and Persian digits."""

_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−﹘﹣－", "-"))
_TIME = r"(?:[t ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:z|[+-]\d{2}:?\d{2})?)?"
_YEAR_FIRST = re.compile(rf"(\d{{4}})([/.\-])(\d{{1,2}})\2(\d{{1,2}}){_TIME}")
_DAY_FIRST = re.compile(rf"(\d{{1,2}})([/.\-])(\d{{1,2}})\2(\d{{4}}|\d{{2}}){_TIME}")
_COMPACT = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})?")
_MONTH = re.compile(r"(\d{4})[/.\- ](\d{1,2})")
_MONTH_YEAR = re.compile(r"(\d{1,2})[/.\- ](\d{4})")
_CHINESE = re.compile(r"(\d{4}) ?年 ?(\d{1,2}) ?月(?: ?(\d{1,2}) ?[日号])?")
_WORDED = re.compile(r"[\W_]+")
_CENTURY = 2000


class MonthReading(NamedTuple):
    """What a text may mean: a month, with its day where one was given. `plain`: in the form we ask for;
    `other`: the second way to read it, when day and month could be swapped."""

    month: YearMonth
    day: date | None = None
    plain: bool = False
    other: date | None = None


def read_month(text: str) -> MonthReading | None:
    """A text as a month or a day; None when it is neither, or no such day exists.

    >>> str(read_month("Dec 2022").month), str(read_month("31.12.2022").day), read_month("31.02.2022")
    ('2022/12', '2022-12-31', None)
    """
    folded = unicodedata.normalize("NFKC", text).translate(_DASHES).translate(_DIGITS).casefold()
    folded = " ".join(folded.split()).strip(" .,;")
    folded = re.sub(r"\s*([/.\-])\s*", r"\1", folded)
    for pattern, build in _FORMS:
        match = pattern.fullmatch(folded)
        if match:
            try:
                return build(match)
            except ValueError:
                return None
    return _worded(folded) if len(folded) <= 40 else None


def _from_day(day: date, plain: bool = False, other: date | None = None) -> MonthReading:
    return MonthReading(YearMonth(day.year, day.month), day, plain, other)


def _year_first(match: re.Match[str]) -> MonthReading:
    return _from_day(date(int(match[1]), int(match[3]), int(match[4])), plain=match[2] == "-")


def _day_first(match: re.Match[str]) -> MonthReading:
    """Day before month, as most of the world writes; a dot always means that, other signs may not."""
    one, two, year = int(match[1]), int(match[3]), int(match[4])
    year += _CENTURY if len(match[4]) == 2 else 0
    if two > 12:
        return _from_day(date(year, one, two))
    swapped = date(year, one, two) if one <= 12 and one != two and match[2] != "." else None
    return _from_day(date(year, two, one), other=swapped)


def _compact(match: re.Match[str]) -> MonthReading:
    if match[3]:
        return _from_day(date(int(match[1]), int(match[2]), int(match[3])))
    return MonthReading(YearMonth(int(match[1]), int(match[2])))


def _year_month(match: re.Match[str]) -> MonthReading:
    return MonthReading(YearMonth(int(match[1]), int(match[2])), plain=match[0][4] in "/-")


def _month_year(match: re.Match[str]) -> MonthReading:
    return MonthReading(YearMonth(int(match[2]), int(match[1])))


_FORMS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], MonthReading]], ...] = (
    (_MONTH, _year_month),
    (_MONTH_YEAR, _month_year),
    (_YEAR_FIRST, _year_first),
    (_DAY_FIRST, _day_first),
    (_COMPACT, _compact),
    (_CHINESE, _compact),
)


def _worded(text: str) -> MonthReading | None:
    """ "Dec 2022", "31 December 2022", "31 de diciembre de 2022", "2022, декабрь"."""
    for two, one in _TWO_WORDS.items():
        text = text.replace(two, one)
    parts = [bare(part) for part in _WORDED.split(text) if part and part not in _PARTICLES]
    months = sorted({MONTH_WORDS[part] for part in parts if part in MONTH_WORDS})
    numbers = [re.sub(r"(?<=\d)(st|nd|rd|th|er)$", "", part) for part in parts if part not in MONTH_WORDS]
    if len(months) != 1 or not all(number.isascii() and number.isdigit() for number in numbers):
        return None
    years = [int(number) for number in numbers if len(number) == 4]
    days = [int(number) for number in numbers if len(number) <= 2]
    if (
        len(days) == 1
        and not years
        and parts
        and len(numbers) == 1
        and parts[-1] == numbers[0]
        and len(numbers[0]) == 2
    ):
        years, days = [_CENTURY + days[0]], []
    if len(years) != 1 or len(days) > 1 or len(years) + len(days) != len(numbers):
        return None
    try:
        return _from_day(date(years[0], months[0], days[0])) if days else MonthReading(YearMonth(years[0], months[0]))
    except ValueError:
        return None
