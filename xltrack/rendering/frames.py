"""Plans, changes and summaries as pandas DataFrames, for analysts. The only module that knows pandas."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from datetime import date
from typing import Any

import pandas as pd

from xltrack.model.compare import Change
from xltrack.model.fields import plain
from xltrack.model.overdue import is_overdue, months_late
from xltrack.model.percent import Percentage
from xltrack.model.plan import KeyAction, Plan
from xltrack.model.plan_fields import fields_of, value_of
from xltrack.model.year_month import YearMonth
from xltrack.summary.figures import Counts, Summary

FRAME_GROUPINGS = ("plan", "responsible", "recommendation", "category", "thematic_area")


def plan_frame(plan: Plan, as_of: date | None = None) -> pd.DataFrame:
    """Return one row a key action, indexed by ref; months and days as timestamps, empty texts as "".

    With `as_of` come the columns overdue and months_late (missing where an action is not overdue).
    """
    rows = [_action(plan, action, as_of) for action in plan.actions]
    columns = fields_of(plan)
    keys = ["ref", "recommendation", *(column.key for column in columns), "category", "thematic_areas"]
    frame = pd.DataFrame(rows, columns=keys + (["overdue", "months_late"] if as_of else []))
    for column in columns:
        if column.kind in ("month", "month_text", "date"):
            frame[column.key] = pd.to_datetime(frame[column.key])
    if as_of:
        frame["months_late"] = frame["months_late"].astype("Int64")
    return frame.set_index("ref")


def _action(plan: Plan, action: KeyAction, as_of: date | None) -> dict[str, Any]:
    rec = plan.parents[action.ref]
    row: dict[str, Any] = {column.key: _cell(value_of(action, column.key)) for column in fields_of(plan)}
    row |= {"ref": action.ref, "recommendation": rec.ref, "category": plain(rec.category) or ""}
    row |= {"thematic_areas": list(rec.thematic_areas)}
    if as_of:
        late = is_overdue(action, as_of)
        row |= {"overdue": late, "months_late": _late(action, as_of) if late else None}
    return row


def _late(action: KeyAction, as_of: date) -> int | None:
    return None if action.deadline is None else months_late(action.deadline, as_of)


def _cell(value: Any) -> Any:
    """Return a month as its first day, a status as its code; numbers, shares and yes or no as they are."""
    if isinstance(value, YearMonth):
        return value.first_day
    if isinstance(value, (bool, int, float)):
        return float(value) if isinstance(value, Percentage) else value
    return value if isinstance(value, date) or value is None else str(value)


def changes_frame(changes: Iterable[Change]) -> pd.DataFrame:
    """Return one row a change, in the form of its JSON: before and after as texts."""
    keys = [field.name for field in fields(Change)]
    return pd.DataFrame([change.as_dict() for change in changes], columns=keys)


def summary_frame(summary: Summary) -> pd.DataFrame:
    """Return one row a group, in long form: grouping, plan, key, label, then every count; the first row is the
    whole."""
    rows: list[dict[str, Any]] = [{"grouping": "all", "plan": "", "key": "", "label": summary.title}]
    rows[0] |= _counts(summary.counts, summary)
    for name in FRAME_GROUPINGS:
        for group in getattr(summary, f"by_{name}"):
            row = {"grouping": name, "plan": group.plan, "key": str(group.key), "label": str(group.label)}
            rows.append(row | _counts(group.counts, summary))
    for own in summary.by_own:
        named = ({"grouping": own.key, "plan": "", "key": one.key, "label": one.label} for one in own.groups)
        rows += [row | _counts(one.counts, summary) for row, one in zip(named, own.groups, strict=True)]
    return pd.DataFrame(rows)


def overdue_frame(summary: Summary) -> pd.DataFrame:
    """Return the overdue list, oldest first."""
    keys = ["plan", "ref", "recommendation", "action", "unit", "deadline", "months_late", "status", "comment"]
    keys += ["original_deadline", "moved"]
    frame = pd.DataFrame([{key: _raw(getattr(row, key)) for key in keys} for row in summary.overdue], columns=keys)
    for key in ("deadline", "original_deadline"):
        frame[key] = pd.to_datetime(frame[key])
    return frame


def _raw(value: Any) -> Any:
    return value if isinstance(value, int) else _cell(value)


def _counts(counts: Counts, summary: Summary) -> dict[str, Any]:
    """Return the counts by name; a share as its percent, a horizon as due_3."""
    row = {f.name: getattr(counts, f.name) for f in fields(counts) if f.name not in ("due", "of_open", "of_applicable")}
    row |= {f"due_{due.months}": count for due, count in zip(summary.due, counts.due, strict=True)}
    return row | {"percent_of_open": counts.of_open.percent, "percent_of_applicable": counts.of_applicable.percent}
