"""Findings of a return that announce a question to the coordinator, for questions that are settled already."""

from __future__ import annotations

from xltrack.findings import Finding
from xltrack.merging.log_cells import CellKey
from xltrack.model.plan import KeyAction


def drop_announced(findings: list[Finding], cell: CellKey, row: KeyAction | None = None) -> None:
    """Remove the findings by which a cell, or a proposed row, waits for a decision."""
    findings[:] = [finding for finding in findings if not _announces(finding, cell, row)]


def _announces(finding: Finding, cell: CellKey, row: KeyAction | None) -> bool:
    if finding.code == "row_added":
        return row is not None and row.description.startswith(finding.found)
    return finding.code == "vague_status" and (finding.ref, "status") == cell
