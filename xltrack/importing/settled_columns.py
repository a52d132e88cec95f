"""Columns whose words leave open what they hold: settled by the columns beside them and by their cells."""

from __future__ import annotations

import re
from collections.abc import Mapping

from xltrack.grid.dates import read_deadline, read_month
from xltrack.importing.header_layout import Layout
from xltrack.importing.lexicon import Lexicon
from xltrack.importing.table_view import TableView
from xltrack.model.plan import Status
from xltrack.model.year_month import YearMonth

_AMOUNT = re.compile(r"\d{1,3}(?:[.,]\d+)?\s*(?:%|٪|per ?cent|pour cent|por ciento)?|[^\w]*", re.IGNORECASE)
_BRACKET = re.compile(r"[(\[（]([^()\[\]（）]{4,30})[)\]）]")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


def settle_columns(layout: Layout, view: TableView, groups: Mapping[int, str], lexicon: Lexicon) -> None:
    """Settle the fields of a header's columns. `groups` are words that stand over several columns."""
    _settle_groups(layout, groups, lexicon)
    _settle_progress(layout, view)
    _settle_completion(layout, view, lexicon)
    _settle_statuses(layout, view, lexicon)
    _settle_observations(layout)
    _guess(layout, lexicon)
    _settle_doubled(layout)
    _guess_answers(layout, view, lexicon)
    _guess_statuses(layout, view, lexicon)


def _settle_groups(layout: Layout, groups: Mapping[int, str], lexicon: Lexicon) -> None:
    """Let a comment under a group "Management response" be the response."""
    for column, word in groups.items():
        if layout.fields.get(column) == "comments" and lexicon.column(word) == "response":
            layout.fields[column] = "response"


def _settle_progress(layout: Layout, view: TableView) -> None:
    """Settle a column of progress: comments where it holds words; percentages are the status, if no cell says one."""
    for column in layout.columns("progress"):
        if any(not _AMOUNT.fullmatch(text) for text in layout.cells(view, column)):
            layout.fields[column] = "comments"
        else:
            has_status = any(layout.cells(view, status) for status in layout.columns("status"))
            layout.fields[column] = "no_field" if has_status else "status"


def _settle_completion(layout: Layout, view: TableView, lexicon: Lexicon) -> None:
    """Settle columns of a completion: the day of it beside a deadline, else the deadline of what is not completed."""
    has_deadline, statuses = bool(layout.columns("deadline")), layout.columns("status")
    for column in layout.columns("completion"):
        rows = [view.row(row) for row in layout.rows]
        dated = [row for row in rows if column in row and not view.is_wide(row[column])]
        is_past = has_deadline or (
            bool(dated)
            and all(
                _names_day(row[column].text)
                and any(status in row and _says_completed(row[status].text, lexicon) for status in statuses)
                for row in dated
            )
        )
        layout.fields[column] = "completed_on" if is_past else "deadline"


def _settle_statuses(layout: Layout, view: TableView, lexicon: Lexicon) -> None:
    """Let columns of sentences be comments where another column has the words for a status: "Progress", "Status"."""
    columns = layout.columns("status")
    known = {column: sum(map(bool, map(lexicon.status, layout.cells(view, column)))) for column in columns}
    for column in columns:
        if not known[column] and any(known.values()) and _month_in(layout.words[column]) is None:
            layout.fields[column] = "comments"


def _settle_observations(layout: Layout) -> None:
    """Let no column before the recommendations be the comments on the actions: there an audit has its observations."""
    if layout.has_recommendations and layout.has_actions:
        for column in layout.columns("comments"):
            if column < min(layout.columns("recommendation")):
                del layout.fields[column]


def _names_day(text: str) -> bool:
    reading = read_deadline(text)
    return reading is not None and reading.day is not None


def _says_completed(text: str, lexicon: Lexicon) -> bool:
    meant = lexicon.status(text)
    return meant is not None and meant.status is Status.COMPLETED


def _guess(layout: Layout, lexicon: Lexicon) -> None:
    """Assign free fields to the columns whose header matches no word exactly: those behind the actions first."""
    action = min(layout.columns("description"), default=0)
    for column in sorted(layout.words, key=lambda column: (column < action, column)):
        if column not in layout.fields:
            guess = lexicon.column_guess(layout.words[column])
            if guess and guess not in layout.fields.values():
                layout.fields[column] = layout.guesses[column] = guess


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


def names_date(header: str) -> bool:
    """Return whether a header has a date inside: "Status as of 30 June 2024"."""
    return _YEAR.search(header) is not None or _month_in(header) is not None


def _month_in(header: str) -> YearMonth | None:
    """Return the month in brackets in a header: "Status (Oct 2026)"."""
    bracket = _BRACKET.search(header)
    reading = read_month(bracket[1]) if bracket else None
    return reading.month if reading else None
