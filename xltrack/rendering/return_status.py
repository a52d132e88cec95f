"""The return board as text and as a workbook: one row a unit, the same values in both."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time
from io import BytesIO
from math import ceil
from typing import Any

from xltrack.i18n.catalogue import DEFAULT_LANGUAGE, Catalogue, catalogue
from xltrack.i18n.formatting import Wording
from xltrack.i18n.plain_text import cleaned
from xltrack.mail.return_status import ReturnRow, ReturnStatus
from xltrack.model.correspondence import Contact
from xltrack.rendering.columns import aligned
from xltrack.rendering.table import ColumnKind, PageColumn, PageTable, PageValue, page_table
from xltrack.xlsx.text_width import lines, longest_word

SHORT_CELL = ("to", "state", "remarks", "actions", "sent_on", "return_by", "returned_on")
"""The columns that a terminal shows."""
_KINDS: dict[str, ColumnKind] = {
    "to": "text", "state": "text", "remarks": "text", "actions": "number", "sent_on": "day", "revision": "number",
    "return_by": "day", "returned_on": "day", "edits": "number", "missing": "number", "refused": "number",
    "file": "text", "returns": "text", "contacts": "text",
}  # fmt: skip
_WIDTHS = {"to": 26, "state": 24, "remarks": 16, "file": 34, "returns": 26, "contacts": 30}
_WIDTH = {"number": 9, "day": 16}
"""Characters a column is wide, by its key or else by its kind."""
RULE_LINE = 13.5
"""Points a line of text is high."""


def board_table(board: ReturnStatus, language: str = DEFAULT_LANGUAGE) -> PageTable:
    """Return the board's rows with every column."""
    words, wording = catalogue(language), Wording(language, "summary")
    columns = tuple(PageColumn(key, words.word("board", key), kind) for key, kind in _KINDS.items())
    rows = [tuple(_values(row, words)[key] for key in _KINDS) for row in board.rows]
    return page_table("board", words.word("board", "title"), columns, rows, wording)


def _values(row: ReturnRow, words: Catalogue) -> dict[str, PageValue]:
    return {
        "to": row.to,
        "state": words.word("board", "states", row.state),
        "remarks": words.word("language", "comma").join(words.word("board", "flags", flag) for flag in row.flags),
        "actions": len(row.sent.refs),
        "sent_on": row.sent.issued,
        "revision": row.sent.revision,
        "return_by": row.sent.return_by,
        "returned_on": row.returned_on,
        "edits": row.edits,
        "missing": row.missing,
        "refused": row.refused,
        "file": row.sent.file,
        "returns": "\n".join(row.files),
        "contacts": "\n".join(dict.fromkeys(map(_contact, row.sent.contacts))),
    }


def _contact(contact: Contact) -> str:
    return f"{contact.name} <{contact.email}>".strip() if contact.email else contact.name


def board_lines(board: ReturnStatus, language: str = DEFAULT_LANGUAGE) -> Iterator[str]:
    """Yield the board for a terminal: the columns of SHORT, days as 2024-06-30, then how many are in which state."""
    table, words = board_table(board, language), catalogue(language)
    at = [place for place, column in enumerate(table.columns) if column.key in SHORT_CELL]
    short = [table.columns[place] for place in at]
    cells = [
        [_plain(_reader(sent) if table.columns[place].key == "to" else row[place]) for place in at]
        for sent, row in zip(board.rows, table.rows, strict=True)
    ]
    rights = [column.kind == "number" for column in short]
    yield from aligned([column.label for column in short], cells, rights)
    yield ""
    counted = ((words.word("board", "states", key), board.counts[key]) for key in words.section("board", "states"))
    yield words.word("language", "comma").join(words.labelled(label, number) for label, number in counted if number)


def _reader(row: ReturnRow) -> str:
    """Return the unit or person, and all the people if a unit's copy went to several."""
    names = [contact.name or contact.email for contact in row.sent.contacts]
    people = ", ".join(name for name in dict.fromkeys(names) if name and name != row.to)
    return f"{row.to} ({people})" if len(names) > 1 and people else row.to


def _plain(value: PageValue) -> str:
    return "" if value is None else " ".join(str(value).split())


def board_xlsx(board: ReturnStatus, title: str, as_of: date, language: str = DEFAULT_LANGUAGE) -> bytes:
    """Return the board as a workbook with filter and frozen header, ready for A4. The same board gives the same
    bytes."""
    import xlsxwriter

    from xltrack.rendering.xlsx_look import Look

    words, table, stream = Wording(language), board_table(board, language), BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": title, "created": datetime.combine(as_of, time())})
    look, sheet = Look(book, words.direction, language), book.add_worksheet(table.title)
    day = words.word("board", "as_of", day=as_of)
    sheet.write_string(0, 0, f"{table.title}: {cleaned(title)}. {day}", look.heading)
    _set_up(sheet, table, words.direction)
    sheet.set_row(2, 3 + RULE_LINE * max(lines(column.label, _width(column) - 1) for column in table.columns))
    for at, column in enumerate(table.columns):
        sheet.set_column(at, at, _width(column))
        sheet.write_string(2, at, column.label, look.header_of(column.kind))
    for row, values in enumerate(table.rows, 3):
        sheet.set_row(row, 3 + RULE_LINE * max(map(_lines, values, map(_width, table.columns))))
        for at, (column, value) in enumerate(zip(table.columns, values, strict=True)):
            _write(sheet, row, at, value, look.cell_of(column.kind))
    never = catalogue(language).word("board", "states", "never")
    rule = {"type": "cell", "criteria": "==", "value": f'"{never}"', "format": look.waiting}
    sheet.conditional_format(3, 1, 2 + max(len(table.rows), 1), 1, rule)
    book.close()
    return stream.getvalue()


def _width(column: PageColumn) -> int:
    """Return a column's width in characters: room for its values, and for the longest word of its header in bold."""
    return max(_WIDTHS.get(column.key) or _WIDTH[column.kind], ceil(1.15 * longest_word([column.label])) + 3)


def _lines(value: PageValue, width: int) -> int:
    """Lines a text takes up; a file name has no blanks to break at, so a line of it is never quite full."""
    parts = value.split("\n") if isinstance(value, str) else [""]
    return sum(1 + len(part) // (width - 4) for part in parts)


def _set_up(sheet: Any, table: PageTable, direction: str) -> None:
    if direction == "rtl":
        sheet.right_to_left()
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(2)
    sheet.set_margins(0.4, 0.4, 0.5, 0.6)
    sheet.set_footer("&L&8&A&R&8&P / &N")
    sheet.hide_gridlines(2)
    sheet.freeze_panes(3, 1)
    sheet.autofilter(2, 0, 2 + max(len(table.rows), 1), len(table.columns) - 1)


def _write(sheet: Any, row: int, column: int, value: PageValue, style: Any) -> None:
    if isinstance(value, date):
        sheet.write_datetime(row, column, datetime.combine(value, time()), style)
    elif isinstance(value, int):
        sheet.write_number(row, column, value, style)
    else:
        sheet.write_string(row, column, cleaned(str(value or "")), style)
