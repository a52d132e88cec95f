"""The lines that `xltrack check` prints about a workbook."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltrack.cli.explain import explain
from xltrack.cli.language import message, speak
from xltrack.cli.lines import severities
from xltrack.cli.output import print_line, say, tell_findings

if TYPE_CHECKING:
    from xltrack.workflows.check import CheckedFile


def print_checked(checked: CheckedFile) -> None:
    """Print the findings of a workbook and a line that counts them; for an unreadable file, the reason."""
    if checked.error is not None:
        say(explain(checked.error))
        return
    assert checked.submission is not None
    speak(checked.language)
    tell_findings(checked.findings, file=str(checked.path), to_stderr=False)
    findings = severities(checked.findings) or message("check", "clean")
    actions = len(checked.submission.current.actions)
    key = "line_unknown" if checked.edits is None else "line"
    print_line(message("check", key, file=checked.path, actions=actions, changes=checked.edits, findings=findings))
