"""`xltrack desk` in a real browser: the interface as the package carries it, and a folder's files in place."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.merging.test_decisions import pick as pick_in_excel
from tests.page.browser import CHROMIUM, Desk, desk
from xltrack.page.server import serve
from xltrack.workbook.read import read_master
from xltrack.workflows.practice import practice_month

pytestmark = [pytest.mark.chromium, pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium")]


@pytest.fixture
def served(chromium, tmp_path) -> Iterator[tuple[Desk, Path, list[Path]]]:
    tracker, back = practice_month(tmp_path / "amaria")
    server = serve(tracker.parent)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    with desk(chromium, server.address) as page:
        yield page.ready(), tracker, back
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_tracker_of_the_folder_is_decided_and_saved_in_place(served):
    page, tracker, back = served
    before = tracker.read_bytes()
    page.page.get_by_role("button", name="Open tracker.xlsx").click()
    page.heading("is open")
    page.step("Collect")
    page.give("Drop what came back", *back)
    page.heading("2 of 3 copies are back")
    page.step("Decide")
    page.page.get_by_role("radio", name="September 2024").check()
    page.press("Look before saving")
    page.heading("Saving puts")
    page.press("Save the tracker")
    page.heading("The tracker is saved")
    assert page.page.locator(".message", has_text="tracker.xlsx is saved in its folder").is_visible()
    assert before in [path.read_bytes() for path in (tracker.parent / "backup").iterdir()]
    master = read_master(tracker)
    assert str(master.current.by_ref["R2.A1"].deadline) == "2024/09"
    assert page.said == []


def test_after_a_letter_the_page_goes_on_to_the_next_open_decision_where_one_wants_it(served):
    page, _, back = served
    page.page.get_by_role("button", name="Open tracker.xlsx").click()
    page.heading("is open")
    page.page.get_by_role("link", name="Help and keys").click()
    page.page.get_by_label("After a key, go on to the next open decision").check()
    page.step("Collect")
    page.give("Drop what came back", *back)
    page.heading("2 of 3 copies are back")
    page.step("Decide")
    page.heading("2 things need your decision")
    first, second = page.page.locator(".decision").all()
    first.get_by_role("radio").first.focus()
    page.page.keyboard.press("1")
    second.locator("input:focus").wait_for()
    assert first.get_by_role("radio").first.is_checked()


def test_many_decisions_are_rows_for_keys_and_for_picks_of_several(served):
    from xltrack.workflows.example_round import fill_in

    page, tracker, _ = served
    copy, asked = next((tracker.parent / "outbox").glob("Country-Office*.xlsx")), tracker.parent / "asked.xlsx"
    refs = [action.ref for action in read_master(copy).current.actions]
    fill_in(copy, asked, {(ref, key): text for ref in refs for key, text in ASKED.items()})
    page.page.get_by_role("button", name="Open tracker.xlsx").click()
    page.heading("is open")
    page.step("Collect")
    page.give("Drop what came back", asked)
    page.heading("1 of 3 copies is back")
    page.step("Decide")
    page.heading(f"{len(refs)} things need your decision")
    keys, focused = page.page.keyboard, "document.activeElement.getAttribute('aria-label')"
    page.page.get_by_label(f"Select {refs[0]} Proposed deadline").focus()
    keys.press("ArrowDown")
    assert page.page.evaluate(focused) == f"Select {refs[1]} Proposed deadline"
    keys.press("Space")
    page.page.get_by_text("1 selected.").wait_for()
    keys.press("ArrowUp")
    keys.press("s")
    page.page.get_by_text(f"1 of {len(refs)} decided.").wait_for()
    page.press("Take 1 suggestion")
    page.page.get_by_text(f"2 of {len(refs)} decided.").first.wait_for()
    page.page.get_by_role("button", name=refs[2]).click()
    page.page.locator("fieldset input:checked").focus()
    keys.press("ArrowDown")
    assert page.page.evaluate(focused) == f"Select {refs[3]} Proposed deadline"
    page.press(f"Take all {len(refs) - 2} suggestions")
    page.heading(f"All {len(refs)} are decided")
    assert page.said == []


def test_what_was_picked_in_excel_is_taken_from_the_tracker_that_is_dropped(served):
    page, tracker, back = served
    page.page.get_by_role("button", name="Open tracker.xlsx").click()
    page.heading("is open")
    page.step("Collect")
    page.give("Drop what came back", *back)
    page.heading("2 of 3 copies are back")
    page.step("Decide")
    page.press("Decide in Excel instead")
    page.press("Save the tracker for Excel")
    page.page.get_by_text("is saved in its folder").first.wait_for()
    page.page.get_by_role("radio", name="Keep: Not Initiated").check()
    page.page.get_by_text("1 of 2 decided.").wait_for()
    pick_in_excel(tracker, {(1, "take"): "1"})
    page.step("Collect")
    page.give("Drop what came back", tracker)
    page.page.get_by_text("picked otherwise in Excel and here").wait_for()
    assert page.page.get_by_role("radio", name="Completed Ana").is_checked()
    assert page.said == []


ASKED = {"proposed_deadline": "2026/06", "reason": "The partner has asked for it."}
STOPS = """(name) => {
    const call = xltrack.calls.call.bind(xltrack.calls);
    const stopped = () => Promise.reject(Object.assign(new Error("stopped"), { code: "stopped" }));
    const isIt = (method, args) => method === "add" && args.names[0] === name;
    xltrack.calls.call = (method, args, ...more) => isIt(method, args) ? stopped() : call(method, args, ...more);
}"""


def test_a_file_on_which_python_stops_is_named_and_the_others_are_read(served):
    page, _, back = served
    page.page.get_by_role("button", name="Open tracker.xlsx").click()
    page.heading("is open")
    page.step("Collect")
    page.page.evaluate(STOPS, back[0].name)
    page.give("Drop what came back", *back)
    page.page.get_by_text(f"Python stopped on {back[0].name}").wait_for()
    assert page.page.locator("table", has_text=back[-1].name).is_visible()


def test_the_usual_settings_and_a_field_of_ones_own_are_set_by_form(served):
    page, tracker, _ = served
    page.page.get_by_role("button", name="Open tracker.xlsx").click()
    page.heading("is open")
    page.page.get_by_role("link", name="Settings").click()
    page.page.get_by_label("Name", exact=True).fill("Dana Akhmetova")
    page.page.get_by_role("checkbox", name="PDF").check()
    page.press("Check and save")
    page.page.get_by_text("The settings are saved").wait_for()
    page.page.get_by_label("Field to add").select_option(label="Another one")
    page.page.get_by_label("Header of the column").fill("Source of funds")
    page.press("Add the field and save")
    page.page.get_by_role("listitem").filter(has_text="Source of funds").wait_for()
    text = (tracker.parent / "xltrack.toml").read_text(encoding="utf-8")
    assert all(one in text for one in ('name = "Dana Akhmetova"', '"pdf"', 'label = "Source of funds"')), text
    assert [field.header() for field in read_master(tracker).current.fields] == ["Source of funds"]


COUNTS = """() => {
    window.chosen = 0;
    const count = (event) => (event.preventDefault(), (window.chosen += 1));
    document.querySelector("main input[type=file]").addEventListener("click", count);
}"""


def test_a_letter_opens_the_file_chooser_but_not_where_one_types(served):
    page, *_ = served
    page.page.evaluate(COUNTS)  # Chromium itself opens no chooser for a key that it comes to late
    page.page.keyboard.press("o")
    assert page.page.evaluate("window.chosen") == 1
    page.page.get_by_role("button", name="Open tracker.xlsx").click()
    page.heading("is open")
    page.page.get_by_role("link", name="Settings").click()
    page.page.get_by_label("Address for answers").press_sequentially("o?")
    assert page.page.get_by_label("Address for answers").input_value() == "o?"


def test_the_token_is_gone_from_the_address(served):
    page, *_ = served
    assert "token" not in page.page.url


WRITE = """async ([before, after]) => {
    const { digest, writeInPlace } = await import("/ui/files.js");
    const folder = await navigator.storage.getDirectory();
    const put = async (text) => {
        const out = await (await folder.getFileHandle("tracker.xlsx", { create: true })).createWritable();
        await out.write(text);
        await out.close();
    };
    const read = async (place, name) => (await (await place.getFileHandle(name)).getFile()).text();
    const bytes = (text) => new TextEncoder().encode(text);
    await put(before);
    const known = await digest(bytes(before));
    const saved = await writeInPlace(folder, "tracker.xlsx", bytes(after), known, "tracker-rev1.xlsx");
    const kept = await read(await folder.getDirectoryHandle("backup"), "tracker-rev1.xlsx");
    const now = await read(folder, "tracker.xlsx");
    await put("typed by somebody else");
    const second = await writeInPlace(folder, "tracker.xlsx", bytes("lost"), known, "tracker-rev2.xlsx");
    return { saved: saved.why, kept, now, second: second.why, left: await read(folder, "tracker.xlsx") };
}"""


def test_a_folder_is_written_with_a_backup_and_never_over_a_changed_file(served):
    """The browser's own private folder stands for the one that a person would pick: a test cannot press its dialog."""
    page, *_ = served
    found = page.page.evaluate(WRITE, ["old", "new"])
    assert found == {"saved": "", "kept": "old", "now": "new", "second": "changed", "left": "typed by somebody else"}
