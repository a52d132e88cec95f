"""xltrack check: what is still wrong in workbooks, cell by cell."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from xltrack.cli.output import JSON_OPTION, count, problems_json, say, severities, show, show_json, tell_problems
from xltrack.tracker import Submission


@click.command("check", short_help="Say what is still wrong in workbooks, cell by cell.")
@click.argument("workbooks", nargs=-1, required=True, type=click.Path(path_type=Path))
@JSON_OPTION
def command(workbooks: tuple[Path, ...], as_json: bool) -> int:
    """Read each WORKBOOK and say what is wrong in it, cell by cell, with the remedy.

    A file that cannot be read does not keep the others from being checked. Exit 0: nothing to fix, 1: something
    to look at, 2: a file could not be read.

    \b
    Example:
      xltrack check returned/*.xlsx
    """
    from xltrack.cli.main import DONE, FAILED, FINDINGS, explain
    from xltrack.errors import XltrackError
    from xltrack.excel.reader import read_workbook

    code, reports = DONE, []
    for path in workbooks:
        try:
            submission = read_workbook(path)
        except (XltrackError, OSError) as error:
            code = FAILED
            say(explain(error))
            reports.append({"file": str(path), "error": explain(error), "problems": []})
            continue
        reports.append(_report(path, submission))
        if not as_json:
            _print(path, submission)
        if any(problem.severity != "info" for problem in submission.problems):
            code = max(code, FINDINGS)
    if as_json:
        show_json({"files": reports})
    return code


def _report(path: Path, submission: Submission) -> dict[str, Any]:
    return {
        "file": str(path),
        "id": submission.base and submission.base.meta.id,
        "revision": submission.base and submission.base.meta.revision,
        "by": submission.by,
        "actions": len(submission.current.actions),
        "changes": _changes(submission),
        "problems": problems_json(submission.problems),
    }


def _changes(submission: Submission) -> int | None:
    from xltrack.diff import diff

    return None if submission.base is None else len(diff(submission.base.plan, submission.current))


def _print(path: Path, submission: Submission) -> None:
    tell_problems(submission.problems, file=str(path), to_stderr=False)
    changes = _changes(submission)
    changed = "changes unknown" if changes is None else count(changes, "change")
    findings = severities(submission.problems) or "nothing to fix"
    show(f"{path}: {count(len(submission.current.actions), 'key action')}, {changed}, {findings}.")
