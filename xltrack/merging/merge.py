"""Any number of returned workbooks and the master become one new state of the master.

Each return is compared with its own base. b = the cell as that return was sent, o = ours (the master now),
t = theirs (the return); "-" = the row is absent:

    b  o  t   what becomes of it
    x  x  x   nothing
    x  y  x   nothing: ours moved, they did not touch it
    x  x  y   one claim: taken; asked where the column asks, or where the change is doubtful
    x  y  y   agreement
    x  y  z   both moved: a conflict, ours stays; comments that only add to x are all kept
    x  x  -   nothing: a missing row is never a deletion
    x  y  -   nothing
    x  -  x   nothing: the row was withdrawn since
    x  -  y   a finding: there is no row to put it in
    x  -  -   nothing
    -  x  -   nothing: a row newer than that return
    -  -  x   a proposed row: asked
    -  x  x   agreement: the proposed row is in the plan already
    -  x  y   a proposed row with the text of one that is there: asked, as a copy

All claims on a cell, those still waiting from earlier merges included, are settled together (settle.py), so
neither the order of the files nor repeating one matters. An edit that was merged from the same file before is no new
claim, whatever its outcome: an old return never brings an old value back. The coordinator's own edits in the
master's sheets are applied first; on a cell that waits, such an edit is the decision.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from xltrack.errors import MergeError
from xltrack.findings import Finding, Term
from xltrack.findings.merges import decided_before, passed_over, same_file
from xltrack.i18n.catalogue import catalogue, reason_text
from xltrack.merging.account import account, with_received
from xltrack.merging.alike_units import ask_about_units
from xltrack.merging.announced import drop_announced
from xltrack.merging.append_text import rewritten
from xltrack.merging.asked_remarks import latest, want_remarks
from xltrack.merging.claims import ReturnClaims, claim_of, gather, without_twins
from xltrack.merging.column_rules import cell_label, rule_of
from xltrack.merging.decisions import decide_by
from xltrack.merging.dispute import Dispute, Settlement
from xltrack.merging.hand_edits import apply_hand_edits
from xltrack.merging.history import Order
from xltrack.merging.log_cells import CellKey
from xltrack.merging.merge_result import MergeResult
from xltrack.merging.moved_rows import MERGED_ROW
from xltrack.merging.policy import DEFAULT_POLICY, Policy
from xltrack.merging.proposals import home, twins
from xltrack.merging.revision import Ledger
from xltrack.merging.settle import claim_order, settle
from xltrack.merging.sorts import part_sort, sort_claim
from xltrack.model.compare import action_changes, same
from xltrack.model.correspondence import comparable_time
from xltrack.model.expected import expect, expect_each, expect_zone
from xltrack.model.fields import value_label
from xltrack.model.remark import is_remark
from xltrack.model.sorts import has_no_cell
from xltrack.model.submission import Submission
from xltrack.model.tracker import APPLIED, Claim, LogEntry, Tracker

PLAN_CLOSED = "plan_closed"
"""The reason for which everything waits that comes back while the plan is closed."""
_LASTING = frozenset({"swapped", "sorted", "outside", "vague", "twice", "text_reworded", "text_gone", MERGED_ROW})
"""Reasons that come from one file: what they ask about waits until somebody decides, whatever is merged later."""


def merge(
    master: Submission, returns: Sequence[Submission], *, when: datetime, policy: Policy = DEFAULT_POLICY
) -> MergeResult:
    """Merge into the master everything in the returns that can be settled; the rest waits in its conflicts.

    `master` is read like a return: its base is the tracker as saved, `current` the plan in its sheets now.
    The tracker is the same object when nothing changed. If copies were sent, it records who answered.
    Raises MergeError when the master's own base is gone, or when it is a copy that was sent to somebody.
    """
    expect_zone("when", when)
    expect("policy", policy, Policy)
    base = _saved_state(master)
    ledger = Ledger(base, when)
    findings = master.findings_as_master
    adopted = apply_hand_edits(ledger, master, findings)
    gathered = [gather(base, form, ledger.names, ledger.heirs) for form in sorted(_forms(returns), key=_return_order)]
    twins_of = without_twins(gathered)
    earlier = [entry for wants in gathered for entry in part_sort(ledger, wants, master.filled)]
    doubts: dict[CellKey, str] = {}
    wanted = _wanted(ledger, gathered, earlier, doubts, policy)
    own = {remark.code for form in (master, *master.more) for remark in form.remarks}
    want_remarks(ledger, gathered, wanted, earlier, own)
    for wants in filter(lambda one: one.moves, gathered):
        cell, claim = sort_claim(ledger, wants.moves, claim_of(wants, None))
        wanted.setdefault(cell, []).append(claim)
    doubts = dict.fromkeys(master.filled, "filled") | doubts
    passed = _settle_all(ledger, wanted, policy, doubts)
    ask_about_units(ledger)
    if policy.decide is not None:
        passed += decide_by(ledger, policy.decide, set(master.filled))
    tracker = ledger.close()
    agreements = [entry for entry in ledger.entries if entry.outcome == "agreed"] + earlier
    findings += [finding for wants in gathered for finding in wants.findings] + passed
    findings += [_same_file(gathered[at].submission, twin) for at, twin in twins_of.items()]
    made = account(base, tracker, gathered, twins_of, ledger.entries, earlier)
    return MergeResult(
        with_received(tracker, gathered, made.receipts, when),
        tuple(entry for entry in ledger.entries if entry.outcome in APPLIED),
        tuple(agreements),
        tuple(findings),
        made,
        adopted,
    )


def _saved_state(master: Submission) -> Tracker:
    """Return the tracker as the master's workbook was saved. Raises MergeError like `merge`."""
    expect("master", master, Submission)
    if master.base is None:
        raise MergeError("master_base_missing", file=master.file)
    if master.base.meta.to:
        raise MergeError("copy_as_master", file=master.file, to=master.base.meta.to)
    return master.base


