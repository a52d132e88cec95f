"""Values that stand at another action than the one they were written for are seen, whichever columns were sorted."""

from __future__ import annotations

import pytest

from xltrack.model.compare import diff
from xltrack.model.misplaced import misplaced
from xltrack.model.plan import KeyAction, Plan, Recommendation, Status
from xltrack.model.year_month import YearMonth

COLUMNS = ("responsible", "deadline", "status", "comments", "completed_on", "evidence", "proposed_deadline", "reason")


def plan(count: int = 8) -> Plan:
    states = list(Status)
    actions = tuple(
        KeyAction(
            ref=f"R1.A{at}",
            description=f"Run survey {at}",
            responsible=("CO", "RO")[at % 2],
            deadline=YearMonth(2022 + at % 3, 1 + (at * 5) % 12),
            status=states[(at * 3) % 4],
            comments=f"The terms of survey {(at * 3) % 7} were agreed." if at % 4 else "",
        )
        for at in range(1, count + 1)
    )
    return Plan(recommendations=(Recommendation(ref="R1", text="Ask people", actions=actions),))


def sorted_apart(base: Plan, columns: tuple[str, ...], by: str) -> Plan:
    """Return a sheet in which these columns were sorted and the key actions stayed where they were."""
    lines = sorted(base.actions, key=lambda action: str(getattr(action, by) or "~"))
    pairs = zip(base.actions, lines, strict=True)
    return base.with_actions(
        {stays.ref: stays.model_copy(update={key: getattr(moved, key) for key in columns}) for stays, moved in pairs}
    )


RANGES = [COLUMNS[first : last + 1] for first in range(len(COLUMNS)) for last in range(first, len(COLUMNS))]


@pytest.mark.parametrize("columns, by", [(columns, by) for columns in RANGES for by in columns])
def test_no_value_of_columns_that_were_sorted_alone_counts_as_typed(columns, by):
    base = plan()
    changes = diff(base, sorted_apart(base, columns, by))
    assert {(change.ref, change.field) for change in changes} == set(misplaced(base, changes))


def test_everything_waits_in_a_row_that_shows_another_actions_comments():
    base = plan()
    row = base.by_ref["R1.A1"].model_copy(
        update={"comments": base.by_ref["R1.A2"].comments + "\nAru: typed here.", "evidence": "Letter"}
    )
    owner = base.by_ref["R1.A2"].model_copy(update={"comments": ""})
    other = base.by_ref["R1.A5"].model_copy(update={"evidence": "Minutes"})
    changes = diff(base, base.with_actions({"R1.A1": row, "R1.A2": owner, "R1.A5": other}))
    assert misplaced(base, changes) == {("R1.A1", "comments"): "swapped", ("R1.A1", "evidence"): "swapped"}


def test_a_text_that_is_copied_to_another_action_is_typed_there():
    base = plan()
    row = base.by_ref["R1.A1"].model_copy(update={"comments": base.by_ref["R1.A2"].comments})
    assert misplaced(base, diff(base, base.with_actions({"R1.A1": row}))) == {}


def test_a_months_progress_is_not_taken_for_a_sort():
    base = plan()
    edited = {
        action.ref: action.model_copy(
            update={"status": Status.COMPLETED, "comments": f"{action.comments}\nDone.".strip()}
        )
        for action in base.actions
        if action.status in (Status.INITIATED, Status.NOT_INITIATED)
    }
    assert misplaced(base, diff(base, base.with_actions(edited))) == {}


def test_a_comment_that_goes_on_from_its_own_beginning_is_its_own():
    base = plan()
    beginning = base.by_ref["R1.A1"].comments
    base = base.with_actions(
        {"R1.A2": base.by_ref["R1.A2"].model_copy(update={"comments": f"{beginning} And signed."})}
    )
    longer = base.by_ref["R1.A2"].model_copy(update={"comments": f"{beginning} And signed. Then paid."})
    assert misplaced(base, diff(base, base.with_actions({"R1.A2": longer}))) == {}
