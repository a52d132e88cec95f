"""Edits that people make in LibreOffice: sort by a button, type at length, clear a formula, leave a note."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.edits import cell, read
from tests.masters import ACTIONS
from tests.office import Office
from tests.returns import WHEN
from tests.tables import ISSUED, tracker
from xltrack.merging.decisions import Decision
from xltrack.model.compare import diff
from xltrack.reading.live_texts import LIVE_KEYS
from xltrack.workbook.read import read_workbook
from xltrack.workbook.write import workbook_bytes
from xltrack.workflows.master import Master
from xltrack.xlsx.addresses import column_number

SENT = tracker("""
    ref   | responsible | deadline | status        | comments
    R1.A1 | CO          | 2022/12  | initiated     | Begun
    R1.A2 | RO          | 2024/12  | not_initiated |
    R2.A1 | CO          | 2025/06  | completed     | Done
    R2.A2 | HQ          | 2023/03  | initiated     | Waits for funds
""")
LONG = "\n".join(f"Meeting {number}: the terms were discussed, and nothing was decided." for number in range(1, 40))
BYTES = workbook_bytes(SENT, as_of=ISSUED)


def place(field: str, ref: str = "R1.A1") -> str:
    return cell(BYTES, ref, field)[1]


def toolbar(field: str, ascending: bool) -> tuple[object, ...]:
    """The button of the toolbar, with a cell of that column selected."""
    return "toolbar_sort", "Actions", place(field), ascending


def arrow(field: str, ascending: bool) -> tuple[object, ...]:
    """The arrow of the filter over that column, which sorts the filter's range."""
    match = re.search(r'<autoFilter ref="([^"]+)"', read(BYTES, ACTIONS).decode())
    assert match
    column = column_number(place(field).rstrip("0123456789"))
    return "sort", "Actions", match[1], column - 1, ascending, True


SORTS = [toolbar, arrow]


def edited(office: Office, folder: Path, *steps: tuple[object, ...]) -> Path:
    sent = folder / "sent.xlsx"
    sent.write_bytes(BYTES)
    return office.edit(sent, folder / "back.xlsx", *steps)


@pytest.mark.libreoffice
@pytest.mark.parametrize("by", ["deadline", "status", "comments", "description"])
@pytest.mark.parametrize("sort", SORTS)
def test_a_sort_of_the_whole_sheet_changes_nothing_and_needs_no_word(office, tmp_path, sort, by):
    for ascending in (True, False):
        found = read_workbook(edited(office, tmp_path, sort(by, ascending)))
        assert diff(SENT.plan, found.current) == ()
        assert [one.code for one in found.findings] == []
        assert (found.added, found.missing, found.remarks) == ((), (), ())
    rows = [found.cells[ref, "comments"].row for ref in SENT.plan.by_ref]
    assert by not in ("deadline", "comments") or rows != sorted(rows)


@pytest.mark.libreoffice
@pytest.mark.parametrize("sort", SORTS)
def test_what_is_typed_and_noted_stays_with_its_action_when_the_sheet_is_sorted(office, tmp_path, sort):
    back = edited(
        office, tmp_path,
        ("type", "Actions", place("comments", "R1.A2"), LONG),
        ("note", "Actions", place("status", "R2.A2"), "Six more months, please."),
        *(("clear", "Actions", place(key, "R2.A1")) for key in LIVE_KEYS),
        sort("deadline", False),
    )  # fmt: skip
    found = read_workbook(back)
    assert found.cells["R2.A1", "ref"].row == 6  # the latest deadline comes first
    changes = [(one.ref, one.field, one.after) for one in diff(SENT.plan, found.current)]
    assert changes == [("R1.A2", "comments", LONG)]
    assert [(one.kind, one.ref, one.text) for one in found.remarks] == [("note", "R2.A2", "Six more months, please.")]
    assert [one.code for one in found.findings] == ["remark_note"]


@pytest.mark.libreoffice
def test_the_agreed_plan_changed_in_libreoffice_is_asked_about_and_confirmed(tmp_path: Path, office: Office):
    path = tmp_path / "tracker.xlsx"
    path.write_bytes(BYTES)
    edited = office.edit(
        path,
        tmp_path / "edited.xlsx",
        ("type", "Start here", "B2", "The plan of 2024"),
        ("type", "Actions", place("description"), "Train 40 nurses"),
    )
    master = Master.open(edited)
    waits = master.merge(when=WHEN).conflicts
    assert {(one.ref, one.field, one.claims[0].value) for one in waits} == {
        ("", "title", "The plan of 2024"),
        ("R1.A1", "description", "Train 40 nurses"),
    }
    master.resolve([Decision(one.id, 1) for one in waits], when=WHEN)
    master.save(as_of=ISSUED)
    again = Master.open(office.edit(edited, tmp_path / "again.xlsx"))
    assert (again.plan.title, again.plan.by_ref["R1.A1"].description) == ("The plan of 2024", "Train 40 nurses")
    assert again.sheets.official == ()
