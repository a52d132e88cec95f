"""The monthly summary: what it counts, by which rule, and what it says when there is nothing to say."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.real_plan import real_text
from tests.strategies import days, plans
from tests.tables import actions
from xltrack.errors import XltrackError
from xltrack.findings import Finding
from xltrack.importing.response_text import parse_text
from xltrack.merging.restructure import move_action
from xltrack.model.compare import action_changes
from xltrack.model.overdue import months_late
from xltrack.model.plan import KeyAction, Plan, Recommendation, Status
from xltrack.model.tracker import Claim, Conflict, LogEntry, Meta, Tracker
from xltrack.model.year_month import YearMonth
from xltrack.summary.share import Share
from xltrack.summary.summarize import summarize

JUNE = date(2024, 6, 30)

PLAN = """
    ref   | responsible | deadline | status               | comments | completed_on | evidence
    R1.A1 | CO          | 2022/03  | initiated            | Begun    |              |
    R1.A2 | CO          | 2024/05  | not_initiated        |          |              |
    R1.A3 | RO          | 2024/06  | initiated            |          |              |
    R2.A1 | RO          | 2024/09  | not_initiated        |          |              |
    R2.A2 | CO          | 2024/10  | initiated            |          |              |
    R2.A3 | CO          | 2023/12  | completed            | Done     | 2023-12-31   |
    R2.A4 | CO          | 2023/11  | completed            |          | 2023-12-01   |
    R2.A5 | CO          | 2022/01  | no_longer_applicable |          |              |
    R2.A6 |             |          | initiated            |          |              |
