"""Mails that came back: the sender, the date, their own words, the files; and nothing that a damaged mail can break."""

from __future__ import annotations

import random
from contextlib import suppress
from datetime import UTC, datetime
from email.message import EmailMessage

import pytest

from tests.mail.ole import msg_bytes
from xltrack.errors import WorkbookError
from xltrack.mail.mail_words import own_words
from xltrack.mail.replies import read_reply

SENT = datetime(2024, 5, 3, 9, 30, tzinfo=UTC)


def eml(text: str = "Please give us six more months.", files=(), **headers: str) -> bytes:
    mail = EmailMessage()
    for key, value in {"From": "Madi Sadykov <madi@example.org>", "Subject": "Re: tracker"}.items():
        mail[key] = headers.get(key.lower(), value)
    mail["Date"] = SENT
    mail.set_content(text)
    for name, content in files:
        mail.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return bytes(mail)


def msg(text: str = "Please give us six more months.", files=()) -> bytes:
    return msg_bytes("Madi Sadykov", "madi@example.org", text, dict(files), SENT)


@pytest.mark.parametrize("ending, make", [(".eml", eml), (".msg", msg)])
def test_a_mail_gives_its_sender_its_date_its_words_and_its_files(ending, make):
    reply = read_reply(make(files=[("my tracker.xlsx", b"PK" * 3000), ("photo.jpg", b"\xff\xd8")]), f"Re{ending}")
    assert (reply.sender, reply.address, reply.sent) == ("Madi Sadykov", "madi@example.org", SENT)
    assert reply.text == "Please give us six more months."
    assert [(file.name, len(file.data)) for file in reply.files] == [("my tracker.xlsx", 6000), ("photo.jpg", 2)]


def test_an_html_mail_gives_its_words():
    mail = EmailMessage()
    mail["From"] = "aru@example.org"
    mail.set_content("<style>p {}</style><p>R1.A2 is <b>done</b>.</p><p>Aru</p>", subtype="html")
    assert read_reply(bytes(mail), "a.eml").text == "R1.A2 is done.\nAru"


def test_a_file_in_a_forwarded_mail_is_among_the_files():
    inner = EmailMessage()
    inner["From"] = "unit@example.org"
    inner.set_content("See attached.")
    inner.add_attachment(b"PK", maintype="application", subtype="zip", filename="tracker.xlsx")
    outer = EmailMessage()
    outer["From"] = "aru@example.org"
    outer.set_content("Forwarded to you.")
    outer.add_attachment(inner)
    reply = read_reply(bytes(outer), "a.eml")
    assert reply.text == "Forwarded to you.\n\nunit@example.org: See attached."
    assert [(file.name, file.sender) for file in reply.files] == [("tracker.xlsx", "unit@example.org")]


def test_words_in_the_subject_count_where_the_mail_has_no_others_or_they_name_an_action():
    asked = "R8.A4: we need six more months, please"
    told = [read_reply(eml("", subject=asked), "a.eml").text, read_reply(eml("Thanks.", subject=asked), "a.eml").text]
    assert told == [asked, f"{asked}\n\nThanks."]
    assert read_reply(eml("", [("a.xlsx", b"PK")]), "a.eml").text == ""
    assert read_reply(eml("Done."), "a.eml").text == "Done."


@pytest.mark.parametrize("head", [
    "---------- Forwarded message ---------\nFrom: Madi\nDate: 3 May\nSubject: R7\nTo: Lena\n",
    "________________________________\nFrom: Madi\nSent: 3 May\nTo: Lena\nSubject: R7\n",
    "From: Madi\nSent: 3 May\nTo: Lena\nSubject: R7\n",
])  # fmt: skip
def test_a_mail_that_passes_another_one_on_says_what_that_one_says(head):
    text = f"FYI\n\n{head}\nR7.A3 was cancelled by the donor.\n\nOn 2 May Lena wrote:\n> Please answer."
    told = read_reply(eml(text, subject="Fwd: tracker"), "a.eml").text
    assert told == "FYI\n\nMadi: R7.A3 was cancelled by the donor."


def test_a_link_in_the_formatted_part_of_a_mail_keeps_its_address():
    mail = EmailMessage()
    mail["From"] = "aru@example.org"
    page = '<p>Signed: <a href="https://example.org/a.pdf">here</a>, <a href="https://b.org">https://b.org</a>.</p>'
    mail.set_content(page, subtype="html")
    told = read_reply(bytes(mail), "a.eml").text
    assert told == "Signed: here (https://example.org/a.pdf), https://b.org."


