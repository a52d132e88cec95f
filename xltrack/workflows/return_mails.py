"""Mails among the returns: attached workbooks are returns of the sender, all the rest of a mail is remarks.

A calendar file of ours that comes back with them is ignored.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from xltrack.mail.calendar_file import PRODUCT
from xltrack.mail.replies import read_reply
from xltrack.mail.reply import AttachedFile, Reply
from xltrack.model.plan import Plan
from xltrack.model.remark import Remark
from xltrack.model.submission import Submission
from xltrack.reading.remarks import remark_findings
from xltrack.workflows.files import RETURN_SUFFIXES, holds_return


def split_mail(data: bytes, name: str) -> tuple[Reply, tuple[AttachedFile, ...], Submission | None]:
    """Read a mail: the mail itself, the returns attached to it, and its remarks as a submission of their own.

    The submission is None where the mail says nothing and has no other files. Raises WorkbookError for a damaged mail.
    """
    reply = read_reply(data, name)
    attached = tuple(file for file in reply.files if _is_return(file))
    remarks = tuple(_remarks(reply))
    if not remarks:
        return reply, attached, None
    found = tuple(finding.in_file(name) for finding in remark_findings(remarks))
    submission = Submission(
        file=name,
        by=reply.sender,
        saved=reply.sent,
        base=None,
        current=Plan(),
        findings=found,
        remarks=remarks,
        digest=hashlib.sha256(data).hexdigest(),
    )
    return reply, attached, submission


def _is_return(file: AttachedFile) -> bool:
    suffix = Path(file.name).suffix.lower()
    return suffix in (*RETURN_SUFFIXES, ".zip") or holds_return(file.data, suffix)


def _remarks(reply: Reply) -> Iterator[Remark]:
    if reply.text:
        yield Remark(kind="mail", text=reply.text, author=reply.sender, when=reply.sent)
    for file in reply.files:
        if not (_is_return(file) or PRODUCT.encode() in file.data):
            yield Remark(kind="attachment", text=file.name, author=reply.sender, when=reply.sent)
