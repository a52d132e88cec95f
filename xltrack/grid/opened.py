"""What a file holds once it is open, whatever its format: the reader's middle ground."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from xltrack.findings import Finding
from xltrack.grid.values import Grid


class Workbook(NamedTuple):
    """What a file holds, before anybody compares it: the sheets, the texts of the base, and who sent it."""

    grid: Grid
    chunks: tuple[str, ...] = ()
    by: str = ""
    saved: datetime | None = None
    findings: tuple[Finding, ...] = ()
    tracker: str = ""
    revision: int | None = None
