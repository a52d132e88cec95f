"""The summary as one self-contained web page: no script, no request, light and dark, made to be printed."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from xltrack.rendering.charts_svg import svg
from xltrack.rendering.page import Chart, Page, PageColumn, PageTable, Section, Tile
from xltrack.rendering.style import CSS

CARDS = {"overdue", "silent", "newly_overdue", "cured", "completed", "reopened", "moved", "added", "withdrawn"}
"""Tables of actions: on a narrow screen each row becomes a card, for their texts need the width."""


def html(page: Page) -> bytes:
    """UTF-8. Everything that came from a plan is escaped."""
    return "".join(_document(page)).encode()


def _document(page: Page) -> Iterator[str]:
    day = page.words.word("as_of", day=page.words.day(page.as_of))
    yield (
        f'<!DOCTYPE html>\n<html lang="{escape(page.language)}" dir="{escape(page.direction)}">\n<head>\n'
        '<meta charset="utf-8">\n<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        f'<meta name="color-scheme" content="light dark">\n<title>{escape(page.title)}, {escape(day)}</title>\n'
        f"<style>{CSS}</style>\n</head>\n<body>\n<main>\n"
    )
    plan = "".join(f"<p>{escape(line)}</p>" for line in page.subtitle)
    yield f'<header><h1>{escape(page.title)}</h1>{plan}<p class="day">{escape(day)}</p></header>\n'
    first, *others = page.headline
    rest = f"<p>{escape(' '.join(others))}</p>" if others else ""
    yield f'<div class="headline"><p class="first">{escape(first)}</p>{rest}</div>\n'
    yield f'<dl class="tiles">{"".join(map(_tile, page.tiles))}</dl>\n'
    yield from _notes(page.notes)
    yield f'<div class="charts">{"".join(map(_figure, page.charts))}'
    if page.changes:
        yield f'<div class="changes"><h2>{escape(page.changes.title)}</h2>{"".join(_table(page.changes, page))}</div>'
    yield "</div>\n"
    for section in page.sections:
        yield from _section(section, page)
    yield "</main>\n</body>\n</html>\n"


def _tile(tile: Tile) -> str:
    css = "tile alarm" if tile.alarm else "tile"
    return (
        f'<div class="{css}" id="tile-{tile.key}"><dt>{escape(tile.label)}</dt>'
        f'<dd class="big">{escape(tile.value)}</dd><dd>{escape(tile.detail)}</dd></div>'
    )


def _figure(chart: Chart) -> str:
    return f"<figure><figcaption>{escape(chart.title)}</figcaption>{svg(chart, f'chart-{chart.key}')}</figure>"


def _notes(notes: tuple[str, ...]) -> Iterator[str]:
    if notes:
        yield f'<ul class="notes">{"".join(f"<li>{escape(note)}</li>" for note in notes)}</ul>\n'


def _section(section: Section, page: Page) -> Iterator[str]:
    yield f'<section id="{section.key}"><h2>{escape(section.title)}</h2>\n'
    if section.key == "about":
        yield f'<ul class="about">{"".join(f"<li>{escape(text)}</li>" for text in section.texts)}</ul>\n'
    else:
        yield from (f"<p>{escape(text)}</p>\n" for text in section.texts)
    for table in section.tables:
        if table.title != section.title:
            yield f"<h3>{escape(table.title)}</h3>\n"
        yield from _table(table, page)
    yield from _notes(section.notes)
    yield "</section>\n"


def _table(table: PageTable, page: Page) -> Iterator[str]:
    css = "cards" if table.key in CARDS else f"numbers columns-{len(table.columns)}"
    name = escape(table.title)
    heads = "".join(f'<th scope="col" class="{c.kind}">{escape(c.label)}</th>' for c in table.columns)
    yield f'<div class="scroll" role="region" tabindex="0" aria-label="{name}">'
    yield f'<table id="table-{table.key}" class="{css}"><thead><tr>{heads}</tr></thead><tbody>\n'
    opens = [_open(column, first=column is table.columns[0]) for column in table.columns]
    show = page.words.show
    for row in table.rows:
        cells = zip(opens, table.columns, row, strict=True)
        yield f"<tr>{''.join(f'{o}{escape(show(value, column.kind))}{c}' for (o, c), column, value in cells)}</tr>\n"
    yield "</tbody></table></div>\n"


def _open(column: PageColumn, first: bool) -> tuple[str, str]:
    """The tags around a cell: the first one heads its row."""
    label = f'class="{column.kind} c-{column.key}" data-label="{escape(column.label)}"'
    return (f'<th scope="row" {label}>', "</th>") if first else (f"<td {label}>", "</td>")
