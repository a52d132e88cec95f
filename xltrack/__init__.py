"""Excel as a safe, pleasant form for following up an evaluation's management response.

Every public name is imported on first use, so that `xltrack --help` does not pay for pydantic, and a
command pays only for what it does (measured: the models alone take four times as long as click). Nothing else is
imported here, not even typing: until `xltrack.cli.entry` runs, Ctrl-C is answered with a traceback.
"""

import sys

__version__ = "0.1.0"

TYPE_CHECKING = False
if TYPE_CHECKING:  # the same names as in _HOME, in the form that type checkers read as an export
    from xltrack.errors import BaseDamaged as BaseDamaged
    from xltrack.errors import BaseMissing as BaseMissing
    from xltrack.errors import BaseTooBig as BaseTooBig
    from xltrack.errors import FileError as FileError
    from xltrack.errors import MailError as MailError
    from xltrack.errors import MergeError as MergeError
    from xltrack.errors import NewerFormat as NewerFormat
    from xltrack.errors import NotATracker as NotATracker
    from xltrack.errors import SaveError as SaveError
    from xltrack.errors import SettingsError as SettingsError
    from xltrack.errors import SourceError as SourceError
    from xltrack.errors import SummaryError as SummaryError
    from xltrack.errors import TemplateError as TemplateError
    from xltrack.errors import TextError as TextError
    from xltrack.errors import UnsafeWorkbook as UnsafeWorkbook
    from xltrack.errors import WorkbookError as WorkbookError
    from xltrack.errors import XltrackError as XltrackError
    from xltrack.findings import CellAddress as CellAddress
    from xltrack.findings import Finding as Finding
    from xltrack.findings import LineNumber as LineNumber
    from xltrack.grid.limits import Limits as Limits
    from xltrack.importing.response_text import TextPlan as TextPlan
    from xltrack.importing.response_text import as_of_window as as_of_window
    from xltrack.importing.response_text import format_text as format_text
    from xltrack.importing.response_text import parse_text as parse_text
    from xltrack.merging.account import Account as Account
    from xltrack.merging.account import Receipt as Receipt
    from xltrack.merging.corrections import Correction as Correction
    from xltrack.merging.decisions import Decision as Decision
    from xltrack.merging.decisions import ResolveResult as ResolveResult
    from xltrack.merging.decisions import resolve as resolve
    from xltrack.merging.history import UndoResult as UndoResult
    from xltrack.merging.history import plan_at as plan_at
    from xltrack.merging.history import undo as undo
    from xltrack.merging.merge import merge as merge
    from xltrack.merging.merge_result import MergeResult as MergeResult
    from xltrack.merging.policy import DecisionContext as DecisionContext
    from xltrack.merging.policy import Policy as Policy
    from xltrack.model.compare import Change as Change
    from xltrack.model.compare import apply as apply
    from xltrack.model.compare import diff as diff
    from xltrack.model.overdue import is_overdue as is_overdue
    from xltrack.model.overdue import months_late as months_late
    from xltrack.model.own_fields import OwnField as OwnField
    from xltrack.model.plan import Category as Category
    from xltrack.model.plan import KeyAction as KeyAction
    from xltrack.model.plan import Plan as Plan
    from xltrack.model.plan import Recommendation as Recommendation
    from xltrack.model.plan import Status as Status
    from xltrack.model.remark import Remark as Remark
    from xltrack.model.serialize import plan_from_json as plan_from_json
    from xltrack.model.serialize import plan_schema as plan_schema
    from xltrack.model.serialize import plan_to_json as plan_to_json
    from xltrack.model.submission import Submission as Submission
    from xltrack.model.tracker import Claim as Claim
    from xltrack.model.tracker import Conflict as Conflict
    from xltrack.model.tracker import LogEntry as LogEntry
    from xltrack.model.tracker import Meta as Meta
    from xltrack.model.tracker import Tracker as Tracker
    from xltrack.model.tracker import new_tracker as new_tracker
    from xltrack.model.year_month import YearMonth as YearMonth
    from xltrack.rendering.formats import render as render
    from xltrack.rendering.frames import changes_frame as changes_frame
    from xltrack.rendering.frames import findings_frame as findings_frame
    from xltrack.rendering.frames import log_frame as log_frame
    from xltrack.rendering.frames import overdue_frame as overdue_frame
    from xltrack.rendering.frames import plan_frame as plan_frame
    from xltrack.rendering.frames import plan_from_frame as plan_from_frame
    from xltrack.rendering.frames import summary_frame as summary_frame
    from xltrack.storage.master import MasterInMemory as MasterInMemory
    from xltrack.summary.figures import Summary as Summary
    from xltrack.summary.summarize import summarize as summarize
    from xltrack.workbook.log_and_decisions import read_decisions as read_decisions
    from xltrack.workbook.read import read_master as read_master
    from xltrack.workbook.read import read_workbook as read_workbook
    from xltrack.workbook.update import update_workbook as update_workbook
    from xltrack.workbook.write import write_workbook as write_workbook
    from xltrack.workflows.files import LoadedPlan as LoadedPlan
    from xltrack.workflows.files import load_plan as load_plan
    from xltrack.workflows.master import Master as Master
    from xltrack.workflows.resolution import Resolution as Resolution
    from xltrack.workflows.return_files import FileInMemory as FileInMemory
    from xltrack.workflows.return_files import Returns as Returns
    from xltrack.workflows.returns import read_returns as read_returns
    from xltrack.workflows.settings import Settings as Settings
    from xltrack.workflows.write_template import write_template as write_template

