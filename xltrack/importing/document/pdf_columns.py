"""Tables of a PDF page without vertical lines, their columns recognised by the blanks between words.

A header is a line or more whose pieces name the columns of a table of actions. Lines belong to the table as long as no
piece crosses from one column into another. Rows are parted by horizontal rules, else where a line begins an action and
every row then has a deadline and a status that can be read. Anything less certain is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from xltrack.grid.dates import names_no_deadline, read_deadline
from xltrack.importing.document.pdf_pieces import (
    FEWEST_COLUMNS,
    Piece,
    PieceColumn,
    find_header,
    is_all_headers,
    pieces_of,
    widen_column,
)
from xltrack.importing.form_files import shipped_lexicon
from xltrack.importing.form_labels import form_label

_NEAR, _GAP = 2.0, 3.0
"""Points within which two positions are the same, and that are free between two columns."""
_SAME = 0.5
"""Points between the lefts of a column's words, where these are aligned."""
_APART = 2.5
"""Heights of a line after which a table ends."""
_RULED = 0.5
"""Share of a table's width that a rule between two rows covers."""
_ENDINGS = ("recommendation", "response", "category", "title")
_STATUS_WORDS = 4
_NUMBER = re.compile(r"\W*(?:[^\W\d]{1,16}\.?\s*)?\d{1,3}(?:\.\d{1,3})*[.):\-]?\s+\w")
_NUMBERED_FIELDS = ("recommendation", "description")


class _Row(NamedTuple):
    """The lines of one row, each as its pieces by column."""

    lines: list[tuple[dict[int, Piece], dict[str, Any]]]

    def text(self, column: int) -> str:
        return " ".join(pieces[column].text for pieces, _ in self.lines if column in pieces)


@dataclass(slots=True)
class BlankTables:
    """A search for such tables, page by page; one may go on at the top of the next page.

    `unread`: a table was seen whose columns or rows are not certain.
    """

    unread: bool = False
    _columns: list[PieceColumn] = field(default_factory=list)
    """The columns of the table that the page before ended with."""

    def take(self, lines: Sequence[dict[str, Any]], rules: Sequence[Sequence[float]]) -> Iterator[dict[str, Any]]:
        """Yield the lines of a page that belong to no table, and the tables as the worker gives ruled ones."""
        at = 0
        while at < len(lines):
            size, columns = find_header(lines, at)
            goes_on = not size and at == 0 and bool(self._columns) and not is_all_headers(lines[0])
            columns = columns or (self._columns if goes_on else [])
            self._columns = []
            end = _end(lines, at + size, columns) if columns else at
            body = lines[at + size : end]
            rows = list(_rows(body, columns, rules, rest=goes_on)) if body else []
            if rows and not self._breaks_off(lines, end):
                yield _table(lines[at:end], columns, rows, size)
                yield from _beside_header(lines[at : at + size], columns)
                self._columns = columns if end == len(lines) else []
                at = end
            else:
                self.unread = self.unread or bool(size or rows)
                yield lines[at]
                at += 1

    def _breaks_off(self, lines: Sequence[dict[str, Any]], end: int) -> bool:
        """Return whether the line behind a table has as many pieces as a row, without being another header."""
        return end < len(lines) and len(pieces_of(lines[end])) >= FEWEST_COLUMNS and not find_header(lines, end)[0]


def _end(lines: Sequence[dict[str, Any]], at: int, columns: list[PieceColumn]) -> int:
    """Return where the lines end that fit into the columns; these grow to what they hold."""
    while at < len(lines):
        line = lines[at]
        box, before = line["box"], lines[at - 1]["box"] if at else line["box"]
        label = form_label(line["text"], shipped_lexicon())
        placed = _placed(line, columns)
        if placed is None or (label is not None and label.field in _ENDINGS):
            return at
        if box[1] - before[3] > _APART * (box[3] - box[1]) and not _is_full(placed, columns):
            return at
        for column, piece in placed.items():
            widen_column(columns[column], piece)
        at += 1
    return at