"""


def entry(day: date, ref: str, field: str | None, before: str | None, after: str | None, **more: object) -> LogEntry:
    values: dict[str, object] = {"revision": 2, "outcome": "taken"} | more
    when = datetime.combine(day, time(9))
    return LogEntry(when=when, ref=ref, field=field, before=before, after=after, **values)


def kept(plan: Plan, *log: LogEntry, issued: date = date(2024, 1, 15)) -> Tracker:
    revision = max((e.revision for e in log), default=1)
    return Tracker(meta=Meta(id="K7QF-2M9D", revision=revision, issued=issued), plan=plan, log=log)


def refs(rows: object) -> list[str]:
    return [row.ref for row in rows]  # type: ignore[attr-defined]


# --- counting ---------------------------------------------------------------------------------------------


def test_every_action_is_counted_once_and_every_percentage_names_its_denominator():
    counts = summarize(actions(PLAN), JUNE).counts
    assert (counts.total, counts.open, counts.applicable) == (9, 6, 8)
    assert (counts.not_initiated, counts.initiated, counts.completed, counts.no_longer_applicable) == (2, 4, 2, 1)
    assert (counts.overdue, counts.overdue_initiated, counts.overdue_not_initiated) == (2, 1, 1)
    assert counts.of_open == Share(2, 6, 33)
    assert counts.of_applicable == Share(2, 8, 25)


def test_an_action_due_this_month_is_due_soon_and_not_overdue():
    summary = summarize(actions(PLAN), JUNE)
    assert refs(summary.overdue) == ["R1.A1", "R1.A2"]
    assert [(due.months, str(due.until), due.count) for due in summary.due] == [(1, "2024/07", 1), (3, "2024/09", 2)]


@pytest.mark.parametrize(
    "day, late",
    [
        (date(2022, 12, 1), 0),
        (date(2022, 12, 31), 0),
        (date(2023, 1, 1), 1),
        (date(2023, 1, 31), 1),
        (date(2023, 2, 1), 2),
        (date(2024, 6, 30), 18),
        (date(2022, 11, 30), -1),
    ],
)
def test_months_late_are_counted_from_the_deadline_month(day, late):
    assert months_late(YearMonth(2022, 12), day) == late


@pytest.mark.parametrize(
    "late, band", [(1, "1"), (3, "1"), (4, "4"), (6, "4"), (7, "7"), (12, "7"), (13, "13"), (40, "13")]
)
def test_the_bands_of_ageing_meet_without_gap_or_overlap(late, band):
    plan = actions(f"ref | deadline | status\nR1.A1 | {YearMonth.of(JUNE).plus(-late)} | initiated")
    ageing = summarize(plan, JUNE).ageing
    assert {str(b.first): b.count for b in ageing.bands if b.count} == {band: 1}
    assert (ageing.median, ageing.maximum) == (late, late)


def test_the_median_of_an_even_number_is_the_lower_of_the_two_in_the_middle():
    plan = actions("""
        ref   | deadline | status
        R1.A1 | 2024/05  | initiated
        R1.A2 | 2024/03  | initiated
        R1.A3 | 2023/06  | initiated
        R1.A4 | 2022/06  | initiated
    """)
    assert summarize(plan, JUNE).ageing.median == 3


def test_completed_on_time_speaks_only_of_actions_whose_two_dates_are_known():
    summary = summarize(actions(PLAN), JUNE)
    assert summary.on_time == Share(1, 2, None)
    assert summary.completed_of_applicable == Share(2, 8, 25)


def test_the_real_plan_has_the_figures_that_people_counted_by_hand():
    plan = parse_text(real_text()).plan
    summary = summarize(plan, JUNE)
    counts, oldest = summary.counts, summary.overdue[0]
    assert (counts.total, counts.completed, counts.open, counts.overdue) == (29, 6, 23, 10)
    assert (counts.overdue_initiated, counts.overdue_not_initiated) == (8, 2)
    assert (str(oldest.deadline), oldest.months_late) == ("2022/03", 27)
    assert summarize(plan, date(2025, 1, 31)).counts.overdue == 11
    assert summarize(plan, date(2026, 1, 31)).counts.overdue == 23


@given(plan=plans(), as_of=days)
def test_a_pandas_crosstab_counts_the_same(plan, as_of):
    summary = summarize(plan, as_of)
    frame = pd.DataFrame(
        [
            {"unit": a.responsible, "rec": plan.parents[a.ref].ref, "status": a.status.value,
             "late": bool(a.deadline and a.deadline.last_day < as_of and not a.status.closed)}
            for a in plan.actions
        ],
        columns=["unit", "rec", "status", "late"],
    )  # fmt: skip
    for column, groups in (("unit", summary.by_responsible), ("rec", summary.by_recommendation)):
        table = pd.crosstab(frame[column], frame["status"])
        late = frame.groupby(column)["late"].sum()
        found = {group.key: group.counts for group in groups if group.counts.total}
        assert set(found) == set(table.index)
        for key, counts in found.items():
            expected = {status.value: int(table.loc[key].get(status.value, 0)) for status in Status}
            assert {status.value: getattr(counts, status) for status in Status} == expected
            assert counts.overdue == late[key]


@given(plan=plans(), as_of=days)
def test_every_way_of_grouping_but_tags_adds_up_to_the_whole(plan, as_of):
    summary = summarize(plan, as_of)
    for groups in (summary.by_responsible, summary.by_recommendation, summary.by_category, summary.by_plan):
        assert sum(group.counts.total for group in groups) == summary.counts.total
        assert sum(group.counts.overdue for group in groups) == summary.counts.overdue
    assert sum(group.counts.total for group in summary.by_thematic_area) >= summary.counts.total
    assert sum(band.count for band in summary.ageing.bands) == summary.counts.overdue == len(summary.overdue)


def test_a_tag_given_twice_to_a_recommendation_counts_its_actions_once():
    action = KeyAction(ref="R1.A1", description="Do")
    rec = Recommendation(ref="R1", text="R", thematic_areas=("Peace", "Data", "Peace"), actions=(action,))
    areas = summarize(Plan(recommendations=(rec,)), JUNE).by_thematic_area
    assert {group.key: group.counts.total for group in areas} == {"Peace": 1, "Data": 1}


def test_several_plans_with_the_same_refs_are_counted_apart_and_together():
    one, two = actions(PLAN, "One"), actions("ref | deadline | status\nR1.A1 | 2020/01 | initiated", "Two")
    summary = summarize([one, two], JUNE)
    assert [(g.label, g.counts.total, g.counts.overdue) for g in summary.by_plan] == [("One", 9, 2), ("Two", 1, 1)]
    assert (summary.overdue[0].plan, summary.overdue[0].ref) == ("Two", "R1.A1")
    assert [(g.plan, g.key) for g in summary.by_recommendation] == [("One", "R1"), ("One", "R2"), ("Two", "R1")]
    assert summary.counts.total == 10


def test_two_plans_of_one_title_keep_their_own_rows():
    plan = actions("ref | deadline | status\nR1.A1 | 2020/01 | initiated", "Same")
    summary = summarize([plan, plan], JUNE)
    assert len({group.label for group in summary.by_plan}) == 2
    assert summary.counts.overdue == 2


# --- the log ----------------------------------------------------------------------------------------------

SINCE = date(2024, 5, 31)


def test_the_log_tells_what_happened_since_the_last_summary():
    plan = actions("""
        ref   | deadline | status
        R1.A1 | 2024/05  | initiated
        R1.A2 | 2023/01  | completed
        R1.A3 | 2024/12  | initiated
        R1.A4 | 2023/02  | no_longer_applicable
        R1.A5 | 2025/01  | initiated
        R1.A6 | 2025/01  | not_initiated
    """)
    june = date(2024, 6, 10)
    tracker = kept(
        plan,
        entry(date(2024, 5, 1), "R1.A1", "status", "not_initiated", "initiated"),
        entry(june, "R1.A2", "status", "initiated", "completed"),
        entry(june, "R1.A3", "deadline", "2024-01", "2024-09"),
        entry(june, "R1.A3", "deadline", "2024-09", "2024-12"),
        entry(june, "R1.A4", "status", "initiated", "no_longer_applicable"),
        entry(june, "R1.A5", "status", "completed", "initiated"),
        entry(june, "R1.A6", None, None, "Action R1.A6", outcome="added", row=plan.by_ref["R1.A6"]),
        entry(june, "R1.A1", "deadline", "2024-05", "2026-01", outcome="asked"),
    )
    events = summarize(tracker, JUNE, since=SINCE).happened
    assert {name: refs(getattr(events, name)) for name in events.counts} == {
        "newly_overdue": ["R1.A1"],
        "cured": ["R1.A2", "R1.A3", "R1.A4"],
        "completed": ["R1.A2"],
        "reopened": ["R1.A5"],
        "moved": ["R1.A3"],
        "added": ["R1.A6"],
        "withdrawn": ["R1.A4"],
    }
    assert [event.how for event in events.cured] == ["completed", "deadline_moved", "withdrawn"]
    (moved,) = events.moved
    assert (moved.times, moved.months, str(moved.deadline_before)) == (2, 11, "2024/01")


def test_a_moved_deadline_is_listed_with_the_first_one():
    plan = actions("ref | deadline | status\nR1.A1 | 2024/03 | initiated")
    log = [
        entry(date(2024, 2, 1), "R1.A1", "deadline", "2023-01", "2023-06"),
        entry(date(2024, 3, 1), "R1.A1", "deadline", "2023-06", "2024-03"),
    ]
    (row,) = summarize(kept(plan, *log), JUNE).overdue
    assert (str(row.original_deadline), row.moved) == ("2023/01", 2)


@pytest.mark.parametrize(
    ("moves", "overdue"),
    [
        ([(None, "2023-06", "decided"), ("2023-06", "2025-03", "decided")], 1),
        ([("2023-06", None, "edited"), (None, "2025-03", "edited")], 1),
        ([(None, "2023-06", "decided"), ("2023-06", None, "undone"), (None, "2025-03", "decided")], 0),
    ],
)
def test_the_original_deadline_is_the_first_that_was_not_taken_back(moves, overdue):
    log = [
        entry(date(2024, 2, at), "R1.A1", "deadline", before, after, outcome=outcome)
        for at, (before, after, outcome) in enumerate(moves, 1)
    ]
    made = summarize(kept(actions("ref | deadline | status\nR1.A1 | 2025/03 | initiated"), *log), JUNE)
    assert (made.by_original.overdue, len(made.hidden)) == (overdue, overdue)


def test_the_last_comment_is_what_was_added_last():
    plan = actions("ref | deadline | status | comments\nR1.A1 | 2024/03 | initiated | Newest\\nin two lines\\nOld")
    log = entry(date(2024, 2, 1), "R1.A1", "comments", "Old", "Newest\nin two lines\nOld")
    assert summarize(kept(plan, log), JUNE).overdue[0].comment == "Newest\nin two lines"
    assert summarize(plan, JUNE).overdue[0].comment == "Old"


edits = st.lists(
    st.tuples(
        st.integers(0, 50),
        st.sampled_from(["status", "deadline"]),
        st.sampled_from(list(Status)),
        st.builds(YearMonth, st.integers(2023, 2025), st.integers(1, 12)),
        st.integers(0, 365),
    ),
    max_size=12,
)


@given(plan=plans(), script=edits, since=st.integers(0, 365))
def test_overdue_then_plus_newly_overdue_less_cured_is_overdue_now(plan, script, since):
    """And the state before is the one that really was, not what the summary makes of it."""
    first, log = date(2024, 1, 1), []
    states = {first - timedelta(1): plan}
    for at, field, status, deadline, day in sorted(script, key=lambda edit: edit[4]):
        if plan.actions:
            old = plan.actions[at % len(plan.actions)]
            new = old.model_copy(update={field: status if field == "status" else deadline})
            when = first + timedelta(day)
            for change in action_changes(old, new):
                log.append(entry(when, old.ref, change.field, change.before, change.after))
            plan = plan.with_actions({old.ref: new})
            states[when] = plan
    day, as_of = first + timedelta(since), date(2025, 6, 30)
    summary = summarize(kept(plan, *log, issued=first), as_of, since=day)
    events = summary.happened
    then = states[max(when for when in states if when <= day)]
    assert events.overdue_before == summarize(then, day).counts.overdue
    assert events.overdue_before + events.counts["newly_overdue"] - events.counts["cured"] == summary.counts.overdue
    for point in summary.trend:
        seen = summarize(states[max(when for when in states if when <= point.day)], point.day).counts
        assert (point.total, point.open, point.overdue, point.completed) == (
            seen.total, seen.open, seen.overdue, seen.completed,
        )  # fmt: skip


def test_the_trend_reaches_back_as_far_as_the_log_and_no_further_than_a_year():
    plan = actions("ref | deadline | status\nR1.A1 | 2024/04 | initiated")
    short = summarize(kept(plan, issued=date(2024, 3, 31)), JUNE).trend
    assert [(f"{p.day}", p.overdue) for p in short] == [
        ("2024-03-31", 0), ("2024-04-30", 0), ("2024-05-31", 1), ("2024-06-30", 1),
    ]  # fmt: skip
    assert len(summarize(kept(plan, issued=date(2020, 1, 1)), JUNE).trend) == 12
    assert summarize(kept(plan, issued=date(2024, 6, 15)), JUNE).trend == ()
    assert summarize(plan, JUNE).trend == ()


def test_an_action_is_silent_when_nobody_updated_it_for_the_given_months():
    plan = actions("""
        ref   | deadline | status
        R1.A1 | 2025/03  | initiated
        R1.A2 | 2025/03  | initiated
        R1.A3 | 2025/03  | completed
    """)
    log = entry(date(2024, 5, 2), "R1.A1", "comments", None, "Still at it")
    silent = summarize(kept(plan, log), JUNE, silent_after=3).silent
    assert [(row.ref, row.last_update, row.months) for row in silent] == [("R1.A2", None, 5)]
    assert refs(summarize(kept(plan, log), JUNE, silent_after=1).silent) == ["R1.A2", "R1.A1"]
    refused = entry(date(2024, 6, 2), "R1.A2", "status", None, "completed", outcome="rejected")
    renamed = entry(date(2024, 6, 3), "R1.A2", "responsible", "HQ", "HQ 2", outcome="edited", reason="renamed")
    assert refs(summarize(kept(plan, log, refused, renamed), JUNE).silent) == ["R1.A2"]
    assert summarize(plan, JUNE).silent == ()


def test_an_action_in_another_place_of_the_plan_is_neither_new_nor_gone():
    plan = actions("ref | deadline | status\nR1.A1 | 2024/05 | initiated\nR1.A2 | 2023/05 | initiated\nR2.A1 | |")
    moved = kept(plan)
    for ref in ("R1.A1", "R1.A2"):
        moved = move_action(moved, ref, "R2", when=datetime(2024, 6, 10, 9, tzinfo=UTC)).tracker
    events, bridge = (summary := summarize(moved, JUNE, since=date(2024, 5, 31))).happened, summary.bridge
    assert {name: refs(getattr(events, name)) for name in events.counts if events.counts[name]} == {
        "newly_overdue": ["R2.A2"]
    }
    assert [(step.kind, step.n) for step in bridge] == [("fell_due", 1)]


def test_the_last_summary_can_be_named_by_day_revision_or_earlier_copy():
    before = actions("ref | deadline | status\nR1.A1 | 2023/12 | initiated")
    after = before.with_actions({"R1.A1": before.actions[0].model_copy(update={"status": Status.COMPLETED})})
    old = kept(before)
    new = kept(after, entry(date(2024, 6, 3), "R1.A1", "status", "initiated", "completed"))
    for since in (SINCE, 1, old):
        assert refs(summarize(new, JUNE, since=since).happened.cured) == ["R1.A1"]


@pytest.mark.parametrize(
    "since, code",
    [
        (date(2024, 7, 1), "since_after_as_of"),
        (Tracker(meta=Meta(id="OTHE-RONE", issued=SINCE), plan=Plan()), "since_other_plan"),
    ],
)
def test_a_last_summary_that_cannot_be_is_refused_with_its_remedy(since, code):
    with pytest.raises(XltrackError) as caught:
        summarize(kept(actions(PLAN)), JUNE, since=since)
    assert caught.value.code == code
    assert str(caught.value)


# --- what is not known ------------------------------------------------------------------------------------


def test_what_weakens_a_figure_is_named_beside_it():
    plan = actions(PLAN)
    flagged = plan.by_ref["R2.A2"].model_copy(update={"source_status": "Overdue-Initiated"})
    disputed = Conflict(id="X", ref="R1.A1", field="status", claims=(Claim(by="CO", value="completed"),), reason="asks")
    nobody = plan.by_ref["R2.A6"].model_copy(update={"responsible": ""})
    summary = summarize(
        plan.with_actions({"R2.A2": flagged, "R2.A6": nobody}),
        JUNE,
        conflicts=[disputed],
        findings=[Finding("value_understood", found="6.2023", values={"ref": "R1.A2"})],
        missing_returns=["RO"],
    )
    assert {gap.code: (gap.weakens, gap.refs) for gap in summary.gaps} == {
        "open_decisions": ("all", ("R1.A1",)),
        "returns_missing": ("all", ("RO",)),
        "reader_guesses": ("all", ("R1.A2",)),
        "no_deadline": ("overdue", ("R2.A6",)),
        "flag_contradicts": ("overdue", ("R2.A2",)),
        "completed_bare": ("completed", ("R2.A4",)),
        "no_unit": ("by_responsible", ("R2.A6",)),
    }


def test_a_later_change_of_the_plan_as_a_whole_is_counted_among_the_later_changes_and_has_no_ref():
    later = (
        entry(date(2024, 7, 9), ref, field, None, "x") for ref, field in (("", "field:risk"), ("R1.A1", "comments"))
    )
    (gap,) = (gap for gap in summarize(kept(actions(PLAN), *later), JUNE).gaps if gap.code == "changed_after_as_of")
    assert (gap.count, gap.refs) == (2, ("R1.A1",))


def test_a_label_that_time_has_overtaken_is_no_contradiction():
    plan = actions("ref | deadline | status | source_status\nR1.A1 | 2024/01 | initiated | Initiated")
    assert summarize(plan, JUNE).gaps == ()


@given(plan=plans(), as_of=days)
def test_equal_inputs_give_equal_summaries(plan, as_of):
    assert summarize(plan, as_of) == summarize(plan.model_copy(deep=True), as_of)
