"""The sheets' columns, declared once, as data.

One `Column` says its key, kind, width, who may edit it and how returns of it are merged. It drives the
writer, the reader, dropdowns, messages, the documentation and the default template. In a workbook a
column is found by its defined name, else by its header text, never by its position.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import PlainSerializer, PlainValidator, ValidationInfo

from xltrack.i18n.catalogue import Catalogue, find_code, fold
from xltrack.model.declarations import declared_key, is_choices, is_declaration, label_in
from xltrack.model.own_fields import OwnField, read_kind, text_of
from xltrack.model.percent import Percentage
from xltrack.model.plan import Category, KeyAction, PlanState, Recommendation, Status
from xltrack.model.remark import is_remark
from xltrack.model.sorts import is_sort
from xltrack.model.year_month import YearMonth

FieldKind = Literal[
    "text", "choice", "month", "month_text", "date", "list", "live", "number", "moment", "percent", "yes_no", "person"
]
"""How a cell is shown and read: `month` a real date shown 2022/12; `month_text` a month typed as text;
`list` several values, one a line; `live` worked out again at every writing, mostly by a formula, and never read;
`percent` a share shown 40%; `person` a name."""

Value = Any
"""A field's value in the model: str, YearMonth, date, Status, Category, a tuple of str, a number, Percentage, bool, or
None."""

Rule = Literal["take", "append", "ask", "locked"]
"""take: one changed value is taken. append: pure additions are all kept. ask: waits for the coordinator even
unopposed. locked: an edit is reported, not applied."""


class Column(NamedTuple):
    """One column of a sheet xltrack owns. `width` is in characters of the default font."""

    key: str
    kind: FieldKind
    width: float
    rule: Rule = "locked"
    editor: Literal["staff", "coordinator", "nobody"] = "nobody"
    choices: str = ""
    """The catalogue section whose labels the dropdown offers; empty where anything may be typed."""
    required: bool = True
    """Whether a template without this column is refused."""
    hidden: bool = False
    own: OwnField | None = None
    """The declaration of a field of the office's own."""
    official: bool = False
    """Whether it is part of the plan as agreed: the coordinator changes it in the master, and confirms the change."""

    def header(self, sheet: str, words: Catalogue) -> str:
        """Return the column's header in a language."""
        return self.own.header(words.language) if self.own else words.word("columns", sheet, self.key)


ACTIONS: tuple[Column, ...] = (
    Column("ref", "text", 8),
    Column("recommendation", "text", 16, required=False),
    Column("description", "text", 34, official=True),
    Column("responsible", "text", 15, "ask", "coordinator"),
    Column("deadline", "month", 10, "ask", "coordinator"),
    Column("status", "choice", 14, "take", "staff", choices="status"),
    Column("comments", "text", 42, "append", "staff"),
    Column("check", "live", 18),
    Column("completed_on", "date", 12, "take", "staff"),
    Column("evidence", "text", 20, "take", "staff"),
    Column("proposed_deadline", "month_text", 11, "ask", "staff"),
    Column("reason", "text", 18, "take", "staff"),
    Column("overdue", "live", 11),
    Column("changed", "live", 14),
    Column("uid", "text", 14, hidden=True),
    Column("waiting", "live", 14, required=False, hidden=True),
)
"""One row a key action. Keys up to `reason` that a KeyAction has are its fields; `waiting` names the cells that wait
for a decision."""

RECOMMENDATIONS: tuple[Column, ...] = (
    Column("ref", "text", 8),
    Column("text", "text", 42, official=True),
    Column("description", "text", 18, required=False, official=True),
    Column("category", "choice", 13, "ask", "coordinator", choices="category", official=True),
    Column("response", "text", 62, official=True),
    Column("thematic_areas", "list", 26, official=True),
    Column("operating_principles", "list", 21, official=True),
    Column("organizational_priorities", "list", 21, official=True),
    Column("uneg_criteria", "list", 16, official=True),
    Column("actions", "live", 9, required=False),
    Column("overdue", "live", 9, required=False),
)
"""One row a recommendation. `actions` and `overdue` count its key actions."""

