"""Words, read both ways: a code to its label in a language, a label of any language to its code.

The words themselves lie in locale/*.toml, one catalogue a language, keyed by codes.
"""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from pkgutil import get_data
from typing import Any

DEFAULT_LANGUAGE = "en"
LANGUAGES = ("en", "fr", "es", "ru", "ar", "zh")

_PARTING = str.maketrans("_-", "  ")
_ARABIC = str.maketrans({"\u0640": None, "\u0649": "\u064a", "\u0629": "\u0647"})
"""No stretching stroke; final yeh and teh marbuta in the form that stands for both."""
_DASHES = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d\u00ad"), "-")


def fold(text: str) -> str:
    """The form in which labels are compared: full-width forms, dashes, case, blanks and marks made alike.

    Letters of another script that only look alike stay different.
    """
    if text.isascii():
        return " ".join(text.translate(_PARTING).casefold().split()).strip(" .:;*")
    text = unicodedata.normalize("NFKC", text).translate(_DASHES).casefold()
    text = "".join(" " if ch in "_-" or ch.isspace() else ch for ch in text if unicodedata.category(ch) != "Cf")
    return " ".join(text.split()).strip(" .:;*")


def bare(folded: str) -> str:
    """A folded label as people type it without accents, vowel marks or the exact form of an Arabic letter.

    >>> bare("achevée"), bare("ещё")
    ('achevee', 'еще')
    """
    if folded.isascii():
        return folded
    letters = unicodedata.normalize("NFKD", folded).translate(_ARABIC)
    return "".join(ch for ch in letters if not unicodedata.combining(ch))


class Catalogue:
    """One language's words. `word` raises KeyError for a key that the catalogue lacks.

    Each table of the file is parsed when it is first asked for: parsing all of it costs 20 ms, and a command
    needs a few header words, seldom a message.
    """

    def __init__(self, language: str, text: str):
        self.language, self._text = language, text
        self._parsed: dict[tuple[str, ...], Mapping[str, Any]] = {}

    def section(self, *keys: str) -> Mapping[str, Any]:
        """All that stands under the keys, tables inside tables; without keys, the whole catalogue."""
        if keys not in self._parsed:
            self._parsed[keys] = self._parse(keys)
        return self._parsed[keys]

    def _parse(self, keys: tuple[str, ...]) -> Mapping[str, Any]:
        found: dict[str, Any] = tomllib.loads("".join(self._tables(".".join(keys))))
        for key in keys:
            found = found[key]
        return found

    def _tables(self, name: str) -> Iterator[str]:
        """The texts of the tables of that name and under it. A header is a line that begins with a bracket."""
        text = self._text
        at = text.find(f"\n[{name}")
        while at >= 0:
            end = text.find("\n[", at + 1) % (len(text) + 1)
            if not name or text[at + 2 + len(name)] in "].":
                yield text[at:end]
            at = text.find(f"\n[{name}", end)

    def word(self, *keys: str, **values: object) -> str:
        """The text under the keys with its placeholders filled."""
        text = self.section(*keys[:-1])[keys[-1]]
        return str(text).format_map(values) if values else str(text)

    def months(self, count: int) -> str:
        """ "14 months", the way an age is shown; the first month is "under 1 month"."""
        key = {0: "months_zero", 1: "months_one"}.get(count, "months_many")
        return self.word("words", key, count=count)


@cache
def catalogue(language: str = DEFAULT_LANGUAGE) -> Catalogue:
    """The catalogue of a language. Raises KeyError for a language that is not shipped."""
    if language not in LANGUAGES:
        raise KeyError(language)
    source = get_data("xltrack", f"i18n/locale/{language}.toml")  # importlib.resources takes ten times as long to load
    assert source is not None  # it ships with the package
    return Catalogue(language, source.decode())


@cache
def _codes(language: str, section: tuple[str, ...]) -> Mapping[str, str]:
    codes: dict[str, str] = {}
    for code, label in catalogue(language).section(*section).items():
        for word in [label] if isinstance(label, str) else label:
            folded = fold(word)
            codes[folded] = code
            codes.setdefault(bare(folded), code)
    return codes


def find_code(text: str, *section: str, first: str = DEFAULT_LANGUAGE) -> str | None:
    """The code that `text` is a label of, in `first` or else in any shipped language; None if in none.

    A label is also known without its accents, after all that are written right.

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
"""Characters of a text that is worth remembering: labels come again and again, paragraphs do not."""
_short_code = lru_cache(maxsize=4096)(_code)


def value_label(field: str | None, text: str | None, words: Catalogue) -> str | None:
    """A value's text form as people read it: a month as 2022/12, a code as its label."""
    if text and field in ("status", "category"):
        return str(words.section(field).get(text, text))
    return text.replace("-", "/") if text and field in ("deadline", "proposed_deadline") else text
