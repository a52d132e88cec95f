"""Months and days as people type them, in several languages. Each reading says whether it is certain.

`read_month` takes whatever may be typed into a cell. `read_deadline` is for documents, where a bare year and a span
of years are deadlines too. An imprecise date means the last month of its span.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache

from xltrack.grid.calendars import MonthReading, Span, dated, full_year
from xltrack.grid.date_words import NO_DEADLINE, RANGE_WORDS
from xltrack.grid.worded_dates import LAST_OF_PART, read_words
from xltrack.i18n.catalogue import bare, fold

_DIGITS = {ord(zero) + digit: str(digit) for zero in "\u0660\u06f0" for digit in range(10)}
"""Arabic and Persian digits."""
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−﹘﹣－", "-"))
_TIME = r"(?:[t ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:z|[+-]\d{2}:?\d{2})?)?"
_YEAR_FIRST = re.compile(rf"(\d{{4}})([/.\-])(\d{{1,2}})\2(\d{{1,2}}){_TIME}")
_DAY_FIRST = re.compile(rf"(\d{{1,2}})([/.\-])(\d{{1,2}})\2(\d{{4}}|\d{{2}}){_TIME}")
_COMPACT = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})?")
_MONTH = re.compile(r"(\d{4})[/.\- ](\d{1,2})")
_MONTH_YEAR = re.compile(r"(\d{1,2})[/.\- ](\d{4})")
_CHINESE = re.compile(
    r"(\d{4}) ?年 ?(\d{1,2}) ?月(?: ?(\d{1,2}) ?[日号])?[前底]?(?: ?(?:星期|周|\(?周)[一二三四五六日天]\)?)?"
)
_CHINESE_PART = re.compile(r"(\d{4}) ?年?(?:第?([一二三四1-4]) ?季度?|([上下])半年|年?([底末])|年?(中)|年?(初))[前]?")
_CHINESE_DIGITS = {"一": 1, "二": 2, "三": 3, "四": 4, "上": 1, "下": 2}
_RANGE = re.compile(rf"\s*-\s*|\s+(?:{'|'.join(RANGE_WORDS)})\s+")
_LONGEST = 60
"""Characters of a text that may be a date in words; a longer one is a sentence."""


def read_month(text: str) -> MonthReading | None:
    """Read a text as a month or a day. Return None when it is neither, or no such day exists.

    >>> str(read_month("Dec 2022").month), str(read_month("31.12.2022").day), read_month("31.02.2022")
    ('2022/12', '2022-12-31', None)
    >>> str(read_month("T4 2023").month), str(read_month("mid-2025").month), str(read_month("30-Jun-22").day)
    ('2023/12', '2025/06', '2022-06-30')
    """
    return _read(_folded(text), loose=False)


def read_deadline(text: str) -> MonthReading | None:
    """Read a text as `read_month` does, and a bare year or a span of time as its last month, too.

    >>> str(read_deadline("2024-2026").month), str(read_deadline("July - December 2021").month)
    ('2026/12', '2021/12')
    """
    folded = _folded(text)
    return _read(folded, loose=True) or _range(folded)


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


@lru_cache(maxsize=2048)
def _read(folded: str, loose: bool) -> MonthReading | None:
    tight = re.sub(r"\s*-\s*", "-", folded)
    for pattern, build in _FORMS:
        match = pattern.fullmatch(tight)
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


def _range(folded: str) -> MonthReading | None:
    """Read the last month of a span given by its ends: "July 2021 - December 2021", "jan-mar 2025", "2024-2026"."""
    for border in list(_RANGE.finditer(folded))[:6]:
        left, right = folded[: border.start()], folded[border.end() :]
        end = _read(right, loose=True)
        if end is None or end.other or end.calendar:
            continue
        begin = _read(left, loose=True) or _read(f"{left} {end.month.year}", loose=True)
        if begin is not None and begin.month <= end.month and not begin.calendar:
            return MonthReading(end.month, span="range")
    return None


def _year_first(match: re.Match[str]) -> MonthReading:
    return dated(int(match[1]), int(match[3]), int(match[4]), plain=match[2] == "-")


def _day_first(match: re.Match[str]) -> MonthReading:
    """Read day before month, as most of the world writes; a dot always means that, other signs may not."""
    first, second, year = int(match[1]), int(match[3]), full_year(int(match[4]))
    if second > 12:
        return dated(year, first, second)
    reading = dated(year, second, first)
    if first > 12 or first == second or match[2] == ".":
        return reading
    return reading._replace(other=dated(year, first, second).day)


def _compact(match: re.Match[str]) -> MonthReading:
    return dated(int(match[1]), int(match[2]), int(match[3]) if match[3] else None)


def _year_month(match: re.Match[str]) -> MonthReading:
    return dated(int(match[1]), int(match[2]), plain=match[0][4] in "/-")


def _month_year(match: re.Match[str]) -> MonthReading:
    return dated(int(match[2]), int(match[1]))


def _chinese_part(match: re.Match[str]) -> MonthReading:
    year, quarter, half, end, middle, _ = match.groups()
    if quarter:
        number = _CHINESE_DIGITS.get(quarter) or int(quarter)
        return dated(int(year), 3 * number)._replace(span="quarter")
    if half:
        return dated(int(year), 6 * _CHINESE_DIGITS[half])._replace(span="half")
    part: Span = "end" if end else "middle" if middle else "start"
    return dated(int(year), LAST_OF_PART[part])._replace(span=part)


_FORMS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], MonthReading]], ...] = (
    (_MONTH, _year_month),
    (_MONTH_YEAR, _month_year),
    (_YEAR_FIRST, _year_first),
    (_DAY_FIRST, _day_first),
    (_COMPACT, _compact),
    (_CHINESE, _compact),
    (_CHINESE_PART, _chinese_part),
)
