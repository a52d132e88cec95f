"""An office's own words for management response, key action and unit speak wherever the catalogue's would."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

import pytest

from tests.command_line import returned, xltrack
from tests.page.asking import Page
from tests.paths import ROOT
from tests.tables import ISSUED, actions
from tests.xlsx_text import opened
from xltrack.errors import SettingsError
from xltrack.i18n.catalogue import LANGUAGES, ONLY_READ, OfficeLanguage, catalogue
from xltrack.i18n.formatting import Wording
from xltrack.i18n.office_words import office_terms
from xltrack.i18n.terms import OfficeTerms, with_terms
from xltrack.model.serialize import plan_to_json
from xltrack.model.tracker import new_tracker
from xltrack.workbook.read import read_workbook
from xltrack.workbook.write import workbook_bytes
from xltrack.workflows.settings import Settings

DAY = ("--as-of", "2024-07-07")
PLAN = """
    ref   | responsible | deadline | status
    R1.A1 | CO          | 2023-01  | initiated
    R1.A2 | RO          | 2025-01  | initiated
"""
SETTINGS = """
language = "fr"

[words.fr]
management_response = ["réponse de l'administration", "réponses de l'administration"]
key_action = ["action convenue", "actions convenues"]
unit = ["bureau", "bureaux"]
"""


def invented(language: str) -> OfficeTerms:
    """A word of its own for every form of every term."""
    terms = catalogue(language).section("terms")
    return tuple((term, tuple(f"zz{term[0]}{at}" for at, _ in enumerate(forms))) for term, forms in terms.items())


def texts(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from texts(inner) if key != "by" else ()
    elif isinstance(value, list):
        yield from value
    else:
        yield value


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_that_is_shown_keeps_a_term_that_the_office_calls_otherwise(language):
    words = catalogue(OfficeLanguage(language, invented(language)))
    standard = [form for forms in catalogue(language).section("terms").values() for form in forms]
    edge = r"\b" if language not in ("ar", "zh") else ""
    known = re.compile("|".join(f"{edge}{re.escape(form)}{edge}" for form in standard), re.IGNORECASE)
    shown = [text for name, section in words.section().items() if name not in ONLY_READ for text in texts(section)]
    places = re.compile(r"\{[^{}]*\}|--[\w-]+")
    assert [text for text in shown if known.search(places.sub("", text))] == []
    before = [text for name, section in catalogue(language).section().items() if name not in ONLY_READ
              for text in texts(section)]  # fmt: skip
    assert [places.findall(text) for text in before] == [places.findall(text) for text in shown]


SHORT = {
    "en": (("step", "steps"), "None of the 5\u00a0open steps has a deadline", "Steps"),
    "fr": (("action", "actions"), "Aucune des 5\u00a0actions ouvertes n’a d’échéance", "Actions"),
    "es": (("medida", "medidas"), "Ninguna de las 5\u00a0medidas abiertas tiene plazo", "Medidas"),
    "ru": (("задача", "задачи", "задаче", "задачу", "задачей", "задач", "задачам", "задачами", "задачах"),
           "Открытые задачи не имеют срока: 5\u00a0из 5", "Задачи"),
    "ar": (("تدبير", "تدبيراً", "تدبيران", "تدبيرين", "تدابير"),
           "جميع التدابير المفتوحة، وعددها 5، بلا موعد", "التدابير"),
    "zh": (("举措",), "5\u00a0项未完成举措均无期限", "举措"),
}  # fmt: skip
"""By language, a short word of an office, a headline with it, and the sheet's name."""


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_short_word_stands_in_headlines_columns_and_the_sheets_name(language):
    forms, headline, sheet = SHORT[language]
    code = office_terms({language: {"action": forms}})[language]
    words = catalogue(OfficeLanguage(language, code))
    assert words.word("sheets", "actions") == sheet
    assert Wording(words.language).word("summary", "headline", "no_deadlines", open=5) == headline


@pytest.mark.parametrize(
    "language, term, forms, before, after",
    [
        ("en", "action", ("activity", "activities"), "the plan has an action with", "the plan has an activity with"),
        ("en", "action", ("step", "steps"), "the plan has an action with", "the plan has a step with"),
        ("en", "action", ("useful step", "useful steps"), "the plan has an action", "the plan has a useful step"),
        ("en", "action", ("undertaking", "undertakings"), "to a unit, not an action", "to a unit, not an undertaking"),
        ("fr", "action", ("action", "actions"), "Ajoutez la mesure", "Ajoutez l’action"),
        ("es", "action", ("iniciativa", "iniciativas"), "R1 y acciones", "R1 e iniciativas"),
        ("es", "action", ("obra", "obras"), "R1 o acciones", "R1 u obras"),
    ],
)
def test_the_small_word_before_an_offices_word_fits_it(language, term, forms, before, after):
    own = office_terms({language: {term: forms}})[language]
    assert with_terms({"a": before}, catalogue(language).section("terms"), own, language) == {"a": after}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_tracker_in_an_offices_own_words_is_read_back_as_it_was_written(language, tmp_path):
    tracker = new_tracker(actions(PLAN), ISSUED, language, {language: invented(language)})
    path = tmp_path / "tracker.xlsx"
    path.write_bytes(workbook_bytes(tracker, as_of=ISSUED))
    cells = {str(cell.value) for sheet in opened(path.read_bytes()) for row in sheet.iter_rows() for cell in row}
    assert {"zzk0", "zzm0"} <= {text.lower() for text in cells}
    read = read_workbook(path)
    assert (read.base, read.current, read.findings, read.remarks) == (tracker, tracker.plan, (), ())
    assert catalogue(read.base.meta.language) is catalogue(tracker.meta.language)


