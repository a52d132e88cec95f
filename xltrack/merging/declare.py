"""Own fields declared, renamed and removed in a tracker: logged like any cell, so that each can be undone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from xltrack.errors import MergeError
from xltrack.merging.revision import Ledger
from xltrack.model.declarations import choices_declaration, declaration_of, declared_label, is_choices
from xltrack.model.fields import PLAN_REF
from xltrack.model.own_fields import OwnField
from xltrack.model.plan import Plan
from xltrack.model.plan_fields import own_field, present_fields, rows_with, value_of
from xltrack.model.tracker import Claim, LogEntry, Tracker

FIELD_REMOVED = "field_removed"
"""The reason for which the values of a removed field are emptied, and what was said of it is set aside."""


class Declared(NamedTuple):
    """The tracker's next state. `emptied` are the log entries of the values that a removed field had."""

    tracker: Tracker
    emptied: tuple[LogEntry, ...] = ()


def logged(
    before: Tracker,
    after: Tracker,
    fields: Iterable[OwnField],
    *,
    when: datetime,
    who: str = "",
    former: Sequence[OwnField] = (),
) -> Tracker:
    """Return `after` with log entries for each of the fields that were declared since `before`.

    A removed field (one of `former`) that is declared again has one more if its choices are others.
    """
    revision = before.meta.revision + 1
    values = {
        cell: (declared_label(former, cell), declared_label((field,), cell))
        for field in fields
        for cell in (choices_declaration(field.key), declaration_of(field.key))
    }
    made = tuple(
        LogEntry(
            revision=revision, when=when, who=who, ref=PLAN_REF, field=cell, before=old, after=new, outcome="edited"
        )
        for cell, (old, new) in values.items()
        if old != new and (old or not is_choices(cell))
    )
    log = (*before.log, *made, *after.log[len(before.log) :])
    meta = after.meta.model_copy(update={"revision": revision})
    return after.model_copy(update={"meta": meta, "log": log})


def rename_field(tracker: Tracker, key: str, label: str, *, when: datetime, who: str = "") -> Declared:
    """Give the column of an own field another header, in every language. Raises MergeError for an unknown field.

    Raises pydantic's ValidationError for a label that no column can have.
    """
    ledger, cell = Ledger(tracker, when), (PLAN_REF, declaration_of(_known(tracker.plan, key).key))
    if ledger.draft.value(*cell) != label:
        ledger.change(cell, label, "edited", Claim(by=who))
    return Declared(ledger.close())


def change_choices(tracker: Tracker, key: str, choices: Sequence[str], *, when: datetime, who: str = "") -> Declared:
    """Give a field of the kind choice other choices.

    Raises MergeError for an unknown field, and where a value, also one that waits for a decision, is on the list no
    longer.
    """
    _known(tracker.plan, key)
    ledger, cell = Ledger(tracker, when), (PLAN_REF, choices_declaration(key))
    held = [value_of(row, key) for row in rows_with(tracker.plan, key)]
    claimed = [claim.value for conflict in tracker.conflicts if conflict.field == key for claim in conflict.claims]
    missed = dict.fromkeys(str(value) for value in (*held, *claimed) if value and value not in choices)
    if missed:
        raise MergeError("choices_in_use", field=key, found=tuple(missed))
    if ledger.draft.value(*cell) != "\n".join(choices):
        ledger.change(cell, "\n".join(choices), "edited", Claim(by=who))
    return Declared(ledger.close())


def remove_field(tracker: Tracker, key: str, *, when: datetime, who: str = "") -> Declared:
    """Take an own field out of the plan. Its values stay in the log, and what waits about them is set aside.

    Raises MergeError for an unknown field.
    """
    ledger, source = Ledger(tracker, when), Claim(by=who)
    _known(tracker.plan, key)
    for conflict in tracker.conflicts:
        for claim in ledger.waiting((conflict.ref, key)) if conflict.field == key else ():
            ledger.note((conflict.ref, key), "rejected", claim, reason=FIELD_REMOVED)
    for row in rows_with(tracker.plan, key):
        ledger.change((row.ref, key), None, "edited", source, reason=FIELD_REMOVED)
    emptied = tuple(entry for entry in ledger.entries if entry.outcome == "edited")
    ledger.change((PLAN_REF, declaration_of(key)), None, "edited", source)
    return Declared(ledger.close(), emptied)


def _known(plan: Plan, key: str) -> OwnField:
    field = own_field(plan, key)
    if field is None:
        raise MergeError(
            "no_such_field", field=key, known=tuple(declared.key for declared in present_fields(plan)) or "-"
        )
    return field
