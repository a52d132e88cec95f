"""Workbooks checked before they are merged, and one written anew with its findings marked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from xltrack.errors import FileError, XltrackError
from xltrack.findings import Finding
from xltrack.grid.limits import DEFAULT_LIMITS, Limits
from xltrack.model.compare import diff
from xltrack.model.submission import Submission
from xltrack.storage.atomic import atomic_write
from xltrack.storage.backups import is_master
from xltrack.workbook.read import read_bytes
from xltrack.workflows.files import MAILS, refuse_overwrite
from xltrack.workflows.json_forms import findings_form, json_form
from xltrack.workflows.shares import cluster, in_shares
from xltrack.xlsx.container import load

if TYPE_CHECKING:
    from concurrent.futures import Executor


class CheckedFile(NamedTuple):
    """One workbook that was read, or the error that says why it could not be."""

    path: Path
    submission: Submission | None = None
    error: XltrackError | None = None

    @property
    def language(self) -> str:
        """The language that the workbook was written in; "" where its base is gone."""
        return self.submission.base.meta.language if self.submission and self.submission.base else ""

    @property
    def findings(self) -> Sequence[Finding]:
        """All findings, those of further copies of the form in the same workbook included."""
        submission = self.submission
        return [finding for form in (submission, *submission.more) for finding in form.findings] if submission else []

    @property
    def edits(self) -> int | None:
        """The number of cells that differ from what was sent; None where the base is gone."""
        submission = self.submission
        if submission is None or submission.base is None:
            return None
        return sum(len(diff(submission.base.plan, form.current)) for form in (submission, *submission.more))

    def as_dict(self) -> dict[str, Any]:
        """Return the JSON form."""
        base = self.submission.base if self.submission else None
        return {
            "file": str(self.path),
            "id": base and base.meta.id,
            "revision": base and base.meta.revision,
            "by": self.submission.by if self.submission else "",
            "actions": len(self.submission.current.actions) if self.submission else 0,
            "edits": self.edits,
            "error": self.error and self.error.as_dict(),
        }


class CheckReport(NamedTuple):
    """All workbooks that were checked, in their order."""

    files: tuple[CheckedFile, ...]

    @property
    def unreadable(self) -> bool:
        return any(file.error for file in self.files)

    @property
    def needs_attention(self) -> bool:
        return any(finding.needs_attention for file in self.files for finding in file.findings)

    def as_dict(self) -> dict[str, Any]:
        """Return the JSON form."""
        findings = [finding for file in self.files for finding in file.findings]
        return json_form(
            "xltrack-check/1", files=[file.as_dict() for file in self.files], findings=findings_form(findings)
        )


def check_workbooks(
    paths: Sequence[Path], *, limits: Limits = DEFAULT_LIMITS, executor: Executor | None = None, scheduler: str = ""
) -> CheckReport:
    """Read each workbook, and those attached to a mail. If one cannot be read, the others still are.

    `executor` reads them, or the cluster of the dask scheduler at the address `scheduler`; their results hold no cells,
    which only an annotation needs. Raises SettingsError for a scheduler that cannot be reached.
    """
    with cluster(scheduler) as pool:
        chosen = executor or pool
        files = ((_loaded(path, limits), path.name, is_master(path)) for path in paths if not _is_mail(path))
        read = in_shares(partial(_read_share, limits=limits, whole=chosen is None), files, chosen)
        checked = [
            file
            for path in paths
            for file in (_attached(path, limits, chosen) if _is_mail(path) else [_checked(path, next(read))])
        ]
    return CheckReport(tuple(checked))


def _is_mail(path: Path) -> bool:
    return path.suffix.lower() in MAILS and path.is_file()


def _attached(path: Path, limits: Limits, executor: Executor | None) -> Iterator[CheckedFile]:
    from xltrack.workflows.returns import read_returns  # few check mails

    returns = read_returns([path], limits=limits, executor=executor)
    yield from (CheckedFile(path.with_name(submission.file), submission) for submission in returns.submissions)
    yield from (CheckedFile(path, error=error) for error in returns.unreadable)


def _loaded(path: Path, limits: Limits) -> bytes | XltrackError:
    try:
        return load(path, limits)
    except XltrackError as error:
        return error
    except OSError as error:
        return FileError("cannot_open", file=str(path), reason=error.strerror or str(error))


def _read_share(
    files: Sequence[tuple[bytes | XltrackError, str, bool]], limits: Limits, whole: bool
) -> list[Submission | XltrackError]:
    """Return what was read from each file, or the error why it cannot be read; without cells unless `whole`."""
    return [_read(data, name, own, limits, whole) for data, name, own in files]


def _read(data: bytes | XltrackError, name: str, own: bool, limits: Limits, whole: bool) -> Submission | XltrackError:
    """Read one workbook. `own`: it is a master, whose notes and sheets are the coordinator's and need no answer."""
    if isinstance(data, XltrackError):
        return data
    try:
        submission = read_bytes(data, name, limits=limits, is_master=own)
    except XltrackError as error:
        return error
    if own:
        submission = replace(submission, remarks=(), findings=tuple(submission.findings_as_master))
    return submission if whole else replace(submission, cells={})


def _checked(path: Path, read: Submission | XltrackError) -> CheckedFile:
    return CheckedFile(path, error=read) if isinstance(read, XltrackError) else CheckedFile(path, read)


def annotate_workbook(submission: Submission, output: Path, *, as_of: date, template: Path | None = None) -> None:
    """Write a copy of a workbook with everything the person typed, its findings marked. Raises BaseMissing,
    TemplateError."""
    from xltrack.workbook.annotate import annotated_bytes

    atomic_write(output, annotated_bytes(submission, as_of=as_of, template=template))


def refuse_annotation(output: Path, workbook: Path, *, force: bool = False) -> None:
    """Raise FileError for an output that is not an .xlsx file, or that exists."""
    if output.suffix.lower() != ".xlsx":
        raise FileError("unknown_format", file=str(output), suffix=output.suffix, formats=".xlsx")
    refuse_overwrite(output, workbook, force=force)
