"""The rows of a sheet that are filled in our columns, with the marks by which they are matched to actions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from xltrack.grid.values import Raw, Row, shown_value
from xltrack.i18n.catalogue import find_code
from xltrack.model.fields import STAFF_FIELDS
from xltrack.reading.cell_values import printable
from xltrack.reading.table_locator import LONGEST_HEADER, LocatedTable, key_of

_NOISE = re.compile(r"[\s\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]+")
INPUTS = ("responsible", "deadline", *(column.key for column in STAFF_FIELDS))


class SheetRow(NamedTuple):
    """One row below the header: its cells by key, and its hidden id, ref and key-action text as written."""

    row: int
    cells: Mapping[str, Raw]
    uid: str
    ref: str
    text: str

    @property
    def values(self) -> Iterable[Raw]:
        return self.cells.values()

    @property
    def inputs(self) -> tuple[str, ...]:
        """The texts a person may have filled in, for comparing a row with its copy."""
        return tuple(printable(shown_value(self.cells[key])).strip() if key in self.cells else "" for key in INPUTS)


def lines_of(table: LocatedTable) -> Iterable[SheetRow]:
    """Return the non-empty rows below the header. Repeated header rows are skipped."""
    keys = {number: key for key, number in table.columns.items()}
    return filter(None, (sheet_row(row, keys) for row in table.rows))


def sheet_row(row: Row, keys: Mapping[int, str]) -> SheetRow | None:
    """Return a row's cells in our columns (number -> key); None if all are empty, or if it repeats the header."""
    cells = {keys[n]: raw for n, raw in zip(row.columns, row.values, strict=True) if n in keys}
    if any(not isinstance(raw, str) or raw.strip() for raw in cells.values()) and not _says_header(cells):
        return SheetRow(row.number, cells, text_at(cells, "uid"), _ref(cells), text_at(cells, "description"))
    return None


def _says_header(cells: Mapping[str, Raw]) -> bool:
    """Return whether a row repeats the header, in any language: people add translated headers."""
    first = cells.get("status")
    if not isinstance(first, str) or len(first) > LONGEST_HEADER or _is_status(first):
        return False
    if any(sign.isdigit() for sign in text_at(cells, "ref")):  # R1.A1: a row
        return False
    from xltrack.importing.form_files import shipped_lexicon  # few sheets have such a row

    words = {key: raw for key, raw in cells.items() if isinstance(raw, str) and raw.strip()}
    column = shipped_lexicon().column
    known = sum(key in (key_of(raw, "actions"), column(raw)) for key, raw in words.items())
    return known > 2 and 2 * known >= len(words)


def _is_status(text: str) -> bool:
    return find_code(text, "status") is not None or find_code(text, "status_words") is not None


def text_at(cells: Mapping[str, Raw], key: str) -> str:
    """Return the text of a row's cell in one of our columns, given by its key; "" for an empty cell."""
    return shown_value(cells[key]).strip() if key in cells else ""


def _ref(cells: Mapping[str, Raw]) -> str:
    """Return a ref as the plan stores it: without blanks, in capitals, with a plain dot and digits."""
    return _NOISE.sub("", text_at(cells, "ref")).upper().rstrip(".")
