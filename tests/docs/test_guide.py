"""The guide is run as it stands: from a plan as text to six merged returns and a summary."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest

from tests.command_line import EXAMPLE, xltrack
from tests.paths import ROOT
from xltrack.workbook.read import read_workbook
from xltrack.workflows.example_round import fill_in

GUIDE = (ROOT / "docs" / "guide.md").read_text(encoding="utf-8")

TYPED = {
    "june": {
        "marsh.xlsx": {
            ("R1.A3", "status"): "Completed",
            ("R1.A3", "comments"): "Both districts were visited.",
            ("R2.A1", "proposed_deadline"): "2024/09",
            ("R2.A1", "reason"): "The printer needs eight weeks.",
            ("R5.A2", "status"): "nearly done",
        },
        "diallo.xlsx": {("R5.A3", "status"): "Achevée", ("R5.A3", "evidence"): "Accord du 12 juin"},
        "torres.xlsx": {("R3.A2", "status"): "Iniciada"},
    },
    "july": {
        "marsh.xlsx": {("R5.A2", "comments"): "+ The federation has signed."},
        "diallo.xlsx": {("R3.A4", "comments"): "+ Deuxième contrôle fait."},
        "torres.xlsx": {("R3.A2", "status"): "Completed", ("R3.A2", "evidence"): "Informe"},
    },
}
"""The edits of staff, each in their own language; file name by the name in the contacts."""


def play(month: str) -> None:
    """Staff fill in what was sent to them."""
    returned = Path(month, "returned")
    returned.mkdir()
    for copy in Path(month, "outbox").glob("*.xlsx"):
        held = set(read_workbook(copy).current.by_ref)
        (name,) = (n for n, edits in TYPED[month].items() if {ref for ref, _ in edits} <= held)
        sent = read_workbook(copy).current.by_ref
        edits = {
            (ref, field): f"{sent[ref].comments}\n{text[2:]}".strip() if text.startswith("+ ") else text
            for (ref, field), text in TYPED[month][name].items()
        }
        fill_in(copy, returned / name, edits)


def test_the_guide_leads_from_a_text_to_six_merged_returns_and_a_summary(tmp_path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    shutil.copy(EXAMPLE, "response.txt")
    for kind, text, month in re.findall(r"```(csv|console)\n(.*?)```|<!-- play: (\w+) -->", GUIDE, re.DOTALL):
        if month:
            play(month)
        elif kind == "csv":
            Path("contacts.csv").write_text(text, encoding="utf-8")
        for line in text.splitlines() if kind == "console" else ():
            ran = xltrack(*shlex.split(line)[1:])
            assert ran.code in (0, 1), f"{line}\n{ran.err}"
    tracker = read_workbook(Path("tracker.xlsx"))
    assert tracker.base is not None
    plan = tracker.base.plan
    said = {ref: plan.by_ref[ref] for ref in ("R1.A3", "R2.A1", "R3.A2", "R3.A4", "R5.A2", "R5.A3")}
    assert {ref: str(action.status) for ref, action in said.items() if action.status.closed} == {
        "R1.A3": "completed",
        "R3.A2": "completed",
        "R5.A3": "completed",
    }
    assert str(said["R2.A1"].deadline) == "2024/09"
    assert said["R5.A2"].comments.endswith("\nThe federation has signed.")
    assert said["R3.A4"].comments.endswith("Deuxième contrôle fait.")
    assert {Path("july", name).is_file() for name in ("summary.html", "summary.xlsx", "updates.txt")} == {True}
