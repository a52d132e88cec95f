"""An action moved, merged or split in a tracker: the whole step, with its report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from xltrack.errors import MergeError
from xltrack.findings import Finding
from xltrack.merging.restructure import Restructured, merge_actions, move_action, split_action
from xltrack.model.tracker import LogEntry, Tracker
from xltrack.workflows.json_forms import edits_form, findings_form, json_form
from xltrack.workflows.master import Master
from xltrack.workflows.reports import FindingsReport


@dataclass(frozen=True, slots=True)
class RestructureReport(FindingsReport):
    """The outcome: `refs` are the rows that have the action now, `entries` what was logged."""

    before: Tracker
    after: Tracker
    refs: tuple[str, ...]
    entries: tuple[LogEntry, ...]
    findings: tuple[Finding, ...]
    dry_run: bool

    def as_dict(self) -> dict[str, Any]:
        """Return the JSON form."""
        return json_form(
            "xltrack-action/1",
            revision=self.after.meta.revision,
            refs=list(self.refs),
            changes=edits_form(self.entries, self.before.plan, self.after.plan),
            findings=findings_form(self.findings),
        )


def restructure(
    master: Master,
    ref: str,
    *,
    to: str = "",
    into: str = "",
    new: Sequence[str] = (),
    wording: str = "",
    when: datetime,
    as_of: date,
    who: str = "",
    dry_run: bool = False,
) -> RestructureReport:
    """Move an action `to` a recommendation, merge it `into` another action, or split `new` ones off; save the tracker.

    Edits made in the sheets are logged first. Raises MergeError where not exactly one of the three is asked for, as
    the functions of `merging.restructure`, and like `Master.save`.
    """
    ref, to, into = ref.upper(), to.upper(), into.upper()
    if sum(map(bool, (to, into, new))) != 1 or (to and wording):
        raise MergeError("one_restructuring")
    master.merge(when=when)
    before, name = master.tracker, who or master.by

    def step(tracker: Tracker) -> Restructured:
        if to:
            return move_action(tracker, ref, to, when=when, who=name)
        if into:
            return merge_actions(tracker, ref, into, when=when, who=name, wording=wording)
        return split_action(tracker, ref, new, when=when, who=name, wording=wording)

    result = master.change(step, when=when)
    beside = master.copies_beside
    if not dry_run:
        master.save(as_of=as_of)
    entries = result.tracker.log[len(before.log) :]
    findings = (*beside, *master.save_findings)
    return RestructureReport(before, result.tracker, result.refs, entries, findings, dry_run)
