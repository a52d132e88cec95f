"""The rows of a newer text of a plan, found again in the tracker: by their text, else by one that is like it.

Numbers are no help: an action that was added in the middle moves all the others down.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import TypeVar

from xltrack.merging.moved_rows import in_present_rows, successors
from xltrack.merging.plan_editor import parent
from xltrack.model.plan import KeyAction, Plan, Recommendation
from xltrack.model.tracker import LogEntry, Tracker, unspaced

LIKE = 0.6
"""Share of words in common from which on one text counts as the other reworded."""
_Row = TypeVar("_Row", KeyAction, Recommendation)


@dataclass(slots=True)
class RowPairs:
    """`actions` and `recommendations`: the newer row by the tracker's ref. `added`: new actions, under the tracker's
    recommendation; `added_recommendations`: those that only the newer text has."""

    actions: dict[str, KeyAction] = field(default_factory=dict)
    recommendations: dict[str, Recommendation] = field(default_factory=dict)
    added: list[tuple[str, KeyAction]] = field(default_factory=list)
    added_recommendations: list[Recommendation] = field(default_factory=list)


def wordings(tracker: Tracker) -> Mapping[str, set[str]]:
    """Return every wording that a row has or had, by ref, without blanks and case."""
    texts = {action.ref: {unspaced(action.description)} for action in tracker.plan.actions}
    texts |= {rec.ref: {unspaced(rec.text)} for rec in tracker.plan.recommendations}
    for entry in filter(_words_a_row, in_present_rows(tracker.log, successors(tracker.log))):
        if entry.ref in texts:
            texts[entry.ref] |= {unspaced(text) for text in (entry.before, entry.after) if isinstance(text, str)}
    return texts


def _words_a_row(entry: LogEntry) -> bool:
    return entry.field in ("description", "text", None) and entry.outcome != "asked"


def pair_rows(tracker: Tracker, newer: Plan) -> RowPairs:
    """Find each row of a newer text in the tracker. No row is found twice."""
    known, pairs = wordings(tracker), RowPairs()
    plan = tracker.plan
    pairs.recommendations = _paired(plan.recommendations, newer.recommendations, known)
    homes = {rec.ref: ref for ref, rec in pairs.recommendations.items()}
    pairs.added_recommendations = [rec for rec in newer.recommendations if rec.ref not in homes]
    left = list[tuple[str, KeyAction]]()
    for rec in newer.recommendations:
        left += _pair_in_place(plan, homes.get(rec.ref, ""), rec, known, pairs)
    others = [action for action in plan.actions if action.ref not in pairs.actions]
    moved = dict(_same_text(others, [action for _, action in left], known))
    pairs.actions |= moved
    pairs.added = [(home, action) for home, action in left if home and action not in moved.values()]
    return pairs


def _pair_in_place(
    plan: Plan, home: str, rec: Recommendation, known: Mapping[str, Collection[str]], pairs: RowPairs
) -> list[tuple[str, KeyAction]]:
    """Pair the actions of one recommendation, and return those that are left with its ref in the tracker."""
    mine = [action for action in plan.actions if home and parent(home, action.ref)]
    found = _paired(mine, rec.actions, known)
    pairs.actions |= found
    return [(home, action) for action in rec.actions if action not in found.values()]


def _paired(rows: Sequence[_Row], newer: Sequence[_Row], known: Mapping[str, Collection[str]]) -> dict[str, _Row]:
    """Pair rows of one place: first by the same text, then the most alike ones, those under one number first."""
    pairs = dict(_same_text(rows, newer, known))
    old = [row for row in rows if row.ref not in pairs]
    new = [row for row in newer if row not in pairs.values()]
    alike = [(_alike(one, other), one.ref == other.ref, one.ref, other) for one in old for other in new]
    for share, _, ref, row in sorted(alike, key=lambda pair: pair[:2], reverse=True):
        if share >= LIKE and ref not in pairs and row not in pairs.values():
            pairs[ref] = row
    return pairs


def _same_text(
    rows: Iterable[_Row], newer: Sequence[_Row], known: Mapping[str, Collection[str]]
) -> Iterator[tuple[str, _Row]]:
    left = list(newer)
    for row in rows:
        same = next((one for one in left if unspaced(_text(one)) in known[row.ref]), None)
        if same is not None:
            left.remove(same)
            yield row.ref, same


def _text(row: KeyAction | Recommendation) -> str:
    return row.description if isinstance(row, KeyAction) else row.text


def _alike(left: _Row, other: _Row) -> float:
    first, second = (_text(row).casefold().split() for row in (left, other))
    return SequenceMatcher(None, first, second, autojunk=False).ratio()
