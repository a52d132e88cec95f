"""A submission on its way from one process to another: the base as its JSON, and of the rest what differs from it.

Packing and unpacking every row of a plan costs more than reading it did.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, replace
from functools import lru_cache

from xltrack.model.plan import KeyAction, Plan, Recommendation
from xltrack.model.serialize import canonical
from xltrack.model.submission import Submission
from xltrack.model.tracker import Tracker


@dataclass(frozen=True, slots=True)
class PackedSubmission:
    """`rest` is the submission without base and plan; `recs` and `actions` are those that differ from the base's."""

    rest: Submission
    base: bytes
    recs: dict[str, Recommendation]
    actions: dict[str, KeyAction]


def packed(one: Submission) -> Submission | PackedSubmission:
    """What to send; a submission without a base, or one that is no edit of it, goes as it is."""
    if one.base is None or [rec.ref for rec in one.current.recommendations] != _refs(one.base.plan):
        return one
    base = _json(one.base)
    if base is None:
        return one
    rows, recs = one.base.plan.by_ref, zip(one.base.plan.recommendations, one.current.recommendations, strict=True)
    changed = [(sent, now) for sent, now in recs if now is not sent]
    parcel = PackedSubmission(
        replace(one, base=None, current=Plan()),
        base,
        {now.ref: _alone(now) for sent, now in changed if _alone(now) != _alone(sent)},
        {row.ref: row for _, now in changed for row in now.actions if row is not rows.get(row.ref)},
    )
    return parcel if _current(parcel, one.base.plan) == one.current else one


def unpacked(parcel: Submission | PackedSubmission) -> Submission:
    """The submission again; those of one tracker share its base and its untouched rows."""
    if isinstance(parcel, Submission):
        return parcel
    base = _tracker(parcel.base)
    return replace(parcel.rest, base=base, current=_current(parcel, base.plan))


def _current(parcel: PackedSubmission, plan: Plan) -> Plan:
    edited = plan.with_actions(parcel.actions)
    recs = {rec.ref: rec for rec in edited.recommendations}
    return edited.with_recommendations(
        {ref: rec.model_copy(update={"actions": recs[ref].actions}) for ref, rec in parcel.recs.items()}
    )


def _alone(rec: Recommendation) -> Recommendation:
    return rec.model_copy(update={"actions": ()})


def _refs(plan: Plan) -> list[str]:
    return [rec.ref for rec in plan.recommendations]


_tracker = lru_cache(maxsize=4)(Tracker.model_validate_json)
_LATELY: deque[tuple[Tracker, bytes | None]] = deque(maxlen=4)


def _json(base: Tracker) -> bytes | None:
    """The base as its JSON; None for one that would not come out the same."""
    for known, said in tuple(_LATELY):
        if known is base:
            return said
    form = canonical(base)
    faithful = form if _tracker(form) == base else None
    _LATELY.append((base, faithful))
    return faithful
