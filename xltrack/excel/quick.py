"""The short way through the XML that nearly every program writes; anything else is left to the long way.

Calling Python for each element costs more than everything else in reading. Excel, LibreOffice and the libraries
all write `<c r="B7" s="1" t="s"><v>3</v></c>`, so such a sheet is cut at those very marks, while expat still
checks that the part is well-formed and has no document type. Whatever does not look exactly so raises NotPlain,
and the part is read again through `cells` or `book`: what a file says never depends on the way it was read.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from xltrack.excel.known import Known
from xltrack.excel.strings import unescape, unescape_xml

_PROLOG = re.compile(
    rb'(?:\xef\xbb\xbf)?(?:<\?xml version="1\.0"(?: encoding="(?:UTF|utf)-8")?(?: standalone="(?:yes|no)")?\s*\?>)?\s*'
)
_SPACE = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_TEXT = re.compile(r'<si><t(?: xml:space="preserve")?>([^<]*)</t></si>')
_ITEM = re.compile(r'<t(?: xml:space="preserve")?>([^<]*)</t></si>\s*')
_SHORT = 2**17
_DEEP = 20
"""Elements inside one another around the rows; real sheets reach some eight."""
_TEXTS: Known[bytes, str] = Known(2**19)
"""What stands in short tables of shared texts after `<si>` -> the text."""
_ROW = re.compile(r'(?:[\w:]+="[^"<]*" )*?r="([1-9]\d{0,6})"[^<]*')
_CELL = re.compile(r"(?:<f(?: [^<>]*)?>([^<]*)</f>|(<f(?: [^<>]*)?/>))?(?:<v>([^<]*)</v>|<v/>)?</c>")
_MERGED = re.compile(r'<mergeCell ref="([A-Z0-9:]+)"/>')
_TAG = re.compile(r'(?: s="(\d+)")?(?: t="(\w+)")?(?: s="(\d+)")?(/?)')

Tag = tuple[str | None, str | None, bool]
"""Of a cell: its style, its type, and whether it is empty."""


class NotPlain(Exception):
    """This part is written in another way."""


def _show(check: Any, data: bytes, final: bool = False) -> None:
    """Let the parser see a piece; NotPlain for one that cannot be cut at marks."""
    if b"<!" in data or b"<?" in data or b"\r" in data or b"\0" in data:
        raise NotPlain
    check.Parse(data, final)


@contextmanager
def _framed(check: Any) -> Iterator[list[str]]:
    """Follow the elements around the rows: those that are open. NotPlain for what lies deeper than any real sheet's."""
    open_: list[str] = []

    def start(name: str, _: object) -> None:
        open_.append(name)
        if len(open_) > _DEEP:
            raise NotPlain

    def end(_: str) -> None:
        del open_[-1:]

    check.StartElementHandler, check.EndElementHandler = start, end
    try:
        yield open_
    finally:
        check.StartElementHandler = check.EndElementHandler = None


def _after_prolog(pieces: Iterable[bytes], root: bytes, check: Any) -> Iterator[bytes]:
    """The pieces after the XML declaration, which the parser has seen."""
    rest = iter(pieces)
    first = next(rest, b"")
    start = _PROLOG.match(first)
    end = start.end() if start else 0
    if not first.startswith(root, end) or _SPACE not in first[: first.find(b">", end)]:
        raise NotPlain
    check.Parse(first[:end], False)
    yield first[end:]
    yield from rest


def shared_texts(pieces: Iterable[bytes], check: Any) -> list[str]:
    """The shared texts of a part, in their order. Raises NotPlain."""
    whole = b"".join(_after_prolog(pieces, b"<sst", check))
    if len(whole) <= _SHORT:
        return _known_texts(whole, check)
    _show(check, whole, True)
    text = whole.decode()
    found = _TEXT.findall(text)
    if text.count("<si") != len(found) or text.count("<t") != len(found):
        raise NotPlain
    return list(map(unescape, map(unescape_xml, found)))


