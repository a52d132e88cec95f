"""A plan as CSV, one row a key action, for programs that read nothing else.

A text that a spreadsheet would take for a formula (it starts with = + - @, a tab or a carriage return) gets
an apostrophe in front, the mark that spreadsheets themselves use for "this is text" (OWASP, CSV injection).
"""

from __future__ import annotations

import csv
import io
from datetime import date

from xltrack.model.fields import plain
from xltrack.model.overdue import is_overdue, months_late
from xltrack.model.plan import Plan
from xltrack.model.plan_fields import fields_of, value_of


def plan_to_csv(plan: Plan, as_of: date) -> str:
    """Return the plan's actions, own fields included; months as 2022-12, statuses as codes.

    `overdue` and `months_late` are judged on `as_of`.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    columns = fields_of(plan)
    keys = (column.key for column in columns)
    writer.writerow(("ref", "recommendation", *keys, "source_status", "overdue", "months_late"))
    for rec in plan.recommendations:
        for action in rec.actions:
            late = action.deadline is not None and is_overdue(action, as_of)
            values = [plain(value_of(action, column.key)) for column in columns]
            months = str(months_late(action.deadline, as_of)) if late and action.deadline else ""
            row = (action.ref, rec.text, *values, action.source_status, "yes" if late else "no", months)
            writer.writerow([inert(value or "") for value in row])
    return text.getvalue()


def inert(text: str) -> str:
    """Quote a text so that no spreadsheet computes it."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
