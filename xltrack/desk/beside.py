"""What lies beside a master: copies that a sync program left when two people saved at once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from xltrack.errors import XltrackError
from xltrack.problems import Problem
from xltrack.tracker import Submission


def copies_beside(path: Path, master: Submission) -> Iterator[Problem]:
    """A warning for each file beside the master that is the same tracker and logs a change that the master does not.

    Sync programs put a word behind the name: "tracker (Aida's conflicted copy).xlsx", "tracker-PC7.xlsx". A backup,
    a copy that was sent and a return hold no such change, so they are not meant.
    """
    if master.base is None:
        return
    known = set(master.base.log)
    for beside in sorted(path.parent.glob(f"*{path.suffix}")):
        if beside.name == path.name or not beside.stem.startswith(path.stem) or not beside.is_file():
            continue
        other = _read(beside)
        base = other.base if other else None
        if base is not None and base.meta.id == master.base.meta.id and not known.issuperset(base.log):
            yield Problem("copy_beside", None, beside.name, {"revision": base.meta.revision}, path.name)


def _read(path: Path) -> Submission | None:
    """What a workbook says; None where it cannot be read, which is no business of the master's."""
    from xltrack.excel.reader import read_master

    try:
        return read_master(path)
    except (XltrackError, OSError):
        return None
