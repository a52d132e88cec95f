"""PDF files with a text layer as blocks: tables joined over page ends, page heads and feet set aside."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from xltrack.errors import SourceError, UnsafeWorkbook
from xltrack.findings import DocumentPlace
from xltrack.grid.date_words import MONTH_WORDS
from xltrack.grid.dates import read_deadline
from xltrack.grid.limits import DEFAULT_LIMITS, Limits
from xltrack.grid.values import Area
from xltrack.importing.blocks import Aside, Document, TableBlock, TextBlock, document_table
from xltrack.importing.document.joined_lines import is_filled, joined_line, mended, unwrap
from xltrack.importing.document.pdf_columns import BlankTables
from xltrack.importing.document.pdf_margins import Margins
from xltrack.importing.document.pdf_pages import read_pages
from xltrack.importing.document.pdf_strips import PageParts, join_strips, table_headers
from xltrack.importing.form_files import shipped_lexicon
from xltrack.importing.word_keys import word_key

_NEAR = 4.0
_PADDING = 3.0
"""Points between a cell's text and its right rule."""
_MOST_ANSWER_LINES = 3
_HEADER_ROWS = 3
_NUMBERED = re.compile(r"\W*\d+(?:[.\-]\d+)*\W*\s")
_ADDRESS = re.compile(r"https?://|www\.|\S+@\S")


def read_pdf(data: bytes, name: str, limits: Limits = DEFAULT_LIMITS) -> Document:
    """Read a PDF. Raises UnsafeWorkbook for a scan, a password or a passed limit, WorkbookError for damage.

    A table whose columns nobody can tell raises SourceError.
    """
    pages = read_pages(data, name, limits)
    if not any(page["characters"] for page in pages):
        for kind, code in (("unreadable", "pdf_letters"), ("pictures", "pdf_scan")):
            if any(page[kind] for page in pages):
                raise UnsafeWorkbook(code, file=name)
    return _Assembly(pages, name).document()


@dataclass(slots=True)
class _Table:
    """A table as it grows over pages: cells by row and column, and the page of each row."""

    columns: list[float]
    cells: dict[tuple[int, int], str] = field(default_factory=dict)
    merged: list[Area] = field(default_factory=list)
    pages: dict[int, int] = field(default_factory=dict)
    rows: int = 0


class _SourceWords:
    """The words of a source as it writes them, and those of forms in any spelling."""

    def __init__(self, texts: Iterable[str]):
        self._own: Counter[str] = Counter()
        self._pairs: Counter[tuple[str, str]] = Counter()
        for text in texts:
            words = re.findall(r"[\w\u00ad\u2010-]+", text)
            self._own.update(words)
            self._pairs.update(pairwise(words))

    def __contains__(self, word: object) -> bool:
        return word in self._own or self._is_of_forms(str(word))

    def are_known(self, first: str, second: str) -> bool:
        """Return whether both words are in a form, or more than once, and not always beside the other one."""
        count = max(self._pairs[first, second], 1)
        return all(self._own[word] > count or self._is_of_forms(word) for word in (first, second))

    def _is_of_forms(self, word: str) -> bool:
        key = word_key(word)
        return key in shipped_lexicon().words or key in MONTH_WORDS


