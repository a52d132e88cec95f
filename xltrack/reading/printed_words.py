"""The words that xltrack itself prints around its tables, on its other sheets and into the margins."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple

from xltrack.i18n.catalogue import LANGUAGES, Catalogue, catalogue, fold
from xltrack.model.declarations import is_declaration, labels_in
from xltrack.model.ready_fields import PROGRESS
from xltrack.model.tracker import Tracker
from xltrack.reading.loose_words import FORM_LINE, words_beside_print

MARGIN_TEXT = 90
"""Characters of a plan's title in the printed margin."""
_PAGE = re.compile("&[PN]")
"""The codes of page numbers in our footer, which are read without them."""
_PROGRESS = (("columns", "actions", "check"), ("check", PROGRESS))
"""The words on the sheet of lists that the Check column needs for the progress of an action."""
_STEP = re.compile(r"^\d\.\s+")
"""The number of a step on the first sheet."""


class PrintedWords(NamedTuple):
    """The words that xltrack prints in one workbook: the sentences of its language, and its plan's titles."""

    languages: tuple[str, ...]
    titles: tuple[str, ...]
    choices: frozenset[str] = frozenset()
    """The headers that own fields have and had, and their choices, folded."""

    @classmethod
    def of(cls, base: Tracker | None, shown: tuple[str, ...]) -> PrintedWords:
        """Return those of a tracker; without its base those of every language, with the titles that are `shown`."""
        titles = _printed_titles((base.plan.title,) if base else shown)
        fields = base.plan.fields if base else ()
        own = {fold(word) for field in fields for word in (*field.headers, *field.choices)}
        for entry in base.log if base else ():
            if is_declaration(entry.field):
                own |= {fold(label) for value in (entry.before, entry.after) for label in labels_in(entry.field, value)}
        if any(field.key == PROGRESS for field in fields):
            own |= {fold(catalogue(code).word(*place)) for code in LANGUAGES for place in _PROGRESS}
        return cls((base.meta.language,) if base else LANGUAGES, titles, frozenset(own))

    def added_to(self, text: str) -> str:
        """Return a text without what xltrack itself writes in its place; "" if that is all."""
        if self._is_printed(text):
            return ""
        if not (FORM_LINE.search(text) or any(title.casefold() in text.casefold() for title in self.titles)):
            return text
        rest = words_beside_print(text, self.titles)
        return "" if self._is_printed(rest) else rest

    def _is_printed(self, text: str) -> bool:
        folded = fold(_STEP.sub("", text))
        return any(folded in printed_sentences(catalogue(language)) for language in self.languages)


def margin_text(text: str) -> str:
    """Return a text as the printed margin shows it, which holds 255 characters with all its codes."""
    return " ".join((text if len(text) <= MARGIN_TEXT else text[: MARGIN_TEXT - 1] + "…").split())


def _printed_titles(titles: tuple[str, ...]) -> tuple[str, ...]:
    """Return the titles that are not empty, each whole and as the margin shows it."""
    forms = (form for title in titles for form in (title, margin_text(title)))
    return tuple(dict.fromkeys(filter(None, forms)))


@cache
def printed_sentences(words: Catalogue) -> frozenset[str]:
    """Return the words that xltrack itself writes around its tables, folded."""
    sections = ("notes", "start", "words", "annotation", "check", "status", "category")
    texts = [text for section in sections for text in _texts(words.section(section))]
    return frozenset(map(fold, texts)) | {fold(" ".join(_PAGE.sub(" ", text).split())) for text in texts if "&" in text}


def _texts(words: Any) -> Iterator[str]:
    if isinstance(words, str):
        yield words
    elif isinstance(words, Mapping):
        for value in words.values():
            yield from _texts(value)
    elif isinstance(words, (list, tuple)):
        for value in words:
            yield from _texts(value)
