"""The filled cells of one worksheet: values, formulas and errors with their addresses."""

from __future__ import annotations

from collections.abc import Callable, Collection
from xml.parsers import expat

from xltrack.errors import WorkbookError
from xltrack.grid.values import Sheet
from xltrack.xlsx.common_numbers import COMMON_STYLES
from xltrack.xlsx.plain_xml import NotPlain
from xltrack.xlsx.sheet_pass import Enough, Reading, SheetPass, SheetSource
from xltrack.xlsx.sheet_spelling import NoAddresses
from xltrack.xlsx.workbook_part import Book, SheetPart

_LARGE = 2**19
"""Bytes of a sheet from which on it takes as long to renumber it as it takes to read it."""
_WRITTEN_OTHERWISE = (NotPlain, expat.ExpatError, UnicodeDecodeError)
"""What is raised for a sheet that is written in another way than most, or damaged."""


def read_sheet(
    book: Book,
    sheet: SheetPart,
    *,
    live: Collection[int] = (),
    header: int = 0,
    enough: Enough | None = None,
) -> Sheet:
    """Return the filled cells of a sheet. Cells of `live` columns under the `header` row are not kept.

    `enough` tells after which row no more is wanted. Raises WorkbookError when the sheet is missing or damaged,
    UnsafeWorkbook when it exceeds a limit.
    """
    package = book.package
    if not sheet.part or sheet.part not in package:
        raise WorkbookError("part_missing", file=package.name, part=sheet.part or sheet.name)

    def begin(source: SheetSource) -> SheetPass:
        return SheetPass(book, sheet, live, header, enough, source)

    context = (sheet.name, book.day_shift, frozenset(live), header, enough, package.limits)
    reading, marked = _as_others(book, sheet, context, begin) or _read(begin(SheetSource(book.strings, book.styles)))
    if marked is not None:  # marks are searched for later, if at all
        book.marked[sheet.part] = marked
    return reading


def _as_others(
    book: Book, sheet: SheetPart, context: tuple[object, ...], begin: Callable[[SheetSource], SheetPass]
) -> Reading | None:
    """Read a sheet in the numbering that it shares with other workbooks; None where it must be read by its own.

    `context` is everything that the result depends on, besides the XML in that numbering.
    """
    package, common = book.package, book.common
    if common is None or not package.holds(sheet.part) or package.size(sheet.part) > _LARGE:
        return None
    xml = common.renumbered(package.read(sheet.part), book.cache)
    if xml is None:
        return None
    source = SheetSource(common.texts, COMMON_STYLES, xml)
    try:
        return book.cache.part_again(context, xml, 2 * len(xml), lambda: begin(source).as_written())
    except _WRITTEN_OTHERWISE:
        return None


def _read(sheet_pass: SheetPass) -> Reading:
    try:
        return sheet_pass.as_written()
    except _WRITTEN_OTHERWISE:
        pass
    try:
        return sheet_pass.respelled(dropping=True), None
    except NoAddresses:
        return sheet_pass.respelled(dropping=False), None
