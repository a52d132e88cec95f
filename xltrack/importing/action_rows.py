"""Rows of a table that only number a recommendation, and rows that also name a unit, a deadline or a status."""

from __future__ import annotations

from collections.abc import Mapping

from xltrack.importing.header_layout import Layout
from xltrack.importing.plan_draft import Draft
from xltrack.importing.table_view import SeenCell, TableView


def take_rec_numbers(layout: Layout, row: Mapping[int, SeenCell], view: TableView, draft: Draft) -> None:
    """Take the number of a row that holds a recommendation and no action as that of the recommendation."""
    if draft.now is None or not any(column in row for column in layout.columns("recommendation")):
        return
    for column in layout.columns("number"):
        if column in row:
            draft.now.numbers.append((row[column].text, view.use(row[column])))


def says_more(layout: Layout, row: Mapping[int, SeenCell]) -> bool:
    """Return whether a row names a unit, a deadline or a status."""
    named = {layout.fields.get(column) for column in row}
    return bool(named & {"status", "responsible", "deadline"})
