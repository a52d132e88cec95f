"""Files that only a password opens, told from their first parts: of Excel, Word and LibreOffice, old and new."""

from __future__ import annotations

import io
import struct
import zipfile

_OLE, _ZIP = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PK\x03\x04"
_PACKAGE = "EncryptedPackage".encode("utf-16-le")
_OPEN_DOCUMENT = b"application/vnd.oasis.opendocument"
_MANIFEST, _MANIFEST_BYTES = "META-INF/manifest.xml", 1 << 20
_WORD_FLAGS, _WORD_ENCRYPTED = 10, 0x0100
"""Where a Word document's flags are, and the one of an encrypted document."""
_FILE_PASS, _FIRST_RECORDS = 0x2F, 40
"""The record of an encrypted workbook, and the records at its beginning of which it is one."""


def needs_password(data: bytes) -> bool:
    """Return whether a file is encrypted with a password. What is damaged needs none. Raises nothing."""
    if data.startswith(_OLE):
        return _PACKAGE in data or _is_encrypted_ole(data)
    return data.startswith(_ZIP) and _OPEN_DOCUMENT in data[:200] and _is_encrypted_zip(data)


def _is_encrypted_zip(data: bytes) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package, package.open(_MANIFEST) as manifest:
            return b"encryption-data" in manifest.read(_MANIFEST_BYTES)
    except Exception:  # a damaged container is refused by its reader, in words of its own
        return False


def _is_encrypted_ole(data: bytes) -> bool:
    import olefile

    try:
        with olefile.OleFileIO(io.BytesIO(data)) as file:
            if file.exists("WordDocument"):
                head = file.openstream("WordDocument").read(_WORD_FLAGS + 2)
                return bool(struct.unpack_from("<H", head, _WORD_FLAGS)[0] & _WORD_ENCRYPTED)
            stream = next((name for name in ("Workbook", "Book") if file.exists(name)), "")
            return bool(stream) and _has_file_pass(file.openstream(stream).read(_MANIFEST_BYTES))
    except Exception:  # as above
        return False


def _has_file_pass(records: bytes) -> bool:
    at = 0
    for _ in range(_FIRST_RECORDS):
        if at + 4 > len(records):
            return False
        kind, size = struct.unpack_from("<HH", records, at)
        if kind == _FILE_PASS:
            return True
        at += 4 + size
    return False
