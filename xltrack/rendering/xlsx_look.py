"""Fonts, fills and number formats of the summary workbook, in the colours of the palette."""

from __future__ import annotations

from typing import Any

from xltrack.palette import light
from xltrack.rendering.squares import SQUARE_COLOURS
from xltrack.rendering.table import ColumnKind

FONTS = {"ltr": "Calibri", "rtl": "Arial"}
"""Calibri has no Arabic letters."""
DAY_FORMATS = {
    "en": "[$-809]d mmm yyyy",
    "fr": "[$-40C]d mmm yyyy",
    "es": "[$-C0A]d mmm yyyy",
    "ru": "[$-419]d mmm yyyy",
    "ar": "[$-C01]d mmm yyyy",
    "zh": 'yyyy"年"m"月"d"日"',
}
"""Number formats of days: in the summary's language, whatever that of the program; short enough for its column."""


class Look:
    """The formats of one workbook; each is made once."""

    def __init__(self, book: Any, direction: str, language: str):
        def add(**look: Any) -> Any:
            base = {"font_name": FONTS[direction], "font_size": 10, "font_color": light("ink"), "valign": "top"}
            order = {"reading_order": 2} if direction == "rtl" else {}
            return book.add_format(base | order | look)

        line = {"bottom": 1, "bottom_color": light("rule")}
        head = line | {"bold": True, "bg_color": light("canvas"), "text_wrap": True, "valign": "bottom"}
        right = {"align": "right", "indent": 1}
        self._cells = {
            "text": add(**line, text_wrap=True),
            "long": add(**line, text_wrap=True),
            "number": add(**line, **right),
            "percent": add(**line, **right, num_format='0"%"'),
            "month": add(**line, align="left", num_format="yyyy/mm"),
            "day": add(**line, align="left", num_format=DAY_FORMATS[language]),
        }
        self.link = add(**line, text_wrap=True, font_color=light("todo"), underline=1)
        self._header, self._header_right = add(**head), add(**head, **right)
        self.heading = add(bold=True, font_size=12)
        self.kicker = add(text_wrap=True, font_size=10, font_color=light("soft"), top=5, top_color=light("navy"))
        self.day = add(text_wrap=True, font_size=10, font_color=light("soft"))
        self.headline = add(bold=True, font_size=20, text_wrap=True)
        self.lead = add(font_size=12, text_wrap=True)
        self.figure_label = add(font_size=9, font_color=light("soft"), text_wrap=True, top=1, top_color=light("rule"))
        self._figures = {late: add(bold=True, font_size=22, align="left", font_color=light("late" if late else "ink"))
                         for late in (False, True)}  # fmt: skip
        self.unit = add(bold=True, font_size=11, valign="bottom")
        self.context = add(font_size=9, font_color=light("soft"), text_wrap=True)
        self.change = add(font_size=9, bold=True, text_wrap=True, bottom=1, bottom_color=light("rule"))
        self.small = add(font_size=9, font_color=light("soft"), text_wrap=True)
        self.sentence = add(font_size=10, text_wrap=True)
        self.group = add(text_wrap=True, bold=True, font_size=10, top=1, top_color=light("rule"))
        self.ref = add(font_size=10, font_color=light("soft"))
        self.item = add(font_size=10, text_wrap=True)
        self.mark = add(font_size=10, bold=True, font_color=light("late"))
        self.note_mark = add(font_size=10, bold=True)
        self.number = add(font_size=10, bold=True, align="right", indent=1)
        self.total = add(font_size=10, bold=True, align="right", indent=1, top=1, top_color=light("ink"))
        self.total_text = add(font_size=10, top=1, top_color=light("ink"))
        self.squares = {mark: add(font_size=10, font_color=light(colour)) for mark, colour in SQUARE_COLOURS.items()}
        soft, late = {"bg_color": light("wait-soft"), "font_color": light("wait")}, {"bg_color": light("late-soft")}
        self.late = book.add_format({**late, "font_color": light("late")})
        self.very_late = book.add_format({**late, "font_color": light("late"), "bold": True})
        self.waiting = book.add_format({**soft, "bold": True})

    def figure(self, late: bool) -> Any:
        """Return the format of a figure in large print."""
        return self._figures[late]

    def cell_of(self, kind: ColumnKind) -> Any:
        """Return the format of a table's cell."""
        return self._cells[kind]

    def header_of(self, kind: ColumnKind) -> Any:
        """Return the format of a table's header."""
        return self._header_right if kind in ("number", "percent") else self._header