@pytest.fixture
def folder(tmp_path) -> Path:
    """A folder with the settings of an office, and its tracker in French."""
    (tmp_path / "xltrack.toml").write_text(SETTINGS, "utf-8")
    source = tmp_path / "plan.json"
    source.write_text(plan_to_json(actions(PLAN)), "utf-8")
    assert xltrack("import", source, "-o", tmp_path / "tracker.xlsx", "--as-of", "2024-06-01").code in (0, 1)
    return tmp_path


def test_the_offices_words_stand_in_workbook_copy_mail_summary_page_and_terminal(folder):
    tracker, copies = folder / "tracker.xlsx", folder / "copies"
    (folder / "contacts.csv").write_text("Unit,Name,E-mail\nCO,Aida,a@example.org\nRO,Bo,b@example.org\n", "utf-8")
    sent = xltrack("distribute", tracker, "-o", copies, "--contacts", folder / "contacts.csv",
                   "--return-by", "2024-06-30", "--as-of", "2024-06-01")  # fmt: skip
    assert "1 action convenue" in sent.out
    for path in (tracker, *copies.glob("CO*.xlsx")):
        cells = [str(cell.value) for sheet in opened(path.read_bytes()) for row in sheet.iter_rows() for cell in row]
        assert "Action convenue" in cells, path
        assert "Réponse de l'administration" in cells
        assert not [text for text in cells if "esure clé" in text]
    mail = message_from_bytes(next(copies.glob("CO*.eml")).read_bytes(), policy=default)
    letter = mail.get_body(("plain",)).get_content()
    assert "mesures clés" not in letter
    assert "actions convenues" in letter
    summary = xltrack("summary", tracker, *DAY).out
    assert "réponse de l'administration" in summary
    assert "réponse de la direction" not in summary


def test_a_copy_in_the_offices_words_comes_back_as_any_other(folder):
    tracker = folder / "tracker.xlsx"
    back = returned(tracker, "back.xlsx", {("R1.A1", "comments"): "Signé en juin."})
    assert "1 modification, rien à corriger" in xltrack("check", back).out
    merged = xltrack("merge", tracker, back, *DAY)
    assert (merged.code, "1 modification" in merged.out) == (0, True)


@pytest.mark.parametrize("with_ref", [True, False])
def test_a_table_without_its_base_is_read_by_the_offices_words_in_its_header(folder, with_ref):
    tracker = folder / "tracker.xlsx"
    book = opened(returned(tracker, "back.xlsx", {("R1.A1", "comments"): "Signé en juin."}).read_bytes())
    sheet = next(one for one in book if any("Signé" in str(cell.value) for row in one.iter_rows() for cell in row))
    rows = [[cell.value for cell in row][0 if with_ref else 1 :] for row in sheet.iter_rows()]
    rows = [["" if str(value).startswith("=") else value for value in row] for row in rows]
    form_line = next(str(row[0].value) for row in sheet.iter_rows() if "Révision" in str(row[0].value))
    back = folder / "back.csv"
    with back.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([[form_line], *rows])
    merged = xltrack("merge", tracker, back, *DAY)
    assert "1 modification" in merged.out
    assert "Action convenue" not in merged.out
    assert read_workbook(tracker).current.by_ref["R1.A1"].comments == "Signé en juin."


def test_words_that_were_set_later_speak_from_then_on(folder):
    (folder / "xltrack.toml").write_text(SETTINGS.replace("action convenue", "tâche convenue"), "utf-8")
    sent = xltrack("distribute", folder / "tracker.xlsx", "-o", folder / "copies", "--return-by", "2024-06-30", *DAY)
    assert "1 tâche convenue" in sent.out


def test_the_page_of_a_tracker_speaks_the_words_that_the_tracker_carries(folder):
    page, tracker = Page(), folder / "tracker.xlsx"
    page.ask("hello", language="fr")
    page.ask("open", tracker.read_bytes(), name=tracker.name, as_of="2024-07-07")
    _, (markdown,) = page.files("summary", as_of="2024-07-07", form="markdown")
    assert "réponse de l'administration" in markdown.decode().replace("\\", "")


@pytest.mark.parametrize(
    "words, said",
    [
        ({"de": {"unit": ["Amt"]}}, "de is not one of the languages"),
        ({"en": {"step": ["task"]}}, "step is not one of the terms"),
        ({"en": {"unit": ["office"]}}, 'give your word for each of ["unit", "units"]'),
        ({"en": {"unit": ["{office}", "offices"]}}, "none of"),
        ({"en": {"unit": ['"office', "offices"]}}, "none of"),
        ({"en": {"unit": ["o" * 41, "offices"]}}, "at most 40 letters"),
        ({"en": {"action": ["step", "s" * 32]}}, "at most 31 letters"),
        ({"en": {"action": ["to-do", "to do/done"]}}, 'No sheet can be called "To do/done"'),
        ({"en": {"action": ["decision", "decisions"]}}, "belongs to one sheet alone"),
    ],
)
def test_words_that_cannot_be_used_are_refused_with_the_forms_that_are_wanted(words, said):
    table = "\n".join(f"[words.{language}]\n{term} = {forms!r}" for language, terms in words.items()
                      for term, forms in terms.items())  # fmt: skip
    with pytest.raises(SettingsError, match=re.escape(said)):
        Settings.from_toml(table)


def test_the_glossary_lists_every_form_that_an_office_may_give():
    text = (ROOT / "docs" / "glossary.md").read_text("utf-8")
    for language in LANGUAGES:
        for term, forms in catalogue(language).section("terms").items():
            assert f"| {language} | `{term}` | {' · '.join(forms)} |" in text
