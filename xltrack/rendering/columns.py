"""Plain-text columns that stay aligned in every script: a Chinese character is two columns wide."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

_NARROW = re.compile(
    "[ -~\u00a0-\u00ac\u00ae-\u02ff\u0370-\u0377\u0386-\u0482\u048a-\u052f\u2010-\u2027\u2030-\u205e\u25a0-\u25fc]*"
)
"""Latin, Greek and Cyrillic letters, the marks that they are printed with, and small squares: one column each."""


def width(text: str) -> int:
    """Return the width of a text in columns of a terminal."""
    if _NARROW.fullmatch(text):
        return len(text)
    from wcwidth import wcswidth  # its tables are large, and few texts need them

    columns = wcswidth(text)
    return columns if columns >= 0 else len(text)


def padded(text: str, columns: int, right: bool = False) -> str:
    """Pad the text with blanks to so many terminal columns: after it, or before it with `right`."""
    blanks = " " * max(columns - width(text), 0)
    return blanks + text if right else text + blanks


def wrapped(text: str, columns: int, indent: str = "", hanging: str | None = None) -> Iterator[str]:
    """Break the text into lines; scripts without blanks are broken between characters."""
    hanging = indent if hanging is None else hanging
    line, start = "", indent
    for word in text.split(" "):
        if not word:
            continue
        trial = f"{line} {word}" if line else word
        if width(start + trial) <= columns:
            line = trial
            continue
        if line:
            yield start + line
            line, start = "", hanging
        *full, line = _pieces(word, columns - width(start))
        for piece in full:
            yield start + piece
            start = hanging
    if line:
        yield start + line


def _pieces(word: str, columns: int) -> list[str]:
    """Cut a word into pieces of so many columns; one that fits is a single piece."""
    if width(word) <= columns:
        return [word]
    from wcwidth import wcwidth

    pieces, piece, used = [], "", 0
    for ch in word:
        wide = max(wcwidth(ch), 0)
        if piece and used + wide > columns:
            pieces.append(piece)
            piece, used = "", 0
        piece, used = piece + ch, used + wide
    return [*pieces, piece]


def aligned(labels: Sequence[str], rows: Iterable[Sequence[str]], rights: Sequence[bool]) -> Iterator[str]:
    """Write header, rule and rows, each column as wide as its widest cell."""
    rows = [list(row) for row in rows]
    widths = [max(map(width, column)) for column in zip(labels, *rows, strict=True)]
    for row in (labels, ["-" * columns for columns in widths], *rows):
        cells = (padded(cell, columns, right) for cell, columns, right in zip(row, widths, rights, strict=True))
        yield "  ".join(cells).rstrip()


def fits_columns(labels: Sequence[str], rows: Iterable[Sequence[str]], columns: int) -> bool:
    """Return whether such a table has room in so many columns."""
    widths = [max(map(width, column)) for column in zip(labels, *rows, strict=True)]
    return sum(widths) + 2 * (len(widths) - 1) <= columns
