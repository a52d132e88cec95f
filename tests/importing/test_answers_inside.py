"""Answers that stand with the recommendation in one cell, or as a ticked box; recommendations in rows of two cells."""

from __future__ import annotations

import pytest

from tests.importing.test_spreadsheet import read, sheet
from xltrack.findings import LineNumber
from xltrack.grid.values import Area, Row, Sheet
from xltrack.importing.blocks import Document, TextBlock, sheet_block
from xltrack.importing.imported_plan import ImportedPlan
from xltrack.importing.recognise import recognise
from xltrack.importing.response_text import parse_text

INSIDE = {
    "en": ("Dig wells. Management response: Accepted. Funds are there.", "Dig wells.", "Accepted. Funds are there."),
    "fr": ("Creuser. Réponse de la direction : Acceptée. C'est prêt.", "Creuser.", "Acceptée. C'est prêt."),
    "es": ("Cavar. Respuesta de la administración: Aceptada. Ya está.", "Cavar.", "Aceptada. Ya está."),
    "ru": ("Копать. Ответ руководства: Принята. Деньги есть.", "Копать.", "Принята. Деньги есть."),
    "ar": ("احفر الآبار. رد الإدارة: مقبولة. المال موجود.", "احفر الآبار.", "مقبولة. المال موجود."),
    "zh": ("挖井。管理层回应：接受。资金到位。", "挖井。", "接受。资金到位。"),
    "a line of its own": ("Dig wells.\nManagement response: Accepted. Now.", "Dig wells.", "Accepted. Now."),
    "one word": ("Dig wells. Response: Accepted. Now.", "Dig wells.", "Accepted. Now."),
    "a bracket": ("Dig wells. Management response (Accepted): Now.", "Dig wells.", "Now."),
    "no full stop": ("Dig wells by 2024 Management response: Accepted. Now.", "Dig wells by 2024", "Accepted. Now."),
    "no full stop, one word": ("Dig wells Response: Agreed. Now.", "Dig wells", "Agreed. Now."),
    "no full stop, fr": ("Creuser Réponse de la direction : Acceptée. Oui.", "Creuser", "Acceptée. Oui."),
    "no full stop, ru": ("Копать Ответ руководства: Принята. Есть.", "Копать", "Принята. Есть."),
    "no full stop, ar": ("احفر الآبار رد الإدارة: مقبولة. المال.", "احفر الآبار", "مقبولة. المال."),
    "no full stop, zh": ("挖井管理层回应：接受。资金到位。", "挖井", "接受。资金到位。"),
    "a category": ("Dig wells. Management response: Now. Category: Accepted", "Dig wells.", "Now."),
}


def in_a_section(text: str) -> ImportedPlan:
    head = ("No", "Action", "Owner", "Status")
    rows = (head, (f"Recommendation 1: {text}",), ("1.1", "Drill", "Field", "Done"))
    cells = [Row(at, tuple(range(1, len(row) + 1)), row) for at, row in enumerate(rows, 1)]
    return read(Sheet("Plan", tuple(cells), (Area(2, 1, 2, 4),)))


def in_a_column(text: str) -> ImportedPlan:
    head = ("Recommendation", "Response", "Action", "Owner", "Status")
    first, second = Row(2, (1, 3, 4, 5), (text, "Drill", "Field", "Done")), Row(3, (3, 4), ("Line", "Field"))
    return read(Sheet("Plan", (Row(1, (1, 2, 3, 4, 5), head), first, second), (Area(2, 1, 3, 1),)))


def in_a_paragraph(text: str) -> ImportedPlan:
    table = sheet_block(sheet("No | Action | Owner | Status\n1.1 | Drill | Field | Done"))
    return recognise(Document((TextBlock(f"Recommendation 1: {text}", LineNumber(1)), table)), "a.docx")


