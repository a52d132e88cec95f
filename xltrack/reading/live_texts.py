"""Texts of the live columns: those that our formulas show, and those that somebody typed over one."""

from __future__ import annotations

import re
from collections.abc import Container
from functools import cache

from xltrack.i18n.catalogue import LANGUAGES, catalogue, fold
from xltrack.i18n.plurals import PATTERN

LIVE_KEYS = ("overdue", "changed", "check")
"""The columns that a tracker's formulas fill."""
_NUMBER = re.compile(r"\d+")


def is_typed_over(text: str, key: str, headers: Container[str]) -> bool:
    """Return whether a text in a live column is none that its formula shows. `headers`: those of the table, folded."""
    if key in ("changed", "waiting"):
        return not all(fold(part) in headers or fold(part) in _waiting_words() for part in text.split(","))
    if key == "check":
        rules, waits = _check_words()
        rest = min((fold(text).partition(begin)[0] for begin in waits), key=len)
        for rule in rules:
            rest = rest.replace(rule, "")
        return any(letter.isalnum() for letter in rest)
    return key == "overdue" and _NUMBER.sub("", fold(text)).strip() not in _months()


@cache
def _check_words() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the texts of the Check column in every language, longest first, and the beginning of the one on waiting
    cells."""
    words = [catalogue(language).section("check") for language in LANGUAGES]
    waits = {fold(str(one["waiting"]).partition("{fields}")[0]) for one in words}
    rules = {fold(str(text)) for one in words for text in one.values()}
    return tuple(sorted(rules, key=len, reverse=True)), tuple(waits)


@cache
def _waiting_words() -> frozenset[str]:
    """Return the words for what waits and is no column: a remark, a sort, a new row."""
    return frozenset(
        fold(str(word)) for language in LANGUAGES for word in catalogue(language).section("words").values()
    )


@cache
def _months() -> frozenset[str]:
    """Return the words around the number of months, in every language."""
    shown = (catalogue(language).months(count) for language in LANGUAGES for count in range(1, PATTERN + 1))
    return frozenset(_NUMBER.sub("", fold(text)).strip() for text in shown)
