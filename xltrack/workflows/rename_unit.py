"""A unit renamed in a tracker: the whole step, with its report."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from xltrack.findings import Finding
from xltrack.merging.rename import rename_everywhere
from xltrack.model.tracker import LogEntry, Tracker
from xltrack.workflows.json_forms import edits_form, findings_form, json_form
from xltrack.workflows.master import Master
from xltrack.workflows.reports import FindingsReport


@dataclass(frozen=True, slots=True)
class RenameReport(FindingsReport):
    """The outcome of a renaming: `renamed` are the new log entries, one for each action of the unit."""

    before: Tracker
    after: Tracker
    renamed: tuple[LogEntry, ...]
    findings: tuple[Finding, ...]
    dry_run: bool

    def as_dict(self) -> dict[str, Any]:
        """Return the JSON form."""
        return json_form(
            "xltrack-rename-unit/1",
            revision=self.after.meta.revision,
            changes=edits_form(self.renamed, self.before.plan, self.after.plan),
            findings=findings_form(self.findings),
        )


def rename_unit(
    master: Master, old: str, new: str, *, when: datetime, as_of: date, who: str = "", dry_run: bool = False
) -> RenameReport:
    """Give a unit a new name in every action, and save the tracker. Returns and contacts may have the old one.

    Edits made in the sheets are logged first. Raises MergeError for a name that no unit has, and like `Master.save`.
    """
    before = master.tracker
    author, filled = who or master.by, master.sheets.filled
    result = master.change(lambda it: rename_everywhere(it, old, new, when=when, who=author, filled=filled), when=when)
    beside = master.copies_beside
    if not dry_run:
        master.save(as_of=as_of)
    findings = (*result.refused, *beside, *master.save_findings)
    return RenameReport(before, result.tracker, result.renamed, findings, dry_run)
