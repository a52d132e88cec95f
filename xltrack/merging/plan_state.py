"""The state of a plan as a whole, changed by the coordinator: logged like any cell, so that it can be undone."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from xltrack.merging.revision import Ledger
from xltrack.model.expected import expect, expect_zone
from xltrack.model.fields import PLAN_REF
from xltrack.model.plan import KeyAction, Plan, PlanState
from xltrack.model.tracker import Claim, Tracker

STATE_CELL = (PLAN_REF, "plan_state")


class StateResult(NamedTuple):
    """The tracker's next state: the same object when the plan has that state already."""

    tracker: Tracker


def set_state(tracker: Tracker, state: PlanState, *, when: datetime, who: str = "", reason: str = "") -> StateResult:
    """Give a plan another state, with the reason for it. Open actions and claims stay open, whatever the state."""
    expect("tracker", tracker, Tracker)
    expect_zone("when", when)
    ledger = Ledger(tracker, when)
    if tracker.plan.plan_state is not state:
        ledger.change(STATE_CELL, state, "edited", Claim(by=who), reason=" ".join(reason.split()))
    return StateResult(ledger.close())


def open_actions(plan: Plan) -> tuple[KeyAction, ...]:
    """Return the actions that are neither completed nor withdrawn, in plan order."""
    return tuple(action for action in plan.actions if not action.status.closed)
