"""The child process of `xls_outside`: an .xls on standard input, what is beside its cells as JSON on standard output.

Runs as a script, below `restrained`. Argument: the most notes, links, texts and shapes that are read of a sheet.
"""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout, suppress
from typing import Any

_PICTURE, _NOTE, _TEXT = 8, 25, 1
"""Kinds of objects, and of cells; every other shape that holds words counts as a text box."""
_ANCHOR = b"\x00\x00\x10\xf0\x12\x00\x00\x00"
"""How the place of a shape begins in a drawing: a record of 18 bytes."""
_MARGINS = (0x14, 0x15)
"""Records of headers and footers."""
_FORMULA = 0x06
"""The record of a cell with a formula. What it is worked out from stands behind 22 bytes."""
_LONGEST_FORMULA = 200
"""Bytes up to which a formula is put into words: our own are longer, and people's are not."""


def run_xls_worker() -> None:
    """Read the .xls on standard input and print what is beside its cells, or the reason why not, as JSON."""
    sys.stdout.write(json.dumps(xls_answer(sys.stdin.buffer.read(), int(sys.argv[1]))))


def xls_answer(data: bytes, most: int) -> dict[str, Any]:
    """Return what is beside the cells, by sheet, or what kept it from being read."""
    try:
        return {"sheets": _sheets(data, most)}
    except MemoryError:
        return {"code": "memory"}
    except Exception as error:  # the parent puts any error of the library into words
        return {"error": str(error)[:200] or type(error).__name__}


def _sheets(data: bytes, most: int) -> dict[str, dict[str, list[Any]]]:
    """Return notes, links, struck-out words, shapes and margins of every sheet; rows and columns count from 1."""
    import xlrd

    with _listening(xlrd) as heard:
        log = io.StringIO()
        book = xlrd.open_workbook(file_contents=data, formatting_info=True, ragged_rows=True, logfile=log)
    notes = {sheet.name: sorted(sheet.cell_note_map.items())[:most] for sheet in book.sheets()}
    links = {sheet.name: sorted(sheet.hyperlink_map.items())[:most] for sheet in book.sheets()}
    return {
        sheet.name: {
            "notes": [[row + 1, column + 1, one.text, one.author] for (row, column), one in notes[sheet.name]],
            "links": [[row + 1, column + 1, _target(one)] for (row, column), one in links[sheet.name]],
            "struck": [] if not _strikes(book) else list(_struck(book, sheet))[:most],
            "shapes": heard.shapes.get(sheet.name, [])[:most],
            "margins": heard.margins.get(sheet.name, []),
            "formulas": [
                _formula(xlrd, book, data, in_words=at < most)
                for at, data in enumerate(heard.formulas.get(sheet.name, []))
            ],
        }
        for sheet in book.sheets()
    }


def _formula(xlrd: Any, book: Any, data: bytes, *, in_words: bool) -> list[Any]:
    """Return row, column and words of a formula; "…" for a long one, and one that the library cannot tell."""
    row, column, size = (int.from_bytes(data[at : at + 2], "little") for at in (0, 2, 20))
    words = None
    if in_words and size <= _LONGEST_FORMULA:
        with suppress(Exception), redirect_stdout(io.StringIO()):  # the library reports what it cannot do in print
            words = xlrd.formula.decompile_formula(book, data[22:], size, xlrd.formula.FMLA_TYPE_CELL, row, column)
    return [row + 1, column + 1, words or "…"]


def _target(link: Any) -> str:
    """Return the address behind a cell; "" for a place in the workbook itself."""
    target = link.url_or_path or ""
    return target.decode("latin-1") if isinstance(target, bytes) else str(target)


def _strikes(book: Any) -> bool:
    return any(font.struck_out for font in book.font_list)


def _struck(book: Any, sheet: Any) -> Iterator[list[Any]]:
    """Yield row and column of each text with struck-out words; those that count and those that do not, if in part."""
    for row in range(sheet.nrows):
        for column, kind in enumerate(sheet.row_types(row)):
            if kind != _TEXT:
                continue
            whole = book.font_list[book.xf_list[sheet.cell_xf_index(row, column)].font_index].struck_out
            pieces = list(_pieces(book, sheet, row, column, bool(whole)))
            live, struck = ("".join(text for text, out in pieces if bool(out) == wanted) for wanted in (False, True))
            if struck.strip() and not live.strip():
                yield [row + 1, column + 1]
            elif struck.strip():
                yield [row + 1, column + 1, live.strip(), struck.strip()]


def _pieces(book: Any, sheet: Any, row: int, column: int, whole: bool) -> Iterator[tuple[str, bool]]:
    """Yield the pieces of a text, each with whether its font strikes it out."""
    text, at, out = sheet.cell_value(row, column), 0, whole
    for begin, font in sheet.rich_text_runlist_map.get((row, column), ()):
        yield text[at:begin], out
        at, out = begin, bool(book.font_list[font].struck_out)
    yield text[at:], out


class _PassedOver:
    """Shapes, pictures, headers, footers and formulas, by sheet, which the library passes over."""

    def __init__(self) -> None:
        self.shapes: dict[str, list[list[Any]]] = {}
        self.margins: dict[str, list[str]] = {}
        self.formulas: dict[str, list[bytes]] = {}
        self.sheet = ""

    def take(self, code: int, data: bytes) -> None:
        """Keep a record of the sheet that is being read."""
        if code in _MARGINS and len(data) > 3:
            text = data[3:].decode("utf-16-le" if data[2] & 1 else "latin-1", "replace")
            self.margins.setdefault(self.sheet, []).append(text)
        elif code == _FORMULA and len(data) > 22:
            self.formulas.setdefault(self.sheet, []).append(data)


@contextmanager
def _listening(xlrd: Any) -> Iterator[_PassedOver]:
    """Within this context, keep what the library reads and drops."""
    heard, sheet_class, book_class = _PassedOver(), xlrd.sheet.Sheet, xlrd.book.Book

    class Sheet(sheet_class):  # type: ignore[misc, valid-type]
        kind, anchor = 0, (0, 0)

        def read(self, book: Any) -> Any:
            heard.sheet = self.name
            return super().read(book)

        def handle_msodrawingetc(self, record: int, length: int, data: bytes) -> None:
            at = data.rfind(_ANCHOR) + len(_ANCHOR)
            if at >= len(_ANCHOR):
                left, top = (int.from_bytes(data[at + skip : at + skip + 2], "little") for skip in (2, 6))
                self.anchor = (top + 1, left + 1)

        def handle_obj(self, data: bytes) -> Any:
            shape = super().handle_obj(data)
            self.kind = shape.type if shape is not None else 0
            if self.kind == _PICTURE:
                heard.shapes.setdefault(self.name, []).append([*self.anchor, "picture", ""])
            return shape

        def handle_txo(self, data: bytes) -> Any:
            text_box = super().handle_txo(data)
            if text_box is not None and self.kind != _NOTE and text_box.text.strip():
                heard.shapes.setdefault(self.name, []).append([*self.anchor, "text_box", text_box.text.strip()])
            return text_box

    class Book(book_class):  # type: ignore[misc, valid-type]
        def get_record_parts(self) -> Any:
            code, length, data = super().get_record_parts()
            if heard.sheet:
                heard.take(code, data)
            return code, length, data

    xlrd.sheet.Sheet, xlrd.book.Book = Sheet, Book
    try:
        yield heard
    finally:
        xlrd.sheet.Sheet, xlrd.book.Book = sheet_class, book_class


if __name__ == "__main__":
    run_xls_worker()
