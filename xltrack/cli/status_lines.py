"""The lines that `xltrack status` prints."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from xltrack.cli.explain import explain
from xltrack.cli.language import spoken
from xltrack.cli.output import print_line, say, tell_findings
from xltrack.i18n.catalogue import catalogue

if TYPE_CHECKING:
    from xltrack.workflows.return_status import StatusReport


def print_status(report: StatusReport, folder: Path | None) -> None:
    """Print the table, files from nobody, files that could not be read, and the reminders drafted into `folder`."""
    from xltrack.model.plan import PlanState
    from xltrack.rendering.return_status import board_lines

    words = catalogue(spoken())
    for finding in report.findings:
        tell_findings([finding], file=finding.file, to_stderr=False)
    board = report.board
    for line in board_lines(board, words.language) if board.rows else [words.word("board", "none_sent")]:
        print_line(line)
    if board.state is not PlanState.APPROVED:
        print_line(words.word("board", board.state))
    for file in board.strangers:
        print_line(words.word("board", "stranger", file=file))
    for error in report.unreadable:
        print_line(words.word("board", "unreadable", reason=explain(error)))
    if report.drafted is not None:
        drafted = {"written": len(report.drafted.written), "there": len(report.drafted.there)}
        say(words.word("board", "drafted", folder=folder, **drafted))
        for unit in report.drafted.unreachable:
            say(words.word("board", "no_address", to=unit))
