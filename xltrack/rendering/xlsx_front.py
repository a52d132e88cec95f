"""The workbook's first sheet: the page on one printed A4, with native charts over the tables of the other sheets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from xltrack.i18n.plain_text import run_on
from xltrack.model.text_length import cut
from xltrack.palette import light
from xltrack.rendering.columns import width
from xltrack.rendering.page import KeyFigure, Listed, ListedAction, Page
from xltrack.rendering.squares import marked_signs
from xltrack.rendering.table import PageTable
from xltrack.rendering.xlsx_look import FONTS, Look

COLUMNS = 12
COLUMN_WIDTH = 8.6
LETTERS = 112
"""Letters of normal size that one line over all columns holds."""
LISTED_LETTERS = 132
"""Letters of a listed action, which are smaller, in such a line."""
FIGURE_COLUMNS = 3
CHART_ROWS = 11
SIDE = 8
"""The column at which the squares begin."""
CHARTED_PLANS, CHARTED_LETTERS = 30, 55
"""Plans in a chart, half as many where names take two lines, and the letters of a line."""
SERIES = (("overdue", "late"), ("on_schedule", "todo"), ("completed", "done"))
"""The columns that charts show, and their colours."""
FrontPlaces = Mapping[str, tuple[str, int]]
"""The place of each table's header: sheet name and row."""


def front(page: Page, book: Any, sheet: Any, look: Look, places: FrontPlaces) -> None:
    """Draw the sheet. The charts show the tables of the other sheets, so that a number is written once."""
    _Front(page, book, sheet, look, places).draw()


