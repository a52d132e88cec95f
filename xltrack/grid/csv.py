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

SEPARATORS = (",", ";", "\t", "|")
_SEPARATOR_LINE = re.compile(r"sep=(.)\r?\n")
_WORDS_OF_ANOTHER_ALPHABET = re.compile(rb"[\xc0-\xff]{4,}")
"""Four letters above ASCII side by side: a word of a Cyrillic code page, where a Western one has single accents."""
_INERT = re.compile(r"'(?=[=+\-@\t\r])")
LONGEST_FIELD = 10**7


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
    try:
        return data.decode("utf-8-sig"), ()
    except UnicodeDecodeError:
        name = "windows-1251" if _WORDS_OF_ANOTHER_ALPHABET.search(data) else "windows-1252"
        return data.decode(name, "replace"), (encoding_guessed(name),)


def _separator(text: str) -> str:
    """Return the separator that splits most rows into the same number of columns; among equals, the most columns."""

    def fit(separator: str) -> tuple[int, int]:
        widths = [len(record) for record in csv.reader(io.StringIO(text[:65_536], newline=""), delimiter=separator)]
        wide = [width for width in widths if width > 1]
        return (max(map(wide.count, wide)), max(wide)) if wide else (0, 0)

    csv.field_size_limit(LONGEST_FIELD)
    return max(SEPARATORS, key=fit)


def _records(text: str, separator: str, file: str) -> list[list[str]]:
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    except csv.Error as error:
        raise TextError("bad_csv", file=file, reason=str(error)) from error
