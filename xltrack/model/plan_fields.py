"""The fields of a plan, those that every plan has and the office's own alike, and the values of its rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeVar

from xltrack.findings import Term
from xltrack.i18n.catalogue import Catalogue
from xltrack.model.fields import (
    ACTION_FIELDS,
    ACTIONS,
    PLAN_FIELDS,
    PLAN_REF,
    REC_FIELDS,
    RECOMMENDATIONS,
    Column,
    Value,
)
from xltrack.model.own_fields import OwnField, own_values
from xltrack.model.plan import BUILT_IN, KeyAction, Plan, Recommendation

REF = "ref"
"""The field by which a row is moved or merged: its new value is a recommendation's ref, or another action's."""
PlanRow = TypeVar("PlanRow", bound=KeyAction | Recommendation)

_WIDTHS: Mapping[str, float] = {
    "text": 24, "choice": 14, "month": 10, "date": 12, "number": 12, "percent": 10, "yes_no": 9, "person": 20,
}  # fmt: skip


_BUILT_IN: Mapping[str, Mapping[str, Column]] = {
    sheet: {column.key: column for column in columns}
    for sheet, columns in (("plan", PLAN_FIELDS), ("actions", ACTIONS), ("recommendations", RECOMMENDATIONS))
}


def own_column(field: OwnField) -> Column:
    """Return the column of a declared field."""
    return Column(field.key, field.kind, _WIDTHS[field.kind], field.rule, field.editor, required=False, own=field)


def own_columns(plan: Plan, sheet: str) -> tuple[Column, ...]:
    """Return the columns of the office's own fields on a sheet."""
    return tuple(own_column(field) for field in present_fields(plan) if field.sheet == sheet)


def fields_of(plan: Plan, sheet: str = "actions") -> tuple[Column, ...]:
    """Return the columns of a sheet that carry values of the plan, the office's own last."""
    columns = ACTION_FIELDS if sheet == "actions" else REC_FIELDS
    return columns + own_columns(plan, sheet) if plan.fields else columns


def own_field(plan: Plan, key: str) -> OwnField | None:
    """Return the declaration of an own field; None for any other key."""
    return next((field for field in present_fields(plan) if field.key == key), None)


def choices_of(field: OwnField, words: Catalogue) -> tuple[str, ...]:
    """Return the words that a field's dropdown offers; none where anything may be typed."""
    return tuple(map(str, words.section("yes_no").values())) if field.kind == "yes_no" else field.choices


def column_term(sheet: str, column: Column, ref: str = "") -> Term:
    """Name a column as findings do."""
    labels = column.own.labels or {"": column.own.header()} if column.own else {}
    return Term(("columns", sheet), column.key, ref, tuple(labels.items()))


def value_of(row: KeyAction | Recommendation, key: str) -> Value:
    """Return a row's value of a field, built in or own; None for an own one that is empty."""
    if key in BUILT_IN:
        return getattr(row, key)
    return next((value for own, value in row.own if own == key), None)


def with_values(row: PlanRow, values: Mapping[str, Value]) -> PlanRow:
    """Return a row with other values of some fields, built in or own. The values are not validated."""
    if values.keys() <= BUILT_IN:
        return row.model_copy(update=dict(values))  # type: ignore[return-value]
    own = dict(row.own) | {key: value for key, value in values.items() if key not in BUILT_IN}
    update = {key: value for key, value in values.items() if key in BUILT_IN}
    return row.model_copy(update=update | {"own": own_values(own)})  # type: ignore[return-value]


def with_fields(plan: Plan, fields: Iterable[OwnField]) -> Plan:
    """Return a plan that has these own fields, too; those it has already stay as they are."""
    known = {field.key: field for field in plan.fields}
    new = {field.key: field for field in fields if field.key not in known or known[field.key].removed}
    return plan.model_copy(update={"fields": tuple((known | new).values())}) if new else plan


def present_fields(plan: Plan) -> tuple[OwnField, ...]:
    """Return the own fields that have a column, in the order of their columns."""
    return tuple(field for field in plan.fields if not field.removed)


def without_removed_fields(plan: Plan) -> Plan:
    """Return a plan without the declarations that only its log needs."""
    return plan.model_copy(update={"fields": present_fields(plan)})


def rows_with(plan: Plan, key: str) -> Iterator[KeyAction | Recommendation]:
    """Yield the actions and recommendations that have a value in an own field."""
    for rec in plan.recommendations:
        if value_of(rec, key) is not None:
            yield rec
        yield from (action for action in rec.actions if value_of(action, key) is not None)


def is_recommendation(plan: Plan, ref: str) -> bool:
    """Return whether a ref is that of a recommendation."""
    return ref not in plan.by_ref and any(rec.ref == ref for rec in plan.recommendations)


def sheet_of(plan: Plan, ref: str, field: str) -> str:
    """Return the section of words in which a cell's column is named: plan, recommendations or actions."""
    if ref == PLAN_REF and field in _BUILT_IN["plan"]:
        return "plan"
    return "recommendations" if is_recommendation(plan, ref) else "actions"


def built_in_column(plan: Plan, ref: str, field: str) -> Column | None:
    """Return the column of a cell; None for a field of the office's own, or one that nobody knows."""
    return _BUILT_IN[sheet_of(plan, ref, field)].get(field)


def is_official(plan: Plan, ref: str, field: str) -> bool:
    """Return whether a cell is part of the plan as agreed, which the coordinator changes and confirms."""
    column = built_in_column(plan, ref, field)
    return column is not None and column.official
