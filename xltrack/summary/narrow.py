"""A tracker confined to some of its actions: the page of one unit, one person or one value of a field."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from xltrack.errors import SummaryError
from xltrack.i18n.catalogue import catalogue, fold
from xltrack.merging.unit_names import names_of, present_name
from xltrack.model.fields import value_label
from xltrack.model.plan import BUILT_IN, KeyAction, Recommendation
from xltrack.model.plan_fields import present_fields, value_of
from xltrack.model.tracker import Tracker

NARROWING_FIELDS = ("responsible", "status")
RECOMMENDATION_FIELDS = (
    "category", "thematic_areas", "operating_principles", "organizational_priorities", "uneg_criteria",
)  # fmt: skip
PERSON = "person"
"""Not a field of the plan: who was sent a copy, by name or address."""
REGION = "region"
"""Not a field of a plan either: the country or region that the office's settings give it."""
_BUILT_IN = (*NARROWING_FIELDS, *RECOMMENDATION_FIELDS, PERSON, REGION)
_KEY = re.compile(r"[a-z][a-z0-9_]*")


class Only(NamedTuple):
    """The confines of a summary: a field and one value of it."""

    field: str
    value: str

    @classmethod
    def parse(cls, text: str) -> Only:
        """Read "responsible=Country Office". Raises XltrackError for what names no field."""
        field, _, value = text.partition("=")
        field = field.strip()
        if not _KEY.fullmatch(field) or not value.strip():
            raise SummaryError("bad_only", found=text, fields=", ".join(_BUILT_IN))
        return cls(field, value.strip())


def narrowed(trackers: Iterable[Tracker], only: Only) -> list[Tracker]:
    """Confine trackers to the actions that `only` names; those that have none are left out.

    Raises XltrackError where no tracker has one, or none has that field.
    """
    given = list(trackers)
    own = tuple(dict.fromkeys(field.key for tracker in given for field in present_fields(tracker.plan)))
    if only.field not in (*_BUILT_IN, *own):
        raise SummaryError("bad_only", found=f"{only.field}={only.value}", fields=", ".join((*_BUILT_IN, *own)))
    narrow = [small for tracker in given if (small := _narrow(tracker, only)).plan.actions]
    if not narrow:
        raise no_value(only, tuple(_known(given, only.field)))
    return narrow


def no_value(only: Only, known: tuple[str, ...]) -> SummaryError:
    """Return the error that nothing has this value; `known` are those that there are."""
    if not known:
        return SummaryError("only_empty", field=only.field, value=only.value)
    return SummaryError("only_nothing", field=only.field, value=only.value, known=known)


def _narrow(tracker: Tracker, only: Only) -> Tracker:
    refs = _refs(tracker, only)
    recommendations = tuple(
        rec.model_copy(update={"actions": actions})
        for rec in tracker.plan.recommendations
        if (actions := tuple(action for action in rec.actions if action.ref in refs))
    )
    plan = tracker.plan.with_rows(recommendations)
    log = tuple(entry for entry in tracker.log if entry.ref in refs)
    conflicts = tuple(conflict for conflict in tracker.conflicts if conflict.ref in refs)
    return tracker.model_copy(update={"plan": plan, "log": log, "conflicts": conflicts})


def _refs(tracker: Tracker, only: Only) -> set[str]:
    if only.field == PERSON:
        return _sent_to(tracker, only.value)
    names = names_of(tracker) if only.field == "responsible" else {}
    wanted = fold(present_name(only.value, names))
    return {
        action.ref
        for rec in tracker.plan.recommendations
        for action in rec.actions
        if wanted in map(fold, _values(rec, action, only.field))
    }


def _values(rec: Recommendation, action: KeyAction, field: str) -> tuple[str, ...]:
    of_action = field in NARROWING_FIELDS or (field not in BUILT_IN and field in dict(action.own))
    value = value_of(action, field) if of_action else value_of(rec, field)
    return value if isinstance(value, tuple) else (value_label(None, value, catalogue()),)


def _sent_to(tracker: Tracker, person: str) -> set[str]:
    """Return the actions of every copy that was sent to a person."""
    wanted = person.casefold()
    return {
        ref
        for copy in tracker.sent
        if wanted == copy.to.casefold() or any(wanted in (c.name.casefold(), c.email.casefold()) for c in copy.contacts)
        for ref in copy.refs
    }


def _known(trackers: Iterable[Tracker], field: str) -> list[str]:
    """List the values that a field has, for a message."""
    if field == PERSON:
        return sorted({contact.name or contact.email for t in trackers for copy in t.sent for contact in copy.contacts})
    values = (
        value
        for tracker in trackers
        for rec in tracker.plan.recommendations
        for action in rec.actions
        for value in _values(rec, action, field)
    )
    return list(dict.fromkeys(filter(None, values)))
