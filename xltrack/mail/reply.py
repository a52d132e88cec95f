"""A mail that came back, whatever program saved it: who sent it, when, its words and its files."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import PurePosixPath
from typing import NamedTuple

from xltrack.mail.mail_tables import MailTable

MOST_FILES = 500
"""Parts of a mail, and files attached to it and to the mails inside it, that are read."""
DEEPEST_MAIL = 5
"""Mails inside one another that are opened; one that is deeper is a file by its name."""


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
    """Without what it quotes of earlier mails, with the words of the mails that are attached to it."""
    files: tuple[AttachedFile, ...]
    tables: tuple[MailTable, ...] = ()
    """Tables pasted into the mail. Their words are among those of the text, too."""
    automatic: bool = False
    """Whether a program wrote it: the sender is away, or a mail could not be delivered."""
    unsent: bool = False
    """Whether it is a draft of the coordinator's outbox that nobody has sent."""

    def with_mails(self, mails: Sequence[Reply]) -> Reply:
        """Return the mail with the words and the files of those attached to it, each as their sender's."""
        forwarded = (f"{mail.sender}: {mail.text}".removeprefix(": ") for mail in mails if mail.text)
        files = (
            file if file.sender else file._replace(sender=mail.sender, sent=mail.sent)
            for mail in mails
            for file in mail.files
        )
        tables = (
            table if table.sender else table._replace(sender=mail.sender, sent=mail.sent)
            for mail in mails
            for table in mail.tables
        )
        text, all_files = "\n\n".join(filter(None, (self.text, *forwarded))), (*self.files, *files)
        if len(all_files) > MOST_FILES:
            raise ValueError(f"it has more than {MOST_FILES} files")
        return self._replace(text=text, files=all_files, tables=(*self.tables, *tables))


def bare_name(name: str) -> str:
    """Return the name of an attached file without any folder and without letters that cannot be printed."""
    bare = PurePosixPath(str(name).replace("\\", "/")).name
    return "".join(letter for letter in bare if letter.isprintable())[:200] or "attachment"
