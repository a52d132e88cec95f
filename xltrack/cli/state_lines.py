"""The lines that `xltrack state` prints."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from xltrack.cli.language import file_words, message
from xltrack.cli.lines import one_line
from xltrack.cli.output import print_line, say, tell_findings

if TYPE_CHECKING:
    from xltrack.workflows.plan_state import StateReport


def print_state(report: StateReport, file: Path, *, asked: bool) -> None:
    """Print the plan's state, and what is still open where that was asked for or the plan is closed."""
    from xltrack.model.plan import PlanState

    words = file_words()
    before, state = (words.word("plan_state", one) for one in (report.before, report.state))
    shows_open = not asked or report.state is PlanState.CLOSED
    for action in report.open if shows_open else ():
        status = words.word("status", action.status)
        parts = [action.responsible, str(action.deadline or ""), status, action.description]
        print_line(f"{action.ref}  {one_line(', '.join(filter(None, parts)), 100)}")
    tell_findings(report.findings, to_stderr=False)
    key = "is" if not asked or report.before is report.state else "would" if report.dry_run else "done"
    say(message("state", key, file=file, before=before, state=state, revision=report.tracker.meta.revision))
    if shows_open:
        say(message("state", "open", count=len(report.open), waiting=report.waiting))
