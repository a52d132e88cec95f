"""Completions that a unit declares, and those that the overseer has verified."""

from __future__ import annotations

from datetime import date

from xltrack.model.plan import KeyAction, Plan, Status
from xltrack.model.plan_fields import own_field, value_of
from xltrack.model.ready_fields import VERIFIED_ON


def is_verified_by_office(plan: Plan) -> bool:
    """Return whether the office of a plan verifies completions: its plan then has the field `verified_on`."""
    field = own_field(plan, VERIFIED_ON)
    return field is not None and (field.kind, field.sheet) == ("date", "actions")


def is_verified(action: KeyAction) -> bool:
    """Return whether a completion was verified. One that is dated later than the verification was declared anew."""
    day = value_of(action, VERIFIED_ON) if action.status is Status.COMPLETED else None
    return isinstance(day, date) and (action.completed_on is None or action.completed_on <= day)
