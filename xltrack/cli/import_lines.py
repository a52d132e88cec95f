"""The lines that `xltrack import` prints."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from xltrack.cli.lines import counted, severities
from xltrack.cli.output import print_line, say, tell_findings

if TYPE_CHECKING:
    from xltrack.workflows.import_tracker import ImportedTracker, ImportReport


def print_import(report: ImportReport, *, as_json: bool) -> None:
    """Print each tracker with its findings, unless that was printed as JSON, and where words are remembered."""
    if len(report.trackers) > 1 and not as_json:
        titles = " · ".join(one.loaded.plan.title for one in report.trackers)
        print_line(f"The source holds {len(report.trackers)} plans, and each has its own tracker: {titles}")
    for one in () if as_json else report.trackers:
        _print(one, report.as_of)
    if report.remembered:
        say(f"{report.remembered}: what was said about the sources is remembered there.")


def _print(one: ImportedTracker, as_of: date) -> None:
    plan, findings = one.loaded.plan, one.loaded.findings
    tell_findings(findings)
    size = f"{counted(len(plan.recommendations), 'recommendation')}, {counted(len(plan.actions), 'key action')}"
    overdue = one.overdue(as_of)
    print_line(f"{one.file}: {size}, {counted(len(plan.units), 'unit')}; {overdue} overdue on {as_of}.")
    if one.replaced is not None:
        had = f" (revision {one.replaced.revision}, {counted(one.replaced.changes, 'change')} on record)"
        known = had if one.replaced.revision is not None else ""
        print_line(f"It replaced an earlier file{known}, which is kept as {one.replaced.backup}.")
    if one.loaded.window is not None:
        days = window_words(one.loaded.window.first, one.loaded.window.last)
        print_line(f"The web page's Overdue labels fit {days}; overdue here is counted for the day you name.")
    if findings:
        print_line(f"To look at: {severities(findings)}.")


def window_words(first: date | None, last: date | None) -> str:
    """Return the days of a window in words: "any day in 2024", "any day from 2024-01-01 to 2024-03-31".

    >>> window_words(date(2024, 1, 1), date(2024, 12, 31)), window_words(None, date(2024, 3, 31))
    ('any day in 2024', 'any day until 2024-03-31')
    """
    if first and last and (first, last) == (date(first.year, 1, 1), date(first.year, 12, 31)):
        return f"any day in {first.year}"
    if first and last:
        return f"any day from {first} to {last}"
    if first or last:
        return f"any day from {first} on" if first else f"any day until {last}"
    return "any day"
