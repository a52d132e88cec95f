"""Merged cells inside a table: only the first has a value, but nobody emptied the others."""

from __future__ import annotations

from collections import defaultdict

from xltrack.findings import CellAddress, Finding, column_letters
from xltrack.findings.cells import merged_cells
from xltrack.grid.values import Area
from xltrack.reading.table_locator import LocatedTable

_REPORTED = 50
"""Merged areas that are reported one by one."""


class Covered:
    """Lookup of cells (row, column) whose value is in another cell of their merged area."""

    def __init__(self, table: LocatedTable):
        self._spans: dict[int, list[tuple[int, int]]] = defaultdict(list)
        self.findings: list[Finding] = []
        ours = set(table.columns.values())
        last = table.sheet.rows[-1].number if table.sheet.rows else 0
        for area in table.sheet.merged:
            columns = [column for column in ours if area.left <= column <= area.right]
            if columns and area.bottom > table.header and area.top <= last:
                self._add(table, area, columns)

    def _add(self, table: LocatedTable, area: Area, columns: list[int]) -> None:
        for column in columns:
            self._spans[column].append((area.top + (column == area.left), area.bottom))
        if len(self.findings) < _REPORTED:
            area_text = f"{column_letters(area.left)}{area.top}:{column_letters(area.right)}{area.bottom}"
            self.findings.append(merged_cells(CellAddress(table.sheet.name, area.top, area.left), area_text))

    def __contains__(self, cell: tuple[int, int]) -> bool:
        return any(top <= cell[0] <= bottom for top, bottom in self._spans.get(cell[1], ()))
