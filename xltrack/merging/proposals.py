"""Rows that returns propose: what they are called until they are decided, and what has become of earlier ones."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator

from xltrack.merging.history import open_entries
from xltrack.merging.plan_editor import parent
from xltrack.model.plan import KeyAction, Plan
from xltrack.model.tracker import Tracker, fingerprint

_GIVEN = re.compile(r".+\.A\d+")


def proposal_ref(plan: Plan, row: KeyAction) -> str:
    """Return what a proposed row is called until it is decided: the same for the same text, whoever proposes it.

    A ref that somebody typed and that is free stays, so that two texts under one ref meet in one conflict.
    """
    if _GIVEN.fullmatch(row.ref) and row.ref not in plan.by_ref and home(plan, row.ref):
        return row.ref
    digits = hashlib.sha256(fingerprint(row).encode()).digest()[:6]
    return f"{home(plan, row.ref) or '?'}.new-" + "".join(chr(97 + digit % 26) for digit in digits)


def home(plan: Plan, ref: str) -> str | None:
    """Return the recommendation that a ref lies under."""
    return next((rec.ref for rec in plan.recommendations if parent(rec.ref, ref)), None)


def twins(plan: Plan, row: KeyAction, rec: str) -> Iterator[KeyAction]:
    """Yield the actions of a recommendation that have the row's text already."""
    print_ = fingerprint(row)
    yield from (action for action in plan.actions if parent(rec, action.ref) and fingerprint(action) == print_)


def accepted_row(tracker: Tracker, proposal: str, by: str) -> KeyAction | None:
    """Return a proposal that was accepted, as `by` proposed it last, under the ref it was given.

    None where it was not accepted, or where the action is not in the plan any more.
    """
    entries = open_entries(entry for entry in tracker.log if entry.ref == proposal and entry.field is None)
    given = [entry.after for entry in entries if entry.outcome == "decided" and entry.after in tracker.plan.by_ref]
    rows = [entry.row for entry in entries if entry.outcome == "asked" and entry.who == by and entry.row is not None]
    return rows[-1].model_copy(update={"ref": given[-1]}) if given and rows else None
