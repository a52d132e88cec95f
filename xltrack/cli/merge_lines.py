"""The lines that `xltrack merge` prints: one screen that a coordinator can act on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from xltrack.cli.explain import explain
from xltrack.cli.language import labelled, listed, message, sheet_name, spoken
from xltrack.cli.lines import conflict_line, entry_line
from xltrack.cli.output import print_line, say, tell_findings
from xltrack.findings import gravest_first
from xltrack.i18n.catalogue import catalogue

if TYPE_CHECKING:
    from xltrack.findings import Finding
    from xltrack.merging.account import Receipt
    from xltrack.workflows.merge_returns import MergeReport

_DONE_AT_THE_SAVE = ("formulas_repaired", "ranges_followed")
"""Notes about the tracker itself that are printed, though nobody needs to act on them."""
SHOWN = 12
"""Lines of each part of the report, so that all of it fits a screen or two; the rest is counted."""


def print_merge(report: MergeReport, path: Path, receipts: Path | None) -> None:
    """Print what was taken, what waits, what was refused, and from whom nothing came."""
    result, account = report.result, report.result.account
    if report.dry_run:
        print_line(message("merge", "dry_run"))
    print_line(message("merge", "taken", count=len(result.changes)))
    all_of_them = message("in_json") if report.dry_run else f"xltrack history {path}"
    _some([f"  {entry_line(entry)}" for entry in result.changes], all_of_them)
    waiting, decisions = len(result.conflicts), sheet_name("decisions")
    if waiting:
        print_line(message("merge", "waiting", count=waiting, sheet=decisions))
    _some([f"  {conflict_line(conflict)}" for conflict in result.conflicts], message("in_sheet", sheet=decisions))
    _returns(account.receipts)
    _by_one_person(account.senders_of_several)
    for error in report.unreadable:
        print_line(message("unreadable", reason=explain(error)))
    _findings(report.findings)
    if account.silent:
        print_line(message("merge", "silent", names=listed(list(account.silent))))
    state, revision = "would_be" if report.dry_run else "state", result.tracker.meta.revision
    say(message("decisions", state, file=path, revision=revision, count=waiting))
    for option, number in report.would_settle.items():
        if number:
            say(message("merge", "would_settle", option=option, count=number))
    if receipts is not None and not report.dry_run:
        say(message("merge", "receipts", folder=receipts, count=len(report.receipts)))
        if report.unaddressed:
            say(message("merge", "unaddressed", files=listed(list(report.unaddressed))))


def _findings(findings: Sequence[Finding]) -> None:
    passed = [finding.found for finding in findings if finding.code == "not_a_workbook"]
    if passed:
        print_line(message("no_workbooks", files=listed([*passed[:SHOWN], *["..."] * (len(passed) > SHOWN)])))
    print_done_at_the_save(findings)
    _refused([finding for finding in findings if finding.needs_attention])


def print_done_at_the_save(findings: Iterable[Finding]) -> None:
    """Print what the save repaired in the tracker, and which ranges grew with an accepted action."""
    for finding in findings:
        if finding.code in _DONE_AT_THE_SAVE:
            print_line(finding.message())


def _some(lines: Sequence[str], rest: str) -> None:
    for line in lines[:SHOWN]:
        print_line(line)
    if len(lines) > SHOWN:
        print_line(f"  {message('more', count=len(lines) - SHOWN, where=rest)}")


def _returns(reports: Sequence[Receipt]) -> None:
    """Print the outcome of each file. Of many, those that were merged without a refusal are only counted."""
    shown = [report for report in reports if not _is_quiet(report)] if len(reports) > SHOWN else reports
    if len(shown) < len(reports):
        states = Counter(_word(report) for report in reports if _is_quiet(report))
        words = catalogue(spoken())
        print_line("; ".join(labelled(word, words.word("units", "files", count=n)) for word, n in states.items()))
    for receipt in shown[:SHOWN]:
        print_line(labelled(receipt.file, _state(receipt)))
    if len(shown) > SHOWN:
        left = Counter(one.state for one in shown[SHOWN:])
        counts = [message("merge", "states", state, count=number) for state, number in left.items()]
        print_line(message("merge", "rest", states=listed(counts)))


def _by_one_person(several: Mapping[str, Sequence[str]]) -> None:
    """Print who sent several files: a coordinator may want to know which of them was meant."""
    lines = [message("merge", "several", by=by, count=len(names), files=listed(list(names)))
             for by, names in several.items()]  # fmt: skip
    _some(lines, message("in_files"))


def _is_quiet(receipt: Receipt) -> bool:
    return receipt.state in ("merged", "nothing_new") and not receipt.counts["refused"]


def _refused(findings: Sequence[Finding]) -> None:
    worst = gravest_first(findings)
    for finding in worst[: 2 * SHOWN]:
        tell_findings([finding], file=finding.file, to_stderr=False)
    if len(worst) > 2 * SHOWN:
        print_line(message("more_findings", count=len(worst) - 2 * SHOWN))


def _word(receipt: Receipt) -> str:
    return catalogue(spoken()).word("return_states", receipt.state, file=receipt.same_as)


def _state(receipt: Receipt) -> str:
    counts = listed([message("merge", "counts", key, count=number) for key, number in receipt.counts.items() if number])
    return f"{_word(receipt)} ({counts})" if counts else _word(receipt)
