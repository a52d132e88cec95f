"""Workbooks that the first version wrote are read, merged, decided and undone by every later one, with no edit lost.

The workbooks and what they must say are in fixtures/first_version. Only public names and verbs are used here, so that
this file holds however the inside of the package changes.
"""

from __future__ import annotations

import shutil
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.command_line import xltrack
from tests.lint import findings
from tests.paths import ROOT
from xltrack import (
    Decision,
    MergeResult,
    Plan,
    Submission,
    diff,
    merge,
    plan_at,
    plan_from_json,
    read_decisions,
    read_workbook,
    resolve,
    summarize,
    undo,
)

FIRST = ROOT / "tests" / "fixtures" / "first_version"
SAID = tomllib.loads((FIRST / "expected.toml").read_text(encoding="utf-8"))
WHEN = datetime(2024, 8, 1, 9, 0, tzinfo=UTC)
DAY = "2024-08-01"
FIELDS = ("responsible", "deadline", "status", "comments", "completed_on", "evidence", "proposed_deadline", "reason")

Rows = dict[str, dict[str, str]]
"""Ref -> field -> text; fields that are empty are left out."""


class Story(NamedTuple):
    """A master, the July return that is still out, and the language that both are in."""

    language: str
    master: str
    july: str

    @property
    def grants(self) -> bool:
        """Whether the coordinator picked the proposed deadline, and not to keep the old one."""
        return bool(SAID["words"][self.language]["pick"] == "1")


STORIES = (
    Story("en", "master-en.xlsx", "return-july-en.xlsx"),
    Story("fr", "master-fr.xlsx", "return-july-fr.ods"),
    Story("es", "master-es.xlsx", "return-july-es.xls"),
    Story("ru", "master-ru.xlsx", "return-july-ru.xlsx"),
    Story("ar", "master-ar.xlsx", "return-july-ar.xlsx"),
    Story("zh", "master-zh.xlsx", "return-july-zh.ods"),
    Story("en", "master-resaved.xlsx", "return-july-en.xlsx"),
)
RETURNS = (
    *((story.language, story.july, "july") for story in STORIES[:6]),
    ("en", "return-june-en.xlsx", "june"),
    ("en", "return-of-a-person.xlsx", "person"),
    ("en", "copy-of-a-person.xlsx", "untouched"),
)
stories = pytest.mark.parametrize("story", STORIES, ids=lambda story: story.master)


def imported() -> Rows:
    fields = ("responsible", "deadline", "status", "comments")
    return {ref: dict(zip(fields, texts, strict=True)) for ref, texts in SAID["imported"].items()}


def edited(rows: Rows, edits: Mapping[str, Mapping[str, str]], language: str) -> Rows:
    """The rows with edits of the expectations made."""
    done = {ref: dict(row) for ref, row in rows.items()}
    for ref, fields in edits.items():
        for field, text in fields.items():
            done[ref][field] = text.format(was=done[ref].get(field, ""), **SAID["words"][language])
    return done


def after(story: Story, *steps: str) -> Rows:
    """The plan as imported with what the named steps changed."""
    rows = imported()
    for step in steps:
        rows = edited(rows, SAID["merged"][step], story.language)
    return rows


def decided(story: Story, *more: str) -> Rows:
    """The plan after the sheet's pick was applied to the merged master."""
    granted = ("decided",) if story.grants else ()
    return after(story, "june", "by_hand", "july", *granted, *more)


def rows_of(plan: Plan) -> Rows:
    return {
        action.ref: {field: str(getattr(action, field)) for field in FIELDS if getattr(action, field)}
        for action in plan.actions
    }


def waiting(conflicts: Iterable[Any]) -> dict[str, set[str]]:
    """Return the open questions by cell; those about new rows by the recommendation they belong to."""
    return {
        f"{one.ref}.{one.field}" if one.field else one.ref.split(".")[0]: {
            str(claim.value).replace("2024-12", "2024/12") for claim in one.claims
        }
        for one in conflicts
    }


def asked(language: str, *cells: str) -> dict[str, set[str]]:
    """Return the questions that the expectations have, of all cells or of those named."""
    words = SAID["words"][language]
    return {
        cell: {value.format(**words) for value in values}
        for cell, values in SAID["waiting"].items()
        if not cells or cell in cells
    }


def base_plan(submission: Submission) -> Plan:
    assert submission.base is not None
    return submission.base.plan


def errors(submission: Submission) -> list[str]:
    return [str(finding) for finding in submission.findings if str(finding.severity) == "error"]


def merged(master: str, *returns: str) -> MergeResult:
    return merge(read_workbook(FIRST / master), [read_workbook(FIRST / name) for name in returns], when=WHEN)


def copied(folder: Path, *names: str) -> Iterator[Path]:
    """Copies to work on; the master alone in its folder, as its siblings would be taken for copies of it."""
    for at, name in enumerate(names):
        place = folder / str(at)
        place.mkdir()
        yield Path(shutil.copy(FIRST / name, place / name))


