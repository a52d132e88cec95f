"""Options of a summary, as its reader asks for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

GROUPINGS = ("responsible", "recommendation", "category", "thematic_area")


@dataclass(frozen=True, slots=True)
class Options:
    """The groupings of the annex, or only its overdue list.

    `letters` bounds long texts and `rows` every table but that of the plans; None does not.
    """

    by: tuple[str, ...] = GROUPINGS
    only_overdue: bool = False
    letters: int | None = 240
    rows: int | None = 1000
    links: Mapping[str, str] = field(default_factory=dict)
    """Of each plan of a portfolio, the address of its own page."""
