"""The picks of the Decisions sheet: as codes, as the words of its dropdown, and read back from what was typed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal, cast

from xltrack.i18n.catalogue import LANGUAGES, Catalogue, catalogue, fold

Choice = int | Literal["keep", "both", "own"]
"""keep: the value in the tracker. A number: that claim, counted from 1 as the sheet shows them. both: all texts (or all
rows). own: the own value beside it."""

MOST_CLAIMS = 9
"""Claims the dropdown offers by number; a higher one is typed."""


REMARK_WORDS: Mapping[Choice, str] = {"both": "add", "keep": "leave"}
"""The names of the picks for a remark: add it to the comments, or keep it out."""


def take_word(take: Choice, words: Catalogue, *, remark: bool = False) -> str:
    """Return a pick as the dropdown shows it: "Keep", "Claim 2"; of a `remark` "Keep out", "Add to comments"."""
    if remark and take in REMARK_WORDS:
        return words.word("take", REMARK_WORDS[take])
    if isinstance(take, int):
        return words.word("take", "claim", number=take)
    return words.word("take", take)


def take_words(words: Catalogue) -> list[str]:
    """Return all that the dropdown offers, in its order."""
    claims = [take_word(number, words) for number in range(1, MOST_CLAIMS + 1)]
    remarks = [words.word("take", word) for word in REMARK_WORDS.values()]
    return [take_word("keep", words), *claims, take_word("both", words), take_word("own", words), *remarks]


def read_take(text: str) -> Choice | None:
    """Return the pick that a text means, in any shipped language; a bare number is a claim. None when it means none.

    >>> read_take(" claim 2"), read_take("2"), read_take("KEEP"), read_take("perhaps")
    (2, 2, 'keep', None)
    """
    folded = fold(text)
    number = re.search(r"\d+", folded)
    for language in LANGUAGES:
        words = catalogue(language)
        claims = [words.word("take", "claim"), *words.section("former", "take")["claim"]]
        if number and folded in (number[0], *(fold(claim.format(number=number[0])) for claim in claims)):
            return int(number[0])
        for code in ("keep", "both", "own"):
            other = REMARK_WORDS.get(cast(Choice, code), code)
            if folded in (code, fold(words.word("take", code)), fold(words.word("take", other))):
                return cast(Choice, code)
    return None
