"""Rows of a table and the actions in them: none, one, or several in one cell."""

from __future__ import annotations

import re
from collections.abc import Mapping

from xltrack.importing.plan_draft import Draft
from xltrack.importing.table_layout import Layout
from xltrack.importing.table_view import SeenCell, TableView

_ITEM = re.compile(r"^[\s(]*(?:[A-Za-z]{0,6}\s*\d{1,2}[.\-])?(\d{1,2}|[a-h])\s*[.):、．](?!\d)\s*\S", re.MULTILINE)


def items_in(text: str) -> int:
    """Return how many lines of a text are numbered or lettered in turn from the first on; 0 if it does not begin so.

    >>> items_in("1. Survey the ports\\n2. Repair them"), items_in("2. Survey\\n7. Repair"), items_in("Survey")
    (2, 0, 0)
    """
    marks = [match[1] for match in _ITEM.finditer(text)]
    numbers = [int(mark) if mark.isdigit() else ord(mark) - ord("a") + 1 for mark in marks]
    starts = _ITEM.match(text) is not None
    return len(numbers) if starts and numbers == list(range(numbers[0], numbers[0] + len(numbers))) else 0


def take_rec_numbers(layout: Layout, row: Mapping[int, SeenCell], view: TableView, draft: Draft) -> None:
    """Take the number of a row that holds a recommendation and no action as that of the recommendation."""
    if draft.now is None or not any(column in row for column in layout.columns("recommendation")):
        return
    for column in layout.columns("number"):
        if column in row:
            draft.now.numbers.append((row[column].text, view.use(row[column])))


def says_more(layout: Layout, row: Mapping[int, SeenCell]) -> bool:
    """Return whether a row says who does it, until when, or how far it is."""
    named = {layout.fields.get(column) for column in row}
    return bool(named & {"status", "responsible", "deadline"})
