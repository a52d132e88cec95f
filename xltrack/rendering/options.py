"""What a reader asks a summary for."""

from __future__ import annotations

from dataclasses import dataclass

GROUPINGS = ("responsible", "recommendation", "category", "thematic_area")


@dataclass(frozen=True, slots=True)
class Options:
    """The groupings of the annex, or only its overdue list. `letters` bounds long texts; None does not."""

    by: tuple[str, ...] = GROUPINGS
    only_overdue: bool = False
    letters: int | None = 240
