"""Returned workbooks from files, folders and zip files; if one cannot be read, the others still are."""

from __future__ import annotations

import os
import signal
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from dataclasses import replace
from functools import partial
from pathlib import Path
from types import NoneType
from typing import TYPE_CHECKING, NamedTuple

from xltrack.errors import NotATracker, XltrackError
from xltrack.findings import CellAddress, Finding
from xltrack.findings.workbooks import not_a_workbook
from xltrack.grid.limits import DEFAULT_LIMITS, Limits
from xltrack.grid.named_path import path_of
from xltrack.i18n.catalogue import fold
from xltrack.i18n.office_words import office_languages
from xltrack.model.expected import expect
from xltrack.model.own_fields import OwnField
from xltrack.model.plan_fields import is_recommendation, present_fields
from xltrack.model.submission import Submission
from xltrack.model.tracker import Meta, Tracker
from xltrack.workflows.evidence_files import match_evidence
from xltrack.workflows.files import WORKBOOKS
from xltrack.workflows.rebuilt_base import rebuilt_base
from xltrack.workflows.return_files import FileInMemory, ReturnFile, Returns, load_return, return_files
from xltrack.workflows.shares import in_shares
from xltrack.xlsx.read_cache import ReadCache

if TYPE_CHECKING:
    from concurrent.futures import Executor


MANY = 24 * 2**20
"""Bytes of workbooks from which on several processes save more time than their start costs: some 0.7 seconds."""


def read_returns(
    paths: Path | str | FileInMemory | Sequence[Path | str | FileInMemory],
    *,
    master: Path | str | None = None,
    base: Tracker | None = None,
    known: Tracker | None = None,
    limits: Limits = DEFAULT_LIMITS,
    executor: Executor | None = None,
    progress: Callable[[int, int], None] = lambda done, of: None,
    cache: ReadCache | None = None,
) -> Returns:
    """Read every workbook among the paths (files, folders, zip files, mails) and the files in memory; one may do.

    `master` itself, lock files and hidden files are skipped. `base` is the state that was sent, for returns whose own
    base is gone; if their form id and revision are printed, it is rebuilt from the master's tracker, `known`.
    `progress` is called with the number of files read and the number of all. Of a return's sheets the values are kept,
    not the cells. `executor` reads the files: any of concurrent.futures or one like them (a cluster's); it gets bytes,
    so that it need not see the files. By default there are as many processes as cores, once the files have 24 MiB.
    The result does not depend on it, nor on `cache`, which the master was read with. Raises XltrackError for a path
    that does not exist.
    """
    for name, state in (("base", base), ("known", known)):
        expect(name, state, Tracker, NoneType)
    expect("limits", limits, Limits)
    expect("cache", cache, ReadCache, NoneType)
    returns, bases = Returns(), dict[Meta, Tracker]()
    with ExitStack() as opened:
        given = [path if isinstance(path, FileInMemory) else path_of("each path", path) for path in _several(paths)]
        own = None if master is None else path_of("master", master)
        sources = list(return_files(given, own, returns, opened, limits, known))
        pool = opened.enter_context(_executor(executor, sources))
        read = _Reading(base, limits, known)
        work = read.share if pool is not None else partial(read.share, cache=cache or ReadCache())
        files = ((load_return(source, limits), source.name) for source in sources)
        for done, outcome in enumerate(in_shares(work, files, pool), 1):
            progress(done, len(sources))
            if isinstance(outcome, XltrackError):
                returns.unreadable.append(outcome)
            elif isinstance(outcome, Finding):
                returns.findings.append(outcome)
            else:
                returns.submissions.append(_sharing(_from_sender(outcome, sources[done - 1]), bases))
    returns.findings = match_evidence(returns.submissions, returns.findings)
    return returns


def _several(
    paths: Path | str | FileInMemory | Sequence[Path | str | FileInMemory],
) -> Sequence[Path | str | FileInMemory]:
    if isinstance(paths, Iterable) and not isinstance(paths, (str, bytes, FileInMemory)):
        return tuple(paths)
    return [paths]


def _from_sender(submission: Submission, source: ReturnFile) -> Submission:
    """Complete a return by its mail, where the file itself does not say who saved it or when."""
    if not source.sender:
        return submission
    more = tuple(_from_sender(form, source) for form in submission.more)
    return replace(submission, by=submission.by or source.sender, saved=submission.saved or source.sent, more=more)


def _sharing(submission: Submission, bases: dict[Meta, Tracker]) -> Submission:
    """Return the same return, sharing base and untouched rows with those before it: memory is for edits."""
    if submission.base is None:
        return submission
    base = bases.setdefault(submission.base.meta, submission.base)
    if base is submission.base or base != submission.base:
        return submission
    known = base.plan.by_ref
    rows = ((row, known.get(row.ref)) for row in submission.current.actions)
    edited = {row.ref: row for row, sent in rows if row is not sent and row != sent}
    current = base.plan.with_actions(edited)
    return replace(submission, base=base, current=current if current == submission.current else submission.current)


