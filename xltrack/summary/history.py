"""A plan with its log: the state on any earlier day, undone from the log's end.

The plan is the newest state. Older states are rebuilt by undoing log entries, newest first; only status and deadline
matter for a judgement.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from xltrack.i18n.plain_text import natural_order
from xltrack.merging.log_cells import first_deadline
from xltrack.merging.moved_rows import MOVED, in_present_rows, successors
from xltrack.merging.unit_names import RENAMED
from xltrack.model.compare import appended
from xltrack.model.expected import expect, expect_day
from xltrack.model.plan import KeyAction, Plan, Status
from xltrack.model.tracker import APPLIED, LogEntry, Meta, Tracker
from xltrack.model.year_month import YearMonth


class OverdueState(NamedTuple):
    """Status and deadline, which decide whether an action is overdue."""

    status: Status
    deadline: YearMonth | None


States = dict[str, OverdueState]


@dataclass(frozen=True, slots=True)
class History:
    """A plan with its log, and the deadline and comment entries and the last update of each action found once."""

    name: str
    plan: Plan
    log: Sequence[LogEntry]
    meta: Meta | None = None
    deadlines: Mapping[str, list[LogEntry]] = field(default_factory=dict)
    comments: Mapping[str, LogEntry] = field(default_factory=dict)
    moved: Mapping[str, str] = field(default_factory=dict)
    """The present ref of each action that has another place in the plan than it had."""
    updates: Mapping[str, date] = field(default_factory=dict)
    """The day of the last news. A refused entry is none, nor is a unit's new name or an action's new place."""

    @property
    def known_since(self) -> date | None:
        """The first day whose state the log can rebuild."""
        days = [self.meta.issued] if self.meta else []
        return min(days + [entry.when.date() for entry in self.log[:1]], default=None)

    @property
    def updated(self) -> date | None:
        """The day of the last change that the log knows of; without any, the day the tracker was made."""
        changed = [entry.when.date() for entry in self.log[-1:]]
        return changed[0] if changed else self.meta.issued if self.meta else None

    def original_deadline(self, action: KeyAction) -> YearMonth | None:
        """Return the first deadline that the log knows of; None if it is the present one."""
        original = first_deadline(self.deadlines.get(action.ref, ()))
        return None if original == action.deadline else original

    def last_comment(self, action: KeyAction) -> str:
        """Return what was last added to the comments by the log; without a log, their last paragraph."""
        entry = self.comments.get(action.ref)
        if entry and entry.after and (added := appended(entry.before or "", entry.after)):
            return added
        return action.comments.rpartition("\n")[2].strip()


def history(name: str, plan: Plan, log: Sequence[LogEntry], meta: Meta | None = None) -> History:
    """Read the log once for the moves of deadlines, the last comments and the last updates."""
    deadlines: dict[str, list[LogEntry]] = {}
    comments: dict[str, LogEntry] = {}
    updates: dict[str, date] = {}
    heirs = successors(log)
    moved = {ref: heir.ref for ref, heir in heirs.items() if not heir.merged}
    for entry in in_present_rows(log, heirs):
        if entry.outcome != "rejected" and entry.reason not in (MOVED, RENAMED):
            updates[entry.ref] = entry.when.date()
        if entry.outcome not in APPLIED:
            continue
        if entry.field == "deadline":
            deadlines.setdefault(entry.ref, []).append(entry)
        elif entry.field == "comments":
            comments[entry.ref] = entry
    return History(name, plan, log, meta, deadlines, comments, moved, updates)


def previous_month_end(day: date) -> date:
    """Return the last day of the month before: when a monthly summary was made last."""
    year, month = (day.year - 1, 12) if day.month == 1 else (day.year, day.month - 1)
    return date(year, month, calendar.monthrange(year, month)[1])


def states(plan: Plan) -> States:
    """Return the state of every action as it is now."""
    return {action.ref: OverdueState(action.status, action.deadline) for action in plan.actions}


def undone(state: OverdueState | None, entry: LogEntry) -> OverdueState | None:
    """Return the state before the entry; None when the action was not there."""
    if entry.outcome not in APPLIED:
        return state
    if entry.field is None:
        row = entry.row if entry.before is not None else None
        return OverdueState(row.status, row.deadline) if row else None
    if state and entry.field == "status":
        return state._replace(status=entry.before)
    if state and entry.field == "deadline":
        return state._replace(deadline=entry.before)
    return state


def states_at(past: History, entries: Iterable[LogEntry]) -> States:
    """Return the states before `entries`, which are the log's last ones, oldest first."""
    now = states(past.plan)
    for entry in reversed(list(entries)):
        before = undone(now.get(entry.ref), entry)
        if before is not None:
            now[entry.ref] = before
        else:
            now.pop(entry.ref, None)
    return now


def by_title(sources: Plan | Tracker | Iterable[Plan | Tracker], as_of: date) -> list[Plan | Tracker]:
    """Return the sources of a summary, by title.

    Raises TypeError for a source that is neither plan nor tracker, and for a day that is none.
    """
    expect_day("as_of", as_of)
    if isinstance(sources, (Plan, Tracker)):
        return [sources]
    given = list(sources) if isinstance(sources, Iterable) else [sources]
    for source in given:
        if not isinstance(source, Plan):
            expect("each source", source, Tracker)
    return sorted(given, key=_title_order)


def _title_order(source: Plan | Tracker) -> tuple[tuple[int, str], ...]:
    return natural_order((source.plan if isinstance(source, Tracker) else source).title)
