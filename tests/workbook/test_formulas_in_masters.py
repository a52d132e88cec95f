"""A master in which the coordinator typed formulas where staff answer: no step stops, and nothing is lost."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest

from tests.edits import cell, read, save, with_parts
from tests.lint import findings
from tests.masters import ACTIONS, master, returned
from tests.returns import WHEN
from tests.tables import ISSUED, tracker
from xltrack.merging.decisions import Decision
from xltrack.model.tracker import Tracker
from xltrack.workflows.master import Master

PLAN = """
    ref   | responsible | deadline | status        | comments | evidence
    R1.A1 | CO          | 2022-12  | initiated     | Begun    |
    R1.A2 | RO          | 2024-12  | not_initiated |          |
    R2.A1 | CO          | 2025-03  | initiated     |          |
    R2.A2 | CO          | 2025-03  | initiated     |          |
"""
LATER = WHEN + timedelta(days=1)


@pytest.fixture
def sent() -> Tracker:
    return tracker(PLAN)


def with_formulas(path: Path, key: str, formulas: dict[str, str]) -> None:
    """Give cells of a column a formula element each, by ref; `{0}` to `{3}` are the addresses of the four rows."""
    data = path.read_bytes()
    rows = [cell(data, ref, key)[1] for ref in ("R1.A1", "R1.A2", "R2.A1", "R2.A2")]
    xml = read(data, ACTIONS).decode()
    for ref, formula in formulas.items():
        inside = f' t="str">{formula.format(*rows)}<v>Worked out</v></c>'
        pattern = rf'(<c r="{cell(data, ref, key)[1]}"(?: s="\d+")?)[^>]*?(?:/>|>.*?</c>)'
        xml, count = re.subn(pattern, rf"\g<1>{inside}", xml, count=1)
        assert count == 1
    save(path, with_parts(data, {ACTIONS: xml.encode()}))


SHARED = {
    "R1.A1": '<f t="shared" ref="{0}:{3}" si="9">A6</f>',
    "R1.A2": '<f t="shared" si="9"/>',
    "R2.A1": '<f t="shared" si="9"/>',
    "R2.A2": '<f t="shared" si="9"/>',
}
FILLING = {"R1.A2": '<f t="array" ref="{1}:{2}">UPPER(C7:C8)</f>', "R2.A1": ""}


def test_an_edit_of_the_first_cell_of_a_shared_formula_is_taken(sent, tmp_path):
    path = master(tmp_path / "master.xlsx", sent, plain=True)
    with_formulas(path, "evidence", SHARED)
    opened = Master.open(path)
    opened.merge(when=WHEN)
    opened.save(as_of=ISSUED)
    opened = Master.open(path)
    opened.merge([returned(opened.tracker, "co.xlsx", {("R1.A1", "evidence"): "Report"})], when=LATER)
    assert opened.tracker.conflicts == ()
    opened.save(as_of=ISSUED)
    heads = re.findall(r'<f t="shared" ref[^>]*>[^<]*</f>', read(path.read_bytes(), ACTIONS).decode())
    rows = [cell(path.read_bytes(), ref, "evidence")[1] for ref in ("R1.A2", "R2.A2")]
    assert heads == [f'<f t="shared" ref="{":".join(rows)}" si="9">A7</f>']
    assert Master.open(path).plan.by_ref["R1.A1"].evidence == "Report"
    assert findings(path.read_bytes()) == []


@pytest.mark.parametrize("ref", ["R1.A2", "R2.A1"], ids=["its first cell", "another cell"])
def test_a_value_for_a_cell_that_a_formula_fills_waits_alone(sent, tmp_path, ref):
    path = master(tmp_path / "master.xlsx", sent, plain=True)
    with_formulas(path, "evidence", FILLING)
    opened = Master.open(path)
    edits = {(ref, "evidence"): "Report", ("R2.A2", "evidence"): "Minutes", (ref, "comments"): "Done"}
    result = opened.merge([returned(sent, "co.xlsx", edits)], when=WHEN)
    assert [(one.ref, one.field, one.reason) for one in result.conflicts] == [(ref, "evidence", "filled")]
    opened.save(as_of=ISSUED)
    plan = Master.open(path).plan
    assert (plan.by_ref["R2.A2"].evidence, plan.by_ref[ref].comments) == ("Minutes", "Done")
    assert plan.by_ref[ref].evidence == "Worked out"
    assert findings(path.read_bytes()) == []

    resolved = opened.resolve([Decision(result.conflicts[0].id, 1)], when=LATER)
    assert [(one.code, one.ref) for one in resolved.findings] == [("filled_by_formula", ref)]
    assert "Report" in resolved.findings[0].message()
    assert len(resolved.still_open) == 1


def test_a_value_that_waited_for_a_formula_can_be_taken_once_the_formula_has_gone(sent, tmp_path):
    path = master(tmp_path / "master.xlsx", sent, plain=True)
    with_formulas(path, "evidence", FILLING)
    opened = Master.open(path)
    opened.merge([returned(sent, "co.xlsx", {("R1.A2", "evidence"): "Report"})], when=WHEN)
    opened.save(as_of=ISSUED)
    xml = re.sub(r'<f t="array"[^>]*>[^<]*</f>', "", read(path.read_bytes(), ACTIONS).decode())
    save(path, with_parts(path.read_bytes(), {ACTIONS: xml.encode()}))
    opened = Master.open(path)
    resolved = opened.resolve([Decision(opened.tracker.conflicts[0].id, 1)], when=LATER)
    assert (resolved.findings, resolved.still_open) == ((), ())
    opened.save(as_of=ISSUED)
    assert Master.open(path).plan.by_ref["R1.A2"].evidence == "Report"


def test_an_undo_leaves_a_cell_that_a_formula_fills_and_names_it(sent, tmp_path):
    path = master(tmp_path / "master.xlsx", sent, plain=True)
    opened = Master.open(path)
    edits = {("R1.A2", "evidence"): "Worked out", ("R2.A2", "evidence"): "Minutes"}
    opened.merge([returned(sent, "co.xlsx", edits)], when=WHEN)
    opened.save(as_of=ISSUED)
    with_formulas(path, "evidence", FILLING)
    opened = Master.open(path)
    opened.merge(when=LATER)
    result = opened.undo(1, when=LATER)
    assert {(one.code, one.ref) for one in result.refused} == {
        ("filled_by_formula", "R1.A2"),
        ("filled_by_formula", "R2.A1"),
    }
    opened.save(as_of=ISSUED)
    plan = Master.open(path).plan
    assert (plan.by_ref["R1.A2"].evidence, plan.by_ref["R2.A2"].evidence) == ("Worked out", "")
