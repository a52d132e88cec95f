"""Decisions are made in Excel: what the sheet offers, what is typed there, and what becomes of it."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from tests.edits import cell, save, typed
from tests.masters import master, merged, returned
from tests.office import Office
from tests.returns import WHEN
from tests.tables import ISSUED, tracker
from tests.xlsx_text import opened, table
from xltrack.merging.decisions import ResolveResult, resolve
from xltrack.merging.merge import merge
from xltrack.model.fields import ACTION_FIELDS
from xltrack.model.submission import Submission
from xltrack.model.tracker import Tracker
from xltrack.workbook.log_and_decisions import read_decisions
from xltrack.workbook.read import read_bytes, read_workbook
from xltrack.workbook.update import update_workbook
from xltrack.workbook.write import workbook_bytes

PLAN = """
    ref   | responsible | deadline | status        | comments
    R1.A1 | CO          | 2022-12  | initiated     | Begun
    R1.A2 | RO          | 2024-12  | not_initiated |
    R2.A1 | CO          | 2025-03  | initiated     |
"""


@pytest.fixture
def sent() -> Tracker:
    return tracker(PLAN)


def says(sent: Tracker, who: str, ref: str, field: str, value: str) -> Submission:
    return returned(sent, f"{who}.xlsx", {(ref, field): value})


def disputed(tmp_path: Path, sent: Tracker) -> Path:
    """A master where two returns want different statuses for R1.A1 and one asks for a new deadline of R2.A1."""
    path = master(tmp_path / "master.xlsx", sent, plain=True)
    merged(
        path,
        says(sent, "co", "R1.A1", "status", "No Longer Applicable"),
        says(sent, "ro", "R1.A1", "status", "Not Initiated"),
        says(sent, "co2", "R2.A1", "proposed_deadline", "2025/06"),
    )
    return path


def at(path: Path, place: int, key: str) -> tuple[str, str]:
    """A cell of the Decisions sheet by its place among the rows."""
    data = path.read_bytes()
    first = table(data, "decisions")[0]["id"]
    sheet, address = cell(data, str(first), key, "decisions", "id")
    letters = address.rstrip("0123456789")
    return sheet, f"{letters}{int(address[len(letters) :]) + place}"


def pick(path: Path, picks: dict[tuple[int, str], str]) -> None:
    save(path, typed(path.read_bytes(), {at(path, place, key): text for (place, key), text in picks.items()}))


def resolved(path: Path) -> ResolveResult:
    now = read_workbook(path)
    by_hand = merge(now, [], when=WHEN)
    result = resolve(by_hand.tracker, read_decisions(path)[0], when=WHEN, who="Ana")
    update_workbook(path, now, result.tracker, as_of=ISSUED, adopted=by_hand.adopted)
    return result


def value(path: Path, ref: str, field: str) -> object:
    held = {row["ref"]: row for row in table(path.read_bytes())}
    assert read_workbook(path).base.plan == read_workbook(path).current
    return held[ref][field]


def test_a_block_says_what_is_asked_why_and_what_a_careful_person_would_do(sent, tmp_path):
    rows = [row for row in table(disputed(tmp_path, sent).read_bytes(), "decisions") if row["id"]]
    shown = [(r["ref"], r["field"], r["asked"], r["sent"], r["ours"], r["claim"], r["value"]) for r in rows]
    assert shown == [
        ("R1.A1", "Status", "Different values", "Initiated", "Initiated", "Claim 1", "No Longer Applicable"),
        ("R1.A1", "", "", "Initiated", "", "Claim 2", "Not Initiated"),
        ("R2.A1", "Proposed deadline", "Needs your agreement", "2025/03", "2025/03", "Claim 1", "2025/06"),
    ]
    assert [row["file"] for row in rows] == ["co.xlsx", "ro.xlsx", "co2.xlsx"]
    assert rows[0]["action"] == "Action R1.A1"
    assert rows[2]["suggestion"].startswith("Keep: ")
    assert {row["take"] for row in rows} == {""}, "a suggestion is never a pick"


def test_the_dropdown_offers_what_can_be_picked(sent, tmp_path):
    path = disputed(tmp_path, sent)
    book = opened(path.read_bytes())
    rules = book["Decisions"].data_validations.dataValidation
    rule = next(rule for rule in rules if rule.type == "list")
    address = at(path, 0, "take")[1]
    assert address in rule.sqref
    assert rule.prompt
    title, area = next(iter(book.defined_names[rule.formula1].destinations))
    offered = [row[0].value for row in book[title][area.replace("$", "")]]
    claims = [f"Claim {number}" for number in range(1, 10)]
    assert offered == ["Keep", *claims, "Keep all", "Own value", "Add to comments", "Keep out"]
    assert book["Decisions"].sheet_state == "visible"


@pytest.mark.parametrize(
    "picks, status, waits",
    [
        ({(0, "take"): "Keep"}, "Initiated", 1),
        ({(0, "take"): "Claim 2"}, "Not Initiated", 1),
        ({(1, "take"): "claim 1"}, "No Longer Applicable", 1),
        ({(0, "take"): "Own value", (1, "own_value"): "Completed"}, "Completed", 1),
        ({(0, "take"): "Claim 1", (2, "take"): "Claim 1"}, "No Longer Applicable", 0),
        ({}, "Initiated", 2),
    ],
)
def test_what_is_picked_is_applied_and_the_rest_stays_open(sent, tmp_path, picks, status, waits):
    path = disputed(tmp_path, sent)
    pick(path, picks)
    assert not resolved(path).refused
    assert value(path, "R1.A1", "status") == status
    open_ = {row["ref"] for row in table(path.read_bytes(), "decisions") if row["id"]}
    assert len(open_) == waits
    assert ("R1.A1" in open_) == (not picks)


def test_a_granted_deadline_moves_the_deadline(sent, tmp_path):
    path = disputed(tmp_path, sent)
    pick(path, {(2, "take"): "Claim 1", (2, "reason"): "Agreed by phone"})
    resolved(path)
    assert f"{value(path, 'R2.A1', 'deadline'):%Y-%m}" == "2025-06"
    log = [row for row in table(path.read_bytes(), "changes") if row["outcome"] == "Decided"]
    assert {(row["field"], row["who"], row["reason"]) for row in log} == {
        ("Deadline", "Ana", "Agreed by phone"),
        ("Proposed deadline", "Ana", "Agreed by phone"),
    }


def test_an_edit_of_the_disputed_cell_is_the_decision(sent, tmp_path):
    path = disputed(tmp_path, sent)
    data = path.read_bytes()
    save(path, typed(data, {cell(data, "R1.A1", "status"): "Not Initiated"}))
    pick(path, {(0, "take"): "Claim 1"})
    result = resolved(path)
    assert [finding.code for finding in result.refused] == ["decision_unknown"]
    assert result.refused[0].where is not None
    assert value(path, "R1.A1", "status") == "Not Initiated"
    outcomes = {(r["after"], r["outcome"]) for r in table(path.read_bytes(), "changes") if r["ref"] == "R1.A1"}
    assert {("Not Initiated", "Decided"), ("Not Initiated", "Agreed"), ("No Longer Applicable", "Rejected")} <= outcomes


def test_a_pick_whose_ground_moved_is_refused(sent, tmp_path):
    path = disputed(tmp_path, sent)
    pick(path, {(0, "take"): "Claim 1"})
    decisions = read_decisions(path)[0]
    now = read_workbook(path)
    moved = now.base.plan.with_actions(
        {"R1.A1": now.base.plan.by_ref["R1.A1"].model_copy(update={"status": "completed"})}
    )
    result = resolve(now.base.model_copy(update={"plan": moved}), decisions, when=WHEN)
    assert [finding.code for finding in result.refused] == ["ground_moved"]
    assert not result.applied


@pytest.mark.parametrize("late", ["a", "zz"])
def test_picks_survive_another_merge_and_follow_their_claims(sent, tmp_path, late):
    path = disputed(tmp_path, sent)
    pick(path, {(0, "take"): "Claim 2", (1, "reason"): "They know best", (2, "take"): "Keep"})
    merged(path, says(sent, late, "R1.A1", "status", "Completed"), says(sent, late, "R1.A2", "comments", "New"))
    rows = [row for row in table(path.read_bytes(), "decisions") if row["id"]]
    assert len(rows) == 4
    number = next(row["claim"] for row in rows if row["value"] == "Not Initiated")
    assert next(row["take"] for row in rows if row["take"]) == number
    assert next(row["file"] for row in rows if row["reason"]) == "ro.xlsx"
    assert not resolved(path).refused
    assert value(path, "R1.A1", "status") == "Not Initiated"
    assert value(path, "R1.A2", "comments") == "New"


def test_two_picks_in_a_block_stay_two_and_are_refused(sent, tmp_path):
    path = disputed(tmp_path, sent)
    pick(path, {(0, "take"): "Claim 1", (1, "take"): "Keep"})
    merged(path, says(sent, "hq", "R1.A2", "comments", "New"))
    decisions, findings = read_decisions(path)
    assert (decisions, [finding.code for finding in findings]) == ((), ["picked_twice"])


def test_a_word_that_is_no_pick_is_told_with_its_cell_and_stays(sent, tmp_path):
    path = disputed(tmp_path, sent)
    pick(path, {(0, "take"): "the second", (2, "take"): "Keep"})
    decisions, findings = read_decisions(path)
    assert [decision.take for decision in decisions] == ["keep"]
    assert [str(finding.where) for finding in findings] == ["!".join(at(path, 0, "take"))]
    resolved(path)
    assert {row["take"] for row in table(path.read_bytes(), "decisions") if row["id"]} == {"the second", ""}


def test_rows_of_decided_blocks_are_emptied(sent, tmp_path):
    path = disputed(tmp_path, sent)
    pick(path, {(0, "take"): "Keep", (2, "take"): "Keep"})
    resolved(path)
    assert not any(any(row.values()) for row in table(path.read_bytes(), "decisions"))
    assert opened(path.read_bytes())["Decisions"].sheet_state == "hidden"


def said(comments: str) -> set[str]:
    """The lines of a comment without their authors' names."""
    return {line.split(": ")[-1] for line in comments.split("\n")}


