"""Atomic writing: at every moment either the old file or the new one is there, whole."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import tempfile
import time
import zipfile
import zlib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import BinaryIO

from xltrack.errors import SaveError
from xltrack.storage.lock import STALE_AFTER, alive, host_mark

PREFIX, SUFFIX = ".xltrack-", ".tmp"
WAITS = (0.05, 0.1, 0.2, 0.4, 0.8)
"""Seconds between attempts to replace a file that another program (a virus scanner, a sync) holds."""
WINDOWS = os.name == "nt"
_TEMPORARY = re.compile(r"\.xltrack-([0-9a-f]{6})-(\d+)-")

Content = bytes | Callable[[BinaryIO], None]


def atomic_write(target: Path, content: Content) -> None:
    """Write a file whole or not at all: beside it first, then in its place.

    A link is followed, and the mode of an existing file kept. Raises SaveError; the earlier file is then untouched.
    """
    target = resolved(target)
    _sweep_once(target.parent)
    temporary = write_beside(target, content)
    try:
        replace(temporary, target)
    except BaseException as error:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise failed(target, error) from error
        raise
    sync_folder(target.parent)


def sweep(folder: Path) -> None:
    """Remove what killed runs left in a folder: temporary files whose process is gone, or an hour old."""
    for litter in folder.glob(f"{PREFIX}*{SUFFIX}"):
        match = _TEMPORARY.match(litter.name)
        with contextlib.suppress(OSError):
            gone = match is not None and match[1] == host_mark() and not alive(int(match[2]))
            if gone or time.time() - litter.stat().st_mtime > STALE_AFTER:
                litter.unlink()


@cache
def _sweep_once(folder: Path) -> None:
    """Sweep a folder before the first of the files that a run writes into it; there may be thousands."""
    sweep(folder)


def resolved(target: Path) -> Path:
    """Follow links to the file itself. Raises SaveError when they lead in a circle."""
    try:
        return target.resolve()
    except (OSError, RuntimeError) as error:
        raise failed(target, error) from error


def write_beside(target: Path, content: Content) -> Path:
    """Write a temporary file beside the target, flushed to the disk, with its mode. Raises SaveError."""
    temporary = None
    try:
        handle, name = tempfile.mkstemp(SUFFIX, f"{PREFIX}{host_mark()}-{os.getpid()}-", target.parent)
        temporary = Path(name)
        with os.fdopen(handle, "w+b") as out:
            content(out) if callable(content) else out.write(content)
            out.flush()
            os.fsync(out.fileno())
        _allow(temporary, target.stat().st_mode & 0o7777 if target.exists() else 0o666 & ~_umask())
    except BaseException as error:
        if temporary is not None:
            temporary.unlink(missing_ok=True)
        if isinstance(error, (OSError, zipfile.LargeZipFile, zlib.error)):
            raise failed(target, error) from error
        raise
    return temporary


def _allow(path: Path, mode: int) -> None:
    """Set a file's mode. A cloud drive or USB stick without modes may refuse; that is no failure."""
    try:
        path.chmod(mode)
    except OSError as error:
        if error.errno not in (errno.EPERM, errno.ENOTSUP, errno.ENOSYS):
            raise


def replace(temporary: Path, target: Path) -> None:
    """Put the temporary file in the target's place, trying again where a program holds it. Raises OSError."""
    for wait in (*WAITS, None):
        try:
            temporary.replace(target)
        except OSError as error:
            if wait is None or not _held(error):
                raise
            time.sleep(wait)
        else:
            return


def _held(error: OSError) -> bool:
    """Return whether another program has the file open. Windows and mounted cloud drives report it differently."""
    return error.errno == errno.EBUSY or (WINDOWS and isinstance(error, PermissionError))


def sync_folder(folder: Path) -> None:
    """Flush the folder's entry to the disk, where the system can."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def failed(target: Path, error: BaseException) -> SaveError:
    """Return the error to raise: it names an earlier file only where there is one."""
    reason = getattr(error, "strerror", None) or str(error)
    with contextlib.suppress(OSError):  # nobody may look into the folder
        if isinstance(error, FileNotFoundError) and not target.parent.is_dir():
            return SaveError("save_no_folder", file=target, folder=target.parent)
        if target.exists():
            return SaveError("save_failed", file=target, reason=reason)
    return SaveError("save_failed_new", file=target, reason=reason)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
