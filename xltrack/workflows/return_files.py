"""Returned files, wherever they are: in folders, in zip files, in memory. Here they are found and loaded."""

from __future__ import annotations

import os
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from xltrack.errors import FileError, UnsafeWorkbook, WorkbookError, XltrackError
from xltrack.findings import Finding
from xltrack.findings.workbooks import nested_too_deep, not_a_workbook
from xltrack.grid.limits import MIB, Limits
from xltrack.i18n.html_table import html_table
from xltrack.model.expected import expect
from xltrack.model.submission import Submission
from xltrack.model.tracker import Tracker
from xltrack.storage.backups import is_backup
from xltrack.workflows.files import MAILS, RETURN_SUFFIXES, holds_return
from xltrack.workflows.other_files import other_file


@dataclass(slots=True, repr=False)
class Returns:
    """The result of reading: submissions, the errors of files that could not be read, and notes on skipped files."""

    submissions: list[Submission] = field(default_factory=list)
    unreadable: list[XltrackError] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def __repr__(self) -> str:
        counts = f"{len(self.unreadable)} unreadable, {len(self.findings)} findings"
        return f"<Returns: {len(self.submissions)} read, {counts}>"

    def _repr_html_(self) -> str:
        rows = [
            (submission.file, submission.by, len(submission.findings), len(submission.remarks), "")
            for submission in self.submissions
        ]
        rows += [(str(error.values.get("file", "")), "", 0, 0, str(error)) for error in self.unreadable]
        return html_table(repr(self)[1:-1], ("file", "by", "findings", "remarks", "error"), rows)


class FileInMemory(NamedTuple):
    """A returned file whose bytes are at hand: a workbook, or a zip file of workbooks."""

    name: str
    data: bytes

    def __repr__(self) -> str:
        return f"<FileInMemory {self.name!r}: {len(self.data)} bytes>"


class ReturnFile(NamedTuple):
    """One workbook to read: the file or the bytes it is in, its name, its size in bytes."""

    place: Path | bytes
    name: str
    size: int
    entry: tuple[zipfile.ZipFile, zipfile.ZipInfo] | None = None
    """The entry of a file inside a zip file. It is read from there: a killed run leaves no unpacked files behind."""
    sender: str = ""
    """The sender, for a file attached to a mail."""
    sent: datetime | None = None


_BROKEN = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError)
"""Errors of the zip module about a file that is no zip file, or that it cannot unpack."""


_DEEPEST = 4
"""Most levels of mails and zip files inside one another that are opened."""


def return_files(
    paths: Iterable[Path | FileInMemory],
    master: Path | None,
    returns: Returns,
    opened: ExitStack,
    limits: Limits,
    known: Tracker | None = None,
) -> Iterator[ReturnFile]:
    """Yield the returns among files, folders, zip files and mails, in their order; the master itself is none of them.

    Files inside others stay open in `opened`. `known` is the master's tracker: a table in a mail that shows its key
    actions is a return. Raises FileError for a path that does not exist.
    """
    own, wrapped = _state(master) if master else None, _Wrappings(returns, opened, limits, known)
    for path in paths:
        if isinstance(path, FileInMemory):
            expect("data", path.data, bytes)
            source = ReturnFile(path.data, path.name, len(path.data))
            yield from wrapped.returns_in(source, path.name, BytesIO(path.data))
            continue
        if not path.exists():
            raise FileError("no_such_file", file=str(path))
        for file in _files_in(path, returns) if path.is_dir() else [path]:
            state = _state(file)
            if state is None or own is None or not os.path.samestat(state, own):
                source = ReturnFile(file, file.name, state.st_size if state else 0)
                yield from wrapped.returns_in(source, str(file), file)


def _files_in(folder: Path, returns: Returns) -> list[Path]:
    """List the files in a folder and in those inside it, without the backups of a master: those are no returns.

    A folder that may not be looked into is unreadable, not empty.
    """

    def note_unreadable(error: OSError) -> None:
        reason = error.strerror or str(error)
        returns.unreadable.append(WorkbookError("cannot_open", file=error.filename or folder, reason=reason))

    paths = (Path(place, name) for place, _, names in os.walk(folder, onerror=note_unreadable) for name in names)
    files = (file for file in paths if not _passed_over(file.name) and not is_backup(file) and file.is_file())
    return sorted(files, key=lambda file: file.parts)


