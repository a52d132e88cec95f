"""The mails of a round: the coordinator's signature, the copy, the calendar; and all of them in one mailbox."""

from __future__ import annotations

import contextlib
import mailbox
import re
from datetime import date
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.command_line import imported, xltrack
from xltrack.errors import XltrackError
from xltrack.i18n.catalogue import LANGUAGES
from xltrack.mail.calendar_file import LONGEST_LINE, calendar_file
from xltrack.mail.drafts import eml
from xltrack.mail.letters import Letter
from xltrack.mail.mbox import mbox
from xltrack.mail.reminders import Rhythm
from xltrack.model.tracker import Meta
from xltrack.workbook.read import read_workbook
from xltrack.workflows.example_round import fill_in
from xltrack.workflows.return_mails import split_mail
from xltrack.workflows.settings import Settings

CONTACTS = """Unit,Name,E-mail,Language,Stand-in,Escalation
Country Office,Aigul,aigul@example.org,en,Ben <ben@example.org>,head@example.org
Regional Office,Omar,omar@example.org,fr,,head@example.org
Country and Regional Offices,Ana,ana@example.org,es,ana@example.org,
"""
SETTINGS = """contacts = "contacts.csv"
[coordinator]
name = "Lena Marsh"
signature = "Evaluation unit\\nRoom 4"
reply_to = "evaluation@example.org"
"""
META = Meta(id="K7QF-2M9D", revision=3, issued=date(2024, 6, 30))


def draft(data: bytes) -> EmailMessage:
    message = message_from_bytes(data, policy=default)
    assert isinstance(message, EmailMessage)
    return message


def drafts(folder: Path) -> dict[str, EmailMessage]:
    return {path.name: draft(path.read_bytes()) for path in sorted(folder.glob("*.eml"))}


@pytest.fixture(scope="module")
def round_(tmp_path_factory) -> Path:
    """A sending of 2024-06-30 that is due on 2024-07-31, reminders of 2024-08-16, and an answer to one return."""
    folder = tmp_path_factory.mktemp("round")
    tracker = imported(folder)
    (folder / "contacts.csv").write_text(CONTACTS)
    (folder / "xltrack.toml").write_text(SETTINGS)
    xltrack("distribute", tracker, "-o", folder / "out", "--as-of", "2024-06-30", "--return-by", "2024-07-31")
    xltrack("status", tracker, "--drafts", folder / "reminders", "--as-of", "2024-08-16")
    (copy,) = folder.glob("out/Country-Office*.xlsx")
    fill_in(copy, folder / "back.xlsx", {("R2.A1", "comments"): "Well under way"})
    xltrack("merge", tracker, folder / "back.xlsx", "--receipts", folder / "receipts", "--as-of", "2024-08-17")
    return folder


@pytest.mark.parametrize("kind, count", [("out", 3), ("reminders", 3), ("receipts", 1)])
def test_every_mail_is_signed_by_the_coordinator_and_answered_to_their_address(round_, kind, count):
    mails = drafts(round_ / kind)
    assert len(mails) == count
    for mail in mails.values():
        assert mail["Reply-To"] == "evaluation@example.org"
        text = mail.get_body().get_content().replace("\r\n", "\n")
        assert text.endswith("\n\nLena Marsh\nEvaluation unit\nRoom 4\n")


@pytest.mark.parametrize(
    "kind, unit, copied",
    [
        ("out", "Country-Office", "ben@example.org"),
        ("out", "Regional-Office", None),
        ("out", "Country-and", None),  # the stand-in is the person
        ("reminders", "Country-Office", "ben@example.org, head@example.org"),
        ("reminders", "Regional-Office", "head@example.org"),
        ("receipts", "back", "ben@example.org"),
    ],
)
def test_the_stand_in_gets_every_mail_and_the_escalation_contact_the_second_late_reminder(round_, kind, unit, copied):
    (mail,) = (mail for name, mail in drafts(round_ / kind).items() if name.startswith(unit))
    assert mail["Cc"] == copied
    assert ("head@example.org" in mail.get_body().get_content()) == (copied or "").endswith("head@example.org")


def test_a_reminder_carries_the_units_copy_again_and_its_return_is_merged(round_, tmp_path):
    for name, mail in drafts(round_ / "reminders").items():
        copy, days = mail.iter_attachments()
        assert days.get_content_type() == "text/calendar"
        (sent,) = (path for path in (round_ / "out").glob("*.xlsx") if path.name == copy.get_filename())
        (tmp_path / name).with_suffix(".xlsx").write_bytes(copy.get_content())
        again, before = read_workbook((tmp_path / name).with_suffix(".xlsx")), read_workbook(sent)
        assert (again.base.meta.scope, again.findings) == (before.base.meta.scope, ())
    (path,) = tmp_path.glob("Regional-Office*.xlsx")
    ref = read_workbook(path).base.meta.scope[0]
    fill_in(path, tmp_path / "late.xlsx", {(ref, "evidence"): "From the reminder"})
    ran = xltrack("merge", round_ / "tracker.xlsx", tmp_path / "late.xlsx", "--dry-run", "--as-of", "2024-08-18")
    assert "Taken: 1" in ran.out


