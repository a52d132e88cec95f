"""Months and days as people type them, in several languages. Each reading says whether it is certain.

`read_month` takes whatever may be typed into a cell. `read_deadline` is for documents, where a bare year and a span
of years are deadlines too. An imprecise date means the last month of its span. A remark in brackets behind a date, as
in "December 2025 (tbc)", does not change it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date
from functools import lru_cache

from xltrack.grid.calendars import MonthReading, Span, dated, full_year
from xltrack.grid.date_words import FILLERS, NO_DEADLINE, RANGE_WORDS, WEEKDAYS
from xltrack.grid.numerals import chinese_number, roman_number
from xltrack.grid.worded_dates import LAST_OF_PART, read_words
from xltrack.i18n.catalogue import bare, fold

_DIGITS = {ord(zero) + digit: str(digit) for zero in "\u0660\u06f0" for digit in range(10)}
"""Arabic and Persian digits."""
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−﹘﹣－", "-"))
_TIME = r"(?:[t ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:z|[+-]\d{2}:?\d{2})?)?"
_YEAR_FIRST = re.compile(rf"(\d{{4}})([/.\-])(\d{{1,2}})\2(\d{{1,2}}){_TIME}")
_DAY_FIRST = re.compile(rf"(\d{{1,2}})([/.\-])(\d{{1,2}})\2(\d{{4}}|\d{{2}}){_TIME}")
_SHORT_YEAR_FIRST = re.compile(r"(2\d|3[01])([/.\-])(\d{1,2})\2(\d)")
"""A year of two digits, a month and a day of one: 24/6/5."""
_COMPACT = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})?")
_MONTH = re.compile(r"(\d{4})[/.\- ](\d{1,2})")
_MONTH_YEAR = re.compile(r"(\d{1,2})[/.\- ](\d{4})")
_CHINESE = re.compile(r"(\d{4}|\d{2}) ?年 ?(\d{1,2}) ?月(?: ?(\d{1,2}) ?[日号])?(?:[上中下]旬|[初中末底])?前?")
_CHINESE_WEEKDAY = re.compile(r" ?\(?(?:星期|周|礼拜)[一二三四五六日天]\)? ?")
_CHINESE_NUMBER = re.compile(r"[〇零一二三四五六七八九十]+(?= ?[年月日号])")
_NUMERAL = "(i|ii|iii|iv|v|vi|vii|viii|ix|x|xi|xii)"
_ROMAN = re.compile(rf"(\d{{1,2}})([./ -]){_NUMERAL}\2(\d{{4}}|\d{{2}})")
_ROMAN_MONTH = re.compile(rf"{_NUMERAL}[./](\d{{4}})")
_CHINESE_PART = re.compile(
    r"(\d{4}|\d{2}(?= ?年)) ?年?"
    r"(?:第?([一二三四1-4]) ?季度?|q([1-4])|([上下])半年|年?([底末])|年?(中)期?|年?(初))[底末前]?"
)
_NUMBERS = re.compile(r"((?:\D*[^\w])?)(\d.*\d|\d)(\D*)")
_RANGE = re.compile(rf"\s*-\s*|/|\s+(?:{'|'.join(RANGE_WORDS)})\s+")
_TWO_YEARS = re.compile(r"((?:19|20)\d\d)([-/])(1[3-9]|[2-9]\d)")
"""A span of two years, the second in short: 2025-26. From 13 on it is no month."""
_DAYS = re.compile(rf"(?<!\d)\d{{1,2}} ?日?(?:-|\s*(?:{'|'.join(RANGE_WORDS)})\s*)(?=\d{{1,2}}(?!\d))")
"""The first of two days of a month, and what joins them: "15-20 March 2027"."""
_FROM = re.compile(r"(?:from|du|del|с|со|من|自|从) ?(?=\d)")
_BETWEEN = re.compile(r"(?:between|entre|между|بين) (.+) (?:and|et|y|e|и|و) ?(.+)")
_REMARK = re.compile(r"(?<=[^\s(]) ?\([^()\d]{1,40}\)$")
_LIKELY_YEARS = range(20, 32)
"""Days of a month that may be the years of a plan as well."""
_LONGEST = 60
"""Characters of a text that may be a date in words; a longer one is a sentence."""


def read_month(text: str) -> MonthReading | None:
    """Read a text as a month or a day. Return None when it is neither, or no such day exists.

    >>> str(read_month("Dec 2022").month), str(read_month("31.12.2022").day), read_month("31.02.2022")
    ('2022/12', '2022-12-31', None)
    >>> str(read_month("T4 2023").month), str(read_month("mid-2025").month), str(read_month("30-Jun-22").day)
    ('2023/12', '2025/06', '2022-06-30')
    """
    return _without_remark(_folded(text), _month)


def read_deadline(text: str) -> MonthReading | None:
    """Read a text as `read_month` does, and a bare year or a span of time as its last month, too.

    >>> str(read_deadline("2024-2026").month), str(read_deadline("July - December 2021").month)
    ('2026/12', '2021/12')
    """
    return _without_remark(_folded(text), _deadline)


def names_no_deadline(text: str) -> bool:
    """Return whether a text says that there is no deadline: "ongoing", "TBD", "en continu", a dash.

    >>> names_no_deadline("En continu"), names_no_deadline("--"), names_no_deadline("2024")
    (True, True, False)
    """
    return bare(fold(text)).strip(" .-") in NO_DEADLINE or not any(ch.isalnum() for ch in text)


def _folded(text: str) -> str:
    if len(text) > 4 * _LONGEST:
        return ""
    folded = unicodedata.normalize("NFKC", text).translate(_DASHES).translate(_DIGITS).casefold()
    folded = " ".join(folded.split()).strip(" .,;")
    return re.sub(r"\s*([/.])\s*", r"\1", folded)


def _month(folded: str) -> MonthReading | None:
    return _read(folded, loose=False) or _range(folded, loose=False) or _days(folded)


def _deadline(folded: str) -> MonthReading | None:
    short = _TWO_YEARS.fullmatch(folded)
    years = f"{short[1]}-{short[1][:2]}{short[3]}" if short else folded
    return _read(years, loose=True) or _range(years, loose=True) or _days(folded)


def _without_remark(folded: str, read: Callable[[str], MonthReading | None]) -> MonthReading | None:
    """Read a date with or without the remark in brackets at its end."""
    reading = read(folded)
    if reading is not None or not folded.endswith(")"):
        return reading
    reading = read(_REMARK.sub("", folded))
    return reading and reading._replace(plain=False)


@lru_cache(maxsize=2048)
def _read(folded: str, loose: bool) -> MonthReading | None:
    tight = re.sub(r"\s*-\s*", "-", folded)
    for text in dict.fromkeys((tight, _unworded(tight))):
        for pattern, build in _FORMS:
            match = pattern.fullmatch(text)
            if match:
                try:
                    return build(match)
                except ValueError:
                    return None
    if len(folded) > _LONGEST:
        return None
    try:
        return read_words(folded, loose)
    except ValueError:
        return None


def _unworded(text: str) -> str:
    """Return a date in numbers without the day of the week, "by" or "year" beside them; any other text as it is."""
    text = _CHINESE_NUMBER.sub(lambda match: chinese_number(match[0]), _CHINESE_WEEKDAY.sub("", text))
    numbers = _NUMBERS.fullmatch(text)
    if numbers is None:
        return text
    beside = (bare(word) for word in re.split(r"[\W_]+", f"{numbers[1]} {numbers[3]}") if word)
    return numbers[2] if all(word in WEEKDAYS or word in FILLERS for word in beside) else text


def _range(folded: str, *, loose: bool) -> MonthReading | None:
    """Read the last month of a span given by its ends: "July 2021 - December 2021", "jan-mar 2025".

    `loose`: a span of years counts, too: "2024-2026".
    """
    folded = _BETWEEN.sub(r"\1 - \2", folded)
    for border in list(_RANGE.finditer(folded))[:6]:
        left, right = folded[: border.start()], folded[border.end() :]
        end = _read(right, loose)
        if end is None or end.other or end.calendar:
            continue
        begin = _read(left, loose) or _read(f"{left} {end.month.year}", loose)
        if begin is not None and begin.month <= end.month and not begin.calendar:
            return MonthReading(end.month, span="range")
    return None


def _days(folded: str) -> MonthReading | None:
    """Read the last of several days of a month: "15-20 March 2027", "du 15 au 20 mars 2027"."""
    last = _DAYS.sub("", _FROM.sub("", folded, count=1), count=1)
    reading = None if len(folded) > _LONGEST or last == folded else _read(last, loose=False)
    return reading._replace(plain=False) if reading and reading.day else None


def _year_first(match: re.Match[str]) -> MonthReading:
    return dated(int(match[1]), int(match[3]), int(match[4]), plain=match[2] == "-")


def _short_year_first(match: re.Match[str]) -> MonthReading:
    return dated(full_year(int(match[1])), int(match[3]), int(match[4]))


def _day_first(match: re.Match[str]) -> MonthReading:
    """Read day before month, as most of the world writes; a dot always means that, other signs may not.

    The first of three numbers of two digits may be a year: 25/6/30. One that ends a month, as in 31/12/25, is a day.
    """
    first, second, year = int(match[1]), int(match[3]), full_year(int(match[4]))
    if second > 12:
        return dated(year, first, second)
    reading = dated(year, second, first)
    if first in _LIKELY_YEARS and len(match[4]) == 2 and match[2] != "." and (first < 28 or int(match[4]) >= 28):
        return reading._replace(other=_day(full_year(first), second, int(match[4])))
    if first > 12 or first == second or match[2] == ".":
        return reading
    return reading._replace(other=dated(year, first, second).day)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _roman(match: re.Match[str]) -> MonthReading:
    return dated(full_year(int(match[4])), roman_number(match[3]), int(match[1]))


def _roman_month(match: re.Match[str]) -> MonthReading:
    return dated(int(match[2]), roman_number(match[1]))


def _compact(match: re.Match[str]) -> MonthReading:
    return dated(full_year(int(match[1])), int(match[2]), int(match[3]) if match[3] else None)


def _year_month(match: re.Match[str]) -> MonthReading:
    return dated(int(match[1]), int(match[2]), plain=match[0][4] in "/-")


def _month_year(match: re.Match[str]) -> MonthReading:
    return dated(int(match[2]), int(match[1]))


def _chinese_part(match: re.Match[str]) -> MonthReading:
    written, sign, number, half, end, middle, _ = match.groups()
    year = full_year(int(written))
    if quarter := sign or number:
        return dated(year, 3 * int(quarter if quarter.isdecimal() else chinese_number(quarter)))._replace(
            span="quarter"
        )
    if half:
        return dated(year, 6 if half == "上" else 12)._replace(span="half")
    part: Span = "end" if end else "middle" if middle else "start"
    return dated(year, LAST_OF_PART[part])._replace(span=part)


_FORMS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], MonthReading]], ...] = (
    (_MONTH, _year_month),
    (_MONTH_YEAR, _month_year),
    (_YEAR_FIRST, _year_first),
    (_DAY_FIRST, _day_first),
    (_SHORT_YEAR_FIRST, _short_year_first),
    (_ROMAN, _roman),
    (_ROMAN_MONTH, _roman_month),
    (_COMPACT, _compact),
    (_CHINESE, _compact),
    (_CHINESE_PART, _chinese_part),
)
