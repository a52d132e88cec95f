"""The rules of an action's row: each as a condition over its values and as the formula of the workbook's Check column.

The column shows a rule's words while people type; the reader reports its finding for the same row. One table makes both
say the same, and the documentation lists it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from xltrack.model.percent import Percentage
from xltrack.model.plan import KeyAction, Status
from xltrack.model.ready_fields import PROGRESS

EARLIEST_COMPLETION = 1990
"""The earliest completion that is plausible: an earlier year is a slip, or a number that was shown as a date."""
WHOLE = 100
"""The percentage of a finished action."""
SHORTEST_MONTH = 6
"""Characters of the shortest month in the form that is asked for: 2024/5."""

_PLAIN_MONTH = 'VALUE(LEFT(TRIM({proposed_deadline}),4))&SUBSTITUTE(MID(TRIM({proposed_deadline}),5,9),"/","-")'
"""A month or a day as it was typed, for a formula: DATEVALUE knows the order of 2024-05-31 in every language."""


class RowState(NamedTuple):
    """One row as it is now."""

    now: KeyAction
    day: date
    """The day it is judged for."""
    changed: frozenset[str] = frozenset()
    """The fields that differ from what was sent."""


class RowRule(NamedTuple):
    """One rule that a row can break.

    In `formula`, the name of a field stands for its cell, `done`, `withdrawn`, `initiated` and `not_initiated` for the
    condition that the status is that one, `choices` for the list of statuses, `changed_` and a field for the condition
    that it differs from what was sent.
    """

    code: str
    """The code of the words that Check shows."""
    finding: str
    """The code of the finding that the reader reports; "" for a hint, which only the summary's data gaps count."""
    field: str
    """The column that the finding points to."""
    formula: str
    broken: Callable[[RowState], bool] | None = None
    """The condition over a row's values; None where only typing can break the rule, which reading the cell reports."""
    fields: tuple[str, ...] = ()
    """The fields that the condition looks at: a person who changed none of them did not break it."""
    own: bool = False
    """Whether `field` is a field of the office's own, which not every tracker has."""
    in_copies: bool = False
    """Whether the rule applies only in copies, where the coordinator's columns belong to somebody else."""


def _done(row: RowState) -> bool:
    return row.now.status is Status.COMPLETED


def _bare(row: RowState) -> bool:
    return _done(row) and not row.now.comments and not row.now.evidence


def lacks_reason(action: KeyAction) -> bool:
    """Return whether an action is withdrawn and nothing in its row says why."""
    return action.status is Status.NO_LONGER_APPLICABLE and not (action.comments or action.evidence or action.reason)


def _unexplained(row: RowState) -> bool:
    return lacks_reason(row.now)


def _no_day(row: RowState) -> bool:
    return _done(row) and row.now.completed_on is None and "status" in row.changed


def _open(row: RowState) -> bool:
    return row.now.completed_on is not None and not _done(row)


def _early(row: RowState) -> bool:
    return row.now.completed_on is not None and row.now.completed_on.year < EARLIEST_COMPLETION


def _future(row: RowState) -> bool:
    return row.now.completed_on is not None and row.now.completed_on > row.day


def _unreasoned(row: RowState) -> bool:
    return row.now.proposed_deadline is not None and not row.now.reason


def _moved(row: RowState) -> bool:
    return row.now.deadline is not None and "deadline" in row.changed


def is_contradicted(status: Status, share: float) -> bool:
    """Return whether a share done, in percent, cannot be right beside a status."""
    if status is Status.COMPLETED:
        return share < WHOLE
    return share == WHOLE if status is Status.INITIATED else share > 0 and status is Status.NOT_INITIATED


def _contradicted(row: RowState) -> bool:
    share = dict(row.now.own).get(PROGRESS)
    return isinstance(share, Percentage) and is_contradicted(row.now.status, share)


ROW_RULES: tuple[RowRule, ...] = (
    RowRule("status", "unknown_choice", "status", "SUMPRODUCT(({choices}=TRIM({status}))*1)=0"),
    RowRule(
        "bare", "completed_without_evidence", "status",
        "IF({done},LEN(TRIM({comments}))+LEN(TRIM({evidence}))=0,FALSE)",
        _bare, ("status", "comments", "evidence"),
    ),
    RowRule(
        "withdrawn", "withdrawn_without_reason", "status",
        "IF({withdrawn},LEN(TRIM({comments}))+LEN(TRIM({evidence}))+LEN(TRIM({reason}))=0,FALSE)",
        _unexplained, ("status", "comments", "evidence", "reason"),
    ),
    RowRule(
        "no_day", "", "completed_on",
        "IF({done},IF(LEN({completed_on})=0,{changed_status},FALSE),FALSE)",
        _no_day, ("status", "completed_on"),
    ),
    RowRule(
        "open", "completed_on_open", "completed_on",
        "IF(LEN({completed_on})>0,NOT({done}),FALSE)",
        _open, ("status", "completed_on"),
    ),
    RowRule(
        "not_a_day", "unreadable_date", "completed_on",
        "IF(LEN({completed_on})>0,NOT(ISNUMBER({completed_on})),FALSE)",
    ),
    RowRule(
        "early", "early_completion", "completed_on",
        f"IF(ISNUMBER({{completed_on}}),{{completed_on}}<DATE({EARLIEST_COMPLETION},1,1),FALSE)",
        _early, ("completed_on",),
    ),
    RowRule(
        "future", "future_completion", "completed_on",
        "IF(ISNUMBER({completed_on}),{completed_on}>TODAY(),FALSE)",
        _future, ("completed_on",),
    ),
    RowRule(
        "month", "unreadable_deadline", "proposed_deadline",
        "IF(ISNUMBER({proposed_deadline}),FALSE,IF(LEN(TRIM({proposed_deadline}))=0,FALSE,"
        f"IF(LEN(TRIM({{proposed_deadline}}))<{SHORTEST_MONTH},TRUE,"
        f'IF(ISERROR(DATEVALUE({_PLAIN_MONTH}&"-01")),ISERROR(DATEVALUE({_PLAIN_MONTH})),FALSE))))',
    ),
    RowRule(
        "no_reason", "proposal_without_reason", "proposed_deadline",
        "IF(LEN(TRIM({proposed_deadline}))>0,LEN(TRIM({reason}))=0,FALSE)",
        _unreasoned, ("proposed_deadline", "reason"),
    ),
    RowRule("deadline", "unreadable_deadline", "deadline", "IF(LEN({deadline})>0,NOT(ISNUMBER({deadline})),FALSE)"),
    RowRule(
        "moved", "deadline_overwritten", "deadline",
        "IF(ISNUMBER({deadline}),{changed_deadline},FALSE)",
        _moved, ("deadline",), in_copies=True,
    ),
    RowRule("locked", "locked_edited", "description", "{changed_description}"),
    RowRule(
        PROGRESS, "progress_unlike_status", PROGRESS,
        "IF(ISNUMBER({progress}),IF({done},{progress}<1,IF({initiated},{progress}=1,"
        "IF({not_initiated},{progress}>0,FALSE))),FALSE)",
        _contradicted, ("status", PROGRESS), own=True,
    ),
)  # fmt: skip
"""In the order in which the Check column names them."""
