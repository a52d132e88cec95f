"""Moments of a tracker's past as a person names them."""

from __future__ import annotations

from datetime import date


def revision_or_day(text: str) -> int | date | None:
    """Return the revision or the day that a text names; None when it names neither.

    >>> revision_or_day("3"), revision_or_day("2024-06-30"), revision_or_day("june")
    (3, datetime.date(2024, 6, 30), None)
    """
    if text.isdecimal():
        return int(text)
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
