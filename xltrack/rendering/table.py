"""A table of the annex: typed values for workbooks, and the same as texts for everything else."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Literal, NamedTuple

from xltrack.i18n.formatting import Percent, Wording
from xltrack.i18n.plain_text import cleaned
from xltrack.model.year_month import YearMonth
from xltrack.summary.share import Share

PageValue = str | int | Share | YearMonth | date | None
ColumnKind = Literal["text", "long", "number", "percent", "month", "day"]
"""`long` texts want a wide column; of a `percent` the value is a Share."""


class PageColumn(NamedTuple):
    """A header, and what the cells below it hold."""

    key: str
    label: str
    kind: ColumnKind = "text"


class PageTable(NamedTuple):
    """The first column names the row. `texts` are the cells as people read them; `more` says what is left out.

    `links` are the addresses of the rows' own pages, if there are any.
    """

    key: str
    title: str
    columns: tuple[PageColumn, ...]
    rows: tuple[tuple[PageValue, ...], ...]
    texts: tuple[tuple[str, ...], ...]
    more: str = ""
    links: tuple[str, ...] = ()


class Section(NamedTuple):
    """A part of the annex: sentences, tables, and what makes their figures less certain."""

    key: str
    title: str
    texts: tuple[str, ...] = ()
    tables: tuple[PageTable, ...] = ()
    notes: tuple[str, ...] = ()


def page_table(
    key: str, title: str, columns: Sequence[PageColumn], rows: Iterable[Sequence[PageValue]], wording: Wording
) -> PageTable:
    """Make a table with its texts."""
    cells = tuple(tuple(row) for row in rows)
    kinds = [column.kind for column in columns]
    texts = tuple(tuple(shown(value, kind, wording) for value, kind in zip(row, kinds, strict=True)) for row in cells)
    return PageTable(key, title, tuple(columns), cells, texts)


def shown(value: PageValue, kind: ColumnKind, wording: Wording) -> str:
    """Write a cell; an unknown value is a dash."""
    if isinstance(value, Share):
        return _share(value, kind, wording)
    if isinstance(value, YearMonth):
        return str(value)
    if value is None or value == "":
        return wording.word("nothing")
    if isinstance(value, (int, date)):
        return wording.write(value)
    return cleaned(value)


def _share(share: Share, kind: ColumnKind, wording: Wording) -> str:
    """Write a share: as "40%" in a column of percentages, else as "2 of 5 (40%)", or "1 of 3" of fewer than five."""
    if kind == "percent":
        return wording.word("nothing") if share.percent is None else wording.write(Percent(share.percent))
    if share.percent is None:
        return wording.word("part" if share.whole else "nothing", part=share.part, whole=share.whole)
    return wording.word("share", part=share.part, whole=share.whole, percent=Percent(share.percent))
