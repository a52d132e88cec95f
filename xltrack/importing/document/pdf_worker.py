"""The child process of `pdf`: a PDF on standard input, its lines and tables as JSON on standard output.

Runs as a script, below `restrained`. Arguments: pages, and seconds of work for each of them. Positions are in points
from the top left corner of a page.
"""

from __future__ import annotations

import io
import json
import sys
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

from xltrack.importing.document.letter_order import is_leftward, logical_order
from xltrack.importing.document.pdf_bounds import UnpackedTooMuch, begin_page, bounded_unpacking

_Item = dict[str, Any]
_Box = tuple[float, float, float, float]
_MOST_WRAPPED = 20
_NEAR = 3.0
"""Points within which two positions are the same."""
_BLANK = 0.5
"""Heights of a line from which on a blank parts two columns."""


def run_child() -> None:
    """Read the PDF on standard input and print its pages, or the reason why not, as JSON."""
    most_pages, seconds = map(int, sys.argv[1:3])
    sys.stdout.write(json.dumps(pages_or_reason(sys.stdin.buffer.read(), most_pages, seconds)))


def pages_or_reason(data: bytes, most_pages: int, seconds: int = 0) -> dict[str, Any]:
    """Return the pages, or the code or words of what kept them from being read.

    `seconds`: work that one page may take before the process ends; 0 sets no bound.
    """
    try:
        return _read(data, most_pages, seconds)
    except ImportError:
        return {"code": "pdf_extra_missing"}
    except Exception as error:  # the parent puts any error of the library into words
        return _reason(error)


def _reason(error: BaseException) -> dict[str, Any]:
    """Return the code of a missing password or a passed bound, by an error or those that it wraps, or their names."""
    chain: list[BaseException] = []
    open_errors = [error]
    while open_errors and len(chain) < _MOST_WRAPPED:
        one = open_errors.pop(0)
        chain.append(one)
        inner = (one.__cause__, one.__context__, *one.args)
        open_errors += [found for found in inner if isinstance(found, BaseException) and found not in chain]
    for packed in (one for one in chain if isinstance(one, UnpackedTooMuch)):
        return {"code": "pdf_unpacks", "limit": packed.mebibytes}
    if any(isinstance(one, MemoryError) for one in chain):
        return {"code": "memory"}
    names = " ".join(type(one).__name__ for one in chain)
    if "Password" in names or "Encryption" in names or "password" in str(error).lower():
        return {"code": "source_password"}
    return {"error": names}


def _read(data: bytes, limit: int, seconds: int) -> dict[str, Any]:
    import logging

    import pdfplumber

    logging.disable(logging.CRITICAL)
    begin_page(seconds)
    with bounded_unpacking(len(data)), pdfplumber.open(io.BytesIO(data)) as pdf:
        if len(pdf.pages) > limit:
            return {"code": "pdf_pages"}
        pages = []
        for page in pdf.pages:
            begin_page(seconds)
            pages.append(_page(page))
            page.close()
    return {"pages": pages}


def _page(page: Any) -> dict[str, Any]:
    page = page.dedupe_chars()
    letters = len(page.chars)
    page = page.filter(_has_letter)
    found = page.find_tables({"explicit_horizontal_lines": _ends(page.edges)})
    boxes = [table.bbox for table in found]
    leftward = is_leftward(char["text"] for char in page.chars)

    def outside(item: dict[str, Any]) -> bool:
        if item.get("object_type") != "char":
            return True
        x, y = (item["x0"] + item["x1"]) / 2, (item["top"] + item["bottom"]) / 2
        return not any(left <= x <= right and top <= y <= bottom for left, top, right, bottom in boxes)

    words = list(_parted(page.extract_words(return_chars=True), found)) if found else []
    beside = page.filter(outside).extract_words(return_chars=True)
    beside += [word for word in words if not outside(word | {"object_type": "char"}) and not _is_in_cell(word, found)]
    placed = _lines(tuple(page.bbox), beside, leftward)
    lines = list(zip(placed, [[]] * len(placed) if leftward else _word_lines(beside), strict=True))
    rules = [edge for edge in page.edges if edge["orientation"] == "h"]
    return {
        "lines": [{"text": line[0], "box": line[1:], "pieces": _pieces(parts)} for line, parts in lines],
        "rules": [[rule["x0"], rule["x1"], rule["top"]] for rule in rules],
        "tables": [_table(table, words, rules, leftward) for table in found],
        "struck": _struck(tuple(page.bbox), beside, rules, leftward),
        "characters": len(page.chars),
        "unreadable": letters - len(page.chars),
        "pictures": len(page.images) + len(page.curves),
        "links": [[link["uri"], link["top"]] for link in page.hyperlinks if link.get("uri")],
    }


