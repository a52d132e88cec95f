"""Findings about one row of a returned table, and about which action it belongs to."""

from __future__ import annotations

from collections.abc import Sequence

from xltrack.findings.finding import Finding, Named, Where


def duplicate_ref(where: Where, ref: str, rows: Sequence[str]) -> Finding:
    """Report one of several rows of one action with different contents; `rows` are their cells."""
    return Finding("duplicate_ref", where, ref, {"count": len(rows), "rows": ", ".join(rows), "ref": ref})


def copied_row(where: Where, found: str, ref: str) -> Finding:
    """Report a row that was copied from an action and given other texts."""
    return Finding("copied_row", where, found, {"ref": ref})


def row_repeated(where: Where, ref: str, row: int) -> Finding:
    """Report a row that repeats another, given by its number, cell for cell."""
    return Finding("row_repeated", where, ref, {"row": row})


def row_unclear(where: Where, found: str) -> Finding:
    """Report a row whose text, ref and hidden id belong to different actions."""
    return Finding("row_unclear", where, found)


def swapped_row(where: Where, uid: str, ref: str, other: str) -> Finding:
    """Report a row of one action that carries the hidden id of another."""
    return Finding("swapped_row", where, uid, {"ref": ref, "other": other})


def rows_sorted(where: Where, count: int, first: int, last: int) -> Finding:
    """Report a sheet that was sorted without its hidden ids; `first` and `last` are row numbers."""
    return Finding("rows_sorted", where, values={"count": count, "first": first, "last": last})


def columns_sorted(where: Where, columns: Sequence[Named], count: int) -> Finding:
    """Report columns that were sorted without the texts of their key actions, and how many cells moved."""
    return Finding("columns_sorted", where, values={"columns": tuple(columns), "count": count})


def foreign_row(where: Where, tracker: str) -> Finding:
    """Report a row that was copied from another tracker."""
    return Finding("foreign_row", where, tracker)


def unknown_ref(where: Where, found: str, ref: str = "") -> Finding:
    """Report a ref that no action or recommendation has; `ref` where a merge refuses the edit of that row."""
    return Finding("unknown_ref", where, found, {"ref": ref, "field": None} if ref else {})


def missing_ref(where: Where, ref: str) -> Finding:
    """Report a row whose ref was deleted."""
    return Finding("missing_ref", where, values={"ref": ref})


def refs_cleared(where: Where, count: int, first: int, last: int) -> Finding:
    """Report a column of refs that was cleared; `first` and `last` are row numbers."""
    return Finding("refs_cleared", where, values={"count": count, "first": first, "last": last})


def moved_by_hand(where: Where, found: str, ref: str, to: str) -> Finding:
    """Report an action that the coordinator put under another recommendation by typing."""
    return Finding("moved_by_hand", where, found, {"ref": ref, "to": to})


def merged_by_hand(where: Where, found: str, ref: str, to: str) -> Finding:
    """Report an action that the coordinator gave the ref of another one."""
    return Finding("merged_by_hand", where, found, {"ref": ref, "to": to})


def changed_ref(where: Where, found: str, ref: str) -> Finding:
    """Report a row whose ref was changed."""
    return Finding("changed_ref", where, found, {"ref": ref})


def row_missing(ref: str, text: str) -> Finding:
    """Report an action that was sent and did not come back."""
    return Finding("row_missing", None, text, {"ref": ref})


def row_added(where: Where, text: str) -> Finding:
    """Report a row that was read as a proposed new action."""
    return Finding("row_added", where, text)


def totals_row(where: Where, found: str) -> Finding:
    """Report a row of totals, which is no action."""
    return Finding("totals_row", where, found)
