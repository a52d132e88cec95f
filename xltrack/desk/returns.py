"""Returned workbooks from wherever they lie: files, folders, zip files; each is read, none keeps the others back."""

from __future__ import annotations

import os
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, ProcessPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import islice
from pathlib import Path, PurePosixPath

from xltrack.desk.files import WORKBOOKS
from xltrack.errors import XltrackError
from xltrack.excel.package import DEFAULT_LIMITS, Limits
from xltrack.problems import Problem
from xltrack.tracker import Meta, Submission, Tracker


@dataclass(slots=True)
class Returns:
    """What was read: submissions, a message for each file that could not be, and notes on files passed over."""

    submissions: list[Submission] = field(default_factory=list)
    unreadable: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Source:
    """One workbook to read: where its bytes lie, and what to call it."""

    path: Path
    name: str


MANY = 24 * 2**20
"""Bytes of workbooks from which on reading them in several processes gains more than those cost: some 3 seconds."""
BATCH = 64
"""Files handed out at a time, so that their bytes are not all in memory at once."""


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
    returns, bases = Returns(), dict[Meta, Tracker]()
    with tempfile.TemporaryDirectory(prefix="xltrack-") as folder:
        sources = list(_sources(paths, master, returns, Path(folder), limits))
        with _executor(executor, sources) as pool:
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


def _executor(given: Executor | None, sources: Iterable[Source]) -> AbstractContextManager[Executor | None]:
    cores = os.cpu_count() or 1
    if given is not None or cores < 2 or sum(_size(source.path) for source in sources) < MANY:
        return nullcontext(given)
    return ProcessPoolExecutor(min(cores, 8))


def _size(path: Path) -> int:
    """Bytes of a file; 0 for one that is gone, which its reading will report."""
    try:
        return path.stat().st_size
    except OSError:
        return 0


_Outcome = Submission | str
"""What a file says, or the message why it cannot be read: errors with values do not travel between processes."""


def _read_all(
    sources: Sequence[Source], read: partial[_Outcome], limits: Limits, executor: Executor | None
) -> Iterator[_Outcome]:
    """The outcome of each source, in their order. A pool that dies costs no file: the batch is read here again."""
    left = iter(sources)
    while batch := list(islice(left, BATCH)):
        data = [_load(source, limits) for source in batch]
        names = [source.name for source in batch]
        if executor is not None:
            try:
                yield from list(executor.map(read, data, names))
                continue
            except BrokenExecutor:
                executor = None
        yield from map(read, data, names)


def _load(source: Source, limits: Limits) -> bytes | str:
    from xltrack.excel.package import load

    try:
        return load(source.path, limits)
    except XltrackError as error:
        return str(error).replace(source.path.name, source.name)


def _read(data: bytes | str, name: str, *, base: Tracker | None, limits: Limits) -> _Outcome:
    """What a file's bytes say; the message of a file that could not even be loaded is passed on."""
    from xltrack.excel.reader import read_bytes

    if isinstance(data, str):
        return data
    try:
        return replace(read_bytes(data, name, limits=limits, base=base), cells={})
    except XltrackError as error:
        return str(error)


def _sources(
    paths: Iterable[Path], master: Path | None, returns: Returns, folder: Path, limits: Limits
) -> Iterator[Source]:
    for path in paths:
        if not path.exists():
            raise XltrackError("no_such_file", file=str(path))
        if path.is_dir():
            files = sorted(file for file in path.rglob("*") if file.is_file() and not _passed_over(file.name))
            inside = [file for file in files if not _is_same(file, master)]
            yield from _sources(inside, master, returns, folder, limits)
        elif path.suffix.lower() == ".zip":
            yield from _unpacked(path, returns, folder, limits)
        elif path.suffix.lower() in WORKBOOKS:
            if not _is_same(path, master):
                yield Source(path, path.name)
        else:
            returns.problems.append(Problem("not_a_workbook", None, path.name, {}, str(path)))


def _unpacked(path: Path, returns: Returns, folder: Path, limits: Limits) -> Iterator[Source]:
    """The workbooks inside a zip file, written under numbers: no entry is ever extracted by its own name."""
    try:
        with zipfile.ZipFile(path) as package:
            entries = [info for info in package.infolist() if not info.is_dir()]
            if len(entries) > limits.parts:
                raise XltrackError("zip_entries", file=str(path), count=len(entries), limit=limits.parts)
            for number, info in enumerate(entries):
                name = PurePosixPath(info.filename.replace("\\", "/")).name
                if _passed_over(name):
                    continue
                if Path(name).suffix.lower() not in WORKBOOKS:
                    returns.problems.append(Problem("not_a_workbook", None, name, {}, str(path)))
                    continue
                yield _one(package, info, folder / f"{path.stem}-{number}{Path(name).suffix.lower()}", path, limits)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
        returns.unreadable.append(str(XltrackError("zip_unreadable", file=str(path), reason=str(error))))
    except XltrackError as error:
        returns.unreadable.append(str(error))


def _one(package: zipfile.ZipFile, info: zipfile.ZipInfo, target: Path, path: Path, limits: Limits) -> Source:
    with package.open(info) as entry:
        data = entry.read(limits.file_bytes + 1)
    if len(data) > limits.file_bytes:
        raise XltrackError("source_too_large", file=f"{path}: {info.filename}", limit=limits.file_bytes // 2**20)
    target.write_bytes(data)
    return Source(target, f"{path.name}: {PurePosixPath(info.filename).name}")


def _passed_over(name: str) -> bool:
    """Owner files of office programs, hidden files, what a system adds to zip files."""
    return name.startswith(("~$", ".", "__MACOSX"))


def _is_same(path: Path, master: Path | None) -> bool:
    return master is not None and master.exists() and path.samefile(master)
