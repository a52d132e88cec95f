"""A workbook file as a container of parts, with every limit checked before anything is parsed.

The file is read once, whole, so that what is checked, parsed and digested are the same bytes. No part is
ever extracted by its name, no link is opened, and no declared size is believed: bytes are counted while
they are inflated, but for parts too small to become too many.
"""

from __future__ import annotations

import hashlib
import io
import re
import stat
import struct
import zipfile
import zlib
from bisect import bisect_right
from collections.abc import Iterator
from pathlib import Path

from xltrack.errors import UnsafeWorkbook, WorkbookError
from xltrack.grid.limits import DEFAULT_LIMITS, MIB, Limits
from xltrack.xlsx.memo_table import Known

CHUNK = 2**18
FOREIGN = (".xls", ".ods", ".xlsb")
"""Formats that are read in a guarded child process."""


_MARKS: tuple[tuple[bytes, str], ...] = ((b"%PDF", "a PDF"), (b"{\\rtf", "a word processor's text"))
_DOCTYPE = re.compile(rb"<!DOCTYPE", re.IGNORECASE)
_TEXT_PARTS = (".xml", ".rels", ".vml")
_ENCRYPTED, _RIGHTS = "EncryptedPackage".encode("utf-16-le"), "DRMEncrypted".encode("utf-16-le")
_LOCAL = struct.Struct("<26xHH")
"""What stands before a part's bytes in the file; of it, the lengths of the two texts that follow."""
_HEAD = struct.Struct("<4s2xHH")
"""The beginning of the same: its mark, its flags and how the part is packed."""
_PLAIN_FLAGS = 0x80E
"""Flags that change nothing here: how hard it was packed, sizes that stand behind the bytes too, a name in UTF-8."""
_AT_ONCE = 2**15
"""Packed bytes that may be inflated in one step: they cannot become more than 32 MiB, whatever the file says of them,
since deflate packs at most 1,032 bytes into one."""
_LEAST_ENTRY = 46
"""Bytes of a part's entry in the list, without its name."""
_KEPT = 4 * MIB
"""Inflated bytes of small parts that a package holds on to, since nearly all of them are read."""
_SHARED = 2**16
"""Inflated bytes up to which a part is remembered: what people fill in is larger, and differs from file to file."""
_TIME = 10
"""Where in the local header the time stands: four bytes, which differ between copies that are otherwise the same."""
_Packed = tuple[bytes, bytes, str, int, int, int, int]
INFLATED: Known[_Packed, bytes] = Known(4 * MIB)
"""All that a file says of a small part -> what it holds, if it has no document type."""
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, ValueError, OSError, RuntimeError, NotImplementedError)
"""What the zip module raises on a file that is none; each is turned into one clear refusal."""


def load(path: Path, limits: Limits = DEFAULT_LIMITS) -> bytes:
    """The bytes of a file that may be a workbook. Raises WorkbookError or UnsafeWorkbook.

    What the file is, is asked before it is opened: opening a pipe waits for ever.
    """
    name = path.name
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
    """SHA-256 of a file, by which it is recognised under another name."""
    return hashlib.sha256(data).hexdigest()


