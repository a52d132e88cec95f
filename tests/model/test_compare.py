"""Changes between plans come out typed, keyed and free of noise."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given

from tests.strategies import plans
from tests.tables import actions
from xltrack.model.compare import appended, apply, diff
from xltrack.model.fields import field_value, from_plain, plain
from xltrack.model.plan import Category, KeyAction, Plan, Recommendation


def one(before: str, after: str, **options):
    """The single change between two one-row tables of the same columns."""
    (change,) = diff(actions(before), actions(after), **options)
    return change


@pytest.mark.parametrize(
    "before, after, comments, kind",
    [
        ("not_initiated", "initiated", "", "progress"),
        ("initiated", "completed", "Report sent", "completed"),
        ("not_initiated", "completed", "Report sent", "completed"),
        ("initiated", "completed", "", "suspicious"),
        ("initiated", "not_initiated", "", "suspicious"),
        ("completed", "initiated", "", "reopened"),
        ("no_longer_applicable", "not_initiated", "", "reopened"),
        ("initiated", "no_longer_applicable", "", "withdrawn"),
        ("completed", "no_longer_applicable", "", "withdrawn"),
    ],
)
def test_a_changed_status_says_what_kind_of_transition_it_is(before, after, comments, kind):
    table = "ref | status | comments\nR1.A1 | {} | " + comments
    change = one(table.format(before), table.format(after))
    assert (change.ref, change.field, change.kind) == ("R1.A1", "status", kind)


@pytest.mark.parametrize(
    "deadline, completed_on, as_of, late",
    [
        ("2022/12", "2022-12-31", None, 0),
        ("2022/12", "2023-02-01", None, 2),
        ("2022/12", "2022-10-05", None, -2),
        ("2022/12", "", "2023-03-01", 3),
        ("2022/12", "", None, None),
        ("", "2023-02-01", None, None),
    ],
)
def test_a_completion_says_how_late_it_was(deadline, completed_on, as_of, late):
    table = f"ref | status | comments | deadline | completed_on\nR1.A1 | {{}} | x | {deadline} | {completed_on}"
    change = one(table.format("initiated"), table.format("completed"), as_of=as_of and date.fromisoformat(as_of))
    assert change.late == late


@pytest.mark.parametrize(
    "field, before, after, kind, months",
    [
        ("comments", "", "Started", "set", None),
        ("comments", "Started", "Started\\nTerms agreed", "appended", None),
        ("comments", "Started", "2024-06: Terms agreed. Started", "appended", None),
        ("comments", "Started", "Stopped", "rewritten", None),
        ("comments", "Started", "", "cleared", None),
        ("deadline", "2022/12", "2023/06", "moved", 6),
        ("deadline", "2022/12", "2022/11", "moved", -1),
        ("deadline", "2022/12", "", "cleared", None),
        ("proposed_deadline", "", "2023/06", "set", None),
        ("responsible", "CO", "RO", "edited", None),
        ("evidence", "Memo", "Report", "edited", None),
    ],
)
def test_every_field_says_how_it_changed(field, before, after, kind, months):
    change = one(f"ref | {field}\nR1.A1 | {before}", f"ref | {field}\nR1.A1 | {after}")
    assert (change.field, change.kind, change.months) == (field, kind, months)


@pytest.mark.parametrize(
    "before, after",
    [
        ("Line one\nLine two", "Line one\r\nLine two"),
        ("Trailing blank", "Trailing blank  \n"),
        ("Caf\u00e9", "Cafe\u0301"),
        ("the \u201cplan\u201d isn\u2019t late", 'the "plan" isn\'t late'),
    ],
)
def test_what_programs_do_to_a_text_by_themselves_is_no_change(before, after):
    plan = Plan(recommendations=(Recommendation(ref="R1", text="Do"),))

    def with_comment(text: str) -> Plan:
        action = KeyAction(ref="R1.A1", description="Act", comments=text)
        return plan.model_copy(
            update={"recommendations": (plan.recommendations[0].model_copy(update={"actions": (action,)}),)}
        )

    assert diff(with_comment(before), with_comment(after)) == ()


def test_quotation_marks_count_where_the_policy_says_so():
    before, after = "ref | comments\nR1.A1 | “plan”", 'ref | comments\nR1.A1 | "plan"'
    assert diff(actions(before), actions(after)) == ()
    assert one(before, after, smart_quotes=False).kind == "rewritten"


def test_rows_added_and_missing_are_their_own_kind():
    changes = diff(actions("ref\nR1.A1\nR1.A2"), actions("ref\nR1.A2\nR1.A3\nR2.A1"))
    assert [(c.ref, c.field, c.kind) for c in changes] == [
        ("R1.A1", None, "missing"),
        ("R2", None, "added"),
        ("R1.A3", None, "added"),
        ("R2.A1", None, "added"),
    ]


def test_an_edited_recommendation_is_keyed_by_its_own_ref():
    before = Plan(recommendations=(Recommendation(ref="R1", text="Do"),))
    after = Plan(recommendations=(Recommendation(ref="R1", text="Do", category=Category.REJECTED),))
    (change,) = diff(before, after)
    assert (change.ref, change.field, change.kind, change.as_dict()["after"]) == ("R1", "category", "set", "rejected")
    assert apply(before, [change]) == after


@given(plans())
def test_a_plan_does_not_differ_from_itself(plan):
    assert diff(plan, plan) == ()


@given(plans(), plans())
def test_applying_a_diff_gives_the_other_plan_on_the_rows_both_have(one_plan, other):
    changes = [c for c in diff(one_plan, other, smart_quotes=False) if c.field is not None]
    result = apply(one_plan, changes)
    assert not [c for c in diff(result, other, smart_quotes=False) if c.field is not None]


@given(plans())
def test_every_value_is_had_again_from_its_plain_text(plan):
    for action in plan.actions:
        for field in ("deadline", "status", "comments", "completed_on", "evidence", "proposed_deadline", "reason"):
            assert field_value(field, from_plain(field, plain(getattr(action, field)))) == getattr(action, field)
    for rec in plan.recommendations:
        assert from_plain("category", plain(rec.category)) == rec.category


def test_appended_gives_only_what_was_added():
    assert appended("Started", "Started\nTerms agreed") == "Terms agreed"
    assert appended("", "Terms agreed") == "Terms agreed"
    assert appended("Started", "Restarted and stopped") is None