@pytest.mark.parametrize("form", (in_a_section, in_a_column, in_a_paragraph), ids=lambda form: form.__name__)
@pytest.mark.parametrize("text, words, response", INSIDE.values(), ids=INSIDE)
def test_the_answer_behind_a_recommendation_is_the_response_and_its_category(form, text, words, response):
    (rec,) = form(text).plan.recommendations
    assert (rec.text, rec.response, rec.category) == (words, response, "accepted")
    assert rec.actions[0].description == "Drill"


@pytest.mark.parametrize(
    "text",
    (
        "Publish the management response: in full.",
        "Improve three things. Response: faster teams.",
        "Agree on these. Decision: the Board sets the rules.",
    ),
)
def test_words_that_only_name_a_response_stay_in_the_recommendation(text):
    (rec,) = in_a_section(text).plan.recommendations
    assert (rec.text, rec.response, rec.category) == (text, "", None)


@pytest.mark.parametrize("form", (in_a_section, in_a_column, in_a_paragraph), ids=lambda form: form.__name__)
@pytest.mark.parametrize(
    "text, label",
    (
        ("Dig wells by 2024 Management response: We will.", "Management response: We will."),
        ("Dig wells Management response Accepted. Now.", "Management response Accepted. Now."),
        ("Creuser Réponse de la direction Acceptée. Oui.", "Réponse de la direction Acceptée. Oui."),
        ("挖井管理层回应：资金到位", "管理层回应：资金到位"),
        ("Dig wells Recommendation 2: Sell them", "Recommendation 2: Sell them"),
        ("Dig wells Key actions: Drill, pump", "Key actions: Drill, pump"),
    ),
)
def test_a_label_that_stays_inside_a_text_is_told_first_with_its_place(form, text, label):
    found = form(text)
    assert [rec.text for rec in found.plan.recommendations] == [text]
    told = found.findings[0]
    assert (told.code, told.found, told.where) == ("label_inside", label, found.places["R1"])


@pytest.mark.parametrize(
    "text",
    (
        "Publish the management response: in full.",
        "Set targets for 2024: accepted practice, three sites.",
        "Teams respond. Time of response: two days.",
        "See recommendation 2: it is older.",
    ),
)
def test_words_of_a_sentence_are_no_label(text):
    found = in_a_section(text)
    assert [rec.text for rec in found.plan.recommendations] == [text]
    assert not [one for one in found.findings if one.code == "label_inside"]


@pytest.mark.parametrize("field", ("comments", "description"))
def test_a_label_inside_the_texts_of_an_action_is_told(field):
    words = {"description": "Drill", "comments": "Done"} | {field: "Drill Management response: We agree"}
    rows = f"Recommendation | Action | Status | Comments\nDig | {words['description']} | Open | {words['comments']}"
    told = [one.found for one in read(sheet(rows)).findings if one.code == "label_inside"]
    assert told == ["Management response: We agree"]


@pytest.mark.parametrize(
    "boxes, category",
    (
        ("☐ Agree ☒ Partially agree ☐ Disagree", "partially_accepted"),
        ("☑ Accepted ☐ Rejected", "accepted"),
        ("[ ] Accepted / [x] Rejected", "rejected"),
        ("□ 接受 ■ 部分接受 □ 不接受", "partially_accepted"),
        ("☐ Принята\n☒ Отклонена", "rejected"),
        ("Accepted ☒ Rejected ☐", "accepted"),
        ("Accepted [ ] / Partially accepted [x] / Rejected [ ]", "partially_accepted"),
        ("مقبولة ☐ مرفوضة ☒", "rejected"),
        ("☒ Accepted", "accepted"),
        ("☐ Agree ☐ Disagree", None),
        ("☒ Agree ☒ Disagree", None),
        ("Agree ☐ Disagree ☐", None),
        ("Agree ☒ Partly agree ☐ Disagree", None),
    ),
)
@pytest.mark.parametrize("header", ("Response", "Category"))
def test_the_ticked_box_is_the_category_and_else_that_is_told(boxes, category, header):
    head, row = ("Recommendation", header, "Action", "Status"), ("Dig", f"{boxes}\nSoon.", "Drill", "Done")
    found = read(Sheet("Plan", (Row(1, (1, 2, 3, 4), head), Row(2, (1, 2, 3, 4), row))))
    (rec,) = found.plan.recommendations
    told = [f.found for f in found.findings if f.code == "unknown_category"]
    assert (rec.category, rec.response, told) == (category, "Soon.", [] if category else [boxes])


