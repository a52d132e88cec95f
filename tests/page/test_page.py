"""The built page in a real browser: the month by clicking, with the bytes of the command line, and no request."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import Any

import openpyxl
import pytest

from tests.page.asking import DAY, Page, merged_on_the_command_line
from tests.page.browser import Desk, desk, needs_page
from xltrack.i18n.catalogue import catalogue
from xltrack.workflows.practice import practice_month

pytestmark = [pytest.mark.chromium, pytest.mark.usefixtures("same_moment"), needs_page]


def collected(page: Desk, month: tuple[Path, list[Path]]) -> Desk:
    tracker, back = month
    page.open(tracker)
    page.press("Collect what came back")
    page.give("Drop what came back", *back)
    page.heading("2 of 3 copies are back, 1 is late")
    return page


def test_the_month_by_clicking_gives_the_command_lines_bytes(chromium, month, tmp_path):
    with desk(chromium) as page:
        collected(page, month)
        page.press("Go on to 2 decisions")
        page.heading("2 things need your decision")
        page.page.locator("section", has_text="R2.A1").get_by_role("radio", name="September 2024").check()
        page.page.locator("section", has_text="R3.A2").get_by_role("radio", name="Completed").check()
        page.press("Look before saving")
        page.heading("Saving puts")
        name, saved = page.download("Save the tracker")
        page.heading("The tracker is saved")
        page.press("Go on to the report")
        page.heading("The report for June 2024")
        page.page.get_by_text("open actions are overdue").or_(
            page.page.get_by_text("open actions overdue")
        ).first.wait_for()
        assert page.said == []
    tracker, back = practice_month(tmp_path)
    claims = {one.ref: one.claims for one in open_conflicts(tracker, back, tmp_path)}
    number = next(at for at, claim in enumerate(claims["R3.A2"], 1) if claim.value == "completed")
    merged_on_the_command_line(tracker, back, "R2.A1.proposed_deadline=1", f"R3.A2.status={number}")
    assert name == "tracker-rev3.xlsx"
    assert saved == tracker.read_bytes()


def open_conflicts(tracker: Path, back: list[Path], folder: Path) -> Any:
    from xltrack.workbook.read import read_master

    copy = folder / "looked-at.xlsx"
    copy.write_bytes(tracker.read_bytes())
    merged_on_the_command_line(copy, back)
    base = read_master(copy).base
    assert base is not None
    return base.conflicts


def test_the_practice_month_needs_no_file(chromium):
    with desk(chromium) as page:
        page.ready()
        page.press("Start the practice month")
        page.heading("2 of 3 copies are back, 1 is late")
        assert page.said == []


def test_a_file_is_taken_before_python_is_ready(chromium, month):
    with desk(chromium) as page:
        page.give("Drop a file here", month[0])
        page.heading("is open")


ATTEMPTS = """async () => {
    const target = "http://127.0.0.1:9/";
    await fetch(target).catch(() => 0);
    await new Promise((done) => {
        const request = new XMLHttpRequest();
        request.onloadend = done;
        request.open("GET", target);
        request.send();
    });
    try { new WebSocket("ws://127.0.0.1:9/"); } catch {}
    try { new EventSource(target); } catch {}
    try { navigator.sendBeacon(target, "x"); } catch {}
    new Image().src = target;
    const made = (tag, values) => document.body.append(Object.assign(document.createElement(tag), values));
    for (const tag of ["script", "iframe", "video", "embed"]) made(tag, { src: target });
    made("object", { data: target });
    made("link", { rel: "stylesheet", href: target });
    made("script", { textContent: "window.ran = 1" });
    made("form", { action: target, id: "leak" });
    document.getElementById("leak").submit();
    await new Promise((done) => setTimeout(done, 500));
    return window.ran ?? 0;
}"""


def test_nothing_is_requested_whatever_a_script_tries(chromium, month):
    """A script that ran in the page could send nothing: the policy stops every kind of request."""
    with desk(chromium) as page:
        collected(page, month)
        assert [url for url in page.requests if not url.startswith(("file:", "blob:", "data:"))] == []
        sent: list[str] = []
        page.page.on("requestfinished", lambda request: sent.append(request.url))
        page.page.on("response", lambda response: sent.append(response.url))
        assert page.page.evaluate(ATTEMPTS) == 0
        assert [url for url in sent if url.startswith(("http", "ws"))] == []
        assert sum("Content Security Policy" in text for text in page.said) >= 9


@pytest.mark.parametrize("broken", [False, True])
def test_the_tracker_is_found_among_all_that_is_dropped_at_once(chromium, month, tmp_path, broken):
    tracker, back = month
    master = tmp_path / "M&R follow-up.xlsx"
    master.write_bytes(tracker.read_bytes())
    cut = tmp_path / "a cut.xlsx"
    cut.write_bytes(tracker.read_bytes()[:5000])
    with desk(chromium) as page:
        page.ready().give("Drop a file here", *[cut] * broken, *sorted(back), master)
        page.heading("2 of 3 copies are back")
        assert page.page.evaluate("xltrack.changes()") == 9
        assert page.page.get_by_role("group").filter(has_text="a cut.xlsx").count() == broken
        assert page.said == []


@pytest.mark.parametrize("screen", ["Report", "Send"])
def test_what_is_made_of_the_saved_file_says_what_it_lacks(chromium, month, screen):
    lacks = re.compile("9 changes are not saved yet")
    with desk(chromium) as page:
        collected(page, month).step(screen)
        page.page.locator("main").get_by_text(lacks).wait_for()
        page.press("Look before saving")
        page.heading("Saving puts 7 changes into the tracker")
        page.download("Save the tracker")
        page.heading("The tracker is saved")
        page.step(screen)
        page.page.locator("main .columns").wait_for()
        assert page.page.locator("main").get_by_text(lacks).count() == 0


SOURCES = {
    "ar": "\u2068Lena Marsh\u2069, 3 حزيران/يونيه 2024, \u2068lena.xlsx\u2069 K8",
    "ru": "Lena Marsh, 3 июня 2024 г., lena.xlsx K8",
    "en": "Lena Marsh, 3 June 2024, lena.xlsx K8",
}


@pytest.mark.parametrize("language, source", SOURCES.items(), ids=SOURCES)
def test_names_and_days_of_a_line_keep_their_order_and_sentences_one_stop(chromium, month, language, source):
    with desk(chromium) as page:
        collected(page, month).page.locator("header select").select_option(language)
        page.page.locator(f"html[lang={language}]").wait_for(state="attached")
        assert ".." not in page.page.locator("main").inner_text()
        page.page.evaluate("location.hash = 'decide'")
        page.page.locator("section[id^='decide/']", has_text=source).first.wait_for()


def test_the_look_before_saving_is_up_to_date_by_back_and_forward(chromium, month):
    with desk(chromium) as page:
        collected(page, month).press("Go on to 2 decisions")
        page.press("Look before saving")
        page.heading("Saving puts 7 changes into the tracker")
        page.page.go_back()
        page.page.locator("section[id^='decide/']").first.locator("input[type=radio]").first.check()
        page.page.go_forward()
        page.heading("Saving puts 8 changes into the tracker")
        assert page.said == []


def test_the_tracker_is_opened_from_the_zip_that_a_save_gave(chromium, month, tmp_path):
    with desk(chromium) as page:
        page.open(month[0]).step("Send")
        page.heading("3 copies for 15 actions")
        name, data = page.download("Save 3 copies")
    kept = tmp_path / name
    kept.write_bytes(data)
    with desk(chromium) as page:
        page.ready().give("Drop a file here", kept)
        page.heading("is open")
        page.page.get_by_text(f"tracker-rev1.xlsx was opened from {name}.").wait_for()
        page.page.locator("nav", has_text="0 of 3 back").wait_for()
        assert page.said == []


def test_settings_and_an_own_field_are_files_to_keep(chromium, month):
    with desk(chromium) as page:
        page.open(month[0]).step("Settings")
        page.page.get_by_label("Name", exact=True).fill("Dana Akhmetova")
        name, text = page.download("Check and save")
        assert (name, b'name = "Dana Akhmetova"' in text) == ("xltrack.toml", True)
        page.page.get_by_label("Field to add").select_option(label="Another one")
        page.page.get_by_label("Header of the column").fill("Source of funds")
        name, tracker = page.download("Add the field and save")
        page.page.get_by_role("listitem").filter(has_text="Source of funds").wait_for()
        assert (name, page.said) == ("tracker-rev2.xlsx", [])
    (field,) = Page().ask("open", tracker, name=name, as_of=DAY)["fields"]
    assert field["label"] == "Source of funds"


def test_picks_outlive_a_closed_tab(chromium, month):
    with desk(chromium) as page:
        collected(page, month)
        page.step("Decide")
        page.page.get_by_role("radio", name="September 2024").check()
        again = Desk(page.context, page.page.url.partition("#")[0])
        collected(again, month)
        again.step("Decide")
        assert again.page.get_by_role("radio", name="September 2024").is_checked()
        again.step("Open")
        again.page.get_by_text("1 pick of 30 June 2024 is waiting.").wait_for()


def test_a_bad_file_is_named_with_its_remedy(chromium, month, tmp_path):
    bad = tmp_path / "Budget draft.xlsx"
    bad.write_bytes(b"PK\x03\x04 no more")
    with desk(chromium) as page:
        collected(page, (month[0], month[1]))
        page.give("Drop what came back", bad)
        page.page.get_by_role("heading", name="1 of 4 files could not be read").wait_for()
        assert page.page.get_by_text("Budget draft.xlsx").first.is_visible()
        name, _ = page.download("Draft a mail to the sender Budget draft.xlsx")
        assert name.startswith("Budget-draft_")
        with page.page.expect_file_chooser() as chooser:
            page.press("Try this file again Budget draft.xlsx")
        chooser.value.set_files(str(bad))
        page.page.get_by_role("button", name="Set aside Budget draft.xlsx").click()
        page.page.get_by_role("heading", name="could not be read").wait_for(state="detached")


def test_a_day_can_be_typed(chromium, month):
    """While its year is typed, a day is for a moment one of the first centuries."""
    with desk(chromium) as page:
        page.open(month[0])
        page.step("Report")
        page.page.locator(".lead", has_text="overdue").wait_for()
        for label in ("Day to judge by", "Compared with"):
            page.page.get_by_label(label).focus()
            page.page.keyboard.type("06302023", delay=120)
        page.page.wait_for_timeout(600)
        assert page.page.get_by_role("alert").count() == 0
        assert page.page.get_by_label("Day to judge by").input_value() == "2023-06-30"


def test_the_preview_of_the_report_has_the_styles_of_its_elements(chromium, tmp_path):
    """Bars beside the names of many units have their lengths from their own styles, which the page's policy forbids."""
    table = "| Key action | Responsible | Deadline | Status |\n|---|---|---|---|\n"
    rows = "\n".join(f"| Step {at} | Office {at % 13} | 2023/{at % 12 + 1:02} | Initiated |" for at in range(40))
    plan = Page()
    plan.ask("open", f"Recommendation 1: Plan\n\n{table}{rows}\n".encode(), name="plan.txt", as_of=DAY)
    _, (data,) = plan.files("make", as_of=DAY, titles=["Plan"])
    tracker = tmp_path / "tracker.xlsx"
    tracker.write_bytes(data)
    with desk(chromium) as page:
        page.open(tracker)
        page.step("Report")
        styled = page.page.frame_locator("iframe").locator("[style]")
        styled.first.wait_for(state="attached")
        assert page.said == []


