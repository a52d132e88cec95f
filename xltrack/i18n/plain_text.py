"""Texts of other people made fit to be shown."""

from __future__ import annotations

import re
from collections.abc import Iterable

_STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff]")

_FULL_WIDTH = "。！？；：）"


def cleaned(text: str) -> str:
    """Replace the characters that could steer a terminal or hide a direction."""
    return text if text.isprintable() else _STEERING.sub("\ufffd", text)


def run_on(sentences: Iterable[object]) -> str:
    """Put sentences into one paragraph, with no blank after a full-width mark, which has its own room.

    >>> run_on(["One.", "Two."]), run_on(["一。", "二。"])
    ('One. Two.', '一。二。')
    """
    text = ""
    for sentence in map(str, sentences):
        text += f"{'' if not text or text[-1] in _FULL_WIDTH else ' '}{sentence}"
    return text


def shorten(text: str, letters: int | None) -> str:
    """Put the text on one line and cut it after a whole word where it is longer than `letters`, with an ellipsis."""
    text = cleaned(" ".join(text.split()))
    if letters is None or len(text) <= letters:
        return text
    cut = text[: letters - 1].rpartition(" ")[0] or text[: letters - 1]
    return cut.rstrip(" ,.;:") + "\u2026"
