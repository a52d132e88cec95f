"""Findings of a newer text of a plan beside its tracker: what no merge takes, because it is the plan itself."""

from __future__ import annotations

from xltrack.findings.finding import Finding, Named


def text_reworded(column: Named, found: str, ref: str, field: str) -> Finding:
    """Report a text of the plan that the newer text words otherwise."""
    return Finding("text_reworded", None, found, {"column": column, "ref": ref, "field": field})


def text_gone(ref: str, found: str) -> Finding:
    """Report an action or recommendation of the tracker that the newer text does not have."""
    return Finding("text_gone", None, found, {"ref": ref})


def text_recommendation_added(found: str, count: int) -> Finding:
    """Report a recommendation that only the newer text has; `count` are its key actions."""
    return Finding("text_recommendation_added", None, found, {"count": count})
