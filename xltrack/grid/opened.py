"""The contents of an opened workbook, whatever its file format."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from xltrack.findings import Finding
from xltrack.grid.values import Grid


class Workbook(NamedTuple):
    """The contents of a file before anything is compared: its sheets, the texts of its base, and its sender."""

    grid: Grid
    chunks: tuple[str, ...] = ()
    by: str = ""
    saved: datetime | None = None
    findings: tuple[Finding, ...] = ()
    tracker: str = ""
    revision: int | None = None
