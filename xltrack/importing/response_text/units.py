"""The responsible unit in the words before a deadline: known names, names learned from repeats, or a guess."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from xltrack.importing.response_text.lines import BLANK, NOT_BLANK, WORD

GIVEN, LISTED, LEARNED = 0, 1, 2
"""Sources of a unit's name: named by the caller, on the vocabulary's list, or learned from this very source."""

_LOOK_BACK = 160
_LONGEST_GUESS = 8
_CONNECTORS = frozenset(("and", "of", "for", "the", "to", "in", "de", "du", "des", "la", "et", "y", "&", "/", "-"))
_AND = re.compile(rf"{BLANK}*[,;/&+]{BLANK}*\Z")
"""A sign between two units."""
_PREFIX_SUPPORT = 3
_SUFFIX_SUPPORT = 2

UnitWords = tuple[str, ...]


class Unit(NamedTuple):
    """A unit's name found in a text: where it begins, and how it is known."""

    start: int
    tier: int


def folded_words(text: str) -> UnitWords:
    """Return a name as it is compared: its words, without regard to case, blanks and marks."""
    return tuple(word.casefold() for word in WORD.findall(text))


def words_before(text: str, end: int, reach: int = _LOOK_BACK) -> list[re.Match[str]]:
    """Return the whole words among the last `reach` characters before `end`."""
    start = max(0, end - reach)
    words = list(WORD.finditer(text, start, end))
    cut = start > 0 and re.match(NOT_BLANK, text[start - 1])
    return words[1:] if words and cut and words[0].start() == start else words


class Units:
    """Names by how they are known. Given names beat listed ones; among others the longest wins."""

    def __init__(self, given: Iterable[str], listed: Iterable[str]):
        self._tier: dict[UnitWords, int] = {}
        for tier, names in ((GIVEN, given), (LISTED, listed)):
            for name in names:
                self._add(folded_words(name), tier)
        self._measure()

    def _add(self, name: UnitWords, tier: int) -> None:
        if name:
            self._tier.setdefault(name, tier)

    def _measure(self) -> None:
        self._most_words = max(map(len, self._tier), default=0)
        self._reach = max((sum(map(len, name)) + 4 * len(name) for name in self._tier), default=0) + 8

    def before(self, text: str, end: int) -> Unit | None:
        """Return the known units directly before `end`: one, or several parted by signs such as a comma."""
        unit = self._one_before(text, end)
        while unit and (sign := _AND.search(text, 0, unit.start)):
            other = self._one_before(text, sign.start())
            if other is None or not other.start:
                break
            unit = Unit(other.start, max(unit.tier, other.tier))
        return unit

    def _one_before(self, text: str, end: int) -> Unit | None:
        matches = words_before(text, end, self._reach)
        tail = [match[0].casefold() for match in matches[-self._most_words :]] if self._most_words else []
        best: Unit | None = None
        for size in range(len(tail), 0, -1):
            tier = self._tier.get(tuple(tail[-size:]))
            if tier is not None and (best is None or (tier == GIVEN and best.tier != GIVEN)):
                best = Unit(matches[-size].start(), tier)
        return best

    def learn(self, places: Iterable[tuple[str, int]]) -> None:
        """Take in the names that repeat before deadlines, given as (text, where the deadline begins)."""
        unknown: list[UnitWords] = []
        before_listed: dict[UnitWords, Counter[UnitWords]] = {}
        for text, end in places:
            words = tuple(match[0] for match in words_before(text, end)[-_LONGEST_GUESS - 1 :])
            unit = self._one_before(text, end)
            if unit is None:
                unknown.append(words[-_LONGEST_GUESS:])
            elif unit.tier == LISTED:
                size = len(WORD.findall(text, unit.start, end))
                name = tuple(word.casefold() for word in words[-size:])
                before_listed.setdefault(name, Counter())[words[:-size]] += 1
        for name, contexts in before_listed.items():
            self._add(_longer(name, contexts), LEARNED)
        for name in _repeated(unknown):
            self._add(name, LEARNED)
        self._measure()


def _longer(name: UnitWords, contexts: Mapping[UnitWords, int]) -> UnitWords:
    """Return a listed name with the words that stand before it again and again: "Kenya" before "Country Office"."""
    tail: UnitWords = ()
    shared = sum(contexts.values())
    while len(tail) < _LONGEST_GUESS:
        firsts: Counter[str] = Counter()
        for context, count in contexts.items():
            if len(context) > len(tail) + 1 and context[len(context) - len(tail) :] == tail:
                firsts[context[-len(tail) - 1]] += count
        word, count = firsts.most_common(1)[0] if firsts else ("", 0)
        if count < max(_PREFIX_SUPPORT, shared / 2) or not _names(word):
            break
        tail, shared = (word, *tail), count
    return tuple(word.casefold() for word in tail) + name


def _repeated(tails: Sequence[UnitWords]) -> Iterable[UnitWords]:
    """Find the repeated ending of each text, grown word by word while half of its texts still share it."""
    counts: Counter[UnitWords] = Counter()
    for tail in tails:
        low = tuple(word.casefold() for word in tail)
        counts.update(low[-size:] for size in range(1, len(low)))
    for tail in tails:
        low = tuple(word.casefold() for word in tail)
        size = 0
        while size + 1 < len(low) and counts[low[-size - 1 :]] >= max(_SUFFIX_SUPPORT, counts[low[-size:]] / 2):
            size += 1
        while size and not _names(tail[-size]):
            size -= 1
        if size:
            yield low[-size:]


def guess(text: str, end: int) -> int:
    """Return where an unknown unit may begin: at the run of capitalised words before `end`, at most eight of them.

    Never the first word of the text, which begins the description. `end` itself when there is no such run.
    """
    start = end
    for match in reversed(words_before(text, end)[-_LONGEST_GUESS:]):
        if match.start() == 0 or not (_names(match[0]) or match[0].casefold() in _CONNECTORS):
            break
        if _names(match[0]):
            start = match.start()
        if text[match.start() - 2] in ".;:":
            break
    return start


def _names(word: str) -> bool:
    """Return whether a word may begin a name: it starts with a letter that is no lower-case one."""
    return word[:1].isalpha() and not word[:1].islower()
