"""A recommendation's actions as a line of squares, where a picture cannot be drawn."""

from __future__ import annotations

from xltrack.rendering.page import RecommendationMarks

SIGNS = {"overdue": "\u25a0", "open": "\u25a1", "no_deadline": "\u25cc", "completed": "\u25aa"}
"""Filled: overdue; hollow: open; dashed: without a deadline; small: completed."""


def squares(part: RecommendationMarks) -> str:
    """Return one sign an action."""
    return "".join(sign * getattr(part, mark) for mark, sign in SIGNS.items())
