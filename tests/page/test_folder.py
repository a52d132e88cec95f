"""The tracker's folder in Chromium: saved in place, remembered for the next visit, never over what others wrote.

A test cannot press the system's folder dialog: a folder of the browser's own private file system stands for the one
that a person picks. Pages from file:// have no such file system, so the same file is served here.
"""

from __future__ import annotations

import base64
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.command_line import xltrack
from tests.page.asking import DAY, EPOCH, merged_on_the_command_line
from tests.page.browser import PAGE, Desk, desk, needs_page
from xltrack.workflows.practice import practice_month

pytestmark = [pytest.mark.chromium, needs_page]
OFFICE = "(await navigator.storage.getDirectory()).getDirectoryHandle('office', { create: true })"
PICKER = f"window.showDirectoryPicker = async () => {OFFICE}"
PUT = f"""async ([folder, name, text]) => {{
    const office = await {OFFICE};
    const place = folder ? await office.getDirectoryHandle(folder, {{ create: true }}) : office;
    const out = await (await place.getFileHandle(name, {{ create: true }})).createWritable();
    await out.write(Uint8Array.from(atob(text), (one) => one.charCodeAt(0)));
    await out.close();
}}"""
LIST = f"""async () => {{
    const found = {{}};
    const walk = async (folder, path) => {{
        for await (const one of folder.values()) {{
            if (one.kind === "directory") await walk(one, `${{path}}${{one.name}}/`);
            else {{
                const bytes = new Uint8Array(await (await one.getFile()).arrayBuffer());
                found[path + one.name] = btoa(bytes.reduce((text, byte) => text + String.fromCharCode(byte), ""));
            }}
        }}
    }};
    await walk(await {OFFICE}, "");
    return found;
}}"""


