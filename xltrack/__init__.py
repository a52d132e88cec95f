"""Excel as a safe, pleasant form for following up an evaluation's management response.

Every public name is imported on first use, so that `xltrack --help` does not pay for pydantic, and a
command pays only for what it does (measured: the models alone take four times as long as click). Nothing else is
imported here, not even typing: until `xltrack.cli.entry` runs, Ctrl-C is answered with a traceback.
"""

import sys

__version__ = "0.1.0"

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from xltrack.findings import CellAddress, Finding, LineNumber
    from xltrack.importing.response_text import as_of_window, format_text, parse_text
    from xltrack.merging.decisions import Decision, resolve
    from xltrack.merging.history import plan_at, undo
    from xltrack.merging.merge import MergeResult, merge
    from xltrack.merging.policy import Policy
    from xltrack.model.compare import Change, apply, diff
    from xltrack.model.overdue import is_overdue, months_late
    from xltrack.model.plan import Category, KeyAction, Plan, Recommendation, Status
    from xltrack.model.serialize import plan_from_json, plan_schema, plan_to_json
    from xltrack.model.submission import Submission
    from xltrack.model.tracker import Claim, Conflict, LogEntry, Meta, Tracker, new_tracker
    from xltrack.model.year_month import YearMonth
    from xltrack.rendering.formats import render
    from xltrack.summary.figures import Summary
    from xltrack.summary.summarize import summarize
    from xltrack.workbook.log_and_decisions import read_decisions
    from xltrack.workbook.read import read_workbook
    from xltrack.workbook.update import update_workbook
    from xltrack.workbook.write import write_workbook
    from xltrack.workflows.files import load_plan

_HOME = {
    "Category": "model.plan",
    "CellAddress": "findings",
    "Change": "model.compare",
    "Claim": "model.tracker",
    "Conflict": "model.tracker",
    "Decision": "merging.decisions",
    "Finding": "findings",
    "KeyAction": "model.plan",
    "LineNumber": "findings",
    "LogEntry": "model.tracker",
    "MergeResult": "merging.merge",
    "Meta": "model.tracker",
    "Plan": "model.plan",
    "Policy": "merging.policy",
    "Recommendation": "model.plan",
    "Status": "model.plan",
    "Submission": "model.submission",
    "Summary": "summary.figures",
    "Tracker": "model.tracker",
    "YearMonth": "model.year_month",
    "apply": "model.compare",
    "as_of_window": "importing.response_text",
    "diff": "model.compare",
    "format_text": "importing.response_text",
    "is_overdue": "model.overdue",
    "load_plan": "workflows.files",
    "merge": "merging.merge",
    "months_late": "model.overdue",
    "new_tracker": "model.tracker",
    "parse_text": "importing.response_text",
    "plan_at": "merging.history",
    "plan_from_json": "model.serialize",
    "plan_schema": "model.serialize",
    "plan_to_json": "model.serialize",
    "read_decisions": "workbook.log_and_decisions",
    "read_workbook": "workbook.read",
    "render": "rendering.formats",
    "resolve": "merging.decisions",
    "summarize": "summary.summarize",
    "undo": "merging.history",
    "update_workbook": "workbook.update",
    "write_workbook": "workbook.write",
}

__all__ = ["__version__", *_HOME]


def __getattr__(name: str) -> "Any":
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(f"xltrack.{_HOME[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
