"""The one trusted file, replaced so that its old or its new state is there at every moment."""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Callable
from pathlib import Path

from xltrack.errors import SaveError
from xltrack.storage.atomic import WINDOWS, failed, replace, resolved, sweep, sync_folder, write_beside
from xltrack.storage.backups import BACKUP, back_up
from xltrack.storage.lock import locked, refuse_open


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


def tidy(path: Path) -> None:
    """Remove what a killed run left beside a master that has nothing to save: temporary files, a stale lock."""
    with contextlib.suppress(SaveError, OSError), locked(resolved(path)):
        for folder in (path.parent, path.parent / BACKUP):
            sweep(folder)


def _kept_beside(temporary: Path, path: Path) -> SaveError:
    """Windows: another program holds the file. The work is not thrown away."""
    if not WINDOWS:
        return SaveError("save_read_only", file=path)
    beside = path.with_name(f"{path.stem} (new){path.suffix}")
    temporary.replace(beside)
    return SaveError("save_kept_beside", file=path, beside=beside.name)
