"""The summary as plain text of 78 columns, for terminals and as the twin of the mail."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import wrap

from xltrack.rendering.page import Page, PageTable

TEXT_WIDTH_COLUMNS = 78


def text(page: Page) -> bytes:
    """UTF-8. Tables of numbers are aligned; rows with long texts become blocks of `label: value`."""
    return ("\n".join(_lines(page)).rstrip() + "\n").encode()


def _lines(page: Page) -> Iterator[str]:
    yield from _heading(page.title, "=")
    for line in (*page.subtitle, page.words.word("as_of", day=page.words.day(page.as_of))):
        yield from _wrapped(line)
    yield ""
    yield from _wrapped(" ".join(page.headline))
    yield ""
    for tile in page.tiles:
        yield from _wrapped(f"{tile.label}: {tile.value}, {tile.detail}")
    yield ""
    yield from _notes(page.notes)
    if page.changes:
        yield from _heading(page.changes.title, "-")
        yield from _table(page.changes, page)
    for section in page.sections:
        yield from _heading(section.title, "-")
        for line in section.texts:
            yield from _wrapped(line)
            yield ""
        for table in section.tables:
            if table.title != section.title:
                yield f"{table.title}:"
                yield ""
            yield from _table(table, page)
        yield from _notes(section.notes)


def _heading(title: str, line: str) -> Iterator[str]:
    yield title
    yield line * min(len(title), TEXT_WIDTH_COLUMNS)


def _notes(notes: tuple[str, ...]) -> Iterator[str]:
    for note in notes:
        yield from wrap(note, TEXT_WIDTH_COLUMNS, initial_indent="! ", subsequent_indent="  ")
    if notes:
        yield ""


def _wrapped(line: str, indent: str = "") -> Iterator[str]:
    yield from wrap(line, TEXT_WIDTH_COLUMNS, initial_indent=indent, subsequent_indent=indent)


def _table(table: PageTable, page: Page) -> Iterator[str]:
    cells = [
        [" ".join(page.words.show(v, c.kind).split()) for c, v in zip(table.columns, row, strict=True)]
        for row in table.rows
    ]
    labels = [column.label for column in table.columns]
    widths = [max(map(len, column)) for column in zip(labels, *cells, strict=True)]
    fits = sum(widths) + 2 * len(widths) <= TEXT_WIDTH_COLUMNS
    yield from aligned(table, labels, cells, widths) if fits else _blocks(table, labels, cells)


def aligned(table: PageTable, labels: list[str], cells: list[list[str]], widths: list[int]) -> Iterator[str]:
    """Header, rule and rows, each column as wide as `widths` says, and an empty line after them."""
    for row in (labels, ["-" * width for width in widths], *cells):
        padded = (
            cell.rjust(width) if column.kind in ("number", "percent") else cell.ljust(width)
            for cell, width, column in zip(row, widths, table.columns, strict=True)
        )
        yield "  ".join(padded).rstrip()
    yield ""


def _blocks(table: PageTable, labels: list[str], cells: list[list[str]]) -> Iterator[str]:
    """The first cell alone; short values together on a line; each long text on lines of its own."""
    for first, *others in cells:
        yield from _wrapped(first)
        rest = list(zip(table.columns[1:], labels[1:], others, strict=True))
        short = "; ".join(f"{label}: {cell}" for column, label, cell in rest if column.kind != "long")
        yield from _wrapped(short, "  ")
        for column, label, cell in rest:
            if column.kind == "long":
                yield from _wrapped(f"{label}: {cell}", "  ")
        yield ""
