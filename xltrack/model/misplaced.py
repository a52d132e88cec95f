"""Values that were moved to another action's row.

Somebody sorts some columns without the key actions, or pastes a text into the wrong row. Refs and row ids do not
show it; comparing the return with the plan as sent does.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Literal, NamedTuple

from xltrack.model.compare import Change, comparable, comparable_value
from xltrack.model.fields import Value
from xltrack.model.plan import KeyAction, Plan, Status
from xltrack.model.plan_fields import value_of

MisplacedReason = Literal["swapped", "sorted"]
"""swapped: the row shows a text of another action. sorted: whole columns were sorted without the key actions."""

_TEXTS = ("comments", "evidence")
TELLING_TEXT = 20
"""Length, in characters, from which on two people hardly write the same text."""
SORT = 3
"""Number of changed cells of a column from which on a change of places counts as a sort, not as two mixed-up rows."""
_TYPED = ("evidence", "reason")
"""Texts that nobody writes for one action because another one lost them, however short they are."""
_GIVEN = ("responsible", "deadline")
"""Columns in which nobody but the coordinator types: where their values only changed places, they were sorted."""
_SHARE = 0.75
"""Share of a column's changed cells that must hold each other's former values for the column to count as sorted."""


class Unsure(NamedTuple):
    """Cells for which a return does not show whether they moved with their key action: these fields of these rows."""

    refs: frozenset[str] = frozenset()
    fields: frozenset[str] = frozenset()

    def holds(self, ref: str, field: str | None) -> bool:
        """Return whether a cell is one of them."""
        return ref in self.refs and field in self.fields


SURE = Unsure()


def doubtful(
    base: Plan, changes: Iterable[Change], unsure: Unsure, added: Iterable[KeyAction] = ()
) -> Mapping[tuple[str, str], MisplacedReason]:
    """Find the changed cells of a return whose value may belong to another action, each with its reason code.

    These are the unsure cells and the cells that `misplaced` finds. If a value left its action and is now at another
    one, or in a row that was `added`, they also include every change in the rows that such a sort may have reached.
    Columns that moved together with the key actions are judged separately.
    """
    new = list(added)
    cells = [change for change in changes if change.field is not None and change.ref in base.by_ref]
    reasons: dict[tuple[str, str], MisplacedReason] = {}
    for apart in (True, False):
        group = [change for change in cells if (change.field in unsure.fields) == apart]
        columns = _by_column(group)
        rows = set[str]().union(*(_reach(base, field, some, new) for field, some in columns.items()))
        reasons |= {(one.ref, one.field or ""): "sorted" for one in group if one.ref in rows}
        reasons |= misplaced(base, group)
    unsettled = (cell for cell in cells if unsure.holds(cell.ref, cell.field))
    return reasons | {(one.ref, one.field or ""): "sorted" for one in unsettled}


def _reach(base: Plan, field: str, cells: Sequence[Change], added: Iterable[KeyAction]) -> set[str]:
    """Return the rows that a sort may have reached, given that it carried values of a column to other rows.

    It cannot have gone past three consecutive rows whose values of that column are still in place.
    """
    changed = {change.ref for change in cells}
    new = [Change(row.ref, field, None, value_of(row, field), "added") for row in added]
    rows = list(base.actions)
    carried = set(_carried(field, [*cells, *new])) & {row.ref for row in rows}
    if not carried:
        return set()
    places = [at for at, row in enumerate(rows) if row.ref in carried]
    stays = [row.ref not in changed and not _is_empty(value_of(row, field)) for row in rows]
    first, last = places[0], places[-1]
    while first > 0 and sum(stays[first : places[0]]) < SORT:
        first -= 1
    while last < len(rows) - 1 and sum(stays[places[-1] + 1 : last + 1]) < SORT:
        last += 1
    return {row.ref for row in rows[first : last + 1]}


def _carried(field: str, cells: Sequence[Change]) -> Iterator[str]:
    """Yield the rows that lost a value of a column to another row, and the rows that have it now."""
    lost: dict[Hashable, list[str]] = defaultdict(list)
    if field in _GIVEN and _is_permuted(cells):
        yield from (change.ref for change in cells)
    for change in cells:
        if _is_lost(field, change.before, change.after):
            lost[comparable_value(change.before)].append(change.ref)
    for change in cells:
        before, after = comparable_value(change.before), comparable_value(change.after)
        for value, refs in lost.items():
            if _begins(after, value) and not _begins(before, value):
                yield from (change.ref, *refs)


def _is_lost(field: str, before: Value, after: Value) -> bool:
    """Return whether a cell lost the value it was sent with for another reason than progress of its action."""
    if _is_empty(before):
        return False
    if _is_empty(after):
        return True
    if isinstance(before, Status):  # another status is progress
        return False
    if field in _TYPED or (isinstance(before, str) and len(comparable(before)) >= TELLING_TEXT):
        return not _begins(comparable_value(after), comparable_value(before), least=1)
    return isinstance(before, date)


def _is_permuted(cells: Sequence[Change]) -> bool:
    """Return whether changed cells only hold each other's former values."""
    before = Counter(comparable_value(change.before) for change in cells)
    return len(cells) > 1 and before == Counter(comparable_value(change.after) for change in cells)


