"""The laws of sorting: whichever columns somebody sorted, no value is taken for an action it was not typed for."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product
from typing import Any, NamedTuple

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.reading.test_plan_reader import KEYS, grid_of, rows_of
from tests.returns import WHEN, master
from xltrack.merging.merge import merge
from xltrack.merging.merge_result import MergeResult
from xltrack.merging.policy import Policy
from xltrack.model.compare import same
from xltrack.model.plan import KeyAction, Plan, Recommendation, Status
from xltrack.model.plan_fields import value_of, with_values
from xltrack.model.submission import Submission
from xltrack.model.tracker import Tracker, new_tracker
from xltrack.model.year_month import YearMonth
from xltrack.reading.plan_reader import from_grid

EVERYTHING = Policy(accept_completed=True, accept_reopened=True, accept_cleared=True, accept_withdrawn=True)
"""Nothing waits but what is doubtful, so that a value taken for the wrong action shows."""
MARKS = ("ref", "description", "uid")
WORDS = ("comments", "evidence", "reason")
FIRST_DAY = date(2021, 1, 1)

Edits = dict[tuple[str, str], Any]


def value(field: str, number: int) -> Any:
    """A value that stands in one cell only, as far as its column has more than four."""
    if field == "status":
        return list(Status)[1 + number % 3]
    return FIRST_DAY + timedelta(number) if field == "completed_on" else f"Number {number} is what was written"


@st.composite
def cells(draw: st.DrawFn, plan: Plan, most: int, first: int) -> Edits:
    """A few cells of a plan, each with a value of its own."""
    places = [(row.ref, field) for row in plan.actions for field in ("status", "completed_on", *WORDS)]
    chosen = draw(st.lists(st.sampled_from(places), unique=True, max_size=most))
    return {cell: value(cell[1], number) for number, cell in enumerate(chosen, first)}


def written(plan: Plan, edits: Edits) -> Plan:
    rows = {ref for ref, _ in edits}
    values = {ref: {field: new for (at, field), new in edits.items() if at == ref} for ref in rows}
    return plan.with_actions({ref: with_values(plan.by_ref[ref], some) for ref, some in values.items()})


class Sorted(NamedTuple):
    """A copy that was edited and then sorted. `visible`: whether the sheet shows that columns were parted."""

    sent: Tracker
    edits: Edits
    rows: list[dict[str, Any]]
    keys: tuple[str, ...]
    visible: bool


@st.composite
def sorted_copies(draw: st.DrawFn, whole: bool = False) -> Sorted:
    """A sparse plan, edits, and a sort of columns side by side, or of all, over some rows."""
    actions = tuple(
        KeyAction(
            ref=f"R1.A{at}",
            description=f"Run survey {at}",
            responsible=("CO", "RO", "HQ")[at % 3],
            deadline=YearMonth(2022 + at % 3, 1 + at % 12) if at % 4 else None,
        )
        for at in range(1, draw(st.integers(4, 12)) + 1)
    )
    blank = Plan(recommendations=(Recommendation(ref="R1", text="Ask people", actions=actions),))
    sent = new_tracker(written(blank, draw(cells(blank, 5, 1))), issued=date(2024, 1, 1))
    edits = draw(cells(blank, 3, 101))
    emptied = [(row.ref, key) for row in sent.plan.actions for key in WORDS if value_of(row, key)]
    if emptied and draw(st.booleans()):
        edits.setdefault(draw(st.sampled_from(emptied)), "")
    rows = rows_of(sent.model_copy(update={"plan": written(sent.plan, edits)}))
    first, last = (0, len(KEYS)) if whole else sorted(draw(st.tuples(*[st.integers(0, len(KEYS))] * 2)))
    moved = KEYS[first:last]
    top, end = sorted(draw(st.tuples(*[st.integers(0, len(rows))] * 2)))
    order = [*range(top), *draw(st.permutations(range(top, end))), *range(end, len(rows))]
    lines = [stays | {key: rows[at].get(key) for key in moved} for stays, at in zip(rows, order, strict=True)]
    gone = draw(st.sampled_from([None, "ref", "uid"]))
    keys = tuple(key for key in KEYS if key != gone)
    return Sorted(sent, edits, lines, keys, _is_visible(sent, edits, moved, order, keys))


def _is_visible(sent: Tracker, edits: Edits, moved: tuple[str, ...], order: list[int], keys: tuple[str, ...]) -> bool:
    """Whether a mark, or a value as it was sent, stands in a row with the text of another action."""
    parted = [key for key in keys if (key in moved) != ("description" in moved)]
    if not any(at != now for now, at in enumerate(order)) or not parted or set(parted) & set(MARKS):
        return True
    rows = sent.plan.actions
    away = [rows[at] for now, at in enumerate(order) if at != now]
    return any((row.ref, key) not in edits and value_of(row, key) for row in away for key in parted if key in WORDS)


def merged(case: Sorted) -> MergeResult:
    return merged_rows(case.sent, case.rows, case.keys)


def merged_rows(sent: Tracker, rows: list[dict[str, Any]], keys: tuple[str, ...] = KEYS) -> MergeResult:
    reading = from_grid(grid_of(rows, keys), sent)
    file = Submission(
        file="return.xlsx", by="Aru", saved=None, base=sent, current=reading.plan, added=reading.added,
        missing=reading.missing, rivals=reading.rivals, findings=reading.findings, unsure=reading.unsure,
    )  # fmt: skip
    return merge(master(sent), [file], when=WHEN, policy=EVERYTHING)


@given(sorted_copies())
def test_no_value_is_taken_for_an_action_it_was_not_typed_for(case):
    assume(case.visible)
    for entry in merged(case).changes:
        assert (entry.ref, entry.field) in case.edits
        assert same(entry.after or "", case.edits[entry.ref, entry.field])


@given(sorted_copies())
def test_no_value_that_was_typed_before_a_sort_is_lost(case):
    result = merged(case)
    claims = [claim for conflict in result.conflicts for claim in conflict.claims]
    found = [entry.after for entry in result.changes] + [claim.value for claim in claims]
    found += [move.after for claim in claims for move in claim.moves]
    assert [new for (_, field), new in case.edits.items() if new and field != "status" and new not in found] == []


@given(sorted_copies(whole=True))
def test_a_sort_of_whole_rows_is_no_question(case):
    """Save where statuses were typed that look as if their column alone had been sorted: there are so few of them."""
    result = merged(case)
    moves = [move for one in result.conflicts for claim in one.claims for move in claim.moves]
    assert {move.field for move in moves} <= {"status"}
    assert sorted(move.before for move in moves) == sorted(move.after for move in moves)
    waiting = {(one.ref, one.field): one.reason for one in result.conflicts if not any(c.moves for c in one.claims)}
    assert [cell for cell, reason in waiting.items() if cell[1] != "status" and reason in ("sorted", "swapped")] == []
    asked = set(waiting) | {(move.ref, move.field) for move in moves}
    assert {(entry.ref, entry.field) for entry in result.changes} | asked == {
        cell for cell, new in case.edits.items() if not same(value_of(case.sent.plan.by_ref[cell[0]], cell[1]), new)
    }


def test_statuses_typed_as_if_their_column_had_been_sorted_are_one_question():
    actions = [KeyAction(ref=f"R1.A{at}", description=f"Run survey {at}", responsible="CO") for at in range(1, 5)]
    cells = [(row.ref, "status") for row in actions[:3]]
    blank = Plan(recommendations=(Recommendation(ref="R1", text="Ask people", actions=tuple(actions)),))
    sent = new_tracker(written(blank, {cell: value("status", at) for at, cell in enumerate(cells)}), FIRST_DAY)
    edits = {cell: value("status", at) for at, cell in enumerate(cells, 1)}
    result = merged_rows(sent, rows_of(sent.model_copy(update={"plan": written(sent.plan, edits)})))
    assert result.changes == ()
    assert [{(move.ref, move.field) for move in one.claims[0].moves} for one in result.conflicts] == [{*cells}]


ROWS = 7
RANGES = [KEYS[first:last] for first in range(len(KEYS)) for last in range(first + 1, len(KEYS) + 1)]
NEW = {"description": "Print the guide", "responsible": "CO", "comments": "Words in a new row", "evidence": "A letter"}


def sparse() -> Tracker:
    """A plan in which hardly a cell was filled in."""
    actions = tuple(
        KeyAction(
            ref=f"R1.A{at}",
            description=f"Run survey {at * 5 % 9}",
            responsible=("CO", "RO", "HQ")[at % 3],
            deadline=YearMonth(2022 + at % 3, 1 + at * 5 % 12),
            comments="The terms of the survey were agreed." if at == 3 else "",
        )
        for at in range(1, ROWS + 1)
    )
    return new_tracker(Plan(recommendations=(Recommendation(ref="R1", text="Ask", actions=actions),)), FIRST_DAY)


def sort_rows(rows: list[dict[str, Any]], columns: tuple[str, ...], by: str, ascending: bool) -> list[dict[str, Any]]:
    """The rows after a program sorted some columns; it puts empty cells last."""
    filled = sorted((row for row in rows if row.get(by)), key=lambda row: str(row[by]), reverse=not ascending)
    lines = [*filled, *(row for row in rows if not row.get(by))]
    return [stays | {key: line.get(key) for key in columns} for stays, line in zip(rows, lines, strict=True)]


@pytest.mark.parametrize("columns", [one for one in RANGES if "description" in one and one != KEYS], ids=",".join)
def test_what_was_typed_in_a_new_row_stays_with_it_through_a_sort_that_parts_its_marks(columns):
    sent = sparse()
    for at, by, ascending in product(range(ROWS + 1), columns, (True, False)):
        rows = rows_of(sent)
        rows.insert(at, dict(NEW))
        taken = merged_rows(sent, sort_rows(rows, columns, by, ascending)).changes
        assert [entry for entry in taken if entry.after in (NEW["comments"], NEW["evidence"])] == []


@pytest.mark.parametrize("columns", [one for one in RANGES if "description" not in one and "comments" in one])
def test_words_that_a_sort_carried_into_a_new_row_are_not_taken_from_their_action(columns):
    sent = sparse()
    for at, by, ascending in product(range(ROWS + 1), columns, (True, False)):
        rows = rows_of(sent)
        rows.insert(at, dict(NEW))
        lines = sort_rows(rows, columns, by, ascending)
        if "agreed" in str(lines[at].get("comments")):
            assert [entry for entry in merged_rows(sent, lines).changes if entry.field == "comments"] == []


@pytest.mark.parametrize("columns", [one for one in RANGES if {"status", "deadline"} <= {*one} <= {*KEYS} - {*MARKS}])
@pytest.mark.parametrize("most", [2, ROWS])
def test_a_status_typed_before_a_sort_waits_where_deadlines_changed_places(columns, most):
    sent = sparse()
    for at, by, ascending in product(range(most), columns, (True, False)):
        rows = rows_of(sent)
        rows[at] |= {"status": "Initiated", "comments": "Begun"}
        lines = [*sort_rows(rows[:most], columns, by, ascending), *rows[most:]]
        moved = [row["ref"] for row, old in zip(lines, rows, strict=True) if row.get("deadline") != old.get("deadline")]
        assert [entry for entry in merged_rows(sent, lines).changes if entry.ref in moved] == []
