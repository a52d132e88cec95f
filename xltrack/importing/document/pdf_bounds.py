"""Bounds for reading a PDF: how much its compressed parts unpack to, and how long one page takes."""

from __future__ import annotations

import json
import os
import signal
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

_MIB = 2**20
_TIMES_FILE, _LEAST, _MOST = 50, 8 * _MIB, 64 * _MIB
"""A PDF unpacks to at most this many times its size, but may have the least, and never more than the most."""


class UnpackedTooMuch(MemoryError):
    """The error for a PDF that unpacks to more than so many `mebibytes`."""

    def __init__(self, mebibytes: int):
        super().__init__()
        self.mebibytes = mebibytes


class Unpacking:
    """A stand-in for the module `zlib` that counts what one PDF unpacks to, and stops at its limit."""

    error = zlib.error

    def __init__(self, file_bytes: int):
        self._limit = self._left = min(_MOST, max(_LEAST, _TIMES_FILE * file_bytes))

    def decompress(self, data: bytes) -> bytes:
        """Unpack `data`. Raises zlib.error for damage, and UnpackedTooMuch."""
        engine = zlib.decompressobj()
        out = self.counted(engine, data)
        if not engine.eof:
            raise zlib.error("incomplete")
        return out

    def decompressobj(self) -> _CountedEngine:
        """Return an engine for data that come in pieces."""
        return _CountedEngine(self)

    def counted(self, engine: Any, data: bytes) -> bytes:
        """Unpack `data` with an engine of zlib, and count its size. Raises UnpackedTooMuch."""
        out: bytes = engine.decompress(data, self._left + 1)
        self._left -= len(out)
        if self._left < 0:
            raise UnpackedTooMuch(self._limit // _MIB)
        return out


class _CountedEngine:
    """An engine whose output counts."""

    def __init__(self, unpacking: Unpacking):
        self._unpacking, self._engine = unpacking, zlib.decompressobj()

    def decompress(self, data: bytes) -> bytes:
        """Unpack the next piece."""
        return self._unpacking.counted(self._engine, data)


@contextmanager
def bounded_unpacking(file_bytes: int) -> Iterator[None]:
    """Let the PDF library unpack no more than a file of that size may hold, as long as the context lasts."""
    from pdfminer import pdftypes as library

    pdftypes: Any = library
    usual = pdftypes.zlib
    pdftypes.zlib = Unpacking(file_bytes)
    try:
        yield
    finally:
        pdftypes.zlib = usual


def begin_page(seconds: int) -> None:
    """Give this process so many seconds of work from now on, where the system can; it then prints why and ends.

    0 sets no bound.
    """

    def end(*_: object) -> None:
        os.write(1, json.dumps({"code": "pdf_time", "limit": seconds}).encode())
        os._exit(0)

    if seconds and hasattr(signal, "setitimer"):
        signal.signal(signal.SIGPROF, end)
        signal.setitimer(signal.ITIMER_PROF, seconds)
