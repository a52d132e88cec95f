"""How the default template looks: one palette, and one style a meaning.

A meaning never shows by colour alone: each has bold, italic or struck text as well, or says itself in words.
A test holds every pair of text and fill to a contrast of at least 4.5.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

INK, SOFT, LINE, PAPER = "#1F2A37", "#56616E", "#D5DBE1", "#FFFFFF"
NAVY, TEAL, SLATE, LOCKED = "#1F3A52", "#0B6A6E", "#5A6572", "#F4F6F8"

Style = Mapping[str, Any]

BASE: Style = {"font_name": "Calibri", "font_size": 10, "font_color": INK, "valign": "top"}
BODY: Style = {**BASE, "border": 1, "border_color": LINE, "text_wrap": True, "align": "left", "indent": 1}

HEADERS: Mapping[str, Style] = {
    name: {**BASE, "bold": True, "font_color": PAPER, "bg_color": fill, "text_wrap": True, "valign": "vcenter"}
    | {"align": "left", "indent": 1, "border": 1, "border_color": PAPER}
    for name, fill in {"plan": NAVY, "staff": TEAL, "live": SLATE}.items()
}
"""Header cells: what the plan says, what staff fill in, what is worked out."""

BODIES: Mapping[str, Style] = {
    "plan": {**BODY, "bg_color": LOCKED},
    "staff": {**BODY, "bg_color": PAPER, "locked": False},
    "live": {**BODY, "bg_color": LOCKED, "font_color": SOFT},
}

MARKS: Mapping[str, Style] = {
    "overdue": {"bold": True, "font_color": "#9B1C1C", "bg_color": "#FBE9E7"},
    "soon": {"bold": True, "font_color": "#7A4B00", "bg_color": "#FFF1D6"},
    "completed": {"italic": True, "font_color": "#2F5D3A", "bg_color": "#EAF4EC"},
    "closed": {"font_strikeout": True, "font_color": "#56616E", "bg_color": "#EDEFF1"},
    "changed": {"bold": True, "font_color": "#1E3A8A", "bg_color": "#E3ECFB"},
    "finding": {"bold": True, "font_color": "#6B21A8", "bg_color": "#F5E9FC"},
    "waiting": {"bold": True, "underline": 1, "font_color": "#5C3D00", "bg_color": "#FFF0A8"}
    | {"border": 1, "border_color": "#5C3D00"},
}
"""What the conditional formats show, and the legend with the same styles."""

BLOCK: Style = {"bold": True, "border": 1, "border_color": LINE, "top": 1, "top_color": NAVY}
"""The first row of a decision's block."""
PICK: Style = {"bold": True, "font_color": "#5C3D00", "bg_color": "#FFF0A8", "border": 1, "border_color": "#5C3D00"}
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
}


def contrast(one: str, other: str) -> float:
    """The contrast of two colours by the rule of WCAG 2: from 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
