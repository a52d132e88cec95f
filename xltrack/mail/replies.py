"""Replies by mail (.eml, .msg): sender, time, the sender's own words, and the attached files.

Attached files are handed over as bytes; none of them is opened here. Outlook's .msg is an OLE container, which is
read with olefile: a small library without dependencies that does nothing else.
"""

from __future__ import annotations

import email
import io
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email import policy
from email.message import EmailMessage
from email.utils import parseaddr, parsedate_to_datetime
from html.parser import HTMLParser
from itertools import islice
from pathlib import PurePosixPath
from typing import Any, NamedTuple

from xltrack.errors import WorkbookError
from xltrack.mail.mail_words import mail_words, with_subject

_MOST_FILES = 500
_WORD = re.compile(r"\w{2,}")
_MORE_WORDS = 3
"""Words from which on the formatted part of a mail says more than its plain one."""
_MSG_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)
_MSG_DATES = (0x00390040, 0x0E060040)
"""When a message was submitted, and when it was delivered."""


class AttachedFile(NamedTuple):
    """A file in a mail: its name without any folder, and its bytes."""

    name: str
    data: bytes
    sender: str = ""
    """Of one in a mail that is attached to the mail: who sent it."""
    sent: datetime | None = None


class Reply(NamedTuple):
    """A mail that came back: its sender's name (else the address), when it was sent, and its own words."""

    sender: str
    address: str
    sent: datetime | None
    subject: str
    text: str
    """Without what it quotes of earlier mails."""
    files: tuple[AttachedFile, ...]


def read_reply(data: bytes, file: str) -> Reply:
    """Read a mail; the ending of `file` tells its format. Raises WorkbookError for one that is damaged."""
    try:
        return _from_msg(data) if file.lower().endswith(".msg") else _from_eml(data)
    except Exception as error:  # the parsers of both formats raise many kinds; every one means a damaged mail
        reason = str(error)[:200] or type(error).__name__
        raise WorkbookError("mail_damaged", file=file, reason=reason.rstrip(".")) from error


def _from_eml(data: bytes) -> Reply:
    message = email.message_from_bytes(data, policy=policy.default)
    assert isinstance(message, EmailMessage)
    if not any(key in message for key in ("from", "date", "subject", "received", "to")):
        raise ValueError("it has no mail header")
    name, address = parseaddr(str(message.get("from", "")))
    files, subject = tuple(_attached(message)), _subject(message)
    text = "\n\n".join(filter(None, (_said(message), *_forwarded(message))))
    text = with_subject(text, subject, bool(files))
    return Reply(name or address, address, _date(str(message.get("date", ""))), subject, text, files)


def _subject(message: EmailMessage) -> str:
    return " ".join(str(message.get("subject", "")).split())


def _said(message: EmailMessage) -> str:
    """Return a mail's own words: the plain ones, with those that only the formatted part has."""
    bodies = (message.get_body((kind,)) for kind in ("plain", "html"))
    subject = _subject(message)
    plain, formatted = (_content(body, subject) if isinstance(body, EmailMessage) else "" for body in bodies)
    known, words = set(_WORD.findall(plain.casefold())), set(_WORD.findall(formatted.casefold()))
    if len(words - known) < _MORE_WORDS and plain:
        return plain
    return formatted if known <= words else f"{plain}\n{formatted}"


def _forwarded(message: EmailMessage) -> Iterator[str]:
    """Yield the words of each mail that is attached to another, with its sender."""
    inner = (part for part in islice(message.walk(), _MOST_FILES) if part.get_content_type() == "message/rfc822")
    for part in inner:
        for mail in part.get_payload() if part.is_multipart() else ():
            if isinstance(mail, EmailMessage) and (text := _said(mail)):
                yield f"{parseaddr(str(mail.get('from', '')))[1]}: {text}".removeprefix(": ")


def _content(part: EmailMessage, subject: str) -> str:
    said = part.get_content()
    if not isinstance(said, str):
        return ""
    return mail_words(html_words(said) if part.get_content_subtype() == "html" else said, subject)


def _attached(message: EmailMessage) -> Iterator[AttachedFile]:
    """Yield every part with a file name, in attached mails too; two bodies that say the same are not files."""
    body = message.get_body(("plain", "html"))
    for number, (part, sender, sent) in enumerate(_parts(message)):
        if number > _MOST_FILES:
            raise ValueError(f"it has more than {_MOST_FILES} parts")
        name = part.get_filename()
        if part is not body and name:
            payload = part.get_payload(decode=True)
            yield AttachedFile(_bare(name), payload if isinstance(payload, bytes) else b"", sender, sent)


