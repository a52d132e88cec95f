"""A recommendation's actions as a line of squares, where a picture cannot be drawn."""

from __future__ import annotations

from collections.abc import Iterator

from xltrack.rendering.page import RecommendationMarks

SIGNS = {"overdue": "\u25a0", "open": "\u25a1", "no_deadline": "\u25cc", "completed": "\u25aa"}
"""Filled: overdue; hollow: open; dashed: without a deadline; small: completed."""

SQUARE_COLOURS = {"overdue": "late", "open": "todo", "no_deadline": "todo", "completed": "done"}
"""The colour of each sign, where there are colours."""


def squares(part: RecommendationMarks) -> str:
    """Return one sign an action."""
    return "".join(signs for _, signs in marked_squares(part))


def marked_squares(part: RecommendationMarks) -> Iterator[tuple[str, str]]:
    """Yield the signs of each kind of action with that kind; nothing for a kind without actions."""
    for mark, sign in SIGNS.items():
        if count := getattr(part, mark):
            yield mark, sign * count