CHANGES: tuple[Column, ...] = (
    Column("revision", "number", 10),
    Column("when", "moment", 18),
    Column("who", "text", 22),
    Column("file", "text", 30),
    Column("ref", "text", 9),
    Column("field", "text", 18),
    Column("before", "text", 40),
    Column("after", "text", 40),
    Column("outcome", "text", 20),
    Column("reason", "text", 40),
)
"""The log: one row a change, oldest first, never rewritten."""

DECISIONS: tuple[Column, ...] = (
    Column("ref", "text", 9),
    Column("action", "text", 20),
    Column("field", "text", 12),
    Column("asked", "text", 15, required=False),
    Column("ours", "text", 17),
    Column("claim", "text", 9),
    Column("value", "text", 26),
    Column("who", "text", 15),
    Column("suggestion", "text", 19),
    Column("take", "choice", 13, editor="coordinator", choices="take"),
    Column("own_value", "text", 22, editor="coordinator"),
    Column("reason", "text", 24, editor="coordinator"),
    Column("sent", "text", 22),
    Column("file", "text", 22),
    Column("when", "moment", 16),
    Column("id", "text", 11),
)
"""Cells that wait for a decision: one block of rows for each cell, one row for each claim; `take` is picked on the
block's first row."""

SHEETS: Mapping[str, tuple[Column, ...]] = {
    "actions": ACTIONS,
    "recommendations": RECOMMENDATIONS,
    "changes": CHANGES,
    "decisions": DECISIONS,
}

ACTION_FIELDS: tuple[Column, ...] = tuple(
    column for column in ACTIONS if column.key not in ("ref", "recommendation", "uid") and column.kind != "live"
)
"""The columns that carry a KeyAction's own values, in sheet order."""

STAFF_FIELDS: tuple[Column, ...] = tuple(column for column in ACTION_FIELDS if column.editor == "staff")
"""The columns that a unit is asked to fill in."""


REC_FIELDS: tuple[Column, ...] = tuple(
    column for column in RECOMMENDATIONS if column.key not in ("ref", "actions") and column.kind != "live"
)
"""The columns that carry a Recommendation's own values."""


PLAN_REF = ""
"""The ref of the cells that belong to the plan as a whole."""
PLAN_FIELDS: tuple[Column, ...] = (
    Column("title", "text", 60, official=True),
    Column("plan_state", "choice", 12, editor="coordinator", choices="plan_state"),
)
"""The values of the plan as a whole. They have no sheet: the title has a named cell on the first one."""


def column(sheet: str, key: str) -> Column:
    """Return the column of a sheet by its key. Raises KeyError."""
    for candidate in SHEETS[sheet]:
        if candidate.key == key:
            return candidate
    raise KeyError(key)


def defined_name(sheet: str, key: str) -> str:
    """Return the workbook name that marks a column: it refers to the header cell and the rows under it."""
    return f"xltrack_{sheet}_{key}"


_KINDS: Mapping[str, FieldKind] = {column.key: column.kind for column in (*PLAN_FIELDS, *RECOMMENDATIONS, *ACTIONS)}
_CODES: Mapping[str, type[Status] | type[Category] | type[PlanState]] = {
    "status": Status, "category": Category, "plan_state": PlanState,
}  # fmt: skip


def plain(value: Value) -> str | None:
    """Return a field's value as the text that JSON, CSV and the stored log hold; None when it is empty."""
    if isinstance(value, KeyAction):
        return value.description
    if isinstance(value, Recommendation):
        return value.text
    if isinstance(value, (Status, Category, PlanState)):
        return value.value
    return None if value is None else text_of(value) or None


