"""Labels inside a text, where a line break before them was lost: "by 2024 Management response: Accepted."."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping
from itertools import islice
from typing import NamedTuple

from xltrack.findings import Finding
from xltrack.findings.sources import label_inside
from xltrack.importing.blocks import SourcePlace
from xltrack.importing.form_labels import Label, form_label
from xltrack.importing.lexicon import Lexicon
from xltrack.importing.word_keys import word_key
from xltrack.model.plan import Plan

_COLON = re.compile(r"[:：]")
_WORD = re.compile(r"[^\s:：]+")
_REACH, _MOST_WORDS, _CHINESE = 70, 8, 12
"""Characters before a colon, words, and Chinese characters, among which a label begins."""
LONGEST = 40_000
"""Characters of a text in which labels are looked for; the cells of a workbook hold fewer."""
_MOST_COLONS = 200
"""Colons of a text that may end a label; a text with more is no prose."""
BORDERS = ("response", "category", "recommendation", "key_actions")
"""Labels that begin another part of a source."""
_SHOWN = 80


class InnerLabel(NamedTuple):
    """A label inside a text: where it begins, and what it heads."""

    start: int
    label: Label


def inner_labels(text: str, lexicon: Lexicon, fields: Container[str] = BORDERS) -> Iterator[InnerLabel]:
    """Yield the labels inside a text that begin as a heading does, in upper case, and that a colon ends.

    `fields` are what they may name.

    >>> from xltrack.importing.form_files import shipped_lexicon
    >>> text = "Dig by 2024 Management response: Accepted."
    >>> [found.label.value for found in inner_labels(text, shipped_lexicon())]
    ['Accepted.']
    """
    after = 0
    for colon in islice(_COLON.finditer(text), _MOST_COLONS) if len(text) <= LONGEST else ():
        start = max(after, colon.start() - _REACH)
        for begin in _beginnings(text, start, colon.start()):
            label = _label(text, begin, colon.end(), lexicon, fields) if begin else None
            if label is not None:
                after = colon.end()
                yield InnerLabel(begin, label)
                break


def _beginnings(text: str, start: int, end: int) -> list[int]:
    """Return where a label that ends at `end` may begin: at each of the words before it; Chinese has no blanks."""
    places: list[int] = []
    for word in [*_WORD.finditer(text, start, end)][-_MOST_WORDS:]:
        first = word.start()
        places += range(max(first, end - _CHINESE), word.end()) if text[word.end() - 1] >= "\u4e00" else (first,)
    return places


def _label(text: str, begin: int, end: int, lexicon: Lexicon, fields: Container[str]) -> Label | None:
    """Return the label from `begin` on that ends at a colon, where it is one that begins another part."""
    if text[begin].islower() or not text[begin].isalpha() or (text[begin - 1].isalnum() and text[begin] < "\u4e00"):
        return None
    label = form_label(text[begin:], lexicon)
    if label is None or not label.closed or ("action" if label.action else label.field) not in fields:
        return None
    if not label.value or text[end:].strip() != label.value:
        return None
    return label if label.field != "recommendation" or label.number else None


def names_answer(label: Label, lexicon: Lexicon) -> bool:
    """Return whether a label heads management's answer: the words behind it, or in its brackets, say one."""
    if label.field not in ("response", "category"):
        return False
    return begins_with_answer(label.value, lexicon) or bool(label.bracket and lexicon.answer(label.bracket))


def begins_with_answer(text: str, lexicon: Lexicon) -> bool:
    """Return whether a text is an answer, or begins with one."""
    return lexicon.answer(text) is not None or lexicon.answer_at_head(text) is not None


def _is_heading(label: Label, lexicon: Lexicon) -> bool:
    """Return whether a label is more than one word, or heads an answer."""
    return (label.is_phrase and label.field != "category") or names_answer(label, lexicon)


def labels_left(plan: Plan, places: Mapping[str, SourcePlace], lexicon: Lexicon) -> Iterator[Finding]:
    """Report each label that is still inside a text of the plan, with the place of its recommendation or action."""
    for rec in plan.recommendations:
        for text in (rec.text, rec.response, rec.description):
            yield from _left(text, places.get(rec.ref), lexicon)
        for action in rec.actions:
            for text in (action.description, action.comments):
                yield from _left(text, places.get(action.ref), lexicon)


def _left(text: str, where: SourcePlace | None, lexicon: Lexicon) -> Iterator[Finding]:
    starts = [label.start for label in inner_labels(text, lexicon) if _is_heading(label.label, lexicon)]
    for start in sorted({*starts, *_unclosed(text, lexicon)}):
        yield label_inside(where, text[start : start + _SHOWN].strip())


def _unclosed(text: str, lexicon: Lexicon) -> Iterator[int]:
    """Yield where a label of several words is followed by an answer at once, without a colon between them."""
    words = list(_WORD.finditer(text)) if len(text) <= LONGEST else []
    for at, word in enumerate(words):
        if not at or word[0][0].islower() or word_key(word[0]) not in lexicon.response_words:
            continue
        for size in range(2, min(_MOST_WORDS, len(words) - at)):
            behind = words[at + size].start()
            named = lexicon.labels.get(word_key(text[word.start() : behind])) == "response"
            if named and not text[behind].islower() and lexicon.answer_at_head(text[behind:]):
                yield word.start()
