"""The outcomes of steps in which the coordinator decided."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, TypeVar

from xltrack.findings import Finding
from xltrack.model.own_fields import OwnField
from xltrack.model.tracker import Conflict, LogEntry, Tracker


class HasTracker(Protocol):
    """The result of a step of the core, with the tracker's next state."""

    @property
    def tracker(self) -> Tracker: ...


Changed = TypeVar("Changed", bound=HasTracker)


@dataclass(frozen=True, slots=True, repr=False)
class Resolution:
    """The outcome of deciding: edits by hand that were logged, decisions that were applied, those refused and why."""

    edited: tuple[LogEntry, ...]
    applied: tuple[LogEntry, ...]
    findings: tuple[Finding, ...]
    tracker: Tracker
    declared: tuple[OwnField, ...] = ()
    """Columns of the coordinator's that decisions made fields; the settings are to declare them, too."""

    def __repr__(self) -> str:
        return f"<Resolution: {len(self.applied)} log entries, {len(self.findings)} findings, {self.tracker!r}>"

    @property
    def still_open(self) -> tuple[Conflict, ...]:
        """The conflicts that still wait for a decision."""
        return self.tracker.conflicts
