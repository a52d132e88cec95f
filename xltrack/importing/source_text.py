"""The bytes of a text source as text."""

from __future__ import annotations

from xltrack.errors import TextError


def decoded(data: bytes, name: str) -> str:
    """Decode a text as UTF-8, or as UTF-16 with its mark. Raises TextError."""
    try:
        return data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise TextError("not_utf8", file=name, position=error.start) from error
