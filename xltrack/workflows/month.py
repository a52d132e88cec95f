"""One month in one folder: what came back, the tracker after it, its summary, and where all of it is written.

DIR/tracker.xlsx   the master
DIR/returned/      what people sent back: workbooks, folders, zip files
DIR/2024-06/       what this module writes; the month before is found by its folder, too
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from xltrack.errors import FileError
from xltrack.merging.merge import MergeResult, merge
from xltrack.merging.policy import Policy
from xltrack.model.submission import Submission
from xltrack.summary.activity import Since
from xltrack.summary.history import previous_month_end
from xltrack.summary.summarize import summarize
from xltrack.workflows.earlier_summaries import SUMMARY_FILE, read_earlier, read_published
from xltrack.workflows.files import load_settings
from xltrack.workflows.return_files import Returns
from xltrack.workflows.returns import read_returns
from xltrack.workflows.summary_sources import missing_returns
from xltrack.workflows.sync_copies import copies_beside

if TYPE_CHECKING:
    from xltrack.grid.limits import Limits
    from xltrack.summary.figures import Summary

TRACKER, RETURNED = "tracker.xlsx", "returned"
RECORD = ".xltrack-month.json"
"""In a month's folder: the digest of each file as it was written, so that one edited since is not replaced."""
_FOLDER = re.compile(r"\d{4}-\d{2}")


@dataclass(frozen=True, slots=True)
class Month:
    """A month's work, worked out before anything is written. `unheard` are those to whom copies were sent
    and who have not returned them; without such a record, the units with open actions that no return speaks for.
    `limits` are those that the master was read with, `formats` the endings of the summaries to write."""

    folder: Path
    tracker: Path
    as_of: date
    master: Submission
    returns: Returns
    result: MergeResult
    summary: Summary
    unheard: tuple[str, ...]
    limits: Limits
    formats: tuple[str, ...]

    @property
    def target(self) -> Path:
        return self.folder / f"{self.as_of:%Y-%m}"

    @property
    def changes_master(self) -> bool:
        return self.result.tracker != self.master.base

    def save(self) -> None:
        """Update the master in place, if it changes. Raises XltrackError; the old master is then still there."""
        from xltrack.workbook.update import update_workbook

        result, day = self.result, self.as_of
        update_workbook(
            self.tracker, self.master, result.tracker, as_of=day, adopted=result.adopted, limits=self.limits
        )


def work_out(
    folder: Path,
    as_of: date,
    *,
    when: datetime,
    tracker: Path | None = None,
    since: Since = None,
    limits: Limits | None = None,
    of_returns: Limits | None = None,
) -> Month:
    """Read the folder and settle what can be settled, as `xltrack merge` does. Writes nothing.

    `when` is the moment the merge is logged with. Without `since`, the last summary is the one in the folder of
    an earlier month, else the end of the month before. `limits` are those of the master, `of_returns` those of what
    came back, which may always be as large as the master needs. Raises XltrackError.
    """
    from xltrack.grid.limits import DEFAULT_LIMITS, OWN_LIMITS
    from xltrack.workbook.read import read_master

    path = tracker or folder / TRACKER
    if not folder.is_dir():
        raise FileError("no_month_folder", folder=str(folder))
    if not path.exists():
        raise FileError("no_month_tracker", file=str(path))
    limits = limits or OWN_LIMITS
    master = read_master(path, limits=limits)
    inbox = folder / RETURNED
    roomy = (of_returns or DEFAULT_LIMITS).for_actions(len(master.current.actions))
    returns = read_returns([inbox] if inbox.exists() else [], master=path, limits=roomy)
    returns.findings += copies_beside(path, master)
    settings = load_settings(path.parent)
    policy = Policy.from_settings(settings.merge)
    result = merge(master, returns.submissions, when=when, policy=policy)
    unheard = result.account.silent
    summary = summarize(
        result.tracker,
        as_of,
        since=since if since is not None else last_summary(folder, as_of),
        findings=result.findings,
        missing_returns=missing_returns(result.tracker, unheard),
        published=read_published(_earlier_folders(folder, as_of)),
    )
    formats = dict.fromkeys((*settings.summary.formats, "json"))
    return Month(folder, path, as_of, master, returns, result, summary, unheard, limits, tuple(formats))


def last_summary(folder: Path, as_of: date) -> Since:
    """What the newest summary of an earlier month says of itself; without one, the end of the month before."""
    for month in _earlier_folders(folder, as_of):
        if (month / SUMMARY_FILE).is_file():
            return read_earlier(month / SUMMARY_FILE)
    return previous_month_end(as_of)


def _earlier_folders(folder: Path, as_of: date) -> list[Path]:
    """Return the folders of earlier months, the newest first."""
    this = f"{as_of:%Y-%m}"
    return sorted((one for one in folder.iterdir() if _FOLDER.fullmatch(one.name) and one.name < this), reverse=True)


@dataclass(slots=True)
class Written:
    """The names of the files of a month's folder: all of them, those that replaced what an earlier run had written,
    and under which names files were kept that somebody had edited."""

    files: list[str] = field(default_factory=list)
    replaced: list[str] = field(default_factory=list)
    kept: dict[str, str] = field(default_factory=dict)


def write_pages(target: Path, pages: Mapping[str, bytes]) -> Written:
    """Write a month's files. What an earlier run wrote is replaced; what a person made of it is kept beside.

    Raises SaveError or OSError; every file is whole, old or new.
    """
    from xltrack.storage.atomic import atomic_write

    target.mkdir(exist_ok=True)
    record, done = _record(target), Written()
    for name, content in pages.items():
        path, digest = target / name, _digest(content)
        done.files.append(name)
        if path.exists():
            there = _digest(path.read_bytes())
            if there == digest:
                record[name] = digest
                continue
            if record.get(name) == there:
                done.replaced.append(name)
            else:
                done.kept[name] = path.rename(_free(path)).name
        atomic_write(path, content)
        record[name] = digest
        atomic_write(target / RECORD, json.dumps(record, indent=1).encode())
    atomic_write(target / RECORD, json.dumps(record, indent=1).encode())
    return done


def _record(target: Path) -> dict[str, str]:
    try:
        found = json.loads((target / RECORD).read_bytes())
    except (OSError, ValueError):
        return {}
    return {str(name): str(digest) for name, digest in found.items()} if isinstance(found, dict) else {}


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _free(path: Path) -> Path:
    """A name beside the file that nothing has yet: "summary (kept).xlsx", "summary (kept 2).xlsx"."""
    number = 1
    while True:
        kept = path.with_name(f"{path.stem} (kept{f' {number}' if number > 1 else ''}){path.suffix}")
        if not kept.exists():
            return kept
        number += 1


def refused(month: Month) -> Iterable[str]:
    """What came back but is in no figure: files that could not be read, findings that a person should look at."""
    yield from month.returns.unreadable
    for finding in (*month.result.findings, *month.returns.findings):
        if finding.needs_attention or finding.code == "not_a_workbook":
            yield f"{finding.file}: {finding}" if finding.file and finding.where else str(finding)
