"""The lines that `xltrack merge` prints: one screen that a coordinator can act on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from xltrack.cli.explain import explain
from xltrack.cli.lines import conflict_line, counted, entry_line
from xltrack.cli.output import print_line, say, spoken, tell_findings
from xltrack.findings import gravest_first
from xltrack.i18n.catalogue import catalogue

if TYPE_CHECKING:
    from xltrack.findings import Finding
    from xltrack.merging.account import Receipt
    from xltrack.workflows.merge_returns import MergeReport

_STATES = {
    "merged": "merged, with edits refused",
    "nothing_new": "with nothing new, and edits refused",
    "base_rebuilt": "whose base was rebuilt from the log",
    "same_file": "that came twice",
    "other_tracker": "of another plan",
    "newer_return": "newer than this master",
    "base_missing": "without their hidden base",
    "remarks_only": "read for their remarks",
}
_DONE_AT_THE_SAVE = ("formulas_repaired", "ranges_followed")
"""Notes about the tracker itself that are printed, though nobody needs to act on them."""
SHOWN = 12
"""Lines of each part of the report, so that all of it fits a screen or two; the rest is counted."""


def print_merge(report: MergeReport, path: Path, receipts: Path | None) -> None:
    """Print what was taken, what waits, what was refused, and from whom nothing came."""
    result, account = report.result, report.result.account
    if report.dry_run:
        print_line("Dry run: this is what a merge would do; nothing is written.")
    print_line(f"Taken: {counted(len(result.changes), 'change')}")
    all_of_them = "--json lists them all" if report.dry_run else f"xltrack history {path}"
    _some([f"  {entry_line(entry)}" for entry in result.changes], all_of_them)
    waiting, decisions = len(result.conflicts), catalogue(spoken()).word("sheets", "decisions")
    if waiting:
        print_line(f"Waiting for your decision: {counted(waiting, 'cell')} (sheet {decisions})")
    _some([f"  {conflict_line(one)}" for one in result.conflicts], f"the sheet {decisions}")
    _returns(account.receipts)
    _by_one_person(account.senders_of_several)
    for error in report.unreadable:
        print_line(f"Could not be read: {explain(error)}")
    _findings(report.findings)
    if account.silent:
        print_line(f"Nothing came back from: {', '.join(account.silent)}")
    would = "would be " if report.dry_run else ""
    say(f"{path}: {would}revision {result.tracker.meta.revision}, {counted(waiting, 'open decision')}.")
    for option, number in report.would_settle.items():
        if number:
            say(f"  --{option} would settle {number} of them.")
    if receipts is not None and not report.dry_run:
        files = counted(len(report.receipts), "file")
        say(f"{receipts}: {files} written, as text and as drafts to the senders.")


def _findings(findings: Sequence[Finding]) -> None:
    passed = [finding.found for finding in findings if finding.code == "not_a_workbook"]
    if passed:
        print_line(f"Passed over, no workbooks: {', '.join(passed[:SHOWN])}{' ...' if len(passed) > SHOWN else ''}")
    for finding in findings:
        if finding.code in _DONE_AT_THE_SAVE:
            print_line(finding.message())
    _refused([finding for finding in findings if finding.needs_attention])


def _some(lines: Sequence[str], rest: str) -> None:
    for line in lines[:SHOWN]:
        print_line(line)
    if len(lines) > SHOWN:
        print_line(f"  ... and {len(lines) - SHOWN} more: {rest}")


def _returns(reports: Sequence[Receipt]) -> None:
    """Print the fate of each file. Of many, those that were merged without a refusal are only counted."""
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
    """Print who sent several files: a coordinator may want to know which of them was meant."""
    lines = [f"{by} sent {len(names)} files: {', '.join(names)}" for by, names in several.items()]
    _some(lines, "see the files' own properties")


def _is_quiet(one: Receipt) -> bool:
    return one.state in ("merged", "nothing_new") and not one.counts["refused"]


def _refused(findings: Sequence[Finding]) -> None:
    worst = gravest_first(findings)
    for finding in worst[: 2 * SHOWN]:
        tell_findings([finding], file=finding.file, to_stderr=False)
    if len(worst) > 2 * SHOWN:
        print_line(f"... and {len(worst) - 2 * SHOWN} more of these; --json lists them all.")


def _word(one: Receipt) -> str:
    return catalogue(spoken()).word("return_states", one.state, file=one.same_as)


def _state(one: Receipt) -> str:
    words = {"agreed": "already so", "earlier": "dealt with before"}
    told = ", ".join(f"{number} {words.get(key, key)}" for key, number in one.counts.items() if number)
    return f"{_word(one)}{': ' + told if told else ''}"
