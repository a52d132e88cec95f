"""Answers of management inside the text of a recommendation: "Rebuild it. Management response: Accepted."."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from xltrack.importing.form_labels import Label, form_label
from xltrack.importing.lexicon import Lexicon
from xltrack.importing.word_keys import word_key

_SENTENCES = re.compile(r"\n\s*|(?<=[.!?;؟؛…)\]»”\"])\s+|[。！？；]\s*|\s[–—|-]\s")
"""Where a sentence or a line begins."""
_BOX = re.compile(
    r"([\u2610\u25a1\u25fb\u2b1c\u25a2]|\[ ?\])"
    r"|[\u2611\u2612\u2713-\u2718\u25a0\u25a3\u25fc\u2b1b\U0001f5f5\U0001f5f7\U0001f5f9]|\[[xX]\]"
)
"""A box before a word, empty (the group) or ticked."""


class Boxes(NamedTuple):
    """Answers with a box each: all of it, the words that are ticked, and the lines behind the last one."""

    words: str
    ticked: tuple[str, ...]
    rest: str


def answers_inside(text: str, lexicon: Lexicon) -> tuple[str, tuple[Label, ...]]:
    """Return a text up to the first label of a response or category inside it, and each of these with its value."""
    found: list[tuple[int, int, Label]] = []
    for start in _SENTENCES.finditer(text):
        label = form_label(text[start.end() :], lexicon) if start.start() else None
        if label is not None and _is_answer(label, text[start.end() :], lexicon):
            found.append((start.start(), start.end(), label))
    if not found:
        return text, ()
    first = found[0][0]
    stop = first + 1 if text[first] in "。！？；" else first
    return text[:stop].strip(), tuple(_cut(text, found))


def _cut(text: str, found: Sequence[tuple[int, int, Label]]) -> list[Label]:
    """Return the labels, the value of each up to the next one."""
    ends = [start for start, _, _ in found[1:]] + [len(text)]
    return [
        label._replace(value=text[max(begin, len(text) - len(label.value)) : end].strip())
        for (_, begin, label), end in zip(found, ends, strict=True)
    ]


def _is_answer(label: Label, text: str, lexicon: Lexicon) -> bool:
    """Return whether a label heads an answer. One word alone, as "Response", does only before the answer itself."""
    if label.field not in ("response", "category") or not label.value:
        return False
    if not label.closed and not text[len(label.words) :].lstrip(" ").startswith("\n"):
        return False
    words = word_key(label.words)
    if label.field == "response" and (" " in words or words[-1] >= "\u4e00"):
        return True
    return lexicon.answer(label.value) is not None or lexicon.answer_at_head(label.value) is not None


def answer_boxes(text: str, lexicon: Lexicon) -> Boxes | None:
    """Return the answers of a text that has a box before each of several, or None.

    >>> from xltrack.importing.form_files import shipped_lexicon
    >>> answer_boxes("☐ Agree ☒ Partly agree\\nWe will.", shipped_lexicon())
    Boxes(words='☐ Agree ☒ Partly agree', ticked=('Partly agree',), rest='We will.')
    """
    marks = list(_BOX.finditer(text))
    if len(marks) < 2:
        return None
    ends = [mark.start() for mark in marks[1:]] + [len(text)]
    words = [text[mark.end() : end].strip() for mark, end in zip(marks, ends, strict=True)]
    words[-1], _, rest = words[-1].partition("\n")
    words = [word.strip(" ,;/|") for word in words]
    if text[: marks[0].start()].strip() or any(lexicon.answer(word) is None for word in words):
        return None
    ticked = tuple(word for mark, word in zip(marks, words, strict=True) if mark[1] is None)
    return Boxes(text.removesuffix(rest).strip(), ticked, rest.strip())
