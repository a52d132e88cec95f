"""Every code has its words, and every label leads back to one code."""

from __future__ import annotations

import re
import tomllib
from importlib.resources import files
from itertools import combinations

import pytest

from xltrack.columns import SHEETS
from xltrack.labels import LANGUAGES, catalogue, find_code, fold
from xltrack.model import Category, Status
from xltrack.problems import SEVERITY, Cell, Problem, unknown_choice


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_catalogue_read_table_by_table_says_what_the_whole_file_says(language):
    source = files("xltrack").joinpath("locale", f"{language}.toml").read_text(encoding="utf-8")
    assert catalogue(language).section() == tomllib.loads(source)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_problem_has_a_message_and_a_remedy(language):
    words = catalogue(language).section("problems")
    assert set(words) == set(SEVERITY)
    assert all({"message", "remedy"} == set(words[code]) and all(words[code].values()) for code in words)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_column_status_and_category_has_a_label(language):
    words = catalogue(language)
    for sheet, columns in SHEETS.items():
        assert list(words.section("columns", sheet)) == [column.key for column in columns]
    assert set(words.section("status")) == set(Status)
    assert set(words.section("category")) == set(Category)


@pytest.mark.parametrize("language", LANGUAGES)
def test_catalogues_have_the_same_keys_and_placeholders(language):
    def leaves(words, path=()):
        for key, value in words.items():
            if hasattr(value, "items"):
                yield from leaves(value, (*path, key))
            elif isinstance(value, str):
                yield (*path, key), sorted(re.findall(r"\{(\w+)\}", value))

    assert dict(leaves(catalogue(language).section())) == dict(leaves(catalogue("en").section()))


@pytest.mark.parametrize("section, words", [("status", "status_words"), ("category", "category_words")])
def test_no_two_codes_share_a_word(section, words):
    said: dict[str, set[str]] = {}
    for language in LANGUAGES:
        for part in (section, words):
            for code, labels in catalogue(language).section(part).items():
                said.setdefault(code, set()).update(fold(w) for w in ([labels] if isinstance(labels, str) else labels))
    for one, other in combinations(said, 2):
        assert not said[one] & said[other]


@pytest.mark.parametrize(
    "text, code",
    [
        ("Completed", "completed"),
        ("  COMPLETED\u00a0", "completed"),
        ("Ｃｏｍｐｌｅｔｅｄ", "completed"),
        ("Not\u2011Initiated", "not_initiated"),
        ("Not  Initiated.", "not_initiated"),
        ("no_longer_applicable", "no_longer_applicable"),
        ("\u200fInitiated", "initiated"),
        ("С\u043empleted", None),
        ("Completedd", None),
        ("", None),
    ],
)
def test_a_label_is_recognised_however_it_is_typed_but_not_in_foreign_letters(text, code):
    assert find_code(text, "status") == code


def test_a_problem_names_the_cell_the_finding_and_the_remedy():
    problem = unknown_choice(Cell("Actions", 7, 6), "Status", "Complete", ["Not Initiated", "Completed"])
    assert str(problem) == (
        'Actions!F7: Status "Complete" is not on the list. Did you mean "Completed"? '
        "Choose one of: Not Initiated, Completed."
    )
    assert problem.in_file("a.xlsx").as_dict() == {
        "code": "unknown_choice",
        "severity": "error",
        "file": "a.xlsx",
        "sheet": "Actions",
        "cell": "F7",
        "line": None,
        "found": "Complete",
        "message": 'Status "Complete" is not on the list.',
        "remedy": 'Did you mean "Completed"? Choose one of: Not Initiated, Completed.',
    }


@pytest.mark.parametrize("column, letters", [(1, "A"), (26, "Z"), (27, "AA"), (52, "AZ"), (703, "AAA"), (16384, "XFD")])
def test_columns_are_named_as_excel_names_them(column, letters):
    assert Cell("S", 3, column).address == f"{letters}3"


def test_a_text_with_braces_is_shown_as_it_is():
    assert "{x}" in str(Problem("leftover_text", None, "{x}"))
