"""The header of a table of actions: one row or two, its words, and the field of each column."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from xltrack.importing.due_and_status import names_both
from xltrack.importing.header_layout import Layout
from xltrack.importing.lexicon import Lexicon
from xltrack.importing.likely_meanings import likely_field
from xltrack.importing.settled_columns import settle_columns
from xltrack.importing.table_view import TableView

_ABOUT = frozenset(("status", "responsible", "deadline", "comments", "progress", "completion"))
"""Fields of which a header of actions names at least one, beside the actions themselves."""


_KEPT_GROUPS = ("responsible", "deadline", "proposed_deadline", "status", "evidence")
"""Fields that a word over several columns gives to all of them: "Status" over "Oct 2026" and "Apr 2027"."""
LONGEST_WORD = 40
"""Letters of a word in the second row of a header."""
_FEWEST_KNOWN, _LONGEST_HEADER = 2, 60
"""Fields about actions that a row of headers names, and letters of a cell, where the word for actions is unknown."""


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
    layout = Layout(number, _fields(words, lexicon, own), words, last)
    _guess_subject(layout, lexicon)
    if not is_header(layout.fields.values()):
        return None
    settle_columns(layout, view, groups, lexicon)
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


def _guess_subject(layout: Layout, lexicon: Lexicon) -> None:
    """Look for the actions or recommendations among the unknown words of a row that names two fields of them at least.

    "Measures that the office will take", "Responsible", "By when".
    """
    known = set(layout.fields.values())
    if (
        known & {"description", "recommendation"}
        or len(known & _ABOUT) < _FEWEST_KNOWN
        or any(len(word) > _LONGEST_HEADER for word in layout.words.values())
    ):
        return
    for column, word in layout.words.items():
        guess = lexicon.column_guess(word) if column not in layout.fields else None
        if guess in ("description", "recommendation") and guess not in layout.fields.values():
            layout.fields[column] = layout.guesses[column] = guess
