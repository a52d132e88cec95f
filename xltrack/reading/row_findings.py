"""Findings about a whole row: the rules that the workbook's Check column shows, applied to the returned row."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import NamedTuple

from xltrack.findings import Finding, Term, Where
from xltrack.findings.cells import (
    completed_on_open,
    completed_without_evidence,
    deadline_overwritten,
    early_completion,
    evidence_unfollowable,
    future_completion,
    progress_unlike_status,
    proposal_without_reason,
    withdrawn_without_reason,
    words_removed,
)
from xltrack.model.fields import ACTION_FIELDS, Column
from xltrack.model.plan import KeyAction, Plan
from xltrack.model.plan_fields import column_term, own_columns, value_of
from xltrack.model.ready_fields import PROGRESS
from xltrack.model.row_rules import ROW_RULES, RowRule, RowState, is_contradicted
from xltrack.reading.evidence_form import unfollowable
from xltrack.reading.table_locator import LocatedTable

_WORDS = ("comments", "evidence")
_LONGEST = 80
_LEAST = 5
"""A text of which less than a fifth of the length is left was removed, not corrected."""


class RowContext(NamedTuple):
    """Everything that a row is judged by besides its own values."""

    table: LocatedTable
    day: date
    """The last day that can be in the past: when the workbook was saved, as far as that is known."""
    copy: bool
    """Whether the workbook was sent to somebody, so that only the coordinator changes deadlines."""
    progress: Column | None = None
    """The column of the progress, where the plan has one."""


def last_day(saved: datetime | None, issued: date) -> date:
    """Return the latest day that had begun somewhere on earth when the workbook was saved."""
    return max(saved.date() + timedelta(days=1), issued) if saved else issued + timedelta(days=366)


def row_findings(context: RowContext, row: int, sent: KeyAction | None, now: KeyAction) -> Iterator[Finding]:
    """Report the rules that a row breaks now and did not break when it was sent."""
    everything = frozenset(column.key for column in ACTION_FIELDS)
    changed = frozenset[str]() if sent is None else _changed_fields(sent, now)
    touched = everything if sent is None else changed
    before = None if sent is None else RowState(sent, context.day)
    for rule in ROW_RULES:
        if (
            not (rule.broken and rule.finding)
            or rule.own
            or (rule.in_copies and not context.copy)
            or touched.isdisjoint(rule.fields)
        ):
            continue
        if rule.broken(RowState(now, context.day, changed)) and not _was_so(rule, before, changed):
            key = rule.field if rule.field in context.table.columns else "status"
            yield _FINDINGS[rule.finding](context.table.cell(row, key), now).about(now.ref)
    yield from _progress(context, row, sent, now)
    yield from _evidence(context, row, sent, now)


def _evidence(context: RowContext, row: int, sent: KeyAction | None, now: KeyAction) -> Iterator[Finding]:
    """Report links and files in a row's evidence that nobody can open, unless they were sent with it."""
    if "evidence" not in context.table.columns or (sent is not None and sent.evidence == now.evidence):
        return
    known = set(unfollowable(sent.evidence)) if sent is not None else set()
    where = context.table.cell(row, "evidence")
    wrong = (named for named in unfollowable(now.evidence) if named not in known)
    yield from (evidence_unfollowable(where, _EVIDENCE, named[:_LONGEST]).about(now.ref) for named in wrong)


def _progress(context: RowContext, row: int, sent: KeyAction | None, now: KeyAction) -> Iterator[Finding]:
    """Report a progress that contradicts the status, unless it did so when the row was sent."""
    column = context.progress
    if column is None:
        return
    share, before = value_of(now, column.key), None if sent is None else value_of(sent, column.key)
    if sent is not None and (share, now.status) == (before, sent.status):
        return
    if share is not None and column.key in context.table.columns and is_contradicted(now.status, share):
        where, status = context.table.cell(row, column.key), Term(("status",), now.status)
        yield progress_unlike_status(where, column_term("actions", column), str(share), status).about(now.ref)


def progress_column(plan: Plan) -> Column | None:
    """Return the column of the progress, where the plan has that field and it holds shares."""
    own = (column for column in own_columns(plan, "actions") if column.key == PROGRESS and column.kind == "percent")
    return next(own, None)


def removals(
    context: RowContext, row: int, sent: KeyAction, now: KeyAction, but: Container[tuple[str, str]]
) -> Iterator[Finding]:
    """Report words that were sent and are gone, or of which next to nothing is left. Cells in `but` have other
    findings."""
    for key in _WORDS:
        before, after = getattr(sent, key), getattr(now, key)
        if len(after) * _LEAST < len(before) and (now.ref, key) not in but and key in context.table.columns:
            shown = before if len(before) <= _LONGEST else f"{before[: _LONGEST - 1]}…"
            yield words_removed(context.table.cell(row, key), Term.column("actions", key), shown).about(now.ref)


def _changed_fields(sent: KeyAction, now: KeyAction) -> frozenset[str]:
    """Return the keys of the fields whose value is another than the one that was sent."""
    keys = (column.key for column in ACTION_FIELDS)
    return frozenset(key for key in keys if getattr(sent, key) != getattr(now, key))


def _was_so(rule: RowRule, before: RowState | None, changed: frozenset[str]) -> bool:
    """Return whether the row broke the rule when it was sent, with the same value in the rule's column."""
    return before is not None and rule.broken is not None and rule.broken(before) and rule.field not in changed


def _day(now: KeyAction) -> date:
    return now.completed_on or date.min


_COMPLETED_ON = Term.column("actions", "completed_on")
_DEADLINE = Term.column("actions", "deadline")
_EVIDENCE = Term.column("actions", "evidence")
_FINDINGS: Mapping[str, Callable[[Where, KeyAction], Finding]] = {
    "completed_without_evidence": lambda where, now: completed_without_evidence(where, now.ref),
    "withdrawn_without_reason": lambda where, now: withdrawn_without_reason(where, now.ref),
    "completed_on_open": lambda where, now: completed_on_open(
        where, _COMPLETED_ON, _day(now), Term(("status",), now.status)
    ),
    "early_completion": lambda where, now: early_completion(where, _COMPLETED_ON, _day(now)),
    "future_completion": lambda where, now: future_completion(where, _COMPLETED_ON, _day(now)),
    "proposal_without_reason": lambda where, now: proposal_without_reason(where, str(now.proposed_deadline)),
    "deadline_overwritten": lambda where, now: deadline_overwritten(where, _DEADLINE, str(now.deadline)),
}
