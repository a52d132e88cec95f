"""Choices with a box each, of which one is ticked: "☐ Agree ☒ Disagree", "Ongoing [x] Completed [ ]"."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

TICKED_BOX, EMPTY_BOX = "\u2612", "\u2610"
"""The boxes that are written for those of a form."""
_BOX = re.compile(
    r"([\u2610\u25a1\u25fb\u2b1c\u25a2]|\[ ?\])"
    r"|[\u2611\u2612\u2713-\u2718\u25a0\u25a3\u25fc\u2b1b\U0001f5f5\U0001f5f7\U0001f5f9]|\[[xX]\]"
)
"""A box beside a word, empty (the group) or ticked."""
_MARKS = " ,;/|\n"


class Boxes(NamedTuple):
    """Choices with a box each: all of it, the words that are ticked, and the text before and behind them."""

    words: str
    ticked: tuple[str, ...]
    rest: str

    @property
    def chosen(self) -> str:
        """The word that is ticked, if only one is."""
        return self.ticked[0] if len(self.ticked) == 1 else ""


def ticked_boxes(text: str, is_choice: Callable[[str], object]) -> Boxes | None:
    """Return the choices of a text that has boxes before its choices, or behind them; None where it has not.

    >>> choices = ("Agree", "Partly agree")
    >>> ticked_boxes("☐ Agree ☒ Partly agree\\nWe will.", choices.__contains__)
    Boxes(words='☐ Agree ☒ Partly agree', ticked=('Partly agree',), rest='We will.')
    >>> ticked_boxes("Agree ☒ Partly agree ☐", choices.__contains__).ticked
    ('Agree',)
    """
    marks = list(_BOX.finditer(text))
    if not marks:
        return None
    return _boxes_first(text, marks, is_choice) or _words_first(text, marks, is_choice)


def _boxes_first(text: str, marks: Sequence[re.Match[str]], is_choice: Callable[[str], object]) -> Boxes | None:
    """Read boxes that stand before their words; the last word ends with its line."""
    ends = [mark.start() for mark in marks[1:]] + [len(text)]
    words = [text[mark.end() : end].strip() for mark, end in zip(marks, ends, strict=True)]
    words[-1], _, rest = words[-1].partition("\n")
    words = [word.strip(_MARKS) for word in words]
    if not all(map(is_choice, words)):
        return None
    lead = text[: marks[0].start()].strip()
    if is_choice(lead.rpartition("\n")[2].strip(_MARKS)):  # a word too many: nobody can say whose box is whose
        return Boxes(text.removesuffix(rest).strip(), (), rest.strip())
    shown = text[marks[0].start() :].removesuffix(rest).strip()
    return Boxes(shown, _ticked(marks, words), "\n".join(filter(None, (lead, rest.strip()))))


def _words_first(text: str, marks: Sequence[re.Match[str]], is_choice: Callable[[str], object]) -> Boxes | None:
    """Read boxes that stand behind their words; the first word begins with its line."""
    starts = [0] + [mark.end() for mark in marks[:-1]]
    words = [text[start : mark.start()].strip() for start, mark in zip(starts, marks, strict=True)]
    lead, _, words[0] = words[0].rpartition("\n")
    words = [word.strip(_MARKS) for word in words]
    if not all(map(is_choice, words)):
        return None
    rest = text[marks[-1].end() :].strip()
    shown = text[: marks[-1].end()].strip().removeprefix(lead).strip()
    return Boxes(shown, _ticked(marks, words), "\n".join(filter(None, (lead.strip(), rest))))


def _ticked(marks: Sequence[re.Match[str]], words: Sequence[str]) -> tuple[str, ...]:
    return tuple(word for mark, word in zip(marks, words, strict=True) if mark[1] is None)
