"""Change single cells of a worksheet part and leave everything else as it is.

A library that loads and saves a workbook drops what it does not know. Here the sheet is cut into rows, the rows that
are edited into cells, and the new cells are put in the place of the old ones.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple
from xml.parsers import expat

from xltrack.errors import WorkbookError
from xltrack.findings import column_letters
from xltrack.xlsx.addresses import MAX_COLUMN, column_number
from xltrack.xlsx.container import Package
from xltrack.xlsx.plain_xml import NotPlain, is_plain, tag_attributes, watching_parser
from xltrack.xlsx.row_cutter import CutRow, SheetCutter, cut_row, row_number
from xltrack.xlsx.shared_formulas import SharedFormulas
from xltrack.xlsx.shared_strings import escape_attribute, escape_xml
from xltrack.xlsx.sheet_spelling import SheetRespelling

_FORMULA = re.compile(r"<f(?: [^<>]*)?(?:/>|>[^<]*</f>)")
_ARRAY = re.compile(r"<f(?= [^>]*\bref=)[^>]* t=[\"']array")
_HT = re.compile(r"""\sht=["']([\d.]+)["']""")
_TALL = re.compile(r"""\s(?:ht|customHeight|hidden)=(?:"[^"]*"|'[^']*')""")
_TAG_END = re.compile(r"\s*/?>$")
_DIMENSION = re.compile(rb'(<dimension\b[^>]*?\bref=")([A-Z]+)(\d+)(?::([A-Z]+)(\d+))?(")')


class NewCell(NamedTuple):
    """The new content of a cell: `kind` is the cell's t attribute (s, n, str, b), `value` the text of its <v>.

    An empty value empties the cell. `style` is used only where there is no cell yet. `refresh` keeps a formula
    and changes only its stored result. `formula` gives a new cell its formula.
    """

    kind: str = "n"
    value: str = ""
    style: int | None = None
    refresh: bool = False
    formula: str = ""


Edits = Mapping[int, Mapping[int, NewCell]]
"""Row -> column -> the cell's new content; both counted from 1."""


class Height(NamedTuple):
    """The new height of a row, in points. Unless `exact`, a row is only ever made taller, and a row without a height of
    its own keeps none. A row with an exact height is also shown, if a filter had hidden it."""

    points: float
    exact: bool = True


def edited_sheet(
    package: Package,
    part: str,
    sheet: str,
    edits: Edits,
    heights: Mapping[int, Height] | None = None,
    tail: Callable[[str], str] | None = None,
) -> list[bytes]:
    """Return the worksheet part with those cells changed, in pieces. Only edited rows get their heights.

    `tail` changes the XML after the rows. A sheet that is not written plainly is respelled; in any other, everything
    else keeps its bytes, except the next cell of a shared formula whose first cell is overwritten: it then carries the
    formula. Raises WorkbookError for a damaged sheet, and when a cell to be changed is the first of an array formula
    that fills other cells, too.
    """
    edit = _Edit(edits, heights or {}, tail)
    try:
        return list(edit.pieces(SheetCutter(watching_parser(package, part)), package.stream(part)))
    except (NotPlain, expat.ExpatError, UnicodeDecodeError):
        pass  # written in another way, or damaged
    try:
        return list(edit.pieces(SheetCutter(), SheetRespelling(package, part, sheet).pieces(package.stream(part))))
    except NotPlain as error:
        raise WorkbookError("not_understood", file=package.name, part=part) from error


class _Edit(NamedTuple):
    """The changes to one sheet."""

    cells: Edits
    heights: Mapping[int, Height]
    tail: Callable[[str], str] | None

    def pieces(self, cutter: SheetCutter, pieces: Iterable[bytes]) -> Iterator[bytes]:
        """Yield the edited sheet. Raises NotPlain for a sheet that must be respelled."""
        left, last = sorted((row for row, cells in self.cells.items() if cells), reverse=True), 0
        shared = SharedFormulas()
        rows = (row for block in cutter.blocks(pieces) for row in block)
        for row in rows:
            if not last:
                yield _widened(cutter.head, self.cells)
            number = row_number(row)
            if number <= last:
                raise NotPlain
            last = number
            while left and left[-1] < number:
                yield self._new_row(left.pop())
            if left and left[-1] == number:
                yield _edited_row(cut_row(row), self.cells[left.pop()], self.heights.get(number), shared).encode()
            elif shared and b"shared" in row:
                yield _edited_row(cut_row(row), {}, None, shared).encode()
            else:
                yield row
        if not last:
            yield _widened(cutter.head, self.cells)
        yield from map(self._new_row, reversed(left))
        yield self._tail(cutter)

    def _tail(self, cutter: SheetCutter) -> bytes:
        """Return the XML after the rows, edited if there is an edit for it. Raises NotPlain like `pieces`."""
        if self.tail is None:
            return cutter.tail
        if not is_plain(cutter.head + cutter.tail, comments=True):
            raise NotPlain
        return self.tail(cutter.tail.decode()).encode()

    def _new_row(self, number: int) -> bytes:
        cells, height = self.cells[number], self.heights.get(number)
        body = "".join(
            f'<c r="{column_letters(column)}{number}"' + (_after_address(new, {}) if new.formula else _in_new_row(new))
            for column, new in sorted(cells.items())
        )
        tall = f' ht="{height.points:g}"' if height else ""
        return f'<row r="{number}"{tall}>{body}</row>'.encode()


def _edited_row(row: CutRow, cells: Mapping[int, NewCell], height: Height | None, shared: SharedFormulas) -> str:
    """Return a row with new cells in the place of old ones and between them. Raises NotPlain."""
    out, left = [row.cells[0]], sorted(cells, reverse=True)

    def put_new(before: int) -> None:
        while left and left[-1] < before:
            column = left.pop()
            out.append(f'<c r="{column_letters(column)}{row.number}"{_after_address(cells[column], {})}')

    for piece in row.cells[1:]:
        address = piece.partition('"')[0]
        column = column_number(address.removesuffix(row.number)) if address.endswith(row.number) else 0
        if not column:
            raise NotPlain
        put_new(column)
        if left and left[-1] == column:
            out.append(_replaced(address, piece, cells[left.pop()], shared))
        else:
            out.append(f'<c r="{shared.handed_over(piece)}')
    put_new(MAX_COLUMN + 1)
    tag, end = _as_tall(row.tag, height) if height else row.tag, row.end
    if tag.endswith("/>") and out != [""]:
        tag, end = f"{tag[:-2].rstrip()}>", f"</row>{end}"
    return "".join([tag, *out, end])


def _replaced(address: str, cell: str, new: NewCell, shared: SharedFormulas) -> str:
    """Return the new cell, given the old one from its address on, and the XML between it and the next."""
    if new.refresh:
        cell = shared.handed_over(cell)
    after = cell[len(address) + 1 :]
    tag, _, rest = after.partition(">")
    content, mark, between = ("", "", rest) if tag.endswith("/") else rest.rpartition("</c>")
    if not mark and not tag.endswith("/"):
        raise NotPlain
    formula = _FORMULA.search(content)
    if formula and not new.refresh:
        if _ARRAY.match(formula[0]) and not _is_alone(formula[0], address):
            raise WorkbookError("array_formula", cell=address)
        shared.lose(address, formula[0])
    if new.refresh and not formula:
        return f'<c r="{address}"{after}'
    kept = formula[0] if formula and new.refresh else ""
    return f'<c r="{address}"{_after_address(new, tag_attributes(tag), kept)}{between}'


def _is_alone(formula: str, address: str) -> bool:
    """Return whether an array formula fills only its own cell, as those of current Excel do."""
    attributes = tag_attributes(formula.partition(">")[0])
    return (attributes.get("t"), attributes.get("ref")) == ("array", address)


def _as_tall(tag: str, height: Height) -> str:
    """Return a row's start tag with the new height, if `height` applies to it."""
    match = _HT.search(tag)
    if not height.exact:
        if match is None or float(match[1]) >= height.points:
            return tag
        return f"{tag[: match.start(1)]}{height.points:g}{tag[match.end(1) :]}"
    bare = _TALL.sub("", tag)
    at = _TAG_END.search(bare)
    end = at.start() if at else len(bare)
    return f'{bare[:end]} ht="{height.points:g}"{bare[end:]}'


def _after_address(new: NewCell, old: Mapping[str, str], formula: str = "") -> str:
    """Return the rest of a cell's XML after its address: other attributes, formula, value, end tag."""
    kept = {key: value for key, value in old.items() if key not in ("r", "t", "cm", "vm")}
    if new.style is not None:
        kept.setdefault("s", str(new.style))
    if new.formula:
        formula = f"<f>{escape_xml(new.formula)}</f>"
    shown = bool(new.value) or (new.kind == "str" and bool(formula))
    if shown and new.kind != "n":
        kept["t"] = new.kind
    extra = "".join(f' {key}="{escape_attribute(text)}"' for key, text in kept.items())
    value = f"<v>{escape_xml(new.value)}</v>" if shown else ""
    return f"{extra}>{formula}{value}</c>" if formula or value else f"{extra}/>"


@lru_cache(maxsize=4096)
def _in_new_row(new: NewCell) -> str:
    """Return the same for a cell in a new row, which depends on the cell alone: a log repeats itself."""
    return _after_address(new, {})


def _widened(head: bytes, edits: Edits) -> bytes:
    """Return the head with a <dimension> that reaches the edited cells: one reader loses cells outside it."""
    match = _DIMENSION.search(head, 0, 4096)
    filled = {row: max(cells) for row, cells in edits.items() if cells}
    if match is None or not filled:
        return head
    first, last = match[2], match[4] or match[2]
    bottom = max(int(match[5] or match[3]), *filled)
    right = max(column_number(last.decode()), *filled.values())
    ref = first + match[3] + b":" + column_letters(right).encode() + str(bottom).encode()
    return head[: match.start(2)] + ref + head[match.end() - 1 :]
