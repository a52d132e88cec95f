"""The plan: recommendations, their key actions, and nothing about Excel.

Values here are frozen. An edited plan is a new plan, so a base and a current plan can be compared.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Any, Self, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    ValidationInfo,
    field_validator,
    model_validator,
)

from xltrack.i18n.html_table import html_table
from xltrack.i18n.plain_text import shorten
from xltrack.model.expected import expect
from xltrack.model.frozen import Many
from xltrack.model.own_fields import MOST_FIELDS, OwnField, OwnValues, own_values
from xltrack.model.year_month import YearMonth


class Status(StrEnum):
    """Progress as a unit reports it. Overdue is no status: it follows from the deadline."""

    NOT_INITIATED = "not_initiated"
    INITIATED = "initiated"
    COMPLETED = "completed"
    NO_LONGER_APPLICABLE = "no_longer_applicable"

    @property
    def closed(self) -> bool:
        """True for completed and no longer applicable: such an action cannot miss its deadline."""
        return self in (Status.COMPLETED, Status.NO_LONGER_APPLICABLE)


class PlanState(StrEnum):
    """Stage of the plan as a whole: not yet agreed, agreed and followed up, or over."""

    DRAFT = "draft"
    APPROVED = "approved"
    CLOSED = "closed"


class Category(StrEnum):
    """Management's answer to a recommendation, as a category."""

    ACCEPTED = "accepted"
    PARTIALLY_ACCEPTED = "partially_accepted"
    REJECTED = "rejected"
    NOT_APPLICABLE = "not_applicable"


def _one_line_end(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


Text = Annotated[str, AfterValidator(_one_line_end)]
"""Free text: outer blanks stripped, line ends as LF."""


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True, defer_build=True)


class KeyAction(_Value):
    """One row of the tracker: who does what, by when, and how far it is."""

    ref: str
    """"R3.A2" = recommendation 3, action 2; given once, never reused."""
    description: Text
    responsible: Text = ""
    """The unit (or role, or person) that answers for the action."""
    deadline: YearMonth | None = None
    status: Status = Status.NOT_INITIATED
    comments: Text = ""
    completed_on: date | None = None
    evidence: Text = ""
    proposed_deadline: YearMonth | None = None
    reason: Text = ""
    """The person's reason for the proposed deadline, or for withdrawing the action."""
    source_status: Text = ""
    """The status word of the imported source ("Overdue-Initiated", "Ongoing"), kept as it was; never edited."""
    own: OwnValues = ()
    """The values of the office's own fields, by key; those that are empty are left out."""

    def __repr__(self) -> str:
        due = f", due {self.deadline}" if self.deadline else ""
        return f"<KeyAction {self.ref} {shorten(self.description, 60)!r}: {self.status}{due}>"

    __str__ = __repr__


class Recommendation(_Value):
    """A recommendation of the evaluation, management's answer, and the actions it committed to."""

    ref: str
    """"R3", the recommendation's number in the plan."""
    text: Text
    response: Text = ""
    description: Text = ""
    category: Category | None = None
    thematic_areas: Many[Text] = ()
    operating_principles: Many[Text] = ()
    organizational_priorities: Many[Text] = ()
    uneg_criteria: Many[Text] = ()
    actions: Many[KeyAction] = ()
    own: OwnValues = ()
    """The values of the office's own fields, by key; those that are empty are left out."""

    def __repr__(self) -> str:
        return f"<Recommendation {self.ref} {shorten(self.text, 60)!r}: {len(self.actions)} key actions>"

    __str__ = __repr__


BUILT_IN = frozenset((*KeyAction.model_fields, *Recommendation.model_fields))
"""The keys of the fields that every row has."""
OWN: dict[str, Any] = {
    "fields": True,
    "recommendations": {"__all__": {"own": True, "actions": {"__all__": {"own": True}}}},
}
"""The places of a plan that hold own fields and their values, as pydantic excludes them."""
STATE: dict[str, Any] = {"plan_state": True}
"""The place of a plan's state, in the same form: the first versions had none."""
_Row = TypeVar("_Row", KeyAction, Recommendation)


def typed_row(row: _Row, fields: Sequence[OwnField]) -> _Row:
    """Convert the own values of a row to their declared kinds; the same row if it has none. Raises ValueError."""
    if not row.own:
        return row
    sheet = "actions" if isinstance(row, KeyAction) else "recommendations"
    known = {field.key: field for field in fields if field.sheet == sheet}
    for key, _ in row.own:
        if key not in known:
            raise ValueError(f"{row.ref} has a value of the field {key}, which is not declared for {sheet}")
    return row.model_copy(update={"own": own_values({key: known[key].typed(value) for key, value in row.own})})


def typed_recommendation(rec: Recommendation, fields: Sequence[OwnField]) -> Recommendation:
    """Convert the own values of a recommendation and its actions to their declared kinds. Raises ValueError."""
    if any(action.own for action in rec.actions):
        rec = rec.model_copy(update={"actions": tuple(typed_row(action, fields) for action in rec.actions)})
    return typed_row(rec, fields)