class _Assembly:
    """A document put together from the pages of a PDF."""

    def __init__(self, pages: list[dict[str, Any]], name: str):
        self._pages, self._name = pages, name
        self._blocks: list[TextBlock | _Table] = []
        self._remarks: list[Aside] = []
        self._paragraphs = 0
        self._breaks: dict[str, int] = {}
        """Words that a line end may have broken, with the page of the first one."""
        self._words = _SourceWords(map(_all_text, pages))

    def document(self) -> Document:
        margins, blank = Margins(self._pages), BlankTables()
        self._remarks += margins.remarks
        parts = [
            PageParts(number, margins.inner_lines(page, first=number == 1), page["tables"], page["rules"])
            for number, page in enumerate(self._pages, 1)
        ]
        self._remarks += join_strips(parts)
        for number, (page, part) in enumerate(zip(self._pages, parts, strict=True), 1):
            found = (*blank.take(part.lines, part.rules), *part.tables)
            items = [(item["box"][1], "table" if "cells" in item else "line", item) for item in found]
            first = True
            pending: list[dict[str, Any]] = []
            for _, kind, item in sorted(items, key=lambda entry: entry[0]):
                if kind == "line":
                    pending.append(item)
                    continue
                first = first and not pending
                self._paragraph_lines(pending, number)
                pending = []
                self._table(item, number, goes_on=first and number > 1)
                first = False
            self._paragraph_lines(pending, number)
            self._beside(page, number)
        if blank.unread:
            raise SourceError("pdf_no_plan", file=self._name)
        if self._breaks:
            where = DocumentPlace(page=next(iter(self._breaks.values())))
            self._remarks.append(Aside("word_break", " · ".join(self._breaks), where))
        return Document(tuple(self._finished()), tuple(self._remarks))

    def _finished(self) -> Iterator[TextBlock | TableBlock]:
        """Yield the blocks, the tables with their numbers."""
        count = 0
        for block in self._blocks:
            if isinstance(block, _Table):
                count += 1
                yield document_table(block.cells, tuple(block.merged), count, block.pages)
            else:
                yield block

    def _paragraph_lines(self, lines: list[dict[str, Any]], page: int) -> None:
        """Add the lines as paragraphs; a line that was wrapped continues in the next one."""
        for text in unwrap([(line["text"], *line["box"]) for line in lines], self._right(page), self._words):
            self._paragraphs += 1
            self._blocks.append(TextBlock(text, DocumentPlace(page=page, paragraph=self._paragraphs)))

    def _right(self, page: int) -> float:
        """Return the right edge of a page's text."""
        found = self._pages[page - 1]
        return max((item["box"][2] for item in (*found["lines"], *found["tables"])), default=0.0)

    def _table(self, table: dict[str, Any], page: int, goes_on: bool) -> None:
        target = self._unfinished(table) if goes_on else None
        goes_on = target is not None
        if target is None:
            target = self._new_table(table, page)
        texts = {(cell[0], cell[1]): self._cell(cell[4], cell[5], page) for cell in table["cells"]}
        head = _repeated_rows(target.cells, texts) if goes_on else 0
        texts = {(row - head, column): text for (row, column), text in texts.items() if row > head}
        shift = target.rows
        rows = max((row for row, _ in texts), default=0)
        if goes_on and shift and self._is_rest(target, texts, len(table["columns"])):
            shift -= 1
            place = self._cell_place(page, target.rows, 0)
            self._remarks.append(Aside("page_break", target.cells.get((target.rows, 1), ""), place))
        for (row, column), text in texts.items():
            above = target.cells.get((row + shift, column), "")
            if text:
                target.cells[row + shift, column] = self._joined(above, text) if above else text
        self._struck_cells(table["cells"], page, head, shift)
        for row in range(1, rows + 1):
            target.pages.setdefault(row + shift, page)
        target.merged += _merged_areas(table["cells"], head, shift)
        target.rows = shift + rows

    def _new_table(self, table: Mapping[str, Any], page: int) -> _Table:
        target = _Table(table["columns"])
        self._blocks.append(target)
        if table.get("guessed"):
            self._remarks.append(Aside("columns_guessed", "", self._cell_place(page, 0, 0)))
        return target

    def _struck_cells(self, cells: Iterable[list[Any]], page: int, head: int, shift: int) -> None:
        for row, column, *_, struck in cells:
            if struck and row > head:
                self._remarks.append(Aside("struck_out", struck, self._cell_place(page, row - head + shift, column)))

    def _cell_place(self, page: int, row: int, column: int) -> DocumentPlace:
        """Return the place of a cell of the last table."""
        number = sum(isinstance(block, _Table) for block in self._blocks)
        return DocumentPlace(page=page, table=number, row=row, column=column)

    def _unfinished(self, table: Mapping[str, Any]) -> _Table | None:
        """Return the table that the page before ended with, if it has these columns and no other headers."""
        last = self._blocks[-1] if self._blocks else None
        if not isinstance(last, _Table) or not _same_columns(last.columns, table["columns"]):
            return None
        headers = set(table_headers(table, 1))
        header_texts = {text for row in range(1, _HEADER_ROWS + 1) for text in _row_texts(last.cells, row).values()}
        return None if len(headers) > 1 and not headers & {" ".join(text.split()) for text in header_texts} else last

    def _cell(self, lines: list[list[Any]], right: float, page: int) -> str:
        """Return the text of a cell; where nobody knows its `right` edge (0), each line goes on in the next."""
        edge = max(right - _PADDING, 0.0)
        placed = [(line[0], line[1], line[2], line[3], line[4]) for line in lines]
        if edge:
            placed = list(mended(placed, edge, self._words))
        for line, following in pairwise(placed if edge else ()):
            pieces = line[0], following[0].split()[0]
            if is_filled(line, edge) and pieces[1][:1].islower() and not self._words.are_known(*pieces):
                self._breaks.setdefault(" ".join(pieces), page)
        head = _answer_lines([line[0] for line in placed])
        parts = (unwrap(part, edge, self._words, in_cell=True) for part in (placed[:head], placed[head:]))
        return "\n".join(text for part in parts for text in part)

    def _joined(self, above: str, text: str) -> str:
        return joined_line(above, text, self._words)

    def _is_rest(self, above: _Table, texts: dict[tuple[int, int], str], columns: int) -> bool:
        """Return whether the first row of a page is the rest of the row above it; one with its own deadline is not."""
        filled = {column: text for column in range(1, columns + 1) if (text := texts.get((1, column), ""))}
        if not filled or columns < 3 or _NUMBERED.match(next(iter(filled.values()))):
            return False
        pairs = ((above.cells.get((above.rows, column), ""), text) for column, text in filled.items())
        if any(text and read_deadline(text) and read_deadline(other) for text, other in pairs):
            return False
        begun = any(text[:1].islower() and not _ADDRESS.match(text) for text in filled.values())
        return begun or 2 * len(filled) < columns

    def _beside(self, page: dict[str, Any], number: int) -> None:
        if not page["characters"] and page["pictures"]:
            self._remarks.append(Aside("scanned_page", "", DocumentPlace(page=number)))
        if page["characters"] and page["unreadable"]:
            self._remarks.append(Aside("unreadable_letters", str(page["unreadable"]), DocumentPlace(page=number)))
        if page["struck"]:
            self._remarks.append(Aside("struck_out", page["struck"], DocumentPlace(page=number)))
        for address in dict.fromkeys(uri for uri, _ in page["links"]):
            self._remarks.append(Aside("link", address, DocumentPlace(page=number)))


