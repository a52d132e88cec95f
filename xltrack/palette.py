"""The one palette of workbook, summary, mail and page. Red means overdue and nothing else.

Each colour has a form for light and one for dark grounds. Every pair of text and ground has a contrast of at least
4.5, every mark and control border at least 3. Red and blue are equally light, so shape distinguishes them: overdue is
filled, open hollow, completed small, without a deadline dashed.
"""

from __future__ import annotations

from collections.abc import Mapping

COLOURS: Mapping[str, tuple[str, str]] = {
    "ink": ("#1B2330", "#E8EAED"),
    "soft": ("#4B5563", "#B8BEC8"),
    "ground": ("#FFFFFF", "#161A21"),
    "canvas": ("#F4F6F8", "#0F1217"),
    "rule": ("#D5DAE1", "#3A4352"),
    "edge": ("#767F8D", "#8D97A6"),
    "navy": ("#12324F", "#A9CDF5"),
    "on-navy": ("#FFFFFF", "#10151C"),
    "late": ("#B3261E", "#FF9C94"),
    "late-soft": ("#FCEBE9", "#3A1F1E"),
    "todo": ("#1F5FA8", "#8AB8F5"),
    "todo-soft": ("#E8F0FA", "#1B2C42"),
    "done": ("#8490A0", "#7F8B9B"),
    "done-soft": ("#EEF1F4", "#262D38"),
    "wait": ("#6F4400", "#F5C97A"),
    "wait-soft": ("#FFF3D6", "#35290F"),
    "fix": ("#6B21A8", "#D9B8FF"),
    "fix-soft": ("#F5EBFD", "#2D2040"),
    "taken": ("#0B6166", "#7FD0D2"),
    "taken-soft": ("#E3F2F2", "#12302F"),
    "ahead": ("#F3F7FC", "#1A2230"),
}
"""A colour's name to its light and its dark form."""


def light(name: str) -> str:
    """Return a colour of the palette by its name, for white paper, as "#1B2330"."""
    return COLOURS[name][0]


def contrast(left: str, other: str) -> float:
    """Return the contrast of two colours by the rule of WCAG 2: from 1 to 21."""
    paler, darker = sorted((_luminance(left), _luminance(other)), reverse=True)
    return (paler + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
