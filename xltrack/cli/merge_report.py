"""What `xltrack merge` says it did: one screen a coordinator can act on, or JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xltrack.cli.output import conflict_line, counted, entry_line, findings_json, print_line, say, tell_findings
from xltrack.i18n.catalogue import catalogue

if TYPE_CHECKING:
    from xltrack.findings import Finding
    from xltrack.merging.account import Receipt
    from xltrack.merging.merge import MergeResult
    from xltrack.model.tracker import LogEntry

_STATES = {
    "merged": "merged, with edits refused",
    "nothing_new": "with nothing new, and edits refused",
    "base_rebuilt": "whose base was rebuilt from the log",
    "same_file": "that came twice",
    "other_tracker": "of another plan",
    "newer_return": "newer than this master",
    "base_missing": "without their hidden base",
}
SHOWN = 12
"""Lines of each part of the report, so that all of it fits a screen or two; the rest is counted."""


def report_json(result: MergeResult, findings: Sequence[Finding], unreadable: Sequence[str]) -> dict[str, Any]:
    """The merge as data: revision, changes, agreements, conflicts, findings. A file that could not be read is one."""
    conflicts = [
        {"id": one.id, "ref": one.ref, "field": one.field, "ours": one.ours}
        | {"claims": [{"by": claim.by, "file": claim.file, "value": claim.value} for claim in one.claims]}
        | {"reason": one.reason}
        for one in result.conflicts
    ]
    refused = [{"code": "unreadable", "severity": "error", "message": message} for message in unreadable]
    return {
        "revision": result.tracker.meta.revision,
        "changes": [_entry(entry) for entry in result.changes],
        "agreements": [_entry(entry) for entry in result.agreements],
        "conflicts": conflicts,
        "findings": [*findings_json(findings), *refused],
    }


def _entry(entry: LogEntry) -> dict[str, Any]:
    keys = ("ref", "field", "before", "after", "outcome", "reason")
    return {key: getattr(entry, key) for key in keys} | {"by": entry.who, "file": entry.file}


def report(
    result: MergeResult, findings: Iterable[Finding], unreadable: Sequence[str], path: Path, *, dry_run: bool
) -> None:
    """One screen: taken, waiting, refused, not heard from."""
    would = "would be " if dry_run else ""
    print_line(f"Taken: {counted(len(result.changes), 'change')}")
    all_of_them = "--json lists them all" if dry_run else f"xltrack history {path}"
    _some([f"  {entry_line(entry)}" for entry in result.changes], all_of_them)
    waiting = len(result.conflicts)
    if waiting:
        print_line(f"Waiting for your decision: {counted(waiting, 'cell')} (sheet Decisions)")
    _some([f"  {conflict_line(one)}" for one in result.conflicts], "the sheet Decisions")
    _returns(result.account.receipts)
    _by_one_person(result.account.senders_of_several)
    for message in unreadable:
        print_line(f"Could not be read: {message}")
    told = list(findings)
    passed = [finding.found for finding in told if finding.code == "not_a_workbook"]
    if passed:
        print_line(f"Passed over, no workbooks: {', '.join(passed[:SHOWN])}{' ...' if len(passed) > SHOWN else ''}")
    if result.account.silent:
        print_line(f"Nothing in these files from: {', '.join(result.account.silent)}")
    _refused([finding for finding in told if finding.needs_attention])
    say(f"{path}: {would}revision {result.tracker.meta.revision}, {counted(waiting, 'open decision')}.")


def _some(lines: Sequence[str], rest: str) -> None:
    for line in lines[:SHOWN]:
        print_line(line)
    if len(lines) > SHOWN:
        print_line(f"  ... and {len(lines) - SHOWN} more: {rest}")


def _returns(reports: Sequence[Receipt]) -> None:
    """What became of each file. Of many, those that went in without a word are only counted."""
    told = [one for one in reports if not _is_quiet(one)] if len(reports) > SHOWN else reports
    if len(told) < len(reports):
        states = Counter(_word(one) for one in reports if _is_quiet(one))
        print_line("; ".join(f"{word}: {counted(number, 'file')}" for word, number in states.items()))
    for one in told[:SHOWN]:
        print_line(f"{one.file}: {_state(one)}")
    if len(told) > SHOWN:
        left = Counter(one.state for one in told[SHOWN:])
        words = (f"{counted(number, 'file')} {_STATES[state]}" for state, number in left.items())
        print_line(f"... and {', '.join(words)}.")


def _by_one_person(several: Mapping[str, Sequence[str]]) -> None:
    """Who sent several files: a coordinator may want to know which of them was meant."""
    lines = [f"{by} sent {len(names)} files: {', '.join(names)}" for by, names in several.items()]
    _some(lines, "see the files' own properties")


def _is_quiet(one: Receipt) -> bool:
    return one.state in ("merged", "nothing_new") and not one.counts["refused"]


def _refused(findings: Sequence[Finding]) -> None:
    from xltrack.findings import gravest_first

    worst = gravest_first(findings)
    for finding in worst[: 2 * SHOWN]:
        tell_findings([finding], file=finding.file, to_stderr=False)
    if len(worst) > 2 * SHOWN:
        print_line(f"... and {len(worst) - 2 * SHOWN} more of these; --json lists them all.")


def _word(one: Receipt) -> str:
    return catalogue().word("return_states", one.state, file=one.same_as)


def _state(one: Receipt) -> str:
    words = {"agreed": "already so", "earlier": "dealt with before"}
    told = ", ".join(f"{number} {words.get(key, key)}" for key, number in one.counts.items() if number)
    return f"{_word(one)}{': ' + told if told else ''}"


def offer(settled: Mapping[str, int]) -> None:
    """Which further options would settle how many of the open decisions."""
    for option, number in settled.items():
        if number:
            say(f"  --{option} would settle {number} of them.")