def _answer_lines(texts: Sequence[str]) -> int:
    """Count the lines at the head of a cell that are management's answer and nothing else; a sentence follows them."""
    for count in range(1, min(len(texts), _MOST_ANSWER_LINES + 1)):
        words, after = " ".join(texts[:count]), texts[count]
        answer = shipped_lexicon().answer_at_head(f"{words}\n{after}")
        if answer and answer.words == words and answer.rest and not after[:1].islower():
            return count
    return 0


def _merged_areas(cells: Iterable[list[Any]], head: int, shift: int) -> Iterator[Area]:
    """Yield the merged cells of a page below its repeated head. `shift` is the page's first row in the whole table."""
    for row, column, height, width, *_ in cells:
        if row > head and (height > 1 or width > 1):
            top = row - head + shift
            yield Area(top, column, top + height - 1, column + width - 1)


def _same_columns(left: list[float], other: list[float]) -> bool:
    """Return whether two tables have their columns at the same positions; the later part may use fewer of them."""
    return len(other) > 1 and all(any(abs(x - y) <= _NEAR for y in left) for x in other)


def _repeated_rows(above: Mapping[tuple[int, int], str], texts: Mapping[tuple[int, int], str]) -> int:
    """Count the rows at the top of a page that print the first rows of their table again."""
    count = 0
    while (row := _row_texts(texts, count + 1)) and row == _row_texts(above, count + 1):
        count += 1
    return count


def _row_texts(cells: Mapping[tuple[int, int], str], row: int) -> dict[int, str]:
    return {column: text for (at, column), text in cells.items() if at == row and text}


def _all_text(page: dict[str, Any]) -> str:
    cells = " ".join(line[0] for table in page["tables"] for cell in table["cells"] for line in cell[4])
    return " ".join(line["text"] for line in page["lines"]) + " " + cells