def _forms(returns: Iterable[Submission]) -> Iterator[Submission]:
    """Yield every return with the further copies of the form in its workbook."""
    for submission in expect_each("each return", returns, Submission):
        yield from (submission, *submission.more)


def _return_order(submission: Submission) -> tuple[object, ...]:
    return comparable_time(submission.saved), submission.by, submission.file, submission.key


def _same_file(submission: Submission, twin: ReturnClaims) -> Finding:
    return same_file(twin.submission.file).in_file(submission.file)


def _wanted(
    ledger: Ledger,
    gathered: Iterable[ReturnClaims],
    earlier: list[LogEntry],
    doubts: dict[CellKey, str],
    policy: Policy,
) -> dict[CellKey, list[Claim]]:
    """Return the new claims by cell, with an empty list for each open conflict without one.

    Entries of edits that were settled before are added to `earlier`; reason codes of doubtful cells to `doubts`.
    """
    wanted: dict[CellKey, list[Claim]] = {(c.ref, c.field): [] for c in ledger.tracker.conflicts}
    waiting = {cell: {claim.digest for claim in ledger.waiting(cell)} for cell in wanted}
    for wants in gathered:
        for cell, claim in wants.claims:
            known = ledger.dealt_with(cell, claim.digest)
            if known is None and (decided := _settled_before(ledger, cell, claim, wants.revision, policy)):
                earlier.append(decided.model_copy(update={"digest": claim.digest, "file": claim.file}))
                drop_announced(wants.findings, cell, claim.row)
                if not same(claim.value, ledger.draft.value(*cell)):
                    wants.findings.append(_decided_before(ledger, cell, claim, decided))
            elif known is None:
                wanted.setdefault(cell, []).append(claim)
                doubts |= {cell: wants.doubts[cell]} if cell in wants.doubts else {}
            elif claim.digest not in waiting.get(cell, ()):
                earlier.append(known)
                drop_announced(wants.findings, cell, claim.row)
        wants.claims.clear()  # a settled claim is dropped: its log entry takes its room in memory
    return wanted


def _settled_before(ledger: Ledger, cell: CellKey, claim: Claim, revision: int, policy: Policy) -> LogEntry | None:
    """Return the decision on the same words of the same person, or the entry that took them if they would now be asked
    about."""
    decided = ledger.decided_before(cell, claim, revision)
    if decided is not None or cell[1] is None:
        return decided
    rule, ours = rule_of(ledger.tracker.plan, cell[0], cell[1]), ledger.draft.value(*cell)
    if same(claim.base, ours) or same(claim.value, ours):
        return None
    asks = rewritten(ours or "", claim) if rule == "append" else policy.prefer is None
    return ledger.taken_before(cell, claim, revision) if asks else None


