"""The guide for staff fits one page in each language; help, version and manual pages speak of the same verbs."""

from __future__ import annotations

import os
import re
import runpy
import shutil
import subprocess
import sys
from itertools import combinations
from pathlib import Path

import pytest

from tests.command_line import xltrack
from tests.paths import ROOT
from xltrack import __version__
from xltrack.cli.main import COMMANDS
from xltrack.i18n.catalogue import LANGUAGES, catalogue
from xltrack.rendering.programs import BROWSERS, OFFICES, find_program


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_guide_says_every_step_and_status_in_its_language(language, tmp_path):
    output = tmp_path / "guide.html"
    assert xltrack("guide", "--language", language, "-o", output).code == 0
    page, words = output.read_text(encoding="utf-8"), catalogue(language)
    said = [*words.section("start", "steps"), *words.section("status").values(), words.word("start", "form_note")]
    said += [words.word("start", f"{part}_{mark}") for mark in ("overdue", "soon") for part in ("mark", "legend")]
    assert all(str(text).replace("'", "&#39;") in page for text in said)
    assert f'<html lang="{language}" dir="{words.word("language", "direction")}">' in page
    assert xltrack("guide", "-o", output).code == 2  # it is never replaced unasked


def printers() -> list[object]:
    """The programs that print: each is skipped where it is missing."""
    chromium = pytest.mark.skipif(find_program(BROWSERS) is None, reason="no Chromium or Chrome is installed")
    office = pytest.mark.skipif(find_program(OFFICES) is None, reason="LibreOffice is not installed")
    return [
        pytest.param(BROWSERS, marks=[pytest.mark.chromium, chromium], id="browser"),
        pytest.param((), marks=[pytest.mark.libreoffice, office], id="LibreOffice"),
    ]


LINE = 8
"""Points from one line to the next, at the least."""


def overlapping(pdf: Path) -> list[str]:
    """The words that cover one of another line: they share some width, and the lines are less than a line apart."""
    told = subprocess.run(["pdftotext", "-bbox", str(pdf), "-"], capture_output=True, text=True, check=True).stdout
    boxes = re.findall(r'<word xMin="(.+?)" yMin="(.+?)" xMax="(.+?)" yMax="(.+?)">(.*?)</word>', told)
    words = [
        (float(left), float(right), float(top) + float(low), word)
        for left, top, right, low, word in boxes
        if re.search(r"\w", word)
    ]
    return [
        f"{one[3]} / {two[3]}"
        for one, two in combinations(words, 2)
        if min(one[1], two[1]) - max(one[0], two[0]) > 1 and 2 < abs(one[2] - two[2]) / 2 < LINE
    ]


@pytest.mark.skipif(shutil.which("pdfinfo") is None, reason="poppler is not installed")
@pytest.mark.parametrize("browsers", printers())
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_guide_is_one_sheet_of_a4_on_which_no_word_covers_another(browsers, language, tmp_path, monkeypatch):
    monkeypatch.setattr("xltrack.rendering.pdf.BROWSERS", browsers)
    output = tmp_path / "guide.pdf"
    assert xltrack("guide", "--language", language, "-o", output).code == 0
    told = subprocess.run(["pdfinfo", str(output)], capture_output=True, text=True, check=True).stdout
    assert re.search(r"Pages:\s+1\n", told)
    assert "(A4)" in told
    assert overlapping(output) == []


def test_the_guide_has_two_formats(tmp_path):
    ran = xltrack("guide", "-o", tmp_path / "guide.docx")
    assert (ran.code, ".pdf, .html" in ran.err) == (2, True)


@pytest.mark.parametrize("verb", COMMANDS)
def test_help_of_a_verb_is_its_own_help(verb):
    assert xltrack("help", verb).out == xltrack(verb, "--help").out


def test_help_alone_lists_the_verbs_and_an_unknown_verb_is_refused():
    assert xltrack("help").out == xltrack("--help").out
    ran = xltrack("help", "imprt")
    assert (ran.code, 'Did you mean "import"?' in ran.err) == (2, True)


@pytest.mark.parametrize("option", ["-V", "--version"])
def test_the_version_is_told(option):
    assert __version__ in xltrack(option).out


def test_there_is_a_manual_page_for_every_verb():
    pages = dict(runpy.run_path(str(ROOT / "docs" / "man.py"))["manual_pages"]())
    assert set(pages) == {"xltrack.1", *(f"xltrack-{verb}.1" for verb in COMMANDS)}
    for page in pages.values():
        assert page.startswith('.TH "XLTRACK')
        assert "\n.SH NAME\n" in page


def test_the_shell_completes_verbs():
    places = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    command = [shutil.which("xltrack", path=places) or "xltrack"]
    asked = {
        "_XLTRACK_COMPLETE": "bash_complete",
        "COMP_WORDS": "xltrack mer",
        "COMP_CWORD": "1",
        "PATH": "/usr/bin:/bin",
    }
    done = subprocess.run(command, env=asked, capture_output=True, text=True, check=False)
    assert done.stdout.split() == ["plain,merge"]
