"""A text source as lines, and lines as labelled blocks of paragraphs, repaired from the wrapping of pages and PDFs.

Nothing here knows what a key action is. Direction marks and other invisible format characters count as blanks
wherever structure is looked for; inside prose they stay.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

_MARKS = "\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff"
"""Invisible format characters, as ranges of a character class: written one by one they take longer to compile."""
_EDGE = "".join(
    map(chr, (*range(9, 14), *range(28, 33), 0x85, 0xA0, 0x1680, 0x2028, 0x2029, 0x205F, 0x3000))
) + "".join(
    map(chr, (0xAD, 0x61C, 0x180E, 0xFEFF, *range(0x2000, 0x2010), *range(0x202A, 0x2030), *range(0x2060, 0x2070)))
)
"""The same and all white space, one by one, for `strip`."""
BLANK = rf"[\s{_MARKS}]"
NOT_BLANK = rf"[^\s{_MARKS}]"
WORD = re.compile(rf"{NOT_BLANK}+")

_FIELDS = (
    ("category", r"Management{b}+Response{b}+Category"),
    ("response", r"Management{b}+Response"),
    ("text", r"Recommendation"),
    ("description", r"Description"),
    ("thematic_areas", r"Thematic{b}+Areas?"),
    ("operating_principles", r"Operating{b}+Principles?"),
    ("organizational_priorities", r"Organi[sz]ational{b}+Priorit(?:y|ies)"),
    ("uneg_criteria", r"UNEG{b}+Criteri(?:a|on)"),
)
_LABEL = re.compile(
    "|".join(f"(?P<{name}>{pattern.replace('{b}', BLANK)})" for name, pattern in _FIELDS).join(
        ("(?i:", rf"){BLANK}*[:\uff1a]")
    )
)
_HEADER = (
    rf"(?:(?:(?:Key{BLANK}+)?Actions?|Description){BLANK}+)?Responsible{BLANK}+Deadline{BLANK}+Status{BLANK}+Comments"
)
_STRUCTURE = re.compile(
    rf"(?:(?P<key_actions>Key{BLANK}+Actions?{BLANK}*:?(?:{BLANK}+(?P<none>N/A|None|Not{BLANK}+applicable)\.?)?)|(?P<header>{_HEADER})"
    rf"|(?P<no_actions>Key{BLANK}+Action{BLANK}+not{BLANK}+added\.?)"
    rf"|(?P<page>Page{BLANK}+[0-9]+(?:{BLANK}+(?:of|/){BLANK}+[0-9]+)?))",
    re.IGNORECASE,
)
_SUSPENDED = re.compile(r"(?:and|or|to|et|ou|y|e|o|и|или|und|oder)\b")
_HYPHENATED = re.compile(r"\w\w[-\u2010]$")

WRAP_WIDTHS = range(50, 201)
"""Widths at which a text may have been wrapped; a longest line outside them means that it was not."""
_RAGGED = ((1.0, 3, 1), (0.85, 10, 2))
"""Shares of the widest line at which a line counts as full; how many must be, at least and for each short one."""


def strip(text: str) -> str:
    """Return the text without blanks and format characters at its ends."""
    return text.strip(_EDGE)


class SourceLine(NamedTuple):
    """A line: its number, its text after a label, its width with the label, and where its first word ends."""

    number: int
    text: str
    width: int
    first_word: int


class Paragraph(NamedTuple):
    """Lines that belong together, joined. `starts` are the offsets at which its lines begin, with their numbers."""

    text: str
    starts: tuple[tuple[int, int], ...]

    @property
    def number(self) -> int:
        return self.starts[0][1]


@dataclass(slots=True)
class Block:
    """A label and the lines under it; the label is "" for the lines before the first one."""

    label: str
    word: str
    lines: list[SourceLine] = field(default_factory=list)

    @property
    def number(self) -> int:
        return self.lines[0].number


def source_lines(text: str) -> Iterator[SourceLine]:
    """Yield the lines of a source, numbered as an editor does; a form feed parts lines but is not counted."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    for number, line in enumerate(text.split("\n"), 1):
        for part in line.split("\f"):
            yield source_line(number, strip(part))


