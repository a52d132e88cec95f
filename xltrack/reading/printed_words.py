"""The words that xltrack itself prints around its tables and into the margins."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from xltrack.i18n.catalogue import Catalogue, fold

_PAGE = re.compile("&[PN]")
"""The codes of page numbers in our footer, which are read without them."""


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
