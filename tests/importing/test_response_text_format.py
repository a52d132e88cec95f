"""Printing text: true labels for a day, read back as the same plan, and nothing lost without a word."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.importing.test_response_text import AS_OF, EXAMPLE, response
from tests.real_plan import real_text
from tests.strategies import plans
from tests.tables import actions
from xltrack.importing.response_text import as_of_window, cannot_hold, format_text, parse_text
from xltrack.importing.response_text.status import derived_label, status_label, words
from xltrack.importing.response_text.vocabulary import DEFAULT_VOCABULARY
from xltrack.model.fields import REC_FIELDS
from xltrack.model.plan import Category, KeyAction, Plan, Recommendation, Status
from xltrack.model.year_month import YearMonth

days = st.dates(date(2019, 1, 1), date(2027, 12, 31))
WORDS = (
    "train staff in 2022 and draft (soon) a plan, été Ж عربي – “x” 100% women's",
    "2022/12 Completed office Initiated N/A",
)
prose = st.lists(st.sampled_from(" ".join(WORDS).split(" ")), min_size=1, max_size=9).map(" ".join).map("Do {}".format)
lines = st.lists(prose, max_size=2).map("\n".join)


def _values(field: str) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(
        st.sampled_from([*getattr(DEFAULT_VOCABULARY, field), "Something new"]), max_size=4, unique=True
    ).map(tuple)


def _label_of_the_day(action: KeyAction, as_of: date) -> KeyAction:
    return action.model_copy(update={"source_status": status_label(action, as_of)})


@st.composite
def dated_plans(draw: st.DrawFn) -> tuple[Plan, date]:
    """Plans that the form can express on a day: every row has a unit, and says of itself what is true on that day."""
    as_of = draw(days)
    months = st.builds(YearMonth, st.integers(2019, 2027), st.integers(1, 12))
    units = st.sampled_from(["Country Office", "Head of Office, Amaria", "HQ", "Bureau régional", "Desk 7"])
    recommendations = []
    for number in range(1, draw(st.integers(1, 4)) + 1):
        count = draw(st.integers(0, 5))
        made = (
            st.builds(
                KeyAction,
                ref=st.just(f"R{number}.A{at}"),
                description=prose,
                responsible=units,
                deadline=st.none() | months,
                status=st.sampled_from(Status),
                comments=st.just("") | prose,
                source_status=st.just("") | st.sampled_from(words()),
            )
            for at in range(1, count + 1)
        )
        recommendations.append(
            Recommendation(
                ref=f"R{number}",
                text=draw(prose),
                response=draw(lines),
                description=draw(st.just("") | prose),
                category=draw(st.none() | st.sampled_from(Category)),
                thematic_areas=draw(_values("thematic_areas")),
                operating_principles=draw(_values("operating_principles")),
                uneg_criteria=draw(_values("uneg_criteria")),
                actions=tuple(_label_of_the_day(draw(action), as_of) for action in made),
            )
        )
    return Plan(title=draw(st.just("") | prose), recommendations=tuple(recommendations)), as_of


@given(dated_plans())
def test_a_printed_plan_is_read_back_as_it_was(case):
    plan, as_of = case
    assert parse_text(format_text(plan, as_of), units=plan.units).plan == plan
    assert cannot_hold(plan, as_of) == ()


@given(dated_plans())
def test_what_was_printed_for_a_day_holds_on_that_day(case):
    plan, as_of = case
    window = as_of_window(parse_text(format_text(plan, as_of), units=plan.units).plan)
    assert as_of in window
    assert window.contradictions == ()


def _days_of_rebuilding(source: str) -> list[date]:
    plan = parse_text(source).plan
    every_day = (date(2020, 1, 1) + timedelta(days=n) for n in range(2900))
    return [day for day in every_day if format_text(plan, day) == source]


def test_the_real_plan_is_rebuilt_on_every_day_of_its_window_and_on_no_other():
    source = real_text()
    window = as_of_window(parse_text(source).plan)
    assert (window.first, window.last, window.contradictions) == (date(2024, 1, 1), date(2024, 12, 31), ())
    rebuilt = _days_of_rebuilding(source)
    assert (rebuilt[0], rebuilt[-1], len(rebuilt)) == (window.first, window.last, 366)


def test_the_example_is_rebuilt_on_every_day_of_its_window_and_on_no_other():
    window = as_of_window(parse_text(EXAMPLE).plan)
    rebuilt = _days_of_rebuilding(EXAMPLE)
    assert (rebuilt[0], rebuilt[-1], len(rebuilt)) == (window.first, window.last, 366)


@pytest.mark.parametrize(
    "status, deadline, source, day, printed",
    [
        ("initiated", "2022/12", "Initiated", date(2022, 12, 31), "Initiated"),
        ("initiated", "2022/12", "Initiated", date(2023, 1, 1), "Overdue-Initiated"),
        ("initiated", "2022/12", "Over due", date(2023, 1, 1), "Over due"),
        ("initiated", "2022/12", "Over due", date(2022, 12, 31), "Initiated"),
        ("initiated", "2022/12", "Ongoing", date(2022, 12, 31), "Ongoing"),
        ("initiated", "2022/12", "Ongoing", date(2023, 1, 1), "Overdue-Initiated"),
        ("not_initiated", "2022/12", "", date(2023, 1, 1), "Overdue-Not Initiated"),
        ("not_initiated", None, "Overdue-Not Initiated", date(2023, 1, 1), "Not Initiated"),
        ("completed", "2022/12", "Overdue-Initiated", date(2023, 1, 1), "Completed"),
        ("completed", "2022/12", "Done", date(2023, 1, 1), "Done"),
        ("no_longer_applicable", "2022/12", "Nobody knows", date(2023, 1, 1), "No Longer Applicable"),
    ],
)
def test_a_label_says_what_is_true_on_the_day(status, deadline, source, day, printed):
    action = KeyAction(ref="R1.A1", description="x", status=status, deadline=deadline, source_status=source)
    assert status_label(action, day) == printed


# --- the window ---


def window_of(*rows: str):
    return as_of_window(parse_text(response(*(f"Run HQ {row}" for row in rows))).plan)


@pytest.mark.parametrize(
    "rows, first, last, wrong",
    [
        ((), None, None, []),
        (("2022/12 Completed", "N/A Initiated"), None, None, []),
        (("2022/12 Initiated",), None, date(2022, 12, 31), []),
        (("2022/12 Overdue-Initiated",), date(2023, 1, 1), None, []),
        (("2022/12 Over due", "2023/02 Ongoing"), date(2023, 1, 1), date(2023, 2, 28), []),
        (("2022/12 Over due", "2022/11 Over due", "2022/03 Initiated"), date(2023, 1, 1), None, ["R1.A3"]),
        (("2025/01 Over due", "2022/12 Initiated", "2022/11 Initiated"), None, date(2022, 11, 30), ["R1.A1"]),
        (("N/A Over due", "2022/12 Initiated"), None, date(2022, 12, 31), ["R1.A1"]),
        (("9999/12 Over due",), None, None, ["R1.A1"]),
    ],
)
def test_the_window_is_where_most_labels_hold_and_the_others_are_named(rows, first, last, wrong):
    window = window_of(*rows)
    assert (window.first, window.last) == (first, last)
    assert [finding.ref for finding in window.contradictions] == wrong
    assert {finding.code for finding in window.contradictions} <= {"label_contradicts"}


@given(
    st.lists(
        st.tuples(st.integers(1, 12), st.sampled_from(["Initiated", "Overdue-Initiated", "Completed"])), max_size=9
    )
)
def test_no_day_satisfies_more_labels_than_the_window(rows):
    plan = parse_text(response(*(f"Run HQ 2022/{month} {word}" for month, word in rows))).plan

    def wrong_on(day: date) -> int:
        return sum(derived_label(action, day) != action.source_status for action in plan.actions)

    least = min(wrong_on(date(2021 + n // 12, n % 12 + 1, 1)) for n in range(36))
    window = as_of_window(plan)
    assert len(window.contradictions) == least
    assert wrong_on(window.first or window.last or AS_OF) == least


def test_a_label_counts_only_while_its_status_does():
    plan = parse_text(response("Run HQ 2022/12 Overdue-Initiated")).plan
    done = plan.with_actions({"R1.A1": plan.actions[0].model_copy(update={"status": Status.COMPLETED})})
    assert as_of_window(done).first is None


# --- what the form cannot carry ---


def test_what_has_no_place_in_the_form_is_named_field_by_field():
    plan = actions(
        """
        ref   | completed_on | evidence | proposed_deadline | reason | responsible
        R1.A1 | 2023-01-31   | Minutes  |                   |        | HQ
        R1.A2 |              |          | 2025/01           | Floods | HQ
        """
    )
    named = [(p.ref, str(p.values["field"]), p.found) for p in cannot_hold(plan, AS_OF)]
    assert named == [
        ("R1.A1", "Completed on", "2023-01-31"),
        ("R1.A1", "Evidence", "Minutes"),
        ("R1.A2", "Proposed deadline", "2025-01"),
        ("R1.A2", "Reason", "Floods"),
    ]


@pytest.mark.parametrize(
    "change",
    [
        {"description": "Ask HQ 2021/01 Completed and go on"},
        {"description": "One\nTwo"},
        {"comments": "Done.\nRecommendation: do more"},
        {"comments": "Done.\nAsk HQ 2021/01 Completed"},
        {"responsible": ""},
        {"ref": "R1.A7"},
    ],
)
def test_a_text_that_would_be_read_otherwise_is_named(change):
    first = KeyAction(ref="R1.A1", description="Run it", responsible="HQ", deadline="2022/12")
    second = first.model_copy(update={"ref": "R1.A2", "description": "Walk Forward"} | change)
    plan = Plan(title="P", recommendations=(Recommendation(ref="R1", text="Do", actions=(first, second)),))
    found = cannot_hold(plan, AS_OF)
    assert {finding.code for finding in found} == {"text_cannot_hold"}
    assert all(finding.ref for finding in found)


def test_a_plan_of_nothing_says_that_it_has_nothing_to_read_back():
    plan = Plan(title="Plan A")
    assert [str(finding.values["field"]) for finding in cannot_hold(plan, AS_OF)] == ["Title"]


@given(plans(), days)
def test_an_export_never_loses_silently(plan, as_of):
    """Of any plan at all: what is read back differs from it only where a finding names the ref."""
    named = {finding.ref for finding in cannot_hold(plan, as_of)}
    read = parse_text(format_text(plan, as_of), units=plan.units).plan if plan.recommendations else Plan()
    assert read.title == plan.title or "Plan" in named
    back = {rec.ref: rec for rec in read.recommendations}
    for rec in plan.recommendations:
        same = rec.ref in back and all(
            getattr(rec, column.key) == getattr(back[rec.ref], column.key) for column in REC_FIELDS
        )
        assert same or rec.ref in named
        if len(back[rec.ref].actions) == len(rec.actions) if rec.ref in back else False:
            for old, new in zip(rec.actions, back[rec.ref].actions, strict=True):
                assert new.model_copy(update={"source_status": ""}) == old or old.ref in named
        else:
            assert {rec.ref, *(action.ref for action in rec.actions)} & named
