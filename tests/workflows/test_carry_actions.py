"""Carrying over works on two files on the disk: both are saved, or neither is."""

from __future__ import annotations

import pytest

from tests.command_line import EXAMPLE, imported, returned, xltrack
from tests.tables import ISSUED, actions
from tests.xlsx_text import table
from xltrack.errors import SaveError
from xltrack.model.tracker import new_tracker
from xltrack.workbook.read import read_workbook
from xltrack.workbook.write import write_workbook
from xltrack.workflows.carry_actions import carry_actions
from xltrack.workflows.master import Master

DAY = ("--as-of", "2024-06-30")


@pytest.fixture
def plans(tmp_path):
    """The example plan as the old tracker, and the next plan's tracker."""
    target = tmp_path / "next.xlsx"
    plan = actions("ref | status\nR1.A1 | initiated\nR2.A1 | initiated", title="Plan 2025")
    write_workbook(new_tracker(plan, ISSUED), target, as_of=ISSUED)
    return imported(tmp_path), target


def shown(path):
    return {row["ref"]: row for row in table(path.read_bytes()) if row["ref"]}


def test_the_command_carries_shows_and_takes_back(plans):
    old, new = plans
    before, count = (shown(old), shown(new)), sum(not a.status.closed for a in read_workbook(old).current.actions)
    dry = xltrack("carry", old, "--into", new, "--under", "R1", "--dry-run", *DAY)
    assert (dry.code, dry.out.count(" -> "), (shown(old), shown(new))) == (0, count, before)
    assert "R1.A3 -> R1.A2  Test the theory of change in two districts and adjust it\n" in dry.out
    part = xltrack("carry", old, "--into", new, "--under", "r3 = r2", "--json", *DAY)
    assert part.code == 1
    assert {one["from"].partition(".")[0] for one in part.json["carried"]} == {"R3"}
    assert len(part.json["carried"]) + len(part.json["left"]) == count
    assert xltrack("carry", old, "--into", new, "--under", "R1", *DAY).code == 0
    rows = shown(new)
    assert len(rows) == count + 2
    first = part.json["carried"][0]
    assert f"{first['from']}, first due" in rows[first["to"]]["comments"]
    assert rows[first["to"]]["status"] == before[0][first["from"]]["status"]
    assert all(row["status"] in ("Completed", "No Longer Applicable") for row in shown(old).values())
    again = xltrack("carry", old, "--into", new, "--under", "R1", *DAY)
    assert (again.code, again.out) == (0, "")
    assert xltrack("carry", old, "--into", new, "--undo", *DAY).code == 0
    back = shown(old), shown(new)
    for key in ("ref", "status", "comments", "deadline", "responsible"):
        assert [{ref: row[key] for ref, row in one.items()} for one in back] == [
            {ref: row[key] for ref, row in one.items()} for one in before
        ]


def test_a_late_return_of_the_old_plan_waits_there(plans):
    old, new = plans
    late = returned(old, "late.xlsx", {("R3.A2", "status"): "Completed", ("R3.A2", "evidence"): "Report"})
    xltrack("carry", old, "--into", new, "--under", "R1", *DAY)
    merged = xltrack("merge", old, late, "--json", *DAY)
    assert [(one["ref"], one["field"]) for one in merged.json["conflicts"]] == [("R3.A2", "status")]


@pytest.mark.parametrize(
    "options, said",
    [
        ((), "--under"),
        (("--under", "R9=R1"), "R9"),
        (("--under", "R1=R9"), "R9"),
        (("--under", "=R1"), "R4=R2"),
        (("--under", "R1="), "R4=R2"),
        (("--under", "R1", "--under", "R2"), "R3=R2"),
        (("--under", "R3=R1", "--under", "r3=r2"), "R3=R1"),
    ],
)
def test_what_cannot_be_carried_changes_neither_file(plans, options, said):
    before = [path.read_bytes() for path in plans]
    ran = xltrack("carry", plans[0], "--into", plans[1], *options, *DAY)
    assert ran.code == 2
    assert said in ran.err
    assert [path.read_bytes() for path in plans] == before


def test_a_tracker_is_not_carried_into_a_copy_of_itself(plans, tmp_path):
    same = tmp_path / "again.xlsx"
    xltrack("import", EXAMPLE, "-o", same, *DAY)
    assert xltrack("carry", plans[0], "--into", same, "--under", "R1", *DAY).code == 2


@pytest.mark.parametrize("failing", ["old", "new"])
def test_where_one_file_cannot_be_saved_neither_is(plans, failing, monkeypatch):
    before = [path.read_bytes() for path in plans]
    old, new = (Master.open(path) for path in plans)
    storage = (old if failing == "old" else new).storage
    monkeypatch.setattr(storage, "replace", lambda *_: (_ for _ in ()).throw(SaveError("save_changed", file="x")))
    with pytest.raises(SaveError):
        carry_actions(old, new, ["R1"], when=read_workbook(plans[0]).saved, as_of=ISSUED)
    assert [path.read_bytes() for path in plans] == before
