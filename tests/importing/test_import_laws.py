"""Laws: a plan written in any form that offices use, in any order and language, is read back as the plan it was."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.importing.office_forms import (
    ANSWERS,
    HEADERS,
    LANGUAGES,
    MONTHS,
    STATUSES,
    Written,
    as_csv,
    as_docx,
    as_html,
    as_text,
    as_xlsx,
)
from xltrack.importing.imported_plan import ImportedPlan
from xltrack.model.plan import Plan
from xltrack.workflows.import_plan import import_plans
from xltrack.workflows.source_answers import ImportOptions

LABELS = {
    "en": {"recommendation": "Evaluation recommendation", "response": "Management response"},
    "fr": {"recommendation": "Recommandation", "response": "Réponse de la direction",
           "category": "Catégorie de la réponse", "key_actions": "Actions clés"},
    "es": {"recommendation": "Recomendación", "response": "Respuesta de la administración",
           "category": "Categoría de la respuesta", "key_actions": "Acciones clave"},
    "ru": {"recommendation": "Рекомендация", "response": "Ответ руководства", "category": "Категория ответа",
           "key_actions": "Ключевые действия"},
    "ar": {"recommendation": "التوصية", "response": "رد الإدارة", "category": "فئة الرد",
           "key_actions": "الإجراءات الرئيسية"},
    "zh": {"recommendation": "建议", "response": "管理层回应", "category": "回应类别", "key_actions": "关键行动"},
}  # fmt: skip
NOUNS = {
    "en": ["harbour", "bridge", "school", "clinic", "market", "forest", "river", "village"],
    "fr": ["port", "pont", "école", "clinique", "marché", "forêt", "rivière", "village"],
    "es": ["puerto", "puente", "escuela", "clínica", "mercado", "bosque", "río", "pueblo"],
    "ru": ["порт", "мост", "школа", "клиника", "рынок", "лес", "река", "деревня"],
    "ar": ["ميناء", "جسر", "مدرسة", "عيادة", "سوق", "غابة", "نهر", "قرية"],
    "zh": ["港口", "桥梁", "学校", "诊所", "市场", "森林", "河流", "村庄"],
}
UNITS = {
    "en": ["Country Office", "Regional Office for Hills", "Finance Unit"],
    "fr": ["Bureau de pays", "Unité gouvernance"],
    "es": ["Oficina de País", "Oficina Regional"],
    "ru": ["Страновой офис", "Отдел финансов"],
    "ar": ["المكتب القطري", "وحدة المالية"],
    "zh": ["国家办事处", "财务股"],
}


@st.composite
def written(draw: st.DrawFn, languages: tuple[str, ...] = LANGUAGES) -> Written:
    """A plan, and every word that a form writes for it."""
    language = draw(st.sampled_from(languages))
    nouns = NOUNS[language]

    def sentence() -> str:
        words = draw(st.lists(st.sampled_from(nouns), min_size=3, max_size=8))
        return f"{words[0].capitalize()} {' '.join(words[1:])} {draw(st.integers(1, 99))} {nouns[0]}."

    words: dict[tuple[str, str], str] = {}
    recommendations: list[dict[str, Any]] = []
    for number in range(1, draw(st.integers(1, 3)) + 1):
        ref = f"R{number}"
        category = draw(st.sampled_from([None, *ANSWERS[language]]))
        if category:
            words[ref, "category"] = draw(st.sampled_from(ANSWERS[language][category]))
        actions = []
        for at in range(1, draw(st.integers(1, 3)) + 1):
            action = f"{ref}.A{at}"
            status = draw(st.sampled_from(list(STATUSES[language])))
            words[action, "status"] = draw(st.sampled_from(STATUSES[language][status]))
            deadline = draw(st.one_of(st.none(), st.tuples(st.integers(2020, 2031), st.integers(1, 12))))
            if deadline:
                words[action, "deadline"] = draw(st.sampled_from(_forms(*deadline, language)))
            actions.append(
                {
                    "ref": action,
                    "description": sentence(),
                    "responsible": draw(st.sampled_from(UNITS[language])),
                    "deadline": f"{deadline[0]}-{deadline[1]:02}" if deadline else None,
                    "status": status,
                    "comments": draw(st.sampled_from(["", sentence()])),
                }
            )
        text = sentence()
        recommendations.append(
            {"ref": ref, "text": f"{text} {number}", "response": sentence(), "category": category, "actions": actions}
        )
    headers = {name: draw(st.sampled_from(choices)) for name, choices in HEADERS[language].items()}
    order = draw(st.permutations(["description", "responsible", "deadline", "status", "comments"]))
    plan = Plan.model_validate({"title": sentence(), "recommendations": recommendations})
    return Written(plan, language, headers, tuple(order), words)


def _forms(year: int, month: int, language: str) -> list[str]:
    forms = [f"{year}/{month:02}", f"{month:02}/{year}", f"{year}-{month:02}", f"28.{month:02}.{year}"]
    if language in MONTHS:
        forms += [f"{MONTHS[language][month - 1]} {year}", f"28 {MONTHS[language][month - 1]} {year}"]
    return forms if language != "zh" else [*forms, f"{year}年{month}月"]


def read(name: str, data: bytes, **options: Any) -> ImportedPlan:
    (plan,) = import_plans([(name, data)], ImportOptions(**options))
    return plan


def told(plan: Plan) -> dict[str, Any]:
    """Everything the forms can say of a plan."""
    return {
        "title": plan.title,
        "recommendations": [(rec.text, rec.response, rec.category) for rec in plan.recommendations],
        "actions": [
            (action.ref, action.description, action.responsible, action.deadline, action.status, action.comments)
            for action in plan.actions
        ],
    }


@settings(max_examples=40, deadline=None)
@given(written())
@pytest.mark.parametrize("form", ["docx", "html", "xlsx", "csv"])
def test_a_plan_written_in_an_offices_form_is_read_back(form, wrote):
    data = {"html": as_html, "xlsx": as_xlsx, "csv": as_csv}.get(form)
    made = as_docx(wrote, LABELS[wrote.language]) if data is None else data(wrote)
    back = read(f"plan.{form}", made)
    expected = told(wrote.plan) | ({"title": ""} if form == "csv" else {})
    assert told(back.plan) == expected
    assert not {finding.code for finding in back.findings} - {
        "value_understood", "answer_understood", "status_guessed", "menu_words", "ambiguous_date", "header_date",
    }  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(written(("fr", "es", "ru", "ar", "zh")))
def test_a_plan_in_the_text_form_of_another_language_is_read_back(wrote):
    data = as_text(wrote, LABELS[wrote.language])
    back = read("plan.txt", data, units=UNITS[wrote.language])
    assert told(back.plan) == told(wrote.plan)
