"""Saving of the master: at every moment either its old state or its new one is there, whole."""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import Protocol, runtime_checkable

from xltrack.errors import SaveError
from xltrack.grid.limits import OWN_LIMITS, Limits
from xltrack.grid.named_path import path_of
from xltrack.model.expected import expect
from xltrack.storage.atomic import WINDOWS, failed, replace, resolved, sweep, sync_folder, write_beside
from xltrack.storage.backups import BACKUP, back_up
from xltrack.storage.lock import locked, refuse_open
from xltrack.xlsx.container import load

BACKUPS = 10
"""Copies of the master that are kept in backup/."""

Verify = Callable[[bytes], None]
"""A function that reads new bytes back and raises when they do not hold the intended state."""


@runtime_checkable
class MasterStorage(Protocol):
    """The place where a master's bytes are kept: a file in its folder, the memory of a page."""

    @property
    def name(self) -> str:
        """The workbook's file name."""

    @property
    def place(self) -> str:
        """The place as messages name it: a path, or the name again."""

    def read(self, limits: Limits = OWN_LIMITS) -> bytes:
        """Return the bytes kept now. Raises WorkbookError or UnsafeWorkbook."""

    def replace(self, new_bytes: bytes, expected_digest: str, verify: Verify) -> None:
        """Keep new bytes in place of those with that digest (SHA-256). Raises SaveError, or what `verify` raises."""

    def tidy(self) -> None:
        """Remove what a killed run left behind."""


class MasterFile:
    """A master kept as a file: replaced under a lock, with a backup, and only if nobody else has saved it since."""

    def __init__(self, path: Path | str, keep: int = BACKUPS):
        self.path = path_of("source", path)
        self._keep = keep

    @property
    def name(self) -> str:
        return self.path.name

    @property
    def place(self) -> str:
        return str(self.path)

    def read(self, limits: Limits = OWN_LIMITS) -> bytes:
        expect("limits", limits, Limits)
        return load(self.path, limits)

    def replace(self, new_bytes: bytes, expected_digest: str, verify: Verify) -> None:
        save_master(self.path, new_bytes, expected_digest, verify=verify, keep=self._keep)

    def tidy(self) -> None:
        tidy(self.path)


class MasterInMemory:
    """A master kept as bytes: `data` are those of the last save. Whoever made it writes them where they belong."""

    def __init__(self, name: str, data: bytes):
        expect("name", name, str)
        expect("data", data, bytes)
        self.name = self.place = name
        self.data = data

    def __repr__(self) -> str:
        return f"<MasterInMemory {self.name!r}: {len(self.data)} bytes>"

    def read(self, limits: Limits = OWN_LIMITS) -> bytes:
        return self.data

    def replace(self, new_bytes: bytes, expected_digest: str, verify: Verify) -> None:
        if hashlib.sha256(self.data).hexdigest() != expected_digest:
            raise SaveError("save_changed", file=self.name)
        verify(new_bytes)
        self.data = new_bytes

    def tidy(self) -> None:
        """Do nothing: no run leaves anything in memory."""


def save_master(
    path: Path,
    new_bytes: bytes,
    expected_digest: str,
    *,
    verify: Verify,
    keep: int = BACKUPS,
) -> Path | None:
    """Replace the one trusted file: the old state or the new one is there at every moment, whole.

    `expected_digest` is the SHA-256 of the bytes that the new state was computed from: when somebody else wrote
    meanwhile, nothing is written. `verify` reads the new bytes back and raises when they do not hold the intended plan.
    The old state is copied into `backup/`, where the last `keep` stay and one a day for a month. Returns its path.
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
        copy = back_up(path, old, expected_digest, keep) if keep else None
        temporary = write_beside(path, new_bytes)
        try:
            _unchanged(path, expected_digest)
            replace(temporary, path)
        except PermissionError as error:
            raise _kept_beside(temporary, path) from error
        except OSError as error:
            raise failed(path, error) from error
        finally:
            # The new state is in place; the next run removes what cannot be tidied up now.
            with contextlib.suppress(OSError):
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


def tidy(path: Path) -> None:
    """Remove the temporary files and the stale lock that a killed run left beside a master."""
    with contextlib.suppress(SaveError, OSError), locked(resolved(path)):
        for folder in (path.parent, path.parent / BACKUP):
            sweep(folder)


def _kept_beside(temporary: Path, path: Path) -> SaveError:
    """Keep the new state beside a master that another program holds open on Windows, so that no work is lost."""
    if not WINDOWS:
        return SaveError("save_read_only", file=path)
    beside = path.with_name(f"{path.stem} (new){path.suffix}")
    temporary.replace(beside)
    return SaveError("save_kept_beside", file=path, beside=beside.name)
