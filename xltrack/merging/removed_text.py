"""Lines that an edit removes although somebody else wrote them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping

from xltrack.model.compare import comparable
from xltrack.model.tracker import APPLIED, LogEntry

_WORD = re.compile(r"\w+")
_FEW_WORDS = 4
_SHARE = 0.6
"""Of a line's words, how many a new line must keep for the line to count as corrected and not as removed."""


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
    """Return whether `by` removes a line that is not known to be their own. A corrected line is not removed."""
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
    return bool(old) and shared >= _SHARE * len(old) and len(new) >= _SHARE * len(old)
