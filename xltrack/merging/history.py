"""The log read back: earlier plans, open conflicts, the history of one action, and undo.

The log is never rewritten. An undone cell has the state (value, open claims, returns already dealt with)
of an earlier revision again; so an undo is an entry like any other, and can be undone.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, datetime
from types import NoneType
from typing import NamedTuple

from xltrack.errors import MergeError
from xltrack.findings import Finding
from xltrack.findings.decided import changed_since, filled_by_formula
from xltrack.i18n.catalogue import catalogue
from xltrack.merging.column_rules import cell_label
from xltrack.merging.log_cells import CellKey, as_claim, cells, open_claims, open_entries
from xltrack.merging.moved_rows import in_present_rows, present_ref, successors
from xltrack.merging.plan_editor import PlanDraft
from xltrack.merging.unit_names import former_names, present_log
from xltrack.model.compare import action_changes
from xltrack.model.expected import expect, expect_each, expect_zone
from xltrack.model.fields import ACTION_FIELDS, Value, none_if_empty, plain, value_label
from xltrack.model.plan import Plan, Recommendation
from xltrack.model.sorts import has_no_cell
from xltrack.model.tracker import APPLIED, Conflict, LogEntry, Outcome, Tracker

_GIVEN: frozenset[Outcome] = frozenset({"added", "undone", "edited"})
"""The outcomes of entries about a whole row that has, or had, a ref of its own."""
_FIELDS = {column.key: at for at, column in enumerate(ACTION_FIELDS)}


def open_conflicts(tracker: str, plan: Plan, log: Iterable[LogEntry]) -> tuple[Conflict, ...]:
    """Return every open conflict, in plan order. Claims on a withdrawn row are left out."""
    draft, conflicts, given = PlanDraft(plan), list[Conflict](), tuple(log)
    present = in_present_rows(present_log(given, former_names(given, plan.units)), successors(given))
    for cell, entries in cells(present).items():
        waiting = open_claims(open_entries(entries))
        if waiting and (cell[1] is None or has_no_cell(cell[1]) or draft.holds(cell[0])):
            conflicts.append(_conflict(tracker, cell, waiting, draft.value(*cell)))
    place = Order(plan)
    return tuple(sorted(conflicts, key=lambda conflict: place((conflict.ref, conflict.field))))


def _conflict(tracker: str, cell: CellKey, waiting: tuple[LogEntry, ...], ours: Value) -> Conflict:
    code = hashlib.sha256(f"{tracker}/{cell[0]}/{cell[1] or ''}/{plain(ours) or ''}".encode()).digest()
    return Conflict(
        id=base64.b32encode(code).decode()[:8],
        ref=cell[0],
        field=cell[1],
        sent=waiting[0].before,
        ours=ours,
        claims=tuple(map(as_claim, waiting)),
        reason=waiting[-1].reason,
    )


class Order:
    """A cell's position in the plan: a sort key. Cells of rows the plan does not hold come last."""

    def __init__(self, plan: Plan):
        rows = (ref for rec in plan.recommendations for ref in (rec.ref, *(action.ref for action in rec.actions)))
        self._rows: Mapping[str, int] = {ref: at for at, ref in enumerate(rows)}
        self._fields = _FIELDS | {field.key: at for at, field in enumerate(plan.fields, len(_FIELDS))}

    def __call__(self, cell: CellKey) -> tuple[int, str, int]:
        return self._rows.get(cell[0], len(self._rows)), cell[0], self._fields.get(cell[1], -1) if cell[1] else -2


def revision_on(tracker: Tracker, day: date) -> int:
    """Return the revision that the tracker had at the end of `day`."""
    return max((entry.revision for entry in tracker.log if entry.when.date() <= day), default=1)


def plan_at(tracker: Tracker, at: int | date) -> Plan:
    """Return the plan of an earlier revision, or at the end of a day, exactly.

    Raises MergeError for a revision that the tracker never had.
    """
    expect("tracker", tracker, Tracker)
    if not isinstance(at, (int, date)):
        raise TypeError(f"at must be int (a revision) or date, not {type(at).__name__}")
    revision = at if isinstance(at, int) else revision_on(tracker, at.date() if isinstance(at, datetime) else at)
    if not 1 <= revision <= tracker.meta.revision:
        raise MergeError("no_such_revision", revision=revision, last=tracker.meta.revision)
    draft = PlanDraft(tracker.plan)
    for entry in reversed(tracker.log):
        if entry.revision > revision and entry.outcome in APPLIED:
            _take_back(draft, entry)
    return draft.plan()


