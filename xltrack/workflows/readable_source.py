"""Sources that no reader can open, refused before one tries."""

from __future__ import annotations

from xltrack.errors import SourceError, UnsafeWorkbook
from xltrack.grid.passwords import needs_password
from xltrack.importing.source_kind import SourceKind, source_kind

_BLANKS = b" \t\r\n\f\v\0\xa0\xc2\xef\xbb\xbf\xff\xfe"
"""Bytes of blanks and of byte order marks."""
_RIGHTS = "DRMEncrypted".encode("utf-16-le")
"""A mark of files that are encrypted by rights management, not by a password."""


def readable_kind(name: str, data: bytes) -> SourceKind:
    """Return the kind of a source. Raises XltrackError for one that holds nothing, or that no reader can open."""
    if not data:
        raise UnsafeWorkbook("empty_file", file=name)
    if not data.strip(_BLANKS):
        raise SourceError("blank_source", file=name)
    kind = source_kind(data, name)
    if kind == "picture":
        raise UnsafeWorkbook("pdf_scan", file=name)
    if kind == "archive":
        raise UnsafeWorkbook("no_document", file=name)
    if needs_password(data) and _RIGHTS not in data:
        raise UnsafeWorkbook("source_password", file=name)
    return kind