def test_a_pdf_plan_is_answered_with_what_the_page_can_do(chromium, tmp_path):
    plan = tmp_path / "plan.pdf"
    plan.write_bytes(b"%PDF-1.7\n")
    with desk(chromium) as page:
        page.ready()
        page.give("Drop a file here", plan)
        page.page.get_by_role("alert").get_by_text("Paste a plan as text").wait_for()


def test_text_from_a_file_is_text(chromium, tmp_path):
    from xltrack.workflows.example_round import fill_in

    tracker, _ = practice_month(tmp_path)
    hostile = tmp_path / "hostile.xlsx"
    markup = "\n<img src=x onerror=document.title='broken'><script>document.title='broken'</script>"
    fill_in(next((tmp_path / "outbox").glob("*Country-Office*.xlsx")), hostile, {("R2.A1", "comments"): markup})
    with desk(chromium) as page:
        page.open(tracker)
        page.step("Collect")
        page.give("Drop what came back", hostile)
        page.heading("1 of 3 copies is back, 2 are late")
        page.press("Look before saving")
        page.heading("Saving puts")
        assert page.page.get_by_text("<img src=x").first.is_visible()
        assert "broken" not in page.page.title()


def with_far_cell() -> bytes:
    """A workbook for which the library asks for terabytes, which ends its worker."""
    book, out = openpyxl.Workbook(), BytesIO()
    book.active["A1"], book.active["XFD1048576"] = "x", "y"
    book.save(out)
    return out.getvalue()


