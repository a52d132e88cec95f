"""Words on a table's sheet that belong to no row of the plan: in its titles, its headers and its row ids."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Mapping
from functools import cache
from typing import NamedTuple

from xltrack.grid.values import Sheet, shown_value
from xltrack.i18n.catalogue import LANGUAGES, catalogue, fold
from xltrack.model.fields import SHEETS
from xltrack.reading.table_locator import LocatedTable, column_label, key_of

FORM_ID = r"\b[A-Z2-7]{4}-[A-Z2-7]{4}\b"
FORM_LINE = re.compile(FORM_ID)
_ROW_ID = re.compile(r"[A-Z2-7]{4}-[A-Z2-7]{4}\.[A-Z2-7]{8}")
_WORD = re.compile(r"[^\W\d_]{2}")
_SENTENCE = 4
"""Words from which on a header of an empty column is a sentence: an office's own form has empty columns, too."""


class LooseText(NamedTuple):
    """A text and the cell it is in."""

    row: int
    column: int
    text: str


def title_cells(table: LocatedTable) -> list[LooseText]:
    """Return the cells over our line with the form id, where we write the plan's title."""
    above = list(_texts(table.sheet, 1, table.header - 1))
    spots = {(cell.row - 1, cell.column) for cell in above if FORM_LINE.search(cell.text)}
    return [cell for cell in above if (cell.row, cell.column) in spots]


def words_beside_print(text: str, titles: Iterable[str]) -> str:
    """Return what somebody added to a text that xltrack prints: without our form line and the plan's title.

    >>> words_beside_print("Form id 55BN-AKOT  ·  Revision 2  ·  Issued 2024-06-03 - R1.A2 is done", [])
    'R1.A2 is done'
    """
    if text.casefold() in {title.casefold() for title in titles}:
        return ""
    rest = _printed_form().sub(" ", text)
    for title in titles:
        rest = re.sub(re.escape(title), " ", rest, flags=re.IGNORECASE) if title else rest
    rest = " ".join(rest.split()).strip(" ·-–—:;,.|/")
    return rest if _WORD.search(rest) else ""


@cache
def _printed_form() -> re.Pattern[str]:
    """Return the pattern of our form line in every language, as far as it is whole."""
    form_ids = "|".join(re.escape(catalogue(language).word("words", "form_id")) for language in LANGUAGES)
    revision, issued = r"(?:\s*·[^\d·]{0,30}\d{1,8}\b(?!-))?", r"(?:\s*·[^\d·]{0,30}\d{4}-\d\d-\d\d)?"
    return re.compile(rf"(?:(?:{form_ids})\s*:?\s*)?{FORM_ID}{revision}{issued}", re.IGNORECASE)


def loose_texts(table: LocatedTable, kind: str, refs: Mapping[int, str], known: Container[str]) -> Iterator[LooseText]:
    """Yield words in the header row of a table of a kind, and words typed over its row ids and refs.

    `refs` are those of the rows, by number; `known` are all refs, in capitals.
    """
    yield from _lone_headers(table)
    yield from _words_in_headers(table, kind)
    yield from _typed_over_ids(table)
    yield from _typed_over_refs(table, refs, known)


def _lone_headers(table: LocatedTable) -> Iterator[LooseText]:
    """Yield the sentences in the header row that have no cell of their column under them."""
    ours = set(table.columns.values())
    heads = [cell for cell in _texts(table.sheet, table.header, table.header) if cell.column not in ours]
    heads = [cell for cell in heads if len(cell.text.split()) >= _SENTENCE]
    if heads:
        filled = {column for row in table.rows for column in row.columns}
        yield from (cell for cell in heads if cell.column not in filled)


def _words_in_headers(table: LocatedTable, kind: str) -> Iterator[LooseText]:
    """Yield the headers of our columns to which somebody added words: "Comments (see my mail)"."""
    keys = {table.columns[column.key]: column.key for column in SHEETS[kind] if column.key in table.columns}
    for cell in _texts(table.sheet, table.header, table.header):
        key = keys.get(cell.column)
        if key is not None and key_of(cell.text, kind) is None and _holds_label(fold(cell.text), kind, key):
            yield cell


def _holds_label(text: str, kind: str, key: str) -> bool:
    """Return whether a header begins with a column's own header in some language, with more words behind it."""
    labels = (fold(column_label(kind, key, language)) for language in LANGUAGES)
    return any(text.startswith(label) and _WORD.search(text[len(label) :]) for label in labels)


def _typed_over_ids(table: LocatedTable) -> Iterator[LooseText]:
    """Yield the texts in the hidden column of row ids that are no ids."""
    column = table.columns.get("uid")
    for row in table.rows if column is not None else ():
        if column in row.columns:
            text = shown_value(row.values[row.columns.index(column)]).strip()
            if text and not _ROW_ID.fullmatch(text):
                yield LooseText(row.number, column, text)


def _typed_over_refs(table: LocatedTable, refs: Mapping[int, str], known: Container[str]) -> Iterator[LooseText]:
    """Yield texts in the column of refs with words beside the ref: "R2.A4 - cancelled". Another ref is none."""
    column = table.columns.get("ref")
    for row in table.rows if column is not None else ():
        if column in row.columns and row.number in refs:
            text, ref = shown_value(row.values[row.columns.index(column)]).strip(), refs[row.number]
            if text == ref or text.upper() in known:
                continue
            if _WORD.search(re.sub(re.escape(ref), " ", text, flags=re.IGNORECASE)):
                yield LooseText(row.number, column, text)


def _texts(sheet: Sheet, first: int, last: int) -> Iterator[LooseText]:
    for row in sheet.rows:
        if first <= row.number <= last:
            for column, raw in zip(row.columns, row.values, strict=True):
                if isinstance(raw, str) and raw.strip():
                    yield LooseText(row.number, column, raw.strip())
