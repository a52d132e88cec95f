"""Columns that the coordinator added to the master and made fields by a decision: their declarations and values."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from xltrack.merging.added_fields import added_fields, in_one_revision
from xltrack.merging.decisions import Decision
from xltrack.merging.merge import merge
from xltrack.model.declarations import declaration_of
from xltrack.model.own_fields import OwnField
from xltrack.model.plan import KeyAction, Recommendation
from xltrack.model.plan_fields import value_of, with_values
from xltrack.model.submission import Submission
from xltrack.model.tracker import LogEntry, Tracker

_Row = TypeVar("_Row", KeyAction, Recommendation)


def accepted_fields(sheets: Submission, tracker: Tracker, given: Iterable[object]) -> tuple[OwnField, ...]:
    """Return a field for each column that the coordinator added to a master and that a decision makes a field."""
    taken = {one.conflict_id for one in given if isinstance(one, Decision) and one.take == 1}
    names = {conflict.field for conflict in tracker.conflicts if conflict.id in taken}
    fields = added_fields(tracker.plan, sheets)
    return tuple(field for field in fields if declaration_of(field.key) in names)


def with_values_of(
    state: Submission, read: Submission, fields: Iterable[OwnField], when: datetime
) -> tuple[Submission, tuple[LogEntry, ...]]:
    """Return the state of a master in which fields were accepted, with the values that `read` found in their columns.

    They are logged in the revision that accepted the fields, so that one undo takes back both.
    """
    assert state.base is not None  # a master without one is never opened
    plan, keys = state.current, [field.key for field in fields]
    recs = {recommendation.ref: recommendation for recommendation in read.current.recommendations}
    rows = {ref: _with_values(row, read.current.by_ref.get(ref), keys) for ref, row in plan.by_ref.items()}
    heads = {
        recommendation.ref: _with_values(recommendation, recs.get(recommendation.ref), keys)
        for recommendation in plan.with_actions(rows).recommendations
    }
    plan = plan.with_actions(rows).with_recommendations(heads)
    now = replace(state, current=plan, remarks=read.remarks, marked=read.marked, cells=read.cells)
    result = merge(now, (), when=when)
    return now.dealt_with(in_one_revision(state.base, result.tracker)), result.changes


def _with_values(row: _Row, read: KeyAction | Recommendation | None, keys: Iterable[str]) -> _Row:
    values = {key: value for key in keys if read is not None and (value := value_of(read, key)) is not None}
    return with_values(row, values) if values else row
