"""The header of a table of actions: one row or two, its words, and the field of each column."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field

from xltrack.grid.dates import read_month
from xltrack.importing.due_and_status import names_both
from xltrack.importing.lexicon import Lexicon
from xltrack.importing.likely_meanings import likely_field
from xltrack.importing.table_view import SeenCell, TableView
from xltrack.model.year_month import YearMonth

_ABOUT = frozenset(("status", "responsible", "deadline", "comments", "progress"))
"""Fields of which a header of actions names at least one, beside the actions themselves."""


_AMOUNT = re.compile(r"\d{1,3}(?:[.,]\d+)?\s*(?:%|٪|per ?cent|pour cent|por ciento)?|[^\w]*", re.IGNORECASE)
_BRACKET = re.compile(r"[(\[（]([^()\[\]（）]{4,30})[)\]）]")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_KEPT_GROUPS = ("responsible", "deadline", "proposed_deadline", "status", "evidence")
"""Fields that a word over several columns gives to all of them: "Status" over "Oct 2026" and "Apr 2027"."""
LONGEST_WORD = 40
"""Letters of a word in the second row of a header."""
_PEEK = 50
"""Rows under a header in which a column's values are looked at."""


@dataclass(slots=True)
class Layout:
    """A header: the fields of its columns, and the words over them."""

    row: int
    fields: dict[int, str]
    words: dict[int, str]
    last: int = 0
    guesses: dict[int, str] = field(default_factory=dict)
    """Columns whose field was guessed from a part of their words, or from their cells."""
    hints: dict[int, str] = field(default_factory=dict)
    """The likeliest field of each column whose cells have no place in the plan."""

    @property
    def has_recommendations(self) -> bool:
        """Whether the table has a column of recommendations beside the one of actions."""
        return "recommendation" in self.fields.values()

    @property
    def has_actions(self) -> bool:
        """Whether the table has a column of actions; else the recommendations are the actions."""
        return "description" in self.fields.values()

    def columns(self, name: str) -> list[int]:
        """Return the columns of a field."""
        return [column for column, found in self.fields.items() if found == name]

    def cells(self, view: TableView, column: int) -> list[str]:
        """Return the texts in the first rows of a column, without those that are written over several columns."""
        rows = range(self.last + 1, self.last + _PEEK)
        return [cell.text for row in rows if (cell := view[row, column]) and not view.is_wide(cell)]

    def named_cells(self, row: Mapping[int, SeenCell], besides: Container[str]) -> dict[SeenCell, str]:
        """Map the cells of a row to their fields. A merged cell over several columns has one field: the description if
        it covers that column, else the field of its last."""
        named: dict[SeenCell, str] = {}
        for column, cell in row.items():
            name = self.fields.get(column)
            if name and name not in besides and named.get(cell) != "description":
                named[cell] = name
        return named


def is_header(fields: Iterable[str | None]) -> bool:
    """Return whether a row with these fields is a header: it names actions, or recommendations, and more about them."""
    names = set(fields)
    named = "description" in names or "recommendation" in names
    return (named and bool(names & _ABOUT)) or {"recommendation", "response"} <= names


def layout_at(view: TableView, number: int, lexicon: Lexicon, own: Mapping[str, str]) -> Layout | None:
    """Return the header that begins in a row, with the rows under it that its cells are merged into, or None.

    A second header row right under the first one, with words of its own, is the finer one: its words count.
    """
    first = view.row(number)
    if len({cell.at for cell in first.values()}) < 2:
        return None
    last = number
    while last - number < 2 and any(cell.at[0] == number for cell in view.row(last + 1).values()):
        last += 1
    words = {column: cell.text for column, cell in first.items()}
    groups = {column: cell.text for column, cell in first.items() if view.is_wide(cell)}
    for below in range(number + 1, last + 1):
        _refine(words, view, below, lexicon, own, groups)
    if last == number and _has_finer_row(view, number, words, lexicon, own):
        last += 1
        _refine(words, view, last, lexicon, own, groups)
    fields = _fields(words, lexicon, own)
    if not is_header(fields.values()):
        return None
    layout = Layout(number, fields, words, last)
    _settle_groups(layout, groups, lexicon)
    _settle_progress(layout, view)
    _guess(layout, lexicon)
    _settle_doubled(layout)
    _guess_answers(layout, view, lexicon)
    _guess_statuses(layout, view, lexicon)
    for column, word in words.items():
        if layout.fields.get(column, "no_field") == "no_field":
            layout.hints[column] = likely_field(word, layout.cells(view, column), layout.fields.values(), lexicon)
    return layout


def _has_finer_row(
    view: TableView, number: int, words: Mapping[int, str], lexicon: Lexicon, own: Mapping[str, str]
) -> bool:
    """Return whether the row under a header row is a header itself, with other words, or holds the finer ones alone."""
    if _under_groups(view, number, lexicon):
        return True
    if not is_header(_fields(words, lexicon, own).values()):
        return False
    row = view.row(number + 1)
    under = _fields({column: cell.text for column, cell in row.items()}, lexicon, own)
    if len(set(under.values())) > 1 and len(under) == len(row) and not is_header(under.values()):
        return True  # the words under a group alone: nobody merged the cells beside it
    return len(set(under.values())) > 2 and is_header(under.values()) and not view.same_texts(number, number + 1)


