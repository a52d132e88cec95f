"""Every screen of the built page, as axe-core judges it: light and dark, wide and narrow, and no sideways scroll."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.page.browser import ROOT, Desk, desk, needs_page

AXE = ROOT / "web" / "node_modules" / "axe-core" / "axe.min.js"
needs_axe = pytest.mark.skipif(not AXE.exists(), reason="the packages of web/ are not installed (npm ci in web/)")
pytestmark = [pytest.mark.chromium, needs_page, needs_axe]
JUDGE = """async () => {
    const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
    const { violations } = await axe.run(document, { runOnly: tags });
    return violations.map((one) => `${one.id}: ${one.nodes[0].html.slice(0, 200)}`);
}"""


def screens(page: Desk, month: tuple[Path, list[Path]], bad: Path) -> Iterator[str]:
    """Go through the month; yield the name of each screen that is shown."""
    tracker, back = month
    inside = page.page.locator
    yield "first time"
    inside("input[type=file]").first.set_input_files(str(tracker))
    inside(".figures").wait_for()
    yield "open"
    page.page.evaluate("location.hash = 'send'")
    inside("table").first.wait_for()
    yield "send"
    page.page.evaluate("location.hash = 'collect'")
    inside(".drop.slim").wait_for()
    inside("input[type=file]").first.set_input_files([*map(str, back), str(bad)])
    inside(".message.error").wait_for()
    yield "collect, with a file that cannot be read"
    page.page.evaluate("location.hash = 'remind'")
    inside("section .linklike").first.click()
    inside("textarea").wait_for()
    yield "remind, with words to change"
    page.page.evaluate("location.hash = 'decide'")
    inside("input[type=radio]").first.check()
    yield "decide"
    inside(".bar .main").click()
    inside(".changes").first.wait_for()
    inside("input[type=checkbox]").check()
    inside("summary").click()
    yield "look before saving, with receipts"
    with page.page.expect_download():
        inside(".bar .main").click()
    inside(".message.good").wait_for()
    yield "saved"
    page.page.evaluate("location.hash = 'report'")
    inside(".lead").wait_for()
    page.page.wait_for_timeout(800)
    yield "report"
    yield from side_screens(page, tracker, bad)


def side_screens(page: Desk, tracker: Path, bad: Path) -> Iterator[str]:
    """Go through the screens beside the month's steps."""
    inside = page.page.locator
    page.page.evaluate("location.hash = 'history'")
    inside(".timeline").wait_for()
    yield "history"
    page.page.evaluate("location.hash = 'history/R2.A1'")
    inside(".timeline .linklike").first.click()
    inside(".card.strong").wait_for()
    yield "the history of an action, with an undo"
    page.page.evaluate("location.hash = 'portfolio'")
    inside(".drop.slim").wait_for()
    inside("input[type=file]").first.set_input_files([str(tracker), str(bad)])
    inside("p.message").wait_for()
    yield "all my trackers"
    page.page.evaluate("location.hash = 'settings'")
    inside("#settings-text").wait_for()
    yield "settings"
    page.page.evaluate("location.hash = 'help'")
    inside("kbd").first.wait_for()
    yield "help"


WIDTHS = (1400, 390, 320)
"""The month goes on at the last one, where buttons are hardest to reach; the other tests of the page are wide."""


@pytest.mark.parametrize("scheme, language", [("light", "en"), ("dark", "ar")])
def test_no_screen_has_a_fault(chromium, month, tmp_path, scheme, language):
    bad = tmp_path / "broken.xlsx"
    bad.write_bytes(b"PK\x03\x04 no more")
    faults = []
    with desk(chromium, viewport={"width": WIDTHS[-1], "height": 900}, color_scheme=scheme) as page:
        page.ready()
        page.page.locator("header select").select_option(language)
        page.page.locator(f"html[lang={language}]").wait_for(state="attached")
        page.page.evaluate(AXE.read_text(encoding="utf-8"))
        for screen in screens(page, month, bad):
            for width in WIDTHS:
                page.page.set_viewport_size({"width": width, "height": 900})
                faults += [f"{screen}, {width} px: {fault}" for fault in page.page.evaluate(JUDGE)]
                wide, window = page.page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
                faults += [f"{screen}, {width} px: {wide} px wide"] if wide > window else []
    assert faults == []
