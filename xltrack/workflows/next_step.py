"""The next step of a coordinator's month with one tracker."""

from __future__ import annotations

from typing import Literal, NamedTuple

from xltrack.mail.return_status import ReturnStatus
from xltrack.model.tracker import Tracker


class NextStep(NamedTuple):
    """A step, and how many decisions or reminders it has."""

    step: Literal["decide", "send", "remind", "wait", "report"]
    cases: int = 0


def next_step(tracker: Tracker, status: ReturnStatus) -> NextStep:
    """Return what is to be done next: open decisions first, then copies to send or remind of, else the report.

    Of a closed plan nothing is sent, and nobody is reminded.
    """
    counts = status.counts
    if tracker.conflicts:
        return NextStep("decide", len(tracker.conflicts))
    if tracker.plan.is_closed:
        return NextStep("report")
    if not status.rows:
        return NextStep("send")
    if counts["never"]:
        return NextStep("remind", counts["never"])
    return NextStep("wait" if counts["sent"] else "report")
