"""A plan as CSV, one row a key action, for programs that read nothing else.

A text that a spreadsheet would take for a formula (it starts with = + - @, a tab or a carriage return) gets
an apostrophe in front, the mark that spreadsheets themselves use for "this is text" (OWASP, CSV injection).
"""

from __future__ import annotations

import csv
import io
from datetime import date

from xltrack.model.fields import ACTION_FIELDS, plain
from xltrack.model.overdue import is_overdue, months_late
from xltrack.model.plan import Plan

CSV_FIELDS = (
    "ref",
    "recommendation",
    *(column.key for column in ACTION_FIELDS),
    "source_status",
    "overdue",
    "months_late",
)


def plan_to_csv(plan: Plan, as_of: date) -> str:
    """Return the plan's actions; months as 2022-12, statuses as codes, `overdue` and `months_late` judged on
    `as_of`."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(CSV_FIELDS)
    for rec in plan.recommendations:
        for action in rec.actions:
            late = action.deadline is not None and is_overdue(action, as_of)
            values = [plain(getattr(action, column.key)) for column in ACTION_FIELDS]
            months = str(months_late(action.deadline, as_of)) if late and action.deadline else ""
            row = (action.ref, rec.text, *values, action.source_status, "yes" if late else "no", months)
            writer.writerow([inert(value or "") for value in row])
    return text.getvalue()


def inert(text: str) -> str:
    """Quote a text so that no spreadsheet computes it."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
