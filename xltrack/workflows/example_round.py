"""The example round: what staff type into their copies of the example plan."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

ISSUED, DAY = "2024-05-31", "2024-06-30"
"""The days on which the demo sends its tracker out and sums up: the example's Overdue labels hold on both."""

RETURNS: Mapping[str, Mapping[tuple[str, str], str]] = {
    "country-office.xlsx": {
        ("R1.A3", "status"): "completed",
        ("R1.A3", "comments"): "\nBoth districts were visited; the theory of change was adjusted on 12 June.",
        ("R2.A1", "comments"): "\nData of all provinces are in; the report is being printed.",
        ("R2.A1", "proposed_deadline"): "2024/09",
        ("R2.A1", "reason"): "The printer needs eight weeks.",
        ("R3.A2", "status"): "Initiated",
        ("R5.A2", "status"): "nearly done",
    },
    "regional-office.xlsx": {
        ("R3.A2", "status"): "Completed",
        ("R3.A2", "evidence"): "Review report of 3 June 2024",
        ("R5.A3", "status"): "Completed",
    },
    "training-desk.xlsx": {
        ("R2.A3", "status"): "In progress",
        ("R2.A3", "comments"): "\nThe academy has set 14 October for the first course.",
    },
}
"""Texts that staff type into their copies: a word in small letters, a new deadline, a slip, and two who disagree. A
text that begins with a line break is added below what the cell holds."""


def fill_in(source: Path, target: Path, edits: Mapping[tuple[str, str], str]) -> None:
    """Write a copy of a tracker with those texts typed into its cells, by ref and column.

    A text that begins with a line break is added below what the cell holds.
    """
    from xltrack.grid.limits import DEFAULT_LIMITS
    from xltrack.storage.atomic import atomic_write
    from xltrack.workbook.patch import Patch
    from xltrack.workbook.read import read_workbook
    from xltrack.xlsx.container import load
    from xltrack.xlsx.zip_writer import write_zip

    sent = read_workbook(source)
    assert sent.base is not None
    patch = Patch(load(source), source.name, DEFAULT_LIMITS, sent.base.meta.language)
    for place, text in edits.items():
        cell = sent.cells[place]
        if text.startswith("\n"):
            text = f"{getattr(sent.current.by_ref[place[0]], place[1])}{text}".strip()
        patch.put(cell.sheet, cell.row, cell.column, text)
    parts = patch.parts(sent.base, sent.base)
    atomic_write(target, lambda out: write_zip(out, parts))
