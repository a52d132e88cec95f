"""The filled cells of one worksheet: values, formulas and errors with their addresses.

Written for speed, since this is where reading spends its time: the short way through the XML first, one tuple of
values a row, and rows share the tuple of their columns. A cell that holds nothing costs nothing; on the long way
a million of them are dropped from the bytes before the parser sees them.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any
from xml.parsers import expat

from xltrack.errors import WorkbookError
from xltrack.grid.limits import MIB, Limits
from xltrack.grid.values import Day, Raw, Row, Sheet
from xltrack.xlsx.memo_table import Known
from xltrack.xlsx.quick import (
    NotPlain,
    Tags,
    cut_row,
    merged_areas,
    odd_cell,
    prolog,
    sheet_rows,
    skip_cell,
    split_cells,
)
from xltrack.xlsx.read_cache import MOST_SHEETS, Said, Setting, like, said, weight_of, with_texts
from xltrack.xlsx.shared_strings import unescape_xml
from xltrack.xlsx.sheet_scan import NOT_KEPT, Enough, NoAddresses, Scan, Seen
from xltrack.xlsx.workbook_part import Book, SheetPart
from xltrack.xlsx.xml import parser

_DIGITS = 10
"""No text has a number of so many digits."""
_EMPTY_CELL = re.compile(rb'<c r="[A-Z]{1,3}\d{1,7}"(?: s="\d+")?(?:/>|></c>)')


def read_sheet(
    book: Book,
    sheet: SheetPart,
    *,
    live: Collection[int] = (),
    header: int = 0,
    enough: Enough | None = None,
) -> Sheet:
    """The filled cells of a sheet. Cells of `live` columns under the `header` row are not kept.

    `enough` tells after which row no more is wanted. Raises WorkbookError when the sheet is missing or damaged,
    UnsafeWorkbook when a limit is passed.
    """
    package = book.package
    if not sheet.part or sheet.part not in package:
        raise WorkbookError("part_missing", file=package.name, part=sheet.part or sheet.name)
    setting = (book.date_formats, frozenset(live), header, book.day_shift)
    familiar = package.familiar(sheet.part)
    key = (familiar or b"", sheet.name, package.limits, setting, enough)
    if familiar and (known := WHOLE_SHEETS.get(key)) and known.holds(book.strings):
        return known.what
    quick = _QuickScan(book, sheet, live, header, enough, dropping=False)
    try:
        if package.size(sheet.part) <= MOST_SHEETS:
            quick.run_alike(package.read(sheet.part), setting, gather=bool(familiar))
        else:
            quick.run(package.stream(sheet.part))
        made = Sheet(sheet.name, tuple(quick.rows), tuple(quick.merged))
        if familiar:
            told = said(made, quick.used, book.strings)
            weight = len(familiar) + told.weight + len(sheet.name) + weight_of(setting)
            WHOLE_SHEETS.keep(key, told, weight)
        return made
    except (NotPlain, expat.ExpatError, UnicodeDecodeError):
        pass  # the long way tells what is wrong, if anything is
    try:
        scan = Scan(book, sheet, live, header, enough, dropping=True)
        scan.run(_without_empty_cells(package.stream(sheet.part)))
    except NoAddresses:
        scan = Scan(book, sheet, live, header, enough, dropping=False)
        scan.run(package.stream(sheet.part))
    return Sheet(sheet.name, tuple(scan.rows), tuple(scan.merged))


def _without_empty_cells(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The bytes of a sheet less its valueless cells; untouched once a comment or CDATA could hold their like."""
    plain, last = True, b""
    for piece in pieces:
        plain = plain and b"<!" not in last + piece and b"\0" not in piece
        last = piece[-1:]
        yield _EMPTY_CELL.sub(b"", piece) if plain else piece


WHOLE_SHEETS: Known[tuple[bytes, str, Limits, Setting, Enough | None], Said[Sheet]] = Known(MIB)
"""What whole sheets say that were met before: those that nobody fills in."""


