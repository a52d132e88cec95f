"""A letter as a draft: an .eml marked unsent, which mail programs open ready to be sent. xltrack sends nothing.

The same letter gives the same bytes: no date, no message id (the mail program gives both), a fixed boundary.
Headers are encoded the old way: Python's newer header classes lose the blanks between words that are not ASCII when
they fold a long line (CPython issue 92081).
"""

from __future__ import annotations

from email import encoders
from email.header import Header
from email.message import Message
from email.mime.base import MIMEBase
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.policy import compat32
from email.utils import formataddr

from xltrack.mail.letters import Letter

WRITER = "xltrack"
"""What a draft names as its program, so that ours is known among what came back."""
_BOUNDARY = "=_xltrack_draft"
XLSX = ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet")
_POLICY = compat32.clone(linesep="\r\n", max_line_length=998)


def eml(letter: Letter, *attachments: tuple[str, bytes], html: str = "") -> bytes:
    """Return the draft's bytes. `attachments` are names and contents of files, `html` is the body's other form."""
    message: Message = MIMEText(letter.body.replace("\n", "\r\n"), "plain", "utf-8")
    if html:
        other = MIMEText(html.replace("\n", "\r\n"), "html", "utf-8")
        message = MIMEMultipart("alternative", f"{_BOUNDARY}_forms", [message, other])
    if attachments:
        message = MIMEMultipart("mixed", _BOUNDARY, [message, *(_attached(*attachment) for attachment in attachments)])
    if letter.address:
        message["To"] = _address(letter.name, letter.address)
    if letter.cc:
        message["Cc"] = ", ".join(letter.cc)
    if letter.reply_to:
        message["Reply-To"] = letter.reply_to
    message["Subject"] = header("Subject", letter.subject)
    message["X-Unsent"] = "1"
    message["X-Mailer"] = WRITER
    return message.as_bytes(policy=_POLICY)


def _attached(name: str, content: bytes) -> MIMEBase:
    part = MIMEBase("text", "calendar", charset="utf-8") if name.endswith(".ics") else MIMEBase(*XLSX)
    part.set_payload(content)
    encoders.encode_base64(part)
    part.add_header("Content-Disposition", "attachment", filename=name if name.isascii() else ("utf-8", "", name))
    return part


def _address(name: str, address: str) -> str:
    flat = _flat(name)
    if flat.isascii():
        return formataddr((flat, address))
    return f"{header('To', flat)}\r\n <{address}>"


def header(name: str, text: str) -> str:
    """Return a header's text without line ends of its own: folded, and encoded where it must be."""
    flat = _flat(text)
    return Header(flat, "us-ascii" if flat.isascii() else "utf-8", header_name=name).encode(linesep="\r\n")


def _flat(text: str) -> str:
    """Without control characters, half letters and line ends: nothing can begin a header of its own."""
    return " ".join("".join(ch if ch.isprintable() else " " for ch in text).split())
