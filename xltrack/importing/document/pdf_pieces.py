"""The pieces of a line that blanks part, and the header that they make without any lines between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from xltrack.importing.form_files import shipped_lexicon
from xltrack.importing.table_layout import is_header

FEWEST_COLUMNS = 3
_HEADER_LINES = 3


class Piece(NamedTuple):
    """A run of words with blanks at both ends: its text, left and right, and those of each word."""

    text: str
    left: float
    right: float
    words: Sequence[tuple[str, float, float]] = ()


@dataclass(slots=True)
class PieceColumn:
    """A column as far as its lines are known: its words over it, the field they name, its left and right."""

    text: str
    left: float
    right: float
    name: str = ""


def pieces_of(line: dict[str, Any]) -> list[Piece]:
    """Return the pieces of a line, from left to right."""
    return [Piece(*piece) for piece in line["pieces"]]


def is_all_headers(line: dict[str, Any]) -> bool:
    """Return whether a line has nothing but headers: further columns that did not fit the page before."""
    return all(shipped_lexicon().column(piece.text) for piece in pieces_of(line))


def find_header(lines: Sequence[dict[str, Any]], at: int) -> tuple[int, list[PieceColumn]]:
    """Return the lines that a header takes from `at` on, and its columns; none where there is none."""
    best: tuple[int, int, list[PieceColumn]] = (0, 0, [])
    if len(pieces_of(lines[at])) < 2:
        return 0, []
    for size in range(1, min(_HEADER_LINES, len(lines) - at) + 1):
        columns = _clusters([piece for line in lines[at : at + size] for piece in pieces_of(line)])
        for column in columns:
            column.name = shipped_lexicon().column(column.text) or ""
        names = [column.name for column in columns if column.name]
        if len(names) >= max(FEWEST_COLUMNS, len(columns) - 1) and is_header(names) and len(names) >= best[1]:
            best = size, len(names), columns
    return best[0], best[2]


def _clusters(pieces: Sequence[Piece]) -> list[PieceColumn]:
    """Return columns of pieces that stand over one another, from left to right, their words in reading order."""
    columns: list[PieceColumn] = []
    for piece in pieces:
        over = [column for column in columns if piece.left < column.right and column.left < piece.right]
        if len(over) == 1:
            widen_column(over[0], piece)
            over[0].text += f" {piece.text}"
        elif not over:
            columns.append(PieceColumn(piece.text, piece.left, piece.right))
    return sorted(columns, key=lambda column: column.left)


def widen_column(column: PieceColumn, piece: Piece) -> None:
    """Extend a column to both ends of a piece."""
    column.left, column.right = min(column.left, piece.left), max(column.right, piece.right)
