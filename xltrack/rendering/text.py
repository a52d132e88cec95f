"""The summary as plain text of 78 columns, for terminals and as the twin of the mail."""

from __future__ import annotations

from collections.abc import Iterator

from xltrack.i18n.catalogue import Catalogue, catalogue
from xltrack.i18n.plain_text import run_on
from xltrack.rendering.columns import aligned, fits_columns, padded, width, wrapped
from xltrack.rendering.page import Listed, Page
from xltrack.rendering.squares import squares
from xltrack.rendering.table import PageTable, Section

WIDTH = 78
PLAIN_BLANKS = {0xA0: " ", 0x202F: " "} | dict.fromkeys(map(ord, "\u2066\u2067\u2068\u2069"))
"""Terminals show marks of direction as signs, and nobody finds a text by its non-breaking blanks."""


def text(page: Page, annex: bool = True) -> bytes:
    """Write UTF-8. Tables of numbers are aligned; rows with long texts become blocks of `label: value`."""
    lines = [*_page(page), *(_annex(page) if annex else ())]
    return ("\n".join(lines).translate(PLAIN_BLANKS).rstrip() + "\n").encode()


def _page(page: Page) -> Iterator[str]:
    kicker = page.kicker
    yield from wrapped(f"{kicker.title} · {kicker.kind}", WIDTH)
    yield from wrapped(" · ".join(str(part) for part in (kicker.as_of, kicker.compared) if part), WIDTH)
    yield ""
    yield from _heading(str(page.headline), "=")
    if page.lead:
        yield from (*wrapped(run_on(page.lead), WIDTH), "")
    for figure in page.figures:
        value = f"{figure.value} {figure.unit}" if figure.unit else figure.value
        facts = " · ".join(str(part) for part in (value, figure.context, figure.change) if part)
        yield from wrapped(catalogue(page.language).labelled(figure.label, facts), WIDTH, "", "  ")
    yield ""
    if page.listed:
        yield from _list(page.listed)
    if page.moved:
        yield from (*wrapped(str(page.moved), WIDTH), "")
    yield from _change(page)
    yield from _ranking(page)
    yield from _where(page)
    for title, texts in ((page.doubts_title, page.doubts), (page.method_title, page.method)):
        yield from _heading(str(title), "-")
        for sentence in texts:
            yield from wrapped(str(sentence), WIDTH)
        yield ""


def _change(page: Page) -> Iterator[str]:
    if page.bridge:
        yield from _heading(str(page.bridge.title), "-")
        yield from (*wrapped(str(page.bridge.line), WIDTH), "")
    if page.trend:
        yield from _heading(str(page.trend.title), "-")
        yield from wrapped(str(page.trend.described), WIDTH)
        if page.trend.note_in_words:
            yield from wrapped(str(page.trend.note_in_words), WIDTH)
        yield ""
    if page.timeline:
        yield from _heading(str(page.timeline.title), "-")
        for sentence in page.timeline.described:
            yield from wrapped(str(sentence), WIDTH, "", "  ")
        yield ""


def _heading(title: str, line: str) -> Iterator[str]:
    lines = list(wrapped(title, WIDTH))
    yield from lines
    yield line * max(map(width, lines), default=0)


def _list(listed: Listed) -> Iterator[str]:
    yield from _heading(str(listed.title), "-")
    if listed.subtitle:
        yield from wrapped(str(listed.subtitle), WIDTH)
    for group in listed.groups:
        yield from wrapped(f"{group.month} · {group.ago} · {group.count}", WIDTH)
        for item in group.items:
            head = " ".join(filter(None, (item.plan, item.ref)))
            tail = " · ".join(filter(None, (item.text, item.unit, str(item.mark or ""))))
            yield from wrapped(f"{head}  {tail}", WIDTH, "  ", " " * 10)
    if listed.left_out:
        yield from wrapped(str(listed.left_out), WIDTH)
    yield ""


def _ranking(page: Page) -> Iterator[str]:
    ranking = page.ranking
    if ranking is None:
        return
    keys = [key for key in ("open", "share", "since", "longest") if key in ranking.columns]
    first = ranking.columns.get("plan") or ranking.columns["unit"]
    labels = [str(label) for label in (first, ranking.columns["overdue"], *(ranking.columns[key] for key in keys))]
    rows = [[row.name, str(row.overdue), *(str(getattr(row, key)) for key in keys)] for row in ranking.rows]
    yield from _heading(str(ranking.title), "-")
    yield from wrapped(str(ranking.subtitle), WIDTH)
    yield ""
    yield from aligned(labels, rows, [False, *(True for _ in labels[1:])])
    if ranking.left_out:
        yield from wrapped(str(ranking.left_out), WIDTH)
    yield ""


def _where(page: Page) -> Iterator[str]:
    where = page.where
    if where is None:
        return
    yield from _heading(str(where.title), "-")
    yield from wrapped(str(where.subtitle), WIDTH)
    for part in where.parts:
        signs = squares(part) if where.kind == "squares" else ""
        yield from wrapped(f"{padded(signs, 16)}{part.described}", WIDTH, "", " " * 16)
    yield ""


def _annex(page: Page) -> Iterator[str]:
    yield from _heading(str(page.annex_title), "=")
    yield ""
    for section in page.annex:
        yield from _section(section, catalogue(page.language))


def _section(section: Section, words: Catalogue) -> Iterator[str]:
    yield from _heading(section.title, "-")
    for sentence in section.texts:
        yield from (*wrapped(sentence, WIDTH), "")
    for table in section.tables:
        if table.title != section.title:
            yield from (*wrapped(words.labelled(table.title, "").rstrip(), WIDTH), "")
        yield from _table(table, words)
        if table.more:
            yield from (*wrapped(table.more, WIDTH), "")
    for note in section.notes:
        yield from wrapped(note, WIDTH, "! ", "  ")
    if section.notes:
        yield ""


def _table(table: PageTable, words: Catalogue) -> Iterator[str]:
    labels = [column.label for column in table.columns]
    cells = [[" ".join(cell.split()) for cell in row] for row in table.texts]
    if fits_columns(labels, cells, WIDTH):
        yield from aligned(labels, cells, [column.kind in ("number", "percent") for column in table.columns])
        yield ""
    else:
        yield from _blocks(table, cells, words)


def _blocks(table: PageTable, cells: list[list[str]], words: Catalogue) -> Iterator[str]:
    """Write the first cell alone; short values together on a line; each long text on lines of its own.

    A row of two cells is one line.
    """
    if len(table.columns) == 2:
        for first, cell in cells:
            yield from wrapped(words.labelled(first, cell), WIDTH, "", "  ")
        yield ""
        return
    for first, *others in cells:
        yield from wrapped(first, WIDTH)
        rest = [
            (column.kind, words.labelled(column.label, cell))
            for column, cell in zip(table.columns[1:], others, strict=True)
        ]
        yield from wrapped(" · ".join(text for kind, text in rest if kind != "long"), WIDTH, "  ")
        for kind, text in rest:
            if kind == "long":
                yield from wrapped(text, WIDTH, "  ")
        yield ""
