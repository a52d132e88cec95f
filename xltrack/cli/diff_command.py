"""xltrack diff: what was changed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from xltrack.cli.limits import LIMIT_OPTION, limits
from xltrack.cli.output import (
    JSON_OPTION,
    change_line,
    counted,
    findings_json,
    print_line,
    say,
    show_json,
    tell_findings,
)
from xltrack.findings import Finding
from xltrack.model.plan import Plan


@click.command("diff", short_help="Show what was changed in a returned workbook, or between two plans.")
@click.argument("plans", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="RETURNED | OLD NEW")
@click.option("--exit-code", is_flag=True, help="Exit 1 if anything was changed.")
@LIMIT_OPTION
@JSON_OPTION
def command(plans: tuple[Path, ...], exit_code: bool, raised: tuple[str, ...], as_json: bool) -> int:
    """Show what was changed in RETURNED since xltrack wrote it, or between OLD and NEW (in any of the formats).

    \b
    Example:
      xltrack diff returned/country-office.xlsx
      xltrack diff response-2023.txt tracker.xlsx
    """
    from xltrack.model.compare import diff

    if len(plans) > 2:
        raise click.UsageError("Name one returned workbook, or an old and a new plan.")
    base, current, findings = _returned(plans[0], raised) if len(plans) == 1 else _pair(plans[0], plans[1], raised)
    changes = diff(base, current)
    if as_json:
        show_json({"changes": [change.as_dict() for change in changes], "findings": findings_json(findings)})
    else:
        for change in changes:
            print_line(change_line(change))
        tell_findings(finding for finding in findings if finding.needs_attention)
        say(f"{plans[-1]}: {counted(len(changes), 'change')}.")
    attention = any(finding.needs_attention for finding in findings)
    return 1 if attention or (exit_code and changes) else 0


def _returned(path: Path, raised: tuple[str, ...]) -> tuple[Plan, Plan, Sequence[Finding]]:
    from xltrack.errors import BaseMissing
    from xltrack.workbook.read import read_workbook

    submission = read_workbook(path, limits=limits(raised))
    if submission.base is None:
        raise BaseMissing("base_needed", file=str(path))
    return submission.base.plan, submission.current, submission.findings


def _pair(old: Path, new: Path, raised: tuple[str, ...]) -> tuple[Plan, Plan, Sequence[Finding]]:
    from xltrack.workflows.files import load_plan

    before, after = (load_plan(path, limits=limits(raised, own=True)) for path in (old, new))
    return before.plan, after.plan, (*before.findings, *after.findings)
