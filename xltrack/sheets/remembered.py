"""What was worked out before: returns of one tracker share most of their rows, and the plan they were sent with."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from typing import Any, Protocol, TypeVar

from xltrack.sheets.raw import Raw

V = TypeVar("V")
MOST = 1024
"""Answers that are remembered. A plan with more actions than that is not shared by hundreds of returns."""
HEAVY = 2**14
"""Characters in the texts of a row from which on it is not remembered: memory is bounded in bytes."""


class _Row(Protocol):
    @property
    def values(self) -> Iterable[Raw]: ...


class Memory:
    """What functions made of rows (and of lines of them): the last `most` answers.

    Only for functions of nothing but their arguments. Rows are told apart by which object they are: two that are
    equal need not say the same, since 1 is equal to TRUE.
    """

    def __init__(self, most: int = MOST):
        self._most = most
        self._known: dict[tuple[Any, ...], tuple[_Row, Any]] = {}

    def of(self, function: Callable[..., V], row: _Row, *more: Hashable) -> V:
        key = (function, id(row), *more)
        known = self._known.get(key)
        if known is None:
            known = (row, function(row, *more))  # the row is held: while it is, no other has its id
            if self._most and sum(len(raw) for raw in row.values if isinstance(raw, str)) < HEAVY:
                if len(self._known) >= self._most:
                    self._known.clear()
                self._known[key] = known
        answer: V = known[1]
        return answer

    def clear(self) -> None:
        self._known.clear()
