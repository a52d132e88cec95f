"""Fonts, fills and number formats of the summary workbook; the colours are those of the web page's light theme."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from xltrack.rendering.page import ColumnKind
from xltrack.rendering.style import COLOURS

FONT = "Calibri"


def colour(name: str) -> str:
    return COLOURS[name][0]


class Look:
    """The formats of one workbook; each is made once."""

    def __init__(self, book: Any, direction: str):
        def add(**look: Any) -> Any:
            base = {"font_name": FONT, "font_size": 10, "font_color": colour("ink"), "valign": "top"}
            order = {"reading_order": 2} if direction == "rtl" else {}
            return book.add_format(base | order | look)

        line = {"bottom": 1, "bottom_color": colour("rule")}
        head = line | {"bold": True, "bg_color": colour("panel"), "text_wrap": True, "valign": "bottom"}
        right = {"align": "right", "indent": 1}
        self._cells = {
            "text": add(**line, text_wrap=True),
            "long": add(**line, text_wrap=True),
            "number": add(**line, **right),
            "percent": add(**line, **right, num_format='0"%"'),
            "month": add(**line, align="left", num_format="yyyy/mm"),
            "day": add(**line, align="left", num_format="d mmmm yyyy"),
        }
        self._header, self._header_right = add(**head), add(**head, **right)
        band = {"bg_color": colour("band"), "font_color": colour("on-band")}
        self.heading = add(bold=True, font_size=12)
        self.title = add(**band, bold=True, font_size=18, valign="vcenter", align="left", indent=1)
        self.subtitle = add(**band, valign="vcenter", align="left", indent=1)
        self.day = add(**band, bold=True, valign="vcenter", align="left", indent=1)
        self.headline = add(bold=True, font_size=14)
        self.sentence = add(font_size=11)
        middle = line | {"valign": "vcenter", "text_wrap": True}
        self._listed = {
            "number": add(**middle, **right, bold=True),
            "month": add(**middle, align="left", num_format="yyyy/mm"),
        }
        self._listed_text = add(**middle)
        self._tiles = [_tile(add, name) for name in ("on_schedule", "overdue")]
        self.note = add(bg_color=colour("note-ground"), font_color=colour("note"), font_size=9, text_wrap=True)
        self.small = add(font_size=9, font_color=colour("soft"), text_wrap=True)
        self.late = book.add_format({"bg_color": "#FFE9C7", "font_color": "#6B4400"})
        self.very_late = book.add_format({"bg_color": "#FBDAD7", "font_color": "#8C1812", "bold": True})
        self.waiting = book.add_format({"bold": True, "font_color": "#8C1812"})

    def tile(self, alarm: bool) -> tuple[Any, Any, Any]:
        """Of a tile's label, its figure and its detail."""
        return self._tiles[alarm]

    def listed(self, kind: ColumnKind) -> Any:
        """Of a cell in the first page's list, where every row is one or two lines high."""
        return self._listed.get(kind, self._listed_text)

    def cell_of(self, kind: ColumnKind) -> Any:
        return self._cells[kind]

    def header_of(self, kind: ColumnKind) -> Any:
        return self._header_right if kind in ("number", "percent") else self._header


def _tile(add: Callable[..., Any], edge: str) -> tuple[Any, Any, Any]:
    """A panel with a coloured edge, as on the web page."""
    panel = {"bg_color": colour("panel"), "left": 5, "left_color": colour(edge), "align": "left", "indent": 1}
    figure = {"font_color": colour(edge)} if edge == "overdue" else {}
    return (
        add(**panel, bold=True, valign="vcenter"),
        add(**panel, **figure, bold=True, font_size=24, valign="vcenter"),
        add(**panel, font_size=9, font_color=colour("soft"), text_wrap=True),
    )
