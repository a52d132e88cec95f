"""A workbook file as a container of parts, with every limit checked before anything is parsed.

The file is read once, whole, so that what is checked, parsed and digested are the same bytes. No part is
ever extracted by its name, no link is opened, and no part is inflated further than it says, nor than its limit.
"""

from __future__ import annotations

import hashlib
import io
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path

from xltrack.errors import UnsafeWorkbook, WorkbookError
from xltrack.grid.limits import DEFAULT_LIMITS, MIB, Limits
from xltrack.grid.passwords import needs_password
from xltrack.xlsx.read_cache import ReadCache

CHUNK = 2**18
FOREIGN = (".xls", ".ods", ".xlsb")
"""Formats that are read in a guarded child process."""


_WORKBOOK = re.compile(r"xl/workbook\w*\.xml", re.IGNORECASE)
_MARKS: tuple[tuple[bytes, str], ...] = ((b"%PDF", "a PDF"), (b"{\\rtf", "a word processor's text"))
_DOCTYPE = re.compile(rb"<!DOCTYPE", re.IGNORECASE)
_TEXT_PARTS = (".xml", ".rels", ".vml")
_RIGHTS = "DRMEncrypted".encode("utf-16-le")
_LEAST_ENTRY = 46
"""Bytes of a part's entry in the list, without its name."""
_OWN_HEADER = struct.Struct("<4s22xHH")
"""The header of each part: a mark, and at its end the lengths of the name and of the extra field."""
_KEPT = 4 * MIB
"""Inflated bytes of small parts that a package holds on to, since nearly all of them are read."""
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, ValueError, OSError, RuntimeError, NotImplementedError)
"""What the zip module raises on a file that is not a zip; each becomes one clear refusal."""


def load(path: Path, limits: Limits = DEFAULT_LIMITS) -> bytes:
    """Return the bytes of a file that may be a workbook. Raises WorkbookError or UnsafeWorkbook.

    Its kind is checked before it is opened, because opening a pipe waits for ever.
    """
    name = path.name or str(path)
    if name.startswith("~$"):
        raise UnsafeWorkbook("lock_file", file=name)
    try:
        state = path.stat()
        if not stat.S_ISREG(state.st_mode):
            raise UnsafeWorkbook("not_a_file", file=name)
        if state.st_size == 0:
            raise UnsafeWorkbook("empty_file", file=name)
        with path.open("rb") as file:
            data = file.read(state.st_size + 1) if state.st_size <= limits.file_bytes else b""
    except FileNotFoundError as error:
        raise WorkbookError("no_such_file", file=path) from error
    except (OSError, ValueError) as error:
        raise WorkbookError("cannot_open", file=name, reason=getattr(error, "strerror", None) or error) from error
    if not 0 < len(data) <= limits.file_bytes:
        size, limit = round(state.st_size / MIB, 1), round(limits.file_bytes / MIB, 1)
        raise UnsafeWorkbook("file_too_big", file=name, size=size, limit=limit)
    return data


def digest(data: bytes) -> str:
    """Return the SHA-256 of a file, which identifies it under any name."""
    return hashlib.sha256(data).hexdigest()


def holds_workbook(data: bytes) -> bool:
    """Return whether a file is a workbook of Excel's own form, whatever its name ends in."""
    if not data.startswith(b"PK\x03\x04"):
        return False
    with suppress(zipfile.BadZipFile, NotImplementedError), zipfile.ZipFile(io.BytesIO(data)) as package:
        return any(_WORKBOOK.fullmatch(name) for name in package.namelist())
    return False


