"""The best guess at a word that no form has: the field of a column, by its header and its cells, and a status."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Container, Iterable, Sequence
from difflib import get_close_matches

from xltrack.grid.dates import read_deadline
from xltrack.importing.lexicon import IGNORED, IMPORT_FIELDS, Lexicon
from xltrack.importing.word_keys import word_key
from xltrack.model.plan import Status

_JOINED = ("comments", "evidence", IGNORED)
"""Fields that several columns may have."""
_TEXTS = ("description", "comments")
_FEW_WORDS, _SHORT_TEXT = 3, 25
"""Words and letters from which on a cell may be a recommendation's text."""
_FILE = re.compile(r"https?://|www\.|\S\.(?:pdf|docx?|xlsx?|pptx?|jpe?g|png|zip|msg|eml)\b", re.IGNORECASE)
_PERCENT = re.compile(r"\d{1,3}(?:[.,]\d+)?\s*[%٪]")
_AMOUNT = re.compile(r"\W*(?:[A-Z]{3}\W*\d[\d.,\s]*|\d[\d.,\s]*\d{3}|\d+)\W*(?:[A-Z]{3}\W*)?")
_REF = re.compile(r"[A-Za-z]{1,6}[\s.\-#/]*\d{1,4}(?:[.\-/]\w{1,4})*|\d{1,3}(?:[.\-]\d{1,3})+")
_ABBREVIATION = re.compile(r"[A-Z]{2,6}(?:\s*[/,&+]\s*[A-Z]{2,6})*")
_NAME_WORDS, _STATUS_WORDS, _STATUS_LETTERS = 6, 4, 30
"""Most words of a unit's or a person's name and of a status, and the letters of a status."""


def likely_field(header: str, cells: Sequence[str], taken: Container[str], lexicon: Lexicon) -> str:
    """Return the field to propose for a column of an unknown header: by its words, else by its cells, else comments.

    `taken` are the fields that other columns hold.
    """
    recommends = "recommendation" not in taken and _repeats(cells)
    near = get_close_matches(word_key(header[:160]), lexicon.columns, n=1, cutoff=0.75)
    by_words = (lexicon.column_guess(header), lexicon.columns[near[0]] if near else None)
    for name in (*by_words, *_fields_of(list(dict.fromkeys(cells)), lexicon)):
        if name in IMPORT_FIELDS and (name not in taken or name in _JOINED):
            return "recommendation" if recommends and name in _TEXTS else name
    return "recommendation" if recommends else "comments"


def _repeats(cells: Sequence[str]) -> bool:
    """Return whether cells are texts of which some stand in several rows, as recommendations over their actions do."""
    texts = [text for text in cells if len(text.split()) >= _FEW_WORDS or len(text) >= _SHORT_TEXT]
    return 2 * len(texts) > len(cells) and len(set(texts)) < len(texts)


def _fields_of(cells: Sequence[str], lexicon: Lexicon) -> Iterable[str]:
    """Yield the fields that at least half of the cells look like, the likeliest first."""
    kinds: tuple[tuple[Callable[[str], object], tuple[str, ...]], ...] = (
        (_FILE.search, ("evidence",)),
        (_PERCENT.fullmatch, ("status", IGNORED)),
        (lexicon.status, ("status",)),
        (lambda text: not lexicon.is_short_answer(text) and lexicon.answer(text), ("category",)),
        (lambda text: any(ch.isdigit() for ch in text) and read_deadline(text), ("deadline", "proposed_deadline")),
        (_AMOUNT.fullmatch, (IGNORED,)),
        (_REF.fullmatch, ("number", IGNORED)),
        (_ABBREVIATION.fullmatch, ("responsible",)),
        (lambda text: _names_unit(text, lexicon.unit_words), ("responsible",)),
        (_is_sentence, ("description", "comments")),
        (_is_state, ("status", "responsible")),
        (_is_name, ("responsible",)),
    )
    for looks, names in kinds:
        if cells and 2 * sum(bool(looks(text)) for text in cells) >= len(cells):
            yield from names


def _names_unit(text: str, units: Collection[str]) -> bool:
    words = word_key(text).split()
    return len(words) <= _NAME_WORDS and any(word in units for word in words)


def _is_sentence(text: str) -> bool:
    return len(text.split()) > _NAME_WORDS or len(text) > 60


def _is_state(text: str) -> bool:
    """Return whether a text may be a status: a few words of which only the first is capital."""
    words = text.split()
    return len(words) <= _STATUS_WORDS and len(text) <= _STATUS_LETTERS and not any(map(str.isupper, text[1:]))


def _is_name(text: str) -> bool:
    words = [word for word in text.split() if len(word) > 3 or word[:1].isupper()]
    return 1 < len(words) <= _NAME_WORDS and all(word[:1].isupper() for word in words)


def likely_status(text: str, lexicon: Lexicon) -> Status:
    """Return the status to propose for an unknown word: that of a similar one or of a part, else initiated.

    >>> from xltrack.importing.form_files import shipped_lexicon
    >>> [str(likely_status(text, shipped_lexicon())) for text in ("Complet", "Nearly done", "Stuck")]
    ['completed', 'initiated', 'initiated']
    """
    near = get_close_matches(word_key(text[:60]), lexicon.statuses, n=1, cutoff=0.8)
    meant = lexicon.status(near[0]) if near else None
    if meant and meant.status:
        return meant.status
    words = text.split()[:8]
    for size in range(len(words) - 1, 0, -1):
        for at in range(len(words) - size + 1):
            meant = lexicon.status(" ".join(words[at : at + size]))
            if meant and meant.status:
                partly = meant.status is Status.COMPLETED and at > 0
                return Status.INITIATED if partly else meant.status
    return Status.INITIATED
