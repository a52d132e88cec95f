"""Findings of a merge: returns that cannot be merged, values passed over, and rows that a newer text lacks."""

from __future__ import annotations

from datetime import date

from xltrack.findings.finding import Finding, Named


def other_tracker(found: str, tracker: str) -> Finding:
    """Report a return of another tracker; `tracker` is the id of this one."""
    return Finding("other_tracker", None, found, {"id": tracker})


def newer_return(found: str, revision: int) -> Finding:
    """Report a return that was written from a newer state than the master's `revision`."""
    return Finding("newer_return", None, found, {"revision": revision})


def same_file(other: str) -> Finding:
    """Report a return with the same content as another file."""
    return Finding("same_file", None, other)


def base_rebuilt(revision: int) -> Finding:
    """Report that what was sent was rebuilt from the master's log."""
    return Finding("base_rebuilt", None, str(revision), {"revision": revision})


def row_gone(column: Named, found: str, ref: str, field: str) -> Finding:
    """Report an edit of an action that has been withdrawn since."""
    return Finding("row_gone", None, found, {"column": column, "ref": ref, "field": field})


def passed_over(column: Named, found: str, taken: str, ref: str, field: str | None) -> Finding:
    """Report a value that the merge policy passed over for another."""
    values = {"column": column, "ref": ref, "field": field, "taken": taken}
    return Finding("passed_over", None, found, values)


def decided_before(
    column: Named, found: str, by: str, when: date, outcome: Named, reason: str, ref: str, field: str | None
) -> Finding:
    """Report words that the coordinator has decided already; `reason` may be empty."""
    values = {"column": column, "ref": ref, "field": field, "by": by, "when": when.isoformat()}
    values |= {"outcome": outcome, "reason": f" ({reason})" if reason else ""}
    return Finding("decided_before", None, found, values)


def text_gone(ref: str, found: str) -> Finding:
    """Report an action or recommendation of the tracker that the newer text does not have."""
    return Finding("text_gone", None, found, {"ref": ref})
