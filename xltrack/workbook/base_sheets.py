"""The sheets that carry a workbook's base: the hidden ones, and any sheet that its chunks were moved to."""

from __future__ import annotations

from collections.abc import Iterable

from xltrack.grid.values import Row
from xltrack.i18n.catalogue import find_code
from xltrack.model.serialize import carriers, is_chunk, looks_like_a_chunk
from xltrack.xlsx.sheet_pass import Until
from xltrack.xlsx.sheet_reader import read_sheet
from xltrack.xlsx.workbook_part import Book, SheetPart


def hidden_base(book: Book) -> tuple[list[str], list[SheetPart]]:
    """Return the base's chunks from the sheets that likely carry it, and the sheets without any chunk.

    If no whole base can be read, return damaged chunks: a damaged base is not a missing one.
    """
    likely, held, damaged = _likely_carriers(book), list[list[str]](), list[str]()
    for sheet in likely:
        rows = read_sheet(book, sheet, enough=_all_chunks).rows
        held.append(chunks_in(rows))
        damaged += [raw for row in rows for raw in row.values if isinstance(raw, str) and looks_like_a_chunk(raw)]
        if _is_named_base(book, sheet) and _are_whole(held[-1]):
            break  # other hidden sheets hold no part of the base
    hidden = sorted(carriers(held))
    carrying = [likely[at] for at in hidden]
    chunks = [text for at in hidden for text in held[at]] or damaged
    return chunks, [sheet for sheet in book.sheets if sheet not in carrying]


def _likely_carriers(book: Book) -> list[SheetPart]:
    """Return the sheets that may carry the base, first the one that the workbook's name points to."""
    likely = [sheet for sheet in book.sheets if sheet.hidden or find_code(sheet.name, "sheets") == "base"]
    return sorted(likely, key=lambda sheet: not _is_named_base(book, sheet))


def _is_named_base(book: Book, sheet: SheetPart) -> bool:
    mark = book.marks.get("xltrack_base")
    return mark is not None and mark.sheet.casefold() == sheet.name.casefold()


def _are_whole(chunks: list[str]) -> bool:
    """Return whether these are all the chunks of one base."""
    until = _all_chunks()
    return any(until(Row(1, (1,), (text,))) for text in chunks)


def _all_chunks() -> Until:
    """Return a test that holds at the row that completes the texts of a base; the rows below it hold the values as
    sent."""
    left = -1

    def enough(row: Row) -> bool:
        nonlocal left
        for text in chunks_in((row,)):
            left = int(text.split(":")[2].split("/")[1]) if left < 0 else left
            left -= 1
        return left == 0

    return enough


def chunks_in(rows: Iterable[Row]) -> list[str]:
    """Return the chunks of a base in these rows, in their order."""
    return [raw for row in rows for raw in row.values if isinstance(raw, str) and "xltrack:" in raw and is_chunk(raw)]
