"""Words, read both ways: a code to its label in a language, a label of any language to its code.

The words are in locale/<language>/<topic>.toml, keyed by codes.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Any, Self

from xltrack.i18n.plurals import plural_form
from xltrack.i18n.terms import OfficeTerms, with_terms
from xltrack.shipped import shipped_text

DEFAULT_LANGUAGE = "en"
LANGUAGES = ("en", "fr", "es", "ru", "ar", "zh")
TOPICS: Mapping[str, tuple[str, ...]] = {
    "workbook": (
        "language", "sheets", "status", "status_words", "status_vague", "row_words", "category", "category_words",
        "plan_state", "columns", "import_fields", "terms", "units", "words", "start", "notes", "check",
        "conflict_reasons", "log_reasons", "take", "outcomes", "yes_no", "return_states", "suggestions", "remarks",
        "updates", "annotation", "former",
    ),
    "notation": ("dates", "lists", "numbers"),
    "findings": ("findings", "errors"),
    "mail": ("contacts", "mail", "receipt", "board"),
    "summary": ("summary", "month", "account"),
    "page": ("page",),
    "terminal": ("terminal",),
}  # fmt: skip
"""The files of a language, and the sections that each holds."""
_TOPIC_OF = {section: topic for topic, sections in TOPICS.items() for section in sections}

ONLY_READ = ("terms", "status_words", "category_words", "row_words", "former", "contacts")
"""Sections whose words are recognised and not written."""

_PARTING = str.maketrans("_-", "  ")
_ARABIC = str.maketrans({"\u0640": None, "\u0649": "\u064a", "\u0629": "\u0647"})
"""No stretching stroke; final yeh and teh marbuta in the form that stands for both."""
_SIGNS = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d\u00ad"), "-")
_SIGNS |= dict.fromkeys(map(ord, "\u2018\u2019\u02bc"), "'")


def fold(text: str) -> str:
    """Return the form in which labels are compared: width, dashes, apostrophes, case, blanks and marks are normalized.

    Letters of another script that only look alike stay different.
    """
    if text.isascii():
        return " ".join(text.translate(_PARTING).casefold().split()).strip(" .:;*")
    text = unicodedata.normalize("NFKC", text).translate(_SIGNS).casefold()
    if not text.isprintable():
        text = "".join(ch for ch in text if unicodedata.category(ch) != "Cf")
    return " ".join(text.translate(_PARTING).split()).strip(" .:;*")


def bare(folded: str) -> str:
    """Return a folded label as people type it without accents, vowel marks or the exact form of an Arabic letter.

    >>> bare("achevée"), bare("ещё")
    ('achevee', 'еще')
    """
    if folded.isascii():
        return folded
    letters = unicodedata.normalize("NFKD", folded).translate(_ARABIC)
    return "".join(ch for ch in letters if not unicodedata.combining(ch))


_Path = tuple[str, ...]
_TABLE = re.compile(r"^\[([\w.]+)\]$", re.MULTILINE)


class OfficeLanguage(str):
    """The code of a language, with an office's own words for the terms that agencies call differently.

    It can be used wherever a language code can and compares equal to it, so a cache must be keyed by catalogue, not by
    language. `terms` has the forms of each such word, in the order of the catalogue's section `terms`.
    """

    terms: OfficeTerms

    def __new__(cls, code: str, terms: OfficeTerms = ()) -> Self:
        made = super().__new__(cls, code)
        made.terms = terms
        return made


class Catalogue:
    """One language's words, by topic. `word` raises KeyError for a key that the catalogue lacks.

    A topic is a file, read when one of its sections is first needed, and a table in it is parsed when it is: most
    commands need a few of the hundreds that there are.
    """

    def __init__(self, language: str, terms: OfficeTerms = ()):
        self.language = OfficeLanguage(language, terms) if terms else language
        self._terms = terms
        self._texts: dict[str, Mapping[_Path, str]] = {}
        self._tables: dict[_Path, Mapping[str, Any]] = {}
        self._sections: dict[_Path, Mapping[str, Any]] = {}

    def section(self, *keys: str) -> Mapping[str, Any]:
        """Return all words under the keys, tables inside tables; without keys, the whole catalogue."""
        if keys not in self._sections:
            self._sections[keys] = self._section(keys) if keys else {name: self.section(name) for name in _TOPIC_OF}
        return self._sections[keys]

    def former(self, keys: _Path) -> Mapping[str, Any]:
        """Return the words that a section had in earlier versions; empty if they were the same."""
        path = ("former", *keys)
        return self.section(*path) if path in self._topic(path) else {}

    def _section(self, keys: _Path) -> Mapping[str, Any]:
        tables = [path for path in self._topic(keys) if path[: len(keys)] == keys]
        if not tables and len(keys) == 1:
            raise KeyError(*keys)
        if not tables:
            inside: Mapping[str, Any] = self.section(*keys[:-1])[keys[-1]]
            return inside
        merged: dict[str, Any] = {}
        for path in tables:
            place = merged
            for key in path[len(keys) :]:
                place = place.setdefault(key, {})
            place.update(self._table(path))
        return merged

    def _table(self, path: _Path) -> Mapping[str, Any]:
        """Return the entries of one table, without the tables inside it."""
        if path not in self._tables:
            text = self._topic(path).get(path, "")
            self._tables[path] = self._in_own_words(path[0], tomllib.loads(text))
        return self._tables[path]

    def _topic(self, keys: _Path) -> Mapping[_Path, str]:
        """Return the TOML text of each table in the file that holds a section. Raises KeyError if none does."""
        topic = _TOPIC_OF[keys[0]]
        if topic not in self._texts:
            _, *parts = _TABLE.split(shipped_text(f"i18n/locale/{self.language}", f"{topic}.toml"))
            self._texts[topic] = {
                tuple(path.split(".")): text for path, text in zip(parts[::2], parts[1::2], strict=True)
            }
        return self._texts[topic]

    def _in_own_words(self, section: str, words: Mapping[str, Any]) -> Mapping[str, Any]:
        """Replace the catalogue's terms by the office's own. Sections that are only for reading stay as they are."""
        if not self._terms or section in ONLY_READ:
            return words
        standard = catalogue(str(self.language)).section("terms")
        mine: Mapping[str, Any] = with_terms({section: words}, standard, self._terms, self.language)[section]
        return mine

    def word(self, *keys: str, **values: object) -> str:
        """Return the text under the keys with its placeholders filled; the count that `by` names chooses a plural form.

        A form such as "=2" serves that count alone: "both". A placeholder may ask for a count with its noun in the
        right form: {count:months}.
        """
        *section, key = keys
        text = self._table(keys[:-1]).get(key) or self.section(*section)[key]
        while isinstance(text, Mapping):
            number = values[text.get("by", "count")]
            count = int(str(number))
            text = text.get(f"={count}") or text.get(plural_form(self.language, count)) or text["other"]
        if not values:
            return str(text)
        return str(text).format_map({name: _Number(self, value) if type(value) is int else value
                                     for name, value in values.items()})  # fmt: skip

    def labelled(self, label: object, text: object) -> str:
        """Write a text behind its label, with the language's own colon.

        >>> catalogue("zh").labelled("已完成", 8)
        '已完成：8'
        """
        return f"{label}{self.word('language', 'colon')}{text}"

    def months(self, count: int) -> str:
        """Write "14 months", the way an age is shown."""
        return self.word("units", "months", count=count)


class _Number:
    """A count for `str.format`, written with its noun if the placeholder names one."""

    def __init__(self, words: Catalogue, count: int):
        self._words, self._count = words, count

    def __format__(self, noun: str) -> str:
        return self._words.word("units", noun, count=self._count) if noun else str(self._count)

    def __str__(self) -> str:
        return str(self._count)


def catalogue(language: str = DEFAULT_LANGUAGE) -> Catalogue:
    """Return the catalogue of a language, in an office's own words if it is an `OfficeLanguage`.

    Raises ValueError for a language that is not shipped, TypeError for what is no text.
    """
    if not isinstance(language, str):
        raise TypeError(f"language must be str, not {type(language).__name__}")
    return _catalogue(str(language), language.terms if isinstance(language, OfficeLanguage) else ())


@cache
def _catalogue(language: str, terms: OfficeTerms) -> Catalogue:
    if language not in LANGUAGES:
        raise ValueError(f"there is no language {language!r}; use one of: {', '.join(LANGUAGES)}")
    return Catalogue(language, terms)


@cache
def _codes(language: str, section: tuple[str, ...]) -> Mapping[str, str]:
    """Map every label of a section to its code, those of earlier versions behind those of today."""
    codes: dict[str, str] = {}
    words = catalogue(language)
    for labels in (words.section(*section), words.former(section)):
        for code, label in labels.items():
            for word in [label] if isinstance(label, str) else label:
                folded = fold(word)
                codes.setdefault(folded, code)
                codes.setdefault(bare(folded), code)
    return codes


def find_code(text: str, *section: str, first: str = DEFAULT_LANGUAGE) -> str | None:
    """Return the code that `text` is a label of, in `first` or else in any shipped language; None if in none.

    If nothing matches exactly, accents are ignored.

    >>> find_code("  COMPLETED ", "status")
    'completed'
    """
    return (_short_code if len(text) <= _LONGEST else _code)(text, section, first)


def _code(text: str, section: tuple[str, ...], first: str) -> str | None:
    folded = fold(text)
    for form in dict.fromkeys((folded, bare(folded))):
        for language in dict.fromkeys((first, *LANGUAGES)):
            code = _codes(language, section).get(form)
            if code is not None:
                return code
    return None


_LONGEST = 100
"""Longest text, in characters, whose code is cached: labels recur, paragraphs do not."""
_short_code = lru_cache(maxsize=4096)(_code)


def reason_text(reason: str, words: Catalogue) -> str:
    """Return the words of a reason code; a reason that a person typed comes back unchanged."""
    for section in ("log_reasons", "conflict_reasons"):
        if reason in words.section(section):
            return words.word(section, reason)
    return reason
