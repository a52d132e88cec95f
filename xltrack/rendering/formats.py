"""A Summary as a file: `render(summary, "html")`. Renderers compute nothing; equal summaries give equal bytes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from xltrack.errors import XltrackError
from xltrack.i18n.catalogue import DEFAULT_LANGUAGE

if TYPE_CHECKING:
    from xltrack.rendering.page import Options, Page
    from xltrack.summary.figures import Summary

SUFFIXES: Mapping[str, str] = {
    ".xlsx": "xlsx",
    ".html": "html",
    ".htm": "html",
    ".pdf": "pdf",
    ".docx": "docx",
    ".md": "markdown",
    ".txt": "text",
    ".json": "json",
    ".eml": "email",
}
"""The format that a file name's ending asks for."""

ALL_GROUPINGS = ("responsible", "recommendation", "category", "thematic_area")
EMAIL_BYTES = 60_000
"""Larger mails are cut off by some clients."""
EMAIL_ROWS, EMAIL_LETTERS = (25, 12, 5), 120
"""Rows a table of a mail has, as many as fit; letters a text has."""
PAGE_ROWS, PAGE_LETTERS = 10, 96
"""Overdue actions on the printed one-pager, and the letters of each, which fill two lines."""


def render(
    summary: Summary,
    format: str,  # noqa: A002
    *,
    by: Sequence[str] = ALL_GROUPINGS,
    only_overdue: bool = False,
    language: str = DEFAULT_LANGUAGE,
) -> bytes:
    """The summary in a format: xlsx, html, pdf, docx, markdown, text, json, email (a draft with both forms),
    email-html, email-text.

    `by` chooses the groupings, `only_overdue` leaves all but the overdue list and its ageing away; json is
    always whole. Raises XltrackError for an unknown format or grouping, and when no program can make a PDF.
    """
    unknown = [name for name in by if name not in ALL_GROUPINGS]
    if unknown:
        raise XltrackError("unknown_grouping", by=unknown[0], groupings=", ".join(ALL_GROUPINGS))
    if format not in _RENDERERS:
        raise XltrackError("unknown_summary_format", format=format, formats=", ".join(_RENDERERS))
    from xltrack.rendering.page import Options

    return _RENDERERS[format](summary, Options(tuple(by), only_overdue, language))


def _html(summary: Summary, options: Options) -> bytes:
    from xltrack.rendering.content import page
    from xltrack.rendering.html import html

    return html(page(summary, options))


def _markdown(summary: Summary, options: Options) -> bytes:
    from xltrack.rendering.content import page
    from xltrack.rendering.markdown import markdown

    return markdown(page(summary, options))


def _text(summary: Summary, options: Options) -> bytes:
    from xltrack.rendering.content import page
    from xltrack.rendering.text import text

    return text(page(summary, options))


def _json(summary: Summary, options: Options) -> bytes:
    from xltrack.rendering.json import json_data

    return json_data(summary)


def _xlsx(summary: Summary, options: Options) -> bytes:
    from dataclasses import replace

    from xltrack.rendering.content import page
    from xltrack.rendering.xlsx import xlsx

    return xlsx(page(summary, replace(options, letters=None)))


def _docx(summary: Summary, options: Options) -> bytes:
    from dataclasses import replace

    from xltrack.rendering.content import page
    from xltrack.rendering.docx import docx

    short = replace(options, rows=PAGE_ROWS, letters=PAGE_LETTERS, by=options.by[:1])
    return docx(page(summary, short))


def _pdf(summary: Summary, options: Options) -> bytes:
    from xltrack.rendering.pdf import pdf

    return pdf(lambda: _html(summary, options), lambda: _xlsx(summary, options))


def _email(summary: Summary, options: Options) -> bytes:
    from xltrack.rendering.email import draft
    from xltrack.rendering.text import text

    short = _mail_page(summary, options)
    return draft(short, text(short))


def _email_html(summary: Summary, options: Options) -> bytes:
    from xltrack.rendering.email import email_html

    return email_html(_mail_page(summary, options))


def _email_text(summary: Summary, options: Options) -> bytes:
    from xltrack.rendering.text import text

    return text(_mail_page(summary, options))


def _mail_page(summary: Summary, options: Options) -> Page:
    """The longest of the short forms whose mail stays under the limit; both its forms are made from it."""
    from dataclasses import replace

    from xltrack.rendering.content import page
    from xltrack.rendering.email import email_html

    for rows in EMAIL_ROWS:
        form = page(summary, replace(options, rows=rows, letters=EMAIL_LETTERS, by=("responsible",)))
        if len(email_html(form)) < EMAIL_BYTES:
            break
    return form


_RENDERERS: Mapping[str, Callable[[Summary, Options], bytes]] = {
    "xlsx": _xlsx,
    "html": _html,
    "pdf": _pdf,
    "docx": _docx,
    "markdown": _markdown,
    "text": _text,
    "json": _json,
    "email": _email,
    "email-html": _email_html,
    "email-text": _email_text,
}
FORMATS = tuple(_RENDERERS)
