"""The summary as a mail: tables with inline styles only, for clients drop style sheets, and a plain-text twin."""

from __future__ import annotations

from collections.abc import Iterator
from email.message import EmailMessage
from email.policy import SMTP
from html import escape

from xltrack.rendering.page import Page, PageTable

_CELL = "padding:4px 8px;border-bottom:1px solid #d5dae1"
_FONT = "font-family:Arial,sans-serif;font-size:14px;color:#1b2330"
_RIGHT = ("number", "percent")
EMAIL_CELL_LETTERS = ("plan", "responsible", "overdue")
"""The tables that a mail carries, beside what happened."""


def draft(page: Page, plain: bytes) -> bytes:
    """An .eml with both forms, marked unsent, so that a mail program opens it as a draft. No recipient, no date."""
    message = EmailMessage(policy=SMTP)
    message["Subject"] = f"{page.title}: {page.headline[0]} {page.words.word('as_of', day=page.words.day(page.as_of))}"
    message["X-Unsent"] = "1"
    message.set_content(plain.decode(), cte="base64")
    message.add_alternative(email_html(page).decode(), subtype="html", cte="base64")
    message.set_boundary("=_xltrack_summary")
    return message.as_bytes()


def email_html(page: Page) -> bytes:
    """UTF-8, under 60 KB for the short options of a mail."""
    return "".join(_document(page)).encode()


def _document(page: Page) -> Iterator[str]:
    day = page.words.word("as_of", day=page.words.day(page.as_of))
    yield (
        f'<!DOCTYPE html><html lang="{escape(page.language)}" dir="{escape(page.direction)}"><head>'
        f'<meta charset="utf-8"><title>{escape(page.title)}</title></head><body bgcolor="#ffffff" style="{_FONT}">'
        f'<table role="presentation" width="100%" cellpadding="14" cellspacing="0"><tr><td bgcolor="#12324f">'
        f'<font color="#ffffff"><h1 style="margin:0;font-size:22px">{escape(page.title)}</h1>'
        f"{''.join(f'{escape(line)}<br>' for line in page.subtitle)}<b>{escape(day)}</b></font></td></tr></table>"
    )
    first, *others = page.headline
    yield f'<p style="font-size:18px"><b>{escape(first)}</b></p><p>{escape(" ".join(others))}</p>'
    yield from _tiles(page)
    yield from _notes(page.notes)
    if page.changes:
        yield from _table(page.changes, page)
    for section in page.sections:
        for table in section.tables:
            if table.key in EMAIL_CELL_LETTERS:
                yield from _table(table, page)
                yield from _notes(section.notes)
    about = page.section("about")
    if about:
        yield f'<p><font color="#4b5563">{"<br>".join(map(escape, about.texts))}</font></p>'
    yield "</body></html>\n"


def _tiles(page: Page) -> Iterator[str]:
    yield '<table role="presentation" width="100%" cellpadding="10" cellspacing="4"><tr>'
    for tile in page.tiles:
        colour = "#a8201a" if tile.alarm else "#1b2330"
        yield (
            f'<td bgcolor="#f3f5f8" valign="top" width="25%"><b>{escape(tile.label)}</b><br>'
            f'<font color="{colour}" size="6"><b>{escape(tile.value)}</b></font><br>{escape(tile.detail)}</td>'
        )
    yield "</tr></table>"


def _notes(notes: tuple[str, ...]) -> Iterator[str]:
    if notes:
        yield f'<p><font color="#6b4400">{"<br>".join(map(escape, notes))}</font></p>'


def _table(table: PageTable, page: Page) -> Iterator[str]:
    show = page.words.show
    yield f'<h2 style="font-size:17px;margin:24px 0 6px">{escape(table.title)}</h2>'
    yield '<table cellpadding="4" cellspacing="0" style="border-collapse:collapse"><thead><tr>'
    for column in table.columns:
        align = "right" if column.kind in _RIGHT else "left"
        look = f'align="{align}" valign="bottom" bgcolor="#f3f5f8" style="{_CELL}"'
        yield f'<th scope="col" {look}>{escape(column.label)}</th>'
    yield "</tr></thead><tbody>"
    for row in table.rows:
        yield '<tr valign="top">'
        for column, value in zip(table.columns, row, strict=True):
            align = ' align="right"' if column.kind in _RIGHT else ""
            yield f'<td{align} style="{_CELL}">{escape(show(value, column.kind), quote=False)}</td>'
        yield "</tr>"
    yield "</tbody></table>"
