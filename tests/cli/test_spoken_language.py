"""The terminal speaks the language that --language names, the system's, or the tracker's."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import click
import pytest

from tests.command_line import returned, xltrack
from tests.tables import ISSUED, actions
from tests.xlsx_text import opened
from xltrack.cli.language import system_language
from xltrack.cli.main import COMMANDS, cli
from xltrack.findings import Severity
from xltrack.findings.cells import unknown_choice
from xltrack.i18n.catalogue import LANGUAGES, catalogue
from xltrack.merging.account import Receipt
from xltrack.merging.claims import ReturnState
from xltrack.model.compare import ChangeKind
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
@pytest.mark.parametrize(
    "wish, system", [("", ""), ("es", ""), ("", "zh_CN.UTF-8"), ("es", "zh_CN.UTF-8")], ids=lambda text: text or "-"
)
def test_check_diff_and_merge_speak_the_language_asked_for_and_name_things_as_the_file_does(
    tracker, tmp_path, request, monkeypatch, wish, system
):
    """--language renames columns and statuses, too; the system's language leaves them; a sheet has its own name."""
    monkeypatch.setenv("LC_ALL", system or "C")
    file = catalogue(request.node.callspec.params["tracker"])
    labels = catalogue(wish) if wish else file
    linking = catalogue(wish or system[:2] or file.language)
    option = ("--language", wish) if wish else ()
    wrong = {("R1.A1", "status"): file.word("status", "completed"), ("R1.A2", "deadline"): "soon"}
    copy = returned(tracker, "back.xlsx", wrong)
    status = linking.labelled(labels.word("columns", "actions", "status"), "")
    change = f"{status}{labels.word('status', 'initiated')} -> {labels.word('status', 'completed')}"
    assert change in xltrack("diff", copy, *option).out
    checked = xltrack("check", copy, *option).out
    assert linking.word("findings", "completed_without_evidence", "message", ref="R1.A1") in checked
    assert linking.word("terminal", "severity", "warning") in checked
    assert linking.word("units", "key_actions", count=2) in checked
    merged = xltrack("merge", tracker, copy, "--dry-run", *option, *DAY)
    assert linking.word("terminal", "merge", "waiting", count=1, sheet=file.word("sheets", "decisions")) in merged.out
    assert status in merged.out


@pytest.mark.parametrize("tracker", ["fr"], indirect=True)
def test_month_and_summary_speak_the_language_of_the_tracker_whatever_the_systems_is(tracker, tmp_path, monkeypatch):
    monkeypatch.setenv("LC_ALL", "ru_RU.UTF-8")
    ran = xltrack("month", tmp_path, "--yes", *DAY)
    assert catalogue("fr").word("terminal", "month", "overdue") in ran.out
    papers = tmp_path / "2024-07"
    assert (
        catalogue("fr").word("month", "missing_none") in (papers / "missing.txt").read_text("utf-8") or "CO" in ran.out
    )
    spanish = xltrack("month", tmp_path, "--yes", "--language", "es", *DAY)
    assert catalogue("es").word("terminal", "month", "overdue") in spanish.out
    assert "atrasad" in (papers / "summary.txt").read_text("utf-8")
    summed = xltrack("summary", tracker, "-o", tmp_path / "june.md", *DAY)
    assert "Ko, au" in summed.err


@pytest.mark.parametrize(
    "variables, language",
    [
        ({"LC_ALL": "fr_CH.UTF-8", "LANG": "ru_RU"}, "fr"),
        ({"LC_MESSAGES": "es_MX", "LANG": "ru_RU"}, "es"),
        ({"LANG": "zh"}, "zh"),
        ({"LC_ALL": "C.UTF-8", "LANG": "ru_RU"}, ""),
        ({"LC_ALL": "", "LANG": "ar_EG@latin"}, "ar"),
        ({"LANG": "de_DE.UTF-8"}, ""),
        ({}, ""),
    ],
)
def test_the_systems_language_is_read_as_other_programs_read_it(monkeypatch, variables, language):
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("sys.platform", "linux")
    assert system_language() == language


@pytest.mark.parametrize("chosen, system, language", [("", "fr_FR", "fr"), ("ru", "fr_FR", "ru"), ("", "de_DE", "en")])
def test_an_error_before_a_file_is_open_is_in_the_language_of_the_person(
    tmp_path, monkeypatch, chosen, system, language
):
    monkeypatch.setenv("LC_ALL", system)
    nowhere = tmp_path / "no.xlsx"
    option = ("--language", chosen) if chosen else ()
    reason = catalogue(language).word("errors", "no_such_file", file=str(nowhere))
    assert reason in xltrack("status", nowhere, *option).err
    assert reason in xltrack("diff", nowhere, *option).err


@pytest.mark.parametrize("tracker", ["en"], indirect=True)
@pytest.mark.parametrize("language", LANGUAGES)
def test_distribute_says_in_the_language_asked_for_what_was_written_and_for_whom_there_is_no_draft(
    tracker, tmp_path, language
):
    words, copies = catalogue(language), tmp_path / "out"
    ran = xltrack("distribute", tracker, "-o", copies, "--return-by", "2024-07-31", "--language", language, *DAY)
    assert words.word("units", "key_actions", count=1) in ran.out
    assert words.word("terminal", "distribute", "no_contacts") in ran.err
    assert "2024-07-31" not in ran.err


