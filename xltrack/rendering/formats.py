"""A Summary as a file: `render(summary, "html")`. One page is composed; every format lays it out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from types import NoneType
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
    email-text, in a language. The ending of a file's name (".md" or "md") names a format, too.

    `by` chooses the groupings of the annex, `only_overdue` reduces it to the overdue list and its ageing; json is
    always whole. `links` are addresses of pages of single plans, which html, docx and xlsx link to. Raises XltrackError
    for an unknown format or grouping, and when no program can make a PDF.
    """
    made = render_all(summary, (format,), by=by, only_overdue=only_overdue, language=language, links=links)
    return made[format]


def render_all(
    summary: Summary,
    formats: Iterable[str],
    *,
    by: Sequence[str] = ALL_GROUPINGS,
    only_overdue: bool = False,
    language: str = DEFAULT_LANGUAGE,
    links: Mapping[str, str] | None = None,
) -> dict[str, bytes]:
    """Render the summary in several formats, by their names. All other parameters are those of `render`."""
    from xltrack.model.expected import expect, expect_each
    from xltrack.summary.figures import Summary

    expect("summary", summary, Summary)
    formats, by = expect_each("each format", formats, str), expect_each("each grouping", by, str)
    expect("only_overdue", only_overdue, bool)
    expect("links", links, Mapping, NoneType)
    known = (*ALL_GROUPINGS, *(grouping.key for grouping in summary.by_own))
    unknown = [name for name in by if name not in known]
    if unknown:
        raise SummaryError("unknown_grouping", by=unknown[0], groupings=", ".join(known))
    renderers = {name: _RENDERERS.get(_format_named(name.lower())) for name in formats}
    for name, renderer in renderers.items():
        if renderer is None:
            raise SummaryError("unknown_summary_format", format=name, formats=", ".join(_RENDERERS))
    from xltrack.rendering.options import Options

    pages = _Pages(summary, Options(tuple(by), only_overdue, links=links or {}), language)
    return {name: renderer(pages) for name, renderer in renderers.items() if renderer}


def _format_named(name: str) -> str:
    """Return the format of a name, which may be a file's ending with its dot or without."""
    return name if name in _RENDERERS else SUFFIXES.get(f".{name.removeprefix('.')}", name)


class _Pages:
    """The pages of one summary. Each is composed when it is first asked for; most formats lay out the same one."""

    def __init__(self, summary: Summary, options: Options, language: str):
        self.summary, self._options, self._language = summary, options, language

    @cached_property
    def page(self) -> Page:
        return self._composed(self._options)

    @cached_property
    def whole(self) -> Page:
        """The page with every row and text in full, for a workbook, where cells can be opened."""
        return self._composed(replace(self._options, letters=None, rows=None))

    @property
    def unlinked(self) -> _Pages:
        return _Pages(self.summary, replace(self._options, links={}), self._language)

    def _composed(self, options: Options) -> Page:
        from xltrack.rendering.compose import compose

        return compose(self.summary, self._language, options)


def _html(pages: _Pages) -> bytes:
    from xltrack.rendering.html import html

    return html(pages.page)


def _markdown(pages: _Pages) -> bytes:
    from xltrack.rendering.markdown import markdown

    return markdown(pages.page)


def _text(pages: _Pages) -> bytes:
    from xltrack.rendering.text import text

    return text(pages.page)


def _json(pages: _Pages) -> bytes:
    from xltrack.rendering.json import json_data

    return json_data(pages.summary, pages.page)


def _xlsx(pages: _Pages) -> bytes:
    from xltrack.rendering.xlsx import xlsx

    return xlsx(pages.whole)


def _docx(pages: _Pages) -> bytes:
    from xltrack.rendering.docx import docx

    return docx(pages.page)


def _pdf(pages: _Pages) -> bytes:
    from xltrack.rendering.pdf import pdf

    return pdf(lambda: _html(pages.unlinked), lambda: _xlsx(pages), "summary.xlsx")  # a PDF is sent alone


def _email(pages: _Pages) -> bytes:
    from xltrack.mail.drafts import eml
    from xltrack.mail.letters import Letter

    plain = _email_text(pages).decode()
    return eml(Letter("", "", str(pages.page.headline), plain), html=_email_html(pages).decode())


def _email_html(pages: _Pages) -> bytes:
    from xltrack.rendering.html import mail_html

    return mail_html(pages.page)


def _email_text(pages: _Pages) -> bytes:
    """Write the mail's plain form: without the annex, and like its other form without the chart."""
    from xltrack.rendering.text import text

    return text(pages.page._replace(timeline=None), annex=False)


_RENDERERS: Mapping[str, Callable[[_Pages], bytes]] = {
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
