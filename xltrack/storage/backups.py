"""Backups: earlier states of a master, kept in the folder `backup` beside it."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path

from xltrack.storage.atomic import atomic_write, failed
from xltrack.storage.lock import fitting

BACKUP = "backup"
BACKUP_DAYS = 31
"""Days before the newest backup of which the last state of each day is kept, however many are newer."""
_BACKUP_NAME = re.compile(r".+\.\d{8}-\d{6}-\d{6}-[0-9a-f]{8}\.\w+")


def back_up(path: Path, old: bytes, digest: str, keep: int) -> Path:
    """Copy the master into backup/ with its own times, and remove outdated backups. Return the copy's path."""
    folder, state = path.parent / BACKUP, path.stat()
    moment = datetime.fromtimestamp(state.st_mtime, UTC).strftime("%Y%m%d-%H%M%S-%f")
    end = f".{moment}-{digest[:8]}{path.suffix}"
    copy = folder / fitting(path.stem, end)
    try:
        folder.mkdir(exist_ok=True)
        if not copy.exists():
            atomic_write(copy, old)
            os.utime(copy, ns=(state.st_atime_ns, state.st_mtime_ns))
        for old_copy in outdated(_backups(path), keep, newest=copy.name):
            (folder / old_copy).unlink(missing_ok=True)
    except OSError as error:
        raise failed(copy, error) from error
    return copy


def _backups(path: Path) -> list[str]:
    """Return the names of the backups of a master."""
    end = f".00000000-000000-000000-00000000{path.suffix}"
    stem = re.escape(fitting(path.stem, end).removesuffix(end))
    ours = re.compile(rf"{stem}\.\d{{8}}-\d{{6}}-\d{{6}}-[0-9a-f]{{8}}{re.escape(path.suffix)}")
    return [file.name for file in (path.parent / BACKUP).iterdir() if ours.fullmatch(file.name)]


def is_master(path: Path) -> bool:
    """Return whether a file is a master that was saved before: backups of it are beside it."""
    return (path.parent / BACKUP).is_dir() and bool(_backups(path))


def is_backup(path: Path) -> bool:
    """Return whether a file is a backup of a master."""
    return path.parent.name == BACKUP and _BACKUP_NAME.fullmatch(path.name) is not None


def outdated(names: Iterable[str], keep: int, *, newest: str = "") -> list[str]:
    """Return the backups to remove: all but the last `keep` and the last of each day of the month before the newest.

    Names sort by the time of the state they hold. `newest`, just made, sorts last whatever its time: some disks keep
    times in steps of two seconds, and a restored master may be an old one.
    """
    ordered = sorted(names, key=lambda name: (name == newest, name))
    last_of_day = {_day(name): name for name in ordered}
    since = max(last_of_day, default=date.min.toordinal()) - BACKUP_DAYS
    kept = {*ordered[-keep:], *(name for day, name in last_of_day.items() if day > since)}
    return [name for name in ordered if name not in kept]


def _day(name: str) -> int:
    """Return the day, as an ordinal, on which the state in a backup of that name was saved."""
    stamp = re.findall(r"\.(\d{8})-\d{6}-", name)[-1]
    return date(int(stamp[:4]), int(stamp[4:6]), int(stamp[6:])).toordinal()
