"""The lines that `xltrack summary` prints."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from xltrack.cli.explain import explain
from xltrack.cli.output import print_line, say, tell_findings

if TYPE_CHECKING:
    from xltrack.workflows.write_summary import SummaryReport


def print_summary(report: SummaryReport, as_of: date) -> None:
    """Print the summary where no file was asked for, the files written, and what could not be read."""
    for target, size in report.written.items():
        say(f"{target}: {max(size // 1024, 1)} KB, as of {as_of}.")
    if report.page:
        print_line(report.page.decode().rstrip("\n"))
    for error in report.sources.unread:
        say(f"Could not be read: {explain(error)}")
    for name in report.sources.passed_over:
        say(f"Passed over, no tracker: {name}")
    found = [finding for finding in report.sources.findings if finding.needs_attention]
    for file in dict.fromkeys(finding.file for finding in found):
        tell_findings((finding for finding in found if finding.file == file), file=file)
