"""Small documents as offices write them: headers nobody merged, actions behind labels, numerals, code pages, boxes."""

from __future__ import annotations

import io

import openpyxl
import pytest

from tests.importing.office_forms import cell, docx, paragraph, wide
from tests.tables import actions as plan_of
from xltrack.importing import labels_inside
from xltrack.importing.form_files import shipped_lexicon
from xltrack.importing.form_labels import form_label
from xltrack.importing.imported_plan import ImportedPlan
from xltrack.model.own_fields import OwnField
from xltrack.model.serialize import plan_to_json
from xltrack.workflows.import_plan import import_plans
from xltrack.workflows.source_answers import ImportOptions

HEADERS = "<tr><th>Key action<th>Responsible<th>Deadline<th>Status<th>Comments</tr>"


def read(name: str, data: bytes) -> ImportedPlan:
    (plan,) = import_plans([(name, data)], ImportOptions())
    return plan


def actions(plan: ImportedPlan) -> list[tuple[str, str, str, str, str]]:
    return [
        (a.description, a.responsible, str(a.deadline or ""), a.status.value, a.comments) for a in plan.plan.actions
    ]


def reported(plan: ImportedPlan) -> str:
    return "\n".join(f"{finding.code} {finding.found}" for finding in plan.findings)


def table(*rows: str) -> str:
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl><w:p/>"


def cells(*texts: str) -> str:
    return "".join(map(cell, texts))


def test_the_words_under_a_group_are_headers_though_nobody_merged_the_cells_beside_it():
    rows = (
        wide("Recommandation 1 : Tenir le registre.", 5),
        cells("Actions clés", "Échéance", "Unité responsable") + wide("Suivi", 2),
        cells("", "", "", "Statut", "Observations"),
        cells("Former les comités.", "03/2026", "Unité Eau", "En cours", "Deux sur cinq."),
    )
    plan = read("a.docx", docx(table(*rows)))
    assert actions(plan) == [("Former les comités.", "Unité Eau", "2026/03", "initiated", "Deux sur cinq.")]


def test_wide_cells_over_a_header_are_a_recommendation_and_its_response():
    header = cells("Key action", "Responsible", "Deadline", "Status", "Comments", "Evidence")
    row = cells("Act", "Works", "2026/06", "Ongoing", "Fine", "")
    for front in (
        [wide("Recommendation 1: Do it.", 3) + wide("Management response: We will.", 3)],
        [wide("Recommendation 1", 2) + wide("Do it.", 4), wide("Management response", 2) + wide("We will.", 4)],
    ):
        plan = read("a.docx", docx(table(*front, header, row)))
        assert [(rec.text, rec.response) for rec in plan.plan.recommendations] == [("Do it.", "We will.")]
        assert actions(plan) == [("Act", "Works", "2026/06", "initiated", "Fine")]


LABELLED_TEXT = """Evaluación de los bosques

Recomendación 1. Fortalecer los viveros.
Respuesta de la gerencia: Aceptada. Se ampliarán.
Acciones clave:
Acción 1.1: Comprar semillas.
Responsable: Unidad de Ambiente
Plazo: marzo de 2026
Estado: Completada
Comentarios:
Compradas en febrero.
Acción 1.2: Contratar viveristas.
Responsable: Municipio
Plazo: 06/2026
Estado: En proceso
"""
LABELLED_ROWS = table(
    cells("Recomendación 1", "Fortalecer los viveros."),
    cells("Respuesta de la gerencia", "Aceptada. Se ampliarán."),
    cells("Acción clave 1.1", "Comprar semillas."),
    cells("Responsable", "Unidad de Ambiente"),
    cells("Plazo", "marzo de 2026"),
    cells("Estado", "Completada"),
    cells("Comentarios", "Compradas en febrero."),
    cells("Acción clave 1.2", "Contratar viveristas."),
    cells("Responsable", "Municipio"),
    cells("Plazo", "06/2026"),
    cells("Estado", "En proceso"),
)