def _has_letter(item: dict[str, Any]) -> bool:
    """Return whether an object is none, or one whose font says which letter it is."""
    return item.get("object_type") != "char" or not (item["text"].startswith("(cid:") and item["text"].endswith(")"))


def _ends(edges: Iterable[dict[str, Any]]) -> list[float]:
    """Return the heights at which several vertical rules end without a horizontal one.

    A row that runs on to the next page often has no lower rule, and the library drops a row that is not closed.
    """
    rules: dict[int, list[tuple[float, float]]] = {}
    closed: list[float] = []
    for edge in edges:
        if edge["orientation"] == "v":
            rules.setdefault(round(edge["x0"]), []).append((edge["top"], edge["bottom"]))
        else:
            closed.append(edge["top"])
    ends: list[float] = []
    for spans in rules.values():
        ends += _merged_ends(sorted(spans))
    lone = [end for end in ends if not any(abs(end - other) <= _NEAR for other in closed)]
    kept: list[float] = []
    for end in sorted(lone):
        shared = sum(abs(end - other) <= _NEAR for other in lone) > 1
        if shared and not (kept and end - kept[-1] <= _NEAR):
            kept.append(end)
    return kept


def _merged_ends(spans: list[tuple[float, float]]) -> list[float]:
    ends: list[float] = []
    for top, bottom in spans:
        if ends and top <= ends[-1] + _NEAR:
            ends[-1] = max(ends[-1], bottom)
        else:
            ends += [top, bottom]
    return ends


def _table(table: Any, words: list[_Item], rules: list[_Item], leftward: bool) -> dict[str, Any]:
    """Return a table's cells with the rows and columns they cover, and the positions of its columns.

    Columns are counted from where reading begins: from the right in a table that is read `leftward`.
    """
    lefts = _distinct(cell[0] for cell in table.cells)
    tops = _distinct(cell[1] for cell in table.cells)
    cells = []
    for box in table.cells:
        left, top = _at(lefts, box[0]), _at(tops, box[1])
        width = max(sum(box[0] - _NEAR <= x < box[2] - _NEAR for x in lefts), 1)
        height = max(sum(box[1] - _NEAR <= y < box[3] - _NEAR for y in tops), 1)
        column = len(lefts) - left - width + 1 if leftward else left + 1
        inside = _inside(box, words)
        struck = _struck(box, inside, rules, leftward)
        cells.append([top + 1, column, height, width, _lines(box, inside, leftward), box[2], struck])
    return {"box": list(table.bbox), "columns": lefts, "rows": tops, "cells": cells}


def _is_in_cell(word: _Item, tables: Iterable[Any]) -> bool:
    """Return whether a cell of some table holds a word; between the cells of one, a word may be in none."""
    return any(_inside(box, [word]) for table in tables for box in table.cells)


