"""What was worked out before: returns of one tracker share most of their rows, and the plan they were sent with."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from typing import Any, Protocol, TypeVar

from xltrack.grid.values import Raw

_V = TypeVar("_V")
R = TypeVar("R", bound="_Row")
_Answers = dict[Hashable, tuple["_Row", Any]]
MOST_ROWS = 1024
"""Answers that are remembered. A plan with more actions than that is not shared by hundreds of returns."""
HEAVY = 2**14
"""Characters in the texts of a row from which on it is not remembered: memory is bounded in bytes."""


class _Row(Protocol):
    @property
    def values(self) -> Iterable[Raw]: ...


class Memory:
    """What the functions of one owner made of rows (and of lines of them): the last `most` answers of each.

    Only for functions of nothing but their arguments. Rows are told apart by which object they are: two that are
    equal need not say the same, since 1 is equal to TRUE.
    """

    def __init__(self, most: int = MOST_ROWS):
        self._most = most
        self._known: dict[object, _Answers] = {}

    def of(self, function: Callable[..., _V], row: _Row, *more: Hashable) -> _V:
        """`function(row, *more)`."""
        answers, key = self._answers(function), (id(row), *more)
        known = answers.get(key)
        answer: _V = self._learn(answers, key, function, row, *more) if known is None else known[1]
        return answer

    def of_each(self, function: Callable[[R], _V], rows: Iterable[R]) -> list[_V]:
        """`function(row)` for each of the rows."""
        answers = self._answers(function)
        known = ((row, answers.get(id(row))) for row in rows)
        return [self._learn(answers, id(row), function, row) if one is None else one[1] for row, one in known]

    def _answers(self, function: Callable[..., Any]) -> _Answers:
        """Kept by the bare function: a bound one would hold its owner, and the owner holds this memory."""
        return self._known.setdefault(getattr(function, "__func__", function), {})

    def _learn(self, answers: _Answers, key: Hashable, function: Callable[..., _V], row: _Row, *more: Hashable) -> _V:
        answer = function(row, *more)
        if self._most and sum(len(raw) for raw in (*row.values, *more) if isinstance(raw, str)) < HEAVY:
            if len(answers) >= self._most:
                answers.clear()
            answers[key] = (row, answer)  # the row is held: while it is, no other has its id
        return answer

    def clear(self) -> None:
        self._known.clear()