class _Wrappings(NamedTuple):
    """The search for returns in files of any kind; findings about other files go to `result`."""

    result: Returns
    opened: ExitStack
    limits: Limits
    known: Tracker | None

    def returns_in(self, source: ReturnFile, file: str, place: Path | BytesIO, deep: int = 0) -> Iterator[ReturnFile]:
        """Yield the returns in a file: itself, or those inside a mail or a zip file, which is opened at `place`."""
        suffix = Path(source.name).suffix.lower()
        is_zip = suffix == ".zip" and not self._is_return(source, suffix)
        if deep >= _DEEPEST and (is_zip or suffix in MAILS):
            outer, *_, inner = source.name.rsplit(": ", deep)
            self.result.findings.append(nested_too_deep(inner, outer).in_file(outer))
        elif is_zip:
            yield from self._inside(place, file, (source.sender, source.sent), deep + 1)
        elif suffix in MAILS:
            yield from self._in_mail(load_return(source, self.limits), source.name, deep + 1)
        elif suffix in RETURN_SUFFIXES or self._is_return(source, suffix):
            yield source
        else:
            self.result.findings.append(other_file(source.name.rpartition(": ")[2]).in_file(file))

    def _is_return(self, source: ReturnFile, suffix: str) -> bool:
        data = load_return(source, self.limits)
        return isinstance(data, bytes) and holds_return(data, suffix)

    def _inside(
        self, place: Path | BytesIO, file: str, by: tuple[str, datetime | None], deep: int
    ) -> Iterator[ReturnFile]:
        """Yield the workbooks inside a zip file; `by`: who sent it, and when. No entry is extracted by its own name."""
        try:
            package = self.opened.enter_context(zipfile.ZipFile(place))
            entries = _entries(package, file, self.limits)
        except _BROKEN as error:
            self.result.unreadable.append(FileError("zip_unreadable", file=file, reason=str(error)))
            return
        except XltrackError as error:
            self.result.unreadable.append(error)
            return
        names = {info: PurePosixPath(info.filename.replace("\\", "/")).name for info in entries}
        entries = [info for info in entries if not _passed_over(names[info])]
        if not entries:
            self.result.findings.append(not_a_workbook(Path(file).name).in_file(file))
        for info in entries:
            name = names[info]
            source = ReturnFile(b"", _within(Path(file).name, name), info.file_size, (package, info), *by)
            if not name.lower().endswith(".zip"):
                yield from self.returns_in(source, file, BytesIO(), deep)
                continue
            data = load_return(source, self.limits)
            if isinstance(data, XltrackError):
                self.result.unreadable.append(data)
            else:
                yield from self.returns_in(source, source.name, BytesIO(data), deep)

    def _in_mail(self, data: bytes | XltrackError, name: str, deep: int) -> Iterator[ReturnFile]:
        """Yield the returns attached to a mail; its own words and its other files are a submission of remarks."""
        from xltrack.workflows.return_mails import split_mail  # few folders hold mails

        try:
            if isinstance(data, XltrackError):
                raise data
            mail = split_mail(data, name, self.known)
        except XltrackError as error:
            self.result.unreadable.append(error)
            return
        self.result.findings += mail.findings
        if mail.remarks is not None:
            self.result.submissions.append(mail.remarks)
        elif not (mail.reply.files or mail.returns or mail.findings):
            self.result.findings.append(not_a_workbook(name.rpartition(": ")[2]).in_file(name))
        for file in mail.returns:
            by = (file.sender, file.sent) if file.sender else (mail.reply.sender, mail.reply.sent)
            source = ReturnFile(file.data, _within(name, file.name), len(file.data), None, *by)
            yield from self.returns_in(source, source.name, BytesIO(file.data), deep)


def _entries(package: zipfile.ZipFile, file: str, limits: Limits) -> list[zipfile.ZipInfo]:
    """Return the files in a zip file. Raises FileError for more of them, or more bytes, than are read."""
    entries = [info for info in package.infolist() if not info.is_dir()]
    if len(entries) > limits.parts:
        raise FileError("zip_entries", file=file, count=len(entries), limit=limits.parts)
    size = sum(info.file_size for info in entries)
    if size > limits.zip_bytes:
        sizes = {"size": round(size / MIB, 1), "limit": round(limits.zip_bytes / MIB, 1)}
        raise FileError("zip_too_big", file=file, **sizes)
    return entries


def _within(outer: str, name: str) -> str:
    """Name a file in a mail or a zip file: nothing but the two is set apart by ": ", also where a subject is a name."""
    return f"{outer}: {name.replace(': ', ' ')}"


def _passed_over(name: str) -> bool:
    """Return whether a name is that of an owner file, a hidden file, or what a system adds to zip files."""
    return name.startswith(("~$", ".", "__MACOSX"))


def _state(path: Path) -> os.stat_result | None:
    """Ask the system about a file; None for one that is not there (any more)."""
    try:
        return path.stat()
    except OSError:
        return None


def load_return(source: ReturnFile, limits: Limits) -> bytes | XltrackError:
    """Return the bytes of a return, or the error that keeps them from being read. Nothing is raised."""
    from xltrack.xlsx.container import load

    try:
        if source.entry:
            return _entry(source, *source.entry, limits)
        return load(source.place, limits) if isinstance(source.place, Path) else _bounded(source, limits)
    except XltrackError as error:
        return error


def _bounded(source: ReturnFile, limits: Limits) -> bytes:
    """Return the bytes of a file in memory. Raises FileError if they exceed the limit of a file."""
    assert isinstance(source.place, bytes)
    if not source.place:
        raise UnsafeWorkbook("empty_file", file=source.name)
    if source.size > limits.file_bytes:
        raise _too_big(source, limits)
    return source.place


def _too_big(source: ReturnFile, limits: Limits) -> UnsafeWorkbook:
    size, limit = round(source.size / MIB, 1), round(limits.file_bytes / MIB, 1)
    return UnsafeWorkbook("file_too_big", file=source.name, size=size, limit=limit)


def _entry(source: ReturnFile, package: zipfile.ZipFile, info: zipfile.ZipInfo, limits: Limits) -> bytes:
    """Read a workbook inside a zip file, which may lie about its size."""
    if info.file_size > limits.ratio_from and info.file_size > limits.ratio * max(info.compress_size, 1):
        raise UnsafeWorkbook("zip_ratio", file=source.name, limit=limits.ratio)
    try:
        with package.open(info) as entry:
            data = entry.read(limits.file_bytes + 1)
    except _BROKEN as error:
        raise FileError("zip_unreadable", file=source.name, reason=str(error)) from error
    if len(data) > limits.file_bytes:
        raise _too_big(source, limits)
    return data