@pytest.mark.parametrize(
    "name, data",
    [("a.txt", LABELLED_TEXT.encode()), ("a.docx", docx(paragraph("Evaluación de los bosques") + LABELLED_ROWS))],
    ids=["a line a field", "a row a field"],
)
def test_actions_whose_fields_have_labels_of_their_own_are_read(name, data):
    plan = read(name, data)
    (rec,) = plan.plan.recommendations
    assert (plan.plan.title, rec.text, rec.response) == (
        "Evaluación de los bosques", "Fortalecer los viveros.", "Aceptada. Se ampliarán.",
    )  # fmt: skip
    assert actions(plan) == [
        ("Comprar semillas.", "Unidad de Ambiente", "2026/03", "completed", "Compradas en febrero."),
        ("Contratar viveristas.", "Municipio", "2026/06", "initiated", ""),
    ]


def test_a_table_with_an_action_in_a_column_is_turned():
    rows = (
        cells("Key action", "Fix planks", "Paint rails"),
        cells("Responsible", "Works", "Harbour"),
        cells("Deadline", "2026/06", "as soon as possible"),
        cells("Status", "Completed", "Ongoing"),
        cells("Comments", "Done in May", ""),
    )
    plan = read("a.docx", docx(paragraph("Recommendation 1: Repair the pier.") + table(*rows)))
    assert actions(plan) == [
        ("Fix planks", "Works", "2026/06", "completed", "Done in May"), ("Paint rails", "Harbour", "", "initiated", ""),
    ]  # fmt: skip
    (odd,) = [finding for finding in plan.findings if finding.found == "as soon as possible"]
    assert str(odd.where) == "table 1, row 3, column 3"


@pytest.mark.parametrize(
    "front",
    [
        table(cells("Recommendation 1", "Act."), cells("Management response\nAgree ☒  Disagree ☐", "We will."))
        + table(cells("Key action", "Unit", "Deadline"), cells("Do it", "Works", "2026/06")),
        table(
            cells("Recommendation", "Accepted / Partially / Rejected and comments", "Key action", "Unit", "Deadline"),
            cells("1. Act.", "Agree\nWe will.", "Do it", "Works", "2026/06"),
        ),
    ],
    ids=["boxes in the label's cell", "a header of answers"],
)
def test_an_answer_and_its_comment_are_the_response_wherever_the_form_has_them(front):
    (rec,) = read("a.docx", docx(front)).plan.recommendations
    assert (rec.text, rec.category, rec.response) == ("Act.", "accepted", "We will.")


def test_an_empty_label_at_the_end_of_a_table_takes_no_text_from_behind_it():
    lines = "Key action 1: Dig\nResponsible: Works\nDeadline: 2026/06\nStatus: Ongoing\nComments:"
    rows = (cell("Recommendation 1: Do it."), cell("Management response: Agreed"), cell(lines))
    plan = read("a.docx", docx(table(*rows) + paragraph("Filled in by the desk officer.")))
    assert actions(plan) == [("Dig", "Works", "2026/06", "initiated", "")]
    assert "leftover_text Filled in by the desk officer." in reported(plan)


@pytest.mark.parametrize(
    "text, number, value",
    [
        ("建议一：加强维护", "1", "加强维护"),
        ("建议（十二）：加强维护", "12", "加强维护"),
        ("Recommandation IV : Tenir", "4", "Tenir"),
        ("Recommendation B: Keep", "2", "Keep"),
        ("Recommendation (2): Keep", "2", "Keep"),
        ("Recommendation: A", "", "A"),
    ],
)
def test_a_recommendation_is_numbered_in_any_numerals(text, number, value):
    label = form_label(text, shipped_lexicon())
    assert label is not None
    assert (label.field, label.number, label.value, label.bracket) == ("recommendation", number, value, "")


@pytest.mark.parametrize(
    "page, text",
    [
        ("gb18030", "建议一：加强维护。\n管理层回应：部分接受。\n\n|关键行动|负责单位|截止日期|状态|\n|-|-|-|-|\n"
         "|培训技术员|水务处|2026/12|进行中|"),
        ("cp1256", "التوصية 1: تحسين الإنارة.\nرد الإدارة: مقبولة.\n\n|الإجراءات الرئيسية|الجهة المسؤولة|"
         "الموعد النهائي|حالة التنفيذ|\n|-|-|-|-|\n|تركيب أعمدة الإنارة.|وحدة البنية|2026/12|قيد التنفيذ|"),
    ],
)  # fmt: skip
def test_a_text_in_the_code_page_of_its_office_is_read_and_the_guess_reported(page, text):
    plan = read("a.txt", text.encode(page))
    ((_, _, deadline, status, _),) = actions(plan)
    assert (deadline, status) == ("2026/12", "initiated")
    assert "encoding_guessed" in reported(plan)


