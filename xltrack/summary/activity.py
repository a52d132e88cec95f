"""What the log knows: what happened since a day, who has been silent, how the figures moved.

The plan stands at the log's end. An earlier state is had by undoing entries from the last one backwards,
which needs only what a judgement needs: status and deadline.
"""

from __future__ import annotations

import calendar
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from xltrack.errors import XltrackError
from xltrack.model.compare import appended
from xltrack.model.fields import from_plain
from xltrack.model.overdue import is_late, months_late
from xltrack.model.plan import KeyAction, Plan, Status
from xltrack.model.tracker import APPLIED, LogEntry, Meta, Tracker
from xltrack.model.year_month import YearMonth
from xltrack.summary.figures import Cure, Event, Happened, Quiet

HAPPENINGS = ("newly_overdue", "cured", "completed", "reopened", "moved", "added", "withdrawn")


@dataclass(frozen=True, slots=True)
class Earlier:
    """What an earlier summary says of itself: its day, and the revision of each tracker (by id) that it counted.

    Both are needed: a summary as of the last day of June is often made in July, after July's first merge.
    """

    day: date
    revisions: Mapping[str, int]


Since = date | int | Tracker | Earlier | None
"""The last summary: its day, the revision it was made from, the tracker as it was, or what it says of itself."""


class Held(NamedTuple):
    """What decides whether an action is overdue."""

    status: Status
    deadline: YearMonth | None


States = dict[str, Held]


@dataclass(frozen=True, slots=True)
class History:
    """A plan with its log, and the deadline and comment entries of each action found once."""

    name: str
    plan: Plan
    log: Sequence[LogEntry]
    meta: Meta | None = None
    deadlines: Mapping[str, list[LogEntry]] = field(default_factory=dict)
    comments: Mapping[str, LogEntry] = field(default_factory=dict)

    @property
    def known_since(self) -> date | None:
        """The first day whose state the log can rebuild."""
        days = [self.meta.issued] if self.meta else []
        return min(days + [entry.when.date() for entry in self.log[:1]], default=None)

    def original_deadline(self, action: KeyAction) -> YearMonth | None:
        """The first deadline the log knows of, where it is another one."""
        moves = self.deadlines.get(action.ref)
        if not moves:
            return None
        original = None
        with suppress(ValueError):
            original = from_plain("deadline", moves[0].before)
        return None if original == action.deadline else original

    def last_comment(self, action: KeyAction) -> str:
        """What was last added to the comments by the log; without a log, their last paragraph."""
        entry = self.comments.get(action.ref)
        if entry and entry.after and (added := appended(entry.before or "", entry.after)):
            return added
        return action.comments.rpartition("\n")[2].strip()


def history(name: str, plan: Plan, log: Sequence[LogEntry], meta: Meta | None = None) -> History:
    deadlines: dict[str, list[LogEntry]] = {}
    comments: dict[str, LogEntry] = {}
    for entry in log:
        if entry.outcome not in APPLIED:
            continue
        if entry.field == "deadline":
            deadlines.setdefault(entry.ref, []).append(entry)
        elif entry.field == "comments":
            comments[entry.ref] = entry
    return History(name, plan, log, meta, deadlines, comments)


def previous_month_end(day: date) -> date:
    """The last day of the month before: when a monthly summary was made last."""
    year, month = (day.year - 1, 12) if day.month == 1 else (day.year, day.month - 1)
    return date(year, month, calendar.monthrange(year, month)[1])


def states(plan: Plan) -> States:
    return {action.ref: Held(action.status, action.deadline) for action in plan.actions}


def _undo(held: Held | None, entry: LogEntry) -> Held | None:
    """The state before the entry; None when the action was not there."""
    if entry.outcome not in APPLIED:
        return held
    if entry.field is None:
        return Held(entry.row.status, entry.row.deadline) if entry.before is not None and entry.row else None
    with suppress(ValueError):
        if held and entry.field == "status":
            return held._replace(status=from_plain("status", entry.before))
        if held and entry.field == "deadline":
            return held._replace(deadline=from_plain("deadline", entry.before))
    return held


def states_at(past: History, entries: Iterable[LogEntry]) -> States:
    """The states before `entries`, which are the log's last ones, oldest first."""
    found = states(past.plan)
    for entry in reversed(list(entries)):
        before = _undo(found.get(entry.ref), entry)
        if before is not None:
            found[entry.ref] = before
        else:
            found.pop(entry.ref, None)
    return found


@dataclass(frozen=True, slots=True)
class _Then:
    """The last summary: its day, the states it saw, the entries logged after it."""

    day: date
    states: States
    entries: list[LogEntry]


