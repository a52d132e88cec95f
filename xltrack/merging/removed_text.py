"""Lines and sentences that an edit removes although somebody else wrote them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from difflib import SequenceMatcher

from xltrack.model.compare import common_length, comparable
from xltrack.model.tracker import APPLIED, LogEntry

_WORD = re.compile(r"\w+")
_FEW_WORDS = 4
_SHARE = 0.6
"""Of a line's words, how many a new line must keep for the line to count as corrected and not as removed."""
_SENTENCE = 16
"""Letters of the shortest sentence. A correction leaves none out."""
_REWRITTEN = 48
"""Letters of successive words from which on other words in their place are no correction."""
_BETWEEN = 12
"""Letters of the words that keep two changes of a line apart: any two sentences share an "and" or a "the"."""
_MOST_PARTS = 1_000
"""Parts of two passages that are compared; where both are longer, more than a correction was made."""
_PART = re.compile(r"[\u3040-\u9fff]|[^\W\u3040-\u9fff]+")
"""A word, or a letter of a script that writes no blanks."""


def line_authors(entries: Iterable[LogEntry]) -> Mapping[str, str]:
    """Map each line of a cell to its first author. `entries` are in order of time; imported lines are missing."""
    authors: dict[str, str] = {}
    for entry in entries:
        if entry.outcome in APPLIED and entry.after:
            before = set(_lines(entry.before or ""))
            for line in _lines(entry.after):
                if line not in before:
                    authors.setdefault(line, entry.who)
    return authors


def removes_others_lines(before: str, after: str, by: str, authors: Mapping[str, str]) -> bool:
    """Return whether `by` removes a line or a sentence that is not known to be their own. A correction removes none."""
    kept = _lines(after)
    gone = [line for line in _lines(before) if line and line not in kept and authors.get(line) != by]
    return any(not any(_is_corrected(line, other) for other in kept) for line in gone)


def _lines(text: str) -> list[str]:
    return [line.strip() for line in comparable(text).split("\n")]


def _is_corrected(line: str, other: str) -> bool:
    """Return whether the other line has most words of this one (or most letters, if this one has few words)."""
    words = _WORD.findall(line.casefold())
    old, new = (words, _WORD.findall(other.casefold())) if len(words) >= _FEW_WORDS else (list(line), list(other))
    shared = (Counter(old) & Counter(new)).total()
    if not old or shared < _SHARE * len(old) or len(new) < _SHARE * len(old):
        return False
    return not _lacks_sentence(_PART.findall(line.casefold()), _PART.findall(other.casefold()))


def _lacks_sentence(old: Sequence[str], new: Sequence[str]) -> bool:
    """Return whether successive words as long as a sentence are gone, or a long passage was replaced."""
    start = common_length(old, new)
    old, new = old[start:], new[start:]
    end = common_length(old[::-1], new[::-1])
    old, new = old[: len(old) - end], new[: len(new) - end]
    if min(len(old), len(new)) > _MOST_PARTS:
        return True
    gone = instead = 0
    for kind, start, end, at, to in SequenceMatcher(None, old, new).get_opcodes():
        length = len("".join(old[start:end]))
        if kind != "equal":
            gone, instead = gone + length, instead + len("".join(new[at:to]))
        elif length >= _BETWEEN:
            gone = instead = 0
        if gone >= min(instead + _SENTENCE, _REWRITTEN):
            return True
    return False
