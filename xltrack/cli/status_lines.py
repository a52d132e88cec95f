"""The lines that `xltrack status` prints."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from xltrack.cli.explain import explain
from xltrack.cli.lines import counted
from xltrack.cli.output import print_line, say, tell_findings
from xltrack.i18n.catalogue import catalogue

if TYPE_CHECKING:
    from xltrack.workflows.return_status import StatusReport


def print_status(report: StatusReport, folder: Path | None) -> None:
    """Print the table, files from nobody, files that could not be read, and the reminders drafted into `folder`."""
    from xltrack.rendering.return_status import board_lines

    words = catalogue()
    for finding in report.findings:
        tell_findings([finding], file=finding.file, to_stderr=False)
    for line in board_lines(report.board) if report.board.rows else [words.word("board", "none_sent")]:
        print_line(line)
    for file in report.board.strangers:
        print_line(words.word("board", "stranger", file=file))
    for error in report.unreadable:
        print_line(f"Could not be read: {explain(error)}")
    if report.drafted is not None:
        there = f", {counted(len(report.drafted.there), 'draft')} there already" if report.drafted.there else ""
        say(f"{folder}: {counted(len(report.drafted.written), 'reminder')} drafted{there}.")
        for unit in report.drafted.unreachable:
            say(f"No address for {unit}: name one with --contacts FILE.")
