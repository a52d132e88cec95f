"""Returned workbooks from wherever they lie: files, folders, zip files; each is read, none keeps the others back."""

from __future__ import annotations

import os
import signal
import zipfile
import zlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext, suppress
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

from xltrack.errors import UnsafeWorkbook, WorkbookError, XltrackError
from xltrack.findings import Finding
from xltrack.grid.limits import DEFAULT_LIMITS, MIB, Limits
from xltrack.model.submission import Submission
from xltrack.model.tracker import Meta, Tracker
from xltrack.storage.backups import is_backup
from xltrack.workflows.files import WORKBOOKS
from xltrack.workflows.process_transfer import PackedSubmission, packed, unpacked

if TYPE_CHECKING:
    from concurrent.futures import Executor


@dataclass(slots=True)
class Returns:
    """What was read: submissions, a message for each file that could not be, and notes on files passed over."""

    submissions: list[Submission] = field(default_factory=list)
    unreadable: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


class ReturnFile(NamedTuple):
    """One workbook to read: where its bytes lie, what to call it, how many they are."""

    path: Path
    name: str
    size: int
    entry: tuple[zipfile.ZipFile, zipfile.ZipInfo] | None = None
    """For one inside a zip file. It is read from there: nothing is unpacked that a killed run could leave behind."""


MANY = 24 * 2**20
"""Bytes of workbooks from which on reading them in several processes gains more than those cost: some 0.7 seconds."""
BATCH, LOT = 64, 64 * 2**20
"""Files, and bytes of them, handed out at a time; two such lots at once, so that not all are in memory."""


def read_returns(
    paths: Sequence[Path],
    *,
    master: Path | None = None,
    base: Tracker | None = None,
    limits: Limits = DEFAULT_LIMITS,
    executor: Executor | None = None,
    progress: Callable[[int, int], None] = lambda done, of: None,
) -> Returns:
    """Every workbook among the paths. `master` itself, lock files and hidden files are passed over.

    `base` is what was sent, for returns whose own base is gone; `progress` is told how many files of how many are
    read. Of a return's sheets what they say is kept, not the cells. `executor` reads the files: any of
    concurrent.futures or one like them (a cluster's); it gets bytes, so that it need not see the files. By default
    there are as many processes as cores, once the files have MANY bytes. The result does not depend on it. Raises
    XltrackError for a path that is not there.
    """
    from xltrack.workbook.read import forget

    returns, bases = Returns(), dict[Meta, Tracker]()
    with ExitStack() as opened:
        opened.callback(forget)  # what the files had in common
        sources = list(_sources(paths, master, returns, opened, limits))
        pool = opened.enter_context(_executor(executor, sources))
        read = partial(_read, base=base, limits=limits)
        for done, one in enumerate(_read_all(sources, read, limits, pool), 1):
            progress(done, len(sources))
            if isinstance(one, str):
                returns.unreadable.append(one)
            else:
                returns.submissions.append(_sharing(one, bases))
    return returns


def _sharing(one: Submission, bases: dict[Meta, Tracker]) -> Submission:
    """The same return, with the base and the untouched rows that returns before it have: memory is for edits."""
    if one.base is None:
        return one
    base = bases.setdefault(one.base.meta, one.base)
    if base is one.base or base != one.base:
        return one
    known = base.plan.by_ref
    rows = ((row, known.get(row.ref)) for row in one.current.actions)
    edited = {row.ref: row for row, sent in rows if row is not sent and row != sent}
    current = base.plan.with_actions(edited)
    return replace(one, base=base, current=current if current == one.current else one.current)


def _executor(given: Executor | None, sources: Iterable[ReturnFile]) -> AbstractContextManager[Executor | None]:
    cores = os.cpu_count() or 1
    if given is not None or cores < 2 or sum(source.size for source in sources) < MANY:
        return nullcontext(given)
    return _processes(min(cores, 8))


@contextmanager
def _processes(count: int) -> Iterator[Executor]:
    """That many processes; what they have not begun when this one is stopped they never begin."""
    from concurrent.futures import ProcessPoolExecutor  # a tenth of the start, and few merges need it

    pool = ProcessPoolExecutor(count, initializer=_deaf)
    try:
        yield pool
    except BaseException:
        pool.shutdown(cancel_futures=True)
        raise
    pool.shutdown()