def _decided_before(ledger: Ledger, cell: CellKey, claim: Claim, decision: LogEntry) -> Finding:
    """Report that the coordinator has decided the same words of the same person already, with the reason given."""
    words = catalogue()
    column = cell_label(ledger.tracker.plan, cell[0], cell[1]) if cell[1] else cell[0]
    return decided_before(
        column,
        value_label(cell[1], claim.value, words),
        claim.by,
        decision.when.date(),
        Term(("outcomes",), decision.outcome),
        reason_text(decision.reason, words) if decision.reason else "",
        *cell,
    ).in_file(claim.file)


def _settle_all(
    ledger: Ledger, wanted: dict[CellKey, list[Claim]], policy: Policy, doubts: Mapping[CellKey, str]
) -> list[Finding]:
    """Settle every cell, an action's status last, because its doubts depend on comments and evidence."""
    place = Order(ledger.tracker.plan)
    findings = []
    for cell in sorted(wanted, key=lambda cell: (*place(cell)[:2], cell[1] == "status", place(cell)[2])):
        new, waiting = wanted.pop(cell), ledger.waiting(cell)
        if not new and not waiting:
            continue
        claims = [*waiting, *new]
        if has_no_cell(cell[1]):
            settled = _outside_cells(claims, "remark" if is_remark(cell[1]) else "sorted")
        elif cell[1] is None:
            settled = _proposal(ledger, cell, claims)
        else:
            settled = settle(_dispute(ledger, cell, cell[1], claims, doubts), policy)
        findings += _write(ledger, cell, settled, waiting, policy)
    return findings


def _outside_cells(claims: Sequence[Claim], reason: str) -> Settlement:
    """Let a remark or a sort wait; the same one in a second file agrees with it, and one that was written on since."""
    waits = latest(sorted(claims, key=claim_order))
    return Settlement(tuple(claim for claim in claims if claim is not waits), waiting=(waits,), reason=reason)


def _dispute(
    ledger: Ledger, cell: CellKey, name: str, claims: Sequence[Claim], doubts: Mapping[CellKey, str]
) -> Dispute:
    ref, plan = cell[0], ledger.tracker.plan
    otherwise = PLAN_CLOSED if plan.is_closed else ""
    return Dispute(
        rule=rule_of(plan, ref, name),
        field=name,
        ours=ledger.draft.value(ref, name),
        set_by=ledger.set_by(cell),
        claims=claims,
        row=ledger.draft.action(ref),
        doubt=doubts.get(cell) or min(_LASTING & ledger.waits_for(cell), default=otherwise),
        authors=ledger.line_authors(cell) if name == "comments" else {},
    )


def _proposal(ledger: Ledger, cell: CellKey, claims: Sequence[Claim]) -> Settlement:
    """Let a proposed row wait. A row that the plan holds already, word for word, is an agreement."""
    plan = ledger.draft.plan()
    same: list[Claim] = []
    copied = False
    for claim in claims:
        others = [] if claim.row is None else list(twins(plan, claim.row, home(plan, cell[0]) or ""))
        copied = copied or bool(others)
        if claim.row is not None and any(not any(action_changes(other, claim.row)) for other in others):
            same.append(claim)
    waiting = tuple(sorted((claim for claim in claims if claim not in same), key=claim_order))
    texts = {claim.value for claim in waiting}
    new = "text_recommendation" if claims[0].recommendation is not None else "added"
    reason = "copied" if copied else "two_values" if len(texts) > 1 else new
    return Settlement(tuple(same), waiting=waiting, reason=reason)


def _write(
    ledger: Ledger, cell: CellKey, settled: Settlement, waiting: Sequence[Claim], policy: Policy
) -> list[Finding]:
    """Log the outcome of each claim. Return a finding for each value that the policy passed over."""
    for claim, after in settled.taken:
        ledger.change(cell, after, "taken", claim)
    for claim in settled.agreed:
        ledger.note(cell, "agreed", claim)
    findings = []
    for claim in settled.passed:
        ledger.note(cell, "rejected", claim, reason=f"prefer_{policy.prefer}".replace("-", "_"))
        column = cell_label(ledger.tracker.plan, cell[0], cell[1] or "")
        claimed, present = (
            value_label(cell[1], value, catalogue()) for value in (claim.value, ledger.draft.value(*cell))
        )
        findings.append(passed_over(column, claimed, present, *cell).in_file(claim.file))
    reopened = settled.reason != PLAN_CLOSED and PLAN_CLOSED in ledger.waits_for(cell)
    known = set() if reopened else set(map(id, waiting))
    for claim in settled.waiting:
        if id(claim) not in known:
            ledger.note(cell, "asked", claim, reason=settled.reason)
    return findings
