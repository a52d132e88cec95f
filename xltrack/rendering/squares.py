"""A recommendation's actions as a line of squares or as a bar of signs, where a picture cannot be drawn."""

from __future__ import annotations

from collections.abc import Iterator

from xltrack.rendering.page import RecommendationMarks, WhereOverdue

SIGNS = {"overdue": "\u25a0", "open": "\u25a1", "no_deadline": "\u25cc", "completed": "\u25aa"}
"""Filled: overdue; hollow: open; dashed: without a deadline; small: completed."""

BLOCKS = {"overdue": "\u2588", "open": "\u2592", "no_deadline": "\u2591", "completed": "\u2584"}
"""The signs of a bar: full, grey, light, and half as high."""

BAR_SIGNS = 14
"""Signs of the longest bar."""

SQUARE_COLOURS = {"overdue": "late", "open": "todo", "no_deadline": "soft", "completed": "done"}
"""The colour of each sign, where there are colours."""


def squares(part: RecommendationMarks) -> str:
    """Return one sign an action."""
    return "".join(signs for _, signs in marked_squares(part))


def marked_squares(part: RecommendationMarks) -> Iterator[tuple[str, str]]:
    """Yield the signs of each kind of action with that kind; nothing for a kind without actions."""
    for mark, sign in SIGNS.items():
        if count := getattr(part, mark):
            yield mark, sign * count


def marked_signs(where: WhereOverdue, part: RecommendationMarks) -> Iterator[tuple[str, str]]:
    """Yield the signs of each kind of action with that kind: a square an action, or a bar where there are too many."""
    if where.kind == "squares":
        yield from marked_squares(part)
        return
    for mark, block in BLOCKS.items():
        if count := getattr(part, mark):
            yield mark, block * max(round(count * BAR_SIGNS / where.most), 1)