def _parts(part: Any, sender: str = "", sent: datetime | None = None) -> Iterator[tuple[Any, str, datetime | None]]:
    """Yield the parts that hold something, each with the sender and the date of the attached mail that it is in."""
    if not part.is_multipart():
        yield part, sender, sent
        return
    for inner in part.get_payload():
        if part.get_content_type() == "message/rfc822":
            name, address = parseaddr(str(inner.get("from", "")))
            yield from _parts(inner, name or address, _date(str(inner.get("date", ""))))
        else:
            yield from _parts(inner, sender, sent)


def _bare(name: str) -> str:
    bare = PurePosixPath(str(name).replace("\\", "/")).name
    return "".join(letter for letter in bare if letter.isprintable())[:200] or "attachment"


def _date(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


class _Words(HTMLParser):
    """The words of an HTML mail, a line a block."""

    _BLOCKS = frozenset(("p", "div", "br", "tr", "li", "h1", "h2", "h3", "blockquote", "table", "hr"))
    _SILENT = frozenset(("style", "script", "head", "title"))

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._silent = 0
        self._target = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in self._SILENT
        if tag == "a":
            self._target = dict(attrs).get("href") or ""
        if tag in self._BLOCKS:
            self.pieces.append("\n")
        if tag in ("td", "th"):
            self.pieces.append(" ")
        if tag == "blockquote":
            self.pieces.append("-- original\n")

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in self._SILENT and self._silent > 0
        if tag == "a" and self._target.lower().startswith(("http:", "https:", "file:")):
            if self._target not in "".join(self.pieces[-3:]):
                self.pieces.append(f" ({self._target})")
            self._target = ""
        if tag in ("p", "div", "tr", "li"):
            self.pieces.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.pieces.append(data.replace("\r", " ").replace("\n", " "))


def html_words(html: str) -> str:
    """Return the words of a piece of HTML, a line a block."""
    reader = _Words()
    reader.feed(html)
    reader.close()
    return re.sub(r"[ \t]+", " ", re.sub(r"[ \t]*\n[ \t]*(?:\n[ \t]*)*", "\n", "".join(reader.pieces))).strip()


def _from_msg(data: bytes) -> Reply:
    import olefile  # only for mails that Outlook saved

    with olefile.OleFileIO(io.BytesIO(data)) as ole:
        folders = {entry[0] for entry in ole.listdir(streams=False, storages=True) if entry}
        if not ole.exists("__properties_version1.0"):
            raise ValueError("it is no mail")
        address = _property(ole, "", "5D01") or _property(ole, "", "0C1F")
        sender = _property(ole, "", "0C1A") or _property(ole, "", "0042") or address
        subject = " ".join(_property(ole, "", "0037").split())
        text = mail_words(_property(ole, "", "1000"), subject)
        if not text and (html := _binary(ole, "__substg1.0_10130102")):
            text = mail_words(html_words(html.decode("utf-8", "replace")), subject)
        attached = sorted(folder for folder in folders if folder.startswith("__attach_version1.0_"))
        files = tuple(_msg_file(ole, folder) for folder in attached[:_MOST_FILES])
        text = with_subject(text, subject, bool(files))
        return Reply(sender, address if "@" in address else "", _msg_date(ole), subject, text, files)


def _msg_file(ole: Any, folder: str) -> AttachedFile:
    name = _property(ole, folder, "3707") or _property(ole, folder, "3704") or _property(ole, folder, "3001")
    return AttachedFile(_bare(name or "attachment"), _binary(ole, f"{folder}/__substg1.0_37010102"))


def _property(ole: Any, folder: str, number: str) -> str:
    """Return a text property of the message or of one attachment, whether it is stored as Unicode or in a code page."""
    place = f"{folder}/" if folder else ""
    wide = _binary(ole, f"{place}__substg1.0_{number}001F")
    if wide:
        return wide.decode("utf-16-le", "replace").rstrip("\0").strip()
    return _binary(ole, f"{place}__substg1.0_{number}001E").decode("cp1252", "replace").rstrip("\0").strip()


def _binary(ole: Any, path: str) -> bytes:
    if not ole.exists(path):
        return b""
    content = ole.openstream(path).read()
    return content if isinstance(content, bytes) else b""


def _msg_date(ole: Any) -> datetime | None:
    entries = _binary(ole, "__properties_version1.0")[32:]
    values = {
        int.from_bytes(entries[at : at + 4], "little"): int.from_bytes(entries[at + 8 : at + 16], "little")
        for at in range(0, len(entries) - 15, 16)
    }
    ticks = next((values[tag] for tag in _MSG_DATES if values.get(tag)), 0)
    try:
        return _MSG_EPOCH + timedelta(microseconds=ticks // 10) if ticks else None
    except OverflowError:
        return None
