"""The edges of a source: the title that its heading suggests, the foot of its page, and files that hold other files."""

from __future__ import annotations

import pytest

from tests.command_line import at_a_terminal
from tests.importing.office_forms import docx, paragraph
from xltrack.cli import import_words
from xltrack.cli.hints import finding_hint
from xltrack.errors import UnsafeWorkbook
from xltrack.findings.sources import leftover_cell
from xltrack.importing.form_files import shipped_lexicon
from xltrack.importing.imported_plan import ImportedPlan
from xltrack.workflows.import_plan import import_plans
from xltrack.workflows.source_answers import ImportOptions

TABLE = (
    "<table><tr><th>Recommendation<th>Action<th>Responsible<th>Status<tr><td>Dig<td>Dig wells<td>Unit A<td>Done</table>"
)
FORM = (
    "Management Response\n: Mali Country Office\n: 2024\n: Evaluation of wells\n: Thanks.\n: Approved\n"
    "Recommendation: Dig.\nManagement Response: Yes.\nManagement Response Category: Accepted\nKey Actions\n"
    "Responsible Deadline Status Comments\n1.1. Dig wells Country Office 2026/12 Initiated Soon.\n"
)


def read(name: str, text: str, **said: object) -> ImportedPlan:
    return import_plans([(name, text.encode())], ImportOptions(**said))[0]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "head, guess",
    [
        ("Management response: Final evaluation of Blue Forests", "Final evaluation of Blue Forests"),
        ("Management response tracker: Blue Forests", "Blue Forests"),
        ("Suivi de la réponse de la direction : Forêts bleues", "Forêts bleues"),
        ("Tableau de suivi – Évaluation des forêts bleues", "Évaluation des forêts bleues"),
        ("Respuesta de la administración: Bosques azules", "Bosques azules"),
        ("Ответ руководства: Голубые леса", "Голубые леса"),
        ("رد الإدارة: الغابات الزرقاء", "الغابات الزرقاء"),
        ("管理层回应：蓝色森林项目终期评价", "蓝色森林项目终期评价"),
        ("Final evaluation of Blue Forests - Management response", "Final evaluation of Blue Forests"),
        ("Management response", ""),
        ("Date: 3 May 2026", ""),
    ],
)
@pytest.mark.parametrize("page", ["<h1>{}</h1>{}", "<title>{}</title><body>{}", "{},,,{}"])
def test_the_title_is_guessed_from_a_heading_without_the_name_of_a_form(page: str, head: str, guess: str):
    rows = "\nRecommendation,Action,Responsible,Status\nDig,Dig wells,Unit A,Done\n"
    is_page = page.startswith("<")
    found = read("a.html" if is_page else "a.csv", page.format(head, TABLE if is_page else rows))
    assert guess in (found.plan.title, found.title_guess)
    assert bool(found.plan.title or found.title_guess) == bool(guess)


@pytest.mark.parametrize(
    "lines, title",
    [
        (("ANNEX I  Management response: Audit of the harbours",), "Audit of the harbours"),
        (
            ("Annexe 5 : Réponse de la direction à l'évaluation des ports",),
            "Réponse de la direction à l'évaluation des ports",
        ),
        (("附件二：管理层回应：港口审计",), "港口审计"),
        (("Management response matrix", "May 2024"), ""),
        (("31.12.2024", "Final evaluation of the harbours"), "Final evaluation of the harbours"),
    ],
)
def test_the_number_of_an_annex_and_a_date_are_no_title_and_are_reported(lines: tuple[str, ...], title: str):
    found = read("a.html", "".join(f"<p>{line}</p>" for line in lines) + TABLE)
    assert found.plan.title == title
    reported = " ".join(str(value) for one in found.findings for value in (one.found, *one.values.values()))
    assert all(word in f"{title} {reported}" for line in lines for word in line.replace("：", " ").split())


def test_the_guess_is_offered_at_the_terminal(monkeypatch, capsys):
    page = f"<html><body><h1>Management response: Blue Forests</h1>{TABLE}</body></html>"
    at_a_terminal(monkeypatch, "\n")
    plans, said = import_words.read_asking(
        lambda options: import_plans([("page7.html", page.encode())], options), ImportOptions()
    )
    assert said.title == plans[0].plan.title == "Blue Forests"
    assert "[Blue Forests]" in capsys.readouterr().err


