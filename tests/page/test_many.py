"""The built page when much is going on: 500 returns, two tabs, Python stopped at every step, large letters."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.page.browser import Desk, desk, needs_page

pytestmark = [pytest.mark.chromium, needs_page]


def read(page: Desk, back: list[Path]) -> None:
    page.step("Collect")
    page.give("Drop what came back", *back)
    page.heading("2 of 3 copies are back")


def decided(page: Desk) -> None:
    page.step("Decide")
    page.page.get_by_role("radio", name="September 2024").check()


def looked(page: Desk) -> None:
    page.press("Look before saving")
    page.heading("Saving puts")


def saved(page: Desk) -> None:
    page.download("Save the tracker")
    page.heading("The tracker is saved")


def reported(page: Desk) -> None:
    page.step("Report")
    page.page.locator(".lead", has_text="overdue").wait_for()


def looked_back(page: Desk) -> None:
    page.step("History")
    page.press("lena.xlsx")
    page.page.get_by_role("heading", name="Taking back all that lena.xlsx brought").wait_for()


def test_python_stopped_before_every_step_costs_nothing(chromium, month):
    """The tracker that was open is opened again each time, and the month goes on with the decisions made."""
    steps = (lambda page: read(page, month[1]), decided, looked, saved, reported, looked_back)
    with desk(chromium) as page:
        page.open(month[0])
        for starts, take in enumerate(steps, 2):
            page.page.evaluate("xltrack.stop()")
            take(page)
            if take is looked:
                assert page.page.get_by_text("1 you decided").is_visible()
            assert page.page.evaluate("xltrack.calls.starts") == starts


GAPS = """() => {
    window.gaps = [];
    let last = performance.now();
    const tick = () => {
        const now = performance.now();
        window.gaps.push(now - last);
        last = now;
        setTimeout(tick, 10);
    };
    tick();
}"""


def test_500_returns_never_hold_the_page_up(chromium, month, tmp_path):
    """Python works in a worker: the page answers all the time. The worst wait is told; no clock decides the test."""
    tracker, back = month
    many = []
    for at in range(500):
        many.append(tmp_path / f"return-{at:03}.xlsx")
        many[-1].write_bytes(back[at % len(back)].read_bytes())
    with desk(chromium) as page:
        page.open(tracker)
        page.step("Collect")
        page.page.evaluate(GAPS)
        page.give("Drop what came back", *many)
        page.page.locator("progress").wait_for()
        page.step("Help and keys")  # the page is usable meanwhile
        page.heading("Help and keys")
        page.step("Collect")
        page.heading("2 of 3 copies are back")
        page.page.locator("progress").wait_for(state="detached", timeout=300_000)
        print(f"500 returns: the page waited at most {page.page.evaluate('Math.max(...window.gaps)'):.0f} ms")
        assert page.page.evaluate("xltrack.state.status.files.length") == 500
        assert page.page.evaluate("window.gaps.length") > 100
        page.step("Decide")
        page.heading("2 things need your decision")


def test_two_tabs_share_the_picks_and_none_saves_over_the_other(chromium, month):
    with desk(chromium) as page:
        page.open(month[0])
        read(page, month[1])
        other = Desk(page.context, page.page.url.partition("#")[0]).open(month[0])
        read(other, month[1])
        decided(page)
        saved_here = page.page.evaluate("Object.keys(localStorage).filter((key) => key.includes('picks')).length")
        assert saved_here == 1
        other.step("Decide")
        looked(other)
        name, first = other.download("Save the tracker")
        looked(page)
        again, second = page.download("Save the tracker")
        assert (name, again) == ("tracker-rev2.xlsx", "tracker-rev3.xlsx")
        assert first != second


@pytest.mark.parametrize("percent", [200, 400])
def test_large_letters_need_no_sideways_scroll(chromium, month, percent):
    """Zoom makes the window narrow: at 400 %, 1280 px are 320."""
    size = {"width": 1280 * 100 // percent, "height": 900 * 100 // percent}
    with desk(chromium, viewport=size, device_scale_factor=percent / 100) as page:
        page.open(month[0])
        for screen in ("open", "send", "collect", "remind", "decide", "report", "history", "portfolio", "help"):
            page.page.evaluate(f"location.hash = '{screen}'")
            page.page.wait_for_timeout(300)
            wide, window = page.page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
            assert wide <= window, screen
            bar = page.page.locator(".bar")
            assert not bar.count() or bar.bounding_box()["height"] < size["height"], screen


def test_forced_colours_keep_every_state_visible(chromium, month):
    """With the system's colours backgrounds are gone: borders and outlines carry what they said."""
    with desk(chromium, forced_colors="active") as page:
        page.open(month[0])
        read(page, month[1])
        edge = "(one) => getComputedStyle(one).borderTopStyle + getComputedStyle(one).borderTopWidth"
        for part in (".chip", ".card", ".drop", ".button"):
            assert page.page.locator(part).first.evaluate(edge) not in ("none0px", "solid0px"), part
        outline = "(one) => getComputedStyle(one).outlineStyle"
        assert page.page.locator("[aria-current=step]").evaluate(outline) == "solid"
        decided(page)
        picked = page.page.locator(".pick", has=page.page.locator(":checked")).first
        assert picked.evaluate(outline) == "solid"
        pressed = page.page.locator("[aria-pressed=true]")
        assert not pressed.count() or pressed.first.evaluate(outline) == "solid"
