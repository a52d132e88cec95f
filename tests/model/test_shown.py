"""Notebooks show values in short and escaped, and a wrong type is refused by name."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from tests.returns import WHEN, master, returned
from tests.tables import tracker
from xltrack import (
    FileInMemory,
    Limits,
    LoadedPlan,
    Master,
    MasterInMemory,
    Returns,
    Settings,
    YearMonth,
    apply,
    as_of_window,
    changes_frame,
    diff,
    findings_frame,
    format_text,
    is_overdue,
    load_plan,
    log_frame,
    merge,
    months_late,
    new_tracker,
    parse_text,
    plan_at,
    plan_frame,
    plan_from_frame,
    plan_from_json,
    plan_to_json,
    read_decisions,
    read_master,
    read_returns,
    read_workbook,
    render,
    resolve,
    summarize,
    undo,
    write_template,
    write_workbook,
)
from xltrack.errors import SettingsError
from xltrack.findings.rows import totals_row
from xltrack.merging.policy import Policy

DAY = date(2024, 6, 30)
SENT = tracker("""
    ref   | responsible | deadline | status        | comments
    R1.A1 | CO          | 2022/12  | initiated     | <b>Begun</b>
    R1.A2 | RO          | 2024/12  | not_initiated |
""")
ACTION = SENT.plan.actions[0]
CHANGED = SENT.plan.with_actions({"R1.A1": SENT.plan.by_ref["R1.A1"].model_copy(update={"comments": "<i>" * 500})})
BOTH = returned("CO", SENT, {"R1.A1": {"proposed_deadline": "2025/01", "status": "completed"}})
MERGED = merge(master(SENT), [BOTH], when=WHEN)
SHOWN: dict[str, Any] = {
    "plan": SENT.plan,
    "tracker": SENT,
    "summary": summarize(SENT, DAY),
    "change": diff(SENT.plan, CHANGED)[0],
    "finding": totals_row(None, "<script>" * 99),
    "merge": merge(master(SENT), [returned("CO", SENT, {"R1.A1": {"evidence": "<u>"}})], when=WHEN),
    "account": MERGED.account,
    "policy": Policy(prefer="latest", decide=merge),
    "loaded plan": LoadedPlan(CHANGED, (totals_row(None, "<script>" * 99),)),
    "submission": returned("CO", SENT, {"R1.A1": {"evidence": "<u>"}}),
    "returns": Returns([master(SENT)], [SettingsError("bad_policy", key="<b>", found="<i>", choices="")]),
}
LINES: dict[str, Any] = {
    "change of the log": MERGED.changes[0],
    "conflict": MERGED.conflicts[0],
    "claim": MERGED.conflicts[0].claims[0],
    "receipt": MERGED.returns[0],
    "file": FileInMemory("a.xlsx", bytes(5000)),
    "master in memory": MasterInMemory("a.xlsx", bytes(5000)),
    "default policy": Policy(),
    "settings": Settings(units=("CO",)),
    "undone": undo(MERGED.tracker, when=WHEN),
    "resolved": resolve(MERGED.tracker, [], when=WHEN),
}


def any_of(value: object) -> Any:
    """A list of something that the type checker would refuse."""
    return [value]


@pytest.mark.parametrize("name", SHOWN)
def test_a_value_shows_itself_in_one_short_line_and_as_html_that_runs_nothing(name):
    value = SHOWN[name]
    assert len(repr(value)) < 200
    html = value._repr_html_()
    assert not any(mark in html for mark in ("<i>", "<u>", "<b>", "<script"))
    assert html.startswith(("<table>", "<iframe"))


@pytest.mark.parametrize("name", LINES)
def test_a_value_that_has_no_table_shows_itself_in_one_short_line(name):
    assert max(len(repr(LINES[name])), len(str(LINES[name]))) < 200


@pytest.mark.parametrize("row", [*CHANGED.recommendations, *CHANGED.actions], ids=lambda row: row.ref)
def test_a_row_shows_itself_in_one_short_line(row):
    assert len(repr(row.model_copy(update={"own": ()}))) < 200
    assert row.ref in repr(row)


@pytest.mark.parametrize(
    "call, said",
    [
        (lambda: diff(SENT.plan, SENT), "current must be Plan, not Tracker: take its .plan"),
        (lambda: merge(SENT, [], when=WHEN), "master must be Submission, not Tracker: read_master"),
        (lambda: merge(master(SENT), any_of(SENT), when=WHEN), "each return must be Submission, not Tracker"),
        (lambda: resolve(SENT.plan, [], when=WHEN), "tracker must be Tracker, not Plan: new_tracker"),
        (lambda: undo(SENT.plan, when=WHEN), "tracker must be Tracker, not Plan"),
        (lambda: undo(SENT, when=WHEN, only=dict(any_of(("R1.A1", 1)))), "each cell of only must be tuple, not str"),
        (lambda: SENT.plan.with_recommendations(None), "edited must be Mapping, not NoneType"),
        (lambda: SENT.plan.with_actions([1]), "edited must be Mapping, not list"),
        (lambda: plan_at(SENT.plan, 1), "tracker must be Tracker, not Plan"),
        (lambda: summarize(any_of(master(SENT)), DAY), "each source must be Tracker, not Submission: take its .base"),
        (lambda: summarize(master(SENT), DAY), "each source must be Tracker, not Submission: take its .base"),
        (lambda: summarize(SENT, "2024-06-30"), "as_of must be date, not str: date.fromisoformat"),
        (lambda: summarize(SENT, WHEN), "as_of must be date, not datetime: take its .date()"),
        (lambda: write_workbook(SENT, "a.xlsx", as_of=WHEN), "as_of must be date, not datetime"),
        (lambda: format_text(SENT.plan, "2024"), "as_of must be date, not str"),
        (lambda: render(SENT.plan, "html"), "summary must be Summary, not Plan: summarize"),
        (lambda: write_workbook(SENT.plan, "a.xlsx", as_of=DAY), "tracker must be Tracker, not Plan: new_tracker"),
        (lambda: new_tracker(SENT, DAY), "plan must be Plan, not Tracker: take its .plan"),
        (lambda: plan_to_json(SENT), "plan must be Plan, not Tracker"),
        (lambda: format_text(SENT, DAY), "plan must be Plan, not Tracker"),
        (lambda: plan_frame(SENT), "plan must be Plan, not Tracker"),
        (lambda: plan_from_frame([]), "frame must be DataFrame, not list"),
        (lambda: merge(master(SENT), [], when=DAY), "when must be datetime, not date"),
        (lambda: Policy(decide=5), "decide must be a function"),
        (
            lambda: merge(master(SENT), Returns(), when=WHEN),
            "each return must be Submission in a list, not Returns: take",
        ),
        (lambda: merge(master(SENT), [], when=WHEN, policy="latest"), "policy must be Policy, not str: Policy(prefer="),
        (
            lambda: resolve(SENT, any_of(("R1.A1", 1)), when=WHEN),
            "each decision must be Decision or Correction, not tuple",
        ),
        (lambda: plan_at(SENT, "2024-06-30"), "at must be int (a revision) or date, not str"),
        (lambda: plan_frame(SENT.plan, "2024"), "as_of must be date, not str"),
        (lambda: log_frame(SENT), "each entry must be LogEntry in a list, not Tracker: take its .log"),
        (lambda: changes_frame(SENT.plan), "each change must be Change in a list, not Plan: diff("),
        (lambda: findings_frame(Returns()), "each finding must be Finding in a list, not Returns: take"),
        (lambda: render(SHOWN["summary"], 5), "each format must be str, not int"),
        (lambda: render(SHOWN["summary"], "html", by="unit"), "each grouping must be str in a list, not str"),
        (lambda: parse_text(b"Recommendation: Do"), "text must be str, not bytes"),
        (lambda: parse_text("Recommendation: Do", units="CO"), "each unit must be str in a list, not str"),
        (lambda: is_overdue(ACTION, "2024"), "as_of must be date, not str"),
        (lambda: is_overdue(SENT.plan, DAY), "action must be KeyAction, not Plan: its .actions"),
        (lambda: months_late(ACTION, DAY), "deadline must be YearMonth, not KeyAction: take its .deadline"),
        (lambda: YearMonth("2024", 1), "year must be int, not str"),
        (lambda: Limits(rows="x"), "rows must be int, not str"),
        (lambda: Limits(rows=True), "rows must be int, not bool"),
        (lambda: new_tracker(SENT.plan, "2024-01-01"), "issued must be date, not str"),
        (lambda: new_tracker(SENT.plan, DAY, "en", [1]), "terms must be Mapping, not list"),
        (lambda: Master.open(5), "source must be str or Path, not int"),
        (lambda: Master.open("a.xlsx", limits=5), "limits must be Limits, not int"),
        (lambda: Master.open("a.xlsx", settings={}), "settings must be Settings or None, not dict: Settings.from_toml"),
        (lambda: MasterInMemory("a.xlsx", "text"), "data must be bytes, not str"),
        (lambda: summarize(SENT, DAY, since="x"), "since must be date, int, Tracker or Earlier, not str"),
        (lambda: summarize(SENT, DAY, since=SHOWN["summary"]), "since must be date, int, Tracker or Earlier, not Su"),
        (lambda: summarize(SENT, DAY, since=WHEN), "since must be date, not datetime: take its .date()"),
        (lambda: summarize(SENT, DAY, soon=3), "each horizon must be int in a list, not int"),
        (lambda: summarize(SENT, DAY, findings=any_of("x")), "each finding must be Finding, not str"),
        (lambda: summarize(SENT, DAY, unread="a.xlsx"), "each file must be str in a list, not str"),
        (lambda: as_of_window(SENT), "plan must be Plan, not Tracker: take its .plan"),
        (lambda: apply(SENT.plan, "x"), "each change must be Change in a list, not str"),
        (lambda: plan_from_json({}), "text must be str or bytes, not dict"),
        (
            lambda: plan_from_frame(plan_frame(SENT.plan), recommendations=SENT.plan),
            "each recommendation must be Recom",
        ),
        (lambda: undo(MERGED.tracker, "x", when=WHEN), "to must be int or None, not str"),
        (lambda: read_workbook(5), "path must be str or Path, not int"),
        (lambda: read_master(b"x"), "path must be str or Path, not bytes"),
        (lambda: read_decisions(SENT), "path must be str or Path, not Tracker"),
        (lambda: read_returns(5), "each path must be str or Path, not int"),
        (lambda: read_returns(FileInMemory("a.xlsx", "text")), "data must be bytes, not str"),
        (lambda: load_plan(5), "path must be str or Path, not int"),
        (lambda: write_template(5), "output must be str or Path, not int"),
        (lambda: write_workbook(SENT, 5, as_of=DAY), "target must be str or Path, not int"),
    ],
)
def test_a_wrong_type_is_refused_with_what_was_expected(call, said):
    with pytest.raises(TypeError) as raised:
        call()
    assert str(raised.value).startswith(said)


def test_a_value_that_cannot_be_is_named_with_those_that_can():
    with pytest.raises(ValueError, match="no language 'de'; use one of: en"):
        render(SHOWN["summary"], "html", language="de")
    with pytest.raises(ValueError, match="no column 'description'"):
        plan_from_frame(plan_frame(SENT.plan)[["status"]])


def test_a_moment_without_a_zone_and_a_policy_that_is_none_are_refused():
    with pytest.raises(ValueError, match="no time zone"):
        merge(master(SENT), [], when=datetime(2024, 7, 1))  # noqa: DTZ001
    with pytest.raises(SettingsError, match="newest"):
        Policy(prefer="newest")
    with pytest.raises(SettingsError, match=r'accept_completed = "true" cannot be used'):
        Policy(accept_completed="true")


def test_paths_may_be_texts(tmp_path):
    path = str(tmp_path / "tracker.xlsx")
    write_workbook(SENT, path, as_of=DAY)
    opened = Master.open(path)
    assert opened.read_returns([path]).submissions == []
    assert opened.read_returns(str(tmp_path)).submissions == []
    assert opened.summary(DAY, folder=str(tmp_path)) == opened.summary(DAY)
    assert opened.save(as_of=DAY, output=str(tmp_path / "other.xlsx")) in (True, False)
    assert opened.tracker.plan == SENT.plan
