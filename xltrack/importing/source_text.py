"""The bytes of a text source as text."""

from __future__ import annotations

from pathlib import PurePath

from xltrack.errors import TextError

_NO_TEXTS = (".docx", ".doc", ".rtf", ".odt", ".pdf", ".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")
"""Endings of files that hold more than text: nobody can save them in another encoding."""


def decoded(data: bytes, name: str) -> str:
    """Decode a text as UTF-8, or as UTF-16 with its mark. Raises TextError."""
    try:
        return data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError as error:
        suffix = PurePath(name).suffix.lower()
        if suffix in _NO_TEXTS:
            raise TextError("other_content", file=name, suffix=suffix) from error
        raise TextError("not_utf8", file=name, position=error.start) from error
