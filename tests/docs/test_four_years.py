"""The page about a plan's four years is run as it stands."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest

from tests.command_line import EXAMPLE, returned, xltrack
from tests.paths import ROOT
from xltrack.model.plan import Status
from xltrack.model.year_month import YearMonth
from xltrack.workbook.read import read_workbook

PAGE = (ROOT / "docs" / "four-years.md").read_text(encoding="utf-8")
ROW = "Test the theory of change in two districts and adjust it Country Office 2023/06 Overdue-Initiated"
NEWER = ROW.replace("2023/06 Overdue-Initiated", "2026/03 Initiated")
NEXT = """Amaria Country Portfolio Evaluation 2022-2025
Management Response
Recommendation: Keep what works.
Management Response: Agreed.
Key Actions
Responsible Deadline Status Comments
Review all projects Amaria Office 2027/06 Not Initiated
Recommendation: Finish what was begun.
Management Response: Agreed.
Key Actions
Responsible Deadline Status Comments
Report on it every year Amaria Office 2027/12 Not Initiated
"""


def play(scene: str) -> None:
    """Do what other people do in the meantime."""
    text = EXAMPLE.read_text(encoding="utf-8")
    assert ROW in text
    if scene == "late return":
        Path("returned").mkdir()
        shutil.copy("copy.xlsx", "returned/late.xlsx")
    elif scene == "newer text":
        Path("newer.txt").write_text(text.replace(ROW, NEWER), encoding="utf-8")
    elif scene == "next plan":
        Path("next.txt").write_text(NEXT, encoding="utf-8")


@pytest.fixture
def lived(tmp_path, monkeypatch: pytest.MonkeyPatch):
    """The folder after all of the page was done, and what each command printed."""
    monkeypatch.chdir(tmp_path)
    shutil.copy(EXAMPLE, "response.txt")
    printed: dict[str, str] = {}
    for commands, scene in re.findall(r"```console\n(.*?)```|<!-- play: ([\w ]+) -->", PAGE, re.DOTALL):
        if scene:
            play(scene)
        for line in commands.splitlines():
            ran = xltrack(*shlex.split(line)[1:])
            assert ran.code in (0, 1), f"{line}\n{ran.err}"
            printed[line] = ran.out + ran.err
        if not Path("copy.xlsx").exists():
            returned(Path("plan-2022.xlsx").resolve(), "copy.xlsx", {("R2.A2", "evidence"): "Brief no. 4"})
    return printed


def test_the_page_leads_from_one_plan_into_the_next_and_loses_nothing(lived):
    old, new = (read_workbook(name).current for name in ("plan-2022.xlsx", "plan-2026.xlsx"))
    assert "Country Office" not in (*old.units, *new.units)
    assert {action.status.closed for action in old.actions} == {True}
    carried = {action.description: action for action in new.actions if "Carried over from" in action.comments}
    assert len(carried) == sum(action.status is Status.NO_LONGER_APPLICABLE for action in old.actions)
    brief = next(row for text, row in carried.items() if text.startswith("Publish a budget brief"))
    assert (brief.ref.partition(".")[0], brief.evidence) == ("R1", "Brief no. 4")
    tested = next(row for text, row in carried.items() if text.startswith("Test the theory"))
    assert (tested.ref.partition(".")[0], tested.deadline) == ("R2", YearMonth(2026, 3))
    assert "R1.A3, first due 2023/06" in tested.comments


def test_the_summary_of_the_next_plan_knows_the_first_deadlines(lived):
    assert "2023" in Path("summary.txt").read_text(encoding="utf-8")
    assert len(list(Path("pages").glob("*.html"))) == 2
    assert "Carried over" in next(text for line, text in lived.items() if "history" in line)


def test_the_same_carrying_again_changes_nothing(lived):
    line = next(line for line in lived if "xltrack carry" in line and "--who" in line)
    before = [Path(name).read_bytes() for name in ("plan-2022.xlsx", "plan-2026.xlsx")]
    assert xltrack(*shlex.split(line)[1:]).code == 0
    assert [Path(name).read_bytes() for name in ("plan-2022.xlsx", "plan-2026.xlsx")] == before
