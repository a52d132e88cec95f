"""The live formulas of a master's rows: typed over, deleted or broken ones are put right at the next save."""

from __future__ import annotations

from collections.abc import Sequence

from xltrack.reading.table_locator import LocatedTable
from xltrack.workbook.patch import Patch

LIVE_KEYS = ("overdue", "changed", "check")
_SAMPLE = 8
"""Rows from either end of the table among which a sound formula is looked for."""


class FormulaKeeper:
    """The formulas of a table's live columns, as most of its rows have them.

    A program may write formulas in its own way when it saves, so what is right is what the rows agree on.
    """

    def __init__(self, patch: Patch, table: LocatedTable, rows: Sequence[int]):
        """`rows` are those of known actions, from the top."""
        self._patch, self._table = patch, table
        sample = dict.fromkeys((*rows[:_SAMPLE], *rows[-_SAMPLE:]))
        self._models = {key: self._model(key, list(sample)) for key in LIVE_KEYS if key in table.columns}

    def _formula(self, row: int, key: str) -> str | None:
        """The formula in a cell; "" for one that shares another cell's, None where there is none."""
        return self._patch.formulas(self._table.sheet.name, row).get(self._table.columns[key])

    def _expected(self, model: int, row: int, key: str) -> str:
        return self._patch.formula(self._table.sheet.name, model, row, self._table.columns[key])

    def _model(self, key: str, rows: Sequence[int]) -> int | None:
        """The row whose formula most others repeat; None where no two agree."""
        found = {row: text for row in rows if (text := self._formula(row, key))}
        agree = {row: sum(self._expected(row, other, key) == found[other] for other in found) for row in found}
        best = max(agree, key=lambda row: agree[row], default=None)
        return best if best is not None and agree[best] > 1 else None

    def damaged(self, row: int, key: str) -> str:
        """Return the formula that a cell should have and has not; "" for a sound one, or where nobody can tell."""
        model = self._models.get(key)
        if model is None or self._patch.repeats(self._table.sheet.name, model, row, self._table.columns[key]):
            return ""
        text = self._formula(row, key)
        expected = self._expected(model, row, key) if text != "" else ""
        return "" if text == expected else expected