def test_an_ods_is_read_in_a_worker_of_its_own_inside_a_zip_too(chromium, month, tmp_path):
    from tests.programs.test_other_programs import by_odfpy

    package = tmp_path / "both.zip"
    with zipfile.ZipFile(package, "w") as zipped:
        zipped.writestr("breaks.xlsb", with_far_cell())
        zipped.writestr("staff.ods", by_odfpy())
    with desk(chromium) as page:
        page.open(month[0])
        page.step("Collect")
        page.give("Drop what came back", package)
        page.page.get_by_text("staff.ods").first.wait_for(timeout=60_000)
        page.page.get_by_text("breaks.xlsb could not be read").first.wait_for()
        assert not page.page.get_by_text("Something went wrong").is_visible()
        assert page.page.evaluate("xltrack.calls.starts") == 1


def history_of(page: Desk) -> None:
    """Save what was collected, and go to its history."""
    page.press("Go on to 2 decisions")
    page.press("Look before saving")
    page.heading("Saving puts")
    page.download("Save the tracker")
    page.heading("The tracker is saved")
    page.step("History")


def test_a_save_is_undone_in_the_history(chromium, month):
    with desk(chromium) as page:
        history_of(collected(page, month))
        page.heading("revision 2")
        page.press("Undo…")
        page.page.get_by_role("heading", name="Going back to revision 1").wait_for()
        page.download("Undo and save")
        page.heading("revision 3")


