"""The no that a person said earlier to a wish for the same cell."""

from __future__ import annotations

from collections.abc import Sequence

from xltrack.model.tracker import APPLIED, Conflict, LogEntry


def said_no(log: Sequence[LogEntry], conflict: Conflict) -> LogEntry | None:
    """Return the last wish for a conflict's cell that a person left out, None if the cell has changed then or since.

    A merge policy that passed a value over is no person.
    """
    for entry in reversed(log):
        if (entry.ref, entry.field) != (conflict.ref, conflict.field) or conflict.field is None:
            continue
        if entry.outcome in APPLIED:
            return None
        if entry.outcome == "rejected" and not entry.reason.startswith("prefer_"):
            changed = (entry.ref, entry.field, entry.revision)
            same_time = (logged for logged in log if (logged.ref, logged.field, logged.revision) == changed)
            return None if any(logged.outcome in APPLIED for logged in same_time) else entry
    return None