@pytest.mark.parametrize(
    "boxes, status, word",
    (
        ("☐ Not started ☒ Ongoing ☐ Completed", "initiated", "Ongoing"),
        ("Not started ☐ Ongoing ☐ Completed ☒", "completed", "Completed"),
        ("[ ] En cours [x] Achevée", "completed", "Achevée"),
        ("☐ Ongoing ☐ Completed", "not_initiated", "☐ Ongoing ☐ Completed"),
    ),
)
def test_the_ticked_box_is_the_status(boxes, status, word):
    found = read(sheet(f"Recommendation | Action | Status\nDig | Drill | {boxes}"))
    (action,) = found.plan.actions
    assert (action.status, action.source_status) == (status, word)
    assert [one.found for one in found.findings if one.code == "status_unmapped"] == ([word] if "☐" in word else [])


@pytest.mark.parametrize(
    "name", ("Recommendation {}", "R{}", "Rec. {}", "Recommandation {}", "Рекомендация {}", "建议{}")
)
def test_a_recommendation_may_fill_two_cells_over_its_actions(name):
    table = f"{name.format(1)} | Dig\n1.1 | Drill | Field | Done\n{name.format(3)} | Sell\n | Tender | Field | Done"
    recs = read(sheet(f"No | Action | Owner | Status\n{table}")).plan.recommendations
    assert [(rec.ref, rec.text, [action.description for action in rec.actions]) for rec in recs] == [
        ("R1", "Dig", ["Drill"]), ("R3", "Sell", ["Tender"]),
    ]  # fmt: skip


@pytest.mark.parametrize("rows", ("R1 | Dig\nR2 | Sell", "R1 | Dig\nR2 | Sell | Field | Done", "R1 | Dig\n | Sell"))
def test_numbered_actions_of_which_no_more_is_known_stay_actions(rows):
    plan = read(sheet(f"No | Action | Owner | Status\n{rows}")).plan
    assert [action.description for action in plan.actions] == ["Dig", "Sell"]


@pytest.mark.parametrize(
    "boxes, category, code",
    [
        ("☐ Agree ☒ Partially agree ☐ Disagree", "partially_accepted", "answer_understood"),
        ("[x] Accepted [ ] Rejected", "accepted", "answer_understood"),
        ("☐ Agree ☐ Disagree", None, "unknown_category"),
        ("☒ Agree ☒ Disagree", None, "unknown_category"),
    ],
)
def test_the_boxes_of_our_own_text_form_are_read_and_their_words_kept(boxes, category, code):
    text = (
        f"Evaluation of the Wells\n\nRecommendation: Rebuild the wells.\nManagement Response: {boxes}\n"
        "Key Actions\nResponsible Deadline Status Comments\nRepair the pumps Country Office 2026/12 Initiated In May.\n"
    )
    loaded = parse_text(text, units=["Country Office"])
    (rec,) = loaded.plan.recommendations
    assert (rec.response, rec.category) == (boxes, category)
    assert code in [finding.code for finding in loaded.findings]


@pytest.mark.parametrize("answer", ["Accepted. We rebuild them.", "☐ Agree ☒ Disagree"])
def test_a_text_whose_response_stands_behind_its_recommendation_has_its_category(answer):
    text = (
        f"Evaluation of the Wells\n\nRecommendation 1: Rebuild the wells. Management response: {answer}\n"
        "Key Actions\nResponsible Deadline Status Comments\nRepair the pumps Country Office 2026/12 Initiated In May.\n"
    )
    (rec,) = parse_text(text, units=["Country Office"]).plan.recommendations
    assert (rec.text, rec.response, rec.category is None) == ("Rebuild the wells.", answer, False)