def test_one_change_and_one_files_changes_are_undone(chromium, month):
    with desk(chromium) as page:
        collected(page, month)
        page.press("Completed")
        history_of(page)
        page.press("lena.xlsx")
        page.page.get_by_role("heading", name="Taking back all that lena.xlsx brought").wait_for()
        page.press("Leave it as it is")
        page.page.get_by_role("link", name="R5.A2").first.click()
        page.heading("The history of R5.A2")
        page.press("Undo this change")
        page.page.get_by_role("heading", name="Taking back: Status").wait_for()
        page.download("Undo and save")
        page.page.get_by_text("Undone").first.wait_for()
        page.step("Collect")
        page.page.get_by_role("heading", name="1 cell to fix").wait_for()


def test_copies_drafts_mailbox_and_calendar_come_as_one_file(chromium, month):
    with desk(chromium) as page:
        page.open(month[0])
        page.step("Send")
        page.heading("3 copies for")
        name, packed = page.download("Save 3 copies")
        page.heading("The copies are written")
    assert name == "outbox-2024-06-30.zip"
    with zipfile.ZipFile(BytesIO(packed)) as package:
        names = package.namelist()
    assert {PurePosixPath(one).suffix for one in names} == {".xlsx", ".eml", ".mbox", ".ics"}
    assert [one for one in names if "/" not in one] == ["tracker-rev1.xlsx"]


