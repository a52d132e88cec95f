"""Tables that people paste into their mail: found among its words, and handed over as a file of their own."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

LINE_IN_CELL = "\u2028"
"""The end of a line inside a cell, while the rows of a table are lines."""


class MailTable(NamedTuple):
    """A table in a mail: its words as they are in the text of the mail, and its rows as a text with tabs."""

    words: str
    data: bytes
    sender: str = ""
    """Of one in a mail that is attached to the mail: who sent it."""
    sent: datetime | None = None


def plain_words(text: str) -> str:
    """Return a mail's words with blanks between the cells of its tables.

    >>> plain_words("R1.A2\\tDone\\u2028in May")
    'R1.A2 Done\\nin May'
    """
    lines = (" ".join(filter(None, (cell.strip() for cell in line.split("\t")))) for line in text.split("\n"))
    return "\n".join(lines).replace(LINE_IN_CELL, "\n")


def mail_tables(text: str) -> tuple[MailTable, ...]:
    """Return the tables in a mail's words: two rows or more, one below another, that have tabs.

    Excel writes a cell of several lines in quotation marks; then the row goes on in the lines below.
    """
    lines, tables = text.split("\n"), list[MailTable]()
    begin = 0
    while begin < len(lines):
        rows, end = _rows(lines, begin)
        if len(rows) > 1:
            out = io.StringIO()
            csv.writer(out, delimiter="\t", lineterminator="\n").writerows(rows)
            tables.append(MailTable(plain_words("\n".join(lines[begin:end])), out.getvalue().encode()))
        begin = max(end, begin + 1)
    return tuple(tables)


def _rows(lines: list[str], begin: int) -> tuple[list[list[str]], int]:
    """Return the rows that begin at a line, with the first line below them."""
    records, rows, end = _records(lines[begin:]), list[list[str]](), begin
    for record, read in records:
        if len(record) < 2:
            break
        rows.append([cell.replace(LINE_IN_CELL, "\n") for cell in record])
        end = begin + read
    return rows, end


def _records(lines: list[str]) -> Iterator[tuple[list[str], int]]:
    """Yield each record with the number of lines read so far, up to one that cannot be read."""
    reader = csv.reader((f"{line}\n" for line in lines), delimiter="\t")
    try:
        for record in reader:
            yield record, reader.line_num
    except csv.Error:
        return
