"""The built page in Firefox ESR and in WebKit: the same month, the same bytes."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from tests.page.asking import DAY, EPOCH, merged_on_the_command_line
from tests.page.browser import PAGE
from tests.page.drivers import FIREFOX, MINI_BROWSER, SCREEN, WEBKIT, Marionette, Steps, WebKit, firefox, webkit
from xltrack.workflows.practice import practice_month

MISSING = {
    "firefox": "" if FIREFOX else "there is no Firefox",
    "webkit": "" if WEBKIT and MINI_BROWSER and SCREEN else "there is no WebKit with its driver, or no Xvfb",
}
pytestmark = [
    pytest.mark.usefixtures("same_moment"),
    pytest.mark.browsers,
    pytest.mark.skipif(not PAGE.exists(), reason="xltrack.html is not built (make page)"),
]
Started = Callable[[Path], AbstractContextManager[Marionette | WebKit]]


def needed(name: str) -> pytest.MarkDecorator:
    return pytest.mark.skipif(bool(MISSING[name]), reason=MISSING[name])


@pytest.mark.parametrize(
    "start",
    [pytest.param(firefox, marks=needed("firefox")), pytest.param(webkit, marks=needed("webkit"))],
    ids=MISSING,
)
def test_the_month_gives_the_command_lines_bytes(start: Started, tmp_path):
    (tmp_path / "profile").mkdir()
    tracker, back = practice_month(tmp_path / "page")
    with start(tmp_path / "profile") as driver:
        page = Steps(driver, PAGE.as_uri(), int(EPOCH) * 1000)
        page.give(tracker)
        page.heading("is open")
        driver.script("window.xltrack.setDay(arguments[0])", DAY)
        page.press("Collect what came back")
        page.heading("Nothing is back yet")
        page.give(*back)
        page.heading("2 of 3 copies are back, 1 is late")
        page.press("Go on to 2 decisions")
        page.heading("2 things need your decision")
        page.press("September 2024")
        page.press("Look before saving")
        page.heading("Saving puts")
        page.press("Save the tracker")
        page.heading("The tracker is saved")
        saved = page.saved()
        page.press("Go on to the report")
        page.heading("The report for June 2024")
        assert "Something went wrong" not in driver.script("return document.body.innerText")
    other, back = practice_month(tmp_path / "line")
    merged_on_the_command_line(other, back, "R2.A1.proposed_deadline=1")
    assert saved == other.read_bytes()
