"""Reading of .xls, .xlsb and .ods through python-calamine, in a child process whose death costs nothing else.

One value in the last cell of a sheet makes that library ask for terabytes and abort, so it never runs in our own
process. It does not tell an error from an empty cell; the grid is marked so, and no value counts as cleared.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any

from xltrack.errors import UnsafeWorkbook, WorkbookError
from xltrack.grid.child_process import BROKE_OFF, ask_child, can_start_children
from xltrack.grid.limits import MIB, Limits
from xltrack.grid.opened import Workbook
from xltrack.grid.values import Area, Day, ErrorValue, Grid, Raw, Row, Sheet
from xltrack.model.serialize import carriers, is_chunk

_CHILD = Path(__file__).with_name("calamine_worker.py")
_SIGNS = ("sheet_rows", "sheet_cells")


def read_foreign(data: bytes, name: str, limits: Limits) -> Workbook:
    """Return the sheets of a workbook in another format. Raises WorkbookError when the child cannot read it."""
    answer = _ask(data, limits)
    _refuse_failure(answer, name, limits)
    sheets = [
        Sheet(sheet["name"], tuple(_rows(sheet["rows"])), tuple(Area(*area) for area in sheet["merged"]))
        for sheet in answer["sheets"]
    ]
    chunks = [
        [raw for row in sheet.rows for raw in row.values if isinstance(raw, str) and is_chunk(raw)] for sheet in sheets
    ]
    hidden = carriers(chunks)
    shown = tuple(sheet for at, sheet in enumerate(sheets) if at not in hidden)
    return Workbook(Grid(shown, errors_hidden=True), tuple(text for at in sorted(hidden) for text in chunks[at]))


def _refuse_failure(answer: Mapping[str, Any], name: str, limits: Limits) -> None:
    """Raise the error that the child's answer reports, if it holds no sheets."""
    code = answer.get("code")
    if code == "time":
        raise UnsafeWorkbook("foreign_time", file=name, suffix=Path(name).suffix, limit=limits.child_seconds)
    if code == "memory":
        limit = round(limits.child_bytes / MIB, 1)
        raise UnsafeWorkbook("foreign_memory", file=name, suffix=Path(name).suffix, limit=limit)
    if code in _SIGNS:
        most = limits.rows if code == "sheet_rows" else limits.cells
        raise UnsafeWorkbook(code, file=name, sheet=answer["sheet"], limit=most)
    if "sheets" not in answer:
        raise _failed(name, answer.get("error", BROKE_OFF))


_prepared: ContextVar[Mapping[str, Mapping[str, Any]] | None] = ContextVar("prepared cells", default=None)


@contextmanager
def prepared(cells: Mapping[str, Mapping[str, Any]] | None) -> Iterator[None]:
    """Within this context, take the cells of foreign files from here instead of starting a child process each.

    `cells` are answers by the SHA-256 of the file's bytes. For the browser, which has no processes: the page reads such
    a file in a worker that it throws away.
    """
    token = _prepared.set(cells)
    try:
        yield
    finally:
        _prepared.reset(token)


def prepared_cells(data: bytes) -> Mapping[str, Any] | None:
    """Return what `prepared` was given for a file; None outside of it, and for a file that it was not given."""
    given = _prepared.get()
    return given.get(hashlib.sha256(data).hexdigest()) if given else None


def _ask(data: bytes, limits: Limits) -> Mapping[str, Any]:
    given = prepared_cells(data)
    if given is not None:
        return given
    if can_start_children():
        return ask_child(_CHILD, data, limits.child_bytes, limits.child_seconds, limits.rows, limits.cells)
    from xltrack.grid.calamine_worker import answer  # read here, behind the limits on cells

    return answer(data, limits.rows, limits.cells)


def _failed(name: str, reason: str) -> WorkbookError:
    return WorkbookError("foreign_failed", file=name, suffix=Path(name).suffix, reason=reason.rstrip("."))


def _rows(rows: Iterable[list[Any]]) -> Iterable[Row]:
    for number, columns, values in rows:
        yield Row(number, tuple(columns), tuple(_raw(value) for value in values))


def _raw(value: Any) -> Raw:
    """Convert a value from the child, which sends a day as a list that holds its serial, an error as an object."""
    if isinstance(value, dict):
        return ErrorValue(value["error"])
    if isinstance(value, list):
        return Day(value[0])
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value
