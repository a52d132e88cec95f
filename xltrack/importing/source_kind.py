"""The kind of a source, by its content: a name may say anything."""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import Literal

SourceKind = Literal["word", "pdf", "web_page", "workbook", "office", "json", "csv", "text", "picture", "archive"]
"""office: formats of word processors that are converted first (.doc, .rtf, .odt). text: any other text.
archive: an archive of any kind, and a zip that is neither a document nor a workbook."""

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_WORD_STREAM = "WordDocument".encode("utf-16-le")
_LOCKED_STREAM = "EncryptedPackage".encode("utf-16-le")
_OTHER_WORKBOOKS = (".xls", ".xlsb", ".ods", ".docx", ".doc", ".pdf", ".txt", ".csv")
_PAGE = re.compile(rb"<!doctype html|<html[\s>]|<head[\s>]|<body[\s>]|<table[\s>]", re.IGNORECASE)
_ARCHIVE = re.compile(rb"\s*(?:from: |mime-version: )", re.IGNORECASE)
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*")
_ARCHIVES = (b"\x1f\x8b", b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07", b"BZh", b"\xfd7zXZ\0")
_TAR, _TAR_AT = b"ustar", 257
_TABLES = (".csv", ".tsv")
_WORD_SUFFIXES, _OLD_WORD_SUFFIXES = (".docx", ".docm", ".dotx", ".dotm"), (".doc", ".dot")
_WORKBOOK_SUFFIXES = (".xlsx", ".xlsm", ".xltx", ".xltm", ".xlsb", ".xls", ".ods")
_PARTS = re.compile(rb"PK\x03\x04.{26}(word|xl)/", re.DOTALL)
"""The name of the first part of a document or a workbook, wherever a cut file ends."""


def source_kind(data: bytes, name: str) -> SourceKind:
    """Return the kind of a source by its content, where that is damaged by its name."""
    suffix = PurePath(name).suffix.lower()
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip_kind(data, suffix)
    return "archive" if data.startswith(_ARCHIVES) or data.startswith(_TAR, _TAR_AT) else _plain_kind(data, suffix)


def _plain_kind(data: bytes, suffix: str) -> SourceKind:
    """Return the kind of a source that is no archive."""
    if data.startswith(_OLE):
        return "office" if _WORD_STREAM in data or suffix in _OLD_WORD_SUFFIXES else "workbook"
    if data[:1024].lstrip().startswith(b"%PDF"):
        return "pdf"
    if data.startswith(_PICTURES):
        return "picture"
    if data.startswith(b"{\\rtf"):
        return "office"
    head = data[:8192].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if _PAGE.search(head[:4096]) or (_ARCHIVE.match(head) and b"text/html" in data[:65536]):
        return "web_page"
    if head.startswith(b"{") or suffix == ".json":
        return "json"
    return "csv" if suffix in _TABLES else "text"


def _zip_kind(data: bytes, suffix: str) -> SourceKind:
    if b"application/vnd.oasis.opendocument.text" in data[:200]:
        return "office"
    part = _PARTS.search(data)
    if part is not None:
        return "word" if part[1] == b"word" else "workbook"
    if b"application/vnd.oasis.opendocument.spreadsheet" in data[:200] or suffix in _WORKBOOK_SUFFIXES:
        return "workbook"
    return "word" if suffix in _WORD_SUFFIXES else "archive"


def workbook_suffix(data: bytes, name: str) -> str:
    """Return the ending that a workbook's content has, whatever its name says; of a locked one, that of its name."""
    suffix = PurePath(name).suffix.lower()
    if data.startswith(_OLE):
        return suffix if _LOCKED_STREAM in data else ".xls"
    if b"application/vnd.oasis.opendocument.spreadsheet" in data[:200]:
        return ".ods"
    if b"xl/workbook.bin" in data[-65536:]:
        return ".xlsb"
    return ".xlsx" if suffix in _OTHER_WORKBOOKS or not suffix else suffix
