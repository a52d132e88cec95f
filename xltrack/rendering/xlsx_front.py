"""The workbook's first sheet: one printed page with the figures, the charts and the oldest overdue actions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from xltrack.rendering.page import Chart, Page, PageTable, cleaned, shorten
from xltrack.rendering.xlsx_look import FONT, Look, colour

COLUMNS = 12
FRONT_WIDTH = 8.3
TILE = 3
"""A tile is three columns wide."""
FRONT_ROWS = 10
"""Overdue actions on the first page; the next sheet has all of them."""
CHART_ROWS = 12
NOTE_LINE, NOTE_LETTERS = 14, 120
"""A note's height, and the letters that one line of it holds."""
LISTED_LETTERS = {"action": 54, "unit": 28}
"""What one line holds of a listed action and its unit."""
FrontPlaces = Mapping[str, tuple[str, int]]
"""Where a table's header lies: sheet name and row."""


def front(page: Page, book: Any, sheet: Any, look: Look, places: FrontPlaces) -> None:
    """Draws the sheet. The charts show the tables of the other sheets, so that a number stands once."""
    _set_up(page, sheet)
    row = _head(page, sheet, look)
    row = _tiles(page, sheet, look, row)
    row = _charts(page, book, sheet, look, row, places)
    row = _oldest(page, sheet, look, row)
    _notes(page, sheet, look, row)


def _set_up(page: Page, sheet: Any) -> None:
    if page.direction == "rtl":
        sheet.right_to_left()
    sheet.set_paper(9)
    sheet.set_portrait()
    sheet.fit_to_pages(1, 1)
    sheet.set_margins(0.4, 0.4, 0.4, 0.5)
    sheet.center_horizontally()
    sheet.hide_gridlines(2)
    sheet.set_footer("&L&8&F&R&8&P / &N")
    sheet.set_column(0, COLUMNS - 1, FRONT_WIDTH)


def _across(sheet: Any, row: int, text: str, style: Any, first: int = 0, last: int = COLUMNS - 1) -> None:
    sheet.merge_range(row, first, row, last, "", style)
    sheet.write_string(row, first, cleaned(text), style)


def _head(page: Page, sheet: Any, look: Look) -> int:
    day = page.words.word("as_of", day=page.words.day(page.as_of))
    _across(sheet, 0, page.title, look.title)
    _across(sheet, 1, " ".join(page.subtitle), look.subtitle)
    _across(sheet, 2, day, look.day)
    first, *others = page.headline
    _across(sheet, 4, first, look.headline)
    _across(sheet, 5, " ".join(others), look.sentence)
    for row, height in ((0, 30), (1, 17), (2, 20), (3, 8), (4, 21), (5, 17), (6, 8)):
        sheet.set_row(row, height)
    return 7


def _tiles(page: Page, sheet: Any, look: Look, row: int) -> int:
    for at, tile in enumerate(page.tiles):
        first, last = at * TILE, at * TILE + TILE - 1
        label, style, detail = look.tile(tile.alarm)
        _across(sheet, row, tile.label, label, first, last)
        sheet.merge_range(row + 1, first, row + 1, last, "", style)
        if tile.value.isdecimal():
            sheet.write_number(row + 1, first, int(tile.value), style)
        else:
            sheet.write_string(row + 1, first, tile.value, style)
        _across(sheet, row + 2, tile.detail, detail, first, last)
    for offset, height in enumerate((18, 34, 28, 10)):
        sheet.set_row(row + offset, height)
    return row + 4


