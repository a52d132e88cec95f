"""Texts of the live columns: those that our formulas show, and those that somebody typed over one."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import cache

from xltrack.grid.values import shown_value
from xltrack.i18n.catalogue import LANGUAGES, Catalogue, catalogue, fold
from xltrack.i18n.plurals import PATTERN
from xltrack.reading.table_locator import LocatedTable

LONGEST_SHOWN = 500
"""Characters that the formulas of the columns Changed and Check show at most."""
LIVE_KEYS = ("overdue", "changed", "check")
"""The columns that a tracker's formulas fill."""
_CUT = LONGEST_SHOWN - 1
"""The characters from which a list may have been cut: the last one may have been a blank."""
_NUMBER = re.compile(r"\d+")
_BETWEEN = re.compile(r"[ .:;*]*,[ .:;*]*")
"""The comma between two names, with signs around it that folding takes off a name alone."""


class LiveColumns:
    """The live columns of one table, with all that it takes to know a typed text in them."""

    def __init__(self, table: LocatedTable, words: Catalogue):
        """`words` are those of the workbook, which may be an office's own."""
        self._words, self._keys = words, {column: key for key, column in table.columns.items()}
        heads = [row for row in table.sheet.rows if row.number <= table.header]
        self._over = frozenset(raw for row in heads for raw in row.values)
        self._headers = frozenset(
            fold(shown_value(raw))
            for row in heads
            for column, raw in zip(row.columns, row.values, strict=True)
            if row.number == table.header and column in self._keys
        )

    def typed(self, column: int, text: str) -> str:
        """Return the words that somebody typed over a formula; "" for those of the formula or of the table's head."""
        typed = text.strip()
        if not typed or text in self._over:
            return ""
        return typed if is_typed_over(typed, self._keys.get(column, ""), self._headers, self._words) else ""


def is_typed_over(text: str, key: str, headers: Collection[str], words: Catalogue) -> bool:
    """Return whether a text in a live column is none that its formula shows.

    `headers` are those of the table, folded; `words` are as in `LiveColumns`.
    """
    if key in ("changed", "waiting"):
        return not _lists(fold(text), {*headers, *_waiting_words(words)}, is_cut=len(text) >= _CUT)
    if key == "check":
        rules, waits = _check_words(words)
        rest = min((fold(text).partition(begin)[0] for begin in waits), key=len)
        for rule in rules:
            rest = rest.replace(rule, "")
        return any(letter.isalnum() for letter in rest)
    return key == "overdue" and _NUMBER.sub("", fold(text)).strip() not in _months(words)


def _lists(text: str, names: Collection[str], *, is_cut: bool) -> bool:
    """Return whether a folded text lists nothing but these names, which may hold commas.

    Of a list that was cut, the last name may be incomplete.
    """
    starts, seen = [0], set[int]()
    while starts:
        rest = text[(start := starts.pop()) :]
        if rest in names or (is_cut and any(name.startswith(rest) for name in names)):
            return True
        seen.add(start)
        ends = (_BETWEEN.match(rest, len(name)) for name in names if name and rest.startswith(name))
        starts += {start + end.end() for end in ends if end} - seen
    return False


def _with_every_language(words: Catalogue) -> list[Catalogue]:
    return [words, *map(catalogue, LANGUAGES)]


@cache
def _check_words(words: Catalogue) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the texts of the Check column in every language, longest first, and the beginning of the one on waiting
    cells."""
    sections = [known.section("check") for known in _with_every_language(words)]
    waits = {fold(str(section["waiting"]).partition("{fields}")[0]) for section in sections}
    rules = {fold(str(text)) for section in sections for text in section.values()}
    return tuple(sorted(rules, key=len, reverse=True)), tuple(waits)


@cache
def _waiting_words(words: Catalogue) -> frozenset[str]:
    """Return the words for what waits and is no column: a remark, a sort, a new row."""
    return frozenset(
        fold(str(word)) for known in _with_every_language(words) for word in known.section("words").values()
    )


@cache
def _months(words: Catalogue) -> frozenset[str]:
    """Return the words around the number of months, in every language."""
    shown = (known.months(count) for known in _with_every_language(words) for count in range(1, PATTERN + 1))
    return frozenset(_NUMBER.sub("", fold(text)).strip() for text in shown)
