"""Open decisions, settled and taken back: `resolve` and `undo` as whole steps, with their reports."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from xltrack.errors import MergeError
from xltrack.findings import Finding
from xltrack.model.own_fields import OwnField
from xltrack.model.tracker import APPLIED, Conflict, LogEntry, Tracker
from xltrack.storage.master import MasterFile
from xltrack.workflows.json_forms import conflicts_form, edits_form, findings_form, json_form
from xltrack.workflows.reports import FindingsReport

if TYPE_CHECKING:
    from xltrack.merging.decisions import Decision
    from xltrack.workflows.master import Master


class ResolveReport(NamedTuple):
    """The outcome of deciding: the log entries it made, findings, and what is still open."""

    before: Tracker
    after: Tracker
    entries: tuple[LogEntry, ...]
    findings: tuple[Finding, ...]
    declared: tuple[OwnField, ...] = ()
    """Columns that became fields."""
    settings: Path | None = None
    """The file of settings that declares them, if it was written."""

    @property
    def still_open(self) -> tuple[Conflict, ...]:
        return self.after.conflicts

    @property
    def needs_attention(self) -> bool:
        return bool(self.still_open) or any(finding.needs_attention for finding in self.findings)

    def as_dict(self) -> dict[str, Any]:
        """Return the JSON form."""
        return json_form(
            "xltrack-resolve/1",
            revision=self.after.meta.revision,
            changes=edits_form(self.entries, self.before.plan, self.after.plan),
            conflicts=conflicts_form(self.still_open),
            findings=findings_form(self.findings),
        )


def resolve_decisions(
    master: Master, takes: Sequence[str] = (), *, when: datetime, as_of: date, who: str = ""
) -> ResolveReport:
    """Apply the picks on the sheet Decisions, and those in `takes` ("R1.A2.status=2"), and save the tracker.

    A column that becomes a field is declared in the settings beside the tracker, too. A pick is refused with a finding
    if its cell has changed since. Raises MergeError for a take that cannot be understood, and the errors of
    `Master.save`.
    """
    before = master.tracker
    edited = master.merge(when=when).changes
    resolution = master.resolve(named_decisions(takes, master.tracker.conflicts), when=when, who=who)
    beside = master.copies_beside
    master.save(as_of=as_of)
    entries = tuple(entry for entry in (*edited, *resolution.applied) if not is_idle(entry))
    findings, settings = (*resolution.findings, *beside, *master.save_findings), None
    if resolution.declared and isinstance(master.storage, MasterFile):
        from xltrack.workflows.declare_fields import declare_in_settings  # few decisions are about columns

        settings = declare_in_settings(master.storage.path.parent, resolution.declared)
    return ResolveReport(before, resolution.tracker, entries, findings, resolution.declared, settings)


def is_idle(entry: LogEntry) -> bool:
    """Return whether an entry changed nothing: a granted proposal leaves its own cell as it was."""
    return entry.outcome in APPLIED and entry.field is not None and entry.before == entry.after


def named_decisions(takes: Sequence[str], conflicts: Sequence[Conflict]) -> list[Decision]:
    """Return the decisions that texts such as "R1.A2.status=2" name.

    After the sign: a number (that claim), keep, both, or own:VALUE. Raises MergeError for a text that names no open
    conflict or no choice.
    """
    from xltrack.merging.decision_choices import read_take
    from xltrack.merging.decisions import Decision

    known = {
        f"{conflict.ref}.{conflict.field}".lstrip(".") if conflict.field else conflict.ref: conflict.id
        for conflict in conflicts
    }
    decisions = []
    for text in takes:
        place, _, pick = text.partition("=")
        own = pick.removeprefix("own:") if pick.startswith("own:") else ""
        take = "own" if own else read_take(pick)
        if place not in known or take is None:
            raise MergeError("bad_take_option", take=text, open=tuple(known) or "-")
        decisions.append(Decision(known[place], take, own))
    return decisions


@dataclass(frozen=True, slots=True)
class UndoReport(FindingsReport):
    """The outcome of an undo. `redo`: the revision that was taken back was an undo itself."""

    before: Tracker
    after: Tracker
    restored: tuple[LogEntry, ...]
    findings: tuple[Finding, ...]
    back_to: int
    redo: bool
    dry_run: bool

    def as_dict(self) -> dict[str, Any]:
        """Return the JSON form."""
        return json_form(
            "xltrack-undo/1",
            revision=self.after.meta.revision,
            changes=edits_form(self.restored, self.before.plan, self.after.plan),
            findings=findings_form(self.findings),
        )


def undo_changes(
    master: Master, to: int | None = None, *, when: datetime, as_of: date, who: str = "", dry_run: bool = False
) -> UndoReport:
    """Take the last revision back, or everything since revision `to`, and save the tracker.

    Cells edited by hand since are left alone, each with a finding. Raises MergeError when there is nothing to undo,
    and as `Master.save`.
    """
    before = master.tracker
    last = [entry for entry in before.log if entry.revision == before.meta.revision]
    result = master.undo(to, when=when, who=who)
    beside = master.copies_beside
    if not dry_run:
        master.save(as_of=as_of)
    return UndoReport(
        before,
        result.tracker,
        result.restored,
        (*result.refused, *beside, *master.save_findings),
        back_to=before.meta.revision - 1 if to is None else to,
        redo=to is None and bool(last) and all(entry.outcome == "undone" for entry in last),
        dry_run=dry_run,
    )