class _Silent(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Silent, directory=str(PAGE.parent)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/{PAGE.name}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def office(chromium, address, tmp_path, monkeypatch) -> Iterator[tuple[Desk, Path, list[Path]]]:
    """A page whose folder holds the practice month's tracker."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", EPOCH)
    tracker, back = practice_month(tmp_path / "month")
    with desk(chromium, address, picker=PICKER) as page:
        put(page, "tracker.xlsx", tracker.read_bytes())
        page.ready()
        page.press("Choose its folder")
        page.heading("is open")
        yield page, tracker, back


def put(page: Desk, name: str, data: bytes, folder: str = "") -> None:
    page.page.evaluate(PUT, [folder, name, base64.b64encode(data).decode()])


def files(page: Desk) -> dict[str, bytes]:
    return {name: base64.b64decode(text) for name, text in page.page.evaluate(LIST).items()}


def picked(page: Desk, back: list[Path]) -> None:
    page.step("Collect")
    page.give("Drop what came back", *back)
    page.heading("2 of 3 copies are back")
    page.step("Decide")
    page.page.get_by_role("radio", name="September 2024").check()


def save(page: Desk) -> None:
    page.press("Look before saving")
    page.heading("Saving puts")
    page.press("Save the tracker")


def test_it_is_saved_in_place_with_a_backup_and_its_papers_beside_it(office):
    page, tracker, back = office
    before = tracker.read_bytes()
    picked(page, back)
    page.press("Look before saving")
    page.page.get_by_role("checkbox", name="receipts").check()
    page.press("Save the tracker")
    page.heading("The tracker is saved")
    merged_on_the_command_line(tracker, back, "R2.A1.proposed_deadline=1")
    page.press("Go on to the report")
    page.page.locator(".lead", has_text="overdue").wait_for()
    page.press("Save the report")
    page.page.get_by_text("In the folder 2024-06").wait_for()
    there = files(page)
    assert there["tracker.xlsx"] == tracker.read_bytes()
    assert there["backup/tracker-rev1.xlsx"] == before
    assert {"2024-06/summary.html", "2024-06/summary.xlsx", "2024-06/summary.json"} <= set(there)
    assert sum(name.startswith("2024-06/receipts/") and name.endswith(".eml") for name in there) == 3


def test_a_report_is_compared_with_the_last_months_in_the_folder(office, address):
    first, tracker, _ = office
    xltrack("summary", tracker, "--as-of", "2024-05-28", "-o", tracker.parent / "summary.json")
    put(first, "summary.json", (tracker.parent / "summary.json").read_bytes(), "2024-05")
    page = visited_again(first, address)
    page.step("Report")
    page.page.locator(".lead", has_text="overdue").wait_for()
    assert page.page.get_by_label("Compared with").input_value() == "2024-05-28"


def visited_again(page: Desk, address: str) -> Desk:
    page.page.goto("about:blank")
    again = Desk(page.context, address)
    again.ready()
    again.press("Open tracker.xlsx")
    again.heading("is open")
    return again


def test_the_folder_is_remembered_for_the_next_visit(office, address):
    put(office[0], "other.xlsx", office[1].read_bytes())
    again = visited_again(office[0], address)
    assert again.page.evaluate("xltrack.folder.name") == "office"
    again.press("Open other.xlsx")
    again.page.get_by_role("button", name="Open tracker.xlsx").wait_for()
    assert again.page.evaluate("[xltrack.folder.name, xltrack.state.tracker.file]") == ["office", "other.xlsx"]


def test_a_tracker_changed_meanwhile_is_read_again_with_the_picks(office, tmp_path):
    page, tracker, back = office
    picked(page, back)
    xltrack("merge", tracker, back[0], "--as-of", DAY)
    put(page, "tracker.xlsx", tracker.read_bytes())
    save(page)
    page.page.get_by_text("was changed after you opened it here, at").wait_for()
    assert files(page)["tracker.xlsx"] == tracker.read_bytes()
    page.press("Read it again")
    page.heading("2 things need your decision")
    assert page.page.get_by_role("radio", name="September 2024").is_checked()
    save(page)
    page.heading("The tracker is saved")
    assert files(page)["tracker.xlsx"] != tracker.read_bytes()


@pytest.mark.parametrize("lock", ["~$tracker.xlsx", ".~lock.tracker.xlsx#"])
def test_a_tracker_open_in_another_program_is_not_written(office, lock):
    page, tracker, back = office
    picked(page, back)
    put(page, lock, b"x")
    save(page)
    page.page.get_by_text("is open in Excel or another program").wait_for()
    assert files(page)["tracker.xlsx"] == tracker.read_bytes()


FORBID = "Object.defineProperty(window, 'localStorage', { get() { throw new Error('forbidden'); } })"


def test_a_save_that_the_browser_refuses_can_be_made_again(office):
    page, tracker, back = office
    picked(page, back)
    page.page.evaluate("""() => {
        const { createWritable } = FileSystemFileHandle.prototype;
        FileSystemFileHandle.prototype.createWritable = async function () {
            FileSystemFileHandle.prototype.createWritable = createWritable;
            throw new DOMException("no", "NotAllowedError");
        };
    }""")
    save(page)
    page.page.get_by_role("alert").get_by_text("tracker.xlsx could not be written").wait_for()
    assert files(page)["tracker.xlsx"] == tracker.read_bytes()
    page.press("Save the tracker")
    page.page.get_by_text("is saved").first.wait_for()
    assert files(page)["tracker.xlsx"] != tracker.read_bytes()


def test_where_nothing_may_be_remembered_picks_are_a_small_file(chromium, tmp_path):
    tracker, back = practice_month(tmp_path / "month")
    with desk(chromium, picker=FORBID) as page:
        page.open(tracker)
        picked(page, back)
        name, kept = page.download("Keep my picks")
        page.page.get_by_text("Drop it here with the tracker").wait_for()
    small = tmp_path / name
    small.write_bytes(kept)
    with desk(chromium, picker=FORBID) as page:
        page.open(tracker)
        page.step("Collect")
        page.give("Drop what came back", *back, small)
        page.heading("2 of 3 copies are back")
        page.step("Decide")
        assert page.page.get_by_role("radio", name="September 2024").is_checked()
        assert page.said == []
