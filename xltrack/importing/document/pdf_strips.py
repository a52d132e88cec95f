"""Columns of a wide table that a PDF prints on further pages, put beside the columns of the page with their rows.

A printed sheet that is wider than its paper goes on in strips: each row keeps its height on the page. Columns are put
together only where that and their headers, or the labels of their rows, prove it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from xltrack.findings import DocumentPlace
from xltrack.importing.blocks import Aside
from xltrack.importing.document.pdf_columns import BlankTables
from xltrack.importing.document.pdf_pieces import is_all_headers, pieces_of
from xltrack.importing.form_files import shipped_lexicon

_NEAR = 2.0
"""Points within which two rows have the same height on their pages."""
_DATA_ROWS = 2
_BLANK = 0.5
"""Heights of a line from which on a blank parts two blocks."""
_HEADER_ROWS = 10
_PAGE = 10_000.0
"""Points by which a strip is moved to the right: more than any page is wide."""


class Strip(NamedTuple):
    """Columns of a further page: where they begin, and their headers."""

    columns: list[float]
    headers: list[str]


@dataclass(slots=True)
class PageParts:
    """One page: its lines outside tables without heads and feet, its tables, and its horizontal rules."""

    number: int
    lines: list[dict[str, Any]]
    tables: list[dict[str, Any]]
    rules: list[list[float]]
    strips: list[Strip] = field(default_factory=list)
    """The columns of each page that were put beside this page's."""


def join_strips(pages: Sequence[PageParts]) -> Iterator[Aside]:
    """Move columns to the page with their rows, and yield a remark for each page that they were taken from."""
    lefts: list[PageParts] = []
    for page in pages:
        strip = next((strip for left in lefts if (strip := _moved(left, page, lefts))), None)
        if strip:
            page.lines, page.tables, page.rules = [], [], []
            yield Aside("columns_joined", " · ".join(strip.headers), DocumentPlace(page=page.number))
        else:
            lefts.append(page)


def _moved(left: PageParts, page: PageParts, lefts: Sequence[PageParts]) -> Strip | None:
    """Put the columns of a page beside those of `left`, if they are proven to be of the same rows; else return None."""
    left_texts = {line["text"] for line in left.lines}
    if len(left.tables) == len(page.tables) == 1 and all(line["text"] in left_texts for line in page.lines):
        return _moved_table(left, page, lefts)
    if not left.tables and not page.tables and page.lines and is_all_headers(page.lines[0]):
        return _moved_lines(left, page)
    return None


def _moved_table(left: PageParts, page: PageParts, lefts: Sequence[PageParts]) -> Strip | None:
    (table,), (further,) = left.tables, page.tables
    if not _same_rows(table, further):
        return None
    labels = _shared_labels(table, further)
    strip = _headed_strip(table, further, labels) or _strip_above(left, further["columns"], lefts)
    if strip is None:
        return None
    width = len(table["columns"])
    move = _PAGE * (len(left.strips) + 1)
    left.strips.append(strip)
    left.tables = [
        table
        | {
            "columns": [*table["columns"], *(x + move for x in further["columns"][labels:])],
            "cells": [
                *table["cells"],
                *([row, width + at - labels, *cell] for row, at, *cell in further["cells"] if at > labels),
            ],
        }
    ]
    return strip


def _headed_strip(table: dict[str, Any], further: dict[str, Any], labels: int) -> Strip | None:
    """Return the strip that the columns behind the labels are: its headers name fields that the table has not yet."""
    row = _header_row(table)
    headers = table_headers(further, row, labels) if row else {}
    new = headers and not set(headers.values()) & set(table_headers(table, row).values())
    return Strip(further["columns"], list(headers)) if new and len(further["rows"]) >= row + _DATA_ROWS else None


def _same_rows(table: dict[str, Any], further: dict[str, Any]) -> bool:
    rows, others = table["rows"], further["rows"]
    return len(rows) == len(others) and all(abs(x - y) <= _NEAR for x, y in zip(rows, others, strict=True))


def _texts(table: Mapping[str, Any], row: int) -> dict[int, str]:
    """Return the texts of a row by column, those without words left out."""
    cells = ((cell[1], " ".join(line[0] for line in cell[4])) for cell in table["cells"] if cell[0] == row)
    return {column: text for column, text in cells if text.strip()}