def check_kind(data: bytes, name: str) -> None:
    """Refuse a file that its first bytes or its ending show to be no readable workbook. Raises UnsafeWorkbook."""
    suffix = Path(name).suffix.lower()
    if suffix in (".eml", ".msg"):
        raise UnsafeWorkbook("is_mail", file=name)
    if needs_password(data):
        raise UnsafeWorkbook("rights_protected" if _RIGHTS in data else "password_protected", file=name)
    if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        if suffix != ".xls":
            raise UnsafeWorkbook("old_xls", file=name, suffix=suffix)
        return
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        if suffix == ".xls":
            raise UnsafeWorkbook("wrong_suffix", file=name, suffix=suffix)
        return
    head = data[:4096].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    if head.startswith((b"<!doctype html", b"<html", b"<head", b"<table")) or b"<html" in head:
        raise UnsafeWorkbook("web_page", file=name)
    for mark, kind in _MARKS:
        if data.startswith(mark):
            raise UnsafeWorkbook("other_kind", file=name, kind=kind)
    readable = sum(byte in b"\t\r\n" or byte >= 32 for byte in data[:4096])
    raise UnsafeWorkbook("plain_text" if readable > 0.95 * len(data[:4096]) else "not_a_workbook", file=name)


class Package:
    """The parts of one .xlsx or .xlsm. Names are compared without case, as the format says.

    Raises UnsafeWorkbook when a limit is passed, WorkbookError when the container or a part is damaged.
    """

    def __init__(self, data: bytes, name: str, limits: Limits = DEFAULT_LIMITS, cache: ReadCache | None = None):
        """`cache` is passed from file to file by whoever reads several."""
        self.name = name
        self.limits = limits
        self._data = data
        # A list of a million parts takes seconds to read; the marks before them are counted in milliseconds.
        many = 20 * limits.parts
        if len(data) > _LEAST_ENTRY * many and data.count(b"PK\x01\x02") > many:
            raise self._unsafe("too_many_parts", limit=limits.parts)
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except _BROKEN as error:
            raise self._damaged(str(error)) from error
        self._parts = self._checked(len(data))
        self._small: dict[str, bytes] = {}
        self._check_doctypes(cache)

    @classmethod
    def open(cls, path: Path, limits: Limits = DEFAULT_LIMITS) -> Package:
        """Return the package of a regular file."""
        data = load(path, limits)
        check_kind(data, path.name)
        return cls(data, path.name, limits)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the parts, as they are written, in the order of the file."""
        return tuple(info.filename for info in self._parts.values())

    def stored_name(self, name: str) -> str:
        """Return a part's name as it is written in the file, whatever its case; `name` where there is no such part."""
        info = self._parts.get(name.lstrip("/").casefold())
        return info.filename if info else name

    def __contains__(self, name: str) -> bool:
        return name.lstrip("/").casefold() in self._parts

    def holds(self, name: str) -> bool:
        """Return whether a part is in memory, inflated without damage."""
        return name.lstrip("/").casefold() in self._small

    def read(self, name: str) -> bytes:
        """Return a part, whole. Raises WorkbookError when it is missing or damaged."""
        return b"".join(self.stream(name))

    def size(self, name: str) -> int:
        """Return the bytes a part inflates to, as the file declares them; it is never inflated further."""
        info = self._parts.get(name.lstrip("/").casefold())
        return info.file_size if info else 0

    def stream(self, name: str) -> Iterator[bytes]:
        """Yield a part in pieces, counted while they are inflated. Raises like `read`."""
        key = name.lstrip("/").casefold()
        if key in self._small:
            yield self._small[key]
            return
        info = self._parts.get(key)
        if info is None:
            raise WorkbookError("part_missing", file=self.name, part=name)
        yield from self._inflated(info)

    def _inflated(self, info: zipfile.ZipInfo) -> Iterator[bytes]:
        try:
            with self._zip.open(info) as part:
                while piece := part.read(CHUNK):
                    yield piece
        except _BROKEN as error:
            raise self._damaged(f"{info.filename}: {error}") from error

    def close(self) -> None:
        self._zip.close()

    def _check_size(self, info: zipfile.ZipInfo) -> None:
        """Refuse a part that says it has too many bytes; it is never inflated further than it says."""
        limits, count = self.limits, info.file_size
        if count > limits.part_bytes:
            raise self._unsafe("part_too_big", part=info.filename, limit=round(limits.part_bytes / MIB, 1))
        if count > limits.ratio_from and count > limits.ratio * max(info.compress_size, 1):
            raise self._unsafe("part_ratio", part=info.filename, limit=limits.ratio)

    def _checked(self, size: int) -> dict[str, zipfile.ZipInfo]:
        infos, limits = self._zip.infolist(), self.limits
        if len(infos) > limits.parts:
            raise self._unsafe("too_many_parts", limit=limits.parts)
        parts: dict[str, zipfile.ZipInfo] = {}
        for info in infos:
            key = info.filename.casefold()
            if key in parts:
                raise self._unsafe("part_twice", part=info.filename)
            if info.flag_bits & 0x41:
                raise self._unsafe("part_encrypted", part=info.filename)
            if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                raise self._unsafe("part_method", part=info.filename)
            if info.compress_size > size:
                raise self._unsafe("part_size_lies", part=info.filename)
            self._check_size(info)
            parts[key] = info
        if sum(info.file_size for info in infos) > limits.total_bytes:
            raise self._unsafe("parts_too_big", limit=round(limits.total_bytes / MIB, 1))
        return parts

    def _check_doctypes(self, cache: ReadCache | None) -> None:
        """Refuse a document type in any part; parts that are parsed are watched to their end as well."""
        kept, packed = 0, self._packed() if cache else {}
        for key, info in self._parts.items():
            if not key.endswith(_TEXT_PARTS):
                continue
            if kept + info.file_size > _KEPT:
                self._check_doctype(info, next(self._inflated(info), b""))
                continue
            kept += info.file_size
            whole = partial(self._whole, info, packed.get(key))
            if cache and key in packed:
                manner = (info.compress_type, info.flag_bits, info.file_size, info.CRC)
                weight = info.compress_size + info.file_size
                self._small[key] = cache.part_again(manner, packed[key], weight, whole)
            else:
                self._small[key] = whole()

    def _whole(self, info: zipfile.ZipInfo, packed: bytes | None) -> bytes:
        whole = None if packed is None else _inflated_at_once(info, packed)
        if whole is None:
            whole = b"".join(self._inflated(info))
        self._check_doctype(info, whole)
        return whole

    def _packed(self) -> dict[str, bytes]:
        """Return the packed bytes of the parts whose local headers agree with the central directory."""
        ends, after = dict[int, int](), self._zip.start_dir
        for start in sorted((info.header_offset for info in self._parts.values()), reverse=True):
            ends[start], after = after, start  # parts that begin at one place leave no room to each other
        packed = {}
        for key, info in self._parts.items():
            start, name = info.header_offset, info.orig_filename
            named = start + _OWN_HEADER.size
            if not (start >= 0 and named <= ends[start] <= len(self._data) and name.isascii()):
                continue
            mark, length, more = _OWN_HEADER.unpack_from(self._data, start)
            begin = named + length + more
            end = begin + info.compress_size
            if mark == b"PK\3\4" and self._data[named : named + length] == name.encode() and end <= ends[start]:
                packed[key] = self._data[begin:end]
        return packed

    def _check_doctype(self, info: zipfile.ZipInfo, data: bytes) -> None:
        if _DOCTYPE.search(data[:8192].replace(b"\0", b"")):
            raise self._unsafe("part_doctype", part=info.filename)

    def _unsafe(self, code: str, **values: object) -> UnsafeWorkbook:
        return UnsafeWorkbook(code, file=self.name, **values)

    def _damaged(self, reason: str) -> WorkbookError:
        return WorkbookError("workbook_damaged", file=self.name, reason=reason)


def _inflated_at_once(info: zipfile.ZipInfo, packed: bytes) -> bytes | None:
    """Return a small part in two thirds of the time that the zip module takes; None for a part that it must judge."""
    if info.compress_type != zipfile.ZIP_DEFLATED:
        return None
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        whole = inflater.decompress(packed, info.file_size + 1)
    except zlib.error:
        return None
    return whole if len(whole) == info.file_size and zlib.crc32(whole) == info.CRC else None
