"""Returned workbooks from wherever they lie: files, folders, zip files; each is read, none keeps the others back."""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath

from xltrack.errors import XltrackError
from xltrack.excel.package import DEFAULT_LIMITS, Limits
from xltrack.files import WORKBOOKS
from xltrack.problems import Problem
from xltrack.tracker import Submission, Tracker


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


def read_returns(
    paths: Sequence[Path], *, master: Path | None = None, base: Tracker | None = None, limits: Limits = DEFAULT_LIMITS
) -> Returns:
    """Every workbook among the paths. `master` itself, lock files and hidden files are passed over.

    `base` is what was sent, for returns whose own base is gone. Raises XltrackError for a path that is not there.
    """
    returns = Returns()
    with tempfile.TemporaryDirectory(prefix="xltrack-") as folder:
        for source in _sources(paths, master, returns, Path(folder), limits):
            _read(source, base, returns, limits)
    return returns


def _read(source: Source, base: Tracker | None, returns: Returns, limits: Limits) -> None:
    from xltrack.excel.reader import read_workbook

    try:
        one = read_workbook(source.path, limits=limits, base=base)
    except (XltrackError, OSError) as error:
        message = str(error) if isinstance(error, XltrackError) else f"{source.name}: {error.strerror}"
        returns.unreadable.append(message.replace(source.path.name, source.name))
        return
    problems = tuple(problem.in_file(source.name) for problem in one.problems)
    returns.submissions.append(replace(one, file=source.name, problems=problems))


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