def check_kind(data: bytes, name: str) -> None:
    """Refuse, by its first bytes and its ending, what is no workbook that can be read. Raises UnsafeWorkbook."""
    suffix = Path(name).suffix.lower()
    if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        if _ENCRYPTED in data:
            raise UnsafeWorkbook("rights_protected" if _RIGHTS in data else "password_protected", file=name)
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

    def __init__(self, data: bytes, name: str, limits: Limits = DEFAULT_LIMITS):
        self.name = name
        self.limits = limits
        # A list of a million parts takes seconds to read; the marks before them are counted in milliseconds.
        many = 20 * limits.parts
        if len(data) > _LEAST_ENTRY * many and data.count(b"PK\x01\x02") > many:
            raise self._unsafe("too_many_parts", limit=limits.parts)
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except _BROKEN as error:
            raise self._damaged(str(error)) from error
        self._data = data
        self._parts = self._checked(len(data))
        self._starts = sorted([*(info.header_offset for info in self._parts.values()), self._zip.start_dir, len(data)])
        self._small: dict[str, bytes] = {}
        self._familiar: set[str] = set()
        self._check_doctypes()

    @classmethod
    def open(cls, path: Path, limits: Limits = DEFAULT_LIMITS) -> Package:
        """The package in a regular file."""
        data = load(path, limits)
        check_kind(data, path.name)
        return cls(data, path.name, limits)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the parts, as they are written, in the order of the file."""
        return tuple(info.filename for info in self._parts.values())

    def __contains__(self, name: str) -> bool:
        return name.lstrip("/").casefold() in self._parts

    def read(self, name: str) -> bytes:
        """A part, whole. Raises WorkbookError when it is missing or damaged."""
        return b"".join(self.stream(name))

    def size(self, name: str) -> int:
        """The bytes a part inflates to, as the file declares them; it is never inflated further."""
        info = self._parts.get(name.lstrip("/").casefold())
        return info.file_size if info else 0

    def familiar(self, name: str) -> bytes | None:
        """A small part, if a file that was read lately held the very same bytes in its place or elsewhere."""
        key = name.lstrip("/").casefold()
        return self._small[key] if key in self._familiar else None

    def stream(self, name: str) -> Iterator[bytes]:
        """A part in pieces, counted while they are inflated. Raises as `read`."""
        key = name.lstrip("/").casefold()
        if key in self._small:
            yield self._small[key]
            return
        info = self._parts.get(key)
        if info is None:
            raise WorkbookError("part_missing", file=self.name, part=name)
        yield from self._inflated(info)

    def _inflated(self, info: zipfile.ZipInfo) -> Iterator[bytes]:
        count = 0
        try:
            with self._zip.open(info) as part:
                while piece := part.read(CHUNK):
                    count += len(piece)
                    if count > info.file_size:
                        raise self._unsafe("part_size_lies", part=info.filename)
                    self._count(info, count)
                    yield piece
        except _BROKEN as error:
            raise self._damaged(f"{info.filename}: {error}") from error

    def close(self) -> None:
        self._zip.close()

    def _count(self, info: zipfile.ZipInfo, count: int) -> None:
        """Refuse a part of which `count` bytes are inflated, or will be by what the file says."""
        limits = self.limits
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
            self._count(info, info.file_size)
            parts[key] = info
        if sum(info.file_size for info in infos) > limits.total_bytes:
            raise self._unsafe("parts_too_big", limit=round(limits.total_bytes / MIB, 1))
        return parts

    def _check_doctypes(self) -> None:
        """A document type has no place in any part; those that are parsed are watched to their end as well."""
        kept = 0
        for key, info in self._parts.items():
            if not key.endswith(_TEXT_PARTS):
                continue
            kept += info.file_size
            if info.file_size <= CHUNK and kept <= _KEPT:
                self._small[key] = self._whole(key, info)
            else:
                self._check_doctype(info, next(self._inflated(info), b""))

    def _whole(self, key: str, info: zipfile.ZipInfo) -> bytes:
        """A small part, checked. What lately read files held in the very same bytes is not inflated again."""
        packed = self._packed(info)
        known = INFLATED.get(packed) if packed else None
        if known is not None:
            self._familiar.add(key)
            return known
        fresh = self._at_once(info)
        if fresh is None:
            fresh = b"".join(self._inflated(info))
        self._check_doctype(info, fresh)
        return INFLATED.keep(packed, fresh, info.compress_size + info.file_size) if packed else fresh

    def _at_once(self, info: zipfile.ZipInfo) -> bytes | None:
        """A part that is packed as nearly all are, and is just what the list says of it.

        None for any other: the zip module, which takes twice as long, tells what is wrong with it, if anything is.
        """
        way, place = info.compress_type, self._place(info)
        if place is None or info.compress_size > _AT_ONCE or info.flag_bits & ~_PLAIN_FLAGS:
            return None
        data, start, (first, end) = self._data, info.header_offset, place
        if way != zipfile.ZIP_DEFLATED or _HEAD.unpack_from(data, start) != (b"PK\x03\x04", info.flag_bits, way):
            return None
        name, named = info.orig_filename, start + _LOCAL.size
        if not name.isascii() or data[named : named + _LOCAL.unpack_from(data, start)[0]] != name.encode():
            return None
        try:
            whole = zlib.decompress(data[first:end], -zlib.MAX_WBITS, max(info.file_size, 1))
        except zlib.error:
            return None
        if len(whole) > info.file_size:  # at once, for the next part may lie as much
            raise self._unsafe("part_size_lies", part=info.filename)
        return whole if len(whole) == info.file_size and zlib.crc32(whole) == info.CRC else None

    def _packed(self, info: zipfile.ZipInfo) -> _Packed | None:
        """All that the file says of a small part, its bytes and both its headers, but for the time."""
        place = self._place(info)
        if place is None or max(info.compress_size, info.file_size) > _SHARED:
            return None
        start, said = info.header_offset, (info.orig_filename, info.flag_bits, info.compress_type)
        headed = self._data[start : start + _TIME], self._data[start + _TIME + 4 : place[1]]
        return *headed, *said, info.file_size, info.CRC

    def _place(self, info: zipfile.ZipInfo) -> tuple[int, int] | None:
        """Where a part's packed bytes begin and end; None where they lie outside the file or in the next part."""
        start = info.header_offset
        if not 0 <= start <= len(self._data) - _LOCAL.size:
            return None
        first = start + _LOCAL.size + sum(_LOCAL.unpack_from(self._data, start))
        end, after = first + info.compress_size, self._starts[bisect_right(self._starts, start)]
        return (first, end) if end <= after else None

    def _check_doctype(self, info: zipfile.ZipInfo, data: bytes) -> None:
        if _DOCTYPE.search(data[:8192].replace(b"\0", b"")):
            raise self._unsafe("part_doctype", part=info.filename)

    def _unsafe(self, code: str, **values: object) -> UnsafeWorkbook:
        return UnsafeWorkbook(code, file=self.name, **values)

    def _damaged(self, reason: str) -> WorkbookError:
        return WorkbookError("workbook_damaged", file=self.name, reason=reason)