def test_our_own_draft_among_the_returns_asks_nothing_and_an_answer_that_carries_its_calendar_is_a_remark_alone(round_):
    for path in (round_ / "out").glob("*.eml"):
        draft = split_mail(path.read_bytes(), path.name)
        assert [Path(file.name).suffix for file in draft.returns] == [".xlsx"]
        assert (draft.remarks, [one.code for one in draft.findings]) == (None, ["unsent_mail"])
        sent = split_mail(b"From: madi@example.org\n" + path.read_bytes(), path.name)
        assert sent.remarks is not None
        assert [one.kind for one in sent.remarks.remarks] == ["mail"]


@pytest.mark.parametrize("html", ["", "<p>Please send it.</p>"])
def test_a_draft_of_ours_without_a_file_asks_nothing_either(html):
    split = split_mail(eml(Letter("Madi", "madi@example.org", "Reminder", "Please send it."), html=html), "a.eml")
    assert (split.remarks, [one.code for one in split.findings]) == (None, ["unsent_mail"])


@pytest.mark.parametrize("kind, name", [("out", "drafts_*.mbox"), ("reminders", "reminders_2024-08-16.mbox")])
def test_all_drafts_of_a_round_are_in_one_mailbox(round_, kind, name):
    (path,) = (round_ / kind).glob(name)
    with contextlib.closing(mailbox.mbox(path)) as box:
        found = [(mail["Subject"], mail.as_string().count("filename")) for mail in box]
    wanted = [message_from_bytes(one.read_bytes()) for one in (round_ / kind).glob("*.eml")]
    assert sorted(found) == sorted(
        (mail["Subject"].replace("\r\n", "\n"), mail.as_string().count("filename")) for mail in wanted
    )


@given(st.lists(st.lists(st.sampled_from(["From me", ">From me", "Text", ""]), max_size=4), min_size=1, max_size=4))
def test_no_line_of_a_mail_begins_another(bodies):
    mails = ["Subject: A\r\n\r\n" + "\r\n".join(lines) for lines in bodies]
    made = mbox([mail.encode() for mail in mails], date(2024, 6, 30)).decode()
    assert len(re.findall("^From ", made, re.MULTILINE)) == len(mails)
    back = [re.sub("^>(>*From )", r"\1", part, flags=re.MULTILINE) for part in re.split("^From .*\n", made, flags=re.M)]
    assert [part.rstrip("\n") for part in back[1:]] == [mail.replace("\r\n", "\n").rstrip("\n") for mail in mails]


def unfolded(data: bytes) -> list[str]:
    return data.decode().replace("\r\n ", "").split("\r\n")


@pytest.mark.parametrize(
    "issued, before, days",
    [
        ("2024-06-30", (30, 14, 7), ["20240731", "20240701", "20240717", "20240724"]),
        ("2024-07-20", (30, 14, 7), ["20240731", "20240724"]),
        ("2024-07-31", (30, 14, 7), ["20240731"]),
        ("2024-06-30", (), ["20240731"]),
        ("2024-06-30", (0, 7, 7), ["20240731", "20240724"]),
    ],
)
def test_the_calendar_has_the_day_of_return_and_the_reminders_that_are_still_to_come(issued, before, days):
    made = calendar_file(META, "Plan", date.fromisoformat(issued), date(2024, 7, 31), Rhythm(before=before), "en")
    lines = unfolded(made)
    starts = [line.partition(":")[2] for line in lines if line.startswith("DTSTART")]
    assert sorted(starts) == sorted(days)
    assert all(line.startswith("DTSTART;VALUE=DATE:") for line in lines if line.startswith("DTSTART"))
    uids = [line for line in lines if line.startswith("UID:")]
    assert len(set(uids)) == len(days)


def test_a_day_that_is_moved_keeps_its_entry():
    one, other = (
        calendar_file(META, "Plan", META.issued, date(2024, 7, day), Rhythm(before=(7,)), "en") for day in (20, 31)
    )
    uids = [[line for line in unfolded(data) if line.startswith("UID:")] for data in (one, other)]
    assert uids[0] == uids[1]
    assert one != other


@pytest.mark.parametrize("language", LANGUAGES)
@given(title=st.text(min_size=1, max_size=200))
def test_any_title_stands_in_the_calendar_in_short_lines_and_begins_no_line_of_its_own(language, title):
    made = calendar_file(META, title, META.issued, date(2024, 7, 31), Rhythm(), language)
    assert made.endswith(b"END:VCALENDAR\r\n")
    assert b"\n" not in made.replace(b"\r\n", b"")
    assert b"\r" not in made.replace(b"\r\n", b"")
    assert all(len(line) <= LONGEST_LINE for line in made.split(b"\r\n"))
    known = ("BEGIN", "END", "VERSION", "PRODID", "CALSCALE", "UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY",
             "DESCRIPTION", "TRANSP")  # fmt: skip
    assert {re.split("[:;]", line)[0] for line in unfolded(made) if line} == set(known)
    summary = next(line for line in unfolded(made) if line.startswith("SUMMARY:"))
    plain = re.sub(r"\\(.)", lambda pair: "\n" if pair[1] == "n" else pair[1], summary)
    assert "".join(ch if ch.isprintable() or ch == "\n" else " " for ch in title) in plain


@pytest.mark.parametrize(
    "section, named",
    [('reply_to = "nobody"', "nobody"), ('reply_to = "a@b.org\\r\\nBcc: c@d.org"', "reply_to"), ('nam = "A"', "nam")],
)
def test_a_wrong_setting_of_the_coordinator_is_named(section, named):
    with pytest.raises(XltrackError, match=named):
        Settings.from_toml(f"[coordinator]\n{section}\n")