def source_line(number: int, text: str, width: int | None = None) -> SourceLine:
    """Make a line of a text: its number, its width (that of the text unless given) and the width of its first word."""
    word = text.find(" ")
    return SourceLine(number, text, len(text) if width is None else width, len(text) if word < 0 else word)


def is_page_number(text: str) -> bool:
    """Return whether a line is a page number with its word."""
    match = _STRUCTURE.fullmatch(text)
    return match is not None and match.lastgroup == "page"


def label_at(text: str) -> tuple[str, int] | None:
    """Return the field whose label begins the text, and where its value begins."""
    match = _LABEL.match(text)
    if match is None or not match[0][0].isupper():
        return None
    return str(match.lastgroup), match.end()


def blocks(lines: Iterable[SourceLine]) -> tuple[list[Block], list[SourceLine]]:
    """Return the source in labelled blocks, and the page numbers that were printed between them."""
    found, pages = [Block("", "")], []
    for line in lines:
        structure = _STRUCTURE.fullmatch(line.text)
        if structure is not None and structure.lastgroup == "page":
            pages.append(line)
            continue
        label = label_at(line.text)
        if structure is not None:
            found.append(Block(str(structure.lastgroup), line.text, [source_line(line.number, "", line.width)]))
            if structure["none"]:
                found[-1].lines.append(source_line(line.number, structure["none"], line.width))
        elif label is not None:
            name, end = label
            rest = source_line(line.number, strip(line.text[end:]), line.width)
            found.append(Block(name, strip(line.text[:end]).rstrip(":\uff1a"), [rest]))
        else:
            found[-1].lines.append(line)
    return found, pages


def wrap_width(read_blocks: Sequence[Block], apart: Callable[[SourceLine, SourceLine], bool]) -> int | None:
    """Return the width at which the source was hard-wrapped, or None if it was not.

    In a wrapped text no line is longer than the width, and most lines that go on end only because the next word had no
    room; in a PDF, whose letters differ in width, it nearly had none. `apart` tells whether two lines are separate
    rows: a break between such lines proves nothing.
    """
    widest = max(
        (line.width for block in read_blocks for line in block.lines if line.first_word < len(line.text)), default=0
    )
    if widest not in WRAP_WIDTHS:
        return None
    pairs = [
        (line, following)
        for block in read_blocks
        for line, following in zip(block.lines, block.lines[1:], strict=False)
        if line.width and following.width and not apart(line, following)
    ]
    for share, least, times in _RAGGED:
        width = int(widest * share)
        full = sum(_is_full(line, following, width) for line, following in pairs)
        if full >= least and full > times * (len(pairs) - full):
            return width
    return None


def _is_full(line: SourceLine, following: SourceLine, width: int) -> bool:
    return line.width + 1 + following.first_word > width


def paragraphs(lines: Sequence[SourceLine], width: int | None) -> list[Paragraph]:
    """Return the lines joined where they were wrapped at `width`; a blank line is an empty paragraph."""
    result: list[Paragraph] = []
    texts: list[str] = []
    starts: list[tuple[int, int]] = []
    length = 0
    for at, line in enumerate(lines):
        starts.append((length, line.number))
        texts.append(line.text)
        following = lines[at + 1] if at + 1 < len(lines) else None
        if width and following and line.width and following.width and _is_full(line, following, width):
            joint = _joint(line.text, following.text)
            texts.append(joint)
            length += len(line.text) + len(joint)
        else:
            result.append(Paragraph("".join(texts), tuple(starts)))
            texts, starts, length = [], [], 0
    return result


def _joint(before: str, after: str) -> str:
    """Join with nothing where a compound was broken after its hyphen; the hyphen of "mid- and long-term" keeps its
    blank."""
    if not before or (_HYPHENATED.search(before[-3:]) and after[:1].isalpha() and not _SUSPENDED.match(after)):
        return ""
    return " "


def prose(parts: Iterable[Paragraph]) -> str:
    """Join paragraphs into one text, a line each."""
    return strip("\n".join(part.text for part in parts))
