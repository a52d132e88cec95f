"""What this process has read before. Hundreds of returns of one tracker are the same but for a few cells."""

from __future__ import annotations

from collections.abc import Hashable
from typing import TypeVar

MIB = 2**20

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Known(dict[K, V]):
    """What was worked out from what, as long as it weighs less than `most`; then it begins again with nothing.

    Only for what depends on its key alone, so that a file says the same whatever was read before it.
    """

    def __init__(self, most: int):
        self._most, self._weight = most, 0

    def keep(self, key: K, value: V, weight: int) -> V:
        if weight <= self._most // 8:
            if self._weight + weight > self._most:
                self.clear()
            self._weight += weight
            self[key] = value
        return value

    def clear(self) -> None:
        super().clear()
        self._weight = 0