def _parted(words: Iterable[_Item], tables: Iterable[Any]) -> Iterator[_Item]:
    """Yield the words of cells; words that stand close together on both sides of a border are two."""
    boxes = [box for table in tables for box in table.cells]
    borders = sorted({edge for box in boxes for edge in (box[0], box[2])})

    def cell_of(char: _Item) -> int:
        return next((at for at, box in enumerate(boxes) if _inside(box, [char])), -1)

    for word in words:
        first = bisect_right(borders, word["x0"])
        if first == len(borders) or borders[first] >= word["x1"]:
            yield word
            continue
        for _, letters in groupby(word["chars"], cell_of):
            piece = list(letters)
            text = "".join(letter["text"] for letter in piece)
            yield word | {"text": text, "chars": piece, "x0": piece[0]["x0"], "x1": piece[-1]["x1"]}


def _inside(box: _Box, words: list[_Item]) -> list[_Item]:
    left, top, right, bottom = box
    return [
        word
        for word in words
        if left <= (word["x0"] + word["x1"]) / 2 <= right and top <= (word["top"] + word["bottom"]) / 2 <= bottom
    ]


def _lines(box: _Box, words: list[_Item], leftward: bool) -> list[Any]:
    """Return words as lines, each as its text with its box: left, top, right, bottom.

    Lines that are read leftward are mirrored in the box around them, so that all of them begin at its left.
    """
    placed = [_line(line, leftward) for line in _word_lines(words)]
    if leftward:
        placed = [[line[0], box[0] + box[2] - line[3], line[2], box[0] + box[2] - line[1], line[4]] for line in placed]
    return placed


def _word_lines(words: list[_Item]) -> list[list[_Item]]:
    """Return words as lines, from left to right."""
    lines: list[list[_Item]] = []
    for word in sorted(words, key=lambda word: (word["top"], word["x0"])):
        if lines and word["top"] - lines[-1][0]["top"] <= _NEAR:
            lines[-1].append(word)
        else:
            lines.append([word])
    return [sorted(line, key=lambda word: word["x0"]) for line in lines]


def _pieces(words: list[_Item]) -> list[list[Any]]:
    """Return the runs of words of a line that wide blanks part: text, left, right, and each word with its own."""
    pieces: list[list[Any]] = []
    for word in words:
        own = [word["text"], word["x0"], word["x1"]]
        if pieces and word["x0"] - pieces[-1][2] < _BLANK * (word["bottom"] - word["top"]):
            text, left, _, parts = pieces[-1]
            pieces[-1] = [f"{text} {own[0]}", left, own[2], [*parts, own]]
        else:
            pieces.append([*own, [own]])
    return pieces


def _line(words: list[_Item], leftward: bool) -> list[Any]:
    bottom = max(word["bottom"] for word in words)
    units: list[str] = []
    for word in words:
        units += [" "] * bool(units)
        units += (char["text"] for char in word["chars"])
    return [logical_order(units, leftward), words[0]["x0"], words[0]["top"], words[-1]["x1"], bottom]


def _struck(box: _Box, words: list[_Item], rules: list[_Item], leftward: bool) -> str:
    """Return the letters of words that a rule runs through, at the middle of their height."""
    struck: list[_Item] = []
    for word in words:
        high, low = word["top"] + 0.3 * word["height"], word["top"] + 0.8 * word["height"]
        across = [rule for rule in rules if high <= rule["top"] <= low]
        letters = [char for char in word["chars"] if any(_covers(rule, char) for rule in across)]
        struck += [word | {"chars": letters}] if letters else []
    return " ".join(line[0] for line in _lines(box, struck, leftward))


def _covers(rule: _Item, char: _Item) -> bool:
    return bool(rule["x0"] <= (char["x0"] + char["x1"]) / 2 <= rule["x1"])


def _distinct(values: Iterable[float]) -> list[float]:
    kept: list[float] = []
    for value in sorted(values):
        if not kept or value - kept[-1] > _NEAR:
            kept.append(value)
    return kept


def _at(kept: list[float], value: float) -> int:
    return min(range(len(kept)), key=lambda at: abs(kept[at] - value))


if __name__ == "__main__":
    run_child()
