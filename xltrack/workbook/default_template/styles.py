"""The look of the default template: one palette, and one style for each meaning.

No meaning shows by colour alone: each also has bold, italic or struck text, or words. A test checks that every pair of
text and fill has a contrast of at least 4.5.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from xltrack.i18n.catalogue import Catalogue
from xltrack.palette import light

INK, SOFT, LINE, PAPER = light("ink"), light("soft"), light("rule"), light("ground")
NAVY, TEAL, SLATE, LOCKED = light("navy"), light("taken"), light("soft"), light("canvas")

Style = Mapping[str, Any]

BASE: Style = {"font_name": "Calibri", "font_size": 10, "font_color": INK, "valign": "top"}
BODY: Style = {**BASE, "border": 1, "border_color": LINE, "text_wrap": True, "align": "left", "indent": 1}

HEADERS: Mapping[str, Style] = {
    name: {**BASE, "bold": True, "font_color": PAPER, "bg_color": fill, "text_wrap": True, "valign": "vcenter"}
    | {"align": "left", "indent": 1, "border": 1, "border_color": PAPER}
    for name, fill in {"plan": NAVY, "staff": TEAL, "live": SLATE}.items()
}
"""Header cells: of the plan, of the staff's update, of computed columns."""

BODIES: Mapping[str, Style] = {
    "plan": {**BODY, "bg_color": LOCKED},
    "staff": {**BODY, "bg_color": PAPER, "locked": False},
    "live": {**BODY, "bg_color": LOCKED, "font_color": SOFT},
}

MARKS: Mapping[str, Style] = {
    "overdue": {"bold": True, "font_color": light("late"), "bg_color": light("late-soft")},
    "soon": {"bold": True, "font_color": light("wait"), "bg_color": light("wait-soft")},
    "completed": {"italic": True, "font_color": SOFT, "bg_color": light("done-soft")},
    "closed": {"font_strikeout": True, "font_color": SOFT, "bg_color": light("done-soft")},
    "changed": {"bold": True, "font_color": light("todo"), "bg_color": light("todo-soft")},
    "finding": {"bold": True, "font_color": light("fix"), "bg_color": light("fix-soft")},
    "waiting": {"bold": True, "underline": 1, "font_color": light("wait"), "bg_color": light("wait-soft")}
    | {"border": 1, "border_color": light("wait")},
}
"""The styles of the conditional formats, and of the legend that explains them."""
MARKED = ("overdue", "soon", "completed", "closed", "changed", "finding", "waiting")
"""The marks in the order in which they are explained."""


def mark_samples(words: Catalogue) -> Mapping[str, str]:
    """Return the text under each mark of the legend."""
    status = words.section("status")
    samples = {"completed": status["completed"], "closed": status["no_longer_applicable"]}
    return {mark: samples.get(mark) or words.word("start", f"mark_{mark}") for mark in MARKED}


BLOCK: Style = {"bold": True, "border": 1, "border_color": LINE, "top": 1, "top_color": NAVY}
"""The first row of a decision's block."""
PICK: Style = {"bold": True, "font_color": light("wait"), "bg_color": light("wait-soft"), "border": 1} | {
    "border_color": light("wait")
}
"""The cell where a pick is still to be made."""

TITLE: Style = {**BASE, "font_size": 16, "bold": True, "font_color": NAVY, "valign": "vcenter"}
QUIET: Style = {**BASE, "font_size": 9, "font_color": SOFT, "valign": "vcenter"}
GROUPS: Mapping[str, Style] = {
    name: {**BASE, "font_size": 9, "bold": True, "font_color": colour, "valign": "bottom"}
    for name, colour in {"plan": NAVY, "staff": TEAL, "live": SLATE}.items()
}
SECTION: Style = {**BASE, "font_size": 12, "bold": True, "font_color": NAVY, "bottom": 1, "bottom_color": LINE}
FIGURE: Style = {
    **BASE,
    "font_size": 26,
    "bold": True,
    "align": "left",
    "font_color": NAVY,
    "top": 5,
    "top_color": TEAL,
}
FIGURE_LABEL: Style = {**BASE, "font_color": SOFT}

NUMBER_FORMATS: Mapping[str, str] = {
    "month": "yyyy/mm",
    "date": "yyyy-mm-dd",
    "moment": "yyyy-mm-dd hh:mm",
    "month_text": "@",
    "number": "0",
    "own_number": "#,##0.##########",
    "percent": "0%",
}
