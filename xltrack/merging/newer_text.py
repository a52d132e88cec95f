"""A newer text of the same plan, as the web system shows it, compared with the tracker like a return.

Its base is the state of the system before: the plan as first imported, then the values of each later text. So only the
changes made there since are claimed, and a value that only the tracker changed is not overwritten. An empty cell claims
nothing, because a text does not have every column.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from xltrack.findings import Finding
from xltrack.findings.merges import text_gone
from xltrack.i18n.plain_text import shorten
from xltrack.merging.append_text import holds
from xltrack.merging.column_rules import rule_of
from xltrack.merging.history import plan_at
from xltrack.merging.log_cells import CellKey, cells, open_entries
from xltrack.merging.moved_rows import MOVED, by_present_ref, in_present_rows, successors
from xltrack.merging.official import NEWER
from xltrack.merging.plan_editor import number
from xltrack.merging.row_pairs import RowPairs, pair_rows, wordings
from xltrack.merging.unit_names import names_of, present_row
from xltrack.model.compare import appended, same
from xltrack.model.fields import Value, field_value, none_if_empty
from xltrack.model.plan import KeyAction, Plan, Recommendation, Status
from xltrack.model.plan_fields import fields_of, own_field, value_of, with_values
from xltrack.model.remark import is_remark
from xltrack.model.submission import Submission
from xltrack.model.tracker import LogEntry, Tracker, unspaced

_OFFICIAL = ("text", "response", "description", "thematic_areas", "operating_principles",
             "organizational_priorities", "uneg_criteria")  # fmt: skip
_SHOWN = 80


def newer_text(tracker: Tracker, newer: Plan, *, file: str, digest: str) -> Submission:
    """Return a newer text of the tracker's plan as a return: its changes, new actions, new wordings and missing rows.

    `digest` is the SHA-256 of the source: the same text again changes nothing. New wordings, actions and
    recommendations are proposed; of an action that is gone it is asked whether it is withdrawn. Raises nothing.
    """
    pairs, before, known = pair_rows(tracker, newer), _earlier_texts(tracker), wordings(tracker)
    base = {ref: before.row(tracker.plan.by_ref[ref]) for ref in pairs.actions}
    now = {ref: _with_news(base[ref], pairs.actions[ref], tracker.plan, newer, known[ref]) for ref in base}
    for ref, ours in tracker.plan.by_ref.items():
        if ref in base:
            base[ref], now[ref] = _with_additions(tracker.plan, ours, base[ref], now[ref], file)
    gone = _gone(tracker, pairs, before)
    asked = {ref: row for ref, row in gone.items() if not row.status.closed}
    base |= asked
    now |= {ref: row.model_copy(update={"status": Status.NO_LONGER_APPLICABLE}) for ref, row in asked.items()}
    recs = {rec.ref: rec for rec in tracker.plan.recommendations}
    first = {ref: before.recommendation(recs[ref]) for ref in pairs.recommendations}
    heads = {ref: _new_head(recs[ref], first[ref], rec, known[ref]) for ref, rec in pairs.recommendations.items()}
    sent = tracker.plan.with_recommendations(first).with_actions(base)
    return Submission(
        file=file,
        by="",
        saved=None,
        base=Tracker(meta=tracker.meta, plan=sent),
        current=sent.with_recommendations(_headed(sent, heads)).with_actions(now),
        added=tuple(_added(tracker, pairs, newer)),
        new_recommendations=tuple(_proposed(tracker, pairs.added_recommendations, newer)),
        findings=tuple(_findings(tracker, pairs, gone)),
        digest=NEWER + digest,
    )


def _gone(tracker: Tracker, pairs: RowPairs, before: _EarlierTexts) -> dict[str, KeyAction]:
    """Return the actions that only an earlier text had, as it had them, but for those it had withdrawn."""
    missing = [row for ref, row in tracker.plan.by_ref.items() if ref not in pairs.actions and before.had(ref)]
    known = {row.ref: before.row(row) for row in missing}
    return {ref: row for ref, row in known.items() if row.status is not Status.NO_LONGER_APPLICABLE}


def _added(tracker: Tracker, pairs: RowPairs, source: Plan) -> Iterator[KeyAction]:
    """Yield the actions that only the newer text has, unless an earlier text had them."""
    asked = (entry.row for entry in tracker.log if entry.digest.startswith(NEWER) and entry.row is not None)
    known = {unspaced(row.description) for row in asked}
    for at, (home, row) in enumerate(pairs.added, 1):
        if unspaced(row.description) not in known:
            own = _shared(row, tracker.plan, source)
            yield row.model_copy(update={"ref": f"{home}.new-{at}", "own": own})


def row_counts(tracker: Tracker, newer: Plan) -> dict[str, int]:
    """Count the actions of a newer text that are in the tracker, new, gone, and reworded."""
    pairs, known = pair_rows(tracker, newer), wordings(tracker)
    new = sum(len(rec.actions) for rec in pairs.added_recommendations)
    return {
        "same": len(pairs.actions),
        "added": len(pairs.added) + new,
        "gone": len(_gone(tracker, pairs, _earlier_texts(tracker))),
        "reworded": sum(unspaced(row.description) not in known[ref] for ref, row in pairs.actions.items()),
    }


def _new_head(
    ours: Recommendation, before: Recommendation, newer: Recommendation, known: Collection[str]
) -> Recommendation:
    """Return a recommendation with every text and value that the newer text has otherwise than the tracker."""
    values = {key: value_of(newer, key) for key in (*_OFFICIAL, "category")}
    new = {key: value for key, value in values.items() if none_if_empty(value) is not None}
    if "text" in new and unspaced(newer.text) in known:
        del new["text"]
    return with_values(before, {k: v for k, v in new.items() if k == "category" or not same(v, value_of(ours, k))})


def _headed(sent: Plan, heads: Mapping[str, Recommendation]) -> dict[str, Recommendation]:
    """Return the recommendations with the newer texts and categories, and the actions as sent."""
    keys = (*_OFFICIAL, "category")
    return {rec.ref: with_values(rec, {key: value_of(heads[rec.ref], key) for key in keys})
            for rec in sent.recommendations if rec.ref in heads}  # fmt: skip


def _proposed(tracker: Tracker, recs: Iterable[Recommendation], source: Plan) -> Iterator[Recommendation]:
    """Yield the recommendations that only the newer text has under the next free refs, unless an earlier text had
    them."""
    logged = [entry for entry in tracker.log if entry.recommendation is not None]
    known = {
        unspaced(entry.recommendation.text)
        for entry in logged
        if entry.recommendation and entry.digest.startswith(NEWER)
    }
    last = max(
        map(number, [*(rec.ref for rec in tracker.plan.recommendations), *(entry.ref for entry in logged)]), default=0
    )
    names = names_of(tracker)
    for rec in recs:
        if unspaced(rec.text) in known:
            continue
        last += 1
        rows = (row.model_copy(update={"own": _shared(row, tracker.plan, source)}) for row in rec.actions)
        actions = tuple(
            present_row(row, names).model_copy(update={"ref": f"R{last}.A{at}"}) for at, row in enumerate(rows, 1)
        )
        yield rec.model_copy(update={"ref": f"R{last}", "actions": actions, "own": ()})


def _with_news(row: KeyAction, newer: KeyAction, plan: Plan, source: Plan, known: Collection[str]) -> KeyAction:
    """Return a row with every value that the newer text has for it, its wording only if the row never had it."""
    shared = dict(_shared(newer, plan, source))
    keys = (
        column.key
        for column in fields_of(plan)
        if column.key != "description" or unspaced(newer.description) not in known
    )
    newer_values = {key: shared.get(key) if own_field(plan, key) else value_of(newer, key) for key in keys}
    return with_values(row, {key: value for key, value in newer_values.items() if none_if_empty(value) is not None})


def _with_additions(
    plan: Plan, ours: KeyAction, before: KeyAction, now: KeyAction, by: str
) -> tuple[KeyAction, KeyAction]:
    """Return both rows with the lines that were added to an `append` field put behind the tracker's own text instead.

    A line that the tracker already has, because somebody entered it in the system, is no addition.
    """
    for column in fields_of(plan):
        texts = [value_of(row, column.key) or "" for row in (ours, before, now)]
        if rule_of(plan, ours.ref, column.key) != "append" or same(texts[0], texts[1]):
            continue
        added = appended(texts[1], texts[2])
        if added:
            new = "\n".join(line for line in added.split("\n") if not holds(texts[0], line, by))
            before = with_values(before, {column.key: texts[0]})
            now = with_values(now, {column.key: f"{texts[0]}\n{new}".strip() if new else texts[0]})
    return before, now


def _shared(row: KeyAction, plan: Plan, source: Plan) -> tuple[tuple[str, Value], ...]:
    """Return the own values of a row in fields that both plans declare in the same way."""
    return tuple((key, value) for key, value in row.own if own_field(plan, key) == own_field(source, key))


class _EarlierTexts:
    """The words of the system's texts so far: of the first import, then of each newer text."""

    def __init__(
        self,
        first: Mapping[str, KeyAction],
        recs: Iterable[Recommendation],
        added: Mapping[str, KeyAction],
        entries: Mapping[CellKey, Sequence[LogEntry]],
    ):
        self._rows: dict[str, KeyAction] = {**added, **first}
        self._first = first
        self._recs = {rec.ref: rec for rec in recs}
        self._entries = entries
        self._keys: dict[str, list[str]] = {}
        for ref, key in entries:
            if key is not None and not is_remark(key):
                self._keys.setdefault(ref, []).append(key)

    def row(self, action: KeyAction) -> KeyAction:
        """Return an action as the system had it last; in the tracker's wording, unless a later text had another."""
        known = {"ref": action.ref, "description": action.description}
        first = self._rows.get(action.ref, action).model_copy(update=known)
        values = {key: self._value(action.ref, key, value_of(first, key)) for key in self._keys.get(action.ref, ())}
        return with_values(first, values)

    def had(self, ref: str) -> bool:
        """Return whether the system had an action: in the text first imported, or in a later one."""
        return ref in self._first or any(entry.digest.startswith(NEWER) for entry in self._entries.get((ref, None), ()))

    def recommendation(self, rec: Recommendation) -> Recommendation:
        """Return a recommendation of the tracker with the texts and the category that the system had last."""
        first = self._recs.get(rec.ref, rec)
        return with_values(rec, {k: self._value(rec.ref, k, value_of(first, k)) for k in (*_OFFICIAL, "category")})

    def _value(self, ref: str, key: str, value: Value) -> Value:
        """Return the system's last value of a cell. Lines added to a text in the tracker are added to the system's text
        here."""
        for entry in self._entries.get((ref, key), ()):
            text = type(value) is str and entry.outcome == "taken" and not same(entry.before, value)
            added = appended(entry.before or "", entry.after or "") if text else None
            present = f"{value}\n{added.removeprefix(f'{entry.who}: ')}".strip() if added else entry.after
            value = field_value(key, present)
        return value


