"""Sentences in a language: messages of the catalogue with numbers, dates and plurals written by its rules.

The rules are those of CLDR; docs/notation.py takes them from Babel into the catalogues.

A message is a text, or a table with one text for each plural form of its language. The table's `by` names the value
that decides; without it that is `count`:

    overdue = { by = "overdue", one = "{overdue} of {open} is overdue", other = "{overdue} of {open} are overdue" }

A place may say how its value is written: {day:short} without the year, {month:short} abbreviated, {month:name} without
the year, {year:plain} without separators, {count:months} with its noun in the right form.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple, Protocol, runtime_checkable

from xltrack.i18n.catalogue import DEFAULT_LANGUAGE, Catalogue, catalogue
from xltrack.i18n.plain_text import cleaned
from xltrack.i18n.plurals import plural_form

NO_BREAK, MINUS = "\u00a0", "\u2212"
_ISOLATE, _POP_ISOLATE = "\u2068", "\u2069"
_STOP = "\0"
"""Marks a value that ends with a full stop of its own ("2024 г.") or is cut short, so that the sentence adds none."""
_ARABIC_LETTER = re.compile("[\u0590-\u08ff\ufb1d-\ufefc]")


@runtime_checkable
class CalendarMonth(Protocol):
    """A month of a year, such as a deadline."""

    @property
    def year(self) -> int:
        """The year."""

    @property
    def month(self) -> int:
        """From 1 to 12."""

    @property
    def first_day(self) -> date:
        """The month's first day."""


class Percent(NamedTuple):
    """A whole percentage."""

    value: int


class Sentence(NamedTuple):
    """A message in one language: its key, the values in its places, and the finished text."""

    key: str
    values: Mapping[str, Any]
    text: str

    def __str__(self) -> str:
        return self.text


class Wording:
    """A language's messages, with every value written by the language's own rules."""

    def __init__(self, language: str = DEFAULT_LANGUAGE, *section: str):
        self.language = language
        self.words: Catalogue = catalogue(language)
        self._section = section

    @cached_property
    def _units(self) -> Wording:
        return Wording(self.language, "units")

    @property
    def direction(self) -> str:
        """Return "ltr" or "rtl"."""
        return self.words.word("language", "direction")

    def say(self, *keys: str, **values: Any) -> Sentence:
        """Fill the message under the keys. Raises KeyError for a message or a value that does not exist."""
        path = (*self._section, *keys)
        message = self.words.section(*path[:-1])[path[-1]]
        while isinstance(message, Mapping):
            count = values[message.get("by", "count")]
            message = message.get(f"={count}") or message.get(plural_form(self.language, count)) or message["other"]
        for name, value in values.items():
            if isinstance(value, int):
                message = message.replace(f"{{{name}}} ", f"{{{name}}}{NO_BREAK}")
        text = message.format_map({name: _Written(self, value) for name, value in values.items()})
        return Sentence(".".join(path), values, text.replace(f"{_STOP}.", "").replace(_STOP, ""))

    def word(self, *keys: str, **values: Any) -> str:
        """Fill the message under the keys and return its text."""
        return self.say(*keys, **values).text

    def label(self, section: str, code: str) -> str:
        """Return a word of another section: of a status, a category."""
        return self.words.word(section, code)

    def write(self, value: Any, form: str = "") -> str:
        """Write one value: a number, share, month, day, list or text. `form` is what follows the colon in a place."""
        if isinstance(value, Percent):
            return str(value.value) if form == "plain" else self._percent(value.value)
        if isinstance(value, bool) or value is None:
            return str(value)
        if isinstance(value, int):
            return self._number(value, form)
        if isinstance(value, str):
            return self._isolated(cleaned(value))
        if isinstance(value, Sentence):
            return value.text
        if isinstance(value, date):
            return self._day(value, form)
        if isinstance(value, CalendarMonth):  # a protocol, which takes long to ask for
            return self._month(value, form)
        if isinstance(value, Sequence):
            return self._listed("and", [self.write(item) for item in value])
        raise TypeError(f"{value!r} cannot be written into a sentence")

    def comma(self, items: Sequence[str]) -> str:
        """Join short names as the language separates them: "R1.A1, R1.A2"."""
        return self.words.word("language", "comma").join(cleaned(item) for item in items)

    def any_of(self, items: Sequence[str]) -> str:
        """Join alternatives: "this or that". Each stays as it is, so that a command can be copied."""
        return self._listed("or", items)

    def _number(self, value: int, form: str) -> str:
        if form == "plain":
            return str(value)
        if form:
            return self._units.word(form, count=value)
        return f"{value:,}".replace(",", self._rules["separator"])

    def _percent(self, value: int) -> str:
        return str(self._rules["percent"]).replace("{number}", self._number(value, ""))

    @property
    def _rules(self) -> Mapping[str, str]:
        return self.words.section("numbers")

    def _month(self, month: CalendarMonth, form: str) -> str:
        return self._dated(f"month_{form}" if form else "month", month.first_day)

    def _day(self, day: date, form: str) -> str:
        return self._dated(f"day_{form}" if form else "day", day)

    def _dated(self, form: str, day: date) -> str:
        text: str = self.words.section("dates")[form][day.month - 1]
        return text.replace("{day}", str(day.day)).replace("{year}", str(day.year))

    def _listed(self, style: str, items: Sequence[str]) -> str:
        comma, conjunction = self.words.section("lists")[style]
        *first, last = items or ("",)
        return f"{comma.join(first)}{conjunction}{last}" if first else last

    def _isolated(self, text: str) -> str:
        """Wrap a text of the other writing direction in isolation marks."""
        other = bool(_ARABIC_LETTER.search(text)) != (self.direction == "rtl")
        return f"{_ISOLATE}{text}{_POP_ISOLATE}" if other and any(ch.isalpha() for ch in text) else text


class _Written:
    """A value with its format, for `str.format`."""

    def __init__(self, wording: Wording, value: Any):
        self._wording, self._value = wording, value

    def __format__(self, form: str) -> str:
        text = self._wording.write(self._value, form)
        return text + _STOP if text.rstrip(_POP_ISOLATE).endswith((".", "\u2026")) else text
