"""A plan drafted, approved or closed in its tracker: the whole step, with its report of what is still open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from xltrack.findings import Finding
from xltrack.merging.plan_state import open_actions, set_state
from xltrack.model.plan import KeyAction, PlanState
from xltrack.model.tracker import Tracker
from xltrack.workflows.json_forms import findings_form, json_form
from xltrack.workflows.master import Master


@dataclass(frozen=True, slots=True)
class StateReport:
    """The state of a plan before and after, and what is still open in it."""

    before: PlanState
    tracker: Tracker
    findings: tuple[Finding, ...] = ()
    dry_run: bool = False

    @property
    def state(self) -> PlanState:
        """The state that the plan has now."""
        return self.tracker.plan.plan_state

    @property
    def open(self) -> tuple[KeyAction, ...]:
        """The actions that are neither completed nor withdrawn."""
        return open_actions(self.tracker.plan)

    @property
    def waiting(self) -> int:
        """The number of open decisions."""
        return len(self.tracker.conflicts)

    @property
    def needs_attention(self) -> bool:
        """True if a closed plan has something open, or a finding needs a person to act on it."""
        left = self.state is PlanState.CLOSED and bool(self.open or self.waiting)
        return left or any(finding.needs_attention for finding in self.findings)

    def as_dict(self) -> dict[str, Any]:
        """Return the JSON form."""
        return json_form(
            "xltrack-state/1",
            revision=self.tracker.meta.revision,
            before=self.before.value,
            state=self.state.value,
            open=[action.ref for action in self.open],
            waiting=self.waiting,
            findings=findings_form(self.findings),
        )


def plan_state(
    master: Master,
    state: PlanState | None = None,
    *,
    when: datetime,
    as_of: date,
    who: str = "",
    reason: str = "",
    dry_run: bool = False,
) -> StateReport:
    """Give the plan a state and save the tracker; without one, only tell which state it has and what is open.

    Edits made in the sheets are logged first. Raises like `Master.save`.
    """
    before = master.tracker.plan.plan_state
    if state is None:
        return StateReport(before, master.tracker.model_copy(update={"plan": master.plan}), dry_run=True)
    author = who or master.by
    result = master.change(lambda it: set_state(it, state, when=when, who=author, reason=reason), when=when)
    beside = master.copies_beside
    if not dry_run:
        master.save(as_of=as_of)
    return StateReport(before, result.tracker, (*beside, *master.save_findings), dry_run)
