"""One pass over a worksheet: its XML as filled cells.

Written for speed, since reading spends its time here: one tuple of values a row, rows share the tuple of their
columns, and a row whose XML was parsed before is not parsed again. A cell that holds nothing costs nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple, cast

from xltrack.errors import UnsafeWorkbook, WorkbookError
from xltrack.grid.values import Area, Raw, Row, Sheet
from xltrack.xlsx.addresses import MAX_ROW, NO_COLUMN, NOT_KEPT, Columns, column_number
from xltrack.xlsx.bare_rows import BareCutter, Checked
from xltrack.xlsx.cell_marks import is_marked
from xltrack.xlsx.cell_value import CellValues, code_of, is_empty, shape_of
from xltrack.xlsx.plain_xml import NotPlain, watching_parser
from xltrack.xlsx.read_cache import ROW_BYTES, KnownRow, RowShape
from xltrack.xlsx.row_cutter import (
    DEEPEST,
    ROW_HEAD,
    CutRow,
    Tags,
    cell_content,
    cut_row,
    pass_over,
)
from xltrack.xlsx.row_skeleton import skeleton_of, split_values, thinned
from xltrack.xlsx.sheet_spelling import SheetRespelling, without_empty_cells
from xltrack.xlsx.styles import Styles
from xltrack.xlsx.workbook_part import Book, MarkedXml, SheetPart

_MERGED = re.compile(r'<mergeCell\b[^>]*? ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
_ROW_END = re.compile(rb"(?<=row>)")
_WEIGHT = 64
"""Bytes that a cell takes in a remembered shape, and a format in the settings of a sheet."""

_SLICE = 2**13
"""Bytes of a sheet that are read together where not all of its rows are wanted."""

Until = Callable[[Row], bool]
Enough = Callable[[], Until]
"""Makes, for one reading of a sheet, the function that tells after which row no more is wanted."""

Reading = tuple[Sheet, MarkedXml | None]
"""A sheet, and all of its XML that may hold marks on its cells; None where that is not known."""


class SheetSource(NamedTuple):
    """The sources of a sheet: the texts and formats that its cells name, and its XML where that was renumbered."""

    strings: Sequence[str]
    styles: Styles
    renumbered: bytes | None = None


class SheetPass:
    """The reading of one sheet: cuts it, and turns the cells of each row into values. Raises like `read_sheet`."""

    def __init__(
        self,
        book: Book,
        sheet: SheetPart,
        live: Collection[int],
        header: int,
        enough: Enough | None,
        source: SheetSource,
    ):
        self._book, self._sheet, self._header, self._enough, self._source = book, sheet, header, enough, source
        self._dates, self._struck = source.styles.dates, source.styles.struck
        self._values = CellValues(source.strings, source.styles.dates, book.day_shift)
        self._above = Columns() if header else Columns(live)
        self._below = Columns(live)
        self._setting = frozenset(live)
        self._setting_above = frozenset[int]() if header else self._setting
        self._shapes_above = cast(dict[str, RowShape], book.cache.rows.of(self._setting_above))
        self._shapes_below = cast(dict[str, RowShape], book.cache.rows.of(self._setting))
        self._known: dict[bytes, KnownRow] = {}
        self._context: Hashable = None
        self._remember = False
        self._tags = Tags()
        self._same: dict[tuple[int, ...], tuple[int, ...]] = {}
        self._number = 0
        self._respelled = False

    def as_written(self) -> Reading:
        """Read the sheet as it is written. Raises NotPlain and expat's error where it must be respelled."""
        package, part = self._book.package, self._sheet.part
        deepest = min(DEEPEST, package.limits.depth)
        cutter = BareCutter(watching_parser(package, part), deepest, self._checked_under, self._is_marked)
        renumbered = self._source.renumbered
        pieces = package.stream(part) if renumbered is None else [renumbered]
        sheet = self._read(cutter, _slices(pieces) if self._enough else pieces)
        return sheet, MarkedXml(cutter.marked, self._struck) if cutter.tail else None

    def _is_marked(self, xml: bytes) -> bool:
        return is_marked(xml, self._struck)

    def respelled(self, *, dropping: bool) -> Sheet:
        """Read the sheet as respelled by expat."""
        package, part = self._book.package, self._sheet.part
        pieces = without_empty_cells(package.stream(part)) if dropping else package.stream(part)
        if self._enough:  # damage below the last wanted row does no harm
            pieces = (row for piece in pieces for row in _ROW_END.split(piece))
        spelling = SheetRespelling(package, part, self._sheet.name, dropping=dropping)
        self._respelled, self._remember, self._known = True, False, {}
        try:
            return self._read(BareCutter(), spelling.pieces(pieces))
        except NotPlain as error:
            raise self._damaged("its cells cannot be told apart") from error

    def _read(self, cutter: BareCutter, pieces: Iterable[bytes]) -> Sheet:
        self._number, filled = 0, 0
        rows: list[Row] = []
        limits, until = self._book.package.limits, self._enough() if self._enough else None
        for row in self._rows(cutter, pieces):
            if not row.columns:
                continue
            rows.append(row)
            filled += len(row.columns)
            if len(rows) > limits.rows:
                raise self._beyond("sheet_rows", limits.rows)
            if filled > limits.cells:
                raise self._beyond("sheet_cells", limits.cells)
            if until is not None and until(row):
                return Sheet(self._sheet.name, tuple(rows))
        return Sheet(self._sheet.name, tuple(rows), self._merged(cutter.tail.decode()))

    def _merged(self, tail: str) -> tuple[Area, ...]:
        ranges = _MERGED.findall(tail)
        if not self._respelled and len(ranges) != tail.count("mergeCell "):
            raise NotPlain
        areas = (
            Area(int(top), column_number(left), int(bottom), column_number(right))
            for left, top, right, bottom in ranges
        )
        return tuple(islice(areas, self._book.package.limits.cells))

    def _rows(self, cutter: BareCutter, pieces: Iterable[bytes]) -> Iterator[Row]:
        """Yield each row: a known one, one of a known shape, or any other, read cell by cell."""
        for rows in cutter.blocks(pieces):
            known = list(map(self._known.get, rows))
            new = [row for row, one in zip(rows, known, strict=True) if one is None]
            remember = self._remember and (not self._known or len(new) < len(rows) / 2)
            thin = iter(thinned(b"".join(new), self._dates).split("<row ")[1:])
            for at, known_row in enumerate(known):
                yield self._new(cutter, at, next(thin), remember) if known_row is None else self._again(known_row)

    def _checked_under(self, root: bytes) -> Checked:
        """Return the known rows of sheets with that root tag. Large sheets, which are few, are read without them."""
        size = self._book.package.size(self._sheet.part) + len(root) + _WEIGHT * len(self._dates)
        if not self._book.is_one_of_many or size > ROW_BYTES // 2:
            return Checked({}, {}, lambda _: None)
        rows = self._book.cache.rows
        self._context = (self._dates, self._struck, self._book.day_shift, self._setting, self._header, root)
        self._remember = self._context in rows  # files with formats of their own have no rows in common
        self._known = cast(dict[bytes, KnownRow], rows.of(self._context))
        others = cast(dict[bytes, bytes], rows.of(root))
        return Checked(self._known, others, lambda xml: rows.keep(root, xml, xml, _WEIGHT + len(xml)))

    def _again(self, known: KnownRow) -> Row:
        """Return a row whose bytes were read before, with this file's texts."""
        self._follow(known.row.number)
        row = self._values.again(known)
        if row is None:
            raise self._damaged("a text number beyond the last text")
        return row

    def _new(self, cutter: BareCutter, at: int, thin: str, remember: bool) -> Row:
        """Return a row whose bytes were not read before."""
        head, _, body = thin.partition(">")
        match = ROW_HEAD.fullmatch(head)
        if match is None:
            raise NotPlain
        pieces = split_values(body)
        number, skeleton = int(match[1]), skeleton_of(pieces, match[1])
        setting = self._setting if number > self._header else self._setting_above
        shapes = self._shapes_below if number > self._header else self._shapes_above
        shape, row = shapes.get(skeleton), None
        if shape is not None and (values := self._values.of_shape(shape, pieces)) is not None:
            self._follow(number)
            row = Row(number, shape.columns, values)
        if row is None:
            row, codes = self._by_cell(cutter.whole(at))
            shape = self._learned(row, codes, pieces)
            if shape is not None:
                self._book.cache.rows.keep(setting, skeleton, shape, len(skeleton) + _WEIGHT * len(codes))
        if remember and shape is not None and not self._is_marked(bare := cutter.bare[at]):
            known = self._values.known(row, shape, pieces)
            self._book.cache.rows.keep(self._context, bare, known, 3 * len(bare))
        return row

    def _by_cell(self, text: bytes) -> tuple[Row, list[str]]:
        """Read a row cell by cell; return it with the code of each cell."""
        cut = cut_row(text)
        self._follow(int(cut.number))
        columns: list[int] = []
        values: list[Raw] = []
        codes: list[str] = []
        self._take(cut, columns, values, codes)
        same = tuple(columns)
        return Row(self._number, self._same.setdefault(same, same), tuple(values)), codes

    def _learned(self, row: Row, codes: list[str], pieces: list[str]) -> RowShape | None:
        """Return the shape of a row of plain values, if reading by that shape gives the very same row."""
        places = [at for at in range(0, len(pieces) - 1, 2) if self._is_kept(pieces[at])]
        if "" in codes or len(places) != len(codes):
            return None
        shape = shape_of(row.columns, codes, [at + 1 for at in places])
        return shape if self._values.of_shape(shape, pieces) == row.values else None

    def _is_kept(self, before: str) -> bool:
        """Return whether the value that follows this XML belongs to a cell of a column that is kept."""
        letters = before.rpartition('<c r="')[2]
        columns = self._below if self._number > self._header else self._above
        return columns[letters.partition('"')[0].rstrip("0123456789")] != NOT_KEPT

    def _take(self, cut: CutRow, columns: list[int], values: list[Raw], codes: list[str]) -> None:
        """Take the cells of a row with the code of each; the code is "" for a cell that is not plain."""
        known = self._below if self._number > self._header else self._above
        tags, suffix, last = self._tags, f'{cut.number}"', 0
        for piece in cut.cells[1:]:
            head, _, rest = piece.partition(">")
            letters, mark, tag = head.partition(suffix)
            column = known[letters]
            if column <= last or not mark:
                if column != NOT_KEPT or not mark:
                    raise self._misplaced(f"{letters}{mark[:-1]}", column if mark else NO_COLUMN)
                pass_over(tag, rest)
                continue
            last = column
            style, kind, empty = tags[tag]
            if empty:
                pass_over(tag, rest)
                continue
            formula, value = cell_content(rest, self._book.package.limits.depth)
            if formula is not None or not is_empty(kind, value):
                columns.append(column)
                try:
                    values.append(self._values.of_cell(style, kind, formula, value))
                except (ValueError, LookupError, OverflowError) as error:
                    reason = f'"{value[:40]}" is no value of type {kind or "n"}'
                    raise self._damaged(reason, f"{letters}{cut.number}") from error
                codes.append("" if formula is not None else code_of(kind, values[-1]))

    def _follow(self, number: int) -> None:
        """Check that rows rise; otherwise the sheet is damaged."""
        if not self._number < number <= MAX_ROW:
            raise self._damaged(f"row {number} stands twice or out of order")
        self._number = number

    def _misplaced(self, address: str, column: int) -> Exception:
        """Return the error for a cell whose address is not in this row, or not after that of the cell before it."""
        if not self._respelled:
            return NotPlain()
        wrong = "is no cell of this row" if column == NO_COLUMN else "stands twice or out of order"
        return self._damaged(f"{address[:20]} {wrong}", address[:20])

    def _damaged(self, reason: str, cell: str = "") -> WorkbookError:
        name, place = self._book.package.name, cell or f"{self._number}:{self._number}"
        return WorkbookError("cell_damaged", file=name, sheet=self._sheet.name, cell=place, reason=reason)

    def _beyond(self, code: str, limit: int) -> UnsafeWorkbook:
        return UnsafeWorkbook(code, file=self._book.package.name, sheet=self._sheet.name, limit=limit)


def _slices(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Cut pieces small where not all rows are wanted."""
    return (piece[at : at + _SLICE] for piece in pieces for at in range(0, len(piece), _SLICE))