def _known_texts(whole: bytes, check: Any) -> list[str]:
    """The same for a short part, of which the parser is shown what it has not seen in another."""
    body, end, after = whole.rpartition(b"</sst>")
    head, *items = body.split(b"<si>")
    if not end or after.strip() or head.count(b"<") != 1:
        raise NotPlain
    known = list(map(_TEXTS.get, items))
    _show(
        check,
        b"<si>".join([head, *(item for item, text in zip(items, known, strict=True) if text is None)]) + end,
        True,
    )
    return [_text_of(item) if text is None else text for item, text in zip(items, known, strict=True)]


def _text_of(item: bytes) -> str:
    match = _ITEM.fullmatch(item.decode())
    if match is None:
        raise NotPlain
    return _TEXTS.keep(item, unescape(unescape_xml(match[1])), len(item))


def sheet_rows(pieces: Iterable[bytes], check: Any, after: list[str], known: Collection[bytes]) -> Iterator[bytes]:
    """The rows of a sheet as they stand after `<row `, in order; what follows them goes to `after`. Raises NotPlain.

    The parser is shown everything but the rows that are `known`: those it has seen in another sheet.
    """
    rest, state = b"", "before"
    for piece in _after_prolog(pieces, b"<worksheet", check):
        rest += piece
        if state == "before":
            before, mark, rest = rest.partition(b"<sheetData>")
            if not mark:
                rest = before
                continue
            with _framed(check) as open_:
                _show(check, before + mark)
                if open_ != ["x:worksheet", "x:sheetData"]:
                    raise NotPlain
            state = "inside"
        if state == "inside":
            end = rest.find(b"</sheetData>")
            cut = end if end >= 0 else rest.rfind(b"</row>") + 6
            if cut > 5:
                yield from _checked_rows(rest[:cut], check, known)
                rest = rest[cut:]
            if end >= 0:
                state = "after"
    if state != "after":
        raise NotPlain
    with _framed(check):
        _show(check, rest, True)
    after.append(rest.decode())


def _checked_rows(data: bytes, check: Any, known: Collection[bytes]) -> list[bytes]:
    blank, *rows = data.split(b"<row ")
    fresh = [row for row in rows if row not in known] if known else rows
    shown = data if len(fresh) == len(rows) else b"".join(b"<row " + row for row in fresh)
    if blank.strip() or b"xmlns" in shown:
        raise NotPlain
    _show(check, shown)
    return rows


def cut_row(row: bytes) -> tuple[str, str] | None:
    """The number and the cells of a row; None for an empty one. Raises NotPlain."""
    head, _, body = row.decode().partition(">")
    match = _ROW.fullmatch(head)
    body = body.rstrip()
    if match is None or (body if head.endswith("/") else not body.endswith("</row>")):
        raise NotPlain
    return None if head.endswith("/") else (match[1], body[:-6])


class Tags(dict[str, Tag]):
    """What stands in a cell's tag after its address -> style, type and whether it is empty."""

    def __missing__(self, text: str) -> Tag:
        match = _TAG.fullmatch(text)
        if match is None or (match[1] and match[3]):
            raise NotPlain
        self[text] = found = (match[1] or match[3], match[2], bool(match[4]))
        return found


def odd_cell(rest: str) -> tuple[str | None, str]:
    """The formula (None: there is none) and the value of a cell that is more than `<v>value</v></c>`."""
    match = _CELL.fullmatch(rest)
    if match is None:
        raise NotPlain
    formula = unescape_xml(match[1]) if match[1] is not None else ("" if match[2] else None)
    return formula, match[3] or ""


def split_cells(row: str) -> list[tuple[str, str, str]]:
    """Each cell of a row as what stands between `<c r="` and `>`, that mark, and what follows. Raises NotPlain."""
    pieces = row.split('<c r="')
    if pieces[0].strip():
        raise NotPlain
    return [piece.partition(">") for piece in pieces[1:]]


def merged_areas(tail: str) -> list[str]:
    found = _MERGED.findall(tail)
    if tail.count("mergeCell ") != len(found):
        raise NotPlain
    return found
