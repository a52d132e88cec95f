"""Conflict copies beside a master, which a sync program leaves when two people save at once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from xltrack.errors import XltrackError
from xltrack.findings import Finding
from xltrack.findings.workbooks import copy_beside
from xltrack.model.submission import Submission
from xltrack.model.tracker import Tracker


def copies_beside(path: Path, master: Submission) -> tuple[Finding, ...]:
    """Warn of each file beside the master that is the same tracker and has a logged change that the master lacks.

    Sync programs put a word behind the name: "tracker (Aida's conflicted copy).xlsx", "tracker-PC7.xlsx". A backup, a
    copy that was sent and a return have no such change, so no warning names them. A folder that cannot be listed gives
    no warning, because that must not stop a verb.
    """
    try:
        return tuple(_copies(path, master))
    except OSError:
        return ()


def _copies(path: Path, master: Submission) -> Iterator[Finding]:
    known = set(master.base.log) if master.base else set()
    for beside in sorted(path.parent.glob(f"*{path.suffix}")):
        if master.base is None or beside.name == path.name or not beside.stem.startswith(path.stem):
            continue
        base = _base(beside)
        if base is not None and base.meta.id == master.base.meta.id and not known.issuperset(base.log):
            yield copy_beside(beside.name, base.meta.revision).in_file(path.name)


def _base(path: Path) -> Tracker | None:
    """Return the base of a workbook; None where it cannot be read, which does not concern the master."""
    from xltrack.workbook.read import read_master

    try:
        return read_master(path).base
    except (XltrackError, OSError):
        return None
