"""Replies by mail (.eml, .msg): sender, time, the sender's own words, and the attached files.

Attached files are handed over as bytes; none is opened here but mails: their words and files are those of the reply.
"""

from __future__ import annotations

import base64
import email
from codecs import BOM_UTF8
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage, Message
from email.utils import parseaddr, parsedate_to_datetime
from typing import Any

from xltrack.errors import WorkbookError
from xltrack.i18n.plain_text import LONGEST_SENDER, shorten
from xltrack.mail.drafts import WRITER
from xltrack.mail.html_words import html_words
from xltrack.mail.mail_tables import mail_tables, plain_words
from xltrack.mail.mail_words import fuller_words, mail_words, with_subject
from xltrack.mail.outlook_mail import outlook_mail
from xltrack.mail.reply import DEEPEST_MAIL, MOST_FILES, AttachedFile, Reply, bare_name

_MAILS = (".eml", ".msg")
_MAIL_PART = "message/rfc822"
_WORDS = ("text/plain", "text/html")
"""The kinds of parts that hold words of the mail, unless they are files by their names."""
_LONGEST_ENDING = 4
_OUTLOOK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""The first bytes of a mail that Outlook saved."""


def read_reply(data: bytes, file: str) -> Reply:
    """Read a mail of either format, whatever its file's name ends in. Raises WorkbookError for a damaged one."""
    try:
        return _mail(data, DEEPEST_MAIL)
    except Exception as error:  # the parsers of both formats raise many kinds; every one means a damaged mail
        reason = str(error)[:200] or type(error).__name__
        raise WorkbookError("mail_damaged", file=file, reason=reason.rstrip(".")) from error


def _mail(data: bytes, deeper: int) -> Reply:
    """Read a mail and those attached to it, at most `deeper` inside one another. Raises anything."""
    if data.startswith(_OUTLOOK):
        return outlook_mail(data, deeper, _with_attached)
    return _from_message(email.message_from_bytes(data.removeprefix(BOM_UTF8), policy=policy.default), deeper)


def _with_attached(reply: Reply, mails: list[Reply], deeper: int) -> Reply:
    """Complete a mail with those attached to it: `mails`, and those among its files. A damaged one stays a file."""
    reply = reply._replace(text=plain_words(reply.text), tables=mail_tables(reply.text))
    files, inner = list[AttachedFile](), list(mails)
    for file in reply.files:
        opened = None
        if deeper and file.name.lower().endswith(_MAILS):
            with suppress(Exception):
                opened = _mail(file.data, deeper - 1)
        if opened is None:
            files.append(file)
        else:
            inner.append(opened)
    whole = reply._replace(files=tuple(files)).with_mails(inner)
    text = with_subject(whole.text, whole.subject, bool(whole.files))
    return whole._replace(text=text, sender=shorten(whole.sender, LONGEST_SENDER))


def _from_message(message: Any, deeper: int) -> Reply:
    assert isinstance(message, EmailMessage)
    if not any(key in message for key in ("from", "date", "subject", "received", "to")):
        raise ValueError("it has no mail header")
    name, address = parseaddr(str(message.get("from", "")))
    files, mails = list[AttachedFile](), list[Reply]()
    words, bodies = [_own_words(message)], [message.get_body((kind,)) for kind in ("plain", "html")]
    for number, part in enumerate(_parts(message)):
        if number > MOST_FILES:
            raise ValueError(f"it has more than {MOST_FILES} parts")
        inner = _inner_mail(part) if part.get_content_type() == _MAIL_PART else None
        if inner is not None and deeper:
            mails.append(_from_message(inner, deeper - 1))
        elif inner is not None:
            files.append(AttachedFile(bare_name(f"{_subject(inner)}.eml"), b""))
        elif part.get_filename() or part.get_content_type() not in _WORDS:
            files.append(_file(part))
        elif part not in bodies:
            words.append(_content(part, _subject(message)))
    sent = _date(str(message.get("date", "")))
    text = "\n".join(filter(None, words))
    own = Reply(name or address, address, sent, _subject(message), text, tuple(files))
    own = own._replace(automatic=_is_automatic(message), unsent=_is_unsent(message))
    return _with_attached(own, mails, deeper)


def _is_unsent(message: EmailMessage) -> bool:
    """Return whether a mail is a draft of ours that nobody has sent. Anybody else's words are never passed over."""
    return "x-unsent" in message and "from" not in message and message.get("x-mailer") == WRITER


def _is_automatic(message: EmailMessage) -> bool:
    """Return whether a mail's header says that a program wrote it (RFC 3834), or that it is a report of delivery."""
    written = str(message.get("auto-submitted", "no")).split(";")[0].strip().lower() != "no"
    return written or "x-autoreply" in message or message.get_content_type() == "multipart/report"


def _file(part: Any) -> AttachedFile:
    """Return an attached file. One without a name is called after what its part says it is."""
    kind, payload = part.get_content_subtype(), part.get_payload(decode=True)
    name = part.get_filename() or (f"attachment.{kind}" if len(kind) <= _LONGEST_ENDING else "attachment")
    return AttachedFile(bare_name(name), payload if isinstance(payload, bytes) else b"")


def _parts(message: Message) -> Iterator[Any]:
    """Yield the parts that hold something. A mail attached to the mail is one part, however many it has itself."""
    if not message.is_multipart() or message.get_content_type() == _MAIL_PART:
        yield message
        return
    for part in message.get_payload():
        assert isinstance(part, Message)
        yield from _parts(part)


def _inner_mail(part: Message) -> EmailMessage | None:
    """Return the mail in such a part, which some programs send in base64 against the rule; None if it holds none."""
    inner = part.get_payload(0) if part.is_multipart() else None
    if isinstance(inner, EmailMessage) and not inner.keys() and "base64" in str(part.get("content-transfer-encoding")):
        with suppress(ValueError):
            inner = email.message_from_bytes(base64.b64decode(str(inner.get_payload())), policy=policy.default)
    return inner if isinstance(inner, EmailMessage) and inner.keys() else None


def _subject(message: EmailMessage) -> str:
    return " ".join(str(message.get("subject", "")).split())


def _own_words(message: EmailMessage) -> str:
    """Return a mail's own words: the plain ones, with those that only the formatted part has."""
    bodies = (message.get_body((kind,)) for kind in ("plain", "html"))
    subject = _subject(message)
    plain, formatted = (_content(body, subject) if isinstance(body, EmailMessage) else "" for body in bodies)
    return fuller_words(plain, formatted)


def _content(part: EmailMessage, subject: str) -> str:
    try:
        content = part.get_content()
    except LookupError:  # an encoding that nobody knows
        content = part.get_payload(decode=True).decode("utf-8", "replace")  # type: ignore[union-attr]
    if not isinstance(content, str):
        return ""
    return mail_words(html_words(content) if part.get_content_subtype() == "html" else content, subject)


def _date(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
