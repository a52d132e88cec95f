"""What was worked out before: returns of one tracker share most of their rows, and the plan they were sent with."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar

V = TypeVar("V")
MOST = 1024
"""Rows that are remembered. A plan with more actions than that is not shared by hundreds of returns."""


class Remembered(Generic[V]):
    """A function of a row (a line of one, a sheet) and of what can be a key, which remembers its last answers.

    Rows are told apart by which object they are. Two that are equal need not say the same: 1 is equal to TRUE.
    """

    def __init__(self, function: Callable[..., V], most: int = MOST):
        self._function, self._most = function, most
        self._known: dict[tuple[Any, ...], tuple[object, V]] = {}

    def __call__(self, row: object, *more: Any) -> V:
        key = (id(row), *more)
        known = self._known.get(key)
        if known is None:
            if len(self._known) >= self._most:
                self._known.clear()
            known = self._known[key] = (row, self._function(row, *more))  # the row is held: its id stays its own
        return known[1]
