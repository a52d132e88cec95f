"""Two months by clicking, in English and in Arabic: each saved tracker is the command line's, byte for byte."""

from __future__ import annotations

import zipfile
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest

from tests.command_line import xltrack
from tests.page.asking import EPOCH, merged_on_the_command_line
from tests.page.browser import Desk, desk, needs_page
from xltrack.i18n.catalogue import catalogue
from xltrack.workflows.example_round import fill_in
from xltrack.workflows.practice import PEOPLE, practice_month

pytestmark = [pytest.mark.chromium, needs_page]
JULY = datetime(2024, 7, 31, 10, tzinfo=UTC)
CONTACTS = "Unit,Name,E-mail\n" + "".join(f"{one.unit},{one.name},{one.email}\n" for one in PEOPLE)
TYPED = {("R2.A1", "comments"): "\nThe report is out.", ("R6.A2", "comments"): "\nBegun."}


def speak(page: Desk, language: str) -> None:
    page.page.locator("header select").select_option(language)
    page.page.locator(f"html[lang={language}]").wait_for(state="attached")


def show(page: Desk, screen: str) -> None:
    page.page.evaluate(f"location.hash = '{screen}'")
    page.page.locator(f"html[data-screen={screen}]").wait_for(state="attached")


def give(page: Desk, *paths: Path) -> None:
    page.page.locator("main input[type=file]").first.set_input_files([str(path) for path in paths])


def main_button(page: Desk) -> tuple[str, bytes]:
    """Press the one main button, which saves."""
    with page.page.expect_download() as waiting:
        page.page.locator(".bar .main").click()
    return waiting.value.suggested_filename, Path(waiting.value.path()).read_bytes()


def opened(page: Desk, tracker: Path) -> None:
    give(page, tracker)
    page.page.locator(".figures").wait_for()


def returned(page: Desk, back: list[Path], changes: int) -> None:
    show(page, "collect")
    give(page, *back)
    for _ in range(300):
        if page.page.evaluate("xltrack.changes()") == changes:
            return
        page.page.wait_for_timeout(100)
    pytest.fail(f"{page.page.evaluate('xltrack.changes()')} changes were read, not {changes}")


def looked(page: Desk) -> None:
    page.page.locator(".bar .main").click()
    page.page.locator("html[data-screen=save]").wait_for(state="attached")


def first_month(page: Desk, tracker: Path, back: list[Path]) -> bytes:
    opened(page, tracker)
    returned(page, back, 9)
    show(page, "decide")
    page.page.locator("section[id^='decide/']", has_text="R2.A1").locator("input[type=radio]").first.check()
    looked(page)
    return main_button(page)[1]


def second_month(page: Desk, tracker: Path, contacts: Path, folder: Path) -> tuple[Path, bytes]:
    opened(page, tracker)
    show(page, "send")
    page.page.locator("tbody tr").first.wait_for()
    give(page, contacts)
    page.page.locator(".drop.slim b", has_text=str(len(PEOPLE))).wait_for()
    _, packed = main_button(page)
    page.page.locator(".message.good").wait_for()
    with zipfile.ZipFile(BytesIO(packed)) as package:
        name = next(one for one in package.namelist() if "Country-Office" in one and one.endswith(".xlsx"))
        copy = folder / "copy.xlsx"
        copy.write_bytes(package.read(name))
    back = folder / "lena-july.xlsx"
    fill_in(copy, back, TYPED)
    returned(page, [back], 3)  # with the decision that June left open
    show(page, "decide")
    looked(page)
    return back, main_button(page)[1]


@pytest.mark.parametrize("language", ["en", "ar"])
def test_two_months_give_the_command_lines_bytes(chromium, tmp_path, monkeypatch, language):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", EPOCH)
    mine, theirs = practice_month(tmp_path / "page"), practice_month(tmp_path / "line")
    contacts = tmp_path / "contacts.csv"
    contacts.write_text(CONTACTS, encoding="utf-8")
    june, tracker = tmp_path / "june.xlsx", theirs[0]
    with desk(chromium) as page:
        speak(page.ready(), language)
        assert page.page.locator("html").get_attribute("dir") == catalogue(language).word("language", "direction")
        june.write_bytes(first_month(page, *mine))
    merged_on_the_command_line(tracker, theirs[1], "R2.A1.proposed_deadline=1")
    assert june.read_bytes() == tracker.read_bytes()

    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(JULY.timestamp())))
    named = tmp_path / "next" / "tracker.xlsx"
    named.parent.mkdir()
    named.write_bytes(june.read_bytes())
    with desk(chromium, moment=JULY) as page:
        speak(page.ready(), language)
        back, saved = second_month(page, named, contacts, tmp_path)
        assert page.said == []
    day = ("--as-of", "2024-07-31")
    xltrack("distribute", tracker, "-o", tmp_path / "out", "--contacts", contacts, "--only-open", *day)
    xltrack("merge", tracker, back, *day)
    assert saved == tracker.read_bytes()
