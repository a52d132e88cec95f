"""A small program of somebody who uses the library: plans, workbooks, a merge, a decision, a summary.

Tests run it, and let two type checkers read it as the program of a stranger.
"""

from __future__ import annotations

import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Literal

import xltrack
from xltrack import (
    Account,
    Change,
    Conflict,
    Decision,
    DecisionContext,
    FileInMemory,
    Finding,
    KeyAction,
    LoadedPlan,
    Master,
    MasterInMemory,
    MergeResult,
    Plan,
    Policy,
    Receipt,
    Status,
    Submission,
    Summary,
    Tracker,
    XltrackError,
    YearMonth,
    diff,
    is_overdue,
    load_plan,
    merge,
    new_tracker,
    read_workbook,
    render,
    summarize,
    write_workbook,
)


def overdue(plan: Plan, day: date) -> list[KeyAction]:
    """Return the overdue actions of a plan."""
    return [action for action in plan.actions if is_overdue(action, day)]


def latest(actions: list[KeyAction]) -> YearMonth | None:
    """Return the last deadline among actions."""
    return max((action.deadline for action in actions if action.deadline is not None), default=None)


def round_trip(plan: Plan, folder: Path, day: date) -> tuple[Change, ...]:
    """Write a plan as a tracker, read it back, and return what differs."""
    tracker: Tracker = new_tracker(plan, day)
    write_workbook(tracker, folder / "tracker.xlsx", as_of=day)
    returned: Submission = read_workbook(folder / "tracker.xlsx")
    assert returned.base is not None
    return tuple(diff(returned.base.plan, returned.current))


def the_unit_knows(conflict: Conflict, context: DecisionContext) -> int | Literal["keep"] | None:
    """Take the claim of the responsible unit; keep comments as they are; leave the rest open."""
    for number, claim in enumerate(conflict.claims, start=1):
        if context.action is not None and claim.by == context.action.responsible:
            return number
    return "keep" if context.field == "comments" else None


def month(folder: Path, now: datetime) -> Summary:
    """Merge a return into the tracker of a folder, decide what is open, save, and summarize."""
    master = Master.open(folder / "tracker.xlsx")
    returns = master.read_returns([folder / "tracker.xlsx", FileInMemory("copy.xlsx", _bytes(folder))])
    result: MergeResult = master.merge(returns.submissions, when=now, policy=Policy(prefer="latest"))
    account: Account = result.account
    receipt: Receipt
    for receipt in account.receipts:
        print(receipt.file, receipt.state, len(receipt.taken), len(receipt.waiting))
    finding: Finding
    for finding in result.findings:
        print(finding.code, finding.severity, finding.message("fr"))
    master.merge(when=now, policy=Policy(decide=the_unit_knows))
    decisions = [Decision(conflict.id, 1) for conflict in result.conflicts]
    print(len(master.resolve(decisions, when=now, who="Dana").applied), "decisions applied")
    print("saved" if master.save(as_of=now.date()) else "nothing to save")
    return summarize([master.tracker], now.date())


def _bytes(folder: Path) -> bytes:
    return (folder / "tracker.xlsx").read_bytes()


def in_memory(folder: Path, now: datetime) -> int:
    """Merge without a file, and with the plain functions."""
    storage = MasterInMemory("tracker.xlsx", _bytes(folder))
    master = Master.open(storage)
    plain = merge(master.sheets, [read_workbook(folder / "tracker.xlsx")], when=now)
    return len(plain.changes) + len(master.merge(when=now).changes) + len(storage.data)


def main(source: str, target: str) -> None:
    """Run all of it on the plan in `source`, in the folder `target`."""
    day, now = date(2024, 6, 30), datetime(2024, 7, 1, tzinfo=UTC)
    loaded: LoadedPlan = load_plan(Path(source))
    late = overdue(loaded.plan, day)
    print(len(late), "overdue, the last of them due", latest(late), "of", xltrack.__version__)
    print(sum(action.status is Status.COMPLETED for action in loaded.plan.actions), "completed")
    print(len(round_trip(loaded.plan, Path(target), day)), "changes")
    page: bytes = render(month(Path(target), now), "html")
    (Path(target) / "summary.html").write_bytes(page)
    print(in_memory(Path(target), now) > 0)
    try:
        load_plan(Path(target) / "missing.txt")
    except XltrackError as error:
        print(error.code, error.as_dict("es")["message"])


if __name__ == "__main__":
    main(*sys.argv[1:3])
