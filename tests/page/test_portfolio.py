"""All my trackers: what came back for several plans goes to its own tracker, and files of one name stay apart."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.command_line import EXAMPLE, xltrack
from tests.page.browser import Desk, desk, needs_page

pytestmark = [pytest.mark.chromium, needs_page]


@pytest.fixture
def second(tmp_path) -> tuple[Path, Path]:
    """Another plan's tracker, and a return of it that is called as a return of the first."""
    plan = tmp_path / "plan.txt"
    plan.write_text(EXAMPLE.read_text(encoding="utf-8").replace("2017", "2018"), encoding="utf-8")
    tracker = tmp_path / "second.xlsx"
    assert xltrack("import", plan, "-o", tracker, "--as-of", "2024-06-30").code in (0, 1)
    assert xltrack("distribute", tracker, "-o", tmp_path / "copies", "--as-of", "2024-06-30").code in (0, 1)
    copy = min((tmp_path / "copies").glob("*.xlsx"))
    return tracker, copy.rename(tmp_path / "lena.xlsx")


def all_trackers(page: Desk, *paths: Path) -> None:
    page.ready()
    page.step("All my trackers")
    page.give("Drop your trackers and what came back", *paths)
    page.page.locator("progress, [aria-busy=true]").first.wait_for(state="hidden")


def test_each_return_waits_at_its_tracker_and_is_read_with_it(chromium, month, second):
    tracker, back = month
    with desk(chromium) as page:
        all_trackers(page, tracker, *back, *second)
        page.heading("2 trackers")
        cells = [" ".join(row.locator("td").first.inner_text().split()) for row in page.page.locator("tbody tr").all()]
        assert sorted(cells) == ["3 late 0 of 3 · 3 files", "Due 30 July 2024 0 of 3 · 1 file"]
        page.page.get_by_text(f"Open with {len(back)} files").click()
        page.heading("2 of 3 copies are back")


def test_a_return_whose_tracker_is_missing_is_named(chromium, month, second):
    with desk(chromium) as page:
        all_trackers(page, month[0], second[1])
        message = page.page.locator("p.message", has_text="lena.xlsx")
        assert "Drop the tracker, too" in message.inner_text()
        page.give("Drop your trackers and what came back", second[0])
        page.heading("2 trackers")
        assert message.count() == 0
        page.step("Open")
        page.open(month[0])
        page.step("Collect")
        page.give("Drop what came back", second[1])
        page.page.get_by_text("lena.xlsx belongs to the plan").wait_for()
        assert not page.page.get_by_text("Not made from any copy").is_visible()


def test_two_files_of_one_name_are_two_returns(chromium, month, tmp_path):
    """Units send back a file called as the one they got; the coordinator keeps a folder for each."""
    tracker, back = month
    same = []
    for path in back[:2]:
        same.append(tmp_path / path.stem / "tracker.xlsx")
        same[-1].parent.mkdir()
        shutil.copy(path, same[-1])
    with desk(chromium) as page:
        page.open(tracker)
        page.step("Collect")
        page.give("Drop what came back", same[0])
        page.heading("1 of 3 copies is back")
        page.give("Drop what came back", same[1], same[0])
        page.heading("2 of 3 copies are back")