@stories
def test_a_master_says_what_was_imported_merged_and_typed(story):
    master = read_workbook(FIRST / story.master)
    assert master.base is not None
    assert rows_of(master.base.plan) == after(story, "june")
    assert rows_of(master.current) == after(story, "june", "by_hand")
    assert rows_of(plan_at(master.base, 1)) == imported()
    assert waiting(master.base.conflicts) == asked(story.language)
    assert (errors(master), master.added, master.base.meta.language) == ([], (), story.language)


@pytest.mark.parametrize(("language", "file", "which"), RETURNS, ids=lambda value: str(value))
def test_a_return_says_what_was_typed_into_it(language, file, which):
    read = read_workbook(FIRST / file)
    sent = {ref: row for ref, row in imported().items() if ref in base_plan(read).by_ref}
    assert rows_of(base_plan(read)) == sent
    assert rows_of(read.current) == edited(sent, SAID["returns"][which], language)
    touched = {(ref, field) for ref, fields in SAID["returns"][which].items() for field in fields}
    assert {(change.ref, change.field) for change in diff(base_plan(read), read.current)} == touched
    offers = [SAID["words"][language]["offer"]] if which in ("june", "july") else []
    assert ([row.description for row in read.added], read.missing, errors(read)) == (offers, (), [])


@stories
def test_a_return_that_was_out_meanwhile_loses_no_edit(story):
    result = merged(story.master, story.july)
    assert rows_of(result.plan) == after(story, "june", "by_hand", "july")
    assert waiting(result.conflicts) == asked(story.language)
    agreed = {(entry.ref, entry.field) for entry in result.agreements}
    assert agreed == {("R1.A2", "status"), ("R1.A2", "comments"), ("R2.A1", "reason")}


def test_a_file_that_the_first_version_merged_brings_nothing_new():
    result = merged("master-en.xlsx", "return-june-en.xlsx")
    before = read_workbook(FIRST / "master-en.xlsx").base
    assert before is not None
    assert rows_of(result.plan) == after(STORIES[0], "june", "by_hand")
    assert result.conflicts == before.conflicts
    assert {entry.field for entry in result.changes} == {"deadline"}, "what was typed into the master, nothing else"


@stories
def test_decisions_of_the_first_version_can_be_taken_in_python(story):
    state = merged(story.master, story.july).tracker
    second = {"R2.A2": 2}
    decisions = [Decision(one.id, second.get(one.ref, 1)) for one in state.conflicts]
    result = resolve(state, decisions, when=WHEN)
    rows = rows_of(result.tracker.plan)
    offer = rows.pop("R4.A3")
    assert rows == after(story, "june", "by_hand", "july", "decided", "all_decided")
    assert (offer, result.refused, result.tracker.conflicts) == (
        {"responsible": "Country Office", "deadline": "2025/06", "status": "not_initiated"},
        (),
        (),
    )
    back = undo(result.tracker, 1, when=WHEN)
    assert (rows_of(back.tracker.plan), back.refused) == (imported(), ())


@stories
def test_the_pick_on_the_decisions_sheet_is_read(story):
    (pick,), findings = read_decisions(FIRST / story.master)
    assert (pick.take, findings) == (1 if story.grants else "keep", ())


def whole_round(story: Story, folder: Path) -> Iterator[tuple[str, Path]]:
    """Merge twice, apply the sheet's pick, decide the rest, undo that, undo everything; yields each step's name."""
    master, july = copied(folder, story.master, story.july)
    assert xltrack("merge", master, july, "--as-of", DAY).code == 1
    yield "merged", master
    assert xltrack("merge", master, july, "--as-of", DAY).code == 1
    yield "merged again", master
    assert xltrack("resolve", master, "--as-of", DAY).code == 1
    yield "picked", master
    state = read_workbook(master).base
    assert state is not None
    row = next(one.ref for one in state.conflicts if one.field is None)
    ran = xltrack("resolve", master, "--take", "R2.A2.status=2", "--take", f"{row}=1", "--as-of", DAY)
    assert ran.code == 0, ran.err
    yield "resolved", master
    assert xltrack("undo", master, "--as-of", DAY).code == 0
    yield "undone", master
    assert xltrack("undo", master, "--to", 1, "--as-of", DAY).code == 0
    yield "all undone", master


@stories
def test_the_commands_update_a_master_without_losing_an_edit(story, tmp_path):
    wanted = {
        "merged": (after(story, "june", "by_hand", "july"), asked(story.language)),
        "merged again": (after(story, "june", "by_hand", "july"), asked(story.language)),
        "picked": (decided(story), asked(story.language, "R2.A2.status", "R4")),
        "resolved": (decided(story, "all_decided"), {}),
        "undone": (decided(story), asked(story.language, "R2.A2.status", "R4")),
    }
    revisions = []
    for step, path in whole_round(story, tmp_path):
        master = read_workbook(path)
        assert master.base is not None
        rows = rows_of(master.current)
        assert (master.current, errors(master)) == (master.base.plan, []), step
        assert (rows.pop("R4.A3", None) is not None) == (step == "resolved")
        plan, open_ = wanted.get(step, (imported(), None))
        assert rows == plan, step
        assert open_ is None or waiting(master.base.conflicts) == open_, step
        assert rows_of(plan_at(master.base, 1)) == imported(), step
        assert rows_of(plan_at(master.base, 2)) == after(story, "june"), step
        revisions.append(master.base.meta.revision)
    assert revisions == [3, 3, 4, 5, 6, 7]