def test_every_verb_can_be_asked_for_a_language():
    """The page of `desk` asks its reader, and helps are in English."""
    context = click.Context(cli)
    verbs = {verb: cli.get_command(context, verb) or cli for verb in COMMANDS}
    group = verbs.pop("field")
    assert isinstance(group, click.Group)
    verbs |= group.commands
    without = [
        verb
        for verb, one in verbs.items()
        if "--language" not in [name for option in one.params for name in option.opts]
    ]
    assert without == ["desk", "help"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_demo_tells_its_round_in_the_language_asked_for(tmp_path, language):
    words, ran = catalogue(language), xltrack("demo", tmp_path / "demo", "--language", language)
    assert ran.code == 0
    steps = words.section("terminal", "demo")
    assert [text for text in steps.values() if str(text)[0].isdigit() and text not in ran.out] == []
    assert words.word("outcomes", "decided") in ran.out
    assert words.word("terminal", "merge", "taken", count=8) in ran.out


@pytest.mark.parametrize(
    "chosen, system, language", [("", "fr_FR", "fr"), ("ru", "fr_FR", "ru"), ("zh", "C", "zh"), ("", "C", "es")]
)
@pytest.mark.parametrize(
    "text, code",
    [
        ('language = "xx"', "setting_no_choice"),
        ("units = [", "toml_line"),
        ("colour = 1", "setting_unknown"),
        ("units = 'CO'", "toml_no_list"),
        ("[words.en]\nunit = ['office']", "words_forms"),
        ("[merge]\nno_such_rule = 1", "unknown_policy"),
        (f"units = {'[' * 9999}", "toml_endless"),
        ("[coordinator]\nreply_to = 'nowhere'", "bad_reply_to"),
    ],
)
@pytest.mark.parametrize("tracker", ["es"], indirect=True)
def test_a_mistake_in_the_settings_is_named_in_the_language_of_the_person_else_of_the_tracker(
    tracker, monkeypatch, chosen, system, language, text, code
):
    monkeypatch.setenv("LC_ALL", system)
    (tracker.parent / "xltrack.toml").write_text(text, "utf-8")
    option = ("--language", chosen) if chosen else ()
    told = xltrack("distribute", tracker, "-o", tracker.parent / "out", *option, *DAY).err
    pieces = [piece for piece in re.split(r"\{\w+\}", catalogue(language).word("errors", code)) if piece.strip(" .:")]
    assert pieces
    assert [piece for piece in pieces if piece not in told] == []
    assert "Expected" not in told  # the parser's own English


@pytest.mark.parametrize("verb, language", [("summary", "es"), ("month", "es"), ("import", "ru")])
@pytest.mark.parametrize("tracker", ["es"], indirect=True)
def test_an_error_after_a_file_is_read_speaks_like_what_would_have_been_written(tracker, monkeypatch, verb, language):
    """A paper speaks the tracker's language, whatever the system's; without either, that of the settings is spoken."""
    monkeypatch.setenv("LC_ALL", "C" if verb == "import" else "fr_FR")
    folder = tracker.parent
    (folder / "xltrack.toml").write_text('language = "ru"\nunits = "CO"' if verb == "import" else "", "utf-8")
    rest = {
        "summary": (tracker, "--since", "2030-01-01"),
        "month": (folder, "--since", "2030-01-01", "--yes"),
        "import": (tracker, "-o", folder / "new.xlsx"),
    }
    code = "toml_no_list" if verb == "import" else "since_after_as_of"
    told = xltrack(verb, *rest[verb], *DAY).err
    pieces = [piece for piece in re.split(r"\{\w+\}", catalogue(language).word("errors", code)) if piece.strip(" .:()")]
    assert pieces
    assert [piece for piece in pieces if piece not in told] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_of_change_and_every_fate_of_a_return_has_words(language):
    words = catalogue(language)
    assert set(get_args(ChangeKind)) <= set(words.section("terminal", "changes"))
    assert set(get_args(ReturnState)) == set(words.section("terminal", "merge", "states"))
    assert set(Receipt("", "", "", "", "en", "merged").counts) == set(words.section("terminal", "merge", "counts"))
    assert set(get_args(Severity)) == set(words.section("terminal", "severity"))


@pytest.mark.parametrize("tracker", ["ru"], indirect=True)
def test_an_error_about_a_return_is_worded_in_the_language_of_the_tracker(tracker, tmp_path):
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(b"PK no workbook")
    ran = xltrack("status", tracker, broken, *DAY)
    reason = catalogue("ru").word("errors", "plain_text", file=broken.name)
    assert catalogue("ru").word("board", "unreadable", reason=reason) in ran.out


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("tracker", ["ar"], indirect=True)
def test_hints_lists_and_findings_follow_the_language_of_their_message(tracker, language):
    words = catalogue(language)
    asked = ("--language", language)
    same = xltrack("carry", tracker, "--into", tracker, "--under", "R1", *asked, *DAY).err
    assert words.word("terminal", "hint", hint="xltrack carry OLD --into NEW") in same
    units = xltrack("rename-unit", tracker, "Nobody", "X", *asked, *DAY).err
    assert words.word("language", "comma").join(["CO", "RO"]) in units
    assert "。 " not in unknown_choice(None, "Status", "x", ["a", "b"]).text(language)


@pytest.mark.parametrize("tracker", ["zh"], indirect=True)
def test_a_month_names_a_file_that_is_no_workbook_as_chinese_is_set(tracker):
    returns = tracker.parent / "returned"
    returns.mkdir(exist_ok=True)
    (returns / "broken.xlsx").write_text("no workbook", "utf-8")
    told = xltrack("month", tracker.parent, "--yes", *DAY).out
    assert "broken.xlsx" in told
    assert "。 " not in told
