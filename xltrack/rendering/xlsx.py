"""The summary as a workbook: the page on a first sheet with charts, the overdue list to filter, and all tables.

Values stay values (numbers, months as dates), so that a reader can go on counting; texts stay texts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from io import BytesIO
from itertools import zip_longest
from math import ceil
from typing import Any, NamedTuple
from urllib.parse import unquote

import xlsxwriter

from xltrack.i18n.plain_text import cleaned
from xltrack.model.text_length import cut
from xltrack.model.year_month import YearMonth
from xltrack.rendering.own_table import OWN_TABLE
from xltrack.rendering.page import Page
from xltrack.rendering.table import PageColumn, PageTable, PageValue
from xltrack.rendering.xlsx_front import front
from xltrack.rendering.xlsx_look import Look
from xltrack.summary.share import Share
from xltrack.xlsx.text_width import longest_word

XLSX_WIDTHS = {
    "ref": 9, "action": 44, "unit": 24, "deadline": 14, "original": 14, "moved": 10, "months_late": 10,
    "status": 18, "comment": 56, "responsible": 44, "recommendation": 44, "category": 44, "thematic_area": 44,
    "plan": 34, "day": 20, "last_update": 20, "before": 15, "after": 15, "detail": 34, "happened": 34, "band": 44,
    "own": 44, "figure": 54, "value": 24, "source": 24, "quarter": 44,
}  # fmt: skip
"""Characters a column wants; numbers want 11."""
XLSX_GROUPS = (
    "responsible", "ageing", "lateness", "plan", "status", "figures", "recommendation", "category", "thematic_area",
    "quarters",
)  # fmt: skip
XLSX_LINE = 13.5
MOST_LINES = 12
"""Most lines that a row shows; a longer text is read by opening its cell."""


def xlsx(page: Page) -> bytes:
    """Return a workbook of six sheets at most. The same page gives the same bytes."""
    stream = BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    _Book(page, book, Look(book, page.direction, page.language)).draw()
    book.close()
    return stream.getvalue()


class _Book(NamedTuple):
    page: Page
    book: Any
    look: Look

    def draw(self) -> None:
        page = self.page
        self._properties()
        first = self.book.add_worksheet(str(page.words["sheet_summary"]))
        overdue = page.table("overdue")
        if overdue:
            self._list(self._sheet("overdue"), overdue)
        own = [table.key for section in page.annex for table in section.tables if table.key.startswith(OWN_TABLE)]
        places = self._stack(self._sheet("groups"), filter(None, map(page.table, (*XLSX_GROUPS, *own))), 2)
        ahead = [table for table in map(page.table, ("ahead", "hidden")) if table]
        if ahead:
            self._stack(self._sheet("ahead"), ahead, 2)
        changes = self._changes()
        if changes:
            self._stack(self._sheet("changes"), changes, 2)
        self._about(self._sheet("about"))
        front(page, self.book, first, self.look, places)
        first.activate()

    def _properties(self) -> None:
        kicker = self.page.kicker
        self.book.set_properties(
            {
                "title": str(self.page.headline),
                "subject": f"{kicker.title} · {kicker.kind}",
                "created": datetime.combine(self.page.as_of, time()),
                "comments": str(kicker.as_of),
            }
        )

    def _sheet(self, key: str) -> Any:
        """Add a sheet with its title above, set up for A4."""
        sheet = self.book.add_worksheet(str(self.page.words[f"sheet_{key}"]))
        if self.page.direction == "rtl":
            sheet.right_to_left()
        sheet.set_paper(9)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(0.4, 0.4, 0.5, 0.6)
        sheet.set_footer("&L&8&F&R&8&P / &N")
        sheet.hide_gridlines(2)
        sheet.write_string(0, 0, f"{self.page.kicker.title} · {self.page.kicker.as_of}", self.look.heading)
        return sheet

    def _changes(self) -> list[PageTable]:
        """Return the tables of what happened, how the figures moved, and who is silent."""
        sections = {section.key: section.tables for section in self.page.annex}
        return [table for key in ("happened", "trend", "silent") for table in sections.get(key, ())]

    # --- tables -------------------------------------------------------------------------------------------

    def _list(self, sheet: Any, table: PageTable) -> None:
        """Write the overdue list: one table, with filter, frozen header and marks for what is latest."""
        last = self._table(sheet, table, 2, self._widths(sheet, [table]))
        sheet.autofilter(2, 0, last, len(table.columns) - 1)
        sheet.freeze_panes(3, 2)
        sheet.repeat_rows(2)
        keys = [column.key for column in table.columns]
        late = keys.index("months_late")
        rules = (("between", 7, 12, self.look.late), (">", 12, None, self.look.very_late))
        for criteria, low, high, mark in rules:
            bounds = {"value": low} if high is None else {"minimum": low, "maximum": high}
            sheet.conditional_format(
                3, late, last, late, {"type": "cell", "criteria": criteria, "format": mark} | bounds
            )

    def _stack(self, sheet: Any, tables: Iterable[PageTable], row: int) -> dict[str, tuple[str, int]]:
        """Write tables one under the other. Returns where each one's header is, for the charts."""
        tables = list(tables)
        widths = self._widths(sheet, tables)
        places = {}
        for table in tables:
            sheet.write_string(row, 0, table.title, self.look.heading)
            places[table.key] = (sheet.get_name(), row + 1)
            row = self._table(sheet, table, row + 1, widths) + 3
        return places

    def _table(self, sheet: Any, table: PageTable, row: int, widths: Sequence[float]) -> int:
        """Write header and rows from `row` on. Returns the last row."""
        for at, column in enumerate(table.columns):
            sheet.write_string(row, at, column.label, self.look.header_of(column.kind))
        sheet.set_row(row, 2 * XLSX_LINE if len(table.columns) > 3 else XLSX_LINE)
        styles = [self.look.cell_of(column.kind) for column in table.columns]
        for values, texts, link in zip_longest(table.rows, table.texts, table.links):
            row += 1
            sheet.set_row(row, _height(values, widths))
            for at, (value, text, style) in enumerate(zip(values, texts, styles, strict=True)):
                self._write(sheet, row, at, value, text, style)
            if link:
                sheet.write_url(row, 0, f"external:{unquote(link)}", self.look.link, cut(texts[0]))
        return row

    def _write(self, sheet: Any, row: int, column: int, value: PageValue, text: str, style: Any) -> None:
        """Write a value with its type; a share among numbers, and an unknown value, as text."""
        if type(value) is str and value:
            sheet.write_string(row, column, cut(cleaned(value)), style)
        elif isinstance(value, Share) and style is self.look.cell_of("percent") and value.percent is not None:
            sheet.write_number(row, column, value.percent, style)
        elif isinstance(value, (int, float)):
            sheet.write_number(row, column, value, style)
        elif isinstance(value, YearMonth):
            sheet.write_datetime(row, column, datetime.combine(value.first_day, time()), style)
        elif isinstance(value, date):
            sheet.write_datetime(row, column, datetime.combine(value, time()), style)
        else:
            sheet.write_string(row, column, text, style)

    def _widths(self, sheet: Any, tables: Iterable[PageTable]) -> list[float]:
        """Set each column to the largest width that any of the tables needs."""
        wanted: list[list[float]] = [list(map(_width, table.columns)) for table in tables]
        widths: list[float] = [max(found) for found in zip_longest(*wanted, fillvalue=0)]
        for at, width in enumerate(widths):
            sheet.set_column(at, at, width)
        return widths

    def _about(self, sheet: Any) -> None:
        page = self.page
        sheet.set_column(0, 0, 120)
        notes = [note for section in page.annex for note in section.notes]
        about = [text for section in page.annex if section.key == "about" for text in section.texts]
        for row, text in enumerate(dict.fromkeys((*map(str, page.doubts), *notes, *map(str, page.method), *about)), 2):
            sheet.write_string(row, 0, cut(text), self.look.cell_of("long"))


def _width(column: PageColumn) -> float:
    """Return a column's width in characters: room for its values, and for the longest word of its header in bold."""
    return max(XLSX_WIDTHS.get(column.key, 11), ceil(1.15 * longest_word([column.label])) + 1)


def _height(values: Iterable[PageValue], widths: Iterable[float]) -> float:
    """Make room for the longest text, within reason: Excel does not grow rows that a program wrote."""
    wanted = [
        1 + int(len(value) * 0.95 / width)
        for value, width in zip(values, widths, strict=False)
        if isinstance(value, str)
    ]
    return XLSX_LINE * min(max(wanted, default=1), MOST_LINES) + 3
