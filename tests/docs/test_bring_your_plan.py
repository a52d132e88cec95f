"""The how-to on sources says what the importer does: its table of dates and statuses, its form file."""

from __future__ import annotations

import re

from docs.pictures import ACTIONS
from docs.pictures import sources as files_shown
from tests.paths import ROOT
from xltrack.findings import LineNumber
from xltrack.grid.dates import names_no_deadline, read_deadline
from xltrack.importing.cell_readings import status_of
from xltrack.importing.form_files import lexicon_with, shipped_lexicon
from xltrack.workflows.files import load_plan

PAGE = (ROOT / "docs" / "bring-your-plan.md").read_text(encoding="utf-8")
TABLE = [line for line in PAGE.splitlines() if line.startswith("| ")]
ROWS = [tuple(cell.strip() for cell in line.strip("|").split("|")) for line in TABLE]


def test_every_date_and_status_of_the_page_is_read_as_it_says():
    read = 0
    for sources, plan in ROWS[1:]:
        month = re.match(r"\d{4}/\d{2}", plan)
        for text in sources.split(", "):
            status = status_of(text, LineNumber(1), "Status", shipped_lexicon(), {}).status
            if month:
                reading = read_deadline(text)
                assert reading is not None, text
                assert str(reading.month) == month[0], text
                assert ("reported" in plan) != reading.exact, text
            elif plan.startswith("read in"):
                reading = read_deadline(text)
                assert reading is not None, text
                assert not reading.exact, text
            elif plan.startswith("no deadline"):
                assert names_no_deadline(text), text
            elif plan.startswith("say nothing"):
                findings = status_of(text, LineNumber(1), "Status", shipped_lexicon(), {}).findings
                assert status is None or findings, text
            else:
                assert status is not None, text
                assert status.value.replace("_", " ") == plan.lower(), text
            read += 1
    assert read > 20


def test_the_form_file_of_the_page_is_one():
    (example,) = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)
    lexicon = lexicon_with({"ours.toml": example})
    assert (lexicon.column("Vorhaben"), lexicon.column("Wer")) == ("description", "responsible")
    guess = lexicon.status("Verzögert")
    assert guess is not None
    assert not guess.sure


def test_each_file_in_the_pictures_gives_the_plan_that_it_shows(tmp_path):
    for name, content in files_shown():
        (tmp_path / name).write_bytes(content)
        actions = load_plan(tmp_path / name).plan.actions
        values = [(str(action.deadline), str(action.status)) for action in actions]
        assert values == [("2026/12", "initiated"), ("2027/06", "not_initiated")], name
        for action, (text, *_) in zip(actions, ACTIONS, strict=True):
            assert text.endswith(action.description) or name == "reponse.txt", name