def _deaf() -> None:
    """A worker leaves Ctrl-C to the process that started it: one that ends inside the queue's lock blocks the rest."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Ctrl-C comes a moment later, and never to a worker that is just being made and not yet deaf to it."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


_BROKEN = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError)
"""What the zip module raises on a file that is none, or that it cannot unpack."""
_Outcome = Submission | str
"""What a file says, or the message why it cannot be read: errors with values do not travel between processes."""
_Read = partial[Submission | str]


def _read_all(
    sources: Sequence[ReturnFile], read: _Read, limits: Limits, executor: Executor | None
) -> Iterator[_Outcome]:
    """The outcome of each source, in their order. While one batch is taken in, the next is being read."""
    if executor is None:
        yield from (read(_load(source, limits), source.name) for source in sources)
        return
    left, ahead = deque(sources), deque[_Batch]()
    while True:
        while len(ahead) < 2 and (batch := _lot(left)):
            ahead.append(_Batch(batch, read, limits, executor))
        if not ahead:
            return
        yield from ahead.popleft().outcomes()


def _lot(left: deque[ReturnFile]) -> list[ReturnFile]:
    """The next sources to hand out: at most BATCH of them, and none that would make them more than LOT bytes."""
    lot, size = list[ReturnFile](), 0
    while left and len(lot) < BATCH and (not lot or size + left[0].size <= LOT):
        size += left[0].size
        lot.append(left.popleft())
    return lot


class _Batch:
    """Some sources that are being read elsewhere. A pool that dies costs no file: they are read here again."""

    def __init__(self, sources: Sequence[ReturnFile], read: _Read, limits: Limits, executor: Executor):
        self._read = read
        self._data = [_load(source, limits) for source in sources]
        self._names = [source.name for source in sources]
        self._answers: Iterator[Submission | PackedSubmission | str] | None = None
        from concurrent.futures import BrokenExecutor

        self._broken = BrokenExecutor
        with suppress(self._broken), _undisturbed():
            self._answers = executor.map(partial(_read_and_pack, read), self._data, self._names, chunksize=8)

    def outcomes(self) -> list[_Outcome]:
        with suppress(self._broken):
            if self._answers is not None:
                return [one if isinstance(one, str) else unpacked(one) for one in self._answers]
        return list(map(self._read, self._data, self._names))


def _load(source: ReturnFile, limits: Limits) -> bytes | str:
    from xltrack.xlsx.container import load

    try:
        return _entry(source, *source.entry, limits) if source.entry else load(source.path, limits)
    except XltrackError as error:
        return str(error)


def _entry(source: ReturnFile, package: zipfile.ZipFile, info: zipfile.ZipInfo, limits: Limits) -> bytes:
    """The bytes of a workbook inside a zip file, which may lie about how many they are."""
    try:
        with package.open(info) as entry:
            data = entry.read(limits.file_bytes + 1)
    except _BROKEN as error:
        raise XltrackError("zip_unreadable", file=source.name, reason=str(error)) from error
    if len(data) > limits.file_bytes:
        size, limit = round(source.size / MIB, 1), round(limits.file_bytes / MIB, 1)
        raise UnsafeWorkbook("file_too_big", file=source.name, size=size, limit=limit)
    return data


def _read(data: bytes | str, name: str, *, base: Tracker | None, limits: Limits) -> _Outcome:
    """What a file's bytes say; the message of a file that could not even be loaded is passed on."""
    from xltrack.workbook.read import read_bytes

    if isinstance(data, str):
        return data
    try:
        return replace(read_bytes(data, name, limits=limits, base=base), cells={})
    except XltrackError as error:
        return str(error)


def _read_and_pack(read: _Read, data: bytes | str, name: str) -> Submission | PackedSubmission | str:
    one = read(data, name)
    return one if isinstance(one, str) else packed(one)


def _sources(
    paths: Iterable[Path], master: Path | None, returns: Returns, opened: ExitStack, limits: Limits
) -> Iterator[ReturnFile]:
    own = _state(master) if master else None
    for path in paths:
        if not path.exists():
            raise XltrackError("no_such_file", file=str(path))
        for file in _files_in(path, returns) if path.is_dir() else [path]:
            suffix = file.suffix.lower()
            if suffix == ".zip":
                yield from _inside(file, returns, opened, limits)
            elif suffix not in WORKBOOKS:
                returns.findings.append(Finding("not_a_workbook", None, file.name, {}, str(file)))
            else:
                state = _state(file)
                if state is None or own is None or not os.path.samestat(state, own):
                    yield ReturnFile(file, file.name, state.st_size if state else 0)


def _files_in(folder: Path, returns: Returns) -> list[Path]:
    """The files in a folder and in those inside it, but for the backups of a master: those are no returns.

    A folder that may not be looked into is unreadable, not empty.
    """

    def told(error: OSError) -> None:
        reason = error.strerror or str(error)
        returns.unreadable.append(str(WorkbookError("cannot_open", file=error.filename or folder, reason=reason)))

    found = (Path(place, name) for place, _, names in os.walk(folder, onerror=told) for name in names)
    files = (file for file in found if not _passed_over(file.name) and not is_backup(file) and file.is_file())
    return sorted(files, key=lambda file: file.parts)


def _inside(path: Path, returns: Returns, opened: ExitStack, limits: Limits) -> Iterator[ReturnFile]:
    """The workbooks inside a zip file. No entry is ever extracted by its own name."""
    try:
        package = opened.enter_context(zipfile.ZipFile(path))
        entries = [info for info in package.infolist() if not info.is_dir()]
        if len(entries) > limits.parts:
            raise XltrackError("zip_entries", file=str(path), count=len(entries), limit=limits.parts)
    except _BROKEN as error:
        returns.unreadable.append(str(XltrackError("zip_unreadable", file=str(path), reason=str(error))))
        return
    except XltrackError as error:
        returns.unreadable.append(str(error))
        return
    for info in entries:
        name = PurePosixPath(info.filename.replace("\\", "/")).name
        if _passed_over(name):
            continue
        if Path(name).suffix.lower() in WORKBOOKS:
            yield ReturnFile(path, f"{path.name}: {name}", info.file_size, (package, info))
        else:
            returns.findings.append(Finding("not_a_workbook", None, name, {}, str(path)))


def _passed_over(name: str) -> bool:
    """Owner files of office programs, hidden files, what a system adds to zip files."""
    return name.startswith(("~$", ".", "__MACOSX"))


def _state(path: Path) -> os.stat_result | None:
    """What the system says of a file; None for one that is not there (any more)."""
    try:
        return path.stat()
    except OSError:
        return None