@pytest.mark.parametrize(
    "plain, formatted, text",
    [
        ("R1.A2 is done.", "<p>R1.A2 is <b>done</b>.</p>", "R1.A2 is done."),
        (
            "See below.",
            "<p>See below.</p><table><tr><th>Ref</th><th>Status</th></tr><tr><td>R1.A2</td><td>Done</td></tr></table>",
            "See below.\nRef Status\nR1.A2 Done",
        ),
        ("In this mail.", "<p>Six more months, please.</p>", "In this mail.\nSix more months, please."),
    ],
)
def test_words_that_only_the_formatted_part_of_a_mail_has_are_read(plain, formatted, text):
    mail = EmailMessage()
    mail["From"] = "aru@example.org"
    mail.set_content(plain)
    mail.add_alternative(formatted, subtype="html")
    assert read_reply(bytes(mail), "a.eml").text == text


def test_an_attached_file_has_a_name_without_a_folder():
    reply = read_reply(eml(files=[("..\\..\\evil/tracker.xlsx", b"PK")]), "a.eml")
    assert [file.name for file in reply.files] == ["tracker.xlsx"]


@pytest.mark.parametrize(
    "quotation",
    [
        "On Fri, 3 May 2024 at 10:12, Coordinator <c@example.org> wrote:\n> Please return it.",
        "On Fri, 3 May 2024 at 10:12, Coordinator of the evaluation <c@example.org>\nwrote:\n\n> Please return it.",
        "-----Original Message-----\nFrom: Coordinator\nPlease return it.",
        "From: Coordinator\nSent: Friday\nTo: us\nPlease return it.",
        "Le ven. 3 mai 2024 à 10:12, Coordination <c@example.org> a écrit :\nMerci de le renvoyer.",
        "El vie, 3 may 2024 a las 10:12, Coordinación (<c@example.org>) escribió:\nDevuélvalo.",
        "От: Координатор\nДата: 3 мая 2024\nВерните, пожалуйста.",
        "发件人: 协调员\n发送时间: 2024年5月3日\n请交回。",
        "من: المنسق\nتاريخ الإرسال: 3 مايو 2024\nيرجى الإعادة.",
        "-- \nMadi Sadykov\nFocal point",
        "> Please return it.",
        "",
    ],
)
def test_the_words_of_a_mail_end_where_it_quotes(quotation):
    assert (
        own_words(f"Done.\r\n\r\nFrom our side all is ready.\n\n{quotation}") == "Done.\n\nFrom our side all is ready."
    )


def test_answers_below_and_between_the_lines_that_they_quote_are_words_of_the_mail():
    text = "On 3 May C wrote:\n> Dear all,\n> R1.A1: is it done?\nYes.\n> R1.A2?\nNot yet."
    assert own_words(text) == "> R1.A1: is it done?\nYes.\n> R1.A2?\nNot yet."


def part(kind: str, content: bytes) -> bytes:
    return b"--x\nContent-Type: " + kind.encode() + b"\n\n" + content + b"\n"


@pytest.mark.parametrize(
    "mail, text, files",
    [
        (part("text/plain", b"Above.") + part("image/png", b"P") + part("text/plain", b"Below."),
         "Above.\nBelow.", ["attachment.png"]),
        (part("text/plain; charset=unheard-of", "Prêt.".encode()), "Prêt.", []),
        (part("text/calendar", b"BEGIN:VCALENDAR"), "", ["attachment"]),
    ],
)  # fmt: skip
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_no_part_of_a_mail_is_dropped_for_want_of_a_name_or_an_encoding(mail, text, files, mark):
    head = b"From: aru@example.org\nContent-Type: multipart/mixed; boundary=x\n\n"
    reply = read_reply(mark + head + mail + b"--x--", "a.eml")
    assert (reply.text, [file.name for file in reply.files]) == (text, files)


@pytest.mark.parametrize("data", [b"", b"\0" * 100, b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000)])
@pytest.mark.parametrize("ending", [".eml", ".msg"])
def test_what_is_no_mail_is_refused_by_name(data, ending):
    with pytest.raises(WorkbookError, match=f"broken{ending}"):
        read_reply(data, f"broken{ending}")


@pytest.mark.parametrize("ending, make", [(".eml", eml), (".msg", msg)])
def test_a_mail_with_changed_bytes_is_read_or_refused(ending, make):
    whole, chance = make(files=[("my tracker.xlsx", bytes(range(256)) * 8)]), random.Random(11)
    for _ in range(300):
        data = bytearray(whole)
        for _ in range(chance.randint(1, 30)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        with suppress(WorkbookError):
            read_reply(bytes(data[: chance.choice([len(data), chance.randrange(len(data))])]), f"a{ending}")
