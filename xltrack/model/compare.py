"""Changes between two plans as data: keyed by ref and typed. Differences that mean nothing are left out."""

from __future__ import annotations

import unicodedata
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import takewhile
from typing import Any, Literal

from xltrack.i18n.html_table import html_table
from xltrack.i18n.plain_text import shorten
from xltrack.model.expected import expect, expect_day, expect_each
from xltrack.model.fields import ACTION_FIELDS, PLAN_FIELDS, PLAN_REF, REC_FIELDS, Value, plain
from xltrack.model.overdue import months_late
from xltrack.model.plan import KeyAction, Plan, Recommendation, Status
from xltrack.model.plan_fields import value_of, with_values
from xltrack.model.year_month import YearMonth

ChangeKind = Literal[
    "progress", "completed", "reopened", "withdrawn", "suspicious",
    "appended", "rewritten", "moved", "set", "cleared", "edited", "added", "missing",
]  # fmt: skip
"""Of a status: progress, completed, reopened (was closed), withdrawn (no longer applicable), suspicious (went
backwards, or completed with neither comment nor evidence). Of comments: appended or rewritten. Of a month: moved.
Of any other field: set (was empty), cleared, edited. Of a row: added, missing."""

_ORDER = {Status.NOT_INITIATED: 0, Status.INITIATED: 1, Status.COMPLETED: 2, Status.NO_LONGER_APPLICABLE: 2}
_QUOTES = str.maketrans({"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"', "\u00ab": '"', "\u00bb": '"'})


@dataclass(frozen=True, slots=True)
class Change:
    """One field of one row, before and after; `field` None when the whole row is added or missing.

    `months` is how far a deadline moved (positive: later); `late` how many months after its deadline month an
    action was completed or withdrawn (negative: early), where a deadline and a day are known.
    """

    ref: str
    field: str | None
    before: Value
    after: Value
    kind: ChangeKind
    months: int | None = None
    late: int | None = None

    def __repr__(self) -> str:
        return f"<Change {self.ref} {self.field or 'row'}: {_short(self.before)} -> {_short(self.after)}>"

    def _repr_html_(self) -> str:
        row = [self.ref, self.field, plain(self.before), plain(self.after), self.kind]
        return html_table("Change", ["ref", "field", "before", "after", "kind"], [row])

    def as_dict(self) -> dict[str, Any]:
        """Return the JSON form: values as texts, `months` and `late` only where they mean something."""
        form: dict[str, Any] = {"ref": self.ref, "field": self.field}
        form |= {"before": plain(self.before), "after": plain(self.after), "kind": self.kind}
        if self.months is not None:
            form["months"] = self.months
        if self.late is not None:
            form["late"] = self.late
        return form


def _short(value: Value) -> str:
    return shorten(str(plain(value) or "(empty)"), 40)


def diff(base: Plan, current: Plan, *, as_of: date | None = None, smart_quotes: bool = True) -> tuple[Change, ...]:
    """Return all changes from `base` to `current`: of the plan as a whole, of its rows in the order of `base`, then
    added rows.

    `as_of` dates a completion that has no date of its own. With `smart_quotes`, texts that differ only in the shape of
    quotation marks are equal: programs replace those without being asked. Raises TypeError for anything but plans.
    """
    expect("base", base, Plan)
    expect("current", current, Plan)
    expect("smart_quotes", smart_quotes, bool)
    if as_of is not None:
        expect_day("as_of", as_of)
    changes = list(_plan_changes(base, current, smart_quotes))
    recs_now = {rec.ref: rec for rec in current.recommendations}
    # Not the plan's own table: hundreds of returns would each keep theirs.
    now = {action.ref: action for rec in current.recommendations for action in rec.actions}
    for rec in base.recommendations:
        if recs_now.get(rec.ref) is rec:
            continue
        if rec.ref in recs_now:
            changes += _recommendation(rec, recs_now[rec.ref], smart_quotes)
        for action in rec.actions:
            found = now.get(action.ref)
            if found is None:
                changes.append(Change(action.ref, None, action, None, "missing"))
            elif found is not action:
                changes += action_changes(action, found, as_of, smart_quotes)
    changes += _new_and_gone(base, recs_now, now)
    return tuple(changes)


def _plan_changes(base: Plan, current: Plan, smart_quotes: bool) -> Iterator[Change]:
    """Yield the changed values of the plan as a whole."""
    for column in PLAN_FIELDS:
        old, new = getattr(base, column.key), getattr(current, column.key)
        if not same(old, new, smart_quotes):
            yield Change(PLAN_REF, column.key, old, new, _value_kind(old, new))


def _new_and_gone(base: Plan, recs_now: Mapping[str, Recommendation], now: Mapping[str, KeyAction]) -> Iterator[Change]:
    """Yield missing recommendations, added recommendations and added actions, in this order."""
    known, recs_known = base.by_ref, {rec.ref: rec for rec in base.recommendations}
    yield from (Change(ref, None, rec, None, "missing") for ref, rec in recs_known.items() if ref not in recs_now)
    yield from (Change(ref, None, None, rec, "added") for ref, rec in recs_now.items() if ref not in recs_known)
    yield from (Change(ref, None, None, action, "added") for ref, action in now.items() if ref not in known)


def action_changes(
    before: KeyAction, after: KeyAction, as_of: date | None = None, smart_quotes: bool = True
) -> Iterator[Change]:
    """Yield the changed fields of one action, in sheet order."""
    if before == after:
        return
    for column in ACTION_FIELDS:
        old, new = getattr(before, column.key), getattr(after, column.key)
        if same(old, new, smart_quotes):
            continue
        late = _late(after, as_of) if column.key == "status" and after.status.closed else None
        yield Change(before.ref, column.key, old, new, _kind(column.key, before, after), _months(old, new), late)
    yield from _own_changes(before, after, smart_quotes)


def _own_changes(
    before: KeyAction | Recommendation, after: KeyAction | Recommendation, smart_quotes: bool
) -> Iterator[Change]:
    """Yield the changed own fields of a row, in the order of their keys."""
    if before.own == after.own:
        return
    for key in sorted({*dict(before.own), *dict(after.own)}):
        old, new = value_of(before, key), value_of(after, key)
        if not same(old, new, smart_quotes):
            yield Change(before.ref, key, old, new, _value_kind(old, new), _months(old, new))


def _months(old: Value, new: Value) -> int | None:
    return old.months_until(new) if isinstance(old, YearMonth) and isinstance(new, YearMonth) else None


def _recommendation(before: Recommendation, after: Recommendation, smart_quotes: bool) -> Iterator[Change]:
    for column in REC_FIELDS:
        old, new = getattr(before, column.key), getattr(after, column.key)
        if old is not new and not same(old, new, smart_quotes):
            yield Change(before.ref, column.key, old, new, _value_kind(old, new))
    yield from _own_changes(before, after, smart_quotes)


def same(left: Value, other: Value, smart_quotes: bool = True) -> bool:
    """Return whether two values mean the same: line ends, trailing blanks and composed letters do not count."""
    if left == other:
        return True
    if isinstance(left, str) and isinstance(other, str):
        return comparable(left, smart_quotes) == comparable(other, smart_quotes)
    if isinstance(left, tuple) and isinstance(other, tuple):
        return len(left) == len(other) and all(same(a, b, smart_quotes) for a, b in zip(left, other, strict=True))
    return False


def comparable_value(value: Value) -> Hashable:
    """Return the form in which values are compared; that of an empty value is None."""
    if isinstance(value, tuple):
        return tuple(map(comparable, value)) or None
    return comparable(value) or None if isinstance(value, str) else value


def comparable(text: str, smart_quotes: bool = True) -> str:
    """Return the form in which texts are compared."""
    if text.isascii() and "\n" not in text and "\r" not in text:
        return text.strip()
    text = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    text = "\n".join(line.rstrip() for line in text.split("\n")).strip()
    return text.translate(_QUOTES) if smart_quotes else text


def appended(before: str, after: str) -> str | None:
    """Return the text that was added, if `after` is all of `before` with words behind or in front of it; None for a
    rewrite.

    An addition that grows into the next word ("Phase 1" to "Phase 12") is a rewrite.
    """
    old, new, shown = comparable(before), comparable(after), comparable(after, smart_quotes=False)
    if not old or new == old:
        return "" if old else shown
    if new.startswith(old) and not new[len(old) - 1 : len(old) + 1].isalnum():
        return shown[len(old) :].strip()
    if new.endswith(old) and not new[-len(old) - 1 : 1 - len(old) or None].isalnum():
        return shown[: -len(old)].strip()
    return None


def first_difference(before: str, after: str) -> int:
    """Return the position of the first word of `before` that `after` does not repeat in its place.

    >>> first_difference("Hold two workshops", "Hold three workshops")
    5
    """
    return before.rfind(" ", 0, common_length(before, after)) + 1


def common_length(one: Sequence[str], other: Sequence[str]) -> int:
    """Return the number of letters or words with which two texts begin alike.

    >>> common_length("audit", "auditor"), common_length(("the", "port"), ("a", "port"))
    (5, 0)
    """
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _kind(field: str, before: KeyAction, after: KeyAction) -> ChangeKind:
    if field == "status":
        return transition(before, after)
    old, new = getattr(before, field), getattr(after, field)
    if field == "comments" and old and new:
        return "appended" if appended(old, new) else "rewritten"
    return _value_kind(old, new)


def _value_kind(old: Value, new: Value) -> ChangeKind:
    if old in ("", None, ()):
        return "set"
    if new in ("", None, ()):
        return "cleared"
    return "moved" if isinstance(old, YearMonth) else "edited"


def transition(before: KeyAction, after: KeyAction) -> ChangeKind:
    """Classify a change of status. Suspicious: a step back, and a completion with neither comment nor evidence."""
    if before.status.closed and not after.status.closed:
        return "reopened"
    if after.status is Status.COMPLETED:
        return "completed" if after.comments or after.evidence else "suspicious"
    if after.status is Status.NO_LONGER_APPLICABLE:
        return "withdrawn"
    return "progress" if _ORDER[after.status] > _ORDER[before.status] else "suspicious"


def _late(action: KeyAction, as_of: date | None) -> int | None:
    day = action.completed_on or as_of
    return None if action.deadline is None or day is None else months_late(action.deadline, day)


def apply(plan: Plan, changes: Iterable[Change]) -> Plan:
    """Return `plan` with the changed fields of its rows set. Added and missing rows are ignored.

    Raises KeyError when a change names a row that the plan does not hold.
    """
    expect("plan", plan, Plan)
    recs = {rec.ref: rec for rec in plan.recommendations}
    edits: dict[str, dict[str, Value]] = {}
    for change in expect_each("each change", changes, Change):
        if change.field is not None:
            edits.setdefault(change.ref, {})[change.field] = change.after
    head = edits.pop(PLAN_REF, None)
    plan = plan.model_copy(update=head) if head else plan
    actions = {ref: with_values(plan.by_ref[ref], edit) for ref, edit in edits.items() if ref not in recs}
    edited = plan.with_actions(actions)
    if not any(ref in recs for ref in edits):
        return edited
    return edited.with_rows(
        tuple(with_values(rec, edits[rec.ref]) if rec.ref in edits else rec for rec in edited.recommendations)
    )
