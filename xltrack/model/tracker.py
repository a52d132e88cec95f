"""A plan with its identity, its log and its open conflicts. Values only."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, ValidationInfo, field_validator, model_validator

from xltrack.i18n.catalogue import LANGUAGES, OfficeLanguage
from xltrack.i18n.html_table import html_table
from xltrack.i18n.office_words import office_terms
from xltrack.i18n.terms import OfficeTerms
from xltrack.model.correspondence import ReceivedReturn, SentCopy
from xltrack.model.expected import expect, expect_day
from xltrack.model.fields import CellValue, from_plain
from xltrack.model.frozen import FrozenModel, Many
from xltrack.model.own_fields import OwnField
from xltrack.model.plan import (
    OWN,
    PLAN_HEADERS,
    STATE,
    KeyAction,
    Plan,
    Recommendation,
    plan_rows,
    typed_recommendation,
    typed_row,
)
from xltrack.model.remark import Remark

Outcome = Literal["taken", "agreed", "decided", "edited", "rejected", "asked", "undone", "added"]
"""taken: from a return. agreed: the master had the value already. decided: by the coordinator on the Decisions sheet.
edited: by hand in the master. rejected: not applied, with the reason. asked: waits. undone: restored. added: a new
action."""

APPLIED: frozenset[Outcome] = frozenset({"taken", "decided", "edited", "undone", "added"})
"""The outcomes after which the cell holds the entry's `after`; the others leave it as it was."""


def _shipped(language: str) -> str:
    if language not in LANGUAGES:
        raise ValueError(f"there is no language {language!r}; use one of: {', '.join(LANGUAGES)}")
    return language


Language = Annotated[str, AfterValidator(_shipped)]
"""The code of a language that has a catalogue: "en", "fr"."""


class Meta(FrozenModel):
    """The identity of a tracker and of one state of it, as a workbook carries it."""

    id: str
    """"K7QF-2M9D": the same in every copy; derived from the plan, so the same import gives the same id."""
    revision: int = 1
    """Counts every change of the master, from 1."""
    issued: date
    language: Language = "en"
    scope: Many[str] = ()
    """The refs of the actions that a copy was sent for; empty means all of them."""
    to: str = ""
    """The unit or person that a copy was written for."""
    terms: Many[tuple[Language, OfficeTerms]] = ()
    """The office's own words for management response, key action and unit, by language."""

    @field_validator("terms")
    @classmethod
    def _complete(cls, terms: tuple[tuple[str, OfficeTerms], ...]) -> tuple[tuple[str, OfficeTerms], ...]:
        return tuple(office_terms({language: dict(words) for language, words in terms}).items())

    @model_validator(mode="after")
    def _in_own_words(self) -> Self:
        if self.terms:
            object.__setattr__(self, "language", self.in_language())
        return self

    def in_language(self, language: str = "") -> str:
        """Return a language, else the tracker's, with the office's own words in it."""
        code = str(language or self.language)
        terms = dict(self.terms).get(code, ())
        return OfficeLanguage(code, terms) if terms else code


class Move(FrozenModel):
    """A value that a sort moved: the cell that shows it now, and what was sent there."""

    ref: str
    field: str
    before: CellValue = None
    after: CellValue = None


class LogEntry(FrozenModel):
    """One change of one cell, as the Changes sheet shows it. Values are those of the field, None where it is empty."""

    revision: int
    when: datetime
    who: str = ""
    file: str = ""
    ref: str
    field: str | None = None
    before: CellValue = None
    after: CellValue = None
    outcome: Outcome
    reason: str = ""
    saved: datetime | None = None
    """The time at which the return that brought the value was saved."""
    digest: str = ""
    """The `key` of that return, by which the same edit is recognised when the file is merged again."""
    row: KeyAction | None = None
    """The whole row, if the entry adds a row (`after` is its text) or removes one (`before` is its text)."""
    recommendation: Recommendation | None = None
    """The whole recommendation, if the entry adds or removes one. While it waits it has its actions."""
    because: str = ""
    """The person's own reason for what they propose."""
    remark: Remark | None = None
    """The remark that waits, if the entry is about one."""
    moves: Many[Move] = ()
    """The values that a sort moved, if the entry is about one that waits."""
    back_to: int | None = None
    """Of an undone cell: the revision whose state it has again; what lies between no longer counts."""


