"""The lines that `xltrack action` prints."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from xltrack.cli.language import listed, message
from xltrack.cli.lines import entry_line
from xltrack.cli.output import print_line, say, show_json, tell_findings

if TYPE_CHECKING:
    from xltrack.workflows.restructure import RestructureReport


def print_action(report: RestructureReport, file: Path, *, as_json: bool) -> None:
    """Print what was logged, and where the action is now."""
    if as_json:
        show_json(report.as_dict())
        return
    for entry in report.entries:
        print_line(entry_line(entry))
    tell_findings(report.findings, to_stderr=False)
    key, refs = "would" if report.dry_run else "done", listed(list(report.refs))
    say(message("action", key, file=file, refs=refs, revision=report.after.meta.revision))
