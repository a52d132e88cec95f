"""The built page in a real Chromium. `make page` builds it; without it, its tests are skipped."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
PAGE = Path(os.environ.get("XLTRACK_PAGE", ROOT / "dist" / "xltrack.html"))
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
MOMENT = datetime(2024, 6, 30, 10, tzinfo=UTC)
"""The moment that the page's clock shows, the one that the command line logs with, too."""

NO_PICKER = "delete window.showDirectoryPicker"

needs_page = pytest.mark.skipif(
    CHROMIUM is None or not PAGE.exists(),
    reason="there is no Chromium" if CHROMIUM is None else "xltrack.html is not built (make page)",
)


@contextmanager
def browser() -> Iterator[Any]:
    """A Chromium of the system."""
    api = pytest.importorskip("playwright.sync_api", reason="Playwright is not here")
    with api.sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield started
        started.close()


class Desk:
    """The page as a coordinator uses it: by the words on its buttons."""

    def __init__(self, context: Any, address: str, moment: datetime = MOMENT) -> None:
        self.context = context
        self.page = context.new_page()
        self.said: list[str] = []
        self.requests: list[str] = []
        # The clock of the tests is put into every frame, and the report's frame runs no script.
        clock = "Blocked script execution in 'about:blank'"
        self.page.on("console", lambda one: None if one.text.startswith(clock) else self.said.append(one.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        context.on("request", lambda request: self.requests.append(request.url))
        self.page.clock.set_fixed_time(moment)
        self.page.goto(address)

    def ready(self) -> Desk:
        """Wait until Python has started."""
        self.page.locator("html[data-ready=true]").wait_for(state="attached", timeout=60_000)
        return self

    def heading(self, words: str) -> None:
        """Wait for the screen with this heading."""
        self.page.locator("h1", has_text=words).wait_for(timeout=60_000)

    def open(self, tracker: Path) -> Desk:
        """Open a tracker once Python has started."""
        self.ready().give("Drop a file here", tracker)
        self.heading("is open")
        return self

    def press(self, name: str) -> None:
        """Click a button by its words."""
        self.page.get_by_role("button", name=name).first.click()

    def step(self, name: str) -> None:
        """Go to a step or a side page by its link."""
        self.page.get_by_role("navigation").first.get_by_role("link", name=name).click()

    def give(self, label: str, *paths: Path) -> None:
        """Choose files in the drop zone of that name."""
        self.page.get_by_label(label).locator("input[type=file]").or_(
            self.page.locator(f"input[type=file][aria-label='{label}']")
        ).first.set_input_files([str(path) for path in paths])

    def download(self, name: str) -> tuple[str, bytes]:
        """Press a button that saves, and return the file's name and bytes."""
        with self.page.expect_download() as waiting:
            self.press(name)
        return waiting.value.suggested_filename, Path(waiting.value.path()).read_bytes()


@contextmanager
def desk(
    started: Any, address: str = "", picker: str = NO_PICKER, moment: datetime = MOMENT, **options: Any
) -> Iterator[Desk]:
    """A fresh page in a context of its own, where the browser cannot write into folders unless `picker` lets it."""
    settings = {
        "viewport": {"width": 1280, "height": 900},
        "accept_downloads": True,
        "timezone_id": "UTC",
        "locale": "en-GB",
    }
    context = started.new_context(**(settings | options))
    context.add_init_script(picker)
    opened = Desk(context, address or PAGE.as_uri(), moment)
    try:
        yield opened
    finally:
        context.close()
