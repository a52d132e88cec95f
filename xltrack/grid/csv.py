"""A CSV file as a grid of one sheet. Encoding and separator are detected; a guess is a finding."""

from __future__ import annotations

import csv
import io
import re
from pathlib import PurePath

from xltrack.errors import TextError
from xltrack.findings import Finding
from xltrack.findings.workbooks import encoding_guessed
from xltrack.grid.values import Grid, Row, Sheet

TABLE_TEXTS = (".csv", ".tsv", ".txt")
"""The endings of files that are tables in plain text."""
SEPARATORS = (",", ";", "\t", "|")
_SEPARATOR_LINE = re.compile(r"sep=(.)\r?\n")
_INERT = re.compile(r"'(?=[=+\-@\t\r])")
LONGEST_FIELD = 10**7
_LOOKED_AT = 65_536
_TABLE_LINES = 3
_SHORTEST_UTF16 = 8


def is_table(data: bytes) -> bool:
    """Return whether a text is a table with tabs, as Excel saves "Unicode text": several lines have two of them."""
    text, _ = decoded_guess(data[:_LOOKED_AT])
    return sum(line.count("\t") > 1 for line in text.splitlines()) >= _TABLE_LINES


def csv_grid(data: bytes, file: str) -> tuple[Grid, tuple[Finding, ...]]:
    """Return a CSV file as a grid of texts, with a finding if its encoding was guessed. Raises TextError (bad_csv)."""
    text, findings = decoded_guess(data)
    match = _SEPARATOR_LINE.match(text)
    separator = match[1] if match else _separator(text)
    records = _records(text[match.end() :] if match else text, separator, file)
    rows = []
    for number, record in enumerate(records, 2 if match else 1):
        cells = {at: _INERT.sub("", value, count=1) for at, value in enumerate(record, 1) if value.strip()}
        if cells:
            rows.append(Row(number, tuple(cells), tuple(cells.values())))
    return Grid((Sheet(PurePath(file).stem or file, tuple(rows)),)), findings


def decoded_guess(data: bytes) -> tuple[str, tuple[Finding, ...]]:
    """Decode a text: by its mark, as UTF-8, or else in the code page it looks like, which is a finding."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace"), ()
    if (order := _without_mark(data)) is not None:
        return data.decode(order, "replace"), ()
    try:
        return data.decode("utf-8-sig"), ()
    except UnicodeDecodeError:
        from xltrack.grid.code_pages import likely_code_page  # few texts are in another encoding

        name = likely_code_page(data)
        return data.decode(name, "replace"), (encoding_guessed(name),)


def _without_mark(data: bytes) -> str | None:
    """Return the byte order of a UTF-16 text that lacks its mark: half its first bytes are zeros; None for others."""
    head = data[:200]
    if len(head) < _SHORTEST_UTF16 or b"\0" not in head:
        return None
    first, second = head[::2].count(0), head[1::2].count(0)
    if max(first, second) * 2 < len(head) // 2 or min(first, second):
        return None
    return "utf-16-le" if second > first else "utf-16-be"


def _separator(text: str) -> str:
    """Return the separator that splits most rows into the same number of columns; among equals, the most columns."""

    def fit(separator: str) -> tuple[int, int]:
        widths = [len(record) for record in csv.reader(io.StringIO(text[:_LOOKED_AT], newline=""), delimiter=separator)]
        wide = [width for width in widths if width > 1]
        return (max(map(wide.count, wide)), max(wide)) if wide else (0, 0)

    csv.field_size_limit(LONGEST_FIELD)
    return max(SEPARATORS, key=fit)


def _records(text: str, separator: str, file: str) -> list[list[str]]:
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    except csv.Error as error:
        raise TextError("bad_csv", file=file, reason=str(error)) from error
