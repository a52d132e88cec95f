"""Words in the place of a key action which say that there is none: "N/A", "Sans objet", "不适用"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from xltrack.importing.lexicon import Lexicon
from xltrack.importing.word_keys import word_key

_LONGEST = 300
_FEWEST = 3
"""Letters of a word that says "none" at the head of a reason; "na" begins sentences in some languages."""


def says_no_action(text: str, lexicon: Lexicon) -> bool:
    """Return whether a text says nothing but that there is no action, once or several times ("N/A N/A -")."""
    if len(text) > _LONGEST:
        return False
    key = word_key(text)
    if key in lexicon.no_action:
        return True
    words = key.split()
    at = 0
    while at < len(words):
        size = next((size for size in range(5, 0, -1) if " ".join(words[at : at + size]) in lexicon.no_action), 0)
        if not size and any(map(str.isalnum, words[at])):
            return False
        at += size or 1
    return any(map(str.isalnum, key))


def row_says_no_action(
    described: Sequence[str], others: Sequence[str], lexicon: Lexicon, *, rejected: bool = False
) -> bool:
    """Return whether a row says that there is no action: in the place of one, and in its other cells as well.

    Of a recommendation that is `rejected` the place of the action is enough, and a reason may follow the words:
    "Not applicable as the recommendation was rejected".
    """
    empty = all(not any(map(str.isalnum, text)) or says_no_action(text, lexicon) for text in others)
    if not described or not (empty or rejected):
        return False
    if all(says_no_action(text, lexicon) for text in described):
        return True
    return rejected and empty and all(_begins_so(text, lexicon) for text in described)


def _begins_so(text: str, lexicon: Lexicon) -> bool:
    if len(text) > _LONGEST:
        return False
    key = word_key(text)
    return any(key.startswith(words) and _ends_word(key, len(words)) for words in _reasons(lexicon))


def _reasons(lexicon: Lexicon) -> Iterator[str]:
    return (words for words in lexicon.no_action if len(words) >= _FEWEST)


def _ends_word(key: str, at: int) -> bool:
    """Return whether a word ends there; Chinese is written without blanks."""
    return at >= len(key) or not key[at].isalnum() or key[at] >= "\u4e00"
