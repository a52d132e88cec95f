"""Labels at the beginning of a text: "Evaluation recommendation 1. Bring ...", "Management response (Agreed): ..."."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from xltrack.grid.numerals import chinese_number, roman_number
from xltrack.importing.lexicon import Lexicon
from xltrack.importing.word_keys import word_key

_REACH = 120
"""Characters in which a label ends."""
_BORDER = re.compile(r"[:：]|\n|\s[–—-]\s|\.\s|(?<=[\d.)])\s+(?=\S)|$")
_FRONT_NUMBER = re.compile(r"^\s*(\d{1,3}(?:\.\d{1,3})*)\s*[.):\-–]?\s+(?=\D)")
_NUMBER = re.compile(
    r"(?:\b(?:no|nr|num|número|numéro)\.?|n\s?[°ºo]\.?|#|№|رقم)?\s*(\d{1,3}(?:\.\d{1,3})*)\s*[.)]?\s*$", re.IGNORECASE
)
_CHINESE_NUMBER = "(?:[一二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九])"
_NUMERAL = re.compile(rf"\s(?:[IVX]{{1,5}}|[A-H])\s*$|(?<![一二三四五六七八九十]){_CHINESE_NUMBER}$")
"""A number in Roman or Chinese numerals, or a letter, behind a label: "Recommandation II", "建议二"."""
_BRACKETED_NUMBER = re.compile(rf"\d{{1,2}}|{_CHINESE_NUMBER}")
_OPEN_BRACKET = re.compile(r"\([^()]*$")
"""A bracket that is not closed yet: "Recommendation 1 (priority: high)" is a label as a whole."""
_BRACKET = re.compile(r"[\[(（]([^()\[\]（）]{1,60})[\])）]\s*$")
_MOST_WORDS = 4
"""Words of a label behind its first one."""
_NUMBERED_FIELDS = ("recommendation", "key_actions")
_ACTION_FIELDS = ("responsible", "deadline", "proposed_deadline", "status", "comments", "evidence", "reason")


class Label(NamedTuple):
    """A label, split off the text that follows it."""

    field: str
    value: str
    """The text behind the label."""
    number: str = ""
    bracket: str = ""
    """Words in brackets at the label's end."""
    words: str = ""
    """The label as it was written."""
    closed: bool = False
    """Whether a colon ends the label."""
    action: str = ""
    """The field of an action that the label's words name, too."""

    @property
    def rec_number(self) -> int:
        """The number of the recommendation that the label names; 0 if it names none."""
        return int(self.number.split(".")[0]) if self.number else 0

    @property
    def is_phrase(self) -> bool:
        """Whether the label is more than one word, so that no sentence has it by chance. Chinese has no blanks."""
        words = word_key(self.words)
        return " " in words or words[-1:] >= "\u4e00"


def form_label(text: str, lexicon: Lexicon) -> Label | None:
    """Return the label that a text begins with, or None.

    A label ends at a colon or a line end; one with a number may also end at a full stop, a dash or a blank.
    """
    head = text[:_REACH]
    for border in _borders(head):
        words = head[: border.start()]
        if len(words) > 90:
            return None
        label = _label(words, border[0], text[border.end() :].strip(), lexicon)
        if label is not None:
            return label
    return None


def label_of_cell(text: str, lexicon: Lexicon) -> Label | None:
    """Return the label that a cell begins with, or is as a whole, with or without a colon at its end."""
    return form_label(text, lexicon) or form_label(f"{text}:", lexicon)


def _borders(head: str) -> Iterator[re.Match[str]]:
    for count, border in enumerate(_BORDER.finditer(head)):
        if count > 8:
            return
        if border.start() and not _OPEN_BRACKET.search(head[: border.start()]):
            yield border


def _label(words: str, sign: str, value: str, lexicon: Lexicon) -> Label | None:
    inner, bracket, number, number_last = _parts(words)
    name, action = _named(inner, lexicon, numbered=bool(number) and number_last)
    closed = sign in (":", "：")
    if not closed and value.startswith((":", "：")):
        value, closed = value[1:].strip(), True
    if name is None and action and closed and not number:
        name = "action"
    if name is None or (number and name not in _NUMBERED_FIELDS):
        return None
    if not closed and sign != "\n" and value and not number_last:
        return None
    value, bracket = _bracket_behind(value, bracket, closed)
    return Label(name, value, number, bracket, words.strip(), closed, action)


def _named(words: str, lexicon: Lexicon, *, numbered: bool) -> tuple[str | None, str]:
    """Return what a label names, and the field of an action that its words name, too.

    A numbered one may go on behind the word for a recommendation: "Recommendation to the board 2".
    """
    key = word_key(words)
    name, column = lexicon.labels.get(key), lexicon.columns.get(key, "")
    first, *others = key.split() or [""]
    if name is None and numbered and len(others) <= _MOST_WORDS and lexicon.columns.get(first) == "recommendation":
        name = "recommendation"
    return name, column if column in _ACTION_FIELDS else ""


def _parts(words: str) -> tuple[str, str, str, bool]:
    """Split a label from the words in brackets and the number at its end; one in brackets is a number as well."""
    inner, bracket = _without_bracket(words)
    inner, number, number_last = _without_number(inner)
    if number or not _BRACKETED_NUMBER.fullmatch(bracket):
        return inner, bracket, number, number_last
    return inner, "", _without_number(bracket)[1], True


def _bracket_behind(value: str, bracket: str, closed: bool) -> tuple[str, str]:
    """Return a value and a bracket. One alone behind a number is the label's: "Recommendation 1 (new)"."""
    whole = None if bracket or closed else _BRACKET.fullmatch(value)
    return ("", whole[1].strip()) if whole else (value, bracket)


def _without_bracket(words: str) -> tuple[str, str]:
    """Split a label from the words in brackets at its end."""
    bracket = _BRACKET.search(words)
    return (words[: bracket.start()], bracket[1].strip()) if bracket else (words, "")


def _without_number(words: str) -> tuple[str, str, bool]:
    """Split a label from its number. Return also whether the number comes last, as in "Recommendation 1"."""
    front, behind, sign = _FRONT_NUMBER.match(words), _NUMBER.search(words), _NUMERAL.search(words)
    if behind:
        return words[: behind.start()], behind[1], True
    if sign and not front:
        return words[: sign.start()], _number_of(sign[0].strip()), True
    return (words[front.end() :], front[1], False) if front else (words, "", False)


def _number_of(numeral: str) -> str:
    """Return a Roman or Chinese numeral, or a letter, as a number in digits.

    >>> [_number_of(numeral) for numeral in ("XII", "十二", "B")]
    ['12', '12', '2']
    """
    if not numeral.isascii():
        return chinese_number(numeral)
    return str(roman_number(numeral) or ord(numeral) - ord("A") + 1)


def labelled_lines(text: str, lexicon: Lexicon) -> list[tuple[Label | None, str]]:
    """Split a text at the lines that begin with a label; the text before the first has none."""
    pieces: list[tuple[Label | None, list[str]]] = []
    for line in text.split("\n"):
        label = form_label(line, lexicon)
        if label is not None or not pieces:
            pieces.append((label, [label.value if label else line]))
        else:
            pieces[-1][1].append(line)
    return [(label, "\n".join(part for part in lines if part.strip())) for label, lines in pieces]