def _then(past: History, since: date | int | Tracker | Earlier) -> _Then:
    if isinstance(since, Earlier):
        if past.meta is not None and past.meta.id in since.revisions:
            entries = [entry for entry in past.log if entry.revision > since.revisions[past.meta.id]]
            return _Then(since.day, states_at(past, entries), entries)
        since = since.day
    if isinstance(since, Tracker):
        day = max([since.meta.issued, *(entry.when.date() for entry in since.log[-1:])])
        if past.meta is not None and past.meta.id == since.meta.id:
            entries = [entry for entry in past.log if entry.revision > since.meta.revision]
            return _Then(day, states(since.plan), entries)
        since = day
    if isinstance(since, date):
        entries = [entry for entry in past.log if entry.when.date() > since]
        return _Then(since, states_at(past, entries), entries)
    known = [entry.when.date() for entry in past.log if entry.revision <= since]
    last = max(known, default=past.known_since)
    if last is None:
        raise XltrackError("since_no_log", revision=since)
    if past.meta is not None and since > past.meta.revision:
        raise XltrackError("no_such_revision", revision=since, last=past.meta.revision)
    entries = [entry for entry in past.log if entry.revision > since]
    return _Then(last, states_at(past, entries), entries)


def happened(pasts: Sequence[History], as_of: date, since: date | int | Tracker | Earlier) -> Happened:
    """What changed since the last summary, over all plans.

    Raises XltrackError when `since` lies after `as_of`, is a tracker of no plan here, or is a revision that a
    plan has not reached or, without a log, cannot know.
    """
    if isinstance(since, Tracker) and since.meta.id not in [past.meta.id for past in pasts if past.meta]:
        raise XltrackError("since_other_plan", id=since.meta.id)
    thens = [_then(past, since) for past in pasts]
    day = max(then.day for then in thens)
    if day > as_of:
        raise XltrackError("since_after_as_of", since=day.isoformat(), as_of=as_of.isoformat())
    found: dict[str, list[Event]] = {name: [] for name in HAPPENINGS}
    before = 0
    for past, then in zip(pasts, thens, strict=True):
        before += sum(is_late(held.status, held.deadline, then.day) for held in then.states.values())
        for name, event in _compare(past, then, as_of):
            found[name].append(event)
    counts = {name: len(events) for name, events in found.items()}
    return Happened(day, before, **{name: tuple(events) for name, events in found.items()}, counts=counts)


def _compare(past: History, then: _Then, as_of: date) -> Iterator[tuple[str, Event]]:
    moves = Counter(e.ref for e in then.entries if e.field == "deadline" and e.outcome in APPLIED)
    for action in past.plan.actions:
        yield from _events(past.name, action, then.states.get(action.ref), then.day, as_of, moves[action.ref])
    known = past.plan.by_ref
    for ref, was in then.states.items():
        if ref not in known and is_late(*was, then.day) and was.deadline is not None:
            late = months_late(was.deadline, then.day)
            yield "cured", Event(past.name, ref, "", "", was.status, None, was.deadline, None, late, how="gone")


def _events(
    plan: str, action: KeyAction, was: Held | None, then: date, as_of: date, moves: int
) -> Iterator[tuple[str, Event]]:
    def event(months: int | None = None, times: int | None = None, how: Cure | None = None) -> Event:
        status, deadline = was or (None, None)
        return Event(
            plan, action.ref, action.description, action.responsible,
            status, action.status, deadline, action.deadline, months, times, how,
        )  # fmt: skip

    late_then = was is not None and is_late(*was, then)
    late_now = is_late(action.status, action.deadline, as_of)
    if late_now and not late_then and action.deadline:
        yield "newly_overdue", event(months_late(action.deadline, as_of))
    if late_then and not late_now and was and was.deadline:
        yield "cured", event(months_late(was.deadline, then), how=_cure(action))
    if was is None:
        yield "added", event()
        return
    if was.deadline != action.deadline or moves:
        shift = was.deadline.months_until(action.deadline) if was.deadline and action.deadline else None
        yield "moved", event(shift, max(moves, 1))
    if was.status is action.status:
        return
    if was.status.closed and not action.status.closed:
        yield "reopened", event()
    elif action.status is Status.COMPLETED:
        yield "completed", event()
    elif action.status is Status.NO_LONGER_APPLICABLE:
        yield "withdrawn", event()


def _cure(action: KeyAction) -> Cure:
    by_status: dict[Status, Cure] = {Status.COMPLETED: "completed", Status.NO_LONGER_APPLICABLE: "withdrawn"}
    return by_status.get(action.status, "deadline_moved")


def silent(pasts: Sequence[History], as_of: date, months: int) -> tuple[Quiet, ...]:
    """Open actions without an entry for `months` calendar months, the longest silence first.

    Only where the log reaches back that far: before it, nobody's silence is known.
    """
    found = []
    for past in pasts:
        start = past.known_since
        if start is None:
            continue
        last = {entry.ref: entry.when.date() for entry in past.log}
        for action in past.plan.actions:
            updated = last.get(action.ref)
            since = updated or start
            quiet = (as_of.year - since.year) * 12 + as_of.month - since.month
            if quiet >= months and not action.status.closed:
                late = is_late(action.status, action.deadline, as_of)
                found.append(Quiet(past.name, action.ref, action.description, action.responsible, late, updated, quiet))
    return tuple(sorted(found, key=lambda row: -row.months))
