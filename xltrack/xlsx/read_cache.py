"""Cache for reading many workbooks: copies of one tracker share most of their parts and rows.

The caller makes a ReadCache, passes it from file to file and drops it. Every entry depends on its key alone, so the
result for a file does not depend on the files before it.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from operator import itemgetter
from typing import Any, Generic, NamedTuple, TypeVar

from xltrack.grid.limits import MIB
from xltrack.grid.values import Row

_K = TypeVar("_K", bound=Hashable)
_V = TypeVar("_V")


class MemoTable(Generic[_K, _V]):
    """A memo table bounded in bytes. Emptied when it would grow past `max_bytes`.

    Values depend on a context and a key, and are kept by context, so that a reader can hold the dict of one context.
    """

    def __init__(self, max_bytes: int):
        self._max, self._bytes = max_bytes, 0
        self._known: dict[Hashable, dict[_K, _V]] = {}

    def __bool__(self) -> bool:
        return any(self._known.values())

    def __contains__(self, context: Hashable) -> bool:
        """Return whether values were asked for in this context before."""
        return context in self._known

    def of(self, context: Hashable) -> dict[_K, _V]:
        """Return the known values of a context, by key."""
        return self._known.setdefault(context, {})

    def keep(self, context: Hashable, key: _K, value: _V, weight: int) -> _V:
        """Remember a value of `weight` bytes (key included), unless it is more than half of `max_bytes`."""
        if weight <= self._max // 2:
            if self._bytes + weight > self._max:
                for known in self._known.values():  # readers hold some of these dicts
                    known.clear()
                self._known.clear()
                self._bytes = 0
            self._bytes += weight
            self.of(context)[key] = value
        return value


ROW_BYTES = 8 * MIB
"""Most bytes that remembered rows take."""

_MARK_BYTES = 300
"""Bytes that it takes to remember that a key occurred once."""

TEXT_BYTES = 16 * MIB
"""Most bytes that the texts of workbooks take in a common numbering; what comes later is read by its own numbers."""

_FEW = 8
"""Of so many texts of a workbook at most one is new where it is a copy of an earlier one."""

_TEXT_BYTES = 200
"""Bytes that such a text takes besides its characters."""


Picker = Callable[[Sequence[str]], Sequence[str]]


def picker(places: Sequence[int]) -> Picker:
    """Return a function that picks the texts at some places from a sequence. Called a million times: it runs in C."""
    if len(places) > 1:
        return itemgetter(*places)
    return lambda texts: tuple(texts[at] for at in places)


class RowShape(NamedTuple):
    """The common part of rows that differ only in number, values and formulas."""

    columns: tuple[int, ...]
    """The columns of the cells that are kept."""
    shared: Picker
    """Picks the numbers of the shared texts from the row's XML, split at its marks."""
    others: tuple[tuple[int, str, int], ...]
    """For each other value: its place in the row, how it is read (see `code_of`), and its place in the row's XML."""


class KnownRow(NamedTuple):
    """A row whose very bytes were read before: the result, its shape and XML, and the texts that it depends on."""

    row: Row
    shape: RowShape
    found: Sequence[str]
    pick: Picker
    """Picks the row's shared texts from those of a workbook."""
    shared: Sequence[str]
    """The shared texts that were picked: a workbook with the same texts has the same row."""


class CommonTexts:
    """The texts that workbooks shared so far, each with a number of its own."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.marks: list[bytes] = []
        """By number: the XML of a cell's value that names this text."""
        self._numbers: dict[str, int] = {}
        self._left = TEXT_BYTES

    def numbers(self, texts: Sequence[str]) -> list[int] | None:
        """Number a workbook's new texts, and return the numbers of all; None where many are new, or for want of room.

        Of another tracker few texts are known, and its sheets would not be known again. There are marks for the
        workbook's own numbers, too.
        """
        new = [text for text in dict.fromkeys(texts) if text not in self._numbers]
        weight = sum(map(len, new)) + _TEXT_BYTES * len(new)
        if weight > self._left:
            return None
        self._left -= weight
        for text in new:
            self._numbers[text] = len(self.texts)
            self.texts.append(text)
        while len(self.marks) < max(len(self.texts), len(texts)):
            self.marks.append(b' t="s"><v>%d</v>' % len(self.marks))
        return list(map(self._numbers.__getitem__, texts)) if len(new) * _FEW <= len(texts) else None


class ReadCache:
    """Two memo tables: `parts`, values computed from small parts, and `rows`, how rows are read.

    A row is known by its bytes without formulas, or its shape by the XML around its values; a formula only counts as
    checked. Copies of one tracker have their texts in the numbering of `common`.
    """

    def __init__(self) -> None:
        self.parts: MemoTable[Hashable, Any] = MemoTable(64 * MIB)
        self.rows: MemoTable[bytes | str, KnownRow | RowShape | bytes] = MemoTable(ROW_BYTES)
        self.common = CommonTexts()

    def part(self, context: Hashable, key: Hashable, weight: int, make: Callable[[], _V]) -> _V:
        """Return the result of `make` for the part with this `key`, computed once."""
        known = self.parts.of(context)
        if key in known:
            return known[key]  # type: ignore[no-any-return]
        return self.parts.keep(context, key, make(), weight)  # type: ignore[no-any-return]

    def part_again(self, context: Hashable, key: Hashable, weight: int, make: Callable[[], _V]) -> _V:
        """Return the same, but keep the result only from the second time on: most keys occur once."""
        met, mark = ("met", context), hash(key)
        if mark in self.parts.of(met):
            return self.part(context, key, weight, make)
        self.parts.keep(met, mark, None, _MARK_BYTES)
        return make()
