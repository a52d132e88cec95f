"""The lines that `xltrack distribute` prints."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from xltrack.cli.lines import counted
from xltrack.cli.output import print_line, say, tell_findings

if TYPE_CHECKING:
    from xltrack.workflows.send_copies import SendingReport


def print_sending(report: SendingReport, folder: Path) -> None:
    """Print one line a copy, and what stands in the way of sending them."""
    if report.dry_run:
        print_line("Dry run: nothing is written.")
    for one in report.envelopes:
        drafts = counted(len(one.drafts), "draft")
        print_line(f"{one.file}  {one.parcel.to}: {counted(len(one.parcel.actions), 'key action')}, {drafts}")
    would = "would be " if report.dry_run else ""
    copies = counted(len(report.envelopes), "workbook")
    say(f"{folder}: {copies} {would}written, to be back by {report.return_by}.")
    if not report.with_contacts:
        say("There are no drafts without contacts: name a table with --contacts FILE.")
    tell_findings(finding for finding in report.findings if finding.needs_attention)
