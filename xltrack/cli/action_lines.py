"""The lines that `xltrack action` prints."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from xltrack.cli.language import listed, message
from xltrack.cli.lines import entry_line
from xltrack.cli.output import print_line, say, tell_findings

if TYPE_CHECKING:
    from xltrack.workflows.restructure import RestructureReport


def print_action(report: RestructureReport, file: Path) -> None:
    """Print what was logged, and where the action is now."""
    for entry in report.entries:
        print_line(entry_line(entry))
    tell_findings(report.findings, to_stderr=False)
    key, refs = "would" if report.dry_run else "done", listed(list(report.refs))
    say(message("action", key, file=file, refs=refs, revision=report.after.meta.revision))