@pytest.mark.parametrize(
    "foot",
    [
        ("Privacy policy", "Terms of use", "© UN Women 2026"),
        ("Copyright 2026 UNDP. All rights reserved",),
        ("Contact us | Privacy", "(c) 2026 UNICEF"),
        ("Politique de confidentialité", "Nous contacter"),
        ("Aviso legal", "Contáctenos"),
        ("Политика конфиденциальности", "Контакты"),
        ("سياسة الخصوصية", "جميع الحقوق محفوظة"),
        ("隐私政策", "版权所有"),
    ],
)
@pytest.mark.parametrize("kind", ["txt", "html", "docx", "footer"])
def test_the_foot_of_a_page_is_no_comment_and_is_told_in_one_line(kind: str, foot: tuple[str, ...]):
    if kind == "docx":
        lines = "".join(map(paragraph, (*FORM.strip().split("\n"), *foot)))
        (found,) = import_plans([("a.docx", docx(lines))], ImportOptions())
    else:
        lines = "".join(f"<p>{line}</p>" for line in foot)
        lines = f"<footer>{lines}</footer>" if kind == "footer" else lines
        whole = "".join(f"<p>{line}</p>" for line in FORM.strip().split("\n")) + lines
        page = f"<html><meta charset='utf-8'><body>{whole}</body></html>"
        found = read("a.txt", FORM + "\n".join(foot)) if kind == "txt" else read("a.html", page)
    assert [action.comments for action in found.plan.actions] == ["Soon."]
    told = [one.code for one in found.findings if any(line in one.found for line in foot)]
    assert told == ["menu_words"]


def test_words_of_a_foot_above_the_end_stay_where_they_are():
    found = read("a.txt", FORM.replace("Soon.", "See\nContact us\nfor more.") + "Privacy policy\n")
    (action,) = found.plan.actions
    assert "Contact us" in action.comments
    assert "Privacy" not in action.comments


def test_a_hint_offers_each_way_once():
    finding = leftover_cell(None, "75 %", "percentComplete", "ignore")
    assert finding_hint(finding) == ('--map "percentComplete=ignore"',)


def test_texts_that_repeat_under_an_unknown_header_are_offered_as_recommendations():
    rows = "Empfehlung;Maßnahme X;Action;Responsible;Status\n" + "".join(
        f"Brunnen in jedem Bezirk graben;{at};Dig {at};Unit A;Done\n" for at in range(3)
    )
    found = read("a.csv", rows)
    (told,) = [one for one in found.findings if one.code == "unknown_header" and one.found == "Empfehlung"]
    assert finding_hint(told)[0] == '--map "Empfehlung=recommendation"'
    mapped = read("a.csv", rows, headers={"Empfehlung": "recommendation"})
    assert len(mapped.plan.recommendations) == 1
    assert shipped_lexicon().column("Empfehlung") is None


@pytest.mark.parametrize(
    "data",
    [
        b"\x1f\x8b\x08\0rest",
        b"7z\xbc\xaf\x27\x1crest",
        b"Rar!\x1a\x07\x01\0rest",
        b"a.txt".ljust(257, b"\0") + b"ustar\x0000",
    ],
)
def test_an_archive_is_to_be_unpacked(data: bytes):
    with pytest.raises(UnsafeWorkbook) as refused:
        import_plans([("files.bin", data)], ImportOptions())
    assert refused.value.code == "no_document"
    assert "unpack it" in str(refused.value)


def test_a_unit_named_at_the_terminal_is_not_questioned_again(monkeypatch):
    text = FORM.replace("1.1. Dig wells Country Office 2026/12", "1.1. Dig wells CO 2026/12")
    at_a_terminal(monkeypatch, "CO\n")
    (found,), said = import_words.read_asking(
        lambda options: import_plans([("a.txt", text.encode())], options), ImportOptions(title="Wells")
    )
    assert said.units == ("CO",)
    assert "unit_short" not in {one.code for one in found.findings}
