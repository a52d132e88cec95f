"""The fifteen tasks are run as they are printed, and the notebook that ships shows what its cells give today."""

from __future__ import annotations

import json
import re
import runpy
import shutil
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.command_line import EXAMPLE
from tests.paths import ROOT
from xltrack import YearMonth, load_plan, new_tracker, write_workbook
from xltrack.merging.merge import merge
from xltrack.merging.official import as_master
from xltrack.workflows.example_round import fill_in

PAGE = (ROOT / "docs" / "notebook.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
RETURNED = {
    "country.xlsx": {("R1.A3", "status"): "Completed", ("R2.A1", "deadline"): "next year"},
    "region.xlsx": {("R1.A3", "status"): "No Longer Applicable"},
}


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a tracker whose coordinator moved a deadline twice, and two returns that contradict each other."""
    shutil.copytree(ROOT / "examples", tmp_path / "examples", ignore=shutil.ignore_patterns("*.xlsx"))
    tracker = new_tracker(load_plan(EXAMPLE).plan, date(2024, 1, 31))
    for month in (4, 5):
        action = tracker.plan.by_ref["R1.A3"]
        moved = action.model_copy(update={"deadline": YearMonth(2024, month + 4)})
        sheets = replace(as_master(tracker, "Dana"), current=tracker.plan.with_actions({"R1.A3": moved}))
        tracker = merge(sheets, [], when=datetime(2024, month, 15, 9, tzinfo=UTC)).tracker
    write_workbook(tracker, tmp_path / "tracker.xlsx", as_of=date(2024, 6, 1))
    (tmp_path / "returned").mkdir()
    for name, edits in RETURNED.items():
        fill_in(tmp_path / "tracker.xlsx", tmp_path / "returned" / name, edits)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_fifteen_tasks_run_as_they_are_printed(desk: Path):
    assert PAGE.count("\n## ") == len(BLOCKS) == 15
    seen: dict[str, Any] = {}
    for number, block in enumerate(BLOCKS, start=1):
        exec(compile(block, f"task {number}", "exec"), seen)
    assert list(seen["moves"][seen["moves"] >= 2].index) == ["R1.A3"]
    assert seen["own"].by_ref["R1.A1"].deadline == YearMonth(2024, 9)
    assert seen["message"] == "current must be Plan, not Tracker: take its .plan"
    assert (seen["code"], len(seen["lines"])) == ("bad_json", 2)
    assert Path("june.md").stat().st_size


def test_the_notebook_that_ships_shows_what_its_cells_give_today():
    made = json.loads(runpy.run_path(str(ROOT / "docs" / "make_notebook.py"))["notebook"]())
    shipped = json.loads((ROOT / "examples" / "overdue.ipynb").read_text(encoding="utf-8"))
    assert [cell["source"] for cell in shipped["cells"]] == [cell["source"] for cell in made["cells"]]
    outputs = [
        [output["data"]["text/plain"] for cell in book["cells"] for output in cell.get("outputs", ())]
        for book in (shipped, made)
    ]
    assert outputs[0] == outputs[1], "run: python docs/make_notebook.py"
    assert len(outputs[0]) == 4
