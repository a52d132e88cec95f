"""A share of the whole, the value of fields such as progress."""

from __future__ import annotations

from typing import Self


class Percentage(float):
    """A percentage, stored as its number of percent: Percentage(40) is 40%."""

    __slots__ = ()

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read "40%" or "40". Raises ValueError."""
        return cls(text.strip().removesuffix("%"))

    def __str__(self) -> str:
        return f"{float(self):.10g}%"

    def __repr__(self) -> str:
        return f"Percentage({float(self):.10g})"
