"""Findings about decisions and undoing that could not be followed. `column` names the cell that was asked."""

from __future__ import annotations

from collections.abc import Callable

from xltrack.findings.finding import Finding, Named, Where

Refusal = Callable[[Where, Named, str], Finding]
"""A factory for the finding about a decision that cannot be applied, given its cell, its column and its own value."""


def picked_twice(where: Where, cells: str, decision: str) -> Finding:
    """Report a decision with different picks, at `cells`."""
    return Finding("picked_twice", where, cells, {"decision": decision})


def decision_unknown(where: Where, take: str, decision: str) -> Finding:
    """Report a pick for a decision that is no longer open."""
    return Finding("decision_unknown", where, take, {"decision": decision})


def decided_twice(where: Where, take: str, decision: str) -> Finding:
    """Report a second pick for one decision."""
    return Finding("decided_twice", where, take, {"decision": decision})


def filled_by_formula(where: Where, column: Named, value: str, ref: str, field: str | None) -> Finding:
    """Report a value that was not written, because a formula over several cells of the master fills its cell."""
    return Finding("filled_by_formula", where, values={"column": column, "value": value, "ref": ref, "field": field})


def ground_moved(where: Where, column: Named, found: str, ours: str, take: str) -> Finding:
    """Report the pick `take` for a cell whose value changed from `ours` to `found` after the decision was asked."""
    return Finding("ground_moved", where, found, {"column": column, "ours": ours, "take": take})


def bad_take(where: Where, column: Named, take: str, claims: int) -> Finding:
    """Report the pick of a claim that does not exist; `claims` is how many there are."""
    return Finding("bad_take", where, take, {"column": column, "claims": claims})


def both_impossible(where: Where, column: Named) -> Finding:
    """Report "Keep all" for a cell that holds one value."""
    return Finding("both_impossible", where, values={"column": column})


def bad_own_value(where: Where, column: Named, found: str) -> Finding:
    """Report an own value that the cell cannot hold."""
    return Finding("bad_own_value", where, found, {"column": column})


def own_value_empty(where: Where, column: Named) -> Finding:
    """Report "Own value" without one."""
    return Finding("own_value_empty", where, values={"column": column})


def row_without_home(where: Where, column: Named, found: str) -> Finding:
    """Report a new action that belongs to no recommendation."""
    return Finding("row_without_home", where, found, {"column": column})


def remark_without_home(where: Where, column: Named, found: str) -> Finding:
    """Report a remark about no single action that is to be added, where the own value names no action either."""
    return Finding("remark_without_home", where, found, {"column": column})


def changed_since(column: Named, found: str, before: str, ref: str, field: str | None) -> Finding:
    """Report a cell that an undo left alone, because somebody has edited it since."""
    return Finding("changed_since", None, found, {"column": column, "before": before, "ref": ref, "field": field})