def _earlier_texts(tracker: Tracker) -> _EarlierTexts:
    first, heirs = plan_at(tracker, 1), successors(tracker.log)
    log = list(in_present_rows(tracker.log, heirs))
    added = (entry.row for entry in log if entry.outcome == "added" and entry.reason != MOVED and entry.row is not None)
    named = {(entry.ref, entry.field) for entry in log if entry.digest.startswith(NEWER)}
    counted = cells(entry for entry in log if (entry.ref, entry.field) in named)
    entries_by_cell = {cell: _once_each(open_entries(entries)) for cell, entries in counted.items()}
    rows = by_present_ref(first.actions, heirs)
    return _EarlierTexts(rows, first.recommendations, by_present_ref(added, heirs), entries_by_cell)


def _once_each(entries: Iterable[LogEntry]) -> list[LogEntry]:
    """Return the first entry of each newer text: later ones tell the coordinator's decision, not the system's words."""
    first: dict[str, LogEntry] = {}
    for entry in entries:
        if entry.digest.startswith(NEWER):
            first.setdefault(entry.digest, entry)
    return list(first.values())


def _findings(tracker: Tracker, pairs: RowPairs, gone: Collection[str]) -> Iterator[Finding]:
    """Report what the newer text no longer has: recommendations and actions."""
    for rec in tracker.plan.recommendations:
        if rec.ref not in pairs.recommendations:
            yield text_gone(rec.ref, shorten(rec.text, _SHOWN))
        yield from (
            text_gone(action.ref, shorten(action.description, _SHOWN)) for action in rec.actions if action.ref in gone
        )
