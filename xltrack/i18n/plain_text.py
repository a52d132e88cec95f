"""Texts of other people made fit to be shown."""

from __future__ import annotations

import re

_STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff]")


def cleaned(text: str) -> str:
    """Replace the characters that could steer a terminal or hide a direction."""
    return text if text.isprintable() else _STEERING.sub("\ufffd", text)


def shorten(text: str, letters: int | None) -> str:
    """Put the text on one line and cut it after a whole word where it is longer than `letters`, with an ellipsis."""
    text = cleaned(" ".join(text.split()))
    if letters is None or len(text) <= letters:
        return text
    cut = text[: letters - 1].rpartition(" ")[0] or text[: letters - 1]
    return cut.rstrip(" ,.;:") + "\u2026"
