"""The text of a saved web page, decoded as the page itself says; of a web archive, the page in it."""

from __future__ import annotations

import email
import email.policy
import re

_CHARSET = re.compile(rb"""charset=["']?([A-Za-z0-9_.:-]+)""", re.IGNORECASE)


def page_text(data: bytes) -> str:
    """Decode a page as its mark, its own declaration or UTF-8 say. Of a web archive, return the page in it."""
    if data[:200].lstrip().lower().startswith((b"from:", b"mime-version:")):
        message = email.message_from_bytes(data, policy=email.policy.default)
        pages = [part for part in message.walk() if part.get_content_type() == "text/html"]
        payload = pages[0].get_payload(decode=True) if pages else b""
        data = payload if isinstance(payload, bytes) else b""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", errors="replace")
    declared = _CHARSET.search(data[:4096])
    for encoding in ("utf-8-sig", declared[1].decode() if declared else "cp1252", "cp1252"):
        try:
            return data.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    return data.decode("latin-1")
