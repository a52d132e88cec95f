"""Plans, changes, findings, logs and summaries as pandas DataFrames, and plans back. The only module that knows pandas.

Months are Periods, days and moments Timestamps; status, category and responsible unit are ordered categoricals, whose
order is that of a plan's life, of the form and of the plan itself. Texts are never missing: an empty one is "".
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import date
from typing import Any

import pandas as pd

from xltrack.findings import Finding
from xltrack.i18n.catalogue import DEFAULT_LANGUAGE, catalogue
from xltrack.model.compare import Change
from xltrack.model.expected import expect, expect_day, expect_each
from xltrack.model.fields import Column, plain
from xltrack.model.overdue import is_overdue, months_late
from xltrack.model.own_fields import OwnField
from xltrack.model.percent import Percentage
from xltrack.model.plan import Category, KeyAction, Plan, Recommendation, Status
from xltrack.model.plan_fields import fields_of, value_of
from xltrack.model.tracker import LogEntry
from xltrack.model.year_month import YearMonth
from xltrack.summary.figures import Counts, Summary

FRAME_GROUPINGS = ("plan", "responsible", "recommendation", "category", "thematic_area")
_MONTHS = ("month", "month_text")
"""The kinds of fields that hold a month."""
_SEVERITIES = ("info", "warning", "error")


def plan_frame(plan: Plan, as_of: date | None = None, *, explode: bool = False) -> pd.DataFrame:
    """Return one row a key action, indexed by ref.

    With `as_of` come the columns overdue and months_late (missing where an action is not overdue). `thematic_areas` are
    lists; with `explode` each area has a row of its own, so a ref then occurs once an area.
    """
    expect("plan", plan, Plan)
    if as_of is not None:
        expect_day("as_of", as_of)
    expect("explode", explode, bool)
    rows = [_action(plan, action, as_of) for action in plan.actions]
    columns = fields_of(plan)
    keys = ["ref", "recommendation", *(column.key for column in columns), "category", "thematic_areas"]
    frame = pd.DataFrame(rows, columns=keys + (["overdue", "months_late"] if as_of else []))
    for column in columns:
        frame[column.key] = _typed(frame[column.key], column.kind)
    frame["status"] = _ordered(frame["status"], Status)
    frame["category"] = _ordered(frame["category"], ("", *Category))
    frame["responsible"] = _ordered(frame["responsible"], dict.fromkeys((*plan.units, *frame["responsible"])))
    if as_of:
        frame["months_late"] = frame["months_late"].astype("Int64")
        frame["overdue"] = frame["overdue"].astype(bool)
    frame = frame.set_index("ref")
    return frame.explode("thematic_areas") if explode else frame


def plan_from_frame(
    frame: pd.DataFrame,
    *,
    title: str = "",
    recommendations: Iterable[Recommendation] = (),
    own_fields: Sequence[OwnField] = (),
) -> Plan:
    """Return the plan in a frame with one row a key action: the way back from `plan_frame`.

    The ref is the index or a column. A row belongs to the recommendation in its column `recommendation`, else to the
    one in its ref ("R3" of "R3.A2"). An action that is in `recommendations` keeps its values for columns that the
    frame lacks, and these recommendations keep their texts; others are made from `recommendation_text`, `category` and
    `thematic_areas` (lists). Months may be Periods, Timestamps, dates or texts ("2024/06"); NaT, NaN and None mean
    empty. `own_fields` declare the office's own columns; others are ignored. Raises TypeError for anything but a
    DataFrame, ValueError for a value or a ref that no plan can hold, and for several rows of one action.
    """
    expect("frame", frame, pd.DataFrame)
    expect("title", title, str)
    table = frame if "ref" in frame.columns else frame.rename_axis("ref").reset_index()
    if (twice := table["ref"].duplicated()).any():
        raise ValueError(f"{table.loc[twice, 'ref'].iloc[0]} has several rows; explode=True makes such a frame")
    empty = Plan(fields=expect_each("each own field", own_fields, OwnField))
    known = {rec.ref: rec for rec in expect_each("each recommendation", recommendations, Recommendation)}
    before = {action.ref: action for rec in known.values() for action in rec.actions}
    made = {ref: rec.model_copy(update={"actions": ()}) for ref, rec in known.items()}
    actions: dict[str, list[KeyAction]] = {ref: [] for ref in made}
    for row in table.to_dict("records"):
        ref = str(row["ref"])
        home = _filled(row.get("recommendation")) or ref.rpartition(".")[0]
        if home not in made:
            text = _filled(row.get("recommendation_text")) or home
            areas = tuple(areas) if isinstance(areas := row.get("thematic_areas"), (list, tuple)) else ()
            category = _filled(row.get("category")) or None
            made[home] = Recommendation(ref=home, text=text, category=category, thematic_areas=areas)
        actions.setdefault(home, []).append(_from_row(ref, row, before.get(ref), fields_of(empty)))
    built = (Recommendation.model_validate({**dict(rec), "actions": tuple(actions[ref])}) for ref, rec in made.items())
    return Plan(title=title, fields=empty.fields, recommendations=tuple(built))


def changes_frame(changes: Iterable[Change]) -> pd.DataFrame:
    """Return one row a change, in the form of its JSON: before and after as texts, months and late as whole numbers."""
    keys = [field.name for field in fields(Change)]
    frame = pd.DataFrame([one.as_dict() for one in expect_each("each change", changes, Change)], columns=keys)
    return frame.astype(dict.fromkeys(("months", "late"), "Int64"))


def findings_frame(findings: Iterable[Finding], language: str = DEFAULT_LANGUAGE) -> pd.DataFrame:
    """Return one row a finding: severity (ordered), code, file, its place (sheet and cell, line, or place in a
    document), ref, what was found, message and remedy in a language."""
    catalogue(language)  # also without any finding, a language that is not there is refused
    keys = ["severity", "code", "file", "sheet", "cell", "line", "place", "ref", "found", "message", "remedy"]
    rows = [
        finding.as_dict(language) | {"ref": finding.ref} for finding in expect_each("each finding", findings, Finding)
    ]
    frame = pd.DataFrame(rows, columns=keys).astype({"line": "Int64"})
    places = ["sheet", "cell", "place"]
    frame[places] = frame[places].astype(object).where(frame[places].notna(), "")
    frame["severity"] = _ordered(frame["severity"], _SEVERITIES)
    return frame


def log_frame(log: Iterable[LogEntry]) -> pd.DataFrame:
    """Return one row a log entry, oldest first: revision, when (UTC), who, ref, field, before, after, outcome, ..."""
    keys = ["revision", "when", "who", "ref", "field", "before", "after", "outcome", "reason", "file"]
    entries = expect_each("each entry", log, LogEntry)
    frame = pd.DataFrame([{key: getattr(entry, key) for key in keys} for entry in entries], columns=keys)
    frame["when"] = pd.to_datetime(frame["when"], utc=True)
    return frame


def summary_frame(summary: Summary) -> pd.DataFrame:
    """Return one row a group, in long form: grouping, plan, key, label, then every count. First comes the whole."""
    expect("summary", summary, Summary)
    rows: list[dict[str, Any]] = [{"grouping": "all", "plan": "", "key": "", "label": summary.title}]
    rows[0] |= _counts(summary.counts, summary)
    for name in FRAME_GROUPINGS:
        for group in getattr(summary, f"by_{name}"):
            row = {"grouping": name, "plan": group.plan, "key": str(group.key), "label": str(group.label)}
            rows.append(row | _counts(group.counts, summary))
    for grouping in summary.by_own:
        named = ({"grouping": grouping.key, "plan": "", "key": one.key, "label": one.label} for one in grouping.groups)
        rows += [row | _counts(one.counts, summary) for row, one in zip(named, grouping.groups, strict=True)]
    return pd.DataFrame(rows)


def overdue_frame(summary: Summary) -> pd.DataFrame:
    """Return the overdue list, oldest first, with the columns of `plan_frame`, the plan and the original deadline."""
    expect("summary", summary, Summary)
    keys = ["plan", "ref", "recommendation", "action", "unit", "deadline", "months_late", "status", "comment"]
    keys += ["original_deadline", "moved"]
    frame = pd.DataFrame([{key: _raw(getattr(row, key)) for key in keys} for row in summary.overdue], columns=keys)
    frame = frame.rename(columns={"action": "description", "unit": "responsible", "comment": "comments"})
    frame["status"] = _ordered(frame["status"], Status)
    for key in ("deadline", "original_deadline"):
        frame[key] = _typed(frame[key], "month")
    return frame


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
    """Return a month as a Period, a status as its code; numbers, shares and yes or no as they are."""
    if isinstance(value, YearMonth):
        return pd.Period(year=value.year, month=value.month, freq="M")
    if isinstance(value, (bool, int, float)):
        return float(value) if isinstance(value, Percentage) else value
    return value if isinstance(value, date) or value is None else str(value)


def _raw(value: Any) -> Any:
    return value if isinstance(value, int) else _cell(value)


def _typed(values: pd.Series[Any], kind: str) -> pd.Series[Any]:
    """Give a column of months or days its type, also where it is empty."""
    if kind in _MONTHS:
        return pd.Series(pd.PeriodIndex(values, freq="M"), index=values.index)
    return pd.to_datetime(values) if kind == "date" else values


def _ordered(values: pd.Series[Any], choices: Iterable[str]) -> pd.Series[Any]:
    kind = pd.CategoricalDtype([str(choice) for choice in choices], ordered=True)
    return values.astype(str).astype(kind)


def _from_row(ref: str, row: Mapping[Hashable, Any], before: KeyAction | None, columns: Iterable[Column]) -> KeyAction:
    """Return the action in a row. Raises ValueError that names it."""
    values: dict[str, Any] = dict(before) if before else {"ref": ref}
    own = dict(before.own) if before else {}
    try:
        for column in columns:
            if column.key in row:
                (own if column.own else values)[column.key] = _value(column, row[column.key])
        if "description" not in values:
            raise ValueError("the frame has no column 'description', the text of a new action")
        filled = {key: value for key, value in own.items() if value is not None and value != ""}
        return KeyAction.model_validate(values | {"own": filled})
    except ValueError as error:
        raise ValueError(f"{ref}: {error}") from error


def _value(column: Column, cell: Any) -> Any:
    """Return a cell as the value of a field; empty as None for months and days, as "" for texts."""
    cell = _filled(cell)
    if column.kind in _MONTHS or column.kind == "date":
        if cell == "":
            return None
        if isinstance(cell, pd.Period):
            cell = cell.end_time
        if column.kind in _MONTHS:
            return YearMonth.of(cell) if isinstance(cell, date) else YearMonth.parse(str(cell))
        return cell.date() if isinstance(cell, pd.Timestamp) else cell
    return Status.NOT_INITIATED if column.key == "status" and cell == "" else cell


def _filled(cell: Any) -> Any:
    """Return a cell, or "" for NaN, NaT and None."""
    return "" if cell is None or cell is pd.NaT or cell is pd.NA or cell != cell else cell


def _counts(counts: Counts, summary: Summary) -> dict[str, Any]:
    """Return the counts by name; a share as its percent, a horizon as due_3."""
    row = counts._asdict()
    for name in ("due", "of_open", "of_applicable"):
        del row[name]
    row |= {f"due_{due.months}": count for due, count in zip(summary.due, counts.due, strict=True)}
    return row | {"percent_of_open": counts.of_open.percent, "percent_of_applicable": counts.of_applicable.percent}
