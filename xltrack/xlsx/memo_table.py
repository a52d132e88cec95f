"""What this process has read before. Hundreds of returns of one tracker are the same but for a few cells."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import TypeVar

_K = TypeVar("_K", bound=Hashable)
_V = TypeVar("_V")


class Known(dict[_K, _V]):
    """What was worked out from what, as long as it weighs less than `most`; then it begins again with nothing.

    Only for what depends on its key alone, so that a file says the same whatever was read before it.
    """

    def __init__(self, most: int):
        self._most, self._weight = most, 0

    def keep(self, key: _K, value: _V, weight: int, freed: int = 0) -> _V:
        """`freed` is the weight of what this takes the place of."""
        self._weight = max(self._weight - freed, 0)
        if weight > self._most // 8:
            self.pop(key, None)
            return value
        if self._weight + weight > self._most:
            self.clear()
        self._weight += weight
        self[key] = value
        return value

    def clear(self) -> None:
        super().clear()
        self._weight = 0


def split_like(guesses: Iterable[bytes], data: bytes, mark: bytes, start: int, end: int) -> list[bytes]:
    """`data[start:end]` cut before every mark; pieces that are as guessed, one by one, are the very guesses.

    Of a guess only the bytes are compared; only where one is wrong is the next mark searched, which costs ten times
    as much. A guess begins with the mark and does not hold it again.
    """
    at = data.find(mark, start, end)
    if at < 0:
        return [data[start:end]]
    pieces, size = [data[start:at]], len(mark)
    for guess in guesses:
        stop = at + len(guess)
        piece = guess
        if not data.startswith(guess, at, end):
            if not data.startswith(mark, at, end):
                break
            stop = data.find(mark, at + size, end)
            stop = stop if stop >= 0 else end
            piece = data[at:stop]
        pieces.append(piece)
        at = stop
    rest, *more = data[at:end].split(mark)
    if rest:
        pieces[-1] += rest
    return pieces + [mark + piece for piece in more]