_HOME = {
    # plans
    "Category": "model.plan",
    "KeyAction": "model.plan",
    "OwnField": "model.own_fields",
    "Plan": "model.plan",
    "Recommendation": "model.plan",
    "Status": "model.plan",
    "YearMonth": "model.year_month",
    "is_overdue": "model.overdue",
    "months_late": "model.overdue",
    # plans as text, JSON and files
    "LoadedPlan": "workflows.files",
    "TextPlan": "importing.response_text",
    "as_of_window": "importing.response_text",
    "format_text": "importing.response_text",
    "load_plan": "workflows.files",
    "parse_text": "importing.response_text",
    "plan_from_json": "model.serialize",
    "plan_schema": "model.serialize",
    "plan_to_json": "model.serialize",
    # findings
    "CellAddress": "findings",
    "Finding": "findings",
    "LineNumber": "findings",
    # trackers, and workbooks that hold them
    "Claim": "model.tracker",
    "Conflict": "model.tracker",
    "LogEntry": "model.tracker",
    "Meta": "model.tracker",
    "Remark": "model.remark",
    "Submission": "model.submission",
    "Tracker": "model.tracker",
    "new_tracker": "model.tracker",
    "Limits": "grid.limits",
    "read_master": "workbook.read",
    "read_workbook": "workbook.read",
    "update_workbook": "workbook.update",
    "write_template": "workflows.write_template",
    "write_workbook": "workbook.write",
    # changes, merges, decisions
    "Account": "merging.account",
    "Change": "model.compare",
    "Correction": "merging.corrections",
    "Decision": "merging.decisions",
    "MergeResult": "merging.merge_result",
    "Policy": "merging.policy",
    "Receipt": "merging.account",
    "ResolveResult": "merging.decisions",
    "UndoResult": "merging.history",
    "apply": "model.compare",
    "diff": "model.compare",
    "merge": "merging.merge",
    "plan_at": "merging.history",
    "DecisionContext": "merging.policy",
    "read_decisions": "workbook.log_and_decisions",
    "resolve": "merging.decisions",
    "undo": "merging.history",
    # the coordinator's work, as the command line does it
    "FileInMemory": "workflows.return_files",
    "Master": "workflows.master",
    "MasterInMemory": "storage.master",
    "Resolution": "workflows.resolution",
    "Returns": "workflows.return_files",
    "Settings": "workflows.settings",
    "read_returns": "workflows.returns",
    # summaries
    "Summary": "summary.figures",
    "render": "rendering.formats",
    "summarize": "summary.summarize",
    # DataFrames
    "plan_frame": "rendering.frames",
    "plan_from_frame": "rendering.frames",
    "changes_frame": "rendering.frames",
    "findings_frame": "rendering.frames",
    "log_frame": "rendering.frames",
    "summary_frame": "rendering.frames",
    "overdue_frame": "rendering.frames",
    # errors
    "BaseDamaged": "errors",
    "BaseMissing": "errors",
    "BaseTooBig": "errors",
    "FileError": "errors",
    "MailError": "errors",
    "MergeError": "errors",
    "NewerFormat": "errors",
    "NotATracker": "errors",
    "SaveError": "errors",
    "SettingsError": "errors",
    "SourceError": "errors",
    "SummaryError": "errors",
    "TemplateError": "errors",
    "TextError": "errors",
    "UnsafeWorkbook": "errors",
    "WorkbookError": "errors",
    "XltrackError": "errors",
}

__all__ = ["__version__", *_HOME]


if not TYPE_CHECKING:  # or a type checker would take every misspelt name for a public one

    def __getattr__(name: str) -> object:
        """Import a public name on first use."""
        if name not in _HOME:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from importlib import import_module

        value = getattr(import_module(f"xltrack.{_HOME[name]}"), name)
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    return sorted(__all__)
