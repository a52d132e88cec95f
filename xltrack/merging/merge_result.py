"""The result of a merge: the new state, and every edit with its outcome."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from xltrack.findings import Finding
from xltrack.i18n.html_table import html_table
from xltrack.merging.account import Account, Receipt
from xltrack.model.plan import Plan
from xltrack.model.tracker import Conflict, LogEntry, Tracker


@dataclass(frozen=True, slots=True)
class MergeResult:
    """The new state and every edit: each is in exactly one of changes, agreements, conflicts, findings.

    An agreement is an edit that changed nothing: the master has that value already, or an earlier merge settled the
    same file's edit (the entry is then the earlier one). `adopted` maps the provisional refs of rows that the
    coordinator typed into the master to their final refs. `account` has the same outcomes by return.
    """

    tracker: Tracker
    changes: tuple[LogEntry, ...] = ()
    agreements: tuple[LogEntry, ...] = ()
    findings: tuple[Finding, ...] = ()
    account: Account = field(default_factory=Account)
    adopted: Mapping[str, str] = field(default_factory=dict)

    def __repr__(self) -> str:
        counts = f"{len(self.changes)} changes, {len(self.agreements)} agreements, {len(self.conflicts)} open conflicts"
        return f"<MergeResult, revision {self.tracker.meta.revision}: {counts}, {len(self.findings)} findings>"

    def _repr_html_(self) -> str:
        rows = ([entry.ref, entry.field, entry.before, entry.after, entry.who] for entry in self.changes)
        return html_table(repr(self)[1:-1], ["ref", "field", "before", "after", "who"], rows)

    @property
    def plan(self) -> Plan:
        return self.tracker.plan

    @property
    def conflicts(self) -> tuple[Conflict, ...]:
        """All open conflicts, those of earlier merges included."""
        return self.tracker.conflicts

    @property
    def returns(self) -> tuple[Receipt, ...]:
        """The receipt of each return, oldest first."""
        return self.account.receipts