def _begins(value: Hashable, beginning: Hashable, least: int = TELLING_TEXT) -> bool:
    if isinstance(value, str) and isinstance(beginning, str) and len(beginning) >= least:
        return value.startswith(beginning)
    return value == beginning


def _is_empty(value: Value) -> bool:
    return comparable_value(value) in (None, Status.NOT_INITIATED)


def misplaced(base: Plan, changes: Iterable[Change]) -> Mapping[tuple[str, str], MisplacedReason]:
    """Find the changed cells, as (ref, field), whose value may belong to another action, each with its reason code.

    These are all changes of a row that shows another action's text. If two or more columns were sorted without the key
    actions, they are all changes of the return; if one column was, all changes of that column.
    """
    columns = _by_column(change for change in changes if change.ref in base.by_ref)
    foreign = _rows_with_foreign_texts(columns)
    shuffled = {field for field, cells in columns.items() if _is_shuffled(cells)}
    whole = _whole_columns(columns, shuffled)
    return {
        (cell.ref, field): "swapped" if cell.ref in foreign and field not in whole else "sorted"
        for field, cells in columns.items()
        for cell in cells
        if cell.ref in foreign or field in whole | shuffled
    }


def _whole_columns(columns: Mapping[str, Sequence[Change]], shuffled: set[str]) -> set[str]:
    """Return the columns that were sorted. If there are several, every changed column counts as sorted with them."""
    whole = {field for field in shuffled if len(columns[field]) >= SORT}
    return set(columns) if len(whole) > 1 else whole


def only_moved(changes: Iterable[Change], places: Mapping[tuple[str, str], MisplacedReason]) -> list[Change]:
    """Return the changes of a sort in which nothing was typed: each cell shows the former value of another cell of its
    column.

    At least three cells of a column must have changed places: two may be a correction.
    """
    columns = _by_column(change for change in changes if places.get((change.ref, change.field or "")) == "sorted")
    moved: list[Change] = []
    for cells in filter(_is_shuffled, columns.values()):
        sent = {comparable_value(change.before) for change in cells}
        shown = [change for change in cells if comparable_value(change.after) in sent]
        moved += shown if len(shown) >= SORT else []
    return moved


def _by_column(changes: Iterable[Change]) -> Mapping[str, list[Change]]:
    columns: dict[str, list[Change]] = defaultdict(list)
    for change in changes:
        if change.field is not None:
            columns[change.field].append(change)
    return columns


def _rows_with_foreign_texts(columns: Mapping[str, Sequence[Change]]) -> set[str]:
    """Return the rows whose comments or evidence were moved from another row, or begin with a text that was.

    A text that is also still in its own row was copied on purpose: people answer for two actions at once.
    """
    rows: set[str] = set()
    for field in _TEXTS:
        left: dict[str, set[str]] = defaultdict(set)
        for change in columns.get(field, ()):
            own, now = comparable(change.before or ""), comparable(change.after or "")
            if len(own) >= TELLING_TEXT and not now.startswith(own):
                left[own].add(change.ref)
        for change in columns.get(field, ()):
            own, now = comparable(change.before or ""), comparable(change.after or "")
            goes_on = bool(own) and now.startswith(own)
            if not goes_on and any(change.ref not in refs and now.startswith(text) for text, refs in left.items()):
                rows.add(change.ref)
    return rows


def _is_shuffled(cells: Sequence[Change]) -> bool:
    """Return whether most of a column's changed cells hold a former value of another changed cell."""
    if len(cells) < 2:
        return False
    before = Counter(comparable_value(change.before) for change in cells)
    after = Counter(comparable_value(change.after) for change in cells)
    kept = (before & after).total()
    return kept >= _SHARE * len(cells) and len(before) > 1
