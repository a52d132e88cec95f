"""Values that were moved to another action's row.

Somebody sorts some columns without the key actions, or pastes a text into the wrong row. Refs and row ids do not
show it; comparing the return with the plan as sent does.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Literal

from xltrack.model.compare import Change, comparable, comparable_value
from xltrack.model.plan import Plan
from xltrack.model.year_month import YearMonth

MisplacedReason = Literal["swapped", "sorted"]
"""swapped: the row shows a text of another action. sorted: whole columns were sorted without the key actions."""

_TEXTS = ("comments", "evidence")
TELLING_TEXT = 20
"""Characters of a text that hardly two people write alike."""
SORT = 3
"""Changed cells of a column from which on a change of places is a sort, and not two rows that were mixed up."""
_SHARE = 0.75
"""Of a column's changed cells, how many must hold each other's former values for the column to count as sorted."""


def misplaced(base: Plan, changes: Iterable[Change]) -> Mapping[tuple[str, str], MisplacedReason]:
    """Find the changed cells, as (ref, field), whose value may belong to another action, each with its reason code.

    These are all changes of a row that shows another action's text. If two or more columns were sorted without the key
    actions, they are all changes of the return; if one column was, all changes of that column.
    """
    edits = [change for change in changes if change.field is not None and change.ref in base.by_ref]
    columns: dict[str, list[Change]] = defaultdict(list)
    for change in edits:
        columns[change.field or ""].append(change)
    foreign = _rows_with_foreign_texts(columns)
    shuffled = {field: len(cells) for field, cells in columns.items() if _is_shuffled(cells)}
    everything = sum(count >= SORT for count in shuffled.values()) > 1
    reasons: dict[tuple[str, str], MisplacedReason] = {}
    for change in edits:
        field = change.field or ""
        if change.ref in foreign and not everything:
            reasons[change.ref, field] = "swapped"
        elif everything or field in shuffled:
            reasons[change.ref, field] = "sorted"
    return reasons


def only_moved(changes: Iterable[Change], places: Mapping[tuple[str, str], MisplacedReason]) -> list[Change]:
    """Return the changes of a sort in which nothing was typed: the columns that hold the same values as were sent.

    Three different dates or long texts of one column must have changed places: statuses, and the dates or texts of two
    rows, may be exchanged on purpose. If a text was typed into a column as well, its long texts that were only moved
    are returned.
    """
    columns: dict[str, list[Change]] = defaultdict(list)
    for change in changes:
        if change.field is not None and (change.ref, change.field) in places:
            columns[change.field].append(change)
    if max((_telling_values(field, cells) for field, cells in columns.items()), default=0) < SORT:
        return []
    moved: list[Change] = []
    for field, cells in columns.items():
        if len(cells) >= SORT and not _new_values(cells):
            moved += cells
        elif field in _TEXTS:
            moved += _moved_texts(cells)
    return moved


def _telling_values(field: str, cells: Sequence[Change]) -> int:
    """Count the dates and long texts that one cell showed and another one shows now, or begins with."""
    if field in _TEXTS:
        sent = {text for change in cells if len(text := comparable(change.before or "")) >= TELLING_TEXT}
        shown = [comparable(change.after or "") for change in cells]
        return sum(sum(now.startswith(text) for now in shown) == 1 for text in sent)
    before = Counter(change.before for change in cells if isinstance(change.before, date | YearMonth))
    after = Counter(change.after for change in cells)
    return sum(count == after[value] == 1 for value, count in before.items())


def _new_values(cells: Sequence[Change]) -> Counter[object]:
    before = Counter(comparable_value(change.before) for change in cells)
    return Counter(comparable_value(change.after) for change in cells) - before


def _moved_texts(cells: Sequence[Change]) -> list[Change]:
    """Return the cells that show the long text of another one, and no text that two of them show."""
    sent = {comparable(str(change.before or "")) for change in cells}
    shown = Counter(comparable(str(change.after or "")) for change in cells)
    moved = {text for text, count in shown.items() if len(text) >= TELLING_TEXT and count == 1 and text in sent}
    return [change for change in cells if comparable(str(change.after or "")) in moved]


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
    before = Counter(comparable_value(change.before) for change in cells)
    after = Counter(comparable_value(change.after) for change in cells)
    kept = (before & after).total()
    return len(cells) > 1 and kept >= _SHARE * len(cells) and len(before) > 1