def _executor(executor: Executor | None, sources: Iterable[ReturnFile]) -> AbstractContextManager[Executor | None]:
    if executor is not None and not hasattr(executor, "submit"):
        raise TypeError(f"executor must be Executor, not {type(executor).__name__}")
    cores = os.cpu_count() or 1
    if executor is not None or cores < 2 or sum(source.size for source in sources) < MANY:
        return nullcontext(executor)
    return _processes(min(cores, 8))


@contextmanager
def _processes(count: int) -> Iterator[Executor]:
    """Start that many processes. Work that they have not begun when this one is stopped is never begun.

    Where a script starts again in each of them (spawned processes), one without its main guard ends them all: their
    work is then done here, and a warning says what the script lacks.
    """
    from concurrent.futures.process import (  # a tenth of the start, and few merges need it
        BrokenProcessPool,
        ProcessPoolExecutor,
    )
    from multiprocessing import get_start_method

    pool = ProcessPoolExecutor(count, initializer=_deaf)
    try:
        yield pool
    except BaseException:
        pool.shutdown(cancel_futures=True)
        raise
    try:
        pool.submit(int)
    except BrokenProcessPool:
        if get_start_method() != "fork":
            warnings.warn(_NO_MAIN_GUARD, RuntimeWarning, stacklevel=2)
    pool.shutdown()


def _deaf() -> None:
    """Leave Ctrl-C to the process that started this worker: ending inside the queue's lock would block the others."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


_NO_MAIN_GUARD = (
    "the processes that read returns did not start, so the files were read in this one: a script calls xltrack below "
    '`if __name__ == "__main__":`, or passes executor=ThreadPoolExecutor()'
)
_GAPS = ("column_missing", "row_missing")
"""Findings about what a table pasted from the form is not expected to have: nobody pastes all of it."""
_Outcome = Submission | Finding | XltrackError
"""The content of a file, a finding that it is not a return, or the error that says why it cannot be read."""


def _cells_of_edits(submission: Submission) -> dict[tuple[str, str], CellAddress]:
    """Return the cells of the actions that were edited: hundreds of returns are kept at once."""
    sent = submission.base.plan.by_ref if submission.base else {}
    edited = {
        action.ref
        for action in submission.current.actions
        if action is not sent.get(action.ref) and action != sent.get(action.ref)
    }
    return {place: submission.cells[place] for place in submission.cells if place[0] in edited}


class _Reading(NamedTuple):
    """The way files are read, here or in another process."""

    base: Tracker | None
    limits: Limits
    known: Tracker | None = None

    def one(self, data: bytes | XltrackError, name: str, cache: ReadCache) -> _Outcome:
        """Return what was read from a file's bytes; the error of a file that could not be loaded is passed on."""
        if isinstance(data, XltrackError):
            return data
        try:
            found = self._read(data, name, cache)
            return replace(found, cells=_cells_of_edits(found))
        except NotATracker as error:
            return error if Path(name).suffix.lower() in WORKBOOKS else not_a_workbook(name).in_file(name)
        except XltrackError as error:
            return error

    def _read(self, data: bytes, name: str, cache: ReadCache) -> Submission:
        """Read a return against its own base, else the given one, else one rebuilt from the master's log."""
        from xltrack.workbook.read import read_bytes

        languages = office_languages(self.known.meta.terms) if self.known else ()
        read = partial(read_bytes, data, name, limits=self.limits, cache=cache)
        submission = read(base=self.base, languages=languages)
        rebuilt = rebuilt_base(self.known, submission) if self.known and submission.base is None else None
        if rebuilt is not None:
            submission = read(base=rebuilt)
        if fields := self._declared_since(submission):
            submission = read(base=rebuilt or self.base, fields=fields)
        if rebuilt is None:
            return submission
        more = tuple(replace(form, rebuilt=True) for form in submission.more)
        gaps = () if submission.tracker else _GAPS
        findings = [finding for finding in submission.findings if finding.code not in gaps]
        return replace(submission, rebuilt=True, more=more, findings=findings)

    def _declared_since(self, submission: Submission) -> tuple[OwnField, ...]:
        """Return the master's own fields for which a return has a column, but whose declaration is newer than it."""
        base, known = submission.base, self.known
        if base is None or known is None or base.meta.id != known.meta.id:
            return ()
        sent = {field.key for field in present_fields(base.plan)}
        added = {
            (fold(remark.column), "recommendations" if is_recommendation(base.plan, remark.ref) else "actions")
            for remark in submission.remarks
            if remark.kind == "own_column"
        }
        newer = (field for field in present_fields(known.plan) if field.key not in sent)
        return tuple(field for field in newer if any((fold(text), field.sheet) in added for text in field.headers))

    def share(
        self, files: Sequence[tuple[bytes | XltrackError, str]], cache: ReadCache | None = None
    ) -> list[_Outcome]:
        """Return what was read from several files. The files of one process are read with one `cache`."""
        cache = cache or ReadCache()
        return [self.one(data, name, cache) for data, name in files]