@pytest.mark.parametrize(
    "boxes",
    ["<input type=checkbox checked> Accepted <input type=checkbox> Rejected", "☑ Accepted □ Rejected"],
    ids=["of a form", "of a text"],
)
def test_boxes_in_a_line_of_their_own_behind_the_response_are_its_answer(boxes):
    page = (
        f"<html><p>Recommendation 1: Light it.</p><p>Management Response: The office has begun.</p><p>{boxes}</p>"
        f"<table>{HEADERS}<tr><td>Map it.<td>City<td>2026/03<td>Initiated<td></table></html>"
    )
    (rec,) = read("a.html", page.encode()).plan.recommendations
    assert (rec.response, rec.category) == ("The office has begun.", "accepted")


def test_a_page_names_its_hidden_tables_and_its_head_has_no_colons_in_front_of_values():
    page = (
        "<html><table><tr><td>Title<td>: Evaluation of Light</tr><tr><td>Unit:<td>: Aldmoor</tr></table>"
        f"<p>Recommendation 1: Light it.</p><table>{HEADERS}<tr><td>Map it.<td>City<td>2026/03<td>Initiated"
        "<td>Half.<div style='display:none'><table><tr><td>2025/07<td>Not Initiated</table></div></table></html>"
    )
    plan = read("a.html", page.encode())
    assert plan.plan.title == "Evaluation of Light"
    assert actions(plan) == [("Map it.", "City", "2026/03", "initiated", "Half.")]
    assert "beside_hidden 2025/07 Not Initiated" in reported(plan)
    assert "leftover_text Unit: Aldmoor" in reported(plan)


def test_the_marks_of_markdown_are_no_text():
    text = (
        "# Évaluation\n\n**Recommandation 1 :** Planter\n\n---\n"
        "| Action clé | Responsable | Échéance | Statut |\n|---|---|---|---|\n"
        "| Former les *gestionnaires* à **2 * 3** règles | Unité | 2027-02 | En cours |\n"
    )
    plan = read("a.md", text.encode())
    assert [a[0] for a in actions(plan)] == ["Former les gestionnaires à 2 * 3 règles"]
    assert "---" not in reported(plan)


def sheet(*rows: tuple[object, ...], merged: tuple[str, ...] = ()) -> bytes:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    for area in merged:
        book.active.merge_cells(area)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_group_gives_its_words_to_the_columns_under_it_and_a_legend_over_signatures_is_no_action():
    plan = read("a.xlsx", sheet(
        ("Recomendación 1: Crear comités (Parcialmente aceptada: en dos ríos)",),
        ("Acción clave", "Responsable", "Plazo", None, "Seguimiento", None),
        (None, None, "Inicial", "Revisado", "Estado", "Comentarios"),
        ("Elegir delegadas", "Unidad de Agua", "2026-06", "2027-03", "En curso", "42 delegadas"),
        ("Leyenda", "En curso = obras comenzadas"),
        (None, "Sin iniciar = nada hecho"),
        ("La Directora", None, "El Coordinador"), ("Ana Ruiz", None, "Luis Paz"),
        merged=("A1:F1", "C2:D2", "E2:F2"),
    ))  # fmt: skip
    (rec,) = plan.plan.recommendations
    assert (rec.text, rec.category) == ("Crear comités", "partially_accepted")
    assert actions(plan) == [("Elegir delegadas", "Unidad de Agua", "2026/06", "initiated", "42 delegadas")]
    assert str(rec.actions[0].proposed_deadline) == "2027/03"
    for words in (
        "En curso = obras comenzadas",
        "Sin iniciar = nada hecho",
        "La Directora | El Coordinador",
        "Ana Ruiz | Luis Paz",
    ):
        assert words in reported(plan)