class Plan(_Value):
    """A management response: recommendations in the plan's own order, each with its key actions.

    Raises pydantic's ValidationError (a ValueError) when a ref is given twice, and for a value of an own field that is
    not declared or of another kind.
    """

    title: Text = ""
    fields: Many[OwnField] = ()
    """The office's own fields, in the order of their columns."""
    plan_state: PlanState = PlanState.APPROVED
    recommendations: Many[Recommendation] = ()

    @field_validator("fields")
    @classmethod
    def _keys_are_new(cls, fields: tuple[OwnField, ...]) -> tuple[OwnField, ...]:
        keys = [field.key for field in fields]
        for key in keys:
            if key in BUILT_IN or keys.count(key) > 1:
                raise ValueError(f"the key {key} is taken already")
        if sum(not field.removed for field in fields) > MOST_FIELDS:
            raise ValueError(f"a tracker has at most {MOST_FIELDS} fields of its own")
        return fields

    @field_validator("recommendations")
    @classmethod
    def _own_values_are_typed(
        cls, recommendations: tuple[Recommendation, ...], info: ValidationInfo
    ) -> tuple[Recommendation, ...]:
        fields = info.data.get("fields", ())
        return tuple(typed_recommendation(rec, fields) for rec in recommendations)

    @model_validator(mode="after")
    def _refs_are_unique(self) -> Self:
        seen: set[str] = set()
        refs = [rec.ref for rec in self.recommendations]
        refs += [action.ref for rec in self.recommendations for action in rec.actions]
        for ref in refs:
            if ref in seen:
                raise ValueError(f"the ref {ref} is given twice")
            seen.add(ref)
        return self

    def __repr__(self) -> str:
        title = shorten(self.title, 60)
        return f"<Plan {title!r}: {len(self.recommendations)} recommendations, {len(self.actions)} key actions>"

    __str__ = __repr__

    def _repr_html_(self) -> str:
        return html_table(repr(self)[1:-1], PLAN_HEADERS, plan_rows(self))

    @cached_property
    def actions(self) -> tuple[KeyAction, ...]:
        """Every key action, in plan order."""
        return tuple(action for rec in self.recommendations for action in rec.actions)

    @cached_property
    def by_ref(self) -> Mapping[str, KeyAction]:
        """Every key action, by its ref."""
        return {action.ref: action for action in self.actions}

    @cached_property
    def parents(self) -> Mapping[str, Recommendation]:
        """The recommendation each action's ref belongs to."""
        return {action.ref: rec for rec in self.recommendations for action in rec.actions}

    @cached_property
    def units(self) -> tuple[str, ...]:
        """Responsible units in order of first appearance."""
        return tuple(dict.fromkeys(action.responsible for action in self.actions if action.responsible))

    @property
    def is_closed(self) -> bool:
        """True if the plan is over: nobody is asked about it any more."""
        return self.plan_state is PlanState.CLOSED

    @property
    def unused(self) -> dict[str, Any]:
        """The parts to exclude from a dump: own fields, if the plan has none, and the state that most plans have."""
        return ({} if self.fields else OWN) | (STATE if self.plan_state is PlanState.APPROVED else {})

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """Copy the plan as pydantic does, and compute again the cached values that follow from its rows."""
        copy = super().model_copy(update=update, deep=deep)
        for name in ("actions", "by_ref", "parents", "units"):
            copy.__dict__.pop(name, None)
        return copy

    def with_rows(self, recommendations: tuple[Recommendation, ...]) -> Plan:
        """Return this plan with other rows, which must have been validated."""
        return Plan.model_construct(
            title=self.title, fields=self.fields, plan_state=self.plan_state, recommendations=recommendations
        )

    def with_actions(self, edited: Mapping[str, KeyAction]) -> Plan:
        """Return this plan with the actions under the given refs replaced; refs it does not hold are ignored."""
        expect("edited", edited, Mapping)
        if not edited:
            return self
        recommendations = tuple(
            rec.model_copy(update={"actions": tuple(edited.get(a.ref, a) for a in rec.actions)})
            if any(a.ref in edited for a in rec.actions)
            else rec
            for rec in self.recommendations
        )
        return self.with_rows(recommendations)

    def with_recommendations(self, edited: Mapping[str, Recommendation]) -> Plan:
        """Return this plan with the recommendations of the given refs replaced; refs it does not hold are ignored."""
        expect("edited", edited, Mapping)
        recommendations = tuple(edited.get(rec.ref, rec) for rec in self.recommendations)
        same = all(new is old for new, old in zip(recommendations, self.recommendations, strict=True))
        return self if same else self.with_rows(recommendations)


PLAN_HEADERS = ("ref", "key action", "responsible", "deadline", "status")
"""The columns of a plan in a notebook."""


def plan_rows(plan: Plan) -> Iterator[tuple[object, ...]]:
    """Yield the rows of a plan for a notebook."""
    for action in plan.actions:
        text = shorten(action.description, 100)
        yield action.ref, text, action.responsible, action.deadline, action.status.value
