"""The page's mails: reminders, receipts and changed words are the command line's, and go where they belong."""

from __future__ import annotations

import zipfile
from email import message_from_bytes
from io import BytesIO

import pytest

from tests.command_line import EXAMPLE, xltrack
from tests.page.asking import DAY, WHEN, Page
from xltrack.workflows.practice import practice_month

pytestmark = pytest.mark.usefixtures("same_moment")

CHOICE = {"when": WHEN, "as_of": DAY, "by": "responsible", "only_open": False, "return_by": ""}


def body(mail: bytes) -> str:
    part = message_from_bytes(mail)
    while part.is_multipart():
        part = part.get_payload(0)  # type: ignore[assignment]
    return part.get_payload(decode=True).decode()  # type: ignore[union-attr]


def test_reminders_are_the_command_lines_byte_for_byte(page, tmp_path):
    tracker, back = practice_month(tmp_path / "line")
    xltrack("status", tracker, *back, "--as-of", DAY, "--drafts", tmp_path / "drafts")
    expected = {path.name: path.read_bytes() for path in (tmp_path / "drafts").iterdir()}
    due = [one["file"] for one in page.ask("reminders", as_of=DAY)["drafts"] if one["is_due"]]
    told, files = page.files("remind", as_of=DAY, chosen=due, how="folder")
    assert dict(zip(told["names"], files, strict=True)) == expected
    assert expected


def test_only_those_who_have_not_answered_are_reminded(page):
    assert {one["to"] for one in page.ask("reminders", as_of=DAY)["drafts"]} == {"Regional Office"}
    page.ask("set_aside", name="lena.xlsx")
    assert {one["to"] for one in page.ask("reminders", as_of=DAY)["drafts"]} == {"Regional Office", "Country Office"}


def test_a_reminder_that_is_not_due_is_offered_unasked(page):
    (one,) = page.ask("reminders", as_of="2024-06-03")["drafts"]
    assert one["days"] < 0
    assert not page.ask("reminders", as_of="2023-01-01")["drafts"][0]["is_due"]


LATE = {"2024-06-28": "is due back today", "2024-06-30": "was due back on", "2024-07-20": "This is reminder"}


@pytest.mark.parametrize("day, words", LATE.items())
def test_a_reminder_is_worded_for_the_day_it_is_drafted_on(page, day, words):
    (one,) = page.ask("reminders", as_of=day)["drafts"]
    assert words in one["mail"]["body"]
    assert "reminder 0" not in one["mail"]["body"]


def test_receipts_are_the_command_lines_byte_for_byte(page, tmp_path):
    tracker, back = practice_month(tmp_path / "line")
    xltrack("merge", tracker, *sorted(back), "--as-of", DAY, "--receipts", tmp_path / "answers")
    expected = {path.name: path.read_bytes() for path in (tmp_path / "answers").glob("*.eml")}
    saved, (data, *files) = page.files("save", when=WHEN, as_of=DAY, picks=[], receipts=True, how="folder")
    assert dict(zip(saved["names"], files, strict=True)) == expected
    assert data == tracker.read_bytes()


def test_a_receipt_says_what_was_decided_at_once(page):
    conflicts = page.ask("decide", when=WHEN)["conflicts"]
    before = page.ask("preview", when=WHEN, as_of=DAY, picks=[])["receipts"]
    picks = [{"id": one["id"], "take": 1} for one in conflicts]
    after = page.ask("preview", when=WHEN, as_of=DAY, picks=picks)["receipts"]
    assert any("Waits for a decision" in one["body"] for one in before)
    assert not any("Waits for a decision" in one["body"] for one in after)
    refs = {one["ref"] for one in conflicts}
    assert all(any(ref in one["body"] for one in after) for ref in refs)


def test_a_second_save_offers_no_second_receipt(page):
    page.files("save", when=WHEN, as_of=DAY, picks=[])
    assert page.ask("preview", when=WHEN, as_of=DAY, picks=[])["receipts"] == []


def test_changed_words_are_in_every_mail_of_that_language(page):
    words = {"en": {"subject": "Round 3: {title}", "body": "Hello {name}, by {return_by} please."}}
    copies = page.ask("copies", **CHOICE, wording=words)["copies"]
    mails = [(one["language"], mail) for one in copies for mail in one["mails"]]
    assert all(mail["subject"].startswith("Round 3: ") == (language == "en") for language, mail in mails)
    _, (_, packed) = page.files("send", **CHOICE, wording=words)
    with zipfile.ZipFile(BytesIO(packed)) as package:
        bodies = [body(package.read(name)) for name in package.namelist() if name.endswith(".eml")]
    assert sum(text.startswith("Hello ") for text in bodies) == sum(language == "en" for language, _ in mails) > 0


