"""The account of a merge: the outcome of each return and of each of its edits, and who sent nothing.

Merging computes it once. The command line, the month's papers, the letters to the senders and the JSON forms all
show these figures.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from xltrack.findings import Finding
from xltrack.i18n.catalogue import fold
from xltrack.i18n.html_table import html_table
from xltrack.merging.claims import ReturnClaims, ReturnState
from xltrack.merging.moved_rows import unmarked
from xltrack.merging.unit_names import present_name, with_present_names
from xltrack.model.correspondence import ReceivedReturn, answers, last_sent
from xltrack.model.sorts import has_no_cell
from xltrack.model.submission import answered_copies, recipients
from xltrack.model.tracker import Claim, Conflict, LogEntry, Tracker

UNREAD_STATES: frozenset[ReturnState] = frozenset({"same_file", "other_tracker", "newer_return", "base_missing"})
"""The states of returns from which nothing could be taken."""


class Waiting(NamedTuple):
    """One edit that waits for the coordinator, with the code of the reason."""

    ref: str
    field: str | None
    claim: Claim
    reason: str


class Receipt(NamedTuple):
    """The outcome of one return. Each of its edits is in one of taken, agreed, waiting, rejected, refused, earlier."""

    key: str
    file: str
    by: str
    to: str
    """The unit or person that the copy was written for; "" when that cannot be told."""
    language: str
    state: ReturnState
    same_as: str = ""
    """The file that this one is a copy of."""
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

    def __repr__(self) -> str:
        counts = ", ".join(f"{count} {outcome}" for outcome, count in self.counts.items() if count)
        return f"<Receipt {self.file!r} by {self.by!r}: {self.state}{counts and ', ' + counts}>"

    @property
    def counts(self) -> Mapping[str, int]:
        """The number of edits by outcome; `refused` counts those that the merge policy passed over, too."""
        return {
            "taken": len(self.taken),
            "agreed": len(self.agreed),
            "waiting": len(self.waiting),
            "refused": len(self.refused) + len(self.rejected),
            "earlier": self.earlier,
        }


class Account(NamedTuple):
    """The receipts of a merge, and who returned nothing.

    `silent` holds everybody who was sent a copy and returned none; where no copies were sent, the units with open
    actions that no return covers. A return without any edit counts, too.
    """

    receipts: tuple[Receipt, ...] = ()
    silent: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"<Account: {len(self.receipts)} returns, {len(self.silent)} not returned>"

    def _repr_html_(self) -> str:
        rows = ((row.file, row.by, row.to, repr(row)[1:-1].rpartition(": ")[2]) for row in self.receipts)
        return html_table(repr(self)[1:-1], ("file", "by", "to", "outcome"), rows)

    @property
    def senders_of_several(self) -> Mapping[str, tuple[str, ...]]:
        """Everybody who saved more than one of the files that could be used, with those files."""
        files: dict[str, list[str]] = defaultdict(list)
        for receipt in self.receipts:
            if receipt.by and receipt.state not in (*UNREAD_STATES, "remarks_only"):
                files[receipt.by].append(receipt.file)
        return {by: tuple(names) for by, names in files.items() if len(names) > 1}


def account(
    known: Tracker,
    after: Tracker,
    wanted: Sequence[ReturnClaims],
    twins: Mapping[int, ReturnClaims],
    fresh: Iterable[LogEntry],
    earlier: Iterable[LogEntry],
) -> Account:
    """Work out the account of a merge that turned `known` into `after`.

    `twins` gives, by its place in `wanted`, the return that a repeated one copies. `fresh` are the log entries of
    this merge, `earlier` those of edits that an earlier merge settled.
    """
    entries: dict[str, list[LogEntry]] = defaultdict(list)
    for entry in fresh:
        entries[unmarked(entry.digest)].append(entry)
    waiting: dict[str, list[Waiting]] = defaultdict(list)
    for conflict in after.conflicts:
        for claim in conflict.claims:
            waiting[unmarked(claim.digest)].append(Waiting(conflict.ref, conflict.field, claim, conflict.reason))
    before = Counter(unmarked(entry.digest) for entry in earlier)
    receipts = []
    for at, claims in enumerate(wanted):
        key, twin = claims.submission.key, twins.get(at)
        if twin is not None or claims.refused:
            receipts.append(_unused(known, claims, twin))
        else:
            receipts.append(_receipt(known, claims, entries[key], waiting[key], before[key]))
    return Account(tuple(receipts), tuple(_silent(known, after, wanted, receipts)))


def after_decisions(account: Account, entries: Iterable[LogEntry], still_open: Iterable[Conflict]) -> Account:
    """Return the account in which edits that were decided at once no longer wait.

    `entries` are what the decisions logged, `still_open` the conflicts they left.
    """
    decided: dict[str, list[LogEntry]] = defaultdict(list)
    for entry in entries:
        if not _is_noted_elsewhere(entry):
            decided[unmarked(entry.digest)].append(entry)
    waits = {(unmarked(claim.digest), open_.ref, open_.field) for open_ in still_open for claim in open_.claims}
    return account._replace(receipts=tuple(_decided(row, decided[row.key], waits) for row in account.receipts))


def _is_noted_elsewhere(entry: LogEntry) -> bool:
    """Return whether the sender learns this from another entry: that of the deadline, the added row or the comments."""
    if entry.outcome == "decided":
        return entry.field in ("proposed_deadline", None)
    return entry.outcome == "agreed" and has_no_cell(entry.field)


def _decided(receipt: Receipt, entries: Sequence[LogEntry], waits: Collection[tuple[str, str, str | None]]) -> Receipt:
    return receipt._replace(
        taken=receipt.taken + _with(entries, "decided", "added"),
        agreed=receipt.agreed + _with(entries, "agreed"),
        rejected=receipt.rejected + _with(entries, "rejected"),
        waiting=tuple(one for one in receipt.waiting if (receipt.key, one.ref, one.field) in waits),
    )


def _unused(known: Tracker, claims: ReturnClaims, twin: ReturnClaims | None) -> Receipt:
    """Make the receipt of a return from which nothing could be taken."""
    refused = tuple(finding for finding in claims.findings if finding.is_error)
    return _blank(known, claims)._replace(same_as=twin.submission.file if twin else "", refused=refused)


def _blank(known: Tracker, claims: ReturnClaims) -> Receipt:
    """Make a receipt that only names its return."""
    submission, state = claims.submission, claims.state or "nothing_new"
    to = next(iter(recipients(known, submission)), "")
    names = present_name(to, claims.names), _language(known, claims)
    return Receipt(submission.key, submission.file, submission.by, *names, state)


def _receipt(
    known: Tracker, claims: ReturnClaims, fresh: Sequence[LogEntry], waiting: Sequence[Waiting], earlier: int
) -> Receipt:
    submission = claims.submission
    refused = [finding for finding in claims.findings if finding.refused]
    touched = claims.touched | set(submission.missing) | {finding.ref for finding in refused}
    return _blank(known, claims)._replace(
        state=claims.state or ("merged" if fresh else "nothing_new"),
        taken=_with(fresh, "taken", "added"),
        agreed=_with(fresh, "agreed"),
        waiting=tuple(waiting),
        rejected=_with(fresh, "rejected"),
        refused=tuple(refused),
        remarks=tuple(p for p in claims.findings if p.needs_attention and not p.refused),
        earlier=earlier,
        unchanged=sum(
            action.ref not in touched for rec in submission.current.recommendations for action in rec.actions
        ),
        missing=submission.missing,
    )


def _with(entries: Iterable[LogEntry], *outcomes: str) -> tuple[LogEntry, ...]:
    return tuple(entry for entry in entries if entry.outcome in outcomes)


def _language(known: Tracker, claims: ReturnClaims) -> str:
    return (claims.submission.base or known).meta.language


def _silent(
    known: Tracker, after: Tracker, wanted: Sequence[ReturnClaims], receipts: Sequence[Receipt]
) -> Iterator[str]:
    """Yield everybody who returned nothing, in the order of the sending or of the plan."""
    pairs = zip(wanted, receipts, strict=True)
    ours = [(claims, receipt) for claims, receipt in pairs if claims.state != "other_tracker"]
    return _unanswered_copies(known, [claims for claims, _ in ours]) if known.sent else _unheard_units(after, ours)


def _unanswered_copies(known: Tracker, ours: Sequence[ReturnClaims]) -> Iterator[str]:
    """Yield those whose last copy no return answers, neither an earlier one nor one of this merge."""
    present = with_present_names(known)
    returned = [
        (present_name(to, claims.names), _revision(claims))
        for claims in ours
        for to in recipients(known, claims.submission)
    ]
    for to, copy in last_sent(present.sent).items():
        merged = (
            received
            for received in present.received
            if received.to == to and answers(copy, received.revision, received.when)
        )
        at_hand = any(name == to and answers(copy, revision, None) for name, revision in returned)
        if not at_hand and next(merged, None) is None:
            yield to


def _unheard_units(after: Tracker, ours: Sequence[tuple[ReturnClaims, Receipt]]) -> Iterator[str]:
    """Yield the units with open actions that no return covers."""
    heard = {
        unit
        for claims, receipt in ours
        if claims.state != "newer_return"
        for unit in _speaks_for(after, claims, receipt)
    }
    still = {action.responsible for action in after.plan.actions if not action.status.closed}
    yield from (unit for unit in after.plan.units if unit in still and fold(unit) not in heard)


def _speaks_for(after: Tracker, claims: ReturnClaims, receipt: Receipt) -> Iterator[str]:
    """Yield the units (folded) that a return covers.

    These are the units of the actions that it edits (or, of a partial copy, holds), the unit it was written for, the
    unit that saved it, and the unit that its file is named after.
    """
    submission, rows = claims.submission, after.plan.by_ref
    edited = {entry.ref for entry in (*receipt.taken, *receipt.agreed, *receipt.rejected)}
    edited |= {edit.ref for edit in receipt.waiting} | claims.touched
    sent = submission.base.meta.scope if submission.base else ()
    yield from (fold(rows[ref].responsible) for ref in {*edited, *sent} if ref in rows)
    senders = (submission.by, receipt.to, submission.file.rpartition(": ")[2].rpartition(".")[0])
    yield from (fold(present_name(name, claims.names)) for name in senders)


def _revision(claims: ReturnClaims) -> int | None:
    submission = claims.submission
    return submission.base.meta.revision if submission.base else submission.revision


def with_received(
    after: Tracker, wanted: Sequence[ReturnClaims], receipts: Sequence[Receipt], when: datetime
) -> Tracker:
    """Record each return that could be used and is not yet on record, even if it changed nothing.

    This is only done where copies were sent, because the return status needs it. Returns the same object when there is
    nothing to record, so that merging the same files again writes nothing.
    """
    if not after.sent:
        return after
    records = {return_.key: return_ for return_ in after.received}
    for claims, receipt in zip(wanted, receipts, strict=True):
        if receipt.key in records or receipt.state in {*UNREAD_STATES, "remarks_only"}:
            continue
        for key, to in answered_copies(after, claims.submission).items():
            records[key] = ReceivedReturn(
                key=key,
                file=receipt.file,
                by=receipt.by,
                to=to,
                when=when,
                saved=claims.submission.saved,
                revision=_revision(claims),
                missing=len(receipt.missing),
                refused=len(receipt.refused),
            )
    if len(records) == len(after.received):
        return after
    return after.model_copy(update={"received": tuple(records.values())})