class Claim(FrozenModel):
    """The value that one side wants in a cell, None for empty. `by` is a person or unit, `file` the return."""

    by: str
    file: str = ""
    when: datetime | None = None
    base: CellValue = None
    value: CellValue = None
    digest: str = ""
    """The `key` of the return."""
    row: KeyAction | None = None
    """The whole row, if the claim proposes one."""
    recommendation: Recommendation | None = None
    """The whole recommendation with its actions, if the claim proposes one."""
    because: str = ""
    """The reason that the same person gives in the same return."""
    remark: Remark | None = None
    """The remark to be added to the comments, if the claim is one."""
    moves: Many[Move] = ()
    """The values that a sort moved, which are taken or left together."""


class Conflict(FrozenModel):
    """A cell that waits for a person's decision. `field` is None if the claim is a whole new row.

    For a remark, `field` is the remark's own name, and `ref` is empty if it belongs to no single action. For a sort,
    `field` is the sort's own name, and `ref` is empty.
    """

    id: str
    """Derived from its content, so that the same dispute is the same conflict in every merge."""
    ref: str
    field: str | None = None
    sent: CellValue = None
    ours: CellValue = None
    claims: Many[Claim]
    reason: str
    """A code such as two_values, asks or rewrite. The catalogue has the words of every code, in `conflict_reasons`."""

    @field_validator("claims")
    @classmethod
    def _typed_by_field(cls, claims: tuple[Claim, ...], info: ValidationInfo) -> tuple[Claim, ...]:
        """Type what JSON holds as text: a claim does not name its field itself."""
        if info.mode != "json":
            return claims
        field = info.data.get("field")
        values = [{"base": from_plain(field, claim.base), "value": from_plain(field, claim.value)} for claim in claims]
        return tuple(one.model_copy(update=value) for one, value in zip(claims, values, strict=True))


class Tracker(FrozenModel):
    """A plan with its identity, its log and its open conflicts: all that a master workbook says.

    `sent` and `received` are the master's alone: no copy carries them.
    """

    meta: Meta
    plan: Plan
    log: Many[LogEntry] = ()
    conflicts: Many[Conflict] = ()
    sent: Many[SentCopy] = ()
    received: Many[ReceivedReturn] = ()

    def __repr__(self) -> str:
        counts = f"{len(self.plan.actions)} actions, {len(self.log)} log entries, {len(self.conflicts)} open conflicts"
        return f"<Tracker {self.meta.id}, revision {self.meta.revision}: {counts}>"

    __str__ = __repr__

    def _repr_html_(self) -> str:
        return html_table(repr(self)[1:-1], PLAN_HEADERS, plan_rows(self.plan))

    @field_validator("log")
    @classmethod
    def _own_values_of_the_log(cls, log: tuple[LogEntry, ...], info: ValidationInfo) -> tuple[LogEntry, ...]:
        own = info.data["plan"].fields if "plan" in info.data else ()
        return tuple(_typed_entry(entry, own) for entry in log) if own else log

    @field_validator("conflicts")
    @classmethod
    def _own_values_that_wait(cls, conflicts: tuple[Conflict, ...], info: ValidationInfo) -> tuple[Conflict, ...]:
        own = info.data["plan"].fields if "plan" in info.data else ()
        return tuple(_typed_conflict(conflict, own) for conflict in conflicts) if own else conflicts

    def in_words_of(self, terms: Mapping[str, OfficeTerms]) -> Self:
        """Return the tracker with an office's own terms in place of the standard ones; unchanged if there are none."""
        if not terms:
            return self
        meta = Meta.model_validate({**dict(self.meta), "terms": tuple(terms.items())})
        return self.model_copy(update={"meta": meta})


