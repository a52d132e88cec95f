"""Declarations of own fields: which ones fit, what their values are, and how they are stored."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from pydantic import ValidationError

from tests.strategies import trackers
from tests.tables import tracker
from xltrack.i18n.catalogue import LANGUAGES, catalogue
from xltrack.model.fields import ACTIONS, RECOMMENDATIONS, value_label
from xltrack.model.own_fields import OwnField
from xltrack.model.percent import Percentage
from xltrack.model.plan import KeyAction, Plan, Recommendation
from xltrack.model.plan_fields import fields_of, value_of, with_fields, with_values
from xltrack.model.ready_fields import READY_MADE, ready_field
from xltrack.model.serialize import from_chunks, plan_from_json, plan_to_json, to_chunks
from xltrack.model.year_month import YearMonth

SENT = tracker("""
    ref   | responsible
    R1.A1 | CO
    R2.A1 | RO
""")
FIELDS = (
    OwnField(key="risk", kind="choice", choices=("High", "Low")),
    OwnField(key="progress", kind="percent"),
    OwnField(key="begun", kind="month"),
    OwnField(key="seen", kind="date"),
    OwnField(key="cost", kind="number"),
    OwnField(key="agreed", kind="yes_no"),
    OwnField(key="sponsor", kind="person", sheet="recommendations"),
)


@pytest.mark.parametrize(
    "values, reason",
    [
        ({"key": "Risk"}, "is no key"),
        ({"key": "1st"}, "is no key"),
        ({"key": "overdue"}, "taken already"),
        ({"kind": "choice"}, "has choices"),
        ({"choices": ("High",)}, "has choices"),
        ({"kind": "choice", "choices": ("High", "HIGH ")}, "given twice"),
        ({"kind": "choice", "choices": ("a\nb",)}, "one line"),
        ({"kind": "number", "rule": "append"}, "needs the kind text"),
        ({"label": "observations"}, "header of another column"),
        ({"label": "a\nb"}, "one line"),
        ({"label": {"tlh": "Qu'"}}, "no language"),
        ({"kind": "colour"}, "Input should be"),
        ({"sheet": "changes"}, "Input should be"),
    ],
)
def test_a_declaration_that_cannot_work_is_refused_with_its_reason(values, reason):
    with pytest.raises(ValidationError, match=reason):
        OwnField(**{"key": "risk"} | values)


@pytest.mark.parametrize("key", sorted({column.key for column in (*ACTIONS, *RECOMMENDATIONS)} | {"own", "actions"}))
def test_no_own_field_takes_the_key_of_another_one(key):
    with pytest.raises(ValidationError, match="taken already"):
        Plan(fields=(OwnField(key=key, label="Another"),))


@pytest.mark.parametrize("key", READY_MADE)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_ready_made_field_has_a_header_in_every_language(key, language):
    field = ready_field(key, language)
    assert field is not None
    assert Plan(fields=(field,)).fields == (field,)
    assert field.header(language)
    assert set(field.labels) == set(LANGUAGES)


def test_values_have_their_types_also_when_they_come_from_json():
    own = {"risk": "High", "progress": 40, "begun": "2024-12", "seen": "2024-06-30", "cost": 12.5, "agreed": False}
    rows = (KeyAction(ref="R1.A1", description="Train", own=own),)
    plan = Plan(
        fields=FIELDS, recommendations=(Recommendation(ref="R1", text="Do", own={"sponsor": "Aru"}, actions=rows),)
    )
    again = plan_from_json(plan_to_json(plan))
    assert again == plan
    typed = [value_of(again.actions[0], field.key) for field in FIELDS[:-1]]
    assert typed == ["High", Percentage(40), YearMonth(2024, 12), date(2024, 6, 30), 12.5, False]
    assert [type(value) for value in typed] == [str, Percentage, YearMonth, date, float, bool]
    shown = [value_label(None, value, catalogue()) for value in typed]
    assert shown == ["High", "40%", "2024/12", "2024-06-30", "12.5", "No"]


@pytest.mark.parametrize(
    "own",
    [{"colour": "red"}, {"sponsor": "Aru"}, {"agreed": 1}, {"cost": True}, {"progress": "most"}, {"seen": "June"}],
)
def test_a_value_that_no_declaration_fits_is_refused(own):
    row = KeyAction(ref="R1.A1", description="Train", own=own)
    with pytest.raises(ValidationError):
        Plan(fields=FIELDS, recommendations=(Recommendation(ref="R1", text="Do", actions=(row,)),))


@given(trackers())
def test_the_number_of_the_format_says_whether_an_older_version_can_read_the_base(made):
    chunks = list(to_chunks(made))
    assert from_chunks(chunks) == made
    assert {chunk.split(":")[1] for chunk in chunks} == {"3" if made.plan.fields else "2"}


def test_a_plan_without_own_fields_says_nothing_about_them():
    assert '"xltrack-plan/1"' in plan_to_json(SENT.plan)
    assert "own" not in plan_to_json(SENT.plan)
    assert plan_to_json(with_fields(SENT.plan, FIELDS)).count('"own"') == 0
    assert fields_of(SENT.plan) is fields_of(Plan())


def test_values_are_set_and_emptied_like_any_others():
    plan = with_fields(SENT.plan, FIELDS)
    assert with_fields(plan, FIELDS) is plan
    row = with_values(plan.actions[0], {"risk": "Low", "responsible": "HQ"})
    assert (row.responsible, value_of(row, "risk"), value_of(row, "cost")) == ("HQ", "Low", None)
    assert with_values(row, {"risk": None, "responsible": "CO"}) == plan.actions[0]
