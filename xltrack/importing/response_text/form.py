"""A plan printed in the form of a management response, as it stands on a day; and what that form cannot carry."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from xltrack.errors import TextError
from xltrack.findings import Finding
from xltrack.findings.sources import text_cannot_hold
from xltrack.i18n.catalogue import DEFAULT_LANGUAGE, catalogue
from xltrack.importing.response_text.plans import parse_text
from xltrack.importing.response_text.reader import PLAN_SUFFIX
from xltrack.importing.response_text.rows import MISSING
from xltrack.importing.response_text.status import status_label
from xltrack.model.expected import expect, expect_day
from xltrack.model.fields import ACTION_FIELDS, REC_FIELDS, plain
from xltrack.model.plan import KeyAction, Plan, Recommendation

_LISTS = (
    ("Thematic Area", "thematic_areas"),
    ("Operating Principles", "operating_principles"),
    ("Organizational Priorities", "organizational_priorities"),
    ("UNEG Criteria", "uneg_criteria"),
)
_HEADER = "Responsible Deadline Status Comments"
_NO_ACTIONS = "Key Action not added."
_SHOWN = 80


def format_text(plan: Plan, as_of: date) -> str:
    """Return the plan in the form it came in, without a line end at the end.

    Every label is true on `as_of`: a word of the source's own ("Ongoing") is printed while it holds, else the
    form's word for that day. A deadline that is missing is printed as N/A. `cannot_hold` names what the form
    cannot carry. Raises TypeError for anything but a plan and a day.
    """
    expect("plan", plan, Plan)
    expect_day("as_of", as_of)
    lines = [plan.title, f"{plan.title} {PLAN_SUFFIX}", ""] if plan.title else []
    for rec in plan.recommendations:
        lines += _recommendation(rec, as_of)
    return "\n".join(lines)


def _recommendation(rec: Recommendation, as_of: date) -> Iterator[str]:
    yield _line("Recommendation", rec.text)
    yield _line("Management Response", rec.response)
    if rec.description:
        yield _line("Description", rec.description)
    category = catalogue(DEFAULT_LANGUAGE).word("category", rec.category) if rec.category else ""
    yield _line("Management Response Category", category)
    for word, field in _LISTS:
        yield _line(word, ", ".join(getattr(rec, field)))
    yield "Key Actions"
    yield _HEADER if rec.actions else _NO_ACTIONS
    for action in rec.actions:
        yield _row(action, as_of)


def _line(word: str, value: str) -> str:
    return f"{word}: {value}".rstrip(" ")


def _row(action: KeyAction, as_of: date) -> str:
    deadline = str(action.deadline) if action.deadline else MISSING
    parts = (action.description, action.responsible, deadline, status_label(action, as_of), action.comments)
    return " ".join(part for part in parts if part)


def cannot_hold(plan: Plan, as_of: date) -> tuple[Finding, ...]:
    """Return what would be lost or changed if the plan were printed for `as_of` and read again, one finding a field.

    Fields that the form has no place for, and texts that would be read otherwise: line breaks, a deadline with a
    status inside a description, a unit that cannot be told from the words before it. Found by doing it.
    """
    try:
        read = parse_text(format_text(plan, as_of), plan.units).plan
    except TextError:
        read = Plan()
    lost = [] if read.title == plan.title else [_lost("Plan", "title", plan.title)]
    for at, rec in enumerate(plan.recommendations):
        if at < len(read.recommendations):
            lost += _differences(rec, read.recommendations[at], tuple(column.key for column in REC_FIELDS))
            lost += _lost_actions(rec, read.recommendations[at])
        else:
            lost.append(_lost(rec.ref, "recommendation", rec.text))
    return tuple(lost)


def _lost_actions(before: Recommendation, after: Recommendation) -> Iterator[Finding]:
    """Yield a finding for each value that the rows lose; if rows were split or joined, stop at the first one."""
    fields = tuple(column.key for column in ACTION_FIELDS)
    if len(before.actions) > len(after.actions):
        yield _lost(before.ref, "actions", before.actions[len(after.actions)].description)
    for old, new in zip(before.actions, after.actions, strict=False):
        lost = list(_differences(old, new, fields))
        yield from lost
        if lost and len(before.actions) != len(after.actions):
            return


def _differences(
    old: KeyAction | Recommendation, new: KeyAction | Recommendation, fields: tuple[str, ...]
) -> Iterator[Finding]:
    for field in ("ref", *fields):
        before, after = getattr(old, field), getattr(new, field)
        if before != after:
            yield _lost(old.ref, field, plain(before) or plain(after) or "")


def _lost(ref: str, field: str, text: str) -> Finding:
    shown = text if len(text) <= _SHOWN else f"{text[:_SHOWN]}\u2026"
    return text_cannot_hold(shown, ref, field)
