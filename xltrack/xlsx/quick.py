"""The short way through the XML that nearly every program writes; anything else is left to the long way.

Calling Python for each element costs more than everything else in reading. Excel, LibreOffice and the libraries
all write `<c r="B7" s="1" t="s"><v>3</v></c>`, so such a sheet is cut at those very marks, while expat still
checks that the part is well-formed and has no document type. Whatever does not look exactly so raises NotPlain,
and the part is read again through `cells` or `book`: what a file says never depends on the way it was read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, cast

from xltrack.xlsx.memo_table import Known
from xltrack.xlsx.shared_strings import unescape, unescape_xml

_PROLOG = re.compile(
    rb'(?:\xef\xbb\xbf)?(?:<\?xml version="1\.0"(?: encoding="(?:UTF|utf)-8")?(?: standalone="(?:yes|no)")?\s*\?>)?\s*'
)
_SPACE = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_TEXT = re.compile(r'<si><t(?: xml:space="preserve")?>([^<]*)</t></si>')
_ITEM = re.compile(r'<t(?: xml:space="preserve")?>([^<]*)</t></si>\s*')
_FIRST, _LAST = b"<si>", b"</sst>"
MARK, DATA, END = b"<row ", b"<sheetData>", b"</sheetData>"
_SHORT = 2**17
_DEEP = 20
"""Elements inside one another around the rows; real sheets reach some eight."""
TEXTS: Known[bytes, str] = Known(2**19)
"""What stands in short tables of shared texts after `<si>` -> the text."""
_ROW = re.compile(r'(?:[\w:]+="[^"<]*" )*?r="([1-9]\d{0,6})"[^<]*')
_CELL = re.compile(r"(?:<f(?: [^<>]*)?>([^<]*)</f>|(<f(?: [^<>]*)?/>))?(?:<v>([^<]*)</v>|<v/>)?</c>")
_MERGED = re.compile(r'<mergeCell ref="([A-Z0-9:]+)"/>')
_TAG = re.compile(r'(?: s="(\d+)")?(?: t="(\w+)")?(?: s="(\d+)")?(/?)')

Tag = tuple[str | None, str | None, bool]
"""Of a cell: its style, its type, and whether it is empty."""


class NotPlain(Exception):
    """This part is written in another way."""


def show_xml(check: Any, data: bytes, final: bool = False) -> None:
    """Let the parser see a piece; NotPlain for one that cannot be cut at marks."""
    if b"<!" in data or b"<?" in data or b"\r" in data or b"\0" in data:
        raise NotPlain
    check.Parse(data, final)


@contextmanager
def framed(check: Any) -> Iterator[list[str]]:
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


def prolog(data: bytes, root: bytes) -> int:
    """Where the root tag begins, after an XML declaration that needs no parser. Raises NotPlain."""
    start = _PROLOG.match(data)
    end = start.end() if start else 0
    if not data.startswith(root, end) or _SPACE not in data[end : data.find(b">", end)]:
        raise NotPlain
    return end


def shared_texts(pieces: Iterable[bytes], check: Any) -> list[str]:
    """The shared texts of a part, in their order. Raises NotPlain."""
    data = b"".join(pieces)
    whole = data[prolog(data, b"<sst") :]
    if len(whole) <= _SHORT:
        return _known_texts(whole, check)
    show_xml(check, whole, True)
    text = whole.decode()
    found = _TEXT.findall(text)
    if text.count("<si") != len(found) or text.count("<t") != len(found):
        raise NotPlain
    return list(map(unescape, map(unescape_xml, found)))


def _known_texts(whole: bytes, check: Any) -> list[str]:
    """The same for a short part, of which the parser is shown what it has not seen in another."""
    end = whole.rfind(_LAST)
    head, *items = whole[: max(end, 0)].split(_FIRST)
    if end < 0 or whole[end:].rstrip() != _LAST or head.count(b"<") != 1:
        raise NotPlain
    known = list(map(TEXTS.get, items))
    fresh = [at for at, text in enumerate(known) if text is None] if None in known else []
    show_xml(check, _FIRST.join([head, *(items[at] for at in fresh)]) + _LAST, True)
    for at in fresh:
        known[at] = _text_of(items[at])
    return cast(list[str], known)


def _text_of(item: bytes) -> str:
    match = _ITEM.fullmatch(item.decode())
    if match is None:
        raise NotPlain
    return TEXTS.keep(item, unescape(unescape_xml(match[1])), len(item))


def sheet_rows(pieces: Iterable[bytes], check: Any, after: list[str]) -> Iterator[bytes]:
    """The rows of a sheet as they stand, in order; what follows them goes to `after`. Raises NotPlain."""
    pieces = iter(pieces)
    first = next(pieces, b"")
    rest, state = first[prolog(first, b"<worksheet") :], "before"
    while True:
        if state == "before":
            before, mark, found = rest.partition(DATA)
            if mark:
                show_head(check, before + mark)
                rest, state = found, "inside"
        if state == "inside":
            end = rest.find(END)
            cut = end if end >= 0 else rest.rfind(b"</row>") + 6
            if cut > 5:
                blank, *rows = rest[:cut].split(MARK)
                if blank.strip():
                    raise NotPlain
                show_rows(check, rest[:cut])
                yield from (MARK + row for row in rows)
                rest = rest[cut:]
            if end >= 0:
                state = "after"
        piece = next(pieces, None)
        if piece is None:
            break
        rest += piece
    if state != "after":
        raise NotPlain
    show_tail(check, rest)
    after.append(rest.decode())


def show_head(check: Any, head: bytes) -> None:
    """Let the parser see all that stands before the rows."""
    with framed(check) as open_:
        show_xml(check, head)
        if open_ != ["x:worksheet", "x:sheetData"]:
            raise NotPlain


def show_rows(check: Any, rows: bytes) -> None:
    """Let the parser see rows. They declare no prefix of their own and neither leave nor enter the sheet's data."""
    if b"xmlns" in rows or b"sheetData" in rows:
        raise NotPlain
    show_xml(check, rows)


def show_tail(check: Any, tail: bytes) -> None:
    """Let the parser see all that stands after the rows."""
    with framed(check):
        show_xml(check, tail, True)


def cut_row(row: bytes) -> tuple[str, str]:
    """The number and the cells of a row. Raises NotPlain."""
    head, _, body = row[len(MARK) :].decode().partition(">")
    match = _ROW.fullmatch(head)
    body = body.rstrip()
    if match is None or (body if head.endswith("/") else not body.endswith("</row>")):
        raise NotPlain
    return match[1], "" if head.endswith("/") else body[:-6]


class Tags(dict[str, Tag]):
    """What stands in a cell's tag after its address -> style, type and whether it is empty."""

    def __missing__(self, text: str) -> Tag:
        match = _TAG.fullmatch(text)
        if match is None or (match[1] and match[3]):
            raise NotPlain
        self[text] = found = (match[1] or match[3], match[2], bool(match[4]))
        return found


def skip_cell(rest: str) -> None:
    """Pass over what follows a cell's tag. Raises NotPlain where it is no cell of the kind that all write."""
    if rest and _CELL.fullmatch(rest) is None:
        raise NotPlain


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
