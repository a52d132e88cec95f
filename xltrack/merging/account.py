"""The answer to each return: what was taken of it, what waits, what was refused and why, and what stayed as it was."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from xltrack.findings import Finding
from xltrack.merging.claims import ReturnClaims, ReturnState, gather
from xltrack.merging.merge import MergeResult
from xltrack.model.correspondence import ReceivedReturn
from xltrack.model.submission import Submission, recipient
from xltrack.model.tracker import Claim, LogEntry, Tracker

UNREAD_STATES: frozenset[ReturnState] = frozenset({"same_file", "other_tracker", "newer_return", "base_missing"})
"""The states of returns from which nothing could be taken."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """One edit that waits for the coordinator, with the code of the reason."""

    ref: str
    field: str | None
    claim: Claim
    reason: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of one return. Each of its edits is in one of taken, agreed, waiting, rejected, refused, earlier."""

    key: str
    file: str
    by: str
    to: str
    """The unit or person that the copy was written for; "" when that cannot be told."""
    language: str
    state: ReturnState
    same_as: str = ""
    taken: tuple[LogEntry, ...] = ()
    agreed: tuple[LogEntry, ...] = ()
    waiting: tuple[Waiting, ...] = ()
    rejected: tuple[LogEntry, ...] = ()
    """Passed over by the merge policy, with the code of the reason."""
    refused: tuple[Finding, ...] = ()
    """Values that could not be taken, and edits of what nobody may edit."""
    remarks: tuple[Finding, ...] = ()
    """Taken or harmless, but the sender should look."""
    earlier: int = 0
    """Edits that this very file brought before."""
    unchanged: int = 0
    """Key actions without any edit."""
    missing: tuple[str, ...] = ()


def receipts(known: Tracker, result: MergeResult, returns: Sequence[Submission]) -> tuple[Receipt, ...]:
    """A receipt for each return of a merge, in their order. `known` is the master before it."""
    fresh = result.tracker.log[len(known.log) :]
    first: dict[str, str] = {}
    made = []
    for one in returns:
        wants = gather(known, one)
        twin = first.get(one.key)
        if twin is not None and not wants.refused:
            made.append(
                Receipt(one.key, one.file, one.by, recipient(known, one), _language(known, one), "same_file", twin)
            )
            continue
        first.setdefault(one.key, one.file)
        made.append(_receipt(known, result, wants, [entry for entry in fresh if entry.digest == one.key]))
    return tuple(made)


def _receipt(known: Tracker, result: MergeResult, wants: ReturnClaims, fresh: Sequence[LogEntry]) -> Receipt:
    one = wants.submission
    waiting = () if wants.refused else tuple(_waiting(result, one.key))
    told = {(entry.ref, entry.field) for entry in fresh} | {(one.ref, one.field) for one in waiting}
    refused = [finding for finding in wants.findings if finding.severity == "error" or finding.code == "locked_edited"]
    touched = wants.touched | set(one.missing) | {finding.values.get("ref") for finding in refused}
    return Receipt(
        one.key,
        one.file,
        one.by,
        recipient(known, one),
        _language(known, one),
        wants.state or ("merged" if fresh else "nothing_new"),
        taken=_with(fresh, "taken", "added"),
        agreed=_with(fresh, "agreed"),
        waiting=waiting,
        rejected=_with(fresh, "rejected"),
        refused=tuple(refused),
        remarks=tuple(p for p in wants.findings if p.severity == "warning" and p not in refused),
        earlier=sum(cell not in told for cell, _ in wants.claims),
        unchanged=0 if wants.refused else sum(action.ref not in touched for action in one.current.actions),
        missing=() if wants.refused else one.missing,
    )


def _waiting(result: MergeResult, key: str) -> Iterator[Waiting]:
    for conflict in result.conflicts:
        for claim in conflict.claims:
            if claim.digest == key:
                yield Waiting(conflict.ref, conflict.field, claim, conflict.reason)


def _with(entries: Iterable[LogEntry], *outcomes: str) -> tuple[LogEntry, ...]:
    return tuple(entry for entry in entries if entry.outcome in outcomes)


def _language(known: Tracker, submission: Submission) -> str:
    return (submission.base or known).meta.language


def recorded(known: Tracker, result: MergeResult, returns: Sequence[Submission], when: datetime) -> MergeResult:
    """The merge with a record in its tracker of each return that is new, whether it changed anything or not.

    Only where copies were sent: the return board asks for it. The same object when there is nothing to record, so
    that merging the same files again writes nothing.
    """
    if not known.sent:
        return result
    records = {one.key: one for one in result.tracker.received}
    for one, receipt in zip(returns, receipts(known, result, returns), strict=True):
        if one.key in records or receipt.state in UNREAD_STATES:
            continue
        base = one.base
        records[one.key] = ReceivedReturn(
            key=one.key,
            file=one.file,
            by=one.by,
            to=receipt.to,
            when=when,
            saved=one.saved,
            revision=base.meta.revision if base else one.revision,
            missing=len(receipt.missing),
            refused=len(receipt.refused),
        )
    if len(records) == len(result.tracker.received):
        return result
    return replace(result, tracker=result.tracker.model_copy(update={"received": tuple(records.values())}))
