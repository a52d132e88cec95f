"""The path of every worksheet's XML: cut into rows, and rows into cells, for reading, filling and patching alike.

Nearly all programs write `<c r="B7" s="1" t="s"><v>3</v></c>`, so a sheet is cut at those marks while expat checks that
the part is well-formed and has no document type. A sheet that is written in another way raises NotPlain; expat then
respells it as plain XML, and it is cut like any other. So the values of a sheet never depend on its spelling.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from xltrack.xlsx.plain_xml import (
    NotPlain,
    prolog_end,
    root_end,
    show,
    tag_attributes,
    watch_prefixes,
    xml_tokens,
)
from xltrack.xlsx.shared_strings import unescape_xml

ROW_MARK = b"<row "
DATA, DATA_END = b"<sheetData>", b"</sheetData>"
_DATA_END = re.compile(DATA_END)
DEEPEST = 20
"""Elements inside one another in plain sheets; real ones reach some eight."""
ROW_HEAD = re.compile(r'(?:[\w:]+="[^"<]*" )*?r="([1-9]\d{0,6})"[^<]*')
_CELL = re.compile(r"(?:<f(?: [^<>]*)?>([^<]*)</f>|(<f(?: [^<>]*)?/>))?(?:<v>([^<]*)</v>|<v/>)?</c>")
_INLINE = re.compile(r'<is><t(?: xml:space="preserve")?>([^<]*)</t></is></c>')
_ATTRIBUTES = re.compile(r"""(?:\s+[\w:.-]+\s*=\s*(?:"[^"<>]*"|'[^'<>]*'))*\s*(/?)""")
_FRAME = frozenset({"c", "row", "sheetData"})
_OWN = _FRAME | {"v", "f", "is", "t"}


class SheetCutter:
    """One pass over a sheet in pieces: yields whole rows as written, and keeps the text before and after them.

    `check` is a watching parser, or None for a part that expat has written anew. Raises NotPlain, and expat's error
    for a part that is not well-formed.
    """

    def __init__(self, check: Any = None, deepest: int = DEEPEST):
        self._check, self._shown, self._deepest = check, 0, deepest
        self.head = self.tail = b""

    def blocks(self, pieces: Iterable[bytes]) -> Iterator[list[bytes]]:
        """Yield the rows, as many at a time as a piece holds: each from its mark to the next one."""
        pieces = iter(pieces)
        rest = self._headed(pieces)
        while True:
            match = _DATA_END.search(rest)  # twice as fast as `find` in long texts
            end = match.start() if match else -1
            cut = end if end >= 0 else rest.rfind(ROW_MARK)
            if end < 0 and not self._check and rest.endswith(b"</row>"):
                cut = len(rest)  # nothing follows a row that was respelled, and the next one may be damaged
            if cut > 0:
                yield self._checked(rest[:cut])
                rest = rest[cut:]
            if end >= 0:
                break
            piece = next(pieces, None)
            if piece is None:
                raise NotPlain
            rest += piece
        self.tail = b"".join([rest, *pieces])
        if self._check:
            self._check_tail()

    def _checked(self, block: bytes) -> list[bytes]:
        """Return the rows of a block, once expat has checked them."""
        rows = self._rows(block)
        if self._check:
            self._show(block)
        return rows

    def _rows(self, block: bytes) -> list[bytes]:
        blank, *rows = block.split(ROW_MARK)
        if blank.strip():
            raise NotPlain
        self.head += blank  # only before the first row: every other block begins with one
        return [ROW_MARK + row for row in rows]

    def _show(self, data: bytes) -> None:
        show(self._check, data)
        self._shown += len(data)

    def _headed(self, pieces: Iterator[bytes]) -> bytes:
        """Keep everything before the rows as the head; return the rest of the piece."""
        data = next(pieces, b"")
        while DATA not in data:
            piece = next(pieces, None)
            if piece is None:
                raise NotPlain
            data += piece
        start = data.index(DATA) + len(DATA)
        self.head = data[:start]
        begin, end = prolog_end(data), root_end(self.head, "worksheet")
        if self._check:
            self._check_head(data[begin:end], data[end:start])
            watch_prefixes(self._check, on=True)
        return data[start:]

    def _check_head(self, root: bytes, rest: bytes) -> None:
        """Let expat check the root tag, and what follows it up to the rows."""
        with _framed(self._check, 0, self._deepest) as names:
            self._show(root + rest)
            if names != ["x:worksheet", "x:sheetData"]:
                raise NotPlain

    def _check_tail(self) -> None:
        watch_prefixes(self._check, on=False)
        with _framed(self._check, self._shown, self._deepest - 1):
            show(self._check, self.tail, final=True)