def _is_full(placed: dict[int, Piece], columns: Sequence[PieceColumn]) -> bool:
    """Return whether a line begins a row and has as many cells as a table has columns at least, however far below."""
    return len(placed) >= FEWEST_COLUMNS and _begins_row(placed, columns)


def _placed(line: dict[str, Any], columns: Sequence[PieceColumn]) -> dict[int, Piece] | None:
    """Return the pieces of a line by column; None where one reaches into two, or two share one."""
    placed: dict[int, Piece] = {}
    for piece in (part for whole in pieces_of(line) for part in _cut(whole, columns)):
        over = [at for at, column in enumerate(columns) if piece.left < column.right and column.left < piece.right]
        if not over:
            over = [min(range(len(columns)), key=lambda at: _distance(piece, columns[at]))]
        column = over[0]
        free = column + 1 == len(columns) or piece.right + _GAP <= columns[column + 1].left
        if len(over) > 1 or column in placed or not free or (column and columns[column - 1].right + _GAP > piece.left):
            return None
        placed[column] = piece
    return placed or None


def _cut(piece: Piece, columns: Sequence[PieceColumn]) -> Iterator[Piece]:
    """Yield the parts of a piece that begin exactly where a column does: a full cell leaves the next one no blank."""
    begin = 0
    for at in range(1, len(piece.words) + 1):
        ends = at == len(piece.words)
        if ends or any(abs(piece.words[at][1] - column.left) <= _SAME for column in columns):
            words = piece.words[begin:at]
            yield Piece(" ".join(word[0] for word in words), words[0][1], words[-1][2], words)
            begin = at


def _distance(piece: Piece, column: PieceColumn) -> float:
    return max(column.left - piece.right, piece.left - column.right)


def _rows(
    lines: Sequence[dict[str, Any]], columns: Sequence[PieceColumn], rules: Sequence[Sequence[float]], *, rest: bool
) -> Iterator[_Row]:
    """Yield the rows of a table; none where it is not certain which lines make one.

    `rest`: the first lines may be the rest of a row of the page before.
    """
    placed = [(_placed(line, columns) or {}, line) for line in lines]
    inner = _inner_rules(lines, columns, rules)
    rows: list[_Row] = []
    begin = 0
    for at in range(1, len(placed) + 1):
        if at < len(placed) and not (_is_ruled(lines, at, inner) if inner else _begins_row(placed[at][0], columns)):
            continue
        end = at if inner or at == len(placed) else _boundary(lines, begin, at)
        row = _Row(placed[begin:end])
        is_rest = rest and not begin and not _begins_row(placed[0][0], columns)
        if inner or is_rest or _is_whole(row, columns):
            rows.append(row)
            begin = end
    yield from rows if begin == len(placed) else ()


def _is_ruled(lines: Sequence[dict[str, Any]], at: int, rules: Sequence[float]) -> bool:
    """Return whether a rule parts a line from the one before it."""
    return any(lines[at - 1]["box"][1] < rule <= lines[at]["box"][1] + _NEAR for rule in rules)


def _boundary(lines: Sequence[dict[str, Any]], begin: int, at: int) -> int:
    """Return where the row ends above the one that `at` shows: at the widest blank, if that is not right above it.

    In a cell with more lines than the others of its row, some may be above these, where a sheet aligns them so.
    """
    blanks = {end: lines[end]["box"][1] - lines[end - 1]["box"][3] for end in range(begin + 1, at + 1)}
    widest = max(blanks, key=lambda end: (blanks[end], end))
    return widest if blanks[widest] - blanks[at] > _SAME else at


def _inner_rules(
    lines: Sequence[dict[str, Any]], columns: Sequence[PieceColumn], rules: Sequence[Sequence[float]]
) -> list[float]:
    """Return the heights of rules between the first and the last line of a table."""
    wide = _RULED * (columns[-1].right - columns[0].left)
    spans: dict[int, float] = {}
    for left, right, top in rules:
        if lines[0]["box"][3] - _NEAR < top < lines[-1]["box"][1] + _NEAR:
            spans[round(top)] = spans.get(round(top), 0) + right - left
    return [float(top) for top, span in spans.items() if span >= wide]