class _Front:
    """The sheet while it is drawn, from top to bottom."""

    def __init__(self, page: Page, book: Any, sheet: Any, look: Look, places: FrontPlaces):
        self.page, self.book, self.sheet, self.look, self.places = page, book, sheet, look, places
        self.row = 0

    def draw(self) -> None:
        self._set_up()
        self._head()
        self._figures()
        self._chart()
        if self.page.listed:
            self._list(self.page.listed)
        self._change()
        self._where()
        self._foot()
        self.sheet.print_area(0, 0, self.row - 1, COLUMNS - 1)

    def _set_up(self) -> None:
        sheet = self.sheet
        if self.page.direction == "rtl":
            sheet.right_to_left()
        sheet.set_paper(9)
        sheet.set_portrait()
        sheet.fit_to_pages(1, 1)
        sheet.set_margins(0.4, 0.4, 0.4, 0.5)
        sheet.center_horizontally()
        sheet.hide_gridlines(2)
        sheet.set_footer("&L&8&F&R&8&P / &N")
        sheet.set_column(0, COLUMNS - 1, COLUMN_WIDTH)

    def _line(self, text: object, style: Any, height: float = 14, letters: int = LETTERS) -> None:
        """Write a text over all columns, as many lines high as it needs."""
        self._across(self.row, str(text), style)
        self.sheet.set_row(self.row, height * max(-(-width(str(text)) // letters), 1) + 2)
        self.row += 1

    def _across(self, row: int, text: str, style: Any, first: int = 0, last: int = COLUMNS - 1) -> None:
        if first < last:
            self.sheet.merge_range(row, first, row, last, "", style)
        if text:
            self.sheet.write_string(row, first, cut(text), style)
        else:
            self.sheet.write_blank(row, first, None, style)

    def _gap(self, height: float = 8) -> None:
        self.sheet.set_row(self.row, height)
        self.row += 1

    def _head(self) -> None:
        kicker = self.page.kicker
        self._line(f"{kicker.title} · {kicker.kind}", self.look.kicker)
        self._line(" · ".join(str(part) for part in (kicker.as_of, kicker.compared) if part), self.look.day)
        broad = self.page.language == "ru"
        self._line(self.page.headline, self.look.headline, 26, 54 if broad else 66)
        if self.page.lead:
            self._line(run_on(self.page.lead), self.look.lead, 16, 80 if broad else 92)
        self._gap()

    def _figures(self) -> None:
        for at, figure in enumerate(self.page.figures):
            self._figure(figure, at * FIGURE_COLUMNS)
        heights = [15 * _most(self.page.figures, "label"), 30.0]
        heights += [13 * _most(self.page.figures, key) + 2 for key in ("context", "change")]
        for offset, height in enumerate((*heights, 8)):
            self.sheet.set_row(self.row + offset, height)
        self.row += 5

    def _figure(self, figure: KeyFigure, first: int) -> None:
        last, look = first + FIGURE_COLUMNS - 1, self.look
        self._across(self.row, str(figure.label), look.figure_label, first, last)
        style = look.figure(figure.tone == "late")
        if figure.value.isdecimal():
            self.sheet.write_number(self.row + 1, first, int(figure.value), style)
        else:
            self.sheet.write_string(self.row + 1, first, figure.value, style)
        self._across(self.row + 1, str(figure.unit or ""), look.unit, first + 1, last)
        self._across(self.row + 2, str(figure.context or ""), look.context, first, last)
        self._across(self.row + 3, str(figure.change or ""), look.change, first, last)

    # --- charts -------------------------------------------------------------------------------------------

    def _chart(self) -> None:
        """Show deadlines by quarter; of a portfolio, its plans."""
        page = self.page
        if page.timeline and (table := page.table("quarters")) and "quarters" in self.places:
            self._line(page.timeline.title, self.look.heading, 16)
            described = run_on(page.timeline.described)
            self._stacked("column", table, SERIES, described, len(table.rows), CHART_ROWS)
        elif page.ranking and page.ranking.kind == "plans" and (table := page.table("plan")) and "plan" in self.places:
            self._line(page.ranking.title, self.look.heading, 16)
            lines = 2 if any(width(texts[0]) > CHARTED_LETTERS for texts in table.texts[:CHARTED_PLANS]) else 1
            count = min(len(table.rows), CHARTED_PLANS // lines)
            rows = max(CHART_ROWS, round(count * 1.1 * lines) + 2)
            self._stacked("bar", table, SERIES[:2], str(page.ranking.title), count, rows)

    def _stacked(
        self, kind: str, table: PageTable, series: Sequence[tuple[str, str]], described: str, count: int, rows: int
    ) -> None:
        chart = self.book.add_chart({"type": kind, "subtype": "stacked"})
        name, head = self.places[table.key]
        keys = [column.key for column in table.columns]
        for key, colour in series:
            at, hollow = keys.index(key), colour == "todo"
            chart.add_series(
                {
                    "name": [name, head, at],
                    "categories": [name, head + 1, 0, head + count, 0],
                    "values": [name, head + 1, at, head + count, at],
                    "fill": {"color": light("ground" if hollow else colour)},
                    "border": {"color": light(colour if hollow else "ground"), "width": 1 if hollow else 0.75},
                    "gap": 30,
                }
            )
        self._axes(chart, kind)
        chart.set_legend({"position": "top", "font": self._font(9)})
        chart.set_chartarea({"border": {"none": True}})
        chart.set_size({"width": 780, "height": rows * 20 - 6})
        options = {"description": described, "object_position": 1, "x_offset": 2, "y_offset": 2}
        self.sheet.insert_chart(self.row, 0, chart, options)
        self.row += rows

    def _axes(self, chart: Any, kind: str) -> None:
        names: dict[str, Any] = {"num_font": self._font(8), "line": {"color": light("rule")}, "major_tick_mark": "none"}
        lines = {"visible": True, "line": {"color": light("rule"), "width": 0.5}}
        numbers = {
            "num_font": self._font(8),
            "line": {"none": True},
            "min": 0,
            "num_format": "0",
            "major_gridlines": lines,
        }
        turned = {"reverse": True} if self.page.direction == "rtl" else {}
        if kind == "bar":
            chart.set_y_axis(names | {"reverse": True, "interval_unit": 1})
            chart.set_x_axis(numbers | turned)
        else:
            chart.set_x_axis(names | turned)
            chart.set_y_axis(numbers)

    def _font(self, size: int) -> dict[str, Any]:
        return {"name": FONTS[self.page.direction], "size": size, "color": light("ink")}

    # --- the list and what goes with it -----------------------------------------------------------------------

    def _list(self, listed: Listed) -> None:
        self._line(listed.title, self.look.heading, 16)
        if listed.subtitle:
            self._line(listed.subtitle, self.look.small)
        for group in listed.groups:
            about = [group.month, group.ago] if listed.kind == "longest" else [group.month, group.ago, group.count]
            self._line(" · ".join(map(str, about)), self.look.group)
            for item in group.items:
                self._item(item, ahead=listed.kind == "ahead")
        for text in (listed.left_out, self.page.moved):
            if text:
                self._line(text, self.look.small)
        self._gap()

    def _item(self, item: ListedAction, ahead: bool) -> None:
        first = 5 if item.plan else 1
        self._across(self.row, " ".join(filter(None, (item.plan, item.ref))), self.look.ref, 0, first - 1)
        letters = LISTED_LETTERS * (COLUMNS - 2 - first) // COLUMNS
        text, short = (" · ".join(filter(None, (text, item.unit))) for text in (item.text, item.short))
        if width(text) > letters and "list" not in self.page.roomy:
            text = short
        self._across(self.row, text, self.look.item, first, COLUMNS - 3)
        style = self.look.note_mark if ahead else self.look.mark
        self._across(self.row, str(item.mark or ""), style, COLUMNS - 2, COLUMNS - 1)
        self.sheet.set_row(self.row, 14 * max(-(-width(text) // letters), 1) + 1)
        self.row += 1

    def _change(self) -> None:
        page = self.page
        if page.bridge:
            self._line(page.bridge.title, self.look.heading, 16)
            self._line(page.bridge.line, self.look.sentence)
        if page.trend:
            self._line(page.trend.title, self.look.heading, 16)
            self._line(page.trend.described, self.look.sentence)
            if page.trend.note_in_words:
                self._line(page.trend.note_in_words, self.look.small)
        if page.bridge or page.trend:
            self._gap()

    def _where(self) -> None:
        where = self.page.where
        if where is None:
            return
        self._line(where.title, self.look.heading, 16)
        self._line(where.subtitle, self.look.small)
        for part in where.parts:
            self._across(self.row, part.ref, self.look.ref, 0, 0)
            self._across(self.row, part.text, self.look.item, 1, SIDE - 1)
            self._signs(list(marked_signs(where, part)))
            if part.overdue:
                self.sheet.write_number(self.row, COLUMNS - 1, part.overdue, self.look.number)
            self.row += 1
        self._gap()

    def _signs(self, parts: Sequence[tuple[str, str]]) -> None:
        """Write a recommendation's squares or bar, each kind of action in its colour."""
        styles = self.look.squares
        self._across(self.row, "", styles["completed"], SIDE, COLUMNS - 2)
        if len(parts) > 1:
            runs = [piece for mark, signs in parts for piece in (styles[mark], signs)]
            self.sheet.write_rich_string(self.row, SIDE, *runs, styles["completed"])
        elif parts:
            self.sheet.write_string(self.row, SIDE, parts[0][1], styles[parts[0][0]])

    def _foot(self) -> None:
        page = self.page
        for title, texts in ((page.doubts_title, page.doubts), (page.method_title, page.method)):
            self._line(title, self.look.group)
            for text in texts:
                self._line(text, self.look.small, 12.5, 130)


def _most(figures: Sequence[KeyFigure], name: str) -> int:
    """Return the number of lines that the longest of a row of texts needs in its cell."""
    return max((-(-width(str(getattr(figure, name) or "")) // 32) for figure in figures), default=1) or 1
