"""The context of one cell that is read: its place, its column, and the value that was sent."""

from __future__ import annotations

from datetime import date
from typing import Final, NamedTuple

from xltrack.findings import CellAddress, Term
from xltrack.model.fields import Column, Value
from xltrack.model.plan_fields import column_term
from xltrack.model.text_length import LONGEST_TEXT


class Keep:
    """The type of KEEP, which stands for the value as sent."""


KEEP: Final = Keep()


class CellContext(NamedTuple):
    """One cell to be read: its place, its column and sheet, and the value that was sent (None: nothing)."""

    where: CellAddress
    sheet: str
    column: Column
    sent: Value
    longest: int = LONGEST_TEXT
    """UTF-16 units that a text may have."""
    near: date | None = None
    """The day of issue: a date without its year is near it."""

    @property
    def label(self) -> Term:
        return column_term(self.sheet, self.column)
