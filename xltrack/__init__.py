"""Excel as a safe, pleasant form for following up an evaluation's management response.

Every public name is imported on first use, so that `xltrack --help` does not pay for pydantic, and a
command pays only for what it does (measured: the models alone take four times as long as click). Nothing else is
imported here, not even typing: until `xltrack.entry` runs, Ctrl-C is answered with a traceback.
"""

import sys

__version__ = "0.1.0"

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from xltrack.desk.files import load_plan
    from xltrack.diff import Change, apply, diff
    from xltrack.excel.ledger_sheets import read_decisions
    from xltrack.excel.reader import read_workbook
    from xltrack.excel.tracker_book import write_workbook
    from xltrack.excel.update import update_workbook
    from xltrack.history import plan_at, undo
    from xltrack.merge import MergeResult, merge
    from xltrack.merging.policy import Policy
    from xltrack.model import Category, KeyAction, Plan, Recommendation, Status, YearMonth
    from xltrack.overdue import is_overdue, months_late
    from xltrack.problems import Cell, Line, Problem
    from xltrack.render import render
    from xltrack.resolve import Decision, resolve
    from xltrack.snapshot import plan_from_json, plan_schema, plan_to_json
    from xltrack.summary import summarize
    from xltrack.summing.figures import Summary
    from xltrack.text import as_of_window, format_text, parse_text
    from xltrack.tracker import Claim, Conflict, LogEntry, Meta, Submission, Tracker, new_tracker

_HOME = {
    "Category": "model",
    "Cell": "problems",
    "Change": "diff",
    "Claim": "tracker",
    "Conflict": "tracker",
    "Decision": "resolve",
    "KeyAction": "model",
    "Line": "problems",
    "LogEntry": "tracker",
    "MergeResult": "merge",
    "Meta": "tracker",
    "Plan": "model",
    "Policy": "merging.policy",
    "Problem": "problems",
    "Recommendation": "model",
    "Status": "model",
    "Submission": "tracker",
    "Summary": "summing.figures",
    "Tracker": "tracker",
    "YearMonth": "model",
    "apply": "diff",
    "as_of_window": "text",
    "diff": "diff",
    "format_text": "text",
    "is_overdue": "overdue",
    "load_plan": "desk.files",
    "merge": "merge",
    "months_late": "overdue",
    "new_tracker": "tracker",
    "parse_text": "text",
    "plan_at": "history",
    "plan_from_json": "snapshot",
    "plan_schema": "snapshot",
    "plan_to_json": "snapshot",
    "read_decisions": "excel.ledger_sheets",
    "read_workbook": "excel.reader",
    "render": "render",
    "resolve": "resolve",
    "summarize": "summary",
    "undo": "history",
    "update_workbook": "excel.update",
    "write_workbook": "excel.tracker_book",
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


class _Package(type(sys)):  # type: ignore[misc]
    """Keeps `xltrack.merge` the function: importing the module of that name would put the module in its place."""

    def __setattr__(self, name: str, value: object) -> None:
        if name not in _HOME or not isinstance(value, type(sys)):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package