def test_changed_words_are_in_reminders(page):
    words = {"en": {"subject": "Please, {name}", "body": "{asked} Thank you."}, "fr": {"subject": "S", "body": "B"}}
    (one,) = page.ask("reminders", as_of=DAY, wording=words)["drafts"]
    assert one["mail"]["body"] == (
        "B\n" if one["language"] == "fr" else f"{one['mail']['body'].partition(' Thank')[0]} Thank you.\n"
    )


@pytest.mark.parametrize("kind", ["copy", "before", "today", "after"])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_shipped_words_are_the_ones_that_are_used_unchanged(page, kind, language):
    shown = page.ask("wording", kind=kind, language=language)
    words = {language: {"subject": shown["subject"], "body": shown["body"]}}
    method, args = ("copies", CHOICE) if kind == "copy" else ("reminders", {"as_of": DAY})
    if kind in ("copy", "after"):
        assert page.ask(method, **args, wording=words) == page.ask(method, **args)
    assert all(place.startswith("{") for place in shown["places"])


def test_a_place_that_means_nothing_is_named(page):
    words = {"en": {"subject": "S", "body": "Dear {nmae}"}}
    assert "{nmae}" in page.error("copies", **CHOICE, wording=words)["message"]


def test_a_tracker_saved_in_place_gets_its_papers_beside_it(tmp_path):
    tracker, back = practice_month(tmp_path)
    page = Page(home=tmp_path)
    page.ask("open", name=tracker.name, as_of=DAY)
    for path in back:
        page.ask("add", path.read_bytes(), names=[path.name])
    due = [one["file"] for one in page.ask("reminders", as_of=DAY)["drafts"]]
    assert page.files("remind", as_of=DAY, chosen=due)[1] == []
    page.files("report", as_of=DAY, endings=["html", "txt"], since="", how="zip")
    page.files("save", when=WHEN, as_of=DAY, picks=[], receipts=True)
    written = {path.relative_to(tmp_path / "2024-06").as_posix() for path in (tmp_path / "2024-06").rglob("*.*")}
    assert {f"reminders/{due[0]}", "summary.html", "summary.txt", "summary.json"} <= written
    assert any(name.startswith("receipts/") and name.endswith(".eml") for name in written)


def test_an_address_that_was_typed_is_written_to_and_kept_in_the_tracker(tmp_path):
    page = Page()
    page.ask("open", EXAMPLE.read_bytes(), name="plan.txt", as_of=DAY)
    page.ask("make", as_of=DAY, titles=["Plan"])
    first, *_ = page.ask("copies", **CHOICE)["copies"]
    typed = [{"unit": first["unit"], "name": "Lena", "email": "lena@example.org"}]
    assert page.ask("copies", **CHOICE, addresses=[typed[0] | {"email": "lena"}])["copies"][0]["mails"] == []
    _, (tracker, _) = page.files("send", **CHOICE, addresses=typed)
    later = Page()
    later.ask("open", tracker, name="tracker.xlsx", as_of=DAY)
    for again in ([], typed):
        (mail,) = later.ask("copies", **CHOICE, addresses=again)["copies"][0]["mails"]
        assert (mail["name"], mail["address"]) == ("Lena", "lena@example.org")


def test_an_unreadable_file_is_asked_for_again_by_whoever_got_the_copy(page, tmp_path):
    sent = next(path.name for path in (tmp_path / "page" / "outbox").iterdir() if path.name.startswith("Regional"))
    for name, reached in (
        (sent.replace(".xlsx", " (1).xlsx"), "Omar Diallo <omar.diallo@example.org>"),
        ("b.xlsx", None),
    ):
        (given,) = page.ask("add", b"PK nothing", names=[name])
        told, (draft,) = page.files("again", as_of=DAY, file=given["unreadable"][0]["file"])
        assert told["names"][0].endswith("_again.eml")
        assert message_from_bytes(draft)["To"] == reached
        assert name in body(draft)


def test_what_a_person_made_of_a_paper_is_kept(tmp_path):
    tracker, _ = practice_month(tmp_path)
    page = Page(home=tmp_path)
    page.ask("open", name=tracker.name, as_of=DAY)
    one = page.ask("reminders", as_of=DAY)["drafts"][0]["file"]
    page.files("remind", as_of=DAY, chosen=[one])
    draft = tmp_path / "2024-06" / "reminders" / one
    draft.write_bytes(b"edited")
    page.files("remind", as_of=DAY, chosen=[one])
    assert b"edited" in [path.read_bytes() for path in draft.parent.glob("* (kept).eml")]
