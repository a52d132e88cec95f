"""Words that say there is no action, and sources without any: told, and never made into an action."""

from __future__ import annotations

import io

import openpyxl
import pytest

from tests.importing.office_forms import cell, docx, paragraph, wide
from xltrack.errors import SourceError
from xltrack.importing.form_files import shipped_lexicon
from xltrack.importing.imported_plan import ImportedPlan
from xltrack.importing.no_action import says_no_action
from xltrack.workflows.import_plan import import_plans
from xltrack.workflows.source_answers import ImportOptions

HEAD = ("Key action", "Deadline", "Responsible", "Status", "Comments")
NONE = ["No procede", "sans objet", "不适用", "n/a", "не применимо", "لا ينطبق"]
REASONS = ["Sans objet – recommandation rejetée", "Not applicable as it was rejected", "不适用，因为建议被拒绝"]


def import_one(name: str, data: bytes) -> ImportedPlan:
    (read,) = import_plans([(name, data)], ImportOptions())
    return read


def word_table(*rows: str, answer: str = "Rejected") -> bytes:
    top = [wide("Recommendation 1: Dig.", 5), wide(f"Management response: {answer}. There is no water.", 5)]
    lines = [*top, "".join(map(cell, HEAD)), *rows]
    return docx(f"{paragraph('Wells')}<w:tbl>{''.join(f'<w:tr>{line}</w:tr>' for line in lines)}</w:tbl>")


def one_cell(words: str) -> ImportedPlan:
    return import_one("a.docx", word_table("".join(map(cell, (words, "", "", "", "")))))


def every_cell(words: str) -> ImportedPlan:
    return import_one("a.docx", word_table("".join(map(cell, [words] * 5))))


def merged_row(words: str) -> ImportedPlan:
    return import_one("a.docx", word_table(wide(words, 5)))


def web_page(words: str) -> ImportedPlan:
    head = "".join(f"<th>{word}" for word in HEAD)
    text = "<p>Recommendation 1: Dig.</p><p>Management response: Rejected. There is no water.</p>"
    page = f"<html><meta charset='utf-8'><h1>Wells</h1>{text}<table><tr>{head}<tr><td>{words}<td>-<td><td>-<td></table>"
    return import_one("a.html", page.encode())


def matrix(words: str) -> ImportedPlan:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Recommendation", "Management response", *HEAD])
    sheet.append(["Dig.", "Rejected. There is no water.", words])
    sheet.merge_cells("C2:G2")
    out = io.BytesIO()
    book.save(out)
    return import_one("a.xlsx", out.getvalue())


def english_text(words: str) -> ImportedPlan:
    head = "Recommendation: Dig.\nManagement Response: There is no water.\nManagement Response Category: Rejected\n"
    return import_one("a.txt", f"{head}Key Actions\nResponsible Deadline Status Comments\n{words}\n".encode())


def spanish_text(words: str) -> ImportedPlan:
    head = "Recomendación: Cavar.\nRespuesta de la administración: Rechazada. No hay agua.\nAcciones clave\n"
    return import_one("a.txt", f"{head}Responsable Plazo Estado Comentarios\n{words}\n".encode())


def labelled_line(words: str) -> ImportedPlan:
    text = f"Recommendation 1: Dig.\nManagement response: Rejected. There is no water.\nKey actions: {words}\n"
    return import_one("a.txt", text.encode())


FORMS = [one_cell, merged_row, web_page, matrix, english_text, spanish_text]
CASES = [(form, words) for form in FORMS for words in (*NONE, *REASONS)] + [(every_cell, words) for words in NONE]


@pytest.mark.parametrize("form, words", CASES, ids=lambda value: getattr(value, "__name__", value))
def test_a_rejected_recommendation_has_no_action_whatever_says_so(form, words):
    read = form(words)
    (rec,) = read.plan.recommendations
    assert (rec.category, rec.actions) == ("rejected", ())
    assert [f.found.startswith(words) for f in read.findings if f.code == "no_action"] == [True]
    assert not any(f.code in ("leftover_text", "leftover_cell", "unknown_status") for f in read.findings)


def test_boxes_behind_a_label_under_the_actions_of_the_recommendation_before_are_the_answer():
    rows = ["".join(map(cell, ("Dig it", "2024/12", "Works", "Done", ""))), wide("Recommendation 2: Fill.", 5)]
    answer = cell("Management response") + wide("☐ Agree ☒ Disagree", 4)
    first, second = import_one("a.docx", word_table(*rows, answer, answer="Accepted")).plan.recommendations
    assert (len(first.actions), second.category, second.actions) == (1, "rejected", ())


@pytest.mark.parametrize("words", NONE)
def test_a_label_of_actions_with_such_words_is_no_action(words):
    read = labelled_line(words)
    assert read.plan.recommendations[0].response.endswith("There is no water.")
    assert (read.plan.actions, [f.found for f in read.findings if f.code == "no_action"]) == ((), [words])


@pytest.mark.parametrize(
    "words, others",
    [
        ("None of the wells is closed: close them", ("2024/12", "Field", "Underway", "")),
        ("N/A", ("2024/12", "Field", "Underway", "Two closed")),
        ("Not applicable rules are to be dropped", ("", "", "", "")),
    ],
)
def test_an_accepted_recommendation_keeps_what_may_be_an_action(words, others):
    accepted = word_table("".join(map(cell, (words, *others))), answer="Accepted")
    assert [action.description for action in import_one("a.docx", accepted).plan.actions] == [words]


@pytest.mark.parametrize("text, says", [("N/A N/A – N/A", True), ("—", False), ("Not applicable rules", False)])
def test_words_for_no_action_may_come_again_and_nothing_else_with_them(text, says):
    assert says_no_action(text, shipped_lexicon()) is says


@pytest.mark.parametrize(
    "name, data, words",
    [
        ("a.csv", b"Key action,Responsible,Deadline,Status,Comments\n", "no recommendation and no key action"),
        ("a.docx", docx(f"<w:tbl><w:tr>{''.join(map(cell, HEAD))}</w:tr></w:tbl>"), "no recommendation and no key"),
        ("a.html", b"<table><tr><th>Key action<th>Status<th>Deadline</table>", "no recommendation and no key action"),
        ("a.txt", "  \n\t\n\xa0 \n".encode(), "nothing but blanks"),
        ("a.csv", "\ufeff \r\n".encode("utf-16"), "nothing but blanks"),
        ("a.txt", b"Dear Ada,\nthank you.\n", "does not look like a management response"),
        ("a.docx", docx(paragraph("Dear Ada,") + paragraph("thank you.")), "does not look like a management response"),
    ],
)
def test_a_source_without_a_plan_is_one_clear_message(name, data, words):
    with pytest.raises(SourceError, match=words):
        import_plans([(name, data)], ImportOptions())


def test_actions_of_a_document_that_names_nothing_are_put_under_its_name():
    rows = ("".join(map(cell, HEAD)), "".join(map(cell, ("Dig", "2024/12", "Field", "Underway", ""))))
    read = import_one("Wells 2024.docx", docx(f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>"))
    (rec,) = read.plan.recommendations
    assert (rec.text, [action.description for action in rec.actions]) == ("Wells 2024", ["Dig"])
    assert [(f.code, f.found) for f in read.findings] == [("no_recommendation", "Wells 2024")]
