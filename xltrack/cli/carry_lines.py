"""The lines that `xltrack carry` prints."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from xltrack.cli.language import message
from xltrack.cli.lines import one_line
from xltrack.cli.output import print_line, say, tell_findings

if TYPE_CHECKING:
    from xltrack.model.plan import Plan
    from xltrack.workflows.carry_actions import CarryReport


def print_carry(report: CarryReport, old: Path, new: Path, plan: Plan) -> None:
    """Print each action of the old plan with its two refs, what was left, and the sum."""
    count, (was, revision) = len(report.carried), report.revisions
    if report.changed:
        for carried in report.carried:
            print_line(f"{carried.old} -> {carried.new}  {one_line(plan.by_ref[carried.old].description)}")
    for ref in report.left:
        key = "kept" if report.back else "left"
        print_line(message("carry", key, ref=ref, rec=ref.rpartition(".")[0], file=new))
    tell_findings(report.findings, to_stderr=False)
    done = "would" if report.dry_run else "undone" if report.back else "done"
    key = done if report.changed else "nothing"
    say(message("carry", key, count=count, file=new, old=old, was=was, revision=revision))