class _QuickScan(Scan):
    """The same as `Scan` for a sheet that is written as nearly all are."""

    def __init__(self, *arguments: Any, **options: Any):
        super().__init__(*arguments, **options)
        self._tags = Tags()
        self._days: dict[str, Raw] = {}
        self._rows: Known[bytes, Said[Row]] | None = None
        self._gather = False
        self._places: Sequence[int] = ()
        """Where among a row's values the shared texts stand that plain cells hold."""
        self.used: set[int] = set()
        """The numbers of the shared texts that were met, if they are gathered."""

    def run_alike(self, data: bytes, setting: Setting, *, gather: bool) -> None:
        """Read a sheet that may be like others before it. Raises NotPlain where it is written otherwise."""
        self._gather = gather
        sheet = data[prolog(data, b"<worksheet") :]
        known = like(sheet, setting)
        self._rows = known.rows
        rows, areas = known.cut(sheet, self._parser)
        self._run(rows, areas)

    def run(self, pieces: Iterable[bytes]) -> None:
        """Read a big sheet piece by piece. Raises NotPlain where it is written otherwise."""
        after: list[str] = []
        rows = sheet_rows(pieces, self._parser(), after)
        self._run(rows, (area for text in after for area in merged_areas(text)))

    def _parser(self) -> Any:
        return parser(self._book.package, self._sheet.part)

    def _run(self, rows: Iterable[bytes], areas: Iterable[str]) -> None:
        self._in_data = True
        known, strings, gather = self._rows, self._strings, self._gather
        try:
            for text in rows:
                told = None if known is None else known.get(text)
                if told is not None and not told.holds(strings):
                    told = self._retold(text, told)
                if told is None:
                    self._read(text)
                    continue
                self._follow(told.what.number)
                if gather:
                    self.used.update(told.numbers)
                self._keep(told.what)
        except Seen:
            return
        for area in areas:
            self._merge(area)

    def _retold(self, text: bytes, told: Said[Row]) -> Said[Row] | None:
        """What a row says whose XML was met with other shared texts."""
        new = with_texts(told, self._strings)
        if new is not None and self._rows is not None:
            self._rows.keep(text, new, len(text) + new.weight, freed=len(text) + told.weight)
        return new

    def _read(self, text: bytes) -> None:
        """Take a row that was not met before."""
        number, cells = cut_row(text)
        self._follow(int(number))
        self._begin_row(self._number, number)
        self._take_cells(cells)
        row = self._made_row()
        # Not one that holds another: such a row may end outside itself, and the parser must see it every time.
        if self._rows is not None and text.count(b"<row") == text.count(b"</row") == 1:
            places = self._places if len(self._places) == len(self._used) else ()
            told = said(row, self._used, self._strings, places)
            self._rows.keep(text, told, len(text) + told.weight)
        if self._gather:  # before the row is kept, with which the reading may end
            self.used.update(self._used)
        self._keep(row)

    def _take_cells(self, cells: str) -> None:
        """The cells of a row. Whatever is called in this loop is called a million times."""
        columns, tags, days, suffix, last = self._columns, self._tags, self._days, f'{self._row_text}"', 0
        strings, used, count, places = self._strings, self._used, len(self._strings), list[int]()
        self._places = places
        for head, _, rest in split_cells(cells):
            letters, mark, tag = head.partition(suffix)
            column = columns[letters]
            if column == NOT_KEPT and mark:
                skip_cell(rest)
                continue
            if column <= last or not mark:
                raise NotPlain
            last = column
            style, kind, empty = tags[tag]
            if empty and not rest:
                continue
            if rest[:3] == "<v>" and rest[-8:] == "</v></c>":
                value = rest[3:-8]
                if kind == "s" and len(value) < _DIGITS and value.isdecimal():
                    number = int(value)
                    if number >= count:
                        raise self._damaged(f"text number {value[:20]}")
                    raw: Raw | None = strings[number]
                    used.append(number)
                    places.append(len(self._row_values))
                elif value in days and style in self._dates and kind is None:
                    raw = days[value]
                else:
                    raw = self._odd(style, kind, None, value)
            else:
                raw = self._odd(style, kind, *odd_cell(rest))
            if raw is not None:
                self._row_columns.append(column)
                self._row_values.append(raw)

    def _odd(self, style: str | None, kind: str | None, formula: str | None, value: str) -> Raw | None:
        """The value of a cell that is no shared text. A day is remembered: plans hold the same few again and again."""
        if "<" in value:
            raise NotPlain
        self._style, self._kind, self._value = style, kind, unescape_xml(value)
        self._has_formula, self._formula = formula is not None, formula or ""
        if not value and formula is None:
            return None
        raw = self._raw()
        if isinstance(raw, Day) and kind is None:
            self._days[value] = raw
        return raw
