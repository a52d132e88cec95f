"""One month in one folder: what came back, the tracker after it, its summary, and the files that are written.

DIR/tracker.xlsx   the master
DIR/returned/      what people sent back: workbooks, folders, zip files
DIR/2024-06/       the month's papers, written here; an earlier month is found by its folder, too
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from xltrack.errors import FileError, work_on_file_in
from xltrack.findings import Finding
from xltrack.merging.merge_result import MergeResult
from xltrack.model.tracker import Tracker
from xltrack.summary.activity import Since
from xltrack.summary.history import previous_month_end
from xltrack.workflows.earlier_summaries import (
    SUMMARY_FILE,
    earlier_folders,
    read_earlier,
    refuse_published,
)
from xltrack.workflows.json_forms import json_form
from xltrack.workflows.master import Master
from xltrack.workflows.merge_returns import merge_values
from xltrack.workflows.return_files import Returns
from xltrack.workflows.summary_sources import SummarySources

if TYPE_CHECKING:
    from xltrack.grid.limits import Limits
    from xltrack.summary.figures import Summary

TRACKER, RETURNED = "tracker.xlsx", "returned"
RECORD = ".xltrack-month.json"
"""The file of a month's folder with the digest of each paper as written, so that an edited paper is not replaced."""


class Month(NamedTuple):
    """A month's work before anything is written: the master with its returns merged, and its summary."""

    folder: Path
    as_of: date
    master: Master
    before: Tracker
    returns: Returns
    result: MergeResult
    summary: Summary
    findings: tuple[Finding, ...]
    formats: tuple[str, ...]
    """The endings of the summaries to write."""
    language: str
    """The language of the papers."""

    @property
    def tracker(self) -> Path:
        return Path(self.master.storage.place)

    @property
    def target(self) -> Path:
        """The folder of the month's papers."""
        return self.folder / f"{self.as_of:%Y-%m}"

    @property
    def unheard(self) -> tuple[str, ...]:
        return self.result.account.silent

    @property
    def changes_master(self) -> bool:
        return self.master.changed

    @property
    def nothing_read(self) -> bool:
        return bool(self.returns.unreadable) and not self.returns.submissions

    @property
    def needs_attention(self) -> bool:
        return bool(self.result.conflicts) or any(True for _ in unused(self))

    def save(self) -> bool:
        """Save the master in place; False if it did not change.

        Raises XltrackError; the old master is then still there.
        """
        return self.master.save(as_of=self.as_of)

    def as_dict(self, written: Written | None = None) -> dict[str, Any]:
        """Return the JSON form, with the papers if they were written."""
        findings = (*self.findings, *self.master.save_findings)
        return json_form(
            "xltrack-month/1",
            as_of=self.as_of.isoformat(),
            tracker=str(self.tracker),
            **merge_values(self.before, self.result, self.returns.unreadable, findings),
            open=self.summary.counts.open,
            overdue=self.summary.counts.overdue,
            folder=str(self.target),
            written=written.files if written else [],
            replaced=written.replaced if written else [],
            kept=written.kept if written else {},
        )


def prepare_month(
    folder: Path,
    as_of: date,
    *,
    when: datetime,
    tracker: Path | None = None,
    since: Since = None,
    limits: Limits | None = None,
    of_returns: Limits | None = None,
    language: str | None = None,
    rewrite: bool = True,
) -> Month:
    """Read the folder, merge what came back in memory, and summarize. Writes nothing.

    `when` is the moment the merge is logged with. Without `since`, the last summary is the one in the folder of
    an earlier month, else the end of the month before. `limits` are those of the master, `of_returns` those of what
    came back, which may always be as large as the master needs. The papers are in `language`,
    else in the tracker's. Without `rewrite`, a month that a later one builds on is refused. Raises XltrackError.
    """
    from xltrack.grid.limits import DEFAULT_LIMITS, OWN_LIMITS

    if not rewrite:
        refuse_published(folder, as_of)
    path = tracker or folder / TRACKER
    if not folder.is_dir():
        raise FileError("no_month_folder", folder=str(folder))
    if not path.exists():
        raise FileError("no_month_tracker", file=str(path))
    master = Master.open(path, limits=limits or OWN_LIMITS, return_limits=of_returns or DEFAULT_LIMITS)
    before, beside, inbox = master.tracker, master.copies_beside, folder / RETURNED
    returns = master.read_returns([inbox] if inbox.exists() else [])
    result = master.merge(returns.submissions, when=when)
    sources = SummarySources([result.tracker], [*result.findings], folder=folder, silent=result.account.silent)
    with work_on_file_in(result.tracker.meta.language):
        summary = sources.summary(as_of, last_summary(folder, as_of) if since is None else since)
    formats = tuple(dict.fromkeys((*master.settings.summary.formats, "json")))
    findings = (*result.findings, *returns.findings, *beside)
    language = result.tracker.meta.in_language(language or "")
    return Month(folder, as_of, master, before, returns, result, summary, findings, formats, language)


def last_summary(folder: Path, as_of: date) -> Since:
    """Return the newest summary of an earlier month; without one, the end of the month before."""
    for month in earlier_folders(folder, as_of):
        if (month / SUMMARY_FILE).is_file():
            return read_earlier(month / SUMMARY_FILE)
    return previous_month_end(as_of)


@dataclass(slots=True)
class Written:
    """The names of the files of a month's folder: all of them, those that replaced files of an earlier run, and the
    names under which edited files were kept."""

    files: list[str] = field(default_factory=list)
    replaced: list[str] = field(default_factory=list)
    kept: dict[str, str] = field(default_factory=dict)


def write_pages(target: Path, pages: Mapping[str, bytes]) -> Written:
    """Write a month's files. Files of an earlier run are replaced; a file that a person edited is kept under another
    name.

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
        record = json.loads((target / RECORD).read_bytes())
    except (OSError, ValueError):
        return {}
    return {str(name): str(digest) for name, digest in record.items()} if isinstance(record, dict) else {}


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _free(path: Path) -> Path:
    """Find a name beside the file that is free: "summary (kept).xlsx", "summary (kept 2).xlsx"."""
    number = 1
    while True:
        kept = path.with_name(f"{path.stem} (kept{f' {number}' if number > 1 else ''}){path.suffix}")
        if not kept.exists():
            return kept
        number += 1


def unused(month: Month) -> Iterable[str]:
    """Yield what came back but is in no figure: errors of files that could not be read, findings that need a look."""
    labels = month.result.tracker.meta.language
    yield from (error.message(month.language) for error in month.returns.unreadable)
    for finding in month.findings:
        if finding.needs_attention or finding.code == "not_a_workbook":
            text = finding.text(month.language, labels)
            yield f"{finding.file}: {text}" if finding.file and finding.where else text
