"""Locks: our own beside a file that is being saved, and the owner files of office programs."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from xltrack.errors import SaveError

STALE_AFTER = 3600.0
"""Seconds after which a lock counts as left behind; a save takes a few."""
LONGEST_NAME_BYTES = 255
"""Bytes that a file name may have on usual disks."""
UNWRITTEN = 10.0
"""Seconds after which a lock without content counts as left behind: its maker was killed while writing it."""


LONGEST_CONTENT = 4096
"""Bytes of a lock that are read; a real one has a hundred."""


class Owner(NamedTuple):
    """The holder of a lock: a process on a host, and since when (seconds since 1970)."""

    host: str
    process: int
    since: float

    @property
    def stale(self) -> bool:
        """Whether the process is gone (seen from its own host), or the lock is an hour old.

        One from an hour ahead is as stale: a sync program brought it from a host whose clock is wrong.
        """
        if abs(time.time() - self.since) > STALE_AFTER:
            return True
        return self.host == _host() and not alive(self.process)


_UNKNOWN = Owner("", 0, 0)
"""The holder of a lock that cannot be read, or that has gone meanwhile."""
_MAY_ASK, _NO_SUCH_PROCESS, _STILL_ACTIVE = 0x1000, 87, 259
"""Of Windows: the right to ask about a process, the error for one that is gone, and the exit code of a running one."""


def alive(process: int) -> bool:
    """Return whether a process of this host runs; True where the system cannot be asked."""
    if os.name == "nt":  # os.kill would end it
        return _alive_on_windows(process)
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True


def _alive_on_windows(process: int) -> bool:
    import ctypes

    kernel = ctypes.WinDLL("kernel32", use_last_error=True)  # type: ignore[attr-defined]
    handle = kernel.OpenProcess(_MAY_ASK, False, process)
    if not handle:
        return bool(ctypes.get_last_error() != _NO_SUCH_PROCESS)  # type: ignore[attr-defined]
    code = ctypes.c_ulong()
    known = kernel.GetExitCodeProcess(handle, ctypes.byref(code))
    kernel.CloseHandle(handle)
    return not known or code.value == _STILL_ACTIVE


def lock_path(target: Path) -> Path:
    """Return the path of the lock of a file: a hidden file beside it."""
    return target.with_name(fitting(f".{target.name}", ".xltrack-lock"))


def fitting(start: str, end: str) -> str:
    """Join start and end into a file name. A start that is too long for a disk is cut and completed by a digest."""
    if len(start.encode(errors="surrogateescape")) + len(end.encode()) <= LONGEST_NAME_BYTES:
        return start + end
    raw = start.encode(errors="surrogateescape")
    mark = f"~{hashlib.sha256(raw).hexdigest()[:8]}"
    return raw[: LONGEST_NAME_BYTES - len(mark) - len(end.encode())].decode(errors="ignore") + mark + end


@contextmanager
def locked(target: Path) -> Iterator[None]:
    """Hold the lock of a file. A stale lock is taken over. Raises SaveError when somebody else holds it."""
    lock = lock_path(target)
    for attempt in (1, 2):
        try:
            _create(lock)
            break
        except FileExistsError as error:
            owner = _owner(lock)
            if attempt == 2 or (owner is not None and not (owner.stale and _discard(lock, owner))):
                raise _refused(target, lock, owner) from error
        except OSError as error:
            raise SaveError("save_failed", file=target, reason=error.strerror or error) from error
    try:
        yield
    finally:
        with contextlib.suppress(OSError):  # the work is done; the lock of an ended process counts as stale
            lock.unlink(missing_ok=True)


def _host() -> str:
    from socket import gethostname  # many verbs save nothing

    return gethostname()


def host_mark() -> str:
    """Six characters that stand for this host in the names of temporary files."""
    return hashlib.sha256(_host().encode()).hexdigest()[:6]


def _create(lock: Path) -> None:
    """Create the lock and its content in one step, so that a kill leaves no lock without an owner.

    Raises FileExistsError where there is one. On a disk without links it is created first and then written.
    """
    content = json.dumps(Owner(_host(), os.getpid(), time.time())._asdict()).encode()
    written = lock.with_name(f".xltrack-{host_mark()}-{os.getpid()}-{threading.get_ident()}-lock.tmp")
    try:
        written.write_bytes(content)
        os.link(written, lock)
    except FileExistsError:
        raise
    except (OSError, AttributeError):  # a disk without links; a system without them, as in a browser
        with os.fdopen(os.open(lock, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666), "wb") as out:
            out.write(content)
    finally:
        with contextlib.suppress(OSError):
            written.unlink(missing_ok=True)


def _owner(lock: Path) -> Owner | None:
    """Read the holder of the lock; None when it has gone meanwhile."""
    try:
        since = lock.stat().st_mtime
        with lock.open("rb") as file:
            text = file.read(LONGEST_CONTENT)
    except OSError:
        return None
    try:
        owner = Owner(**json.loads(text))
        if _is_sensible(owner):
            return owner
    except (ValueError, TypeError, RecursionError):
        pass
    return _UNKNOWN._replace(since=since - STALE_AFTER if time.time() - since > UNWRITTEN else since)


def _is_sensible(owner: Owner) -> bool:
    numbers = type(owner.process) is int and type(owner.since) in (int, float)
    named = isinstance(owner.host, str) and owner.host != ""
    return named and numbers and 0 < owner.process < 2**32 and 0 <= owner.since < 2**40


def _discard(lock: Path, owner: Owner) -> bool:
    """Remove a stale lock. Return False when somebody else has replaced it by a new one."""
    aside = lock.with_name(f"{lock.name}-{os.getpid()}")
    try:
        lock.rename(aside)
    except OSError:
        return True
    if _owner(aside) == owner:
        aside.unlink(missing_ok=True)
        return True
    with contextlib.suppress(OSError):
        aside.rename(lock)
    return False


def _refused(target: Path, lock: Path, owner: Owner | None) -> SaveError:
    owner = owner or _UNKNOWN
    if not owner.host:
        return SaveError("save_lock_unread", file=target, lock=lock.name)
    when = datetime.fromtimestamp(owner.since, UTC).strftime("%Y-%m-%d %H:%M UTC")
    return SaveError(
        "save_locked", file=target, when=when, process=owner.process, host=_printable(owner.host), lock=lock.name
    )


def refuse_open(target: Path) -> None:
    """Raise SaveError when an owner file beside the workbook shows that Excel or LibreOffice has it open."""
    for beside in (target.with_name(f"~${target.name}"), target.with_name(f".~lock.{target.name}#")):
        if len(os.fsencode(beside.name)) <= LONGEST_NAME_BYTES and beside.exists():
            raise SaveError("save_open", file=target, owner=_person(beside), lock=beside.name)


def _person(beside: Path) -> str:
    """Read the name in an owner file: LibreOffice separates it by commas, Excel writes its length first."""
    try:
        raw = beside.read_bytes()[:200]
    except OSError:
        return "?"
    if beside.name.startswith("~$"):
        name = raw[1 : 1 + raw[0]].decode("cp1252", "replace") if raw else ""
    else:
        parts = raw.decode("utf-8", "replace").split(",")
        name = next((part for part in parts if part.strip()), "")
    return _printable(name)


def _printable(name: str) -> str:
    return "".join(ch for ch in name if ch.isprintable()).strip()[:200] or "?"
