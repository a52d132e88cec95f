"""A tracker confined to some of its actions: the page of one unit, one person or one value of a field."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from xltrack.errors import SummaryError
from xltrack.i18n.catalogue import fold
from xltrack.model.plan import KeyAction, Plan, Recommendation
from xltrack.model.tracker import Tracker

NARROWING_FIELDS = ("responsible", "status")
RECOMMENDATION_FIELDS = (
    "category", "thematic_areas", "operating_principles", "organizational_priorities", "uneg_criteria",
)  # fmt: skip
PERSON = "person"
"""Not a field of the plan: who was sent a copy, by name or address."""


@dataclass(frozen=True, slots=True)
class Only:
    """The confines of a summary: a field and one value of it."""

    field: str
    value: str

    @classmethod
    def parse(cls, text: str) -> Only:
        """Read "responsible=Country Office". Raises XltrackError for an unknown field."""
        field, _, value = text.partition("=")
        known = (*NARROWING_FIELDS, *RECOMMENDATION_FIELDS, PERSON)
        field = field.strip()
        if field not in known or not value.strip():
            raise SummaryError("bad_only", found=text, fields=", ".join(known))
        return cls(field, value.strip())


def narrowed(trackers: Iterable[Tracker], only: Only) -> list[Tracker]:
    """Confine trackers to the actions that `only` names; those that have none are left out.

    Raises XltrackError where no tracker has one.
    """
    given = list(trackers)
    found = [small for tracker in given if (small := _narrow(tracker, only)).plan.actions]
    if not found:
        raise SummaryError(
            "only_nothing", field=only.field, value=only.value, known=", ".join(_known(given, only.field))
        )
    return found


def _narrow(tracker: Tracker, only: Only) -> Tracker:
    refs = _refs(tracker, only)
    recommendations = tuple(
        rec.model_copy(update={"actions": actions})
        for rec in tracker.plan.recommendations
        if (actions := tuple(action for action in rec.actions if action.ref in refs))
    )
    plan = Plan.model_construct(title=tracker.plan.title, recommendations=recommendations)
    log = tuple(entry for entry in tracker.log if entry.ref in refs)
    conflicts = tuple(conflict for conflict in tracker.conflicts if conflict.ref in refs)
    return tracker.model_copy(update={"plan": plan, "log": log, "conflicts": conflicts})


def _refs(tracker: Tracker, only: Only) -> set[str]:
    if only.field == PERSON:
        return _sent_to(tracker, only.value)
    wanted = fold(only.value)
    return {
        action.ref
        for rec in tracker.plan.recommendations
        for action in rec.actions
        if wanted in map(fold, _values(rec, action, only.field))
    }


def _values(rec: Recommendation, action: KeyAction, field: str) -> tuple[str, ...]:
    value = getattr(action if field in NARROWING_FIELDS else rec, field)
    return value if isinstance(value, tuple) else (str(value or ""),)


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
