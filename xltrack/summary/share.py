"""A share of a whole: a percentage that carries its numerator and denominator, and so never stands alone."""

from __future__ import annotations

from typing import NamedTuple

FEW = 5
"""Of fewer actions than these no percentage is given."""


class Share(NamedTuple):
    """`part` of `whole`. `percent` is whole percents, None of fewer than FEW; 0 and 100 mean exactly none and all."""

    part: int
    whole: int
    percent: int | None


def share(part: int, whole: int) -> Share:
    """Make a share; of fewer than FEW there is no percentage.

    >>> share(10, 23), share(1, 2000).percent, share(1999, 2000).percent, share(3, 4).percent
    (Share(part=10, whole=23, percent=43), 1, 99, None)
    """
    if whole < FEW:
        return Share(part, whole, None)
    rounded = (200 * part + whole) // (2 * whole)
    if 0 < part < whole:
        rounded = min(max(rounded, 1), 99)
    return Share(part, whole, rounded)
