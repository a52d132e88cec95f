"""Cells to fix: the values that a cell may have that could not be understood, and the value that was chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from xltrack.findings import Finding, Term
from xltrack.i18n.catalogue import catalogue
from xltrack.merging.corrections import Correction
from xltrack.merging.log_cells import open_entries
from xltrack.model.plan_fields import fields_of
from xltrack.model.submission import Submission
from xltrack.model.tracker import Claim, Tracker
from xltrack.page.open_month import OpenMonth

Fixes = Sequence[Mapping[str, str]]
"""Chosen values: file, ref, field and value of each cell."""
_DATES = frozenset(("unreadable_deadline", "unreadable_date", "incomplete_date"))
"""Findings about a cell that has no list: a month or a day has to be typed."""


def fix_form(finding: Finding, tracker: Tracker, language: str) -> dict[str, Any] | None:
    """Describe the values that a finding's cell may have; None if it names no cell of an action, or has no list."""
    cell = _cell(finding)
    choices = finding.values.get("choices")
    if cell is None or not (choices or finding.code in _DATES):
        return None
    words = catalogue(language)
    offered = choices if isinstance(choices, tuple) else ()
    return {
        "ref": cell[0],
        "field": cell[1],
        "kind": _kind(finding.code, cell[1], tracker),
        "choices": [
            {"value": choice.code, "label": choice.text(words)}
            if isinstance(choice, Term)
            else {"value": choice, "label": choice}
            for choice in offered
        ],
        "waits": any((conflict.ref, conflict.field) == cell for conflict in tracker.conflicts),
    }


def _kind(code: str, field: str, tracker: Tracker) -> str:
    if code not in _DATES:
        return "choice"
    return "day" if any(one.key == field and one.kind == "date" for one in fields_of(tracker.plan)) else "month"


def _cell(finding: Finding) -> tuple[str, str] | None:
    column, ref = finding.values.get("column"), finding.values.get("ref")
    if finding.is_error and isinstance(column, Term) and column.section == ("columns", "actions") and ref:
        return str(ref), column.code
    return None


def corrections(month: OpenMonth, fixes: Fixes) -> list[Correction]:
    """Return what was chosen for cells of the files that are at hand."""
    chosen = {(fix["file"], fix["ref"], fix["field"]): fix["value"] for fix in fixes}
    return [
        Correction(*cell, chosen[returned.file, *cell], finding.found, _source(returned))
        for returned in month.returns()
        for finding in returned.findings
        if (cell := _cell(finding)) and (returned.file, *cell) in chosen
    ]


def _source(returned: Submission) -> Claim:
    return Claim(by=returned.by, file=returned.file, when=returned.saved, digest=returned.key)


def is_fixed(finding: Finding, returned: Submission, tracker: Tracker) -> bool:
    """Return whether an earlier save fixed this cell of this file, and nobody took that back."""
    entries = [entry for entry in tracker.log if (entry.ref, entry.field) == _cell(finding)]
    return any(entry.digest == returned.key and entry.outcome == "decided" for entry in open_entries(entries))
