"""Anchors of rows in any notation and language: "T4 2023 Initié", "en continu Iniciada", "30-Jun-22 Underway".

The form itself prints "2022/12 Completed"; what others print is read word by word, and only where no row of the
form is found.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from xltrack.grid.date_words import NO_DEADLINE
from xltrack.i18n.catalogue import bare, fold
from xltrack.importing.lexicon import Lexicon
from xltrack.importing.response_text.lines import WORD

_MOST_DATE_WORDS = 6
_MOST_STATUS_WORDS = 5
_DIGIT = re.compile(r"\d|[\u0660-\u0669\u06f0-\u06f9]")
_YEAR = re.compile(r"\d{4}\W*")
_LAST_WORDS = frozenset(words.split()[-1] for words in NO_DEADLINE)
"""The last words of phrases for no deadline."""
_LONGEST = 3000
"""Characters of a paragraph in which rows of another notation are looked for; a longer one is prose."""


class LooseAnchor(NamedTuple):
    """A deadline in any notation, with the status word right behind it."""

    start: int
    end: int
    deadline: str
    status: str


def loose_anchors(text: str, lexicon: Lexicon) -> Iterator[LooseAnchor]:
    """Yield each date, or words for none, that a status word follows at once.

    >>> from xltrack.importing.form_files import shipped_lexicon
    >>> found = loose_anchors("Formar Oficina 2.º trimestre de 2025 No iniciada", shipped_lexicon())
    >>> [(anchor.deadline, anchor.status) for anchor in found]
    [('2.º trimestre de 2025', 'No iniciada')]
    """
    if len(text) > _LONGEST:
        return
    words = list(WORD.finditer(text))
    after = 0
    for at in range(1, len(words)):
        size = _status_size(words, at, lexicon) if at >= after and _may_end_date(words[at - 1][0]) else 0
        start = _date_start(words, at, after) if size else None
        if start is not None:
            after = at + size
            begin, end = words[start].start(), words[after - 1].end()
            status = " ".join(word[0] for word in words[at:after])
            yield LooseAnchor(begin, end, " ".join(word[0] for word in words[start:at]), status)


def odd_anchors(text: str, lexicon: Lexicon) -> Iterator[LooseAnchor]:
    """Yield each status with some words before it that may be a deadline nobody can read, the fewest words first."""
    words = list(WORD.finditer(text)) if len(text) <= _LONGEST else []
    for at in range(1, len(words)):
        size = _status_size(words, at, lexicon)
        for start in range(at - 1, max(at - 1 - _MOST_DATE_WORDS, -1), -1) if size else ():
            status = " ".join(word[0] for word in words[at : at + size])
            deadline = " ".join(word[0] for word in words[start:at])
            yield LooseAnchor(words[start].start(), words[at + size - 1].end(), deadline, status)


def loose_dates(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield each date, or words for none, in any notation: begin, end, words. A lone year is none of them."""
    words = list(WORD.finditer(text)) if len(text) <= _LONGEST else []
    for end in range(1, len(words) + 1):
        start = _date_start(words, end, 0) if _may_end_date(words[end - 1][0]) else None
        phrase = " ".join(word[0] for word in words[start:end]) if start is not None else ""
        if start is not None and not _YEAR.fullmatch(phrase):
            yield words[start].start(), words[end - 1].end(), phrase


def _may_end_date(word: str) -> bool:
    return bool(_DIGIT.search(word)) or bare(fold(word)) in _LAST_WORDS or not any(map(str.isalnum, word))


def _status_size(words: Sequence[re.Match[str]], at: int, lexicon: Lexicon) -> int:
    """Return how many words from `at` on make a status; 0 where none does, or where it begins in lower case."""
    first = words[at][0]
    if first[:1].islower() or not first[:1].isalpha():
        return 0
    for size in range(min(_MOST_STATUS_WORDS, len(words) - at), 0, -1):
        if lexicon.status(" ".join(word[0] for word in words[at : at + size])):
            return size
    return 0


def _date_start(words: Sequence[re.Match[str]], end: int, after: int) -> int | None:
    """Return where the longest deadline begins that ends before the word at `end`."""
    from xltrack.grid.dates import names_no_deadline, read_deadline  # the form's own text needs none of its words

    for start in range(max(after, end - _MOST_DATE_WORDS), end):
        phrase = " ".join(word[0] for word in words[start:end])
        if not phrase[:1].isalnum():
            continue
        if names_no_deadline(phrase) or (_DIGIT.search(phrase) and read_deadline(phrase.strip("(),;"))):
            return start
    return None
