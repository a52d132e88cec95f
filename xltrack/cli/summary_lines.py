"""The lines that `xltrack summary` prints."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from xltrack.cli.explain import explain
from xltrack.cli.language import message, speak
from xltrack.cli.output import print_line, say, tell_findings

if TYPE_CHECKING:
    from xltrack.workflows.write_summary import SummaryReport


def print_summary(report: SummaryReport, as_of: date) -> None:
    """Print the summary where no file was asked for, the files written, and what could not be read."""
    speak(report.sources.language)
    for target, size in report.written.items():
        say(message("summary", "written", file=target, size=max(size // 1024, 1), day=as_of))
        if target.suffix == ".eml":
            say(message("summary", "draft", file=target))
    if report.page:
        print_line(report.page.decode().rstrip("\n"))
    for error in report.sources.unread:
        say(message("unreadable", reason=explain(error)))
    for name in report.sources.passed_over:
        say(message("no_tracker", file=name))
    findings = [finding for finding in report.sources.findings if finding.needs_attention]
    for file in dict.fromkeys(finding.file for finding in findings):
        tell_findings((finding for finding in findings if finding.file == file), file=file)
