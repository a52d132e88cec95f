"""Heads and feet of a PDF's pages: what several pages repeat, page numbers, and what a browser prints around a page."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from typing import Any

from xltrack.importing.blocks import Aside
from xltrack.importing.form_files import shipped_lexicon
from xltrack.importing.form_labels import form_label

_ENDS = 2
"""Lines at each end of a page that may be its head or foot."""
_PAGE_NUMBER = re.compile(r"\b\d{1,3}\b")
_FOOT = re.compile(
    r"(?i)(?:.{0,60}\W)?(?:page|página|стр|صفحة|第)\W*#(?:\W*(?:of|de|sur|из|من|页)?\W*#)?\W*|\W*#\W*(?:/\W*#\W*)?"
)
"""A page number with the words around it, its digits replaced by #."""
_BROWSER = re.compile(
    r"(?i)\d{1,4}[/.]\d{1,2}[/.]\d{1,4},? \d{1,2}:\d{2}(?: ?[ap]m)?(?: .*)?|(?:https?|file)://.*\s\d{1,4}/\d{1,4}"
)
"""The day and time over a printed page, and its address and number below."""


class Margins:
    """The heads and feet of a document's pages. `remarks` report their words once."""

    def __init__(self, pages: Sequence[dict[str, Any]]):
        ends: Counter[str] = Counter()
        for page in pages:
            lines = sorted(page["lines"], key=lambda line: line["box"][1])
            ends.update({_unnumbered(line["text"]) for line in (*lines[:_ENDS], *lines[-_ENDS:])})
        repeated = (text for text, count in ends.items() if count > 1 and count >= len(pages) / 2)
        shared = {text for text in repeated if not _is_label(text)}
        self._texts = shared | {text for text in ends if _FOOT.fullmatch(text) or _BROWSER.fullmatch(text)}
        words = (text.replace("#", "").strip(" –—-|/") for text in sorted(self._texts) if not _is_title(text))
        self.remarks = [Aside("page_margin", text) for text in words if text]

    def inner_lines(self, page: dict[str, Any], *, first: bool) -> list[dict[str, Any]]:
        """Return a page's lines without head and foot; the `first` page keeps a title that all of them show."""
        return [
            line
            for line in page["lines"]
            if (text := _unnumbered(line["text"])) not in self._texts or (first and _is_title(text))
        ]


def _is_label(text: str) -> bool:
    """Return whether a line begins a part of the plan, as "Recommendation 2" may at the top of several pages."""
    label = form_label(text.replace("#", "1"), shipped_lexicon())
    return label is not None and label.field in ("recommendation", "response", "category", "key_actions")


def _is_title(text: str) -> bool:
    return shipped_lexicon().names_study(text) and not _BROWSER.fullmatch(text)


def _unnumbered(text: str) -> str:
    """Return a line of a margin with its numbers replaced, so that it is the same on all pages."""
    text = unicodedata.normalize("NFKC", text.strip())
    return text if _BROWSER.fullmatch(text) else _PAGE_NUMBER.sub("#", text)
