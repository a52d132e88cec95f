"""A plan while it is being changed: cells by ref and field, values as claims and the log hold them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from operator import is_

from xltrack.model.declarations import declared_label, is_declaration, relabelled
from xltrack.model.fields import PLAN_REF, Value, field_value, none_if_empty
from xltrack.model.own_fields import OwnField
from xltrack.model.plan import KeyAction, Plan, Recommendation
from xltrack.model.plan_fields import value_of, with_values
from xltrack.model.sorts import has_no_cell

_NUMBER = re.compile(r"(\d+)$")


class PlanDraft:
    """An editable copy of the plan `start`. `plan()` returns `start` itself until something is changed."""

    def __init__(self, start: Plan):
        self._start = start
        self._head: dict[str, Value] = {}
        self._recs = {rec.ref: rec for rec in start.recommendations}
        self._rows: dict[str, KeyAction] = {}
        self._inserted: dict[str, KeyAction] = {}
        self._removed: set[str] = set()

    def row(self, ref: str) -> KeyAction | Recommendation | None:
        """Return the action or recommendation as edited so far; None if there is none."""
        if ref in self._removed:
            return None
        return self._inserted.get(ref) or self._rows.get(ref) or self._start.by_ref.get(ref) or self._recs.get(ref)

    def holds(self, ref: str) -> bool:
        """Return whether there is such a row; the plan as a whole is always there."""
        return ref == PLAN_REF or self.row(ref) is not None

    def action(self, ref: str) -> KeyAction | None:
        """Return the action as edited so far; None if there is none."""
        row = self.row(ref)
        return row if isinstance(row, KeyAction) else None

    def value(self, ref: str, field: str | None) -> Value:
        """Return a cell's present value; of a row (`field` None) its text.

        None if the value is empty, the row does not exist, or the field is a remark or a sort, which has no cell.
        """
        row = self.row(ref) if not has_no_cell(field) else None
        if ref == PLAN_REF and field is not None and not has_no_cell(field):
            if is_declaration(field):
                return declared_label(self._fields(), field)
            return none_if_empty(self._head.get(field, getattr(self._start, field, None)))
        if row is None:
            return None
        if field is None:
            return row.description if isinstance(row, KeyAction) else row.text
        return none_if_empty(value_of(row, field))

    def set(self, ref: str, field: str, value: Value) -> None:
        """Give a cell of an existing row its value. Raises ValueError when the field cannot hold it."""
        if ref == PLAN_REF:
            if is_declaration(field):
                self._head["fields"] = relabelled(self._fields(), field, value)
            else:
                self._head[field] = field_value(field, value)
            return
        row = self.row(ref)
        if row is None:
            raise KeyError(ref)
        edit = {field: field_value(field, value)}
        if isinstance(row, Recommendation):
            self._recs[ref] = with_values(row, edit)
        else:
            (self._inserted if ref in self._inserted else self._rows)[ref] = with_values(row, edit)

    def _fields(self) -> tuple[OwnField, ...]:
        return tuple(self._head.get("fields", self._start.fields))

    def insert(self, row: KeyAction) -> None:
        """Insert a row into its recommendation, ordered by number: a removed row returns to its former place."""
        self._removed.discard(row.ref)
        self._inserted[row.ref] = row

    def remove(self, ref: str) -> None:
        """Take an action out."""
        self._inserted.pop(ref, None)
        self._removed.add(ref)

    def recommendation(self, ref: str) -> Recommendation | None:
        """Return the recommendation as edited so far, without its actions; None if there is none."""
        rec = self._recs.get(ref)
        return rec.model_copy(update={"actions": ()}) if rec is not None else None

    def insert_recommendation(self, rec: Recommendation) -> None:
        """Insert a recommendation, ordered by number. Its actions are inserted one by one."""
        recs = list(self._recs.values())
        at = next((at for at, other in enumerate(recs) if number(other.ref) > number(rec.ref)), len(recs))
        recs.insert(at, rec.model_copy(update={"actions": ()}))
        self._recs = {known.ref: known for known in recs}

    def remove_recommendation(self, ref: str) -> None:
        """Take a recommendation out. Its actions are taken out one by one."""
        self._recs.pop(ref, None)

    def plan(self) -> Plan:
        """Return the plan as edited so far."""
        whole = self._start.model_copy(update=self._head) if self._head else self._start
        recs = tuple(self._recs.values())
        same = len(recs) == len(whole.recommendations) and all(map(is_, recs, whole.recommendations))
        if same and not (self._rows or self._inserted or self._removed):
            return whole
        return whole.with_rows(tuple(map(self._rebuilt, recs)))

    def _rebuilt(self, rec: Recommendation) -> Recommendation:
        rows = [self._rows.get(a.ref, a) for a in rec.actions if a.ref not in self._removed | self._inserted.keys()]
        new = [row for ref, row in self._inserted.items() if parent(rec.ref, ref)]
        for row in sorted(new, key=lambda row: number(row.ref)):
            at = next((at for at, other in enumerate(rows) if number(other.ref) > number(row.ref)), len(rows))
            rows.insert(at, row)
        if len(rows) == len(rec.actions) and all(one is other for one, other in zip(rows, rec.actions, strict=True)):
            return rec
        return rec.model_copy(update={"actions": tuple(rows)})


def parent(rec: str, ref: str) -> bool:
    """Return whether an action's ref belongs to a recommendation's: R3.A2 to R3."""
    return ref.startswith(f"{rec}.")


def number(ref: str) -> int:
    """Return the number a ref ends in, 0 if in none."""
    match = _NUMBER.search(ref)
    return int(match[1]) if match else 0


def next_ref(rec: str, refs: Iterable[str]) -> str:
    """Return the ref of the next action under `rec`. `refs` are all refs ever given: none is used twice."""
    return f"{rec}.A{max((number(ref) for ref in refs if parent(rec, ref)), default=0) + 1}"
