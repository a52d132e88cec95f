"""Findings of a newer text of a plan beside its tracker."""

from __future__ import annotations

from xltrack.findings.finding import Finding


def text_gone(ref: str, found: str) -> Finding:
    """Report an action or recommendation of the tracker that the newer text does not have."""
    return Finding("text_gone", None, found, {"ref": ref})
