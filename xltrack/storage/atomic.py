"""Writing files so that at every moment the old one or the new one is there, whole."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import re
import socket
import tempfile
import time
import zipfile
import zlib
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import BinaryIO

from xltrack.errors import SaveError
from xltrack.storage.lock import STALE_AFTER, alive, fitting, locked, refuse_open

BACKUP = "backup"
BACKUP_DAYS = 31
"""Days before the newest backup of which the last state of each day is kept, however many are newer."""
PREFIX, SUFFIX = ".xltrack-", ".tmp"
STAMP = (1980, 1, 1, 0, 0, 0)
"""The time every part claims to be from, so that the same input gives the same bytes."""
WAITS = (0.05, 0.1, 0.2, 0.4, 0.8)
"""Seconds between attempts to replace a file that another program (a virus scanner, a sync) holds."""
COMPRESSION = 6
WINDOWS = os.name == "nt"
_BACKUP_NAME = re.compile(r".+\.\d{8}-\d{6}-\d{6}-[0-9a-f]{8}\.\w+")
_TEMPORARY = re.compile(r"\.xltrack-([0-9a-f]{6})-(\d+)-")

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


def save_master(
    path: Path,
    new_bytes: bytes,
    expected_digest: str,
    *,
    verify: Callable[[bytes], None],
    keep: int = 10,
) -> Path | None:
    """Replace the one trusted file: the old state or the new one is there at every moment, whole.

    `expected_digest` (SHA-256) is of the bytes that the new state was computed from; when others wrote
    meanwhile, nothing is. `verify` reads the new bytes back and raises when they are not what was meant.
    The old state goes to `backup/`, of which the last `keep` stay, and one a day for a month; its path is returned.
    Raises SaveError, or what `verify` raises; the old file is then untouched.
    """
    path = resolved(path)
    refuse_open(path)
    if not path.exists():
        raise SaveError("save_changed", file=path)
    if not path.stat().st_mode & 0o222 or not os.access(path, os.W_OK):
        raise SaveError("save_read_only", file=path)
    with locked(path):
        for folder in (path.parent, path.parent / BACKUP):
            sweep(folder)
        verify(new_bytes)
        old = _unchanged(path, expected_digest)
        copy = _back_up(path, old, expected_digest, keep) if keep else None
        temporary = write_beside(path, new_bytes)
        try:
            _unchanged(path, expected_digest)
            replace(temporary, path)
        except PermissionError as error:
            raise _kept_beside(temporary, path) from error
        except OSError as error:
            raise failed(path, error) from error
        finally:
            with contextlib.suppress(OSError):  # the new state is in place: what cannot be tidied up now is swept later
                temporary.unlink(missing_ok=True)
        sync_folder(path.parent)
    return copy


def _unchanged(path: Path, digest: str) -> bytes:
    try:
        old = path.read_bytes()
    except OSError as error:
        raise failed(path, error) from error
    if hashlib.sha256(old).hexdigest() != digest:
        raise SaveError("save_changed", file=path)
    return old


def _back_up(path: Path, old: bytes, digest: str, keep: int) -> Path:
    """A copy in backup/ with the times of the original; what is outdated goes."""
    folder, state = path.parent / BACKUP, path.stat()
    moment = datetime.fromtimestamp(state.st_mtime, UTC).strftime("%Y%m%d-%H%M%S-%f")
    end = f".{moment}-{digest[:8]}{path.suffix}"
    copy = folder / fitting(path.stem, end)
    try:
        folder.mkdir(exist_ok=True)
        if not copy.exists():
            atomic_write(copy, old)
            os.utime(copy, ns=(state.st_atime_ns, state.st_mtime_ns))
        stem = re.escape(copy.name.removesuffix(end))
        ours = re.compile(rf"{stem}\.\d{{8}}-\d{{6}}-\d{{6}}-[0-9a-f]{{8}}{re.escape(path.suffix)}")
        backups = [one.name for one in folder.iterdir() if ours.fullmatch(one.name)]
        for old_copy in outdated(backups, keep, newest=copy.name):
            (folder / old_copy).unlink(missing_ok=True)
    except OSError as error:
        raise failed(copy, error) from error
    return copy


def is_backup(path: Path) -> bool:
    """Whether a file is a state that was kept when a master was saved."""
    return path.parent.name == BACKUP and _BACKUP_NAME.fullmatch(path.name) is not None


def outdated(names: Iterable[str], keep: int, *, newest: str = "") -> list[str]:
    """The backups to remove: not the last `keep`, and not the last of each day of the month before the newest.

    Names sort by the time of the state they hold; `newest`, the one just made, is last whatever its time says,
    because disks tell times in steps (two seconds on some) and a restored master may be an old one.
    """
    ordered = sorted(names, key=lambda name: (name == newest, name))
    last_of_day = {_day(name): name for name in ordered}
    since = max(last_of_day, default=date.min.toordinal()) - BACKUP_DAYS
    kept = {*ordered[-keep:], *(name for day, name in last_of_day.items() if day > since)}
    return [name for name in ordered if name not in kept]


def _day(name: str) -> int:
    """The day (as an ordinal) that a backup's name tells: the one on which that state was saved."""
    stamp = re.findall(r"\.(\d{8})-\d{6}-", name)[-1]
    return date(int(stamp[:4]), int(stamp[4:6]), int(stamp[6:])).toordinal()


def _kept_beside(temporary: Path, path: Path) -> SaveError:
    """Windows: another program holds the file. The work is not thrown away."""
    if not WINDOWS:
        return SaveError("save_read_only", file=path)
    beside = path.with_name(f"{path.stem} (new){path.suffix}")
    temporary.replace(beside)
    return SaveError("save_kept_beside", file=path, beside=beside.name)


def tidy(path: Path) -> None:
    """Remove what a killed run left beside a master that has nothing to save: temporary files, a stale lock."""
    with contextlib.suppress(SaveError, OSError), locked(resolved(path)):
        for folder in (path.parent, path.parent / BACKUP):
            sweep(folder)


def sweep(folder: Path) -> None:
    """Remove what killed runs left in a folder: temporary files whose process is gone, or an hour old."""
    for litter in folder.glob(f"{PREFIX}*{SUFFIX}"):
        match = _TEMPORARY.match(litter.name)
        with contextlib.suppress(OSError):
            gone = match is not None and match[1] == _host() and not alive(int(match[2]))
            if gone or time.time() - litter.stat().st_mtime > STALE_AFTER:
                litter.unlink()


@cache
def _sweep_once(folder: Path) -> None:
    """Sweep a folder that is written to: once in a run, for there may be thousands of files to write."""
    sweep(folder)


def _host() -> str:
    return hashlib.sha256(socket.gethostname().encode()).hexdigest()[:6]


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
        handle, name = tempfile.mkstemp(SUFFIX, f"{PREFIX}{_host()}-{os.getpid()}-", target.parent)
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
    """Set a file's mode, where the disk has modes: a mounted cloud drive or stick refuses it even to the owner."""
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
    """Whether another program has the file just now: so says Windows, and a mounted cloud drive in its own way."""
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
    reason = getattr(error, "strerror", None) or str(error)
    return SaveError("save_failed", file=target, reason=reason)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
