"""The child process of `pdf`: a PDF on standard input, its lines and tables as JSON on standard output.

Runs as a script with memory and time limited before the library is loaded, where the system knows such limits.
Arguments: bytes of memory, seconds, pages. Positions are in points from the top left corner of a page.
"""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterable
from typing import Any

_NEAR = 3.0
"""Points within which two positions are the same."""


def run_child() -> None:
    memory, seconds, pages = map(int, sys.argv[1:])
    _restrain(memory, seconds)
    data = sys.stdin.buffer.read()
    try:
        answer = _read(data, pages)
    except MemoryError:
        answer = {"code": "foreign_memory"}
    except ImportError:
        answer = {"code": "pdf_extra_missing"}
    except Exception as error:  # the parent puts any error of the library into words
        name = type(error).__name__
        encrypted = "Password" in name or "Encryption" in name or "Password" in str(error)
        answer = {"code": "pdf_password"} if encrypted else {"error": str(error)[:200] or name}
    sys.stdout.write(json.dumps(answer))


def _restrain(memory: int, seconds: int) -> None:
    try:
        import resource
    except ImportError:  # Windows: the parent's timeout alone
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _read(data: bytes, limit: int) -> dict[str, Any]:
    import logging

    import pdfplumber

    logging.disable(logging.CRITICAL)
    with pdfplumber.open(io.BytesIO(data)) as pdf:
        if len(pdf.pages) > limit:
            return {"code": "pdf_pages"}
        pages = []
        for page in pdf.pages:
            pages.append(_page(page))
            page.close()
    return {"pages": pages}


def _page(page: Any) -> dict[str, Any]:
    page = page.dedupe_chars()
    found = page.find_tables({"explicit_horizontal_lines": _ends(page.edges)})
    boxes = [table.bbox for table in found]
    words = page.extract_words() if found else []

    def outside(item: dict[str, Any]) -> bool:
        if item.get("object_type") != "char":
            return True
        x, y = (item["x0"] + item["x1"]) / 2, (item["top"] + item["bottom"]) / 2
        return not any(left <= x <= right and top <= y <= bottom for left, top, right, bottom in boxes)

    lines = [
        {"text": line["text"], "box": [line["x0"], line["top"], line["x1"], line["bottom"]]}
        for line in page.filter(outside).extract_text_lines(return_chars=False)
    ]
    return {
        "lines": lines,
        "tables": [_table(table, words) for table in found],
        "characters": len(page.chars),
        "pictures": len(page.images),
        "links": [[link["uri"], link["top"]] for link in page.hyperlinks if link.get("uri")],
    }


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


def _table(table: Any, words: list[dict[str, Any]]) -> dict[str, Any]:
    """Return a table's cells with the rows and columns they cover, and the positions of its columns."""
    lefts = _distinct(cell[0] for cell in table.cells)
    tops = _distinct(cell[1] for cell in table.cells)
    cells = []
    for box in table.cells:
        left, top = _at(lefts, box[0]), _at(tops, box[1])
        width = sum(box[0] - _NEAR <= x < box[2] - _NEAR for x in lefts)
        height = sum(box[1] - _NEAR <= y < box[3] - _NEAR for y in tops)
        cells.append([top + 1, left + 1, max(height, 1), max(width, 1), _lines(box, words), box[2]])
    return {"box": list(table.bbox), "columns": lefts, "cells": cells}


def _lines(box: tuple[float, float, float, float], words: list[dict[str, Any]]) -> list[Any]:
    """Return the lines of a cell, each as its text with its box: left, top, right, bottom."""
    left, top, right, bottom = box
    inside = [
        word
        for word in words
        if left <= (word["x0"] + word["x1"]) / 2 <= right and top <= (word["top"] + word["bottom"]) / 2 <= bottom
    ]
    lines: list[list[dict[str, Any]]] = []
    for word in sorted(inside, key=lambda word: (word["top"], word["x0"])):
        if lines and word["top"] - lines[-1][0]["top"] <= _NEAR:
            lines[-1].append(word)
        else:
            lines.append([word])
    return [_line(sorted(line, key=lambda word: word["x0"])) for line in lines]


def _line(words: list[dict[str, Any]]) -> list[Any]:
    bottom = max(word["bottom"] for word in words)
    return [" ".join(word["text"] for word in words), words[0]["x0"], words[0]["top"], words[-1]["x1"], bottom]


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
