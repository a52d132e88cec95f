"""The summary as a workbook: a printed first page with charts, the overdue list to filter, and all tables.

Values stay values (numbers, months as dates), so that a reader can go on counting; texts stay texts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from io import BytesIO
from itertools import zip_longest
from typing import Any

import xlsxwriter

from xltrack.model.text_length import cut
from xltrack.model.year_month import YearMonth
from xltrack.rendering.page import Page, PageTable, PageValue, cleaned
from xltrack.rendering.xlsx_front import front
from xltrack.rendering.xlsx_look import Look
from xltrack.summary.figures import Share

XLSX_WIDTHS = {
    "ref": 9, "action": 44, "unit": 20, "deadline": 11, "original": 11, "moved": 9, "months_late": 9,
    "status": 15, "comment": 56, "responsible": 44, "recommendation": 44, "category": 44, "thematic_area": 44,
    "plan": 30, "day": 18, "last_update": 18, "before": 15, "after": 15, "detail": 34, "happened": 32, "band": 44,
    "figure": 44,
}  # fmt: skip
"""Characters a column wants; numbers want 10."""
XLSX_GROUPS = (
    "responsible",
    "ageing",
    "lateness",
    "plan",
    "status",
    "figures",
    "recommendation",
    "category",
    "thematic_area",
)
XLSX_LINE = 13.5
MOST_LINES = 12
"""A row shows so many lines; the rest of a longer text is read by opening its cell."""


def xlsx(page: Page) -> bytes:
    """A workbook of five sheets at most. Same page, same bytes."""
    stream = BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    _Book(page, book, Look(book, page.direction)).draw()
    book.close()
    return stream.getvalue()


@dataclass(frozen=True, slots=True)
class _Book:
    page: Page
    book: Any
    look: Look

    def draw(self) -> None:
        self._properties()
        name = self.page.words.word
        first = self.book.add_worksheet(name("sheets", "summary"))
        list_ = self.page.table("overdue")
        if list_:
            self._list(self._sheet("overdue"), list_)
        groups = self._sheet("groups")
        places = self._stack(groups, filter(None, map(self.page.table, XLSX_GROUPS)), 2)
        changes = self._changes()
        if changes:
            places |= self._stack(self._sheet("changes"), changes, 2)
        self._about(self._sheet("about"))
        front(self.page, self.book, first, self.look, places)
        first.activate()

    def _properties(self) -> None:
        self.book.set_properties(
            {
                "title": self.page.title,
                "subject": " ".join(self.page.subtitle),
                "created": datetime.combine(self.page.as_of, time()),
                "comments": self.page.words.word("as_of", day=self.page.words.day(self.page.as_of)),
            }
        )

    def _sheet(self, key: str) -> Any:
        """A sheet with its title above, set up for A4."""
        sheet = self.book.add_worksheet(self.page.words.word("sheets", key))
        if self.page.direction == "rtl":
            sheet.right_to_left()
        sheet.set_paper(9)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(0.4, 0.4, 0.5, 0.6)
        sheet.set_footer("&L&8&F&R&8&P / &N")
        sheet.hide_gridlines(2)
        day = self.page.words.word("as_of", day=self.page.words.day(self.page.as_of))
        sheet.write_string(0, 0, f"{self.page.title}. {day}", self.look.heading)
        return sheet

    def _changes(self) -> list[PageTable]:
        events = self.page.section("happened")
        found = (
            self.page.changes,
            self.page.table("trend"),
            *(events.tables if events else ()),
            self.page.table("silent"),
        )
        return [table for table in found if table]

    # --- tables -------------------------------------------------------------------------------------------

    def _list(self, sheet: Any, table: PageTable) -> None:
        """The overdue list: one table, with filter, frozen header and marks for what is latest."""
        last = self._table(sheet, table, 2, self._widths(sheet, [table]))
        sheet.autofilter(2, 0, last, len(table.columns) - 1)
        sheet.freeze_panes(3, 2)
        sheet.repeat_rows(2)
        keys = [column.key for column in table.columns]
        late, status = keys.index("months_late"), keys.index("status")
        rules = (("between", 7, 12, self.look.late), (">", 12, None, self.look.very_late))
        for criteria, low, high, mark in rules:
            bounds = {"value": low} if high is None else {"minimum": low, "maximum": high}
            sheet.conditional_format(
                3, late, last, late, {"type": "cell", "criteria": criteria, "format": mark} | bounds
            )
        waiting = f'"{self.page.words.label("status", "not_initiated")}"'
        rule = {"type": "cell", "criteria": "==", "value": waiting, "format": self.look.waiting}
        sheet.conditional_format(3, status, last, status, rule)

    def _stack(self, sheet: Any, tables: Iterable[PageTable], row: int) -> dict[str, tuple[str, int]]:
        """Tables one under the other; where each one's header lies, for the charts."""
        tables = list(tables)
        widths = self._widths(sheet, tables)
        places = {}
        for table in tables:
            sheet.write_string(row, 0, table.title, self.look.heading)
            places[table.key] = (sheet.get_name(), row + 1)
            row = self._table(sheet, table, row + 1, widths) + 3
        return places

    def _table(self, sheet: Any, table: PageTable, row: int, widths: Sequence[float]) -> int:
        """Header and rows from `row` on; gives the last row."""
        for at, column in enumerate(table.columns):
            sheet.write_string(row, at, column.label, self.look.header_of(column.kind))
        sheet.set_row(row, 2 * XLSX_LINE if len(table.columns) > 3 else XLSX_LINE)
        styles = [self.look.cell_of(column.kind) for column in table.columns]
        for values in table.rows:
            row += 1
            sheet.set_row(row, _height(values, widths))
            for at, (value, style) in enumerate(zip(values, styles, strict=True)):
                self._write(sheet, row, at, value, style)
        return row

    def _write(self, sheet: Any, row: int, column: int, value: PageValue, style: Any) -> None:
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
            sheet.write_string(row, column, self.page.words.show(value), style)

    def _widths(self, sheet: Any, tables: Iterable[PageTable]) -> list[float]:
        """Sets each column as wide as the widest of the tables wants it."""
        wanted: list[list[float]] = [[XLSX_WIDTHS.get(column.key, 10) for column in table.columns] for table in tables]
        widths: list[float] = [max(found) for found in zip_longest(*wanted, fillvalue=0)]
        for at, width in enumerate(widths):
            sheet.set_column(at, at, width)
        return widths

    def _about(self, sheet: Any) -> None:
        sheet.set_column(0, 0, 120)
        texts = [text for section in self.page.sections if section.key == "about" for text in section.texts]
        notes = [*self.page.notes, *(note for section in self.page.sections for note in section.notes)]
        for row, text in enumerate((*notes, *texts), 2):
            sheet.write_string(row, 0, cut(cleaned(text)), self.look.cell_of("long"))


def _height(values: Iterable[PageValue], widths: Iterable[float]) -> float:
    """Excel does not grow rows that a program wrote: room for the longest text, within reason."""
    wanted = [
        1 + int(len(value) * 0.95 / width)
        for value, width in zip(values, widths, strict=False)
        if isinstance(value, str)
    ]
    return XLSX_LINE * min(max(wanted, default=1), MOST_LINES) + 3
