"""A tracker's plan in a form that other programs read, or its changes as blocks of text to paste."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from xltrack.errors import FileError, SummaryError
from xltrack.findings import Finding
from xltrack.grid.limits import OWN_LIMITS, Limits
from xltrack.model.compare import diff
from xltrack.model.plan import Plan
from xltrack.model.tracker import Tracker
from xltrack.workflows.files import EXPORTS, WORKBOOKS, export_text, load_plan, refuse_overwrite, write_text
from xltrack.workflows.points_in_time import revision_or_day
from xltrack.workflows.reports import FindingsReport


@dataclass(frozen=True, slots=True)
class ExportReport(FindingsReport):
    """The result of an export: the number of actions (or of changed rows), and the findings of the tracker."""

    rows: int
    findings: tuple[Finding, ...]


def export_plan(
    source: Path, output: Path, form: str, *, as_of: date, force: bool = False, limits: Limits = OWN_LIMITS
) -> ExportReport:
    """Write the plan as it is now in a tracker's sheets; `form` is one of ".json", ".txt", ".csv".

    What the text form has no place for is a finding. Raises FileError for an unknown form or an output that exists.
    """
    if form not in EXPORTS:
        raise FileError("unknown_format", file=str(output), suffix=form, formats=", ".join(EXPORTS))
    refuse_overwrite(output, source, force=force)
    loaded = load_plan(source, limits=limits)
    text = export_text(loaded.plan, form, as_of)
    findings = loaded.findings
    if form == ".txt":
        from xltrack.importing.response_text import cannot_hold

        findings += cannot_hold(loaded.plan, as_of)
    write_text(text, output, form=form)
    return ExportReport(len(loaded.plan.actions), findings)


def export_updates(
    source: Path, output: Path, form: str, since: str, *, force: bool = False, limits: Limits = OWN_LIMITS
) -> ExportReport:
    """Write a block for each row that changed since a day, a revision or a file, in plan order.

    Raises FileError like `export_plan`, SummaryError when `since` names nothing that can be found.
    """
    from xltrack.rendering.updates import format_updates

    if form != ".txt":
        raise FileError("unknown_format", file=str(output), suffix=form, formats=".txt")
    refuse_overwrite(output, source, force=force)
    base, now, findings = _read(source, limits)
    before = _earlier(base, since, limits)
    text = format_updates(before, now, since, base.meta.language if base else "en")
    write_text(text, output, form=form)
    return ExportReport(len({change.ref for change in diff(before, now, smart_quotes=False)}), findings)


def _read(path: Path, limits: Limits) -> tuple[Tracker | None, Plan, tuple[Finding, ...]]:
    if path.suffix.lower() not in WORKBOOKS:
        loaded = load_plan(path, limits=limits)
        return None, loaded.plan, loaded.findings
    from xltrack.workbook.read import read_workbook

    read = read_workbook(path, limits=limits)
    return read.base, read.current, tuple(read.findings)


def _earlier(base: Tracker | None, since: str, limits: Limits) -> Plan:
    """Return the plan of a revision, at the end of a day, or in a file."""
    from xltrack.merging.history import plan_at

    at = revision_or_day(since)
    if at is not None:
        if base is None:
            raise SummaryError("since_without_log", found=since)
        return plan_at(base, at)
    if not Path(since).exists():
        raise SummaryError("bad_since", found=since)
    other, plan, _ = _read(Path(since), limits)
    if base is not None and other is not None and other.meta.id != base.meta.id:
        raise SummaryError("since_other_plan", id=other.meta.id)
    return plan
