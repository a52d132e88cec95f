"""A Summary as a file: `render(summary, "html")`. One page is composed; every format lays it out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from xltrack.errors import SummaryError
from xltrack.i18n.catalogue import DEFAULT_LANGUAGE

if TYPE_CHECKING:
    from xltrack.rendering.options import Options
    from xltrack.rendering.page import Page
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


def render(
    summary: Summary,
    format: str,  # noqa: A002
    *,
    by: Sequence[str] = ALL_GROUPINGS,
    only_overdue: bool = False,
    language: str = DEFAULT_LANGUAGE,
    links: Mapping[str, str] | None = None,
) -> bytes:
    """Render the summary as xlsx, html, pdf, docx, markdown, text, json, email (a draft with both forms), email-html or
    email-text, in a language. The ending of a file's name (".md", ".eml") names a format, too.

    `by` chooses the groupings of the annex, `only_overdue` leaves all of it but the overdue list and its ageing away;
    json is always whole. `links` are addresses of pages of single plans, which html, docx and xlsx link to. Raises
    XltrackError for an unknown format or grouping, and when no program can make a PDF.
    """
    from xltrack.model.expected import expect
    from xltrack.summary.figures import Summary

    expect("summary", summary, Summary)
    format = SUFFIXES.get(format.lower(), format)  # noqa: A001
    known = (*ALL_GROUPINGS, *(own.key for own in summary.by_own))
    unknown = [name for name in by if name not in known]
    if unknown:
        raise SummaryError("unknown_grouping", by=unknown[0], groupings=", ".join(known))
    if format not in _RENDERERS:
        raise SummaryError("unknown_summary_format", format=format, formats=", ".join(_RENDERERS))
    from xltrack.rendering.options import Options

    return _RENDERERS[format](summary, Options(tuple(by), only_overdue, links=links or {}), language)


def _page(summary: Summary, options: Options, language: str) -> Page:
    from xltrack.rendering.compose import compose

    return compose(summary, language, options)


def _whole(summary: Summary, options: Options, language: str) -> Page:
    """Compose the page with every row and text in full, for a workbook, where cells can be opened."""
    from dataclasses import replace

    return _page(summary, replace(options, letters=None, rows=None), language)


def _html(summary: Summary, options: Options, language: str) -> bytes:
    from xltrack.rendering.html import html

    return html(_page(summary, options, language))


def _markdown(summary: Summary, options: Options, language: str) -> bytes:
    from xltrack.rendering.markdown import markdown

    return markdown(_page(summary, options, language))


def _text(summary: Summary, options: Options, language: str) -> bytes:
    from xltrack.rendering.text import text

    return text(_page(summary, options, language))


def _json(summary: Summary, options: Options, language: str) -> bytes:
    from xltrack.rendering.json import json_data

    return json_data(summary, _page(summary, options, language))


def _xlsx(summary: Summary, options: Options, language: str) -> bytes:
    from xltrack.rendering.xlsx import xlsx

    return xlsx(_whole(summary, options, language))


def _docx(summary: Summary, options: Options, language: str) -> bytes:
    from xltrack.rendering.docx import docx

    return docx(_page(summary, options, language))


def _pdf(summary: Summary, options: Options, language: str) -> bytes:
    from dataclasses import replace

    from xltrack.rendering.pdf import pdf

    unlinked = replace(options, links={})  # a PDF is sent alone
    return pdf(lambda: _html(summary, unlinked, language), lambda: _xlsx(summary, options, language))


def _email(summary: Summary, options: Options, language: str) -> bytes:
    from xltrack.mail.drafts import eml
    from xltrack.mail.letters import Letter

    page = _page(summary, options, language)
    plain = _mail_text(page).decode()
    return eml(Letter("", "", str(page.headline), plain), html=_mail_html(page).decode())


def _email_html(summary: Summary, options: Options, language: str) -> bytes:
    return _mail_html(_page(summary, options, language))


def _email_text(summary: Summary, options: Options, language: str) -> bytes:
    return _mail_text(_page(summary, options, language))


def _mail_html(page: Page) -> bytes:
    from xltrack.rendering.html import mail_html

    return mail_html(page)


def _mail_text(page: Page) -> bytes:
    from xltrack.rendering.text import text

    return text(page, annex=False)


_RENDERERS: Mapping[str, Callable[[Summary, Options, str], bytes]] = {
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
