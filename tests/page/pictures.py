"""The pictures of docs/month-in-your-browser.md, taken from the built page: `python -m tests.page.pictures`."""

from __future__ import annotations

import tempfile
from pathlib import Path

from tests.page.browser import ROOT, browser, desk
from xltrack.workflows.practice import practice_month


def take(folder: Path) -> None:
    tracker, back = practice_month(Path(tempfile.mkdtemp()))
    with browser() as chromium, desk(chromium, viewport={"width": 1180, "height": 760}) as page:
        page.open(tracker)
        page.step("Send")
        page.heading("3 copies")
        page.page.screenshot(path=folder / "page-send.png")
        page.step("Collect")
        page.give("Drop what came back", *back)
        page.heading("2 of 3 copies are back")
        page.page.get_by_role("heading", name="cell to fix").wait_for()
        page.page.screenshot(path=folder / "page-collect.png")
        page.step("Decide")
        page.page.get_by_role("radio", name="September 2024").check()
        page.page.screenshot(path=folder / "page-decide.png")
        page.step("Report")
        page.page.locator(".lead", has_text="overdue").wait_for()
        page.page.wait_for_timeout(500)
        page.page.screenshot(path=folder / "page-report.png")


if __name__ == "__main__":
    take(ROOT / "docs")
