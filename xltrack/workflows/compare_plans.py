"""Plans compared: a returned workbook with what was sent, or an old plan with a new one in any format."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from xltrack.errors import BaseMissing
from xltrack.findings import Finding
from xltrack.grid.limits import DEFAULT_LIMITS, OWN_LIMITS, Limits
from xltrack.model.compare import Change, diff
from xltrack.model.own_fields import OwnField
from xltrack.model.plan import Plan
from xltrack.model.submission import Submission
from xltrack.workbook.read import read_workbook
from xltrack.workflows.files import WORKBOOKS, load_plan
from xltrack.workflows.json_forms import findings_form, json_form
from xltrack.workflows.reports import FindingsReport


@dataclass(frozen=True, slots=True)
class PlanComparison(FindingsReport):
    """The changes between two plans, and the findings of the files they were read from."""

    changes: tuple[Change, ...]
    findings: tuple[Finding, ...]
    language: str = ""
    """The language of the returned workbook, if it is one."""
    fields: tuple[OwnField, ...] = ()
    """The own fields of the plans."""

    def as_dict(self) -> dict[str, Any]:
        """Return the JSON form."""
        changes = [{"months": None, "late": None} | change.as_dict() for change in self.changes]
        return json_form("xltrack-diff/1", changes=changes, findings=findings_form(self.findings))


def compare_return(path: Path, *, limits: Limits = DEFAULT_LIMITS) -> PlanComparison:
    """Compare a returned workbook with its base, the plan as sent. Raises BaseMissing if the base is gone."""
    submission = read_workbook(path, limits=limits)
    if submission.base is None:
        raise BaseMissing("base_needed", file=str(path))
    return _compared(submission.base.plan, submission)


def compare_plans(old: Path, new: Path, *, limits: Limits = OWN_LIMITS) -> PlanComparison:
    """Compare the plans in two files. Raises like `load_plan`.

    A returned workbook that has lost its base is read as a return of the OLD workbook.
    """
    if old.suffix.lower() in WORKBOOKS and new.suffix.lower() in WORKBOOKS:
        sent = read_workbook(old, limits=limits)
        returned = read_workbook(new, limits=limits, base=sent.base)
        return _compared(sent.current, returned, sent.findings)
    before, after = (load_plan(path, limits=limits) for path in (old, new))
    return PlanComparison(diff(before.plan, after.plan), (*before.findings, *after.findings), fields=after.plan.fields)


def _compared(before: Plan, returned: Submission, findings: Sequence[Finding] = ()) -> PlanComparison:
    """Compare every copy of the form in a workbook with a plan."""
    forms = (returned, *returned.more)
    changes = dict.fromkeys(change for form in forms for change in diff(before, form.current))
    all_findings = (*findings, *(finding for form in forms for finding in form.findings))
    language = returned.base.meta.language if returned.base else ""
    return PlanComparison(tuple(changes), all_findings, language, returned.current.fields)
