"""Activity in the log: changes since the last summary, and open actions that nobody updates."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

from xltrack.errors import SummaryError
from xltrack.model.expected import expect, expect_day
from xltrack.model.overdue import is_late, months_late
from xltrack.model.plan import KeyAction, Status
from xltrack.model.tracker import APPLIED, LogEntry, Tracker
from xltrack.summary.changes import Activity, Cause, Cure, Event, InactiveAction, Origin
from xltrack.summary.history import History, OverdueState, States, states, states_at

HAPPENINGS = ("newly_overdue", "cured", "completed", "reopened", "moved", "added", "withdrawn")


class Published(NamedTuple):
    """Figures that an earlier summary of some trackers (by id) gave for a day; None where it counted by other rules."""

    day: date
    trackers: frozenset[str]
    total: int
    open: int
    overdue: int
    completed: int
    not_yet_due: int | None = None
    median: int | None = None
    plans_late: int | None = None
    only: str = ""
    """The unit, person or field value that the summary was about; empty for all actions."""
    source: Origin = "published"


class Earlier(NamedTuple):
    """The identity of an earlier summary: its day, and the revision of each tracker (by id) that it counted.

    Both are needed: a summary as of the last day of June is often made in July, after July's first merge. `published`
    holds its own figures and those of its trend, oldest first.
    """

    day: date
    revisions: Mapping[str, int]
    published: tuple[Published, ...] = ()


Since = date | int | Tracker | Earlier | None
"""The last summary: its day, the revision it was made from, the tracker as it was, or what it says of itself."""


def expect_since(since: Since) -> None:
    """Raise TypeError if this is no last summary."""
    if isinstance(since, datetime):
        expect_day("since", since)
    if since is not None:
        expect("since", since, date, int, Tracker, Earlier)


class Then(NamedTuple):
    """The last summary: its day, the states it saw, the entries logged after it."""

    day: date
    states: States
    entries: list[LogEntry]


def then_of(past: History, since: date | int | Tracker | Earlier) -> Then:
    """Rebuild a plan's state at the last summary. Raises XltrackError for an unknown revision."""
    tracker = past.meta.id if past.meta is not None else None
    if isinstance(since, Earlier):
        revision = None if tracker is None else since.revisions.get(tracker)
        return _on_day(past, since.day) if revision is None else _at_revision(past, revision, since.day)
    if isinstance(since, Tracker):
        day = max([since.meta.issued, *(entry.when.date() for entry in since.log[-1:])])
        if tracker == since.meta.id:
            return Then(day, states(since.plan), _logged_after(past, since.meta.revision))
        return _on_day(past, day)
    if isinstance(since, date):
        return _on_day(past, since)
    return _at_revision(past, since, _day_of(past, since))


def _on_day(past: History, day: date) -> Then:
    """Rebuild the state at the end of a day."""
    entries = [entry for entry in past.log if entry.when.date() > day]
    return Then(day, states_at(past, entries), entries)


def _at_revision(past: History, revision: int, day: date) -> Then:
    """Rebuild the state at a revision, which an earlier summary showed as of `day`."""
    entries = _logged_after(past, revision)
    return Then(day, states_at(past, entries), entries)


def _logged_after(past: History, revision: int) -> list[LogEntry]:
    return [entry for entry in past.log if entry.revision > revision]


def _day_of(past: History, revision: int) -> date:
    """Return the day of the last entry up to a revision. Raises SummaryError for an unknown revision."""
    logged = [entry.when.date() for entry in past.log if entry.revision <= revision]
    last = max(logged, default=past.known_since)
    if last is None:
        raise SummaryError("since_no_log", revision=revision)
    if past.meta is not None and revision > past.meta.revision:
        raise SummaryError("no_such_revision", revision=revision, last=past.meta.revision)
    return last


def happened(pasts: Sequence[History], as_of: date, since: date | int | Tracker | Earlier) -> Activity:
    """List the changes since the last summary, over all plans.

    Raises XltrackError when `since` is after `as_of`, is a tracker of none of these plans, or is a revision that a
    plan has not reached or, without a log, cannot know.
    """
    if isinstance(since, Tracker) and since.meta.id not in [past.meta.id for past in pasts if past.meta]:
        raise SummaryError("since_other_plan", id=since.meta.id)
    thens = [then_of(past, since) for past in pasts]
    day = max(then.day for then in thens)
    if day > as_of:
        raise SummaryError("since_after_as_of", since=day.isoformat(), as_of=as_of.isoformat())
    found: dict[str, list[Event]] = {name: [] for name in HAPPENINGS}
    before = 0
    for past, then in zip(pasts, thens, strict=True):
        before += sum(is_late(held.status, held.deadline, then.day) for held in then.states.values())
        for name, event in _compare(past, then, as_of):
            found[name].append(event)
    counts = {name: len(events) for name, events in found.items()}
    return Activity(day, before, **{name: tuple(events) for name, events in found.items()}, counts=counts)


