"""Mails among the returns: attached workbooks and tables pasted into the mail are returns of the sender.

All the rest of a mail is remarks. Ignored are a calendar file of ours that comes back, a signature, and the words of a
draft that nobody has sent.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from xltrack.errors import XltrackError
from xltrack.findings import Finding
from xltrack.findings.mailing import automatic_mail, mail_sealed, unsent_mail
from xltrack.mail.calendar_file import PRODUCT
from xltrack.mail.replies import read_reply
from xltrack.mail.reply import AttachedFile, Reply, bare_name
from xltrack.model.plan import Plan
from xltrack.model.remark import Remark
from xltrack.model.submission import Submission
from xltrack.model.tracker import Tracker
from xltrack.reading.long_remarks import in_parts
from xltrack.reading.remarks import remark_findings
from xltrack.workflows.files import RETURN_SUFFIXES, holds_return
from xltrack.workflows.rebuilt_base import rebuilt_base

_SIGNATURES = (".p7s", ".asc", ".sig")
_SEALED = (".p7m", "winmail.dat")
"""Endings of files in which a mail program put the files of a mail: encrypted, or in Outlook's own form."""


class SplitMail(NamedTuple):
    """A mail taken apart: itself, the returns in it, its remarks as a submission of their own, and other findings."""

    reply: Reply
    returns: tuple[AttachedFile, ...]
    remarks: Submission | None
    """None where nobody says anything in the mail, and it has no other files."""
    findings: tuple[Finding, ...]


def split_mail(data: bytes, name: str, known: Tracker | None = None) -> SplitMail:
    """Take a mail apart. Raises WorkbookError for a damaged one.

    A table in the mail is a return if it shows key actions of the master's tracker, `known`.
    """
    reply = read_reply(data, name)
    returns = [file for file in reply.files if _is_return(file)]
    for number, table in enumerate(reply.tables if known else (), 1):
        if known and _shows_actions(table.data, known):
            reply = reply._replace(text=re.sub(r"\n{3,}", "\n\n", reply.text.replace(table.words, "", 1)).strip())
            returns.append(AttachedFile(f"table {number}.tsv", table.data, table.sender, table.sent))
    findings = [mail_sealed(file.name) for file in reply.files if file.name.lower().endswith(_SEALED)]
    if reply.automatic:
        findings.append(automatic_mail(reply.sender, reply.text))
    if reply.unsent:
        findings.append(unsent_mail(bare_name(name)))
    remarks = tuple(_remarks(reply))
    submission = Submission(
        file=name,
        by=reply.sender,
        saved=reply.sent,
        base=None,
        current=Plan(),
        findings=tuple(finding.in_file(name) for finding in remark_findings(remarks)),
        remarks=remarks,
        digest=hashlib.sha256(data).hexdigest(),
    )
    mail_findings = tuple(finding.in_file(name) for finding in findings)
    return SplitMail(reply, tuple(returns), submission if remarks else None, mail_findings)


def _shows_actions(table: bytes, known: Tracker) -> bool:
    from xltrack.workbook.read import read_bytes  # few mails hold a table

    try:
        return rebuilt_base(known, read_bytes(table, "table.tsv")) is not None
    except XltrackError:
        return False


def _is_return(file: AttachedFile) -> bool:
    suffix = Path(file.name).suffix.lower()
    return suffix in (*RETURN_SUFFIXES, ".zip") or holds_return(file.data, suffix)


def _remarks(reply: Reply) -> Iterator[Remark]:
    if reply.text and not (reply.automatic or reply.unsent):
        yield from in_parts(Remark(kind="mail", text=reply.text, author=reply.sender, when=reply.sent))
    for file in reply.files:
        is_other = file.name.lower().endswith((*_SEALED, *_SIGNATURES)) or PRODUCT.encode() in file.data
        if not (is_other or _is_return(file)):
            yield Remark(kind="attachment", text=file.name, author=reply.sender, when=reply.sent)
