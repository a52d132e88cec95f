"""The lines that `xltrack import` prints."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xltrack.cli.language import message, speak
from xltrack.cli.limits import limits
from xltrack.cli.lines import severities
from xltrack.cli.output import now, print_line, say, show_json, tell_findings
from xltrack.findings.sources import units_guessed

if TYPE_CHECKING:
    from xltrack.findings import Finding
    from xltrack.workflows.import_tracker import ImportedTracker, ImportReport
    from xltrack.workflows.source_answers import ImportOptions


def print_import(report: ImportReport, *, as_json: bool) -> None:
    """Print each tracker with its findings, unless they were printed as JSON, and where answers are remembered."""
    speak(report.trackers[0].tracker.meta.language)
    if len(report.trackers) > 1 and not as_json:
        titles = " · ".join(tracker.loaded.plan.title for tracker in report.trackers)
        print_line(message("import", "several", count=len(report.trackers), titles=titles))
        tell_findings(_brief(f for tracker in report.trackers for f in tracker.loaded.findings if f.may_swallow))
    for one in () if as_json else report.trackers:
        _print(one, report.as_of, several=len(report.trackers) > 1)
    if report.remembered:
        say(message("import", "remembered", file=report.remembered))


def _print(imported: ImportedTracker, as_of: date, *, several: bool) -> None:
    """Print a tracker with its findings; of several, those about rows that may hold others come before all of them."""
    plan, findings = imported.loaded.plan, imported.loaded.findings
    tell_findings(_brief(finding for finding in findings if not (several and finding.may_swallow)))
    size = {"recommendations": len(plan.recommendations), "actions": len(plan.actions), "units": len(plan.units)}
    print_line(message("import", "size", file=imported.file, **size, overdue=imported.overdue(as_of), day=as_of))
    if (old := imported.replaced) is not None:
        key = "replaced" if old.revision is None else "replaced_tracker"
        print_line(message("import", key, file=old.backup, revision=old.revision, count=old.changes))
    if (window := imported.loaded.window) is not None:
        print_line(message("import", "labels", days=window_words(window.first, window.last)))
    if findings:
        print_line(message("import", "to_look_at", findings=severities(findings)))


def _brief(findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings with one line for all rows of a file whose unit was guessed."""
    kept = list(findings)
    units: dict[str, list[Finding]] = {}
    for finding in kept:
        if finding.code == "unit_guessed":
            units.setdefault(finding.file, []).append(finding)
    for file, rows in units.items():
        if len(rows) > 1:
            names = " · ".join(dict.fromkeys(finding.found for finding in rows))
            kept[kept.index(rows[0])] = units_guessed(rows[0].where, names, len(rows)).in_file(file)
            kept = [finding for finding in kept if finding.code != "unit_guessed" or finding.file != file]
    return kept


def run_import(
    sources: Sequence[Path], output: Path | None, into: Path | None, *, raised: tuple[str, ...], as_json: bool,
    dry_run: bool, **options: Any,
) -> int:  # fmt: skip
    """Write the trackers of the sources, or merge a newer text into the tracker of its plan. Return the exit code."""
    from xltrack.cli.import_words import meanings_given, read_asking
    from xltrack.workflows.files import load_settings
    from xltrack.workflows.import_tracker import import_options, import_trackers

    settings = load_settings((output or into or Path()).parent)
    given = {key: options.pop(key) for key in ("units", "vocabulary", "title", "sheets", "forms")}
    given |= meanings_given(options.pop("maps"), options.pop("words"), settings.fields)
    chosen = import_options(settings, limits=limits(raised), **given)
    if output is None:
        return _take_newer(sources, into or Path(), chosen, options["as_of"], dry_run=dry_run, as_json=as_json)
    report = import_trackers(sources, output, chosen, ask=read_asking, **options)
    if as_json:
        show_json(report.as_dict())
    print_import(report, as_json=as_json)
    return int(report.needs_attention)


def _take_newer(
    sources: Sequence[Path], tracker: Path, options: ImportOptions, as_of: date, *, dry_run: bool, as_json: bool
) -> int:
    """Merge a newer text of a tracker's plan, print the result, and return the exit code."""
    from xltrack.cli.import_words import read_asking
    from xltrack.cli.merge_lines import print_merge
    from xltrack.workflows.import_newer import import_newer
    from xltrack.workflows.master import Master

    master = Master.open(tracker)
    speak(master.tracker.meta.language, master.plan.fields)
    report = import_newer(master, sources, options, when=now(), as_of=as_of, ask=read_asking, dry_run=dry_run)
    if as_json:
        show_json(report.as_dict())
    else:
        print_line(message("import_into", "rows", file=", ".join(map(str, sources)), **report.counts))
        print_merge(report, tracker, None)
    if report.remembered:
        say(message("import", "remembered", file=report.remembered))
    return int(report.needs_attention)


def window_words(first: date | None, last: date | None) -> str:
    """Return the days of a window in words: "any day in 2024", "any day from 1 January 2024 to 31 March 2024".

    >>> window_words(date(2024, 1, 1), date(2024, 12, 31)), window_words(None, date(2024, 3, 31))
    ('any day in 2024', 'any day until 31 March 2024')
    """
    if first and last and (first, last) == (date(first.year, 1, 1), date(first.year, 12, 31)):
        return message("import", "window", "year", year=first.year)
    known = "between" if first and last else "since" if first else "until" if last else "always"
    return message("import", "window", known, first=first, last=last)