def _compare(past: History, then: Then, as_of: date) -> Iterator[tuple[str, Event]]:
    then_states = {past.moved.get(ref, ref): was for ref, was in then.states.items()}
    applied = [(past.moved.get(entry.ref, entry.ref), entry) for entry in then.entries if entry.outcome in APPLIED]
    moves = Counter(ref for ref, entry in applied if entry.field == "deadline")
    last = {ref: entry.field for ref, entry in applied if entry.field in ("status", "deadline")}
    for action in past.plan.actions:
        was, ref = then_states.get(action.ref), action.ref
        yield from _events(past.name, action, was, then.day, as_of, moves[ref], last.get(ref))
    known = past.plan.by_ref
    for ref, was in then_states.items():
        if ref not in known and is_late(*was, then.day) and was.deadline is not None:
            late = months_late(was.deadline, then.day)
            yield "cured", Event(past.name, ref, "", "", was.status, None, was.deadline, None, late, how="gone")


def _events(
    plan: str, action: KeyAction, was: OverdueState | None, then: date, as_of: date, moves: int, last: str | None
) -> Iterator[tuple[str, Event]]:
    def event(months: int | None = None, times: int | None = None, how: Cure | Cause | None = None) -> Event:
        status, deadline = was or (None, None)
        return Event(
            plan, action.ref, action.description, action.responsible,
            status, action.status, deadline, action.deadline, months, times, how,
        )  # fmt: skip

    late_then = was is not None and is_late(*was, then)
    late_now = is_late(action.status, action.deadline, as_of)
    if late_now and not late_then and action.deadline:
        yield "newly_overdue", event(months_late(action.deadline, as_of), how=_cause(was, action, as_of, last))
    if late_then and not late_now and was and was.deadline:
        yield "cured", event(months_late(was.deadline, then), how=_cure(action))
    if was is None:
        yield "added", event()
        return
    if was.deadline != action.deadline or moves:
        shift = was.deadline.months_until(action.deadline) if was.deadline and action.deadline else None
        yield "moved", event(shift, max(moves, 1))
    happening = _status_change(was.status, action.status)
    if happening:
        yield happening, event()


def _status_change(before: Status, after: Status) -> str:
    """Return the kind of a change of status; "" if the status is the same, or work has only begun."""
    if before is after:
        return ""
    if before.closed and not after.closed:
        return "reopened"
    return {Status.COMPLETED: "completed", Status.NO_LONGER_APPLICABLE: "withdrawn"}.get(after, "")


def _cause(was: OverdueState | None, action: KeyAction, as_of: date, last: str | None) -> Cause:
    """Return why an action became overdue since the last summary; of two reasons, the last one in the log."""
    if was is None:
        return "added"
    moved = not is_late(action.status, was.deadline, as_of)
    if was.status.closed and not (moved and last == "deadline"):
        return "reopened"
    return "moved_earlier" if moved else "fell_due"


def _cure(action: KeyAction) -> Cure:
    by_status: dict[Status, Cure] = {Status.COMPLETED: "completed", Status.NO_LONGER_APPLICABLE: "withdrawn"}
    return by_status.get(action.status, "deadline_moved")


def silent(pasts: Sequence[History], as_of: date, months: int) -> tuple[InactiveAction, ...]:
    """List the open actions without an update for `months` calendar months, the longest silence first.

    `History.updates` has the rule of an update. Plans whose log does not reach back that far are left out.
    """
    units = []
    for past in pasts:
        start = past.known_since
        if start is None:
            continue
        for action in past.plan.actions:
            updated = past.updates.get(action.ref)
            since = updated or start
            quiet = (as_of.year - since.year) * 12 + as_of.month - since.month
            if quiet >= months and not action.status.closed:
                late = is_late(action.status, action.deadline, as_of)
                units.append(
                    InactiveAction(past.name, action.ref, action.description, action.responsible, late, updated, quiet)
                )
    return tuple(sorted(units, key=lambda row: -row.months))
