"""Library errors speak to whoever uses the library; the command adds the option that helps."""

from __future__ import annotations

import re

import pytest

from tests.command_line import imported, xltrack
from xltrack.cli.explain import explain
from xltrack.cli.hints import FINDING_HINTS, HINTS, finding_hint
from xltrack.cli.import_words import pairs
from xltrack.cli.main import COMMANDS
from xltrack.errors import FileError, UnsafeWorkbook
from xltrack.findings import LineNumber, Term
from xltrack.findings.rows import totals_row
from xltrack.findings.sources import status_unmapped, unit_short, unknown_header
from xltrack.findings.workbooks import base_missing
from xltrack.grid.limits import DEFAULT_LIMITS
from xltrack.i18n.catalogue import LANGUAGES, catalogue, fold
from xltrack.i18n.formatting import Wording
from xltrack.importing.lexicon import IMPORT_FIELDS


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_library_error_speaks_of_an_option(language):
    """`bad_limit`, `bad_mapping` and `bad_take_option` are about an option that somebody typed."""
    words = {code: text for code, text in catalogue(language).section("errors").items() if not code.startswith("bad_")}
    assert {code: text for code, text in words.items() if re.search(r"(?<!\S)--?[a-z]", str(text))} == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_finding_speaks_of_an_option_or_a_command(language):
    texts = catalogue(language).section("findings")
    assert {code: words for code, words in texts.items() if re.search(r"--[a-z]|xltrack [a-z]", str(words))} == {}


def test_the_command_adds_the_option_that_answers_a_finding():
    assert finding_hint(status_unmapped(None, "Moving", Term(("status",), "initiated"))) == (
        '--status "Moving=initiated"',
    )
    assert finding_hint(unit_short("CO", LineNumber(3))) == ('--unit "CO"',)
    assert finding_hint(unit_short("CO")) == ()
    assert finding_hint(unknown_header(None, "Q3", "completed_on")) == ('--map "Q3=completed_on"', '--map "Q3=ignore"')
    assert finding_hint(base_missing())[0].startswith("xltrack diff")
    assert finding_hint(totals_row(None, "Total")) == ()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_field_is_named_in_the_readers_language_and_given_by_its_key_to_the_option(tmp_path, monkeypatch, language):
    monkeypatch.setenv("LC_ALL", f"{language}.UTF-8")
    source = tmp_path / "plan.csv"
    source.write_text(
        "Recommendation,Stance taken,Action,Status\nDig,Accepted,Dig wells,Done\nFill,Rejected,Fill,Done\n"
    )
    ran = xltrack("import", source, "-o", tmp_path / "t.xlsx", "--language", language)
    line = next(line for line in ran.err.splitlines() if "Stance taken" in line)
    either = Wording(language).any_of(["A", "B"])[1:-1]
    assert catalogue(language).word("columns", "recommendations", "category") in line
    assert f'"{either}--map "Stance taken=ignore"' in line


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_field_of_an_import_has_a_name_of_its_own_and_is_chosen_by_it_or_by_its_key(language):
    labels = {name: Term.field(name).text(catalogue(language)) for name in IMPORT_FIELDS}
    assert len({fold(label) for label in labels.values()}) == len(labels)
    for name, label in labels.items():
        assert pairs("--map", [f"A={label}", f"B={name}"], lambda: labels) == {"A": name, "B": name}


def test_the_command_adds_the_option_that_helps(tmp_path):
    tracker = imported(tmp_path)
    ran = xltrack("template", "-o", tracker)
    assert (ran.code, ran.err.splitlines()[-1]) == (2, "On the command line: --force")
    assert "--" not in str(FileError("output_exists", file="a.xlsx"))
    assert explain(UnsafeWorkbook("sheet_rows", file="a.xlsx", sheet="S", limit=3)).endswith("--limit rows=N")


def test_every_hint_is_for_a_known_code_and_names_a_real_option_or_a_real_verb():
    helps = {verb: xltrack(verb, "--help").out for verb in COMMANDS}
    known = {*catalogue().section("errors"), *catalogue().section("findings")}
    for code, hint in {**HINTS, **FINDING_HINTS}.items():
        assert code in known, code
        hint = " ".join([hint] if isinstance(hint, str) else hint)
        for option in re.findall(r"(?<!\S)--?[a-z-]+", hint):
            assert any(re.search(rf"{option}\b", text) for text in helps.values()), hint
        for verb in re.findall(r"xltrack (\w+)", hint):
            assert verb in COMMANDS
        for name in re.findall(r"--limit (\w+)=", hint):
            assert hasattr(DEFAULT_LIMITS, name)
