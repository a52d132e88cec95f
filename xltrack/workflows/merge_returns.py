"""Returns merged into a tracker: the whole step, with its report."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from xltrack.errors import FileError, XltrackError
from xltrack.findings import Finding
from xltrack.merging.merge_result import MergeResult
from xltrack.merging.policy import Policy
from xltrack.merging.preview import preview
from xltrack.model.tracker import Tracker
from xltrack.workflows.files import refuse_overwrite
from xltrack.workflows.json_forms import conflicts_form, edits_form, findings_form, json_form, returns_form
from xltrack.workflows.master import Master
from xltrack.workflows.return_files import FileInMemory
from xltrack.workflows.shares import cluster

FORMS_OF_A_MASTER = (".xlsx", ".xlsm")


@dataclass(frozen=True, slots=True)
class MergeReport:
    """The outcome of a merge: its result, files that could not be read, and findings of the files and the folder.

    `would_settle` says how many of the open conflicts each further merge option would settle.
    """

    before: Tracker
    result: MergeResult
    unreadable: tuple[XltrackError, ...]
    findings: tuple[Finding, ...]
    dry_run: bool = False
    would_settle: Mapping[str, int] = field(default_factory=dict)
    receipts: tuple[str, ...] = ()
    unaddressed: tuple[str, ...] = ()
    """The drafts among the receipts that lack an address."""

    @property
    def nothing_read(self) -> bool:
        """Whether there were files, and none could be read."""
        return bool(self.unreadable or self.findings) and not self.result.account.receipts

    @property
    def needs_attention(self) -> bool:
        """Whether something waits or needs a look."""
        warned = any(finding.needs_attention for finding in self.findings)
        return bool(self.result.conflicts or self.unreadable or warned)

    def as_dict(self) -> dict[str, Any]:
        """Return the JSON form."""
        return json_form("xltrack-merge/1", **merge_values(self.before, self.result, self.unreadable, self.findings))


def merge_values(
    before: Tracker, result: MergeResult, unreadable: Sequence[XltrackError], findings: Sequence[Finding]
) -> dict[str, Any]:
    """Return the account of a merge as its JSON values."""
    return {
        "revision": result.tracker.meta.revision,
        "files": returns_form(result.account.receipts, unreadable),
        "changes": edits_form(result.changes, before.plan, result.plan),
        "agreements": edits_form(result.agreements, before.plan, result.plan),
        "conflicts": conflicts_form(result.conflicts),
        "silent": list(result.account.silent),
        "findings": findings_form(findings),
    }


def merge_returns(
    master: Master,
    sources: Sequence[Path | FileInMemory],
    *,
    when: datetime,
    as_of: date,
    policy: Policy | None = None,
    sent: Path | None = None,
    output: Path | None = None,
    receipts: Path | None = None,
    dry_run: bool = False,
    progress: Callable[[int, int], None] = lambda done, of: None,
    scheduler: str = "",
) -> MergeReport:
    """Read everything that came back, merge it and save the tracker, all of it as `Master` does.

    `sent` is the copy that was sent, for returns without a base. With `output`, the new tracker is written there;
    into the folder `receipts` goes an answer to each return. `scheduler` is the address of a dask scheduler whose
    cluster reads the returns. `dry_run` writes nothing. Raises XltrackError: FileError when there is nothing to read
    among the sources, and like `Master.save`.
    """
    before, base = master.tracker, None
    if sent is not None:
        from xltrack.workbook.read import read_workbook

        base = read_workbook(sent, limits=master.limits).base
    with cluster(scheduler) as executor:
        returns = master.read_returns(sources, base=base, executor=executor, progress=progress)
    if not (returns.submissions or returns.unreadable or returns.findings):
        names_given = [source.name if isinstance(source, FileInMemory) else str(source) for source in sources]
        raise FileError("no_returns", names=", ".join(names_given))
    result = master.merge(returns.submissions, when=when, policy=policy)
    returns.submissions.clear()  # everything needed is in the result, and writing needs the memory
    beside = master.copies_beside
    settled = preview(master.tracker, when=when, policy=policy or master.policy()) if result.conflicts else {}
    written: tuple[Sequence[str], Sequence[str]] = ((), ())
    if not dry_run:
        master.save(as_of=as_of, output=output)
        if receipts is not None:
            from xltrack.workflows.distribute import write_receipts  # letters, for those who write them

            written = write_receipts(receipts, before, result, as_of, master.settings.coordinator)
    findings = (*result.findings, *returns.findings, *beside, *master.save_findings)
    return MergeReport(before, result, tuple(returns.unreadable), findings, dry_run, settled, *map(tuple, written))


def refuse_merge_output(output: Path | None, tracker: Path, returned: Sequence[Path], *, force: bool = False) -> None:
    """Raise FileError for an output that is not a workbook, that exists, or that would replace a return."""
    if output is None:
        return
    if output.suffix.lower() not in FORMS_OF_A_MASTER:
        raise FileError("unknown_format", file=str(output), suffix=output.suffix, formats=", ".join(FORMS_OF_A_MASTER))
    folders = [folder.resolve() for folder in returned if folder.is_dir()]
    among = [output] if any(output.resolve().is_relative_to(folder) for folder in folders) else []
    refuse_overwrite(output, tracker, *returned, *among, force=force)
