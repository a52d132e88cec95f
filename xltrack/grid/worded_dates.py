"""Dates in words: "31 December 2022", "T4 2023", "finales de 2025", in any order of their words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from xltrack.grid.calendars import PERSIAN_YEARS, MonthReading, dated, full_year
from xltrack.grid.date_words import (
    AT_THE_LATEST,
    END,
    FILLERS,
    HALF,
    MIDDLE,
    MONTH_WORDS,
    ORDINALS,
    PERSIAN_MONTHS,
    QUARTER,
    START,
    TUESDAYS_LIKE_MARCH,
    TWO_WORD_MONTHS,
    WEEKDAYS,
    YEAR_WORDS,
)
from xltrack.i18n.catalogue import bare

_PARTS = re.compile(r"[\W_]+")
_LETTERED = re.compile(r"(?:([qthsт])(\d)|(\d)([qthsт]))")
_ORDINAL = re.compile(r"(\d{1,2})(?:st|nd|rd|th|er|re|e|eme|ere|ro|ra|do|da|to|ta|o|a|го|е|и|ое|ыи)")
_LETTERED_YEAR = re.compile(r"(\d[qthsт]|[qthsт]\d)(\d{2}|\d{4})")
_RUNS = re.compile(r"\d+|\D+")
_CHINESE_YEAR = re.compile(r"(\d{4}) ?年")
_ANY_MONTH = MONTH_WORDS | PERSIAN_MONTHS
LAST_OF_PART = {"start": 3, "middle": 6, "end": 12}
"""The last month of a part of a year."""


def read_words(folded: str, loose: bool) -> MonthReading | None:
    """Read a folded text whose every word belongs to a date. `loose`: a bare year counts, too.

    Raises ValueError for a day that does not exist.
    """
    return _Words.of(folded).reading(loose)


def _apart(piece: str) -> Sequence[str]:
    """Separate letters and digits that were written together: "31dec25", "3q24", "2025г"."""
    if short := _LETTERED_YEAR.fullmatch(piece):
        return short.groups()
    if _LETTERED.fullmatch(piece) or _ORDINAL.fullmatch(bare(piece)):
        return [piece]
    return _RUNS.findall(piece)


def _pieces(text: str) -> list[str]:
    """Split a text into words and numbers."""
    year = _CHINESE_YEAR.fullmatch(text)
    return [year[1]] if year else [part for piece in _PARTS.split(text) if piece for part in _apart(piece)]


def _is_tuesday(pieces: Sequence[str]) -> bool:
    """Return whether a date begins with the day of the week that is written as March is: "mar. 30 juin 2026"."""
    return (
        len(pieces) > 2
        and bare(pieces[0]) in TUESDAYS_LIKE_MARCH
        and pieces[1][:1].isdigit()
        and any(bare(piece) in MONTH_WORDS for piece in pieces[2:])
    )


def _without_year_words(pieces: Sequence[str]) -> Sequence[str]:
    """Return the words of a date without those at its end that call the number before them a year."""
    return pieces if not pieces or bare(pieces[-1]) not in YEAR_WORDS else _without_year_words(pieces[:-1])


@dataclass(slots=True)
class _Words:
    """The words of a date, sorted by their kind: day, month, year, part of a year."""

    months: set[int] = field(default_factory=set)
    numbers: list[str] = field(default_factory=list)
    """Numbers as they were written, in order."""
    parts: set[str] = field(default_factory=set)
    """Names of stretches: quarter, half, start, middle, end."""
    counted: int = 0
    """Which quarter or half."""
    last_is_number: bool = False
    apart_before_last: bool = False
    """Whether a blank or a dot, which may end a short form, is before the last number."""
    persian: bool = False
    """Whether the month is one of the Persian calendar."""
    known: bool = True

    @classmethod
    def of(cls, text: str) -> _Words:
        """Sort the words of a text by kind: day, month, year, part of a year."""
        for two, single in (*TWO_WORD_MONTHS.items(), *((phrase, " ") for phrase in AT_THE_LATEST)):
            text = text.replace(two, single)
        words = cls()
        pieces = _pieces(text)
        if _is_tuesday(pieces):
            del pieces[0]
        for piece in map(bare, pieces):
            words._take(piece)
        ends = _without_year_words(pieces)
        words.last_is_number = bool(words.numbers and ends and bare(ends[-1]) == words.numbers[-1])
        words.apart_before_last = bool(ends) and text.endswith((f" {ends[-1]}", f".{ends[-1]}"))
        return words

    def _take(self, word: str) -> None:
        lettered, ordinal = _LETTERED.fullmatch(word), _ORDINAL.fullmatch(word)
        if word in _ANY_MONTH:
            self.months.add(_ANY_MONTH[word])
            self.persian |= word in PERSIAN_MONTHS
        elif word.isascii() and word.isdigit():
            self.numbers.append(word)
        elif lettered:
            letter, digit = lettered[1] or lettered[4], int(lettered[2] or lettered[3])
            self.parts.add("half" if letter in "hs" else "quarter")
            self.counted = digit
        elif ordinal:
            self.numbers.append(ordinal[1])
        elif part := next((name for name, known in _STRETCHES if word in known), ""):
            self.parts.add(part)
        elif word in ORDINALS:
            self.counted = ORDINALS[word]
        elif word not in FILLERS and word not in WEEKDAYS:
            self._take_inner(word)

    def _take_inner(self, word: str) -> None:
        """Take an Arabic word without the particle written at its beginning."""
        if len(word) > 3 and word[0] in "بلوف" and "\u0600" < word[1] < "\u0700":
            self._take(word[1:])
        else:
            self.known = False

    def reading(self, loose: bool) -> MonthReading | None:
        """Combine the words to a month, if they fit together. Raises ValueError for a day that does not exist."""
        if self.parts & {"quarter", "half"}:
            self.parts.discard("end")  # the end of a quarter is its last month
        if not self.known or len(self.months) > 1 or len(self.parts) > 1:
            return None
        years = [int(number) for number in self.numbers if len(number) == 4]
        small = [int(number) for number in self.numbers if len(number) <= 2]
        if len(years) + len(small) != len(self.numbers) or len(years) > 1:
            return None
        if self.months:
            return self._of_month(years, small)
        return self._of_stretch(years, small, loose)

    def _of_month(self, years: Sequence[int], small: Sequence[int]) -> MonthReading | None:
        month, doubtful = next(iter(self.months)), False
        if self.parts & {"quarter", "half"} or self.counted:
            return None
        if not years:
            if not small or not self.last_is_number or len(self.numbers[-1]) != 2:
                return None
            doubtful = len(small) == 1 and small[0] <= 31 and self.apart_before_last
            years, small = [full_year(small[-1])], small[:-1]
        if len(small) > 1 or (years[0] in PERSIAN_YEARS) != self.persian:
            return None
        reading = dated(years[0], month, small[0] if small else None)
        return reading._replace(year_or_day=doubtful)

    def _of_stretch(self, years: Sequence[int], small: Sequence[int], loose: bool) -> MonthReading | None:
        part = next(iter(self.parts), "")
        counted, rest = self.counted, list(small)
        if part in ("quarter", "half") and not counted and rest:
            counted = rest.pop(0)
        if part and not years and len(rest) == 1 and self.last_is_number:
            years, rest = [full_year(rest[0])], []
        if len(years) != 1 or rest or (counted and part not in ("quarter", "half")):
            return None
        if part:
            return _last_month(years[0], part, counted)
        return dated(years[0], 12)._replace(span="year") if loose and 1950 <= years[0] < 2100 else None


def _last_month(year: int, part: str, counted: int) -> MonthReading:
    """Return the last month of a part of a year. Raises ValueError for a fifth quarter or a third half."""
    if part == "quarter":
        return dated(year, 3 * counted)._replace(span="quarter")
    if part == "half":
        return dated(year, 6 * (2 if counted == 4 else counted))._replace(span="half")
    return dated(year, LAST_OF_PART[part])._replace(span=part)  # type: ignore[arg-type]


_STRETCHES = (("quarter", QUARTER), ("half", HALF), ("end", END), ("middle", MIDDLE), ("start", START))
