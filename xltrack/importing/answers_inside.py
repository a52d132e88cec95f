"""Answers of management inside the text of a recommendation: "Rebuild it. Management response: Accepted."."""

from __future__ import annotations

import re
from collections.abc import Sequence

from xltrack.importing.form_labels import Label, form_label
from xltrack.importing.labels_inside import LONGEST, begins_with_answer, inner_labels, names_answer
from xltrack.importing.lexicon import Lexicon
from xltrack.importing.ticked_boxes import Boxes, ticked_boxes

_SENTENCES = re.compile(r"\n\s*|(?<=[.!?;؟؛…)\]»”\"])\s+|[。！？；]\s*|\s[–—|-]\s")
"""Where a sentence or a line begins."""
_BRACKET = re.compile(r"\s*[(\[（]([^()\[\]（）]+)[)\]）]\s*[.。]?\s*$")


def answers_inside(text: str, lexicon: Lexicon) -> tuple[str, tuple[Label, ...]]:
    """Return a text up to the first label of a response or category inside it, and each of these with its value.

    A label begins a sentence or a line; in the middle of a sentence it counts where it heads an answer.
    """
    labels: list[tuple[int, int, Label]] = []
    for start in _SENTENCES.finditer(text) if len(text) <= LONGEST else ():
        label = form_label(text[start.end() :], lexicon) if start.start() else None
        if label is not None and _is_answer(label, text[start.end() :], lexicon):
            labels.append((start.start(), start.end(), label))
    known = {begin for _, begin, _ in labels}
    for begin, label in inner_labels(text, lexicon):
        if begin not in known and names_answer(label, lexicon):
            labels.append((begin, begin, label))
    labels.sort(key=lambda item: item[1])
    if not labels:
        return text, ()
    first = labels[0][0]
    stop = first + 1 if text[first] in "。！？；" else first
    return text[:stop].strip(), tuple(_cut(text, labels))


def bracketed_answer(text: str, lexicon: Lexicon) -> tuple[str, tuple[Label, ...]]:
    """Return a text without an answer in brackets at its end, and that answer: "Buy boats (accepted: for one port)"."""
    bracket = _BRACKET.search(text)
    inner = bracket[1].strip() if bracket else ""
    if not bracket or not text[: bracket.start()].strip() or lexicon.is_short_answer(inner):
        return text, ()
    if not begins_with_answer(inner, lexicon):
        return text, ()
    return text[: bracket.start()].strip(), (Label("response", inner),)


def _cut(text: str, labels: Sequence[tuple[int, int, Label]]) -> list[Label]:
    """Return the labels, the value of each up to the next one."""
    ends = [start for start, _, _ in labels[1:]] + [len(text)]
    return [
        label._replace(value=text[max(begin, len(text) - len(label.value)) : end].strip())
        for (_, begin, label), end in zip(labels, ends, strict=True)
    ]


def _is_answer(label: Label, text: str, lexicon: Lexicon) -> bool:
    """Return whether a label heads an answer. One word alone, as "Response", does only before the answer itself."""
    if label.field not in ("response", "category") or not label.value:
        return False
    if not label.closed and not text[len(label.words) :].lstrip(" ").startswith("\n"):
        return False
    return (label.field == "response" and label.is_phrase) or begins_with_answer(label.value, lexicon)


def answer_boxes(text: str, lexicon: Lexicon) -> Boxes | None:
    """Return the answers of a text that have a box each, or None."""
    return ticked_boxes(text, lambda word: word and lexicon.answer(word) is not None)
