"""A file that was dropped on the page, and its contents."""

from __future__ import annotations

from dataclasses import dataclass, field

from xltrack.errors import XltrackError
from xltrack.findings import Finding
from xltrack.model.submission import Submission


@dataclass(slots=True)
class Given:
    """One file that was dropped: the returns it holds, or why there are none."""

    name: str
    submissions: list[Submission] = field(default_factory=list)
    unreadable: list[XltrackError] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