def _charts(page: Page, book: Any, sheet: Any, look: Look, row: int, places: FrontPlaces) -> int:
    """Two charts beside each other; under them the trend beside what happened."""
    drawn = [chart for chart in page.charts if chart.key != "trend"]
    for at, chart in enumerate(drawn):
        _chart(page, book, sheet, chart, (row, at * COLUMNS // 2), places)
    row += CHART_ROWS if drawn else 0
    trend = [chart for chart in page.charts if chart.key == "trend"]
    if not trend and not page.changes:
        return row
    for chart in trend:
        _chart(page, book, sheet, chart, (row, 0), places)
    used = 0
    if page.changes:
        used = _small_table(page.changes, sheet, look, row, COLUMNS // 2 if trend else 0)
    return row + max(used, CHART_ROWS if trend else 0)


def _small_table(table: PageTable, sheet: Any, look: Look, row: int, first: int) -> int:
    """A name and a number a row; gives how many rows it took."""
    last = first + COLUMNS // 2 - 1
    _across(sheet, row, table.title, look.heading, first, last)
    for at, (label, value) in enumerate(table.rows, 1):
        _across(sheet, row + at, str(label), look.cell_of("text"), first, last - 1)
        sheet.write_number(row + at, last, int(str(value)), look.cell_of("number"))
    return 2 + len(table.rows)


def _chart(page: Page, book: Any, sheet: Any, chart: Chart, at: tuple[int, int], places: FrontPlaces) -> None:
    kinds = {
        "bars": {"type": "bar", "subtype": "stacked"},
        "columns": {"type": "column"},
        "lines": {"type": "line"},
    }
    table_key = {"status": "responsible"}.get(chart.key, chart.key)
    table = page.table(table_key)
    if table is None or table_key not in places:
        return
    drawn = book.add_chart(kinds[chart.kind])
    name, head = places[table_key]
    keys = [column.key for column in table.columns]
    first, last = head + 1, head + len(chart.points)
    for key, _ in chart.series:
        column = keys.index(key)
        drawn.add_series(_series(chart, key, name, (head, first, last), column))
    _axes(drawn, chart)
    drawn.set_title({"name": chart.title, "overlay": False, "name_font": _font(10, bold=True)})
    drawn.set_legend({"none": True} if len(chart.series) == 1 else {"position": "bottom", "font": _font(9)})
    if chart.kind == "lines":  # the numbers above the upper line must not run into the title
        drawn.set_plotarea({"layout": {"x": 0.04, "y": 0.24, "width": 0.92, "height": 0.46}})
    drawn.set_chartarea({"border": {"none": True}})
    drawn.set_size({"width": 378, "height": CHART_ROWS * 20 - 8})
    sheet.insert_chart(*at, drawn, {"description": chart.alt, "object_position": 1, "x_offset": 2, "y_offset": 2})


def _series(chart: Chart, key: str, name: str, rows: tuple[int, int, int], column: int) -> dict[str, Any]:
    head, first, last = rows
    look: dict[str, Any] = {
        "name": [name, head, column],
        "categories": [name, first, 0, last, 0],
        "values": [name, first, column, last, column],
    }
    if chart.kind == "lines":
        dash = "dash" if key == "overdue" else "solid"
        line = {"color": colour(key), "width": 2.25, "dash_type": dash}
        marker = {"type": "circle", "size": 5, "fill": {"color": colour(key)}, "border": {"color": colour(key)}}
        labels = {"value": True, "position": "above", "font": _font(8)}
        return look | {"line": line, "marker": marker, "data_labels": labels}
    inside = {"value": True, "num_format": "0;;", "font": {"name": FONT, "size": 9, "color": "#FFFFFF", "bold": True}}
    above = {"value": True, "position": "outside_end", "font": _font(9)}
    fill = {"fill": {"color": colour(key)}, "gap": 45}
    return look | fill | {"data_labels": inside if chart.kind == "bars" else above}


def _axes(drawn: Any, chart: Chart) -> None:
    quiet = {"visible": False, "major_gridlines": {"visible": False}, "min": 0}
    line = {"color": colour("rule")}
    if chart.kind == "bars":
        drawn.set_x_axis(quiet)
        drawn.set_y_axis(
            {"reverse": True, "interval_unit": 1, "num_font": _font(9), "line": line, "major_tick_mark": "none"}
        )
        return
    shown: dict[str, Any] = {"num_font": _font(9), "line": line, "major_tick_mark": "none"}
    if chart.kind == "lines":
        months = {"date_axis": True, "major_unit": 3, "major_unit_type": "months"}
        shown |= months | {"num_format": "yyyy/mm", "num_font": _font(8)}
    drawn.set_x_axis(shown)
    drawn.set_y_axis(quiet)


def _font(size: int, bold: bool = False) -> dict[str, Any]:
    return {"name": FONT, "size": size, "bold": bold, "color": colour("ink")}


def _oldest(page: Page, sheet: Any, look: Look, row: int) -> int:
    """The first rows of the overdue list: ref, action, unit, deadline, months late."""
    section, table = page.section("overdue"), page.table("overdue")
    if section is None:
        return row
    _across(sheet, row, section.title, look.heading)
    if table is None:
        _across(sheet, row + 1, " ".join(section.texts), look.sentence)
        return row + 3
    keys = [column.key for column in table.columns]
    layout = (("ref", 0, 0), ("action", 1, 6), ("unit", 7, 9), ("deadline", 10, 10), ("months_late", 11, 11))
    for at, values in enumerate([tuple(column.label for column in table.columns), *table.rows[:FRONT_ROWS]]):
        place = row + 1 + at
        sheet.set_row(place, 27 if at == 0 else _height(values, keys))
        for key, first, last in layout:
            column = table.columns[keys.index(key)]
            style = look.listed(column.kind) if at else look.header_of(column.kind)
            value = values[keys.index(key)]
            _cell(page, sheet, place, (first, last), value, style)
    row += 2 + min(len(table.rows), FRONT_ROWS)
    if table.rows[FRONT_ROWS:]:
        text = page.words.word("more_rows_sheet", shown=FRONT_ROWS, count=len(table.rows))
        _across(sheet, row, text, look.small)
        row += 1
    return row + 1


def _height(values: Sequence[object], keys: Sequence[str]) -> int:
    """Room for one line, or for two where a text needs them."""
    wide = any(len(str(values[keys.index(key)])) > letters for key, letters in LISTED_LETTERS.items())
    return 27 if wide else 17


def _cell(page: Page, sheet: Any, row: int, span: tuple[int, int], value: Any, style: Any) -> None:
    first, last = span
    if last > first:
        _across(sheet, row, shorten(str(value), 20 * (last - first)) or page.words.word("nothing"), style, first, last)
    elif isinstance(value, int):
        sheet.write_number(row, first, value, style)
    else:
        sheet.write_string(row, first, page.words.show(value), style)


def _notes(page: Page, sheet: Any, look: Look, row: int) -> None:
    """Everything that weakens a figure of this page, then the rule by which they are counted."""
    weak = [
        note for key in ("overdue", "status", "responsible") for s in page.sections if s.key == key for note in s.notes
    ]
    about = page.section("about")
    for note in (*page.notes, *weak):
        _across(sheet, row, note, look.note)
        sheet.set_row(row, NOTE_LINE if len(note) < NOTE_LETTERS else 2 * NOTE_LINE)
        row += 1
    if about:
        _across(sheet, row, about.texts[0], look.small)
        sheet.set_row(row, 26)
        row += 1
    sheet.print_area(0, 0, row - 1, COLUMNS - 1)