def test_the_late_are_reminded_in_words_of_ones_own(chromium, month):
    with desk(chromium) as page:
        collected(page, month)
        page.press("Draft 1 reminder")
        page.heading("1 has not answered")
        page.press("Change the wording")
        page.page.get_by_label("Text", exact=True).fill("Dear {name}, we wait for {unit}.")
        page.press("Use these words")
        page.page.locator(".body", has_text="we wait for Regional Office.").wait_for()
        name, draft = page.download("Save 1 draft")
        assert name.endswith(".eml")
        assert b"X-Unsent: 1" in draft
        page.page.get_by_text("In your downloads").wait_for()


def test_receipts_come_with_the_save(chromium, month):
    with desk(chromium) as page:
        collected(page, month)
        page.press("Go on to 2 decisions")
        page.press("Look before saving")
        page.heading("Saving puts")
        page.page.get_by_role("checkbox", name="receipts as mail drafts").check()
        name, packed = page.download("Save the tracker")
        page.heading("The tracker is saved")
    assert name == "receipts-2024-06-30.zip"
    with zipfile.ZipFile(BytesIO(packed)) as package:
        assert "tracker-rev2.xlsx" in package.namelist()
        assert sum(one.endswith(".eml") for one in package.namelist()) == 3


SECTION_KEY = re.compile(rf"\b(?:{'|'.join(catalogue().section('page'))})\.[a-z_]+\b")
"""The page's mark for a missing text."""


@pytest.mark.parametrize("language", ["fr", "es", "ru", "ar", "zh"])
def test_every_language_shows_every_screen(chromium, month, language):
    with desk(chromium) as page:
        page.ready()
        page.page.locator("header select").select_option(language)
        page.page.locator(f"html[lang={language}]").wait_for(state="attached")
        page.page.locator("input[type=file]").first.set_input_files(str(month[0]))
        page.page.locator(".figures").wait_for()
        page.page.evaluate("location.hash = 'collect'")
        page.page.locator(".drop.slim").wait_for()
        page.page.locator("input[type=file]").first.set_input_files([str(path) for path in month[1]])
        page.page.locator(".finding").first.wait_for()
        for screen in ("collect", "remind", "decide", "report", "history", "portfolio", "settings", "help", "send"):
            page.page.evaluate(f"location.hash = '{screen}'")
            page.page.wait_for_timeout(300)
            shown = page.page.locator("body").inner_text()
            assert not SECTION_KEY.findall(shown)
        assert page.page.locator("html").get_attribute("dir") == ("rtl" if language == "ar" else "ltr")
        assert page.said == []


def test_the_whole_month_by_keyboard_alone(chromium, month):
    """Only the file chooser, which is the system's, is answered by the test."""
    from playwright.sync_api import TimeoutError as PlaywrightTimeout

    tracker, back = month
    with desk(chromium) as page:
        page.ready()
        keys = page.page.keyboard

        def reach(name: str) -> None:
            for _ in range(60):
                focused = "(e => e.matches('button') ? e.innerText : '')(document.activeElement)"
                if name in page.page.evaluate(focused):
                    return
                keys.press("Tab")
            pytest.fail(f"the keyboard does not reach {name}")

        def asked(name: str) -> Any:
            reach(name)
            page.page.wait_for_timeout(200)  # a page that is still being drawn may take the focus away
            reach(name)
            with page.page.expect_file_chooser(timeout=15_000) as chooser:
                keys.press("Enter")
            return chooser.value

        def choose(name: str, *paths: Path) -> None:
            try:
                chooser = asked(name)
            except PlaywrightTimeout:  # Chromium opens no chooser for a key that it came to seconds later
                chooser = asked(name)
            chooser.set_files([str(path) for path in paths])

        choose("Choose a file", tracker)
        page.heading("is open")
        reach("Collect what came back")
        keys.press("Enter")
        page.heading("Nothing is back yet")
        choose("Choose files", *back)
        page.heading("2 of 3 copies are back")
        reach("Go on to 2 decisions")
        keys.press("Enter")
        page.heading("2 things need your decision")
        page.page.locator("input[type=radio]").first.focus()
        keys.press("s")
        page.page.get_by_text("1 of 2 decided.").wait_for()
        keys.press("Control+s")
        page.heading("Saving puts")
        reach("Save the tracker")
        with page.page.expect_download():
            keys.press("Enter")
        page.heading("The tracker is saved")
