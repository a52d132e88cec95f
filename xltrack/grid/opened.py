"""The contents of an opened workbook, whatever its file format."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import NamedTuple

from xltrack.findings import Finding
from xltrack.grid.outside_cells import OutsideCells
from xltrack.grid.values import Grid, Raw, Sheet


class Workbook(NamedTuple):
    """The contents of a file before anything is compared: its sheets, the texts of its base, and its sender."""

    grid: Grid
    chunks: tuple[str, ...] = ()
    by: str = ""
    saved: datetime | None = None
    findings: tuple[Finding, ...] = ()
    tracker: str = ""
    revision: int | None = None
    outside: Mapping[str, OutsideCells] = {}
    """By sheet name: notes, shapes, pictures and margins."""
    title: Callable[[], Raw] = str
    """Reads the cell that shows the plan's title."""
    others: tuple[Sheet, ...] = ()
    """Sheets that hold none of our tables: those that people added, and ours with steps, lists and the log."""