@stories
def test_a_master_stays_clean_for_excel_through_every_update(story, tmp_path):
    before = set(findings((FIRST / story.master).read_bytes()))
    for step, path in whole_round(story, tmp_path):
        assert set(findings(path.read_bytes())) <= before, step
    assert before == set() or "resaved" in story.master, "what the first version wrote is clean"


@stories
def test_the_history_of_a_master_reaches_back_to_its_import(story, tmp_path):
    (master,) = copied(tmp_path, story.master)
    ran = xltrack("history", master, "--at", 1)
    assert (ran.code, rows_of(plan_from_json(ran.out))) == (0, imported())
    log = xltrack("history", master).out
    files = ("both-offices-ama.xlsx", "both-offices-ravi.xlsx", "country-office.xlsx", "regional-office.xlsx")
    assert [name for name in files if name not in log] == []


def test_the_status_of_a_master_knows_whose_copies_are_out(tmp_path):
    master, person, untouched = copied(tmp_path, "master-en.xlsx", "return-of-a-person.xlsx", "copy-of-a-person.xlsx")
    ran = xltrack("status", master, "--as-of", DAY)
    people = ("Country Office", "Country and Regional Offices", "Regional Office", "Ama Doe", "Ravi Roe")
    assert (ran.code, [name for name in people if name not in ran.out]) == (1, [])
    assert xltrack("status", master, person, "--as-of", DAY).code == 1, "one of two is still out"
    assert xltrack("status", master, person, untouched, "--as-of", DAY).code == 0
    assert xltrack("merge", master, person, untouched, "--as-of", DAY).code == 1
    assert xltrack("status", master, "--as-of", DAY).code == 0
    rows = rows_of(read_workbook(master).current)
    assert rows["R1.A1"]["evidence"] == SAID["words"]["en"]["annex"]
    texts = [SAID["words"]["en"][key] for key in ("academy", "law", "dates")]
    assert [text for text in texts if text not in rows["R2.A2"]["comments"]] == []


@stories
def test_the_figures_of_a_master_are_those_of_its_plan(story, tmp_path):
    master = read_workbook(FIRST / story.master)
    assert master.base is not None
    state = merged(story.master, story.july).tracker
    takes = {one.id: 2 if one.ref == "R2.A2" else 1 for one in state.conflicts if one.field}
    proposal = [one.id for one in state.conflicts if one.field == "proposed_deadline"]
    granted = resolve(state, [Decision(one, takes[one]) for one in proposal], when=WHEN).tracker
    both = resolve(state, [Decision(one, take) for one, take in takes.items()], when=WHEN).tracker
    plans = {
        "imported": plan_at(master.base, 1),
        "june": master.base.plan,
        "by_hand": master.current,
        "july": state.plan,
        "decided": granted.plan,
        "all_decided": both.plan,
    }
    assert plans.keys() == SAID["figures"].keys()
    for step, plan in plans.items():
        summary = summarize(plan, date(2024, 6, 30))
        figures = {"overdue": sorted(row.ref for row in summary.overdue), "completed": summary.counts.completed}
        assert figures == SAID["figures"][step], step
    (path,) = copied(tmp_path, story.master)
    ran = xltrack("summary", path, "--as-of", "2024-06-30")
    overdue = SAID["figures"]["by_hand"]["overdue"]
    assert (ran.code, [ref for ref in overdue if ref not in ran.out]) == (0, [])


def test_an_undone_master_can_be_merged_and_have_its_undo_undone(tmp_path):
    undone = read_workbook(FIRST / "master-undone.xlsx")
    assert undone.base is not None
    assert (rows_of(undone.base.plan), rows_of(undone.current), errors(undone)) == (imported(), imported(), [])
    assert rows_of(plan_at(undone.base, 2)) == after(STORIES[0], "june")
    (master,) = copied(tmp_path, "master-undone.xlsx")
    assert xltrack("undo", master, "--as-of", DAY).code == 0
    again = read_workbook(master)
    assert again.base is not None
    assert rows_of(again.current) == after(STORIES[0], "june")
    assert waiting(again.base.conflicts) == asked("en")
    july = merge(again, [read_workbook(FIRST / "return-july-en.xlsx")], when=WHEN)
    assert rows_of(july.plan) == after(STORIES[0], "june", "july")
    assert waiting(july.conflicts) == asked("en")
