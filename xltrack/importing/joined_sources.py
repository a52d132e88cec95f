"""One plan out of several sources: an action that two of them have becomes one row, and that is reported."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from xltrack.findings import Finding, Term
from xltrack.findings.sources import leftover_text, same_actions, same_in_other_plan, value_replaced
from xltrack.i18n.catalogue import fold
from xltrack.importing.blocks import SourcePlace
from xltrack.importing.imported_plan import ImportedPlan
from xltrack.model.fields import ACTION_FIELDS, REC_FIELDS, Column, Value, plain
from xltrack.model.plan import KeyAction, Plan, Recommendation, Status
from xltrack.model.plan_fields import value_of, with_values

_NUMBER = re.compile(r"\W*\d{1,3}(?:\.\d{1,3})*[.):]?\s+")


@dataclass
class _Joined:
    """The plan so far: recommendations, the actions of each, and what was replaced."""

    recs: list[Recommendation] = field(default_factory=list)
    actions: list[list[KeyAction]] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def join_sources(read: Sequence[ImportedPlan]) -> tuple[Plan, dict[str, SourcePlace], tuple[Finding, ...]]:
    """Put the plans of several sources together, in order, under new refs and the first title.

    A recommendation, and an action in it, that an earlier source has word for word is not repeated: values of the
    later source fill the row; a value of an action replaces that of the earlier source, one of a recommendation does
    not, and both are reported. Sources of another title are another plan's: what these repeat becomes a row again,
    and each such row is reported. Return also the places of the rows.
    """
    joined, title = _Joined(), ""
    places: dict[str, SourcePlace] = {}
    for imported in read:
        same_plan = imported.plan.title in ("", title) or not title
        title = title or imported.plan.title
        earlier = {} if same_plan else _refs_by_words(joined)
        known = {_key(rec.text): at for at, rec in reversed(list(enumerate(joined.recs))) if same_plan}
        same = 0
        for rec in _regrouped(imported, joined) if same_plan else imported.plan.recommendations:
            at = known.get(_key(rec.text), len(joined.recs))
            ref = f"R{at + 1}"
            if at == len(joined.recs):
                joined.recs.append(rec.model_copy(update={"ref": ref}))
                joined.actions.append([])
            else:
                _fill(joined, at, rec, imported)
            same += _take_actions(joined, at, rec, imported, places)
            joined.findings += _repeated(rec, joined.actions[at], ref, imported, earlier)
            _note_place(places, ref, imported, rec.ref)
        if same:
            joined.findings.append(same_actions(same).in_file(imported.source))
    recs = [
        rec.model_copy(update={"actions": tuple(rows)}) for rec, rows in zip(joined.recs, joined.actions, strict=True)
    ]
    fields = {one.key: one for found in read for one in found.plan.fields}
    plan = Plan(title=title, fields=tuple(fields.values()), recommendations=tuple(recs))
    return plan, places, tuple(joined.findings)


def _regrouped(imported_plan: ImportedPlan, joined: _Joined) -> list[Recommendation]:
    """Return the recommendations of a source.

    A source that names none may bring news of known actions: each of these goes under the recommendation that has it.
    """
    recs = list(imported_plan.plan.recommendations)
    if all(finding.code != "no_recommendation" for finding in imported_plan.findings):
        return recs
    homes = [(_key(action.description), at) for at, rows in enumerate(joined.actions) for action in rows]
    only = {key: at for key, at in homes if sum(key == other for other, _ in homes) == 1}
    moved: dict[int, list[KeyAction]] = {}
    for action in recs[0].actions:
        moved.setdefault(only.get(_key(action.description), -1), []).append(action)
    rest = [recs[0].model_copy(update={"actions": tuple(moved.pop(-1))})] if -1 in moved else []
    return [joined.recs[at].model_copy(update={"actions": tuple(rows)}) for at, rows in moved.items()] + rest + recs[1:]


def _note_place(places: dict[str, SourcePlace], ref: str, imported_plan: ImportedPlan, old: str) -> None:
    """Note where a row comes from, unless an earlier source has it."""
    if old in imported_plan.places:
        places.setdefault(ref, imported_plan.places[old])


def _refs_by_words(joined: _Joined) -> dict[str, str]:
    """Return the refs of all recommendations and actions so far by their folded words, the first of the same words."""
    actions = [(action.description, action.ref) for rows in joined.actions for action in rows]
    rows = [*((rec.text, rec.ref) for rec in joined.recs), *actions]
    return {_key(words): ref for words, ref in reversed(rows)}


def _repeated(
    rec: Recommendation, rows: Sequence[KeyAction], ref: str, imported_plan: ImportedPlan, earlier: Mapping[str, str]
) -> Iterator[Finding]:
    """Report the recommendation, and each action of it, whose words an `earlier` source of another title has."""
    made = [(rec.text, rec.ref, ref)]
    made += [(action.description, action.ref, row.ref) for action, row in zip(rec.actions, rows, strict=False)]
    for words, old, new in made:
        if other := earlier.get(_key(words)):
            yield same_in_other_plan(imported_plan.places.get(old), words, new, other).in_file(imported_plan.source)


def _take_actions(
    joined: _Joined, at: int, rec: Recommendation, imported_plan: ImportedPlan, places: dict[str, SourcePlace]
) -> int:
    """Take the actions of a recommendation; return how many of them an earlier source had.

    Actions of the same words are matched in their order.
    """
    rows = joined.actions[at]
    known: dict[str, list[int]] = {}
    for number, action in enumerate(rows):
        known.setdefault(_key(action.description), []).append(number)
    same = 0
    for action in rec.actions:
        alike = known.get(_key(action.description))
        number = alike.pop(0) if alike else len(rows)
        ref, place = f"R{at + 1}.A{number + 1}", imported_plan.places.get(action.ref)
        if number == len(rows):
            rows.append(action.model_copy(update={"ref": ref}))
            places |= {ref: place} if place else {}
            continue
        same += 1
        old, new = rows[number], _given_to_action(action)
        rows[number] = with_values(old, new)
        joined.findings += (
            value_replaced(place, value, was, ref, Term.field(name)).in_file(imported_plan.source)
            for name in new
            if (was := _words(old, name)) and (value := _words(action, name)) != was and name != "source_status"
        )
    return same


def _key(text: str) -> str:
    return fold(_NUMBER.sub("", text, count=1))


def _fill(joined: _Joined, at: int, rec: Recommendation, imported_plan: ImportedPlan) -> None:
    """Fill a recommendation with the values that only a later source has; report those that differ."""
    old, new = joined.recs[at], _given(rec, REC_FIELDS, "text")
    joined.recs[at] = with_values(old, {name: value for name, value in new.items() if not value_of(old, name)})
    joined.findings += (
        leftover_text(imported_plan.places.get(rec.ref), _words(rec, name)).in_file(imported_plan.source)
        for name, value in new.items()
        if value_of(joined.recs[at], name) != value
    )


def _given_to_action(action: KeyAction) -> dict[str, Value]:
    """Return the values that a source gives to an action; the status only if the source names one."""
    status = {"status": action.status, "source_status": action.source_status} if _words(action, "status") else {}
    return _given(action, ACTION_FIELDS, "description", "status") | status


def _given(row: KeyAction | Recommendation, columns: Sequence[Column], *besides: str) -> dict[str, Value]:
    names = [column.key for column in columns if column.key not in besides]
    return {name: value for name in names if (value := value_of(row, name))} | dict(row.own)


def _words(row: KeyAction | Recommendation, name: str) -> str:
    """Return a value as the source has it; nothing for a status that is only the one of every new action."""
    if name == "status" and isinstance(row, KeyAction) and (row.source_status or row.status == Status.NOT_INITIATED):
        return row.source_status
    return plain(value_of(row, name)) or ""
