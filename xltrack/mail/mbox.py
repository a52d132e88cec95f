"""Several drafts as one mailbox file (mbox), which mail programs import in one go.

Lines that would begin a mail of their own are quoted with ">", as mboxrd has it. The day is the round's, so that the
same drafts give the same bytes.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterable
from datetime import date

_FROM = re.compile(rb"^(>*From )", re.MULTILINE)


def mbox(mails: Iterable[bytes], day: date) -> bytes:
    """Return the drafts in one mailbox, in their order."""
    head = f"From xltrack {time.asctime(day.timetuple())}\n".encode()
    return b"".join(head + _FROM.sub(rb">\1", mail.replace(b"\r\n", b"\n").rstrip(b"\n")) + b"\n\n" for mail in mails)
