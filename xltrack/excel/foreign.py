""".xls, .xlsb and .ods through python-calamine, in a child process that may die without taking anything along.

One value in the last cell of a sheet makes that library ask for terabytes and abort, so it never runs in our own
process. It shows an error and an empty cell alike; the grid says so, and no value is taken for cleared.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from xltrack.errors import UnsafeWorkbook, WorkbookError
from xltrack.excel.package import Limits
from xltrack.excel.workbook import Workbook
from xltrack.sheets.raw import Area, Day, Grid, Raw, Row, Sheet
from xltrack.snapshot import is_chunk

_CHILD = Path(__file__).with_name("foreign_child.py")
_SIGNS = ("sheet_rows", "sheet_cells")


def read_foreign(data: bytes, name: str, limits: Limits) -> Workbook:
    """The sheets of a workbook in another format. Raises WorkbookError when the child cannot read it."""
    told = _ask(data, name, limits)
    if told.get("code") in _SIGNS:
        limit = limits.rows if told["code"] == "sheet_rows" else limits.cells
        raise UnsafeWorkbook(told["code"], file=name, sheet=told["sheet"], limit=limit)
    if "error" in told:
        raise _failed(name, told["error"])
    sheets, chunks = [], []
    for sheet in told["sheets"]:
        rows = tuple(_rows(sheet["rows"]))
        found = [raw for row in rows for raw in row.values if isinstance(raw, str) and is_chunk(raw)]
        chunks += found
        if not found:
            areas = tuple(Area(*area) for area in sheet["merged"])
            sheets.append(Sheet(sheet["name"], rows, areas))
    return Workbook(Grid(tuple(sheets), errors_hidden=True), tuple(chunks))


def _ask(data: bytes, name: str, limits: Limits) -> dict[str, Any]:
    figures = [limits.child_bytes, limits.child_seconds, limits.rows, limits.cells]
    command = [sys.executable, "-I", str(_CHILD), *map(str, figures)]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=limits.child_seconds + 5, check=False)
    except subprocess.TimeoutExpired as error:
        raise _failed(name, f"it took more than {limits.child_seconds} seconds") from error
    try:
        told: dict[str, Any] = json.loads(done.stdout)
    except ValueError as error:
        raise _failed(name, "reading it needs too much memory or time") from error
    return told


def _failed(name: str, reason: str) -> WorkbookError:
    return WorkbookError("foreign_failed", file=name, suffix=Path(name).suffix, reason=reason.rstrip("."))


def _rows(rows: Iterable[list[Any]]) -> Iterable[Row]:
    for number, columns, values in rows:
        yield Row(number, tuple(columns), tuple(_raw(value) for value in values))


def _raw(value: Any) -> Raw:
    """The child sends a day as a list that holds its serial, everything else as itself."""
    if isinstance(value, list):
        return Day(value[0])
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value