def _typed_entry(entry: LogEntry, own_fields: Sequence[OwnField]) -> LogEntry:
    values: dict[str, object] = _typed_texts(entry, ("before", "after"), entry.field, own_fields)
    if entry.row is not None and entry.row.own:
        values["row"] = typed_row(entry.row, own_fields)
    if entry.recommendation is not None:
        values["recommendation"] = typed_recommendation(entry.recommendation, own_fields)
    if entry.moves:
        values["moves"] = _typed_moves(entry.moves, own_fields)
    return entry.model_copy(update=values) if values else entry


def _typed_moves(moves: Iterable[Move], own_fields: Sequence[OwnField]) -> tuple[Move, ...]:
    texts = ("before", "after")
    return tuple(move.model_copy(update=_typed_texts(move, texts, move.field, own_fields)) for move in moves)


def _typed_conflict(conflict: Conflict, own_fields: Sequence[OwnField]) -> Conflict:
    claims = []
    for claim in conflict.claims:
        values: dict[str, object] = _typed_texts(claim, ("base", "value"), conflict.field, own_fields)
        if claim.row is not None and claim.row.own:
            values["row"] = typed_row(claim.row, own_fields)
        if claim.recommendation is not None:
            values["recommendation"] = typed_recommendation(claim.recommendation, own_fields)
        if claim.moves:
            values["moves"] = _typed_moves(claim.moves, own_fields)
        claims.append(claim.model_copy(update=values) if values else claim)
    values = _typed_texts(conflict, ("sent", "ours"), conflict.field, own_fields)
    return conflict.model_copy(update=values | {"claims": tuple(claims)})


def _typed_texts(
    place: FrozenModel, names: Iterable[str], field: str | None, own_fields: Sequence[OwnField]
) -> dict[str, object]:
    """Return the values of an own field that are still texts, typed by its declaration."""
    declared = next((own for own in own_fields if own.key == field), None)
    if declared is None:
        return {}
    texts = {name: getattr(place, name) for name in names}
    return {name: declared.typed(text) for name, text in texts.items() if isinstance(text, str)}


def tracker_id(plan: Plan) -> str:
    """Return the id of a newly imported plan: eight letters and digits that are hard to confuse."""
    code = _code(plan.model_dump_json(exclude=OWN | STATE))
    return f"{code[:4]}-{code[4:]}"


def _code(text: str) -> str:
    """Encode the first forty bits of a text's digest as eight letters and digits."""
    return base64.b32encode(hashlib.sha256(text.encode()).digest()[:5]).decode()


def new_tracker(
    plan: Plan, issued: date, language: str = "en", terms: Mapping[str, OfficeTerms] | None = None
) -> Tracker:
    """Return the first state of a tracker: revision 1, an empty log. `issued` is its day of issue."""
    expect("plan", plan, Plan)
    expect_day("issued", issued)
    expect("language", language, str)
    expect("terms", terms or {}, Mapping)
    meta = Meta(id=tracker_id(plan), issued=issued, language=_shipped(language), terms=tuple((terms or {}).items()))
    return Tracker(meta=meta, plan=plan)


@lru_cache(maxsize=4096)
def row_uid(tracker: str, ref: str) -> str:
    """Return the hidden id of an action's row. Derived, so that it need not be stored: the same in every copy."""
    code = _code(f"{tracker}/{ref}")
    return f"{tracker}.{code}"


def fingerprint(action: KeyAction) -> str:
    """Return the text that identifies a row when ids were mixed up: its locked texts without blanks and case."""
    return hashlib.sha256(unspaced(action.description).encode()).hexdigest()[:16]


def unspaced(text: str) -> str:
    """Return a text without blanks, case folded."""
    return "".join(text.casefold().split())