@pytest.mark.libreoffice
def test_a_pick_made_in_libreoffice_is_resolved(sent, office: Office, tmp_path):
    path = disputed(tmp_path, sent)
    sheet, take = at(path, 0, "take")
    saved = office.edit(path, tmp_path / "again.xlsx", ("type", sheet, take, "Claim 2"))
    result = resolved(saved)
    assert not result.refused
    assert value(saved, "R1.A1", "status") == "Not Initiated"
    merged(saved, says(read_workbook(saved).base, "hq", "R1.A2", "comments", "Still works"))
    assert value(saved, "R1.A2", "comments") == "Still works"
    shown = office.values(saved, "Actions", [cell(saved.read_bytes(), "R2.A1", "check")[1]])
    assert "Waits for a decision: Proposed deadline" in shown[0]


@pytest.mark.libreoffice
def test_five_copies_edited_in_libreoffice_and_one_untouched_merge_in_any_order_to_one_master(sent, office, tmp_path):
    copy = save(tmp_path / "copy.xlsx", workbook_bytes(sent, as_of=ISSUED))

    def place(ref: str, key: str) -> tuple[str, str]:
        return cell(copy.read_bytes(), ref, key)

    def types(ref: str, key: str, text: str) -> tuple[str, ...]:
        return ("type", *place(ref, key), text)

    made = {
        "sorted.xlsx": (types("R1.A1", "status", "Completed"), types("R1.A1", "evidence", "Report"),
                        ("sort", "Actions", "A6:P8", 0, False)),
        "row gone.xlsx": (types("R2.A1", "comments", "Venue booked"), ("delete", "Actions", "rows", 7, 1)),
        "column.xlsx": (types("R1.A2", "status", "Completed"), types("R1.A2", "comments", "It is done"),
                        ("insert", "Actions", "columns", 4, 1)),
        "open.ods": (types("R1.A2", "status", "Initiated"),),
        "old.xls": (types("R2.A1", "comments", "Money came"), types("R2.A1", "proposed_deadline", "2025/09")),
    }  # fmt: skip
    files = [office.edit(copy, tmp_path / name, *steps) for name, steps in made.items()]
    returns = [read_workbook(file) for file in [*files, save(tmp_path / "untouched.xlsx", copy.read_bytes())]]
    ours = read_workbook(master(tmp_path / "master.xlsx", sent, plain=True))
    results = [merge(ours, order, when=WHEN).tracker for order in itertools.permutations(returns)]
    assert all(result == results[0] for result in results)
    states = set()
    for order in (returns, returns[::-1], returns[3:] + returns[:3]):
        path = master(tmp_path / "each.xlsx", sent, plain=True)
        merged(path, *order)
        states.add(path.read_bytes())
    assert len(states) == 1, "not only the same plan: the same bytes"
    plan, asked = results[0].plan, {(c.ref, c.field) for c in results[0].conflicts}
    for order in (returns, returns[::-1], returns[2:] + returns[:2]):
        path = master(tmp_path / "each.xlsx", sent, plain=True)
        for one in order:
            merged(path, one)
        now = read_workbook(path).base
        assert {(c.ref, c.field) for c in now.conflicts} == asked
        for row, other in zip(now.plan.actions, plan.actions, strict=True):
            assert said(row.comments) == said(other.comments), "who came first stands first, nobody is left out"
            for column in ACTION_FIELDS:
                if column.key != "comments" and (row.ref, column.key) not in asked:
                    assert getattr(row, column.key) == getattr(other, column.key)
    assert plan.by_ref["R1.A1"].status == "completed"
    assert asked == {("R1.A2", "status"), ("R2.A1", "proposed_deadline")}
    assert {"Venue booked", "Money came"} <= {
        line.split(": ")[-1] for line in plan.by_ref["R2.A1"].comments.split("\n")
    }


def test_a_return_without_a_name_goes_by_its_file(sent):
    assert read_bytes(workbook_bytes(sent, as_of=ISSUED), "co.xlsx").by == ""