def from_plain(field: str | None, text: str | None, own_fields: Iterable[OwnField] = ()) -> Value:
    """Return a field's value from its text form; None when it is empty. Raises ValueError.

    A whole row (`field` None) and a remark have their words as value. `own_fields` are the plan's own fields.
    """
    if not text:
        return None
    if field is not None and field in _CODES:
        return _CODES[field](text)
    kind: str = _KINDS.get(field or "") or next((own.kind for own in own_fields if own.key == field), "text")
    return read_kind(kind, text)


def from_typed(field: str, text: str, own_fields: Iterable[OwnField] = ()) -> Value:
    """Return a value from what a person typed, in any shipped language's words. Raises ValueError."""
    if is_declaration(field):
        raise ValueError("a field gets another header by renaming it")
    if field in _CODES:
        text = find_code(text, field) or find_code(text, f"{field}_words") or text
    declared = next((own for own in own_fields if own.key == field), None)
    if declared is not None and declared.kind == "yes_no":
        text = find_code(text, "yes_no") or text
    if declared is not None and declared.choices:
        text = find_choice(declared, text) or _no_choice(text)
    return from_plain(field, text.strip(), own_fields)


def find_choice(field: OwnField, text: str) -> str | None:
    """Return the choice of an own field that a text means, whatever its case and blanks; None if none."""
    return next((choice for choice in field.choices if fold(choice) == fold(text)), None)


def _no_choice(text: str) -> str:
    raise ValueError(f"{text!r} is not on the list")


def none_if_empty(value: Value) -> Value:
    """Return a field's value as claims and the log hold it: None when it is empty."""
    return None if value in ("", ()) else value


def field_value(field: str, value: Value) -> Value:
    """Return a value as the plan's models hold it: an empty text as "", an empty list as (). Raises ValueError."""
    if value is None or value == "":
        if field == "status":
            raise ValueError("a status is never empty")
        kind = _KINDS.get(field, "live")
        return () if kind == "list" else "" if kind == "text" else None
    return value.strip() if type(value) is str else value


def value_label(field: str | None, value: Value, words: Catalogue) -> str:
    """Return a value as people read it: a month as 2022/12, a code as its label; "" when it is empty."""
    if field is not None and field in _CODES and value:
        return str(words.section(field).get(value, value))
    if is_declaration(field) and value:
        return label_in(field, value, words.language)
    if isinstance(value, bool):
        return words.word("yes_no", text_of(value))
    return str(value) if isinstance(value, (YearMonth, Percentage)) else plain(value) or ""


def _of_field(value: Value, info: ValidationInfo) -> Value:
    """Convert a value to the type of the field that the same model names: JSON holds it as text."""
    if isinstance(value, str):
        return from_plain(info.data.get("field"), value)
    if info.mode == "json" and value is not None:
        raise ValueError("a value is stored as text")
    return none_if_empty(value)


CellValue = Annotated[Any, PlainValidator(_of_field), PlainSerializer(plain, when_used="json")]
"""The value of the cell that a model names in its own `field`; None when it is empty. A text in JSON."""


def field_label(
    field: str | None, words: Catalogue, own_fields: Iterable[OwnField] = (), *, recommendation: bool = False
) -> str:
    """Return a field's header word; of a whole row, that it is new; of a remark or a sort, that it is one.

    `own_fields` are the plan's own fields; one that is not among them is called by its key.
    """
    if is_remark(field):
        return words.word("words", "remark")
    if is_sort(field):
        return words.word("words", "sort")
    if is_choices(field):
        return words.word("words", "field_choices", field=field_label(declared_key(str(field)), words, own_fields))
    if is_declaration(field):
        return words.word("words", "field")
    if field is None:
        return words.word("words", "new_recommendation" if recommendation else "new_row")
    for sheet in ("actions", "recommendations", "plan"):
        if field in words.section("columns", sheet):
            return words.word("columns", sheet, str(field))
    return next((own for own in own_fields if own.key == field), OwnField.model_construct(key=field)).header(
        words.language
    )
