"""A master updated in place: changed cells, the base, the log and the decisions; everything else is kept.

The office's own columns, formats, charts, comments and macros stay byte for byte, because only single cells of owned
sheets are replaced (`xlsx.sheet_editor`) and every other part is copied.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from io import BytesIO
from pathlib import Path
from types import NoneType
from typing import NamedTuple

from xltrack.errors import SaveError, WorkbookError
from xltrack.findings import Finding
from xltrack.findings.workbooks import formulas_repaired, ranges_followed
from xltrack.grid.limits import OWN_LIMITS, Limits
from xltrack.grid.named_path import path_of
from xltrack.merging.official import in_cells
from xltrack.model.compare import Change, diff
from xltrack.model.expected import expect, expect_day
from xltrack.model.submission import Submission
from xltrack.model.tracker import Tracker
from xltrack.reading.plan_reader import Addresses
from xltrack.storage.atomic import atomic_write
from xltrack.storage.master import MasterFile, MasterStorage
from xltrack.workbook.log_and_decisions import add_log, write_decisions
from xltrack.workbook.patch import Patch
from xltrack.workbook.progress_check import add_progress
from xltrack.workbook.sheet_updates import SheetUpdates
from xltrack.workbook.unit_list import renew_units
from xltrack.xlsx.container import digest as digest_of
from xltrack.xlsx.zip_writer import write_zip


class UpdatedWorkbook(NamedTuple):
    """A workbook's new bytes, and findings for repaired formulas and extended ranges."""

    data: bytes
    findings: tuple[Finding, ...]


class SavedTracker(NamedTuple):
    """A saved workbook as it was read back, and the findings of its update."""

    state: Submission
    findings: tuple[Finding, ...]


def update_workbook(
    path: Path | str,
    master: Submission,
    tracker: Tracker,
    *,
    as_of: date,
    output: Path | str | None = None,
    adopted: Mapping[str, str] | None = None,
    limits: Limits = OWN_LIMITS,
) -> bool:
    """Bring the workbook at `path` to the state of `tracker`. Return False if it is in that state already.

    Rows that somebody deleted come back under the others: a missing row is never a deletion.

    `master` is the result of `read_workbook(path)`; if somebody has saved the file since, SaveError is raised and
    nothing is lost. `adopted` maps the provisional refs of rows typed into the master to the refs they were given. With
    `output`, the new state is written there and `path` stays. The file is saved in the safe order: lock, digest,
    serialise, reopen and compare, backup, temporary file, digest again, replace.
    """
    expect("master", master, Submission)
    expect("tracker", tracker, Tracker)
    expect("adopted", adopted, Mapping, NoneType)
    expect("limits", limits, Limits)
    where = None if output is None else path_of("output", output)
    storage = MasterFile(path_of("path", path))
    saved = save_tracker(storage, master, tracker, as_of=as_of, output=where, adopted=adopted, limits=limits)
    return saved is not None


def save_tracker(
    storage: MasterStorage,
    master: Submission,
    tracker: Tracker,
    *,
    as_of: date,
    output: Path | None = None,
    adopted: Mapping[str, str] | None = None,
    limits: Limits = OWN_LIMITS,
) -> SavedTracker | None:
    """Save a tracker into its master, wherever that is kept; otherwise like `update_workbook`.

    Return the new state as it was read back, with findings about repairs; None where nothing had to be written.
    """
    expect_day("as_of", as_of)
    if output is None and tracker == master.base and not master.missing:
        storage.tidy()
        return None
    data = storage.read(limits)
    if digest_of(data) != master.digest:
        raise SaveError("save_changed", file=storage.place)
    new, findings = updated_bytes(data, master, tracker, as_of=as_of, adopted=adopted or {}, limits=limits)
    read_back: list[Submission] = []

    def verify(written: bytes) -> None:
        read_back.append(_verified(written, master, tracker, limits))

    if output is None:
        storage.replace(new, master.digest, verify)
    else:
        verify(new)
        atomic_write(output, new)
    return SavedTracker(read_back[-1], findings)


def _verified(written: bytes, master: Submission, tracker: Tracker, limits: Limits) -> Submission:
    """Read the new file with our own reader before anything is replaced. Raises WorkbookError when it differs.

    Its base must equal the tracker, and its sheets must agree with it, except for edits by hand that were not taken:
    those stay as they were typed, and so do cells that a formula over several cells fills.
    """
    from xltrack.workbook.read import read_bytes

    saved = read_bytes(written, master.file, limits=limits, is_master=True)
    before = master.base.plan if master.base else tracker.plan
    by_hand = {(change.ref, change.field) for change in diff(before, master.current)}
    wrong = {(change.ref, change.field) for change in diff(tracker.plan, saved.current)} - by_hand - saved.filled
    wrong |= _cells(saved.official) & _cells(master.official) - _cells(in_cells(tracker, master.official))
    if saved.base != tracker or wrong:
        raise WorkbookError("would_not_read_back", file=master.file)
    return saved


def _cells(edits: Iterable[Change]) -> set[tuple[str, str | None]]:
    return {(edit.ref, edit.field) for edit in edits}


def updated_bytes(
    data: bytes,
    master: Submission,
    tracker: Tracker,
    *,
    as_of: date,
    adopted: Mapping[str, str],
    limits: Limits = OWN_LIMITS,
) -> UpdatedWorkbook:
    """Update a workbook in memory. Raises WorkbookError for a workbook that is not an .xlsx tracker."""
    if master.base is None or not isinstance(master.cells, Addresses) or not data.startswith(b"PK"):
        raise WorkbookError("not_updatable", file=master.file)
    patch = Patch(data, master.file, limits, tracker.meta.language)
    update = SheetUpdates(patch, master, tracker, as_of, adopted)
    update.actions()
    checks = {
        update.lines[action.ref]: update.shown.check(action)
        for action in tracker.plan.actions
        if action.ref in update.lines
    }
    add_progress(patch, update.table, update.formulas, checks, update.words)
    update.recommendations()
    update.start()
    renew_units(patch, master.base, tracker)
    update.base()
    add_log(patch, tracker, master.base)
    write_decisions(patch, tracker, master.base)
    out = BytesIO()
    write_zip(out, patch.parts(master.base, tracker))
    findings = [formulas_repaired(update.repaired)] if update.repaired else []
    findings += [ranges_followed(patch.followed)] if patch.followed else []
    return UpdatedWorkbook(out.getvalue(), tuple(finding.in_file(master.file) for finding in findings))
