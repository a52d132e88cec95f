"""xltrack merge: returned workbooks into the master."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from xltrack.cli.output import (
    AS_OF_OPTION,
    FORCE_OPTION,
    JSON_OPTION,
    conflict_line,
    count,
    entry_line,
    now,
    problems_json,
    say,
    show,
    show_json,
    tell_problems,
)

if TYPE_CHECKING:
    from xltrack.merge import MergeResult, ReturnReport
    from xltrack.tracker import LogEntry, Submission, Tracker


@click.command("merge", short_help="Merge returned workbooks into the tracker, losing nothing.")
@click.argument("tracker", type=click.Path(path_type=Path))
@click.argument("returned", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Write here and leave TRACKER as it is.")
@click.option("--dry-run", is_flag=True, help="Only report what would happen.")
@click.option("--base", type=click.Path(path_type=Path), help="The copy that was sent, for returns without a base.")
@click.option(
    "--receipts", type=click.Path(path_type=Path), metavar="DIR", help="Write an answer to each return there."
)
@click.option("--take-completed", is_flag=True, help="Take completions without comment or evidence unasked.")
@click.option("--take-reopened", is_flag=True, help="Take reopened actions unasked.")
@click.option("--prefer", type=click.Choice(["latest", "unit-owner"]), help="Which of several values to take unasked.")
@AS_OF_OPTION
@FORCE_OPTION
@JSON_OPTION
def command(
    tracker: Path,
    returned: tuple[Path, ...],
    output: Path | None,
    dry_run: bool,
    base: Path | None,
    receipts: Path | None,
    as_of: date,
    force: bool,
    as_json: bool,
    **options: Any,
) -> int:
    """Merge RETURNED workbooks (files, folders, zip files; any number, in any order) into TRACKER.

    What one return alone changed is taken. What contradicts, and what needs your word, waits on the Decisions
    sheet of TRACKER: pick there in Excel, then run `xltrack resolve`. The same file again changes nothing.
    Exit 1 when something waits or needs a look.

    \b
    Example:
      xltrack merge tracker.xlsx returned/ --dry-run
      xltrack merge tracker.xlsx returned/
    """
    from xltrack.excel.reader import read_workbook
    from xltrack.excel.update import update_workbook
    from xltrack.files import load_settings, refuse_overwrite
    from xltrack.merge import merge, preview
    from xltrack.policy import Policy
    from xltrack.receipts import recorded
    from xltrack.returns import read_returns

    if output is not None:
        refuse_overwrite(output, tracker, *returned, force=force)
    settings = load_settings(tracker.parent)
    policy = Policy.from_settings(settings.merge | {key: value for key, value in options.items() if value})
    master = read_workbook(tracker)
    sent = read_workbook(base).base if base else None
    returns = read_returns(returned, master=tracker, base=sent)
    result = merge(master, returns.submissions, when=now(), policy=policy)
    known = master.base
    assert known is not None  # or merge has refused it
    result = recorded(known, result, returns.submissions, now())
    if not dry_run:
        update_workbook(tracker, master, result.tracker, as_of=as_of, output=output, adopted=result.adopted)
        if receipts is not None:
            _answer(receipts, known, result, returns.submissions, as_of)
    problems = (*result.problems, *returns.problems)
    if as_json:
        show_json(_json(result) | {"problems": problems_json(problems), "unreadable": returns.unreadable})
    else:
        _print(result, returns.unreadable, output or tracker, dry_run)
        tell_problems((p for p in problems if p.severity != "info"), to_stderr=False)
        if result.conflicts:
            _offer(preview(result.tracker, when=now(), policy=policy))
    waits = bool(result.conflicts or returns.unreadable or any(p.severity != "info" for p in problems))
    return 1 if waits else 0


def _answer(folder: Path, known: Tracker, result: MergeResult, returns: Sequence[Submission], as_of: date) -> None:
    from xltrack.sending import write_receipts

    names = write_receipts(folder, known, result, returns, as_of)
    say(f"{folder}: {count(len(names), 'file')} written, as text and as drafts to the senders.")


def _json(result: MergeResult) -> dict[str, Any]:
    conflicts = [
        {
            "id": one.id,
            "ref": one.ref,
            "field": one.field,
            "ours": one.ours,
            "claims": [{"by": claim.by, "file": claim.file, "value": claim.value} for claim in one.claims],
            "reason": one.reason,
        }
        for one in result.conflicts
    ]
    return {
        "revision": result.tracker.meta.revision,
        "changes": [_entry(entry) for entry in result.changes],
        "agreements": [_entry(entry) for entry in result.agreements],
        "conflicts": conflicts,
        "returns": [{"file": one.file, "by": one.by, "state": one.state} for one in result.returns],
    }


def _entry(entry: LogEntry) -> dict[str, Any]:
    keys = ("ref", "field", "before", "after", "outcome", "file")
    return {key: getattr(entry, key) for key in keys} | {"by": entry.who}


def _print(result: MergeResult, unreadable: Sequence[str], path: Path, dry_run: bool) -> None:
    """One screen: taken, waiting, refused, not heard from."""
    would = "would be " if dry_run else ""
    show(f"Taken: {count(len(result.changes), 'change')}")
    for entry in result.changes:
        show(f"  {entry_line(entry)}")
    waiting = len(result.conflicts)
    if waiting:
        show(f"Waiting for your decision: {count(waiting, 'cell')} (sheet Decisions)")
    for one in result.conflicts:
        show(f"  {conflict_line(one)}")
    for report in result.returns:
        show(f"{report.file}: {_state(report)}")
    for message in unreadable:
        show(f"Could not be read: {message}")
    silent = silent_units(result)
    if silent:
        show(f"Nothing from: {', '.join(silent)}")
    meta = result.tracker.meta
    say(f"{path}: {would}revision {meta.revision}, {count(waiting, 'open decision')}.")


def _state(one: ReturnReport) -> str:
    from xltrack.labels import catalogue

    words = catalogue().word("return_states", one.state, file=one.same_as)
    counts = {"taken": one.taken, "waiting": one.waiting, "refused": one.refused, "already so": one.agreed}
    told = ", ".join(f"{number} {what}" for what, number in counts.items() if number)
    return f"{words}{': ' + told if told else ''}"


def silent_units(result: MergeResult) -> list[str]:
    """The units with open actions that no edit in this merge speaks of."""
    plan = result.plan
    refs = [entry.ref for entry in (*result.changes, *result.agreements)] + [one.ref for one in result.conflicts]
    heard = {plan.by_ref[ref].responsible for ref in refs if ref in plan.by_ref}
    still = {action.responsible for action in plan.actions if not action.status.closed}
    return [unit for unit in plan.units if unit in still - heard]


def _offer(settled: Mapping[str, int]) -> None:
    for option, number in settled.items():
        if number:
            say(f"  --{option} would settle {number} of them.")
