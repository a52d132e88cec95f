"""A mistake in what was typed is named in the language spoken, not in click's English."""

from __future__ import annotations

import re

import pytest

from tests.command_line import xltrack
from xltrack.i18n.catalogue import LANGUAGES, catalogue

MISTAKES = {
    "missing_argument": (("summary",), {"name": "TRACKER..."}),
    "missing_option": (("distribute", "T.xlsx"), {"name": "-o / --output"}),
    "no_option": (("summary", "T.xlsx", "--as-off", "x"), {"name": "--as-off"}),
    "needs_value": (("summary", "T.xlsx", "--as-of"), {"name": "--as-of"}),
    "takes_no_value": (("summary", "T.xlsx", "--json=3"), {"name": "--json"}),
    "not_a_day": (("summary", "T.xlsx", "--as-of", "32"), {"found": "32"}),
    "whole_number": (("undo", "T.xlsx", "--to", "x"), {}),
    "number_between": (("desk", "--port", "x"), {"first": 0, "last": 65535}),
    "no_folder": (("desk", "nowhere"), {}),
    "extra": (("undo", "T.xlsx", "b"), {"found": "b"}),
    "one_workbook": (("check", "a.xlsx", "b.xlsx", "--annotate", "c.xlsx"), {}),
    "one_target": (("import", "a.txt"), {}),
    "one_or_two": (("diff", "a", "b", "c"), {}),
}
ENGLISH = re.compile(r"\b(?:Try|Missing|Invalid|Got|No such|is not)\b")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", MISTAKES)
def test_a_mistake_in_a_command_line_is_worded_in_the_language_spoken(kind, language, monkeypatch):
    monkeypatch.setenv("LC_ALL", f"{language}.UTF-8")
    typed, values = MISTAKES[kind]
    ran = xltrack(*typed)
    assert (ran.code, ran.out) == (2, "")
    assert catalogue(language).word("terminal", "usage", kind, **values) in ran.err
    if language != "en":
        assert not ENGLISH.search(ran.err)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_choice_that_is_none_is_answered_with_all_of_them(language, monkeypatch):
    monkeypatch.setenv("LC_ALL", f"{language}.UTF-8")
    said = xltrack("export", "T.xlsx", "-o", "x", "--format", "pdf").err
    assert all(choice in said for choice in ("--format", "json", "txt", "csv"))
    assert "is not one of" not in said


def test_the_nearest_option_is_offered_and_the_named_language_is_spoken():
    said = xltrack("summary", "--language", "ru", "T.xlsx", "--as-off", "x").err
    assert "--as-of" in said.replace("--as-off", "")
    assert (
        catalogue("ru").word("terminal", "usage", "not_a_day", found="32")
        in xltrack("summary", "--language", "ru", "T.xlsx", "--as-of", "32").err
    )
