"""The plan: recommendations, their key actions, and nothing about Excel.

Values here are frozen. An edited plan is a new plan, so a base can lie beside a current one.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Any, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, GetCoreSchemaHandler, model_validator
from pydantic_core import core_schema

_NOTATION = re.compile(r"(\d{4})[/-](\d{1,2})")


@dataclass(frozen=True, slots=True, order=True)
class YearMonth:
    """A calendar month, the precision at which plans give their deadlines (2022/12).

    Raises ValueError outside January 1900 to December 9999, the months Excel can hold.
    """

    year: int
    month: int

    def __post_init__(self) -> None:
        if not (1900 <= self.year <= 9999 and 1 <= self.month <= 12):
            raise ValueError(f"{self.year}/{self.month} is not a month between 1900/01 and 9999/12")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read the plan's own notation `2022/12`, or the ISO form `2022-12`. Raises ValueError."""
        match = _NOTATION.fullmatch(text.strip())
        if match is None:
            raise ValueError(f"{text!r} is not a month; write it as 2022/12")
        return cls(int(match[1]), int(match[2]))

    @property
    def first_day(self) -> date:
        return date(self.year, self.month, 1)

    @property
    def last_day(self) -> date:
        return date(self.year, self.month, calendar.monthrange(self.year, self.month)[1])

    @property
    def iso(self) -> str:
        """The form used in JSON and CSV: `2022-12`."""
        return f"{self.year:04}-{self.month:02}"

    def months_until(self, other: YearMonth) -> int:
        """Calendar months from this one to `other`; negative when `other` is earlier."""
        return (other.year - self.year) * 12 + other.month - self.month

    def __str__(self) -> str:
        return f"{self.year:04}/{self.month:02}"

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        parse = core_schema.no_info_plain_validator_function(cls.parse)
        text = core_schema.chain_schema([core_schema.str_schema(), parse])
        iso = core_schema.str_schema(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")
        return core_schema.json_or_python_schema(
            json_schema=text,
            python_schema=core_schema.union_schema([core_schema.is_instance_schema(cls), text]),
            serialization=core_schema.plain_serializer_function_ser_schema(
                lambda month: month.iso, return_schema=iso, when_used="json"
            ),
        )


class Status(StrEnum):
    """Progress as a unit reports it. Overdue is no status: it follows from the deadline."""

    NOT_INITIATED = "not_initiated"
    INITIATED = "initiated"
    COMPLETED = "completed"
    NO_LONGER_APPLICABLE = "no_longer_applicable"

    @property
    def closed(self) -> bool:
        """Whether nothing more is expected, so that no deadline can be missed."""
        return self in (Status.COMPLETED, Status.NO_LONGER_APPLICABLE)


class Category(StrEnum):
    """How management answered a recommendation."""

    ACCEPTED = "accepted"
    PARTIALLY_ACCEPTED = "partially_accepted"
    REJECTED = "rejected"
    NOT_APPLICABLE = "not_applicable"


def _one_line_end(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


Text = Annotated[str, AfterValidator(_one_line_end)]
"""Free text: outer blanks stripped, line ends as LF."""


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


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
    """Why the proposed deadline is asked for."""
    source_status: Text = ""
    """The status word of the imported source ("Overdue-Initiated", "Ongoing"), kept as it was; never edited."""


class Recommendation(_Value):
    """What the evaluation asks, management's answer to it, and the actions it committed to."""

    ref: str
    """"R3", the recommendation's number in the plan."""
    text: Text
    response: Text = ""
    description: Text = ""
    category: Category | None = None
    thematic_areas: tuple[Text, ...] = ()
    operating_principles: tuple[Text, ...] = ()
    organizational_priorities: tuple[Text, ...] = ()
    uneg_criteria: tuple[Text, ...] = ()
    actions: tuple[KeyAction, ...] = ()


class Plan(_Value):
    """A management response: recommendations in the plan's own order, each with its key actions.

    Raises pydantic's ValidationError (a ValueError) when a ref is given twice.
    """

    title: Text = ""
    recommendations: tuple[Recommendation, ...] = ()

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

    @cached_property
    def actions(self) -> tuple[KeyAction, ...]:
        """Every key action, in plan order."""
        return tuple(action for rec in self.recommendations for action in rec.actions)

    @cached_property
    def by_ref(self) -> Mapping[str, KeyAction]:
        return {action.ref: action for action in self.actions}

    @cached_property
    def parents(self) -> Mapping[str, Recommendation]:
        """The recommendation each action's ref belongs to."""
        return {action.ref: rec for rec in self.recommendations for action in rec.actions}

    @cached_property
    def units(self) -> tuple[str, ...]:
        """Responsible units in order of first appearance."""
        return tuple(dict.fromkeys(action.responsible for action in self.actions if action.responsible))

    def with_actions(self, edited: Mapping[str, KeyAction]) -> Plan:
        """This plan with the actions under the given refs replaced; refs it does not hold are ignored."""
        if not edited:
            return self
        recommendations = tuple(
            rec.model_copy(update={"actions": tuple(edited.get(a.ref, a) for a in rec.actions)})
            if any(a.ref in edited for a in rec.actions)
            else rec
            for rec in self.recommendations
        )
        return Plan.model_construct(title=self.title, recommendations=recommendations)

    def with_recommendations(self, edited: Mapping[str, Recommendation]) -> Plan:
        """This plan with the recommendations under the given refs replaced; refs it does not hold are ignored."""
        recommendations = tuple(edited.get(rec.ref, rec) for rec in self.recommendations)
        same = all(new is old for new, old in zip(recommendations, self.recommendations, strict=True))
        return self if same else Plan.model_construct(title=self.title, recommendations=recommendations)
