"""Returned workbooks as values, so that a test of the merge shows only what was edited."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from xltrack.model.fields import field_value, from_plain
from xltrack.model.plan import KeyAction
from xltrack.model.plan_fields import with_values
from xltrack.model.submission import Submission
from xltrack.model.tracker import Tracker

WHEN = datetime(2024, 7, 1, 9, 0, tzinfo=UTC)

Edits = Mapping[str, Mapping[str, str]]


def returned(
    by: str,
    sent: Tracker,
    edits: Edits | None = None,
    *,
    added: tuple[KeyAction, ...] = (),
    day: int = 0,
    file: str = "",
) -> Submission:
    """A copy of `sent` that came back with fields edited; saved on a day of June 2024, or nobody knows when."""
    rows = {}
    for ref, fields in (edits or {}).items():
        typed = {field: from_plain(field, text, sent.plan.fields) for field, text in fields.items()}
        values = {field: field_value(field, value) for field, value in typed.items()}
        rows[ref] = with_values(sent.plan.by_ref[ref], values)
    saved = datetime(2024, 6, day, tzinfo=UTC) if day else None
    current = sent.plan.with_actions(rows)
    return Submission(file=file or f"{by}.xlsx", by=by, saved=saved, base=sent, current=current, added=added)


def master(tracker: Tracker, edits: Edits | None = None, added: tuple[KeyAction, ...] = ()) -> Submission:
    """The master workbook, with what the coordinator typed into it."""
    return returned("coordinator", tracker, edits, added=added, file="master.xlsx")
