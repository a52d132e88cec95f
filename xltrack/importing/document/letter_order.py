"""The order in which letters are read, made from that in which a PDF shows them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

_KINDS = {"L": "L", "R": "R", "AL": "R", "EN": "E", "AN": "E", "CS": "S", "ET": "%"}
"""Unicode's classes of direction: letters, digits, a sign between digits, a sign behind them."""


def is_leftward(texts: Iterable[str]) -> bool:
    """Return whether most letters belong to a script that is written from right to left."""
    kinds = [unicodedata.bidirectional(text[0]) for text in texts if text]
    return sum(kind in ("R", "AL") for kind in kinds) > kinds.count("L")


def logical_order(units: list[str], leftward: bool) -> str:
    """Return letters, given from left to right as they are seen, in the order in which they are read."""
    units = [unicodedata.normalize("NFKC", unit) if unit >= "\ufb50" else unit for unit in units]
    kinds = [_KINDS.get(unicodedata.bidirectional(unit[:1] or " "), "-") for unit in units]
    if "R" not in kinds:
        return "".join(units)
    turned = _turned(kinds, "R", "R") if not leftward else _turned(kinds, "L", "LE")
    pieces: list[str] = []
    at = 0
    while at < len(units):
        end = turned.get(at, at + 1)
        piece = units[at:end]
        pieces.append("".join(piece if leftward else reversed(piece)))
        at = end
    return "".join(reversed(pieces) if leftward else pieces)


def _turned(kinds: list[str], strong: str, members: str) -> dict[int, int]:
    """Return the runs of letters that are read against the direction of their line: begin -> end.

    Signs between two letters of a run belong to it, and so does one sign between two digits.
    """
    runs: dict[int, int] = {}
    at = 0
    while at < len(kinds):
        if kinds[at] not in members:
            at += 1
            continue
        end = at + 1
        while (more := _next(kinds, end, strong, members)) > end:
            end = more
        runs[at] = at = end
    return runs


def _next(kinds: list[str], end: int, strong: str, members: str) -> int:
    """Extend a run that ends at `end` by its next part; return the new end, or `end` where the run is over."""
    if end < len(kinds) and kinds[end] in members:
        return end + 1
    if kinds[end - 1] == "E" and kinds[end : end + 2] == ["S", "E"]:
        return end + 2
    if kinds[end - 1] == "E" and kinds[end : end + 1] == ["%"]:
        return end + 1
    following = next((at for at in range(end, len(kinds)) if kinds[at] in ("L", "R", "E")), end)
    joins = following > end and kinds[end - 1] == strong and kinds[following] in members
    return following + 1 if joins else end
