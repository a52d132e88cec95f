"""The outcome of a step in which the coordinator decided."""

from __future__ import annotations

from dataclasses import dataclass

from xltrack.findings import Finding
from xltrack.model.tracker import Conflict, LogEntry, Tracker


@dataclass(frozen=True, slots=True)
class Resolution:
    """The outcome of deciding: edits by hand that were logged, decisions that were applied, those refused and why."""

    edited: tuple[LogEntry, ...]
    applied: tuple[LogEntry, ...]
    findings: tuple[Finding, ...]
    tracker: Tracker

    @property
    def still_open(self) -> tuple[Conflict, ...]:
        return self.tracker.conflicts
