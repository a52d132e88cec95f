"""Writing files so that at every moment the old one or the new one is there, whole."""

from __future__ import annotations

import contextlib
import os
import tempfile
import time
import zipfile
import zlib
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import BinaryIO

from xltrack.errors import SaveError

PREFIX, SUFFIX = ".xltrack-", ".tmp"
STAMP = (1980, 1, 1, 0, 0, 0)
"""The time every part claims to be from, so that the same input gives the same bytes."""
WAITS = (0.05, 0.1, 0.2, 0.4, 0.8)
"""Seconds between attempts to replace a file that another program (a virus scanner, a sync) holds on Windows."""
COMPRESSION = 6

Content = bytes | Callable[[BinaryIO], None]


def write_zip(out: BinaryIO, parts: Mapping[str, Iterable[bytes]]) -> None:
    """A package of the parts, in their order, with nothing in it that depends on when or where it is made."""
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=COMPRESSION) as package:
        for name, pieces in parts.items():
            info = zipfile.ZipInfo(name, STAMP)
            info.compress_type, info.create_system = zipfile.ZIP_DEFLATED, 0
            with package.open(info, "w", force_zip64=False) as part:
                for piece in pieces:
                    part.write(piece)


def atomic_write(target: Path, content: Content) -> None:
    """Write a file whole or not at all: beside it first, then in its place.

    A link is followed; an existing file's mode is kept. Raises SaveError; what was there before is still there.
    """
    target = resolved(target)
    temporary = write_beside(target, content)
    try:
        replace(temporary, target)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise failed(target, error) from error
    sync_folder(target.parent)


def resolved(target: Path) -> Path:
    """The file behind links. Raises SaveError when the links lead in a circle."""
    try:
        return target.resolve()
    except (OSError, RuntimeError) as error:
        raise failed(target, error) from error


def write_beside(target: Path, content: Content) -> Path:
    """A temporary file in the target's folder, flushed to the disk, with the target's mode. Raises SaveError."""
    temporary = None
    try:
        handle, name = tempfile.mkstemp(SUFFIX, PREFIX, target.parent)
        temporary = Path(name)
        with os.fdopen(handle, "w+b") as out:
            content(out) if callable(content) else out.write(content)
            out.flush()
            os.fsync(out.fileno())
        temporary.chmod(target.stat().st_mode & 0o7777 if target.exists() else 0o666 & ~_umask())
    except BaseException as error:
        if temporary is not None:
            temporary.unlink(missing_ok=True)
        if isinstance(error, (OSError, zipfile.LargeZipFile, zlib.error)):
            raise failed(target, error) from error
        raise
    return temporary


def replace(temporary: Path, target: Path) -> None:
    """Put the temporary file in the target's place, trying again where a program holds it. Raises OSError."""
    for wait in (*WAITS, None):
        try:
            temporary.replace(target)
        except PermissionError:
            if wait is None or os.name != "nt":
                raise
            time.sleep(wait)
        else:
            return


def sync_folder(folder: Path) -> None:
    """Flush the folder's entry to the disk, where the system can."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def failed(target: Path, error: BaseException) -> SaveError:
    reason = getattr(error, "strerror", None) or str(error)
    return SaveError("save_failed", file=target, reason=reason)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
