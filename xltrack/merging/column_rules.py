"""The merge rule and the header word of a cell's column, of actions and recommendations alike."""

from __future__ import annotations

from xltrack.findings import Term
from xltrack.model.declarations import is_declaration
from xltrack.model.fields import Rule
from xltrack.model.own_fields import OwnField
from xltrack.model.plan import Plan
from xltrack.model.plan_fields import built_in_column, column_term, own_column, own_field, sheet_of
from xltrack.model.remark import is_remark
from xltrack.model.sorts import has_no_cell


def rule_of(plan: Plan, ref: str, field: str) -> Rule:
    """Return the merge rule of a cell's column. A unit's edit of a field that the coordinator fills in is asked about.

    A field that is no longer declared is locked.
    """
    known = built_in_column(plan, ref, field)
    if known is not None:
        return known.rule
    declared = own_field(plan, field)
    if declared is None:
        return "locked"
    return "ask" if declared.editor == "coordinator" and declared.rule != "locked" else declared.rule


def cell_label(plan: Plan, ref: str, field: str) -> Term:
    """Name a cell as findings do: by its row's ref and its column's header; a remark, sort or field by that word.

    A field that was removed has its last header, one that the plan never had its key.
    """
    if has_no_cell(field):
        return Term(("words",), "remark" if is_remark(field) else "sort", ref)
    if is_declaration(field):
        return Term(("words",), "field", ref)
    if built_in_column(plan, ref, field) is not None:
        return Term.column(sheet_of(plan, ref, field), field, ref)
    declared = next((one for one in plan.fields if one.key == field), OwnField.model_construct(key=field))
    return column_term("actions", own_column(declared), ref)