def _named(columns: Sequence[PieceColumn], *names: str) -> list[int]:
    return [at for at, column in enumerate(columns) if column.name in names]


def _begins_row(pieces: dict[int, Piece], columns: Sequence[PieceColumn]) -> bool:
    """Return whether a line begins a row: a number in it, or an action in upper case and something about it."""
    if _is_numbered(pieces, columns):
        return True
    actions = _named(columns, "description") or _named(columns, "recommendation") or [0]
    about = _named(columns, "responsible", "deadline", "status")
    first = next((pieces[at].text for at in actions if at in pieces), "")
    return bool(first) and not first[0].islower() and any(at in pieces for at in about)


def _is_numbered(pieces: dict[int, Piece], columns: Sequence[PieceColumn]) -> bool:
    """Return whether the recommendation or the action that a line begins has a number."""
    texts = [pieces[at].text for at in _named(columns, *_NUMBERED_FIELDS) if at in pieces]
    return any(map(_NUMBER.match, texts)) or any(at in pieces for at in _named(columns, "number"))


def _is_whole(row: _Row, columns: Sequence[PieceColumn]) -> bool:
    """Return whether the deadline and the status of a row can be read, and one of them or a number is there.

    A recommendation without a number may be the end of the one above it, so it makes no row whole.
    """
    recs = _texts(row, columns, "recommendation")
    if _named(columns, "description") and not all(map(_NUMBER.match, recs)):
        return False
    deadlines, statuses = _texts(row, columns, "deadline"), _texts(row, columns, "status")
    read = all(names_no_deadline(text) or read_deadline(text) for text in deadlines)
    said = bool(deadlines or statuses) or _is_numbered(row.lines[0][0], columns)
    return read and said and all(map(_may_be_status, statuses))


def _texts(row: _Row, columns: Sequence[PieceColumn], name: str) -> list[str]:
    return [text for at in _named(columns, name) if (text := row.text(at))]


def _may_be_status(text: str) -> bool:
    few = len(text.split()) <= _STATUS_WORDS and not text[0].islower()
    return shipped_lexicon().status(text) is not None or few


def _table(
    lines: Sequence[dict[str, Any]], columns: Sequence[PieceColumn], rows: Sequence[_Row], size: int
) -> dict[str, Any]:
    """Return a table in the worker's form, its header lines as the first row; where its cells end is not known."""
    head: list[_Row] = [_Row([(_header_pieces(line, columns), line) for line in lines[:size]])] if size else []
    cells = []
    for number, row in enumerate((*head, *rows), 1):
        for at in range(len(columns)):
            held = [(pieces[at], line["box"]) for pieces, line in row.lines if at in pieces]
            if held:
                placed = [[piece.text, piece.left, box[1], piece.right, box[3]] for piece, box in held]
                cells.append([number, at + 1, 1, 1, placed, 0.0, ""])
    box = [columns[0].left, lines[0]["box"][1], columns[-1].right, lines[-1]["box"][3]]
    return {"box": box, "columns": [column.left for column in columns], "cells": cells, "guessed": True}


def _beside_header(lines: Sequence[dict[str, Any]], columns: Sequence[PieceColumn]) -> Iterator[dict[str, Any]]:
    """Yield the pieces of a header that reach over several columns, each as a line outside the table."""
    for line in lines:
        inside = list(_header_pieces(line, columns).values())
        yield from (line | {"text": piece.text} for piece in pieces_of(line) if piece not in inside)


def _header_pieces(line: dict[str, Any], columns: Sequence[PieceColumn]) -> dict[int, Piece]:
    pieces = pieces_of(line)
    return {
        at: piece
        for piece in pieces
        for at, column in enumerate(columns)
        if column.left - _NEAR <= piece.left and piece.right <= column.right + _NEAR
    }
