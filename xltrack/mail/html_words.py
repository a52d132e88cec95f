"""The words of HTML mails, a line a block; targets of links stay beside their texts."""

from __future__ import annotations

import re
from html.parser import HTMLParser


class _Words(HTMLParser):
    """The words of an HTML mail, a line a block."""

    _BLOCKS = frozenset(("p", "div", "br", "tr", "li", "h1", "h2", "h3", "blockquote", "table", "hr"))
    _SILENT = frozenset(("style", "script", "head", "title"))

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._silent = 0
        self._target = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in self._SILENT
        if tag == "a":
            self._target = dict(attrs).get("href") or ""
        if tag in self._BLOCKS:
            self.pieces.append("\n")
        if tag in ("td", "th"):
            self.pieces.append(" ")
        if tag == "blockquote":
            self.pieces.append("-- original\n")

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in self._SILENT and self._silent > 0
        if tag == "a" and self._target.lower().startswith(("http:", "https:", "file:")):
            if self._target not in "".join(self.pieces[-3:]):
                self.pieces.append(f" ({self._target})")
            self._target = ""
        if tag in ("p", "div", "tr", "li"):
            self.pieces.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.pieces.append(data.replace("\r", " ").replace("\n", " "))


def html_words(html: str) -> str:
    """Return the words of a piece of HTML, one line for each block."""
    reader = _Words()
    reader.feed(html)
    reader.close()
    return re.sub(r"[ \t]+", " ", re.sub(r"[ \t]*\n[ \t]*(?:\n[ \t]*)*", "\n", "".join(reader.pieces))).strip()
