"""HTML as a stream of tags and texts, in time that grows with its length whatever it holds.

The standard library's parser took 58 seconds for 60 KB of tags that never end, so this reader has its own: it
searches forward only, and what it has failed to find once it does not search again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import NamedTuple

_NAME = re.compile(r"/?[A-Za-z][A-Za-z0-9:-]*")
_ATTRIBUTE = re.compile(r"""([^\s"'<>/=]+)(?:\s*=\s*("[^"]*"|'[^']*'|[^\s"'>]+))?""")
_STOP = re.compile("[\"'>]")
_RAW = ("script", "style", "title", "textarea")
"""Elements whose text holds no tags."""
_MOST_ATTRIBUTES = 60
_LONGEST_TAG = 20_000
"""Characters of a tag in which attributes are looked for; pictures written into a page make longer ones."""


class MarkupTag(NamedTuple):
    """A tag: its name in lower case, whether it ends an element, and its attributes."""

    name: str
    ends: bool
    attributes: dict[str, str]


def tokens(text: str) -> Iterator[MarkupTag | str]:
    """Yield tags and texts in order. Comments and declarations are left out; entities in texts are resolved."""
    at, size = 0, len(text)
    closers: dict[str, int] = {}
    while at < size:
        start = text.find("<", at)
        if start < 0:
            yield unescape(text[at:])
            return
        name = _NAME.match(text, start + 1)
        if name is None and text[start + 1 : start + 2] not in ("!", "?"):
            yield unescape(text[at : start + 1])
            at = start + 1
            continue
        if start > at:
            yield unescape(text[at:start])
        if name is None:
            at = _after_declaration(text, start)
            continue
        end = _tag_end(text, name.end(), closers)
        tag = _tag(name[0], text[name.end() : min(end, name.end() + _LONGEST_TAG)])
        yield tag
        at = end + 1
        if tag.name in _RAW and not tag.ends:
            close = re.compile(rf"</{tag.name}", re.IGNORECASE).search(text, at)
            stop = close.start() if close else size
            if tag.name in ("title", "textarea"):
                yield unescape(text[at:stop])
            at = stop


def _after_declaration(text: str, start: int) -> int:
    """Return the offset behind a comment or a declaration; one that never ends takes the rest."""
    mark = "-->" if text.startswith("<!--", start) else ">"
    end = text.find(mark, start + 2)
    return len(text) if end < 0 else end + len(mark)


def _tag_end(text: str, at: int, closers: dict[str, int]) -> int:
    """Return the offset of the sign that ends a tag; signs between quotes do not.

    `closers` remembers from which offset on a quote is never closed.
    """
    while True:
        stop = _STOP.search(text, at)
        if stop is None:
            return len(text)
        sign = stop[0]
        if sign == ">":
            return stop.start()
        at = stop.end()
        if at < closers.get(sign, len(text) + 1):
            close = text.find(sign, at)
            if close < 0:
                closers[sign] = at
            else:
                at = close + 1


def _tag(name: str, rest: str) -> MarkupTag:
    ends = name.startswith("/")
    attributes: dict[str, str] = {}
    if not ends:
        for match in _ATTRIBUTE.finditer(rest):
            attributes.setdefault(match[1].lower(), unescape((match[2] or "").strip("\"'")))
            if len(attributes) >= _MOST_ATTRIBUTES:
                break
    return MarkupTag(name.lstrip("/").lower(), ends, attributes)
