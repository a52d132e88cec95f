"""Plain text that holds tables: Markdown's, with bars, and rows copied from a spreadsheet, with tabs."""

from __future__ import annotations

import re

from xltrack.findings import LineNumber
from xltrack.importing.blocks import Address, Document, SourcePlace, TableBlock, TextBlock

_RULE = re.compile(r"\|?[\s:|-]*-[\s:|-]*\|[\s:|-]*")
_ESCAPED_BAR = "\ue000"
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_HEADING = re.compile(r"#{1,6}\s+")
_STRONG = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
_EMPHASIS = re.compile(r"(?<![\w*])\*(?=[^\s*])([^*\n]*?[^\s*])\*(?![\w*])")
_LINE = re.compile(r"(?:-{3,}|\*{3,}|_{3,}|={3,})")
_FEWEST_TABS = 2


def read_marked_text(text: str) -> Document:
    """Read a text as blocks; a line outside of a table is a paragraph."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    blocks: list[TextBlock | TableBlock] = []
    at = 0
    while at < len(lines):
        end = _table_end(lines, at)
        if end:
            blocks.append(_table(lines[at:end], at + 1))
            at = end
            continue
        words = _without_marks(_HEADING.sub("", lines[at].strip())).strip()
        if words and not _LINE.fullmatch(words):
            blocks.append(TextBlock(words, LineNumber(at + 1)))
        at += 1
    return Document(tuple(blocks))


def _without_marks(text: str) -> str:
    """Return a text without the marks of bold and italic words."""
    return _EMPHASIS.sub(r"\1", _STRONG.sub(r"\2", text))


def _table_end(lines: list[str], at: int) -> int:
    """Return the line behind the table that begins at a line; 0 where none does."""
    if "|" in lines[at] and at + 1 < len(lines) and _RULE.fullmatch(lines[at + 1].strip()):
        end = at + 2
        while end < len(lines) and "|" in lines[end]:
            end += 1
        return end
    end = at
    while end < len(lines) and lines[end].count("\t") >= _FEWEST_TABS:
        end += 1
    return end if end > at + 1 else 0


def _table(lines: list[str], first: int) -> TableBlock:
    cells: dict[Address, str] = {}
    numbers: list[int] = []
    for shift, line in enumerate(lines):
        if "\t" not in line and _RULE.fullmatch(line.strip()):
            continue
        numbers.append(first + shift)
        for column, text in enumerate(_cells(line), 1):
            if text:
                cells[len(numbers), column] = text

    def place(row: int, column: int) -> SourcePlace:
        return LineNumber(numbers[row - 1])

    return TableBlock(cells, place)


def _cells(line: str) -> list[str]:
    if "\t" in line:
        return [part.strip().strip('"') for part in line.split("\t")]
    bare = line.strip().replace("\\|", _ESCAPED_BAR)
    parts = bare.removeprefix("|").removesuffix("|").split("|")
    return [_without_marks(_BREAK.sub("\n", part.replace(_ESCAPED_BAR, "|").strip())) for part in parts]
