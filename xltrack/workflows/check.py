"""Workbooks checked before they are merged, and one written anew with its findings marked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from xltrack.errors import FileError, XltrackError
from xltrack.findings import Finding
from xltrack.grid.limits import DEFAULT_LIMITS, Limits
from xltrack.model.compare import diff
from xltrack.model.submission import Submission
from xltrack.storage.atomic import atomic_write
from xltrack.workbook.read import read_workbook
from xltrack.workflows.files import MAILS, refuse_overwrite
from xltrack.workflows.json_forms import findings_form, json_form


class CheckedFile(NamedTuple):
    """One workbook as it was read, or the error that says why it could not be."""

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
        one = self.submission
        return [finding for form in (one, *one.more) for finding in form.findings] if one else []

    @property
    def edits(self) -> int | None:
        """The number of cells that differ from what was sent; None where the base is gone."""
        one = self.submission
        if one is None or one.base is None:
            return None
        return sum(len(diff(one.base.plan, form.current)) for form in (one, *one.more))

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
        return any(one.error for one in self.files)

    @property
    def needs_attention(self) -> bool:
        return any(finding.needs_attention for one in self.files for finding in one.findings)

    def as_dict(self) -> dict[str, Any]:
        """Return the JSON form."""
        findings = [finding for one in self.files for finding in one.findings]
        return json_form(
            "xltrack-check/1", files=[one.as_dict() for one in self.files], findings=findings_form(findings)
        )


def check_workbooks(paths: Sequence[Path], *, limits: Limits = DEFAULT_LIMITS) -> CheckReport:
    """Read each workbook, and those attached to a mail.

    Raises nothing: a file that cannot be read does not keep the others from being checked.
    """
    return CheckReport(tuple(one for path in paths for one in _files(path, limits)))


def _files(path: Path, limits: Limits) -> Iterator[CheckedFile]:
    if path.suffix.lower() not in MAILS or not path.is_file():
        yield _checked(path, limits)
        return
    from xltrack.workflows.returns import read_returns  # few check mails

    returns = read_returns([path], limits=limits)
    yield from (CheckedFile(path.with_name(one.file), one) for one in returns.submissions)
    yield from (CheckedFile(path, error=error) for error in returns.unreadable)


def _checked(path: Path, limits: Limits) -> CheckedFile:
    try:
        return CheckedFile(path, read_workbook(path, limits=limits))
    except XltrackError as error:
        return CheckedFile(path, error=error)
    except OSError as error:
        return CheckedFile(path, error=FileError("cannot_open", file=str(path), reason=error.strerror or str(error)))


def annotate_workbook(submission: Submission, output: Path, *, as_of: date, template: Path | None = None) -> None:
    """Write a workbook anew with what the person typed, its findings marked. Raises BaseMissing, TemplateError."""
    from xltrack.workbook.annotate import annotated_bytes

    atomic_write(output, annotated_bytes(submission, as_of=as_of, template=template))


def refuse_annotation(output: Path, workbook: Path, *, force: bool = False) -> None:
    """Raise FileError for an output that is no .xlsx file, or that exists."""
    if output.suffix.lower() != ".xlsx":
        raise FileError("unknown_format", file=str(output), suffix=output.suffix, formats=".xlsx")
    refuse_overwrite(output, workbook, force=force)
