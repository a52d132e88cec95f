"""Mails that Outlook saved (.msg): OLE containers, with the mails attached to them as containers inside.

They are read with olefile: a small library without dependencies that does nothing else.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from xltrack.mail.html_words import html_words
from xltrack.mail.mail_words import fuller_words, mail_words
from xltrack.mail.reply import MOST_FILES, AttachedFile, Reply, bare_name

_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)
_DATES = (0x00390040, 0x0E060040)
"""When a message was submitted, and when it was delivered."""
_PROPERTIES = "__properties_version1.0"
_ATTACHED = "__attach_version1.0_"
_AUTOMATIC = ("REPORT.", "IPM.Note.Rules.OofTemplate", "IPM.Note.Rules.ReplyTemplate")
"""The classes of messages that a program wrote."""
_INNER = "__substg1.0_3701000D"
"""The storage of an attachment that is a mail itself."""
_HEAD, _INNER_HEAD = 32, 24
"""Bytes before the properties of a mail, and of one attached to another."""


_Whole = Callable[[Reply, list[Reply], int], Reply]


def outlook_mail(data: bytes, deeper: int, whole: _Whole) -> Reply:
    """Read a mail and those attached to it, at most `deeper` inside one another.

    `whole` completes each mail with those attached to it. Raises ValueError for a file that is no mail, and whatever
    the parser raises for a damaged one.
    """
    import olefile  # only for mails that Outlook saved

    with olefile.OleFileIO(io.BytesIO(data)) as ole:
        if not ole.exists(_PROPERTIES):
            raise ValueError("it is no mail")
        storages = [tuple(entry) for entry in ole.listdir(streams=False, storages=True)]
        return _mail(ole, storages, (), deeper, whole)


def _mail(ole: Any, storages: list[tuple[str, ...]], place: tuple[str, ...], deeper: int, whole: _Whole) -> Reply:
    """Read the mail in one storage of the container."""
    folder = "/".join(place)
    address = _property(ole, folder, "5D01") or _property(ole, folder, "0C1F")
    sender = _property(ole, folder, "0C1A") or _property(ole, folder, "0042") or address
    subject = " ".join(_property(ole, folder, "0037").split())
    attached = sorted(at for at in storages if at[:-1] == place and at[-1].startswith(_ATTACHED))[:MOST_FILES]
    inner = [at for at in attached if (*at, _INNER) in storages] if deeper else []
    files = tuple(_file(ole, "/".join(at)) for at in attached if at not in inner)
    mails = [_mail(ole, storages, (*at, _INNER), deeper - 1, whole) for at in inner]
    reply = Reply(
        sender,
        address if "@" in address else "",
        _date(ole, folder),
        subject,
        _own_words(ole, folder, subject),
        files,
        automatic=_property(ole, folder, "001A").startswith(_AUTOMATIC),
    )
    return whole(reply, mails, deeper)


def _own_words(ole: Any, folder: str, subject: str) -> str:
    """Return a mail's own words: the plain ones, with those that only its formatted part has."""
    plain = mail_words(_property(ole, folder, "1000"), subject)
    html = _binary(ole, folder, "__substg1.0_10130102").decode("utf-8", "replace")
    return fuller_words(plain, mail_words(html_words(html), subject))


def _file(ole: Any, folder: str) -> AttachedFile:
    name = _property(ole, folder, "3707") or _property(ole, folder, "3704") or _property(ole, folder, "3001")
    return AttachedFile(bare_name(name or "attachment"), _binary(ole, folder, "__substg1.0_37010102"))


def _property(ole: Any, folder: str, number: str) -> str:
    """Return a text property of a message or of one attachment, whether it is stored as Unicode or in a code page."""
    wide = _binary(ole, folder, f"__substg1.0_{number}001F")
    if wide:
        return wide.decode("utf-16-le", "replace").rstrip("\0").strip()
    return _binary(ole, folder, f"__substg1.0_{number}001E").decode("cp1252", "replace").rstrip("\0").strip()


def _binary(ole: Any, folder: str, name: str) -> bytes:
    path = f"{folder}/{name}" if folder else name
    if not ole.exists(path):
        return b""
    content = ole.openstream(path).read()
    return content if isinstance(content, bytes) else b""


def _date(ole: Any, folder: str) -> datetime | None:
    entries = _binary(ole, folder, _PROPERTIES)[_INNER_HEAD if folder else _HEAD :]
    values = {
        int.from_bytes(entries[at : at + 4], "little"): int.from_bytes(entries[at + 8 : at + 16], "little")
        for at in range(0, len(entries) - 15, 16)
    }
    ticks = next((values[tag] for tag in _DATES if values.get(tag)), 0)
    try:
        return _EPOCH + timedelta(microseconds=ticks // 10) if ticks else None
    except OverflowError:
        return None
