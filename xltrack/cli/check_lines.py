"""The lines that `xltrack check` prints about a workbook."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltrack.cli.explain import explain
from xltrack.cli.lines import counted, severities
from xltrack.cli.output import print_line, say, speak, tell_findings

if TYPE_CHECKING:
    from xltrack.workflows.check import CheckedFile


def print_checked(one: CheckedFile) -> None:
    """Print the findings of a workbook and a line that counts them; of an unreadable file, why."""
    if one.error is not None:
        say(explain(one.error))
        return
    assert one.submission is not None
    speak(one.language)
    tell_findings(one.findings, file=str(one.path), to_stderr=False)
    changed = "changes unknown" if one.edits is None else counted(one.edits, "change")
    findings = severities(one.findings) or "nothing to correct"
    print_line(f"{one.path}: {counted(len(one.submission.current.actions), 'key action')}, {changed}, {findings}.")