def _take_back(draft: PlanDraft, entry: LogEntry) -> None:
    if entry.field is not None:
        if draft.holds(entry.ref):
            draft.set(entry.ref, entry.field, entry.before)
    elif entry.recommendation is not None and entry.before is None:
        draft.remove_recommendation(entry.ref)
    elif entry.recommendation is not None:
        draft.insert_recommendation(entry.recommendation)
    elif entry.before is None and entry.row is not None:
        draft.remove(entry.ref)
    elif entry.row is not None:
        draft.insert(entry.row)


def life(tracker: Tracker, ref: str) -> tuple[LogEntry, ...]:
    """Return all log entries of one action, oldest first, also of rows that it had before.

    Raises MergeError for an unknown ref.
    """
    expect("ref", ref, str)
    heirs = successors(tracker.log)
    entries = tuple(entry for entry in tracker.log if ref in (entry.ref, present_ref(entry.ref, heirs)))
    if not entries and PlanDraft(tracker.plan).row(ref) is None:
        raise MergeError("bad_ref", ref=ref)
    return entries


class UndoResult(NamedTuple):
    """`restored`: the new log entries of cells that have another value now; `refused`: cells edited since."""

    tracker: Tracker
    restored: tuple[LogEntry, ...]
    refused: tuple[Finding, ...] = ()

    def __repr__(self) -> str:
        return f"<UndoResult: {len(self.restored)} log entries, {len(self.refused)} refused, {self.tracker!r}>"


def undo(
    tracker: Tracker,
    to: int | None = None,
    *,
    when: datetime,
    who: str = "",
    current: Plan | None = None,
    filled: Collection[CellKey] = (),
    only: Mapping[CellKey, int] | None = None,
) -> UndoResult:
    """Give every cell changed since revision `to` the state it had then; without `to`, take the last revision back.

    With `only`, just these cells go back, each to the revision that is named for it.
    `current` is what the master's sheets say now: cells edited there since are left as they are and listed,
    and so are those `filled` by a formula over several cells, where nothing can be written.
    A row added since is withdrawn; its ref is not given again. Undoing an undo brings everything back.
    Raises MergeError when there is nothing to undo or no such revision.
    """
    expect("tracker", tracker, Tracker)
    expect_zone("when", when)
    expect("who", who, str)
    expect("current", current, Plan, NoneType)
    expect("only", only, Mapping, NoneType)
    expect("filled", filled, Collection)
    back_to = _everything_since(tracker, _target(tracker, to)) if only is None else _named_cells(only)
    earlier = {revision: PlanDraft(plan_at(tracker, revision)) for revision in set(back_to.values())}
    before = {cell: earlier[revision] for cell, revision in back_to.items()}
    edited = _edited(tracker.plan, current)
    draft, entries = PlanDraft(tracker.plan), []
    touched = [cell for cell in back_to if cell not in edited]
    held = [cell for cell in touched if cell in filled and draft.value(*cell) != before[cell].value(*cell)]
    for cell in sorted(set(touched) - set(held), key=Order(tracker.plan)):
        entry = _restore(draft, before[cell], cell, tracker.meta.revision + 1, when, who, back_to[cell])
        if entry is not None:
            entries.append(entry)
    since = {cell: edited[cell] for cell in edited if _since(tracker, cell, back_to.get(cell))}
    refused = tuple(_left_alone(tracker.plan, since, held, before))
    restored, after = tuple(filter(_has_moved, entries)), commit(tracker, draft.plan(), entries)
    if not restored and after.conflicts == tracker.conflicts:
        return UndoResult(tracker, (), refused)
    return UndoResult(after, restored, refused)


def _has_moved(entry: LogEntry) -> bool:
    return bool(entry.before != entry.after)


def _named_cells(only: Mapping[CellKey, int]) -> Mapping[CellKey, int]:
    """Return the cells that go back alone. Raises TypeError where one is not named by its ref and field."""
    expect_each("each cell of only", [*only], tuple)
    return only


def _everything_since(tracker: Tracker, revision: int) -> Mapping[CellKey, int]:
    """Return every cell that was changed after a revision, with that revision. Raises MergeError for an unknown one."""
    plan_at(tracker, revision)
    return dict.fromkeys(cells(entry for entry in tracker.log if entry.revision > revision), revision)