def test_headers_in_two_alphabets_are_known():
    headers = (
        "建议 Recommendation",
        "关键行动 Key action",
        "负责单位 Unit",
        "截止日期 Due date",
        "状态 Status (2026年9月)",
    )
    plan = read("a.xlsx", sheet(headers, ("加强维护", "培训技术员", "水务处", "2026/12", "进行中")))
    assert actions(plan) == [("培训技术员", "水务处", "2026/12", "initiated", "")]


PLAN = "Recommendation;Management response;Key action;Responsible;Deadline;Status\n{}"


@pytest.mark.parametrize(
    "second",
    [
        "Recommendation;Key action;Responsible;Deadline;Status\nMend it.;1.1 Hire Ada;Works;2026/06;Completed\n"
        "Mend it.;Buy steel;Works;2026/12;Not started",
        "Key action;Responsible;Deadline;Status\nHire Ada;Works;2026/06;Completed",
    ],
    ids=["with the recommendations", "of actions alone"],
)
def test_what_a_later_source_says_of_the_same_action_fills_its_row_and_is_told(second):
    first = PLAN.format("Mend it.;Accepted;Hire Ada;;2026/06;Not started\nMend it.;Accepted;Buy steel;Works;2026/12;")
    (joined,) = import_plans([("a.csv", first.encode()), ("b.csv", second.encode())], ImportOptions())
    assert [rec.ref for rec in joined.plan.recommendations] == ["R1"]
    assert actions(joined) == [
        ("Hire Ada", "Works", "2026/06", "completed", ""), ("Buy steel", "Works", "2026/12", "not_initiated", ""),
    ]  # fmt: skip
    told = [(f.found, str(f.values["old"]), f.ref, f.file) for f in joined.findings if f.code == "value_replaced"]
    assert told == [("Completed", "Not started", "R1.A1", "b.csv")]
    assert [f.file for f in joined.findings if f.code == "same_actions"] == ["b.csv"]


def test_a_later_source_that_differs_about_a_recommendation_or_an_own_field_loses_nothing():
    head = "Recommendation;Management response;Key action;Responsible;Deadline;Status;Budget;Donor\n"
    first = f"{head}Mend it.;We will.;Hire Ada;Works;2026/06;Ongoing;100;Moon\n"
    second = f"{head}Mend it.;We may.;Hire Ada;Works;2026/06;;200;\n"
    fields = tuple(OwnField(key=key.lower(), label=key) for key in ("Budget", "Donor"))
    (joined,) = import_plans([("a.csv", first.encode()), ("b.csv", second.encode())], ImportOptions(fields=fields))
    (rec,) = joined.plan.recommendations
    assert (rec.response, dict(rec.actions[0].own)) == ("We will.", {"budget": "200", "donor": "Moon"})
    told = [(f.code, f.found) for f in joined.findings if f.file == "b.csv" and f.found]
    assert told == [("leftover_text", "We may."), ("value_replaced", "200")]


def test_the_status_of_a_later_tracker_is_taken_though_it_has_no_word_of_its_own():
    sources = [
        (f"{status}.json", plan_to_json(plan_of(f"ref | description | status\nR1.A1 | Dig | {status}")).encode())
        for status in ("initiated", "completed")
    ]
    (joined,) = import_plans(sources, ImportOptions())
    assert [action.status for action in joined.plan.actions] == ["completed"]
    assert [f.found for f in joined.findings if f.code == "value_replaced"] == ["completed"]


