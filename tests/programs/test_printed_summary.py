"""The summary in a real browser: one printed A4, no finding of axe-core, no text too small, nothing cut off."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from typing import Any

import pytest

from tests.paths import ROOT
from tests.summary.summary_cases import CASES
from xltrack.i18n.catalogue import LANGUAGES
from xltrack.rendering.formats import render

pytestmark = pytest.mark.chromium

SHOWN_CASES = ("june", "good", "portfolio", "long texts", "long titles", "large", "huge")
AXE = ROOT / "web" / "node_modules" / "axe-core" / "axe.min.js"


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    playwright = pytest.importorskip("playwright.sync_api")
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        pytest.skip("no Chromium is installed")
    with playwright.sync_playwright() as running:
        chromium = running.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield chromium
        chromium.close()


def axe_script() -> str:
    """The script of axe-core, one of the packages that the page is built with."""
    if not AXE.exists():
        pytest.skip("the packages of web/ are not installed (npm ci in web/)")
    return AXE.read_text(encoding="utf-8")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_prints_on_exactly_one_sheet_and_the_annex_begins_the_next(browser, language):
    page = browser.new_page()
    for case in SHOWN_CASES:
        page.set_content(render(CASES[case](), "html", language=language).decode())
        page.evaluate("document.querySelector('.annex').remove()")
        content = page.pdf(prefer_css_page_size=True, print_background=True)
        assert len(re.findall(rb"/Type\s*/Page\b", content)) == 1, (case, language)
    page.close()


SHORTENED = "document.querySelectorAll('tr:nth-child(n+41)').forEach((row) => row.remove())"
"""Of a table of a thousand rows axe-core judges the first forty: those after them are of the same kinds."""


FAULTS = "async (rules) => (await axe.run(document, rules)).violations.map(v => [v.id, v.nodes[0].html])"
COLOURS = {"runOnly": ["cat.color"]}
"""A dark screen changes the palette's variables and nothing else; so only the rules about colours can differ."""


@pytest.mark.parametrize("case, language", [("june", "ar"), *((case, "en") for case in SHOWN_CASES)])
def test_axe_core_finds_nothing(browser, case, language):
    context = browser.new_context(bypass_csp=True)
    page = context.new_page()
    page.set_content(render(CASES[case](), "html", language=language).decode())
    page.evaluate(SHORTENED)
    page.add_script_tag(content=axe_script())
    for width in (1400, 760, 390, 320):
        page.set_viewport_size({"width": width, "height": 900})
        for scheme, rules in (("light", {}), ("dark", COLOURS)):
            page.emulate_media(color_scheme=scheme)
            assert page.evaluate(FAULTS, rules) == [], (width, scheme)
    context.close()


@pytest.mark.parametrize("case", SHOWN_CASES)
def test_nothing_is_cut_off_and_no_chart_text_is_smaller_than_11_pixels(browser, case):
    page = browser.new_page()
    page.set_content(render(CASES[case](), "html").decode())
    for width in (1400, 1200, 1000, 760, 700, 390, 320):
        page.set_viewport_size({"width": width, "height": 900})
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, width
        sizes = page.evaluate(
            "[...document.querySelectorAll('svg text')].filter(t => t.getClientRects().length && t.textContent)"
            ".map(t => parseFloat(getComputedStyle(t).fontSize) * t.getCTM().a)"
        )
        assert not sizes or min(sizes) >= 11 - 0.01, width
    page.close()


def test_a_printed_file_names_xltrack_as_its_program():
    made = render(CASES["june"](), "pdf")
    assert b"/Creator (xltrack)" in made
    assert b"HeadlessChrome" not in made
    assert b"/Outlines" in made, "readers list its headings beside it"
    (offset,) = re.findall(rb"startxref\s+(\d+)", made)
    assert made[int(offset) :].startswith(b"xref"), "the table of offsets is where it was"
