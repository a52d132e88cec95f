"""Generators for hypothesis. They build only what could exist: values that the model accepts."""

from __future__ import annotations

from datetime import date

from hypothesis import strategies as st

from xltrack.model.plan import Category, KeyAction, Plan, Recommendation, Status
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


def trackers(max_actions: int = 4) -> st.SearchStrategy[Tracker]:
    """First states of trackers, issued on any day."""
    return st.builds(new_tracker, plans(max_actions), days)
