"""The default template while it is drawn: formats made once, sheets by key, tables with one styled model row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from math import ceil
from typing import Any

from xltrack.findings import column_letters
from xltrack.i18n.catalogue import Catalogue
from xltrack.model.fields import ACTION_FIELDS, DECISIONS, Column, defined_name
from xltrack.workbook import live_formulas as live
from xltrack.workbook.default_template.styles import BODIES, GROUPS, HEADERS, NUMBER_FORMATS, QUIET, TITLE, Style
from xltrack.xlsx.formulas import quoted
from xltrack.xlsx.text_width import lines, longest_word

DRAWN = datetime(2024, 1, 1, tzinfo=UTC)
"""The creation day in the document's properties: fixed, so that the same code draws the same bytes."""

HEADER, MODEL = 5, 6
"""Rows of the header and of the model row, on every sheet with a table."""

HINT = 4
"""The column where the hint for a sheet begins, right of the form id."""

RIGHT_TO_LEFT = 2
"""A cell's reading order. By its first letter it would be wrong after a ref, and programs guess it differently."""

EMBEDDED = "\u202b", "\u202c"
"""Around a text that runs from right to left where no format can say so: page headers have none."""
PADDING = 2
"""Characters of a column's width that its texts do not get: an indent, and the borders."""

CENTRED = ("month", "date", "month_text", "number", "moment", "percent", "yes_no")
COUNTERS = ("actions", "overdue", "changed", "problems")