def _under_groups(view: TableView, number: int, lexicon: Lexicon) -> bool:
    """Return whether the row under a header row has short words alone, under cells over several columns, one known."""
    above, below = view.row(number), view.row(number + 1)
    beside = [cell for cell in above.values() if not view.is_wide(cell)]
    if not any(lexicon.column(cell.text) for cell in beside):
        return False
    groups = [column in above and view.is_wide(above[column]) for column in below]
    short = all(len(cell.text) <= LONGEST_WORD and not view.is_wide(cell) for cell in below.values())
    return len(below) > 1 and all(groups) and short and any(lexicon.column(cell.text) for cell in below.values())


def _refine(
    words: dict[int, str],
    view: TableView,
    row: int,
    lexicon: Lexicon,
    own: Mapping[str, str],
    groups: Mapping[int, str],
) -> None:
    """Take the words of a finer header row; `groups` are words that stand over several columns."""
    for column, cell in view.row(row).items():
        group = groups.get(column, cell.text)
        known = lexicon.column(cell.text, own)
        both = f"{group} {cell.text}"
        if not known and cell.text != group and lexicon.column(both, own):
            words[column] = both
        elif not known and cell.text != group and lexicon.column(group, own) in _KEPT_GROUPS:
            words[column] = f"{group} ({cell.text})"
        elif known or cell.text != group or not lexicon.column(words.get(column, ""), own):
            words[column] = cell.text


def _fields(words: Mapping[int, str], lexicon: Lexicon, own: Mapping[str, str]) -> dict[int, str]:
    known = {column: lexicon.column(word, own) for column, word in words.items()}
    both = {column: "deadline" for column, word in words.items() if not known[column] and names_both(word, lexicon)}
    return {column: name for column, name in known.items() if name} | both


def _settle_groups(layout: Layout, groups: Mapping[int, str], lexicon: Lexicon) -> None:
    """Let a comment under a group "Management response" be the response."""
    for column, word in groups.items():
        if layout.fields.get(column) == "comments" and lexicon.column(word) == "response":
            layout.fields[column] = "response"


def _guess_answers(layout: Layout, view: TableView, lexicon: Lexicon) -> None:
    """Take a column of no known word that holds nothing but answers as the category, if there is none."""
    if layout.columns("category") or not layout.has_recommendations:
        return
    for column in layout.words:
        texts = layout.cells(view, column)
        is_written_out = not all(map(lexicon.is_short_answer, texts))  # yes and no may answer another question
        if column not in layout.fields and is_written_out and all(map(lexicon.answer, texts)):
            layout.fields[column] = layout.guesses[column] = "category"
            return


def _guess_statuses(layout: Layout, view: TableView, lexicon: Lexicon) -> None:
    """Take columns of no known word that hold nothing but words of progress as statuses, if there is none.

    Of several, each with a month in its header, the last month counts; else the first column.
    """
    if layout.columns("status"):
        return
    months: dict[int, YearMonth | None] = {}
    for column in layout.words:
        texts = layout.cells(view, column) if column not in layout.fields else []
        meant = [lexicon.status(text) for text in texts]
        if all(meant) and any(one and one.sure for one in meant) and not any(map(lexicon.is_short_answer, texts)):
            months[column] = _month_in(layout.words[column])
    dated = {column: month for column, month in months.items() if month}
    if months:
        taken = max(dated, key=dated.__getitem__) if len(dated) > 1 else next(iter(months))
        layout.fields[taken] = layout.guesses[taken] = "status"


def _settle_doubled(layout: Layout) -> None:
    """Leave columns about the recommendation to it where the action has one of its own: "Lead", "Action lead".

    They stand between the recommendation and the action; the plan has no place for them. Of several columns of a
    status, each with the month it was reported in, the last month counts.
    """
    action = min(layout.columns("description"), default=0)
    dated = {column: month for column in layout.columns("status") if (month := _month_in(layout.words[column]))}
    for column in dated:
        if dated[column] < max(dated.values()):
            layout.fields[column] = "no_field"
    if not layout.has_recommendations:
        return
    for name in ("responsible", "deadline", "status"):
        columns = layout.columns(name)
        if any(column > action for column in columns):
            for column in columns:
                if min(layout.columns("recommendation")) < column < action:
                    layout.fields[column] = "no_field"


def _settle_progress(layout: Layout, view: TableView) -> None:
    """Settle a column of progress: comments where it holds words; percentages are the status, if no cell says one."""
    for column in layout.columns("progress"):
        if any(not _AMOUNT.fullmatch(text) for text in layout.cells(view, column)):
            layout.fields[column] = "comments"
        else:
            has_status = any(layout.cells(view, status) for status in layout.columns("status"))
            layout.fields[column] = "no_field" if has_status else "status"


def _guess(layout: Layout, lexicon: Lexicon) -> None:
    """Assign free fields to the columns whose header matches no word exactly: those behind the actions first."""
    action = min(layout.columns("description"), default=0)
    for column in sorted(layout.words, key=lambda column: (column < action, column)):
        if column not in layout.fields:
            guess = lexicon.column_guess(layout.words[column])
            if guess and guess not in layout.fields.values():
                layout.fields[column] = layout.guesses[column] = guess


def names_date(header: str) -> bool:
    """Return whether a header has a date inside: "Status as of 30 June 2024"."""
    return _YEAR.search(header) is not None or _month_in(header) is not None


def _month_in(header: str) -> YearMonth | None:
    """Return the month in brackets in a header: "Status (Oct 2026)"."""
    bracket = _BRACKET.search(header)
    reading = read_month(bracket[1]) if bracket else None
    return reading.month if reading else None
