"""The live formulas of a master's rows: overwritten, deleted or broken ones are repaired at the next save."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from xltrack.i18n.catalogue import Catalogue
from xltrack.reading.live_texts import LIVE_KEYS
from xltrack.reading.table_locator import LocatedTable
from xltrack.workbook.former_formulas import renewed, renewed_words
from xltrack.workbook.patch import Patch

_SAMPLE = 8
"""Rows from either end of the table among which a sound formula is looked for."""


class FormulaKeeper:
    """The formulas of a table's live columns, as most of its rows have them.

    A program may write formulas in its own way when it saves, so the formula that most rows have is right, except for
    an Overdue formula of an earlier version.
    """

    def __init__(self, patch: Patch, table: LocatedTable, rows: Sequence[int], keys: Sequence[str] = LIVE_KEYS):
        """`rows` are those of known actions or recommendations, from the top; `keys` the live columns of the table."""
        self._patch, self._table = patch, table
        sample = {row: patch.rows.formulas(table.sheet.name, row) for row in (*rows[:_SAMPLE], *rows[-_SAMPLE:])}
        self._models = {key: self._model(key, sample) for key in keys if key in table.columns}
        model = self._models.get("overdue")
        text = self._expected(model, model, "overdue") if model is not None else ""
        self._former = text if renewed(text) != text else ""
        """The Overdue formula of an earlier version, where the rows have that."""

    def _formula(self, row: int, key: str) -> str | None:
        """Return the formula in a cell; "" for one that shares another cell's, None where there is none."""
        return self._patch.rows.formulas(self._table.sheet.name, row).get(self._table.columns[key])

    def _expected(self, model: int, row: int, key: str) -> str:
        return self._patch.rows.formula(self._table.sheet.name, model, row, self._table.columns[key])

    def _model(self, key: str, sample: Mapping[int, Mapping[int, str]]) -> int | None:
        """Return the row whose formula most others have, given some rows' formulas by column; None if no two agree.

        A lone formula is right if it is about its own row: in the others somebody typed over theirs.
        """
        column = self._table.columns[key]
        formulas_of_rows = {row: text for row, formulas in sample.items() if (text := formulas.get(column))}
        best, most = (
            next(
                (row for row, text in formulas_of_rows.items() if len(formulas_of_rows) == 1 and f"{row}" in text), None
            ),
            1,
        )
        for row in formulas_of_rows:
            agree = sum(self._expected(row, other, key) == text for other, text in formulas_of_rows.items())
            if agree > most:
                best, most = row, agree
            if most == len(formulas_of_rows):  # nearly always the first row
                break
        return best

    def damaged(self, row: int, key: str) -> str:
        """Return the formula that a cell should have instead of its own; "" if that is sound, or no model is known."""
        model = self._models.get(key)
        if model is None:
            return ""
        if former := self.former(row, key):
            return former
        if self._patch.rows.repeats(self._table.sheet.name, model, row, self._table.columns[key]):
            return ""
        text = self._formula(row, key)
        expected = self._expected(model, row, key) if text != "" else ""
        return "" if text == expected else expected

    def whole(self, row: int, key: str) -> str:
        """Return the formula that a new row gets, whatever its neighbours' cells hold now; "" if no model is known."""
        model = self._models.get(key)
        return (self.former(row, key) or self._expected(model, row, key)) if model is not None else ""

    def former(self, row: int, key: str) -> str:
        """Return today's formula for a row's Overdue, where the rows have that of an earlier version; else ""."""
        model = self._models.get(key) if key == "overdue" and self._former else None
        return renewed(self._expected(model, row, key)) if model is not None else ""

    def renew_words(self, words: Catalogue) -> None:
        """Write today's texts into the cells from which a former Overdue formula takes its words."""
        for sheet, row, column, text in renewed_words(self._former, words):
            self._patch.put(sheet, row, column, text)