def in_pieces(sheet: bytes, least: int = 2**18) -> Iterator[bytes]:
    """Yield a sheet in pieces of at least `least` bytes that end before a row; the last may be shorter.

    Cutting a large sheet in one piece takes four times the memory.
    """
    start = 0
    while start < len(sheet):
        end = sheet.find(ROW_MARK, start + least)
        yield sheet[start : end if end >= 0 else len(sheet)]
        start = end if end >= 0 else len(sheet)


def row_number(row: bytes) -> int:
    """Return the number of a row. Raises NotPlain."""
    match = ROW_HEAD.fullmatch(row[len(ROW_MARK) : row.find(b">")].decode())
    if match is None:
        raise NotPlain
    return int(match[1])


@contextmanager
def _framed(check: Any, first: int, deepest: int) -> Iterator[list[str]]:
    """Follow the elements around the rows, from the byte `first` on: those that are open.

    Raises NotPlain when they nest too deep. A comment does no harm there, unless it begins among the rows.
    """
    names: list[str] = []

    def start(name: str, _: object) -> None:
        names.append(name)
        if len(names) > deepest:
            raise NotPlain

    def end(_: str) -> None:
        del names[-1:]

    def comment(_: str) -> None:
        if check.CurrentByteIndex < first:
            raise NotPlain

    before, check.CommentHandler = check.CommentHandler, comment
    check.StartElementHandler, check.EndElementHandler = start, end
    try:
        yield names
    finally:
        check.StartElementHandler = check.EndElementHandler = None
        check.CommentHandler = before


class CutRow(NamedTuple):
    """One row as text: its number, its start tag, its cells from one mark `<c r="` to the next, and its end."""

    number: str
    tag: str
    cells: list[str]
    """What follows the marks; the first piece is what precedes them all, nearly always nothing."""
    end: str


def cut_row(row: bytes) -> CutRow:
    """Cut a row into its cells. Raises NotPlain."""
    text = row.decode()
    head, _, body = text[len(ROW_MARK) :].partition(">")
    match = ROW_HEAD.fullmatch(head)
    if match is None:
        raise NotPlain
    if head.endswith("/"):
        if body.strip():
            other_content(body)
        return CutRow(match[1], text[: len(ROW_MARK) + len(head) + 1], [""], body)
    inside, mark, after = body.rpartition("</row>")
    if not mark:
        raise NotPlain
    if after.strip():
        other_content(after)
    cells = inside.split('<c r="')
    if cells[0].strip():
        other_content(cells[0])
    return CutRow(match[1], f"<row {head}>", cells, mark + after)


class Tags(dict[str, tuple[str | None, str | None, bool]]):
    """A cell's tag after its address -> its style, its type, and whether it is empty. Filled as tags turn up."""

    def __missing__(self, text: str) -> tuple[str | None, str | None, bool]:
        match = _ATTRIBUTES.fullmatch(text)
        if match is None:
            raise NotPlain
        values = tag_attributes(text)
        self[text] = found = (values.get("s"), values.get("t"), bool(match[1]))
        return found


def cell_content(rest: str, deepest: int = DEEPEST) -> tuple[str | None, str]:
    """Return the formula (None: there is none) and the value from what follows a cell's tag. Raises NotPlain."""
    match = _CELL.fullmatch(rest)
    if match is None:
        inline = _INLINE.fullmatch(rest)
        return (None, unescape_xml(inline[1])) if inline else _any_content(rest, deepest)
    formula = unescape_xml(match[1]) if match[1] is not None else ("" if match[2] else None)
    return formula, unescape_xml(match[3] or "")


def _any_content(rest: str, deepest: int) -> tuple[str | None, str]:
    """Return the same for rare content: rich text with phonetic runs, elements of other namespaces."""
    texts: dict[str, list[str]] = {"v": [], "f": [], "t": []}
    reading, names, formula = "", ["c"], False
    for at, name, kind, text in xml_tokens(rest):
        if text:
            texts.get(reading, []).append(text)
        elif kind == "</":
            names.pop()
            reading = ""
        else:
            if name in _FRAME or (name in texts and reading) or len(names) >= deepest:
                raise NotPlain
            formula = formula or name == "f"
            if kind == "<":
                reading = name if name in texts and "rPh" not in names else ""
                names.append(name)
        if not names:
            other_content(rest[at:])
            break
    if names:
        raise NotPlain
    value = unescape_xml("".join(texts["v"]) + "".join(texts["t"]))
    return unescape_xml("".join(texts["f"])) if formula else None, value


def pass_over(tag: str, rest: str) -> None:
    """Pass over a cell, given what follows its address and its tag. Raises NotPlain if another may hide in it."""
    if tag.endswith("/"):
        if rest:
            other_content(rest)
    elif _CELL.fullmatch(rest) is None:
        cell_content(rest)


def other_content(text: str) -> None:
    """Pass over the text between cells. Raises NotPlain if it may hold a cell."""
    if any(name in _OWN for _, name, _, _ in xml_tokens(text)):
        raise NotPlain