def _shared_labels(table: dict[str, Any], further: dict[str, Any]) -> int:
    """Count the columns at the head of both tables that say the same in all rows: labels that a program repeats."""
    rows = range(1, len(table["rows"]) + 1)
    pairs = [(_texts(table, row), _texts(further, row)) for row in rows]
    count = 0
    while any(count + 1 in one for one, _ in pairs) and all(
        one.get(count + 1) == other.get(count + 1) for one, other in pairs
    ):
        count += 1
    return count


def _header_row(table: dict[str, Any]) -> int:
    """Return the row of a table that has its headers, or 0."""
    rows = range(1, min(_HEADER_ROWS, len(table["rows"])) + 1)
    return next((row for row in rows if len(table_headers(table, row)) > 1), 0)


def table_headers(table: Mapping[str, Any], row: int, labels: int = 0) -> dict[str, str]:
    """Return the texts of a row behind its labels with the fields that they name; none unless most of them name one."""
    texts = [text for column, text in sorted(_texts(table, row).items()) if column > labels]
    names = {text: shipped_lexicon().column(text) for text in texts}
    known = sum(name is not None for name in names.values())
    return {text: name or text for text, name in names.items()} if 2 * known >= len(texts) else {}


def _strip_above(left: PageParts, columns: list[float], lefts: Sequence[PageParts]) -> Strip | None:
    """Return the strip that the page above `left` has more than `left`, if it has these columns and goes on below."""
    at, count = lefts.index(left), len(left.strips)
    above = lefts[at - 1].strips[count:] if at else []
    return next((strip for strip in above[:1] if strip.columns == columns), None)


def _moved_lines(left: PageParts, page: PageParts) -> Strip | None:
    """Put lines beside those of the same height, if these then make a table whose rows are certain."""
    headers = [piece.text for piece in pieces_of(page.lines[0])]
    beside = [(line, _line_beside(left.lines, line)) for line in page.lines]
    if not _is_paired(beside):
        return None
    move = _PAGE * (len(left.strips) + 1)
    lines = [line for line in left.lines if not any(line is other for _, other in beside)]
    lines += [_line_pair(other, _line_at(line, move)) for line, other in beside]
    lines.sort(key=lambda line: line["box"][1])
    rules = [*left.rules, *([x0 + move, x1 + move, top] for x0, x1, top in page.rules)]
    trial = BlankTables()
    tables = [item for item in trial.take(lines, rules) if "cells" in item]
    if trial.unread or len(tables) != 1 or len(tables[0]["columns"]) < len(headers) + 2:
        return None
    left.lines, left.rules = lines, rules
    left.strips.append(Strip([], headers))
    return left.strips[-1]


def _is_paired(beside: Sequence[tuple[dict[str, Any], dict[str, Any] | None]]) -> bool:
    """Return whether the header and each block of lines have a line of the same height on the other page."""
    paired = [False]
    below = beside[0][0]["box"][3]
    for line, other in beside[1:]:
        _, top, _, bottom = line["box"]
        if top - below > _BLANK * (bottom - top) or len(paired) == 1:
            paired.append(False)
        paired[-1] = paired[-1] or other is not None
        below = bottom
    return beside[0][1] is not None and len(paired) > 1 and all(paired[1:])


def _line_beside(lines: Sequence[dict[str, Any]], line: dict[str, Any]) -> dict[str, Any] | None:
    return next((one for one in lines if abs(one["box"][1] - line["box"][1]) <= _NEAR), None)


def _line_at(line: dict[str, Any], move: float) -> dict[str, Any]:
    """Return a line moved to the right."""
    pieces = [
        [text, x0 + move, x1 + move, [[word, a + move, b + move] for word, a, b in words]]
        for text, x0, x1, words in line["pieces"]
    ]
    x0, top, x1, bottom = line["box"]
    return line | {"box": [x0 + move, top, x1 + move, bottom], "pieces": pieces}


def _line_pair(one: dict[str, Any] | None, other: dict[str, Any]) -> dict[str, Any]:
    """Return two lines of the same height as one."""
    if one is None:
        return other
    box = [one["box"][0], min(one["box"][1], other["box"][1]), other["box"][2], max(one["box"][3], other["box"][3])]
    return {"text": f"{one['text']} {other['text']}", "box": box, "pieces": [*one["pieces"], *other["pieces"]]}
