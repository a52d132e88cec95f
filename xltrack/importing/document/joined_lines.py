"""Wrapped lines of a page joined into paragraphs again, without the hyphens at line ends."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

_HYPHENS = "-\u2010\u2011\u00ad"
_SUSPENDED = re.compile(r"(?:and|or|to|et|ou|y|e|o|и|или|und|oder)\b")
_ITEM = re.compile(r"(?:[\u2022\u25aa\u25cf\u2013\u2014*\u00b7]\s|-\s|\d{1,2}[.)]\s|\(?[a-z][.)]\s)")
_LABEL = re.compile(r"[^.;:]{1,60}[:\uff1a](?:\s|$)")

PlacedLine = tuple[str, float, float, float, float]
"""A line's text with its box: left, top, right, bottom."""


def unwrap(
    lines: Sequence[PlacedLine], right: float, words: Mapping[str, int], *, in_cell: bool = False
) -> Iterator[str]:
    """Join lines where the next word had no room before the `right` edge of the text.

    `words` counts the words of the whole source, to tell a hyphen that belongs to a word from one that broke it.
    In a cell a line that begins with a label goes on like any other.
    """
    text = ""
    before: PlacedLine | None = None
    for line in lines:
        if before is not None and _goes_on(before, line, right, in_cell):
            text = joined_line(text, line[0].strip(), words)
        else:
            if text:
                yield text
            text = line[0].strip()
        before = line
    if text:
        yield text


def _goes_on(before: PlacedLine, line: PlacedLine, right: float, in_cell: bool) -> bool:
    text, left, top, end, bottom = before
    height = max(bottom - top, 1.0)
    if line[2] - bottom > 0.9 * height or not text.strip() or _ITEM.match(line[0]):
        return False
    if text.rstrip()[-1] in _HYPHENS and line[0].lstrip()[:1].islower():
        return True
    if not in_cell and _LABEL.match(line[0]):
        return False
    first = line[0].split()[0] if line[0].split() else ""
    room = (end - left) / max(len(text), 1) * (len(first) + 1)
    return end + room > right


def joined_line(before: str, after: str, words: Mapping[str, int]) -> str:
    """Join two pieces of a line. A hyphen stays, unless the word is written without it elsewhere in the source."""
    if not before or before[-1] not in _HYPHENS or not after[:1].isalpha() or _SUSPENDED.match(after):
        return f"{before} {after}" if before else after
    if before[-1] == "\u00ad":
        return before[:-1] + after
    head, tail = re.findall(r"\w*$", before[:-1])[0], re.findall(r"^\w*", after)[0]
    if words.get(head + tail) and not words.get(f"{head}-{tail}"):
        return before[:-1] + after
    return before + after
