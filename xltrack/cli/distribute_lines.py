"""The lines that `xltrack distribute` prints."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from xltrack.cli.language import message
from xltrack.cli.output import print_line, say, tell_findings

if TYPE_CHECKING:
    from xltrack.workflows.send_copies import SendingReport


def print_sending(report: SendingReport, folder: Path) -> None:
    """Print one line for each copy, and what keeps copies from being sent."""
    from xltrack.findings import gravest_first

    if report.dry_run:
        print_line(message("dry_run"))
    for envelope in report.envelopes:
        size = {"actions": len(envelope.parcel.actions), "drafts": len(envelope.drafts)}
        print_line(message("distribute", "copy", file=envelope.file, to=envelope.parcel.to, **size))
    key = "would_write" if report.dry_run else "written"
    say(message("distribute", key, folder=folder, count=len(report.envelopes), day=report.return_by))
    if not report.with_contacts:
        say(message("distribute", "no_contacts"))
    for finding in gravest_first(finding for finding in report.findings if finding.needs_attention):
        tell_findings([finding], file=finding.file)