class Drawing:
    """The workbook while it is drawn: its formats made once, its sheets by key."""

    def __init__(self, book: Any, words: Catalogue, columns: Sequence[Column], recommendations: Sequence[Column]):
        self.book, self.words, self.actions, self.recommendations = book, words, columns, recommendations
        self._formats: dict[str, Any] = {}
        self.font = words.word("language", "font")
        self.leftward = words.word("language", "direction") == "rtl"
        self.names = {key: words.word("sheets", key) for key in words.section("sheets")}
        self.sheets = {key: book.add_worksheet(name) for key, name in self.names.items()}
        for sheet in self.sheets.values() if self.leftward else ():
            sheet.right_to_left()
        self.places = self._places()

    def style(self, *styles: Style) -> Any:
        """Return the workbook's format for the styles, later ones over earlier."""
        merged = {key: value for style in styles for key, value in style.items()}
        if "font_name" in merged:
            merged["font_name"] = self.font
            if self.leftward:
                merged = {"reading_order": RIGHT_TO_LEFT} | merged
                merged["align"] = "right" if merged.get("align") in (None, "left") else merged["align"]
        key = repr(sorted(merged.items()))
        if key not in self._formats:
            self._formats[key] = self.book.add_format(merged)
        return self._formats[key]

    def cell(self, sheet: str, address: str) -> str:
        """Return a cell's absolute address from another sheet."""
        return f"{quoted(self.names[sheet])}!{address}"

    def name(self, name: str, sheet: str, address: str) -> None:
        self.book.define_name(name, "=" + self.cell(sheet, address))

    def properties(self) -> None:
        words = self.words
        self.book.set_properties(
            {"title": words.word("start", "subtitle"), "subject": words.word("start", "subtitle")}
            | {"keywords": words.word("notes", "keywords"), "author": "xltrack", "created": DRAWN}
        )
        self.book.set_custom_property("xltrack", "template", "text")
        self.book.set_size(1600, 900)

    def _places(self) -> live.ColumnPlaces:
        lists = quoted(self.names["lists"])
        codes = list(self.words.section("status"))
        return live.ColumnPlaces(
            letters={column.key: column_letters(at) for at, column in enumerate(self.actions, 1)},
            header=HEADER,
            model=MODEL,
            words={word: f"{lists}!$C${row}" for row, word in enumerate(live.LIST_WORDS, 2)},
            statuses={code: f"{lists}!$A${row}" for row, code in enumerate(codes, 2)},
            status_list=f"{lists}!$A$2:$A${1 + len(codes)}",
            base=quoted(self.names["base"]),
            fields=tuple(column for column in self.actions if column.own or column in ACTION_FIELDS),
        )

    def table(self, key: str, columns: Sequence[Column], freeze: str, print_to: str = "") -> None:
        sheet, at = self.sheets[key], {column.key: number for number, column in enumerate(columns)}
        letters = {column.key: column_letters(number + 1) for column, number in zip(columns, at.values(), strict=True)}
        self._heading(key, columns)
        formulas, tall = self._formulas(key, letters), 2
        for number, column in enumerate(columns):
            group, header = group_of(column), column.header(key, self.words)
            width = self._width(column, header)
            tall = max(tall, lines(header, width - PADDING))
            sheet.set_column(number, number, width, None, {"hidden": column.hidden})
            sheet.write_string(HEADER - 1, number, header, self.style(HEADERS[group]))
            centred = (
                {"align": "center", "indent": 0}
                if column.kind in CENTRED or (key == "recommendations" and group == "live")
                else {}
            )
            style = self.style(BODIES[group], {"num_format": number_format(column)}, centred)
            if column.key in formulas:
                sheet.write_formula(MODEL - 1, number, "=" + formulas[column.key], style, "")
            else:
                sheet.write_blank(MODEL - 1, number, None, style)
            letter = letters[column.key]
            self.name(defined_name(key, column.key), key, f"${letter}${HEADER}:${letter}${MODEL}")
        sheet.set_row(HEADER - 1, 4 + 13 * tall)
        sheet.freeze_panes(HEADER, at[freeze] + 1)
        sheet.autofilter(HEADER - 1, 0, MODEL - 1, len(columns) - 1)  # a filter sorts only the columns of its range
        if print_to:
            sheet.print_area(
                0,
                0,
                MODEL - 1,
                max(n for n, c in enumerate(columns) if c.key == print_to or (group_of(c) != "live" and not c.hidden)),
            )
        self.page(key)
        sheet.repeat_rows(HEADER - 1)

    def _width(self, column: Column, header: str) -> float:
        """Return the column's width, or more where a word of its header or of its dropdown would not fit."""
        choices = self.words.section(column.choices).values() if column.choices in ("status", "category") else ()
        own = column.own.choices if column.own else ()
        return max(column.width, ceil(longest_word([header, *choices, *own])) + PADDING)

    def _formulas(self, key: str, letters: Mapping[str, str]) -> Mapping[str, str]:
        if key == "actions":
            at = self.places
            return {
                "overdue": live.overdue_formula(at),
                "changed": live.changed_formula(at),
                "check": live.check_formula(at),
            }
        if key == "recommendations":
            ref, refs, late = f"${letters['ref']}{MODEL}", self.column("ref"), self.column("overdue")
            return {"actions": live.count_formula(ref, refs), "overdue": live.count_formula(ref, refs, late)}
        return {}

    def column(self, key: str) -> str:
        """Return a column of the Actions sheet from its header down, from another sheet."""
        letter = self.places.letters[key]
        return self.cell("actions", f"${letter}${HEADER}:${letter}${MODEL}")

    def _heading(self, key: str, columns: Sequence[Column]) -> None:
        sheet = self.sheets[key]
        sheet.set_row(0, 26)
        sheet.write_blank(0, 0, None, self.style(TITLE))
        sheet.write_blank(1, 0, None, self.style(QUIET))
        self.name(f"xltrack_head_{key}_title", key, "$A$1")
        self.name(f"xltrack_head_{key}_form", key, "$A$2")
        if key == "recommendations":
            sheet.set_row(3, 6)
            return
        sheet.write_string(1, HINT, self.words.word("notes", f"{key}_hint"), self.style(QUIET))
        sheet.set_row(2, 18)
        sheet.set_row(3, 6)  # empty: LibreOffice's Sort button takes everything above that touches the table
        last = ""
        for number, column in enumerate(columns):
            group = group_of(column)
            if group != last and not column.hidden:
                word = "group_decide" if key == "decisions" and group == "staff" else f"group_{group}"
                if key == "actions" or word == "group_decide":
                    sheet.write_string(2, number, self.words.word("notes", word), self.style(GROUPS[group]))
            last = group

    def page(self, key: str) -> None:
        """Set up printing: A4 landscape, as wide as the page, page numbers below, plan and form id above."""
        sheet = self.sheets[key]
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.4, right=0.4, top=0.65, bottom=0.6)
        near, far = (f'&{side}&"{self.font},Regular"&8' for side in ("RL" if self.leftward else "LR"))
        begin, end = EMBEDDED if self.leftward else ("", "")
        sheet.set_header(f"{near}{{title}}{far}{begin}{{form}}{end}", {"margin": 0.3})
        sheet.set_footer(f"{near}&A{far}{begin}{self.words.word('notes', 'page')}{end}")
        sheet.hide_gridlines(2)

    def base(self) -> None:
        sheet = self.sheets["base"]
        sheet.set_column(0, 0, 60)
        sheet.write_string(0, 0, self.words.word("notes", "base"), self.style(QUIET))
        self.name("xltrack_base", "base", "$A$1")


def number_format(column: Column) -> str:
    """Return the number format of a column's cells. A number of the office's own may have decimals."""
    return NUMBER_FORMATS.get("own_number" if column.own and column.kind == "number" else column.kind, "General")


def group_of(column: Column) -> str:
    """Return the heading over a column: the plan, the unit's update, or automatic."""
    if column.kind == "live":
        return "live"
    return "staff" if column.editor == "staff" or (column in DECISIONS and column.editor == "coordinator") else "plan"