def _target(tracker: Tracker, to: int | None) -> int:
    """Return the revision to go back to. Raises MergeError when there is none before the present one."""
    expect("to", to, int, NoneType)
    target = tracker.meta.revision - 1 if to is None else to
    if target < 1 or not tracker.log:
        raise MergeError("nothing_to_undo")
    return target


def _since(tracker: Tracker, cell: CellKey, revision: int | None) -> bool:
    return revision is not None and any(
        e.revision > revision and (e.ref, e.field) == cell and e.outcome in APPLIED for e in tracker.log
    )


def _edited(plan: Plan, current: Plan | None) -> dict[CellKey, Value]:
    """Return the cells that were edited by hand, with their present values."""
    now = current.by_ref if current is not None else {}
    pairs = ((action, now[action.ref]) for action in plan.actions if action.ref in now)
    changes = (change for before, after in pairs for change in action_changes(before, after))
    return {(change.ref, change.field): none_if_empty(change.after) for change in changes}


def _left_alone(
    plan: Plan, edited: Mapping[CellKey, Value], held: Iterable[CellKey], before: Mapping[CellKey, PlanDraft]
) -> Iterator[Finding]:
    """Report the cells that keep their value: those edited by hand, and those that a formula fills."""
    yield from (_refusal(plan, cell, value, before[cell]) for cell, value in edited.items())
    yield from (_held(plan, cell, before[cell]) for cell in held)


def _refusal(plan: Plan, cell: CellKey, value: Value, before: PlanDraft) -> Finding:
    words, (ref, field) = catalogue(), cell
    column = cell_label(plan, "", field) if field else ""
    was = value_label(field, before.value(ref, field), words)
    return changed_since(column, value_label(field, value, words), was, ref, field)


def _held(plan: Plan, cell: CellKey, before: PlanDraft) -> Finding:
    """Report a cell that keeps its value, because a formula over several cells fills it."""
    ref, field = cell
    column = cell_label(plan, ref, field) if field else ref
    return filled_by_formula(None, column, value_label(field, before.value(ref, field), catalogue()), ref, field)


def _restore(
    draft: PlanDraft, before: PlanDraft, cell: CellKey, revision: int, when: datetime, who: str, target: int
) -> LogEntry | None:
    """Restore one cell and return the entry for it; None if its row exists in neither state."""
    ref, field = cell
    was, now = before.action(ref), draft.action(ref)
    value = draft.value(*cell)
    row, rec = None, _restore_recommendation(draft, before, ref) if field is None else None
    if field is None and was is None and now is not None:
        draft.remove(ref)
        row = now
    elif field is None and was is not None and now is None:
        draft.insert(was)
        row = was
    elif field is not None and not has_no_cell(field):
        if not (before.holds(ref) and draft.holds(ref)):
            return None
        draft.set(ref, field, before.value(*cell))
    return LogEntry(
        revision=revision, when=when, who=who, ref=ref, field=field, before=value, after=draft.value(*cell),
        outcome="undone", row=row, recommendation=rec, back_to=target,
    )  # fmt: skip


def _restore_recommendation(draft: PlanDraft, before: PlanDraft, ref: str) -> Recommendation | None:
    """Remove a recommendation that was not there before, or insert one that was. Return it; None if neither applies."""
    was, now = before.recommendation(ref), draft.recommendation(ref)
    if was is None and now is not None:
        draft.remove_recommendation(ref)
        return now
    if was is not None and now is None:
        draft.insert_recommendation(was)
        return was
    return None


def commit(tracker: Tracker, plan: Plan, entries: Iterable[LogEntry]) -> Tracker:
    """Return the next revision: the plan, the log with its new entries, and the open conflicts."""
    log = (*tracker.log, *entries)
    meta = tracker.meta.model_copy(update={"revision": tracker.meta.revision + 1})
    conflicts = open_conflicts(meta.id, plan, log)
    return tracker.model_copy(update={"meta": meta, "plan": plan, "log": log, "conflicts": conflicts})


def every_ref(tracker: Tracker) -> Iterator[str]:
    """Yield all refs that were ever given, also to rows that were withdrawn."""
    yield from (action.ref for action in tracker.plan.actions)
    yield from (entry.ref for entry in tracker.log if entry.field is None and entry.outcome in _GIVEN)
