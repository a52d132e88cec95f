"""xltrack check: what is still wrong in workbooks, cell by cell."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import click

from xltrack.cli.limits import LIMIT_OPTION, limits
from xltrack.cli.output import (
    AS_OF_OPTION,
    FORCE_OPTION,
    JSON_OPTION,
    counted,
    findings_json,
    print_line,
    say,
    severities,
    show_json,
    tell_findings,
)
from xltrack.model.submission import Submission


@click.command("check", short_help="Say what is still wrong in workbooks, cell by cell.")
@click.argument("workbooks", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--annotate", type=click.Path(path_type=Path), metavar="OUT.xlsx", help="Write the workbook anew, findings marked."
)
@click.option("--template", type=click.Path(path_type=Path), help="The template for --annotate.")
@AS_OF_OPTION
@FORCE_OPTION
@LIMIT_OPTION
@JSON_OPTION
def command(
    workbooks: tuple[Path, ...],
    annotate: Path | None,
    template: Path | None,
    as_of: date,
    force: bool,
    raised: tuple[str, ...],
    as_json: bool,
) -> int:
    """Read each WORKBOOK and say what is wrong in it, cell by cell, with the remedy.

    A file that cannot be read does not keep the others from being checked. Exit 0: nothing to fix, 1: something
    to look at, 2: a file could not be read. With --annotate, a fresh workbook with everything the person typed, a
    mark and a sentence on each cell that could not be taken, and a list that leads to them: to be corrected and
    returned again.

    \b
    Example:
      xltrack check returned/*.xlsx
      xltrack check returned/unit.xlsx --annotate to-fix/unit.xlsx
    """
    if annotate is not None:
        _refuse(workbooks, annotate, force)
    from xltrack.cli.main import DONE, FAILED, FINDINGS, explain
    from xltrack.errors import XltrackError
    from xltrack.workbook.read import read_workbook

    code, reports, allowed = DONE, [], limits(raised)
    for path in workbooks:
        try:
            submission = read_workbook(path, limits=allowed)
        except (XltrackError, OSError) as error:
            code = FAILED
            say(explain(error))
            reports.append({"file": str(path), "error": explain(error), "findings": []})
            continue
        reports.append(_report(path, submission))
        if not as_json:
            _print(path, submission)
        if annotate is not None:
            _annotate(submission, annotate, template, as_of)
        if any(finding.needs_attention for finding in submission.findings):
            code = max(code, FINDINGS)
    if as_json:
        show_json({"files": reports})
    return code


def _refuse(workbooks: tuple[Path, ...], output: Path, force: bool) -> None:
    from xltrack.errors import FileError
    from xltrack.workflows.files import refuse_overwrite

    if len(workbooks) != 1:
        raise click.UsageError("--annotate takes one workbook.")
    if output.suffix.lower() != ".xlsx":
        raise FileError("unknown_format", file=str(output), suffix=output.suffix, formats=".xlsx")
    refuse_overwrite(output, *workbooks, force=force)


def _annotate(submission: Submission, output: Path, template: Path | None, as_of: date) -> None:
    from xltrack.storage.atomic import atomic_write
    from xltrack.workbook.annotate import annotated_bytes

    atomic_write(output, annotated_bytes(submission, as_of=as_of, template=template))
    say(f"{output}: written, to be corrected and returned again.")


def _report(path: Path, submission: Submission) -> dict[str, Any]:
    return {
        "file": str(path),
        "id": submission.base and submission.base.meta.id,
        "revision": submission.base and submission.base.meta.revision,
        "by": submission.by,
        "actions": len(submission.current.actions),
        "changes": _changes(submission),
        "findings": findings_json(submission.findings),
    }


def _changes(submission: Submission) -> int | None:
    from xltrack.model.compare import diff

    return None if submission.base is None else len(diff(submission.base.plan, submission.current))


def _print(path: Path, submission: Submission) -> None:
    tell_findings(submission.findings, file=str(path), to_stderr=False)
    changes = _changes(submission)
    changed = "changes unknown" if changes is None else counted(changes, "change")
    findings = severities(submission.findings) or "nothing to fix"
    print_line(f"{path}: {counted(len(submission.current.actions), 'key action')}, {changed}, {findings}.")
