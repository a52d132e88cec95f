"""A letter as a draft: an .eml marked unsent, which mail programs open ready to be sent. xltrack sends nothing.

The same letter gives the same bytes: no date, no message id (the mail program gives both), a fixed boundary.
"""

from __future__ import annotations

from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

from xltrack.render.letters import Letter

XLSX = ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet")


def eml(letter: Letter, attachment: tuple[str, bytes] | None = None) -> bytes:
    """The draft's bytes; `attachment` is a workbook's file name and content."""
    message = EmailMessage(policy=SMTP)
    if letter.address:
        message["To"] = _address(letter.name, letter.address)
    if letter.cc:
        message["Cc"] = [_address("", address) for address in letter.cc]
    message["Subject"] = _header(letter.subject)
    message["X-Unsent"] = "1"
    message.set_content(letter.body, cte="base64")
    if attachment is not None:
        name, content = attachment
        message.add_attachment(content, maintype=XLSX[0], subtype=XLSX[1], filename=name)
        message.set_boundary("=_xltrack_draft")
    return message.as_bytes()


def _address(name: str, address: str) -> Address:
    return Address(_header(name), addr_spec=address)


def _header(text: str) -> str:
    """Text that a header can hold: on one line, without control characters and half letters."""
    return " ".join("".join(ch if ch.isprintable() else " " for ch in text).split())
