"""The lines that `xltrack check` prints about a workbook."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltrack.cli.explain import explain
from xltrack.cli.language import message, speak
from xltrack.cli.lines import severities
from xltrack.cli.output import print_line, say, tell_findings

if TYPE_CHECKING:
    from xltrack.workflows.check import CheckedFile


def print_checked(one: CheckedFile) -> None:
    """Print the findings of a workbook and a line that counts them; for an unreadable file, the reason."""
    if one.error is not None:
        say(explain(one.error))
        return
    assert one.submission is not None
    speak(one.language)
    tell_findings(one.findings, file=str(one.path), to_stderr=False)
    findings = severities(one.findings) or message("check", "clean")
    actions = len(one.submission.current.actions)
    key = "line_unknown" if one.edits is None else "line"
    print_line(message("check", key, file=one.path, actions=actions, changes=one.edits, findings=findings))
