"""Generators for hypothesis. They build only what could exist: values that the model accepts."""

from __future__ import annotations

from datetime import date
from typing import Any, get_args

from hypothesis import strategies as st

from xltrack.model.own_fields import OwnField, OwnKind
from xltrack.model.percent import Percentage
from xltrack.model.plan import Category, KeyAction, Plan, Recommendation, Status
from xltrack.model.plan_fields import with_values
from xltrack.model.tracker import Tracker, new_tracker
from xltrack.model.year_month import YearMonth

months = st.builds(YearMonth, st.integers(2015, 2030), st.integers(1, 12))
days = st.dates(date(2015, 1, 1), date(2030, 12, 31))
statuses = st.sampled_from(Status)
units = st.sampled_from(["Country Office", "Regional Office", "Country and Regional Offices", "Programme Unit", "HQ"])

words = st.sampled_from(
    [
        "Train",
        "staff",
        "on",
        "reporting",
        "hold",
        "a",
        "workshop",
        "agree",
        "the",
        "terms",
        "draft",
        "survey",
        "results",
        "2022/12",
        "Completed",
        "Initiated",
        "Country",
        "Office",
        "=",
        "+",
        "-",
        "@",
        "=SUM(A1)",
        "_x000D_",
        "𝛑",
        "é",
        "é",
        "“quoted”",
        "’",
        "Ж",
        "عربي",
        "中文",
        "\u200f",
    ]
)
sentences = st.lists(words, min_size=1, max_size=8).map(" ".join)
any_text = st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n\t"), max_size=60)
"""Any text a cell can hold."""
texts = st.one_of(sentences, any_text)
filled = texts.filter(lambda text: text.strip())


def _action(ref: str) -> st.SearchStrategy[KeyAction]:
    return st.builds(
        KeyAction,
        ref=st.just(ref),
        description=filled,
        responsible=units,
        deadline=st.none() | months,
        status=statuses,
        comments=texts,
        completed_on=st.none() | days,
        evidence=texts,
        proposed_deadline=st.none() | months,
        reason=texts,
    )


@st.composite
def plans(draw: st.DrawFn, max_actions: int = 4) -> Plan:
    """Plans of up to three recommendations."""
    recommendations = []
    for number in range(1, draw(st.integers(1, 3)) + 1):
        count = draw(st.integers(0, max_actions))
        recommendations.append(
            Recommendation(
                ref=f"R{number}",
                text=draw(filled),
                response=draw(texts),
                category=draw(st.none() | st.sampled_from(Category)),
                thematic_areas=draw(st.lists(sentences, max_size=2).map(tuple)),
                actions=tuple(draw(_action(f"R{number}.A{at}")) for at in range(1, count + 1)),
            )
        )
    return Plan(title=draw(texts), recommendations=tuple(recommendations))


_LABELS = ("Risk", "Source of funds", "Avancement", "Взнос", "المخاطر", "优先级")


@st.composite
def own_fields(draw: st.DrawFn) -> tuple[OwnField, ...]:
    """A few fields of an office's own, of any kind, on either sheet."""
    fields = []
    for at, label in enumerate(draw(st.lists(st.sampled_from(_LABELS), unique=True, max_size=4))):
        kind = draw(st.sampled_from(get_args(OwnKind)))
        fields.append(
            OwnField(
                key=f"own_{at}",
                label=label,
                kind=kind,
                choices=("High", "Low", "N/A") if kind == "choice" else (),
                editor=draw(st.sampled_from(["staff", "coordinator"])),
                rule=draw(st.sampled_from(["take", "ask", "append"] if kind == "text" else ["take", "ask"])),
                sheet=draw(st.sampled_from(["actions", "recommendations"])),
            )
        )
    return tuple(fields)


def own_value(field: OwnField) -> st.SearchStrategy[Any]:
    """Any value that a cell of the field can hold; None where it is empty."""
    kinds: dict[str, st.SearchStrategy[Any]] = {
        "choice": st.sampled_from(field.choices or ("",)),
        "month": months,
        "date": days,
        "number": st.integers(-(10**9), 10**9) | st.decimals(-1000, 1000, places=2).map(float),
        "percent": st.integers(0, 100).map(Percentage) | st.sampled_from([Percentage(12.5), Percentage(0.5)]),
        "yes_no": st.booleans(),
        "person": units,
    }
    return st.none() | kinds.get(field.kind, filled.map(str.strip))


@st.composite
def with_own_values(draw: st.DrawFn, plan: Plan, fields: tuple[OwnField, ...]) -> Plan:
    """The plan with those fields, and values in some of them."""
    own: dict[str, list[OwnField]] = {"actions": [], "recommendations": []}
    for field in fields:
        own[field.sheet].append(field)

    def filled_in(row: Any, sheet: str) -> Any:
        return with_values(row, {field.key: draw(own_value(field)) for field in own[sheet]})

    recs = []
    for rec in plan.recommendations:
        rows = tuple(filled_in(action, "actions") for action in rec.actions)
        recs.append(filled_in(rec.model_copy(update={"actions": rows}), "recommendations"))
    return Plan(title=plan.title, fields=fields, recommendations=tuple(recs))


@st.composite
def trackers(draw: st.DrawFn, max_actions: int = 4) -> Tracker:
    """First states of trackers, issued on any day, half of them with own fields."""
    plan, fields = draw(plans(max_actions)), draw(own_fields()) if draw(st.booleans()) else ()
    return new_tracker(draw(with_own_values(plan, fields)) if fields else plan, draw(days))
