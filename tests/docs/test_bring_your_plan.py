"""The how-to on sources says what the importer does: its table of dates and statuses, its form file."""

from __future__ import annotations

import re

from tests.paths import ROOT
from xltrack.findings import LineNumber
from xltrack.grid.dates import names_no_deadline, read_deadline
from xltrack.importing.cell_readings import status_of
from xltrack.importing.form_files import lexicon_with, shipped_lexicon

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
