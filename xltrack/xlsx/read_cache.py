"""Sheets that are nearly those read before: cut where those were cut, shown to the parser only where they differ.

Hundreds of returns of one tracker have the same rows but for a few. Walking along the rows of the last one is a
comparison of bytes; searching for their ends, checking them and taking them apart is left to the rows that are new.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from operator import itemgetter
from typing import Any, Generic, NamedTuple, TypeVar

from xltrack.grid.limits import MIB
from xltrack.grid.values import Row
from xltrack.xlsx.memo_table import Known, split_like
from xltrack.xlsx.quick import DATA, END, MARK, NotPlain, merged_areas, show_head, show_rows, show_tail

_T = TypeVar("_T")
MOST_SHEETS = MIB
"""Bytes of rows that are remembered in one setting, and of a sheet whose rows are: some 300 actions."""
_LONG = 2**16
"""Bytes of a root tag and of a setting's formats from which on nothing is remembered of a sheet; real ones: 2,000."""
_ROOT = re.compile(rb"""<worksheet(?:[^>"']|"[^"]*"|'[^']*')*+>""")

Setting = tuple[frozenset[str], frozenset[int], int, int]
"""All but its shared texts that a row's meaning depends on: date formats, live columns, header row, day shift."""


def weight_of(setting: Setting) -> int:
    """Bytes that a setting takes, near enough."""
    return 64 * (len(setting[0]) + len(setting[1]))


class Said(NamedTuple, Generic[_T]):
    """What some XML says as long as the shared texts that `pick` takes are these."""

    what: _T
    numbers: tuple[int, ...]
    pick: Callable[[list[str]], object]
    texts: object
    weight: int
    """Characters of those texts."""
    places: tuple[int, ...] = ()
    """Of a row whose texts are all shared ones: where among its values each of them stands."""

    def holds(self, strings: list[str]) -> bool:
        try:
            return bool(self.pick(strings) == self.texts)
        except IndexError:
            return False


def said(what: _T, numbers: Iterable[int], strings: list[str], places: Sequence[int] = ()) -> Said[_T]:
    used = tuple(numbers)
    pick = itemgetter(*used) if used else _nothing
    return Said(what, used, pick, pick(strings), sum(len(strings[number]) for number in used), tuple(places))


def with_texts(told: Said[Row], strings: list[str]) -> Said[Row] | None:
    """The same row where other texts are shared; None where that cannot be told without its XML."""
    if not told.places or max(told.numbers) >= len(strings):
        return None
    values = list(told.what.values)
    for place, number in zip(told.places, told.numbers, strict=True):
        values[place] = strings[number]
    return said(told.what._replace(values=tuple(values)), told.numbers, strings, told.places)


def _nothing(_: list[str]) -> None:
    """For XML that points to no shared text."""


class Alike:
    """What sheets held that were read in one setting and under one root tag, which declares their prefixes."""

    def __init__(self, root: bytes):
        self.rows: Known[bytes, Said[Row]] = Known(MOST_SHEETS)
        """What a row says, by its XML."""
        self._root = root
        self._heads: Known[bytes, bool] = Known(MOST_SHEETS // 8)
        self._tails: Known[bytes, list[str]] = Known(MOST_SHEETS // 8)
        self._last: list[bytes] = []

    def cut(self, sheet: bytes, parser: Callable[[], Any]) -> tuple[list[bytes], list[str]]:
        """The rows of a sheet as they stand, and its merged areas. Raises NotPlain.

        `sheet` begins with the root tag. What no sheet before it held is shown to a parser, in its place.
        """
        start, end = sheet.find(DATA) + len(DATA), sheet.rfind(END)
        if not len(DATA) <= start <= end:
            raise NotPlain
        head, tail = sheet[:start], sheet[end:]
        blank, *rows = split_like(self._last, sheet, MARK, start, end)
        if blank.strip():
            raise NotPlain
        fresh = [row for row in rows if row not in self.rows]
        known, areas = head in self._heads, self._tails.get(tail)
        if fresh or areas is None or not known:
            check = parser()
            show_head(check, self._root + DATA if known else head)
            show_rows(check, b"".join(fresh))
            show_tail(check, tail if areas is None else END + b"</worksheet>")
        if areas is None:
            areas = self._tails.keep(tail, merged_areas(tail.decode()), len(tail))
        if not known:
            self._heads.keep(head, True, len(head))
        self._last = rows
        return rows, areas


ALIKE: Known[tuple[Setting, bytes], Alike] = Known(8)
"""What was read lately, by setting and root tag."""


def like(sheet: bytes, setting: Setting) -> Alike:
    """What is known of sheets like this one, which begins with its root tag. Raises NotPlain."""
    root = _ROOT.match(sheet)
    if root is None:
        raise NotPlain
    if len(root[0]) + weight_of(setting) > _LONG:
        return Alike(root[0])
    key = (setting, root[0])
    known = ALIKE.get(key)
    return ALIKE.keep(key, Alike(root[0]), 1) if known is None else known
