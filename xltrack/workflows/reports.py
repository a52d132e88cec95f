"""The common part of the verbs' reports: whether their findings need a person."""

from __future__ import annotations

from xltrack.findings import Finding


class FindingsReport:
    """A report with findings."""

    __slots__ = ()
    findings: tuple[Finding, ...]

    @property
    def needs_attention(self) -> bool:
        """True if a finding needs a person to act on it."""
        return any(finding.needs_attention for finding in self.findings)
