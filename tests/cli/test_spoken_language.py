"""The terminal speaks the language of the tracker, or the one that --language names."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.command_line import returned, xltrack
from tests.tables import ISSUED, actions
from tests.xlsx_text import opened
from xltrack.i18n.catalogue import LANGUAGES, catalogue
from xltrack.model.tracker import new_tracker
from xltrack.workbook.write import workbook_bytes

PLAN = """
    ref   | responsible | deadline | status
    R1.A1 | CO          | 2023-01  | initiated
    R1.A2 | RO          | 2025-01  | initiated
"""
DAY = ("--as-of", "2024-07-07")


@pytest.fixture
def tracker(tmp_path, request) -> Path:
    """A tracker in the language of the test's parameter, of which each unit was sent its copy."""
    path = tmp_path / "tracker.xlsx"
    data = workbook_bytes(new_tracker(actions(PLAN), ISSUED, request.param), as_of=ISSUED)
    path.write_bytes(data)
    assert (
        xltrack(
            "distribute", path, "-o", tmp_path / "copies", "--return-by", "2024-06-30", "--as-of", "2024-06-01"
        ).code
        == 0
    )
    return path


@pytest.mark.parametrize("tracker", LANGUAGES, indirect=True, ids=LANGUAGES)
def test_status_speaks_the_language_of_the_tracker_also_in_its_workbook_and_about_drafts(tracker, tmp_path, request):
    language = request.node.callspec.params["tracker"]
    words, output = catalogue(language), tmp_path / "board.xlsx"
    ran = xltrack("status", tracker, *DAY, "-o", output, "--drafts", tmp_path / "drafts")
    assert words.word("board", "states", "never") in ran.out
    assert words.word("board", "no_address", to="CO") in ran.err
    assert opened(output.read_bytes()).active.title == words.word("board", "title")
    other = "fr" if language == "en" else "en"
    shown = xltrack("status", tracker, *DAY, "--language", other, "-o", tmp_path / "other.xlsx")
    assert catalogue(other).word("board", "states", "never") in shown.out
    assert opened((tmp_path / "other.xlsx").read_bytes()).active.title == catalogue(other).word("board", "title")


@pytest.mark.parametrize("tracker", LANGUAGES, indirect=True, ids=LANGUAGES)
@pytest.mark.parametrize("chosen", ["", "es"])
def test_check_diff_and_merge_name_columns_statuses_and_sheets_in_the_words_of_the_file(
    tracker, tmp_path, request, chosen
):
    own = catalogue(request.node.callspec.params["tracker"])
    words = catalogue(chosen) if chosen else own
    wish = ("--language", chosen) if chosen else ()
    wrong = {("R1.A1", "status"): own.word("status", "completed"), ("R1.A2", "deadline"): "soon"}
    copy = returned(tracker, "back.xlsx", wrong)
    status = f"{words.word('columns', 'actions', 'status')}: "
    change = f"{status}{words.word('status', 'initiated')} -> {words.word('status', 'completed')}"
    assert change in xltrack("diff", copy, *wish).out
    remedy = words.word("findings", "completed_without_evidence", "remedy")
    assert remedy in xltrack("check", copy, *wish).out
    merged = xltrack("merge", tracker, copy, "--dry-run", *wish, *DAY)
    assert f"(sheet {words.word('sheets', 'decisions')})" in merged.out
    assert status in merged.out


@pytest.mark.parametrize("tracker", ["ru"], indirect=True)
def test_an_error_about_a_return_is_worded_in_the_language_of_the_tracker(tracker, tmp_path):
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(b"PK no workbook")
    ran = xltrack("status", tracker, broken, *DAY)
    reason = catalogue("ru").word("errors", "plain_text", file=broken.name)
    assert catalogue("ru").word("board", "unreadable", reason=reason) in ran.out