def test_actions_of_the_same_words_are_matched_in_their_order():
    table = "Recommendation;Key action;Responsible;Status\nMend it.;Train;Ports;{}\nMend it.;Train;Roads;{}\n"
    first, second = table.format("Ongoing", "Not started"), table.format("Completed", "Ongoing")
    (joined,) = import_plans([("a.csv", first.encode()), ("b.csv", second.encode())], ImportOptions())
    assert [(action.responsible, action.source_status) for action in joined.plan.actions] == [
        ("Ports", "Completed"), ("Roads", "Ongoing"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "answer, reasons, response, told",
    [
        ("Disagree", "No post is available.", "No post is available.", False),
        ("Disagree. Fares are set by law.", "The office has no say.", "Disagree. Fares are set by law.", True),
        ("Agree", "", "Agree", False),
    ],
)
def test_the_reasons_for_a_rejection_are_the_response_where_that_is_an_answer_alone(answer, reasons, response, told):
    head = [("Evaluation Recommendation or Issue 1:", "Hire an engineer."), ("Management Response:", answer)]
    rows = [*head, ("If recommendation is rejected or partially accepted, report reasons:", reasons)]
    plan = read("a.docx", docx(table(*(cells(*row) for row in rows))))
    (rec,) = plan.plan.recommendations
    assert (rec.response, reasons in reported(plan)) == (response, told or not reasons)
    assert "report reasons" in reported(plan) or response == reasons


@pytest.mark.parametrize(
    "header, dates, deadlines, days",
    [
        ("Completion date", ("Sept. 2027", "Q1 2027"), ["2027/09", "2027/03"], [None, None]),
        ("Date d'achèvement", ("31/03/2027", "30/06/2027"), ["2027/03", "2027/06"], [None, None]),
        ("Дата завершения", ("31.03.2026", ""), ["", ""], ["2026-03-31", None]),
        ("Closed on", ("31.03.2026", ""), ["", ""], ["2026-03-31", None]),
    ],
)
def test_a_date_of_completion_is_the_deadline_unless_all_that_is_dated_is_completed(header, dates, deadlines, days):
    rows = [["Recommendation", "Key action", "Responsible", header, "Status"]]
    rows += [
        ["Dig wells", text, "Water", day, status]
        for text, day, status in zip(("Find", "Drill"), dates, ("Done", "Ongoing"), strict=True)
    ]
    plan = read("a.csv", "\n".join(",".join(row) for row in rows).encode()).plan
    assert [str(action.deadline or "") for action in plan.actions] == deadlines
    assert [action.completed_on and str(action.completed_on) for action in plan.actions] == days


def test_beside_a_deadline_a_date_of_completion_is_the_day_of_it():
    text = "Recommendation,Action,Responsible,Due,Completion date,Status\nDig,Find,Water,2026/05,2026-05-02,Ongoing\n"
    (action,) = read("a.csv", text.encode()).plan.actions
    assert (str(action.deadline), str(action.completed_on)) == ("2026/05", "2026-05-02")


@pytest.mark.parametrize(
    "header",
    [
        "Measures that the office will take", "Mesures que le bureau prendra", "Acciones que se tomarán",
        "Меры которые будут приняты", "الإجراءات التي ستتخذ",
    ],
)  # fmt: skip
def test_unknown_words_for_actions_are_guessed_beside_known_ones_and_the_guess_is_told(header):
    text = f"Recommendation,{header},Responsible,By when,Status\nDig wells,Find places,Water,2027/05,Ongoing\n"
    plan = read("a.csv", text.replace("Measures", "Actions").encode())
    assert actions(plan) == [("Find places", "Water", "2027/05", "initiated", "")]
    assert [one.code for one in plan.findings if one.code.startswith("header")] == ["header_guessed"]


def test_a_number_in_a_row_of_its_own_is_that_of_the_recommendation_under_it_and_empty_labels_are_no_text():
    def of(number: str, *others: tuple[str, str]) -> str:
        rows = (("Recommendation No.", number), ("Recommendation", f"Do {number}."), *others)
        return table(*(cells(*pair) for pair in rows))

    first = of("R2", ("Management response", "Accepted. Yes."), ("Agreed action", "Hire"), ("Due date", "May 2027"),
               ("Action owner", "Works"))  # fmt: skip
    plan = read("a.docx", docx(first + of("R5", ("Management response", "Rejected."), ("Due date", ""))))
    assert [(rec.ref, rec.text) for rec in plan.plan.recommendations] == [("R2", "Do R2."), ("R5", "Do R5.")]
    assert [(a.ref, a.description, a.responsible) for a in plan.plan.actions] == [("R2.A1", "Hire", "Works")]
    assert [one.code for one in plan.findings if "place" in one.code or "leftover" in one.code] == []


@pytest.mark.parametrize(
    "label", ["Strategic recommendation 1", "Recommendation to the board 1", "Recommandation au siège 1"]
)
def test_a_numbered_label_that_begins_with_recommendation_is_one(label):
    plan = read("a.txt", f"Evaluation of the harbours\n\n{label}: Dredge.\nManagement response: Accepted.\n".encode())
    assert [rec.text for rec in plan.plan.recommendations] == ["Dredge."]


@pytest.mark.parametrize(
    "text, status", [("Achevé à 50 %", "initiated"), ("Done (100%)", "completed"), ("0 % so far", "not_initiated")]
)
def test_a_percentage_among_a_few_words_is_the_status(text, status):
    source = f"Recommendation,Action,Responsible,Due,Status\nDig,Find,Water,2026/05,{text}\n"
    (action,) = read("a.csv", source.encode()).plan.actions
    assert action.status.value == status


LINE_LABELS = "Responsible: Works. Deadline: May 2027. Status: Ongoing."
IN_PARAGRAPHS = {
    "labels in one line": f"Actions:\nAction 1.1: Dredge the port. {LINE_LABELS}\nAction 1.2: Mark it. {LINE_LABELS}",
    "letters": f"Actions:\na) Dredge the port. {LINE_LABELS}\nb) Mark it. {LINE_LABELS}",
    "bars": "- Dredge the port. | Responsible: Works | Deadline: May 2027 | Status: Ongoing\n"
    "- Mark it. | Responsible: Works | Deadline: May 2027 | Status: Ongoing",
    "a line a field under numbers": "Actions:\n"
    "1. Dredge the port.\n   Responsible: Works\n   Due: May 2027\n   Status: ongoing\n"
    "2. Mark it.\n   Responsible: Works\n   Due: 05/2027\n   Status: In progress",
}


@pytest.mark.parametrize("form", IN_PARAGRAPHS)
def test_actions_in_paragraphs_are_read_by_the_labels_of_their_fields(form):
    text = f"Recommendation 1: Open the port.\nManagement response: Accepted. We will.\n{IN_PARAGRAPHS[form]}\n"
    plan = read(
        "a.txt",
        f"Evaluation of the harbours\n\n{text}\nRecommendation 2: Wait.\nManagement response: Rejected.\n".encode(),
    )
    assert [(rec.text, rec.response) for rec in plan.plan.recommendations] == [
        ("Open the port.", "Accepted. We will."), ("Wait.", "Rejected."),
    ]  # fmt: skip
    assert actions(plan) == [(what, "Works", "2027/05", "initiated", "") for what in ("Dredge the port.", "Mark it.")]


@pytest.mark.parametrize(
    "response, count", [("We will:\n- hire a clerk\n- buy a boat", 2), ("1. Hire\n2. Buy\n3. Sail", 3), ("We will.", 0)]
)
def test_a_response_that_lists_something_is_told_where_its_recommendation_has_no_action(response, count):
    head = "Evaluation of the harbours\n\nRecommendation 1: Open the port.\nManagement response: "
    plan = read("a.txt", f"{head}{response}\n".encode())
    assert [one.values["count"] for one in plan.findings if one.code == "actions_in_response"] == [count] * bool(count)


def test_of_two_columns_of_progress_the_one_with_sentences_are_the_comments():
    rows = "Recommendation,Action,Responsible,Due,Implementation status,Status\n"
    rows += "Dig,Find,Water,2027/05,Two were found.,Ongoing\nDig,Drill,Water,2027/06,,Not started\n"
    assert actions(read("a.csv", rows.encode())) == [
        ("Find", "Water", "2027/05", "initiated", "Two were found."),
        ("Drill", "Water", "2027/06", "not_initiated", ""),
    ]


@pytest.mark.parametrize(
    "response, category",
    [
        ("We agree with the recommendation. It is timely.", "accepted"),
        ("La direction accepte partiellement la recommandation : le budget manque.", "partially_accepted"),
        ("La administración no acepta la recomendación.", "rejected"),
        ("Руководство частично согласно с рекомендацией.", "partially_accepted"),
        ("لا توافق الإدارة على التوصية.", "rejected"),
        ("管理层接受该建议。", "accepted"),
    ],
)
def test_an_answer_may_be_a_sentence(response, category):
    text = f"Evaluation of the harbours\n\nRecommendation 1: Open the port.\nManagement response: {response}\n"
    (rec,) = read("a.txt", text.encode()).plan.recommendations
    assert (rec.category, rec.response) == (category, response)


def test_a_forms_name_with_a_bracket_is_no_title():
    page = "<h1>Action plan (Management Action Record)</h1><p>Review of the ports</p>"
    plan = read("a.html", f"{page}<table>{HEADERS}<tr><td>Act<td>Works<td>2027/05<td>Ongoing<td></tr></table>".encode())
    assert plan.plan.title == "Review of the ports"


def test_items_whose_numbers_word_keeps_out_of_the_text_are_actions_by_their_labels():
    texts = ("Evaluation of the harbours", "Recommendation 1: Open the port.", "Management response: Accepted.",
             "Key actions:", f"Dredge it. {LINE_LABELS}", f"Mark it. {LINE_LABELS}")  # fmt: skip
    plan = read("a.docx", docx("".join(map(paragraph, texts))))
    assert actions(plan) == [(what, "Works", "2027/05", "initiated", "") for what in ("Dredge it.", "Mark it.")]


def test_an_observation_before_the_recommendation_is_no_comment_on_the_action():
    rows = "Observation,Recommendation,Action,Responsible,Due,Status,Auditor comments\n"
    plan = read("a.csv", (rows + "No rule.,Set a rule.,Write it,Fleet,2027/05,Ongoing,A draft was seen.\n").encode())
    assert actions(plan) == [("Write it", "Fleet", "2027/05", "initiated", "A draft was seen.")]
    assert "No rule." in reported(plan)


def test_the_remark_beside_a_rejection_is_its_response_and_start_and_end_are_told_apart():
    rows = "Recommendation,Accepted (Y/N),Action,Lead,Start,End,% done,Status,Remarks\n"
    rows += "Dig,Y,Find,Water,2027/01,2027/05,0.4,Ongoing,\nPay,N,,,,,,,Against the law.\n"
    plan = read("a.csv", rows.encode())
    assert actions(plan) == [("Find", "Water", "2027/05", "initiated", "")]
    assert [(rec.category, rec.response) for rec in plan.plan.recommendations] == [
        ("accepted", ""),
        ("rejected", "Against the law."),
    ]
    assert "2027/01" in reported(plan)


def test_shortened_words_of_a_systems_columns_are_known():
    rows = (
        "RecNo;RecText;MgmtResponse;MgmtComments;ActionNo;ActionText;OwnerUnit;TargetDate;ActionStatus;LatestUpdate\n"
    )
    rows += "1;Dig wells;Accepted;We will.;1.1;Find places;Water;05/2027;InProgress;Two found\n"
    rows += "1;Dig wells;Accepted;We will.;1.2;Drill;Water;06/2027;NotStarted;\n"
    plan = read("a.csv", rows.encode())
    assert [(rec.text, rec.response, rec.category) for rec in plan.plan.recommendations] == [
        ("Dig wells", "We will.", "accepted")
    ]
    assert actions(plan) == [
        ("Find places", "Water", "2027/05", "initiated", "Two found"),
        ("Drill", "Water", "2027/06", "not_initiated", ""),
    ]
    assert "status" not in reported(plan)


def test_of_two_lines_over_a_table_the_one_that_names_an_evaluation_is_the_title():
    rows = "Ministry of Water,,,\nEvaluation of the wells,,,\n"
    rows += "Key action,Responsible,Deadline,Status\nDig,Water,05/2027,Ongoing\n"
    plan = read("a.csv", rows.encode())
    assert plan.plan.title == "Evaluation of the wells"
    assert "Ministry of Water" in reported(plan)


def test_labels_are_looked_for_at_the_first_colons_of_a_text_alone(monkeypatch):
    asked: list[str] = []
    monkeypatch.setattr(labels_inside, "form_label", lambda text, lexicon: asked.append(text))
    for colons in (4_000, 8_000):
        assert list(labels_inside.inner_labels("Aa: " * colons, shipped_lexicon())) == []
    first, second = asked[: len(asked) // 2], asked[len(asked) // 2 :]
    assert 0 < len(first) == len(second) < 4_000, "twice the colons are no more work"
