"""The settling of one cell: the rule of its column, applied to all claims on it.

b = the cell as that return was sent, o = ours, t = theirs. `t == o` agrees. All other claims form a set, with
ours among them unless somebody who claims another value knew ours (b == o). A single value is taken; of several,
ours stays and a person decides.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import compress

from xltrack.merging.append_text import append_additions
from xltrack.merging.dispute import Dispute, Settlement
from xltrack.merging.policy import Policy
from xltrack.merging.removed_text import removes_others_lines
from xltrack.model.compare import ChangeKind, comparable_value, same, transition
from xltrack.model.correspondence import comparable_time
from xltrack.model.fields import Value, plain
from xltrack.model.plan import KeyAction, Status
from xltrack.model.row_rules import lacks_reason
from xltrack.model.tracker import Claim

_TEXTS = ("comments", "evidence")
"""Text fields in which people write what was done; a claim that empties one is asked about."""


def settle(dispute: Dispute, policy: Policy) -> Settlement:
    """Settle each claim on a cell. The order of the claims does not matter."""
    claims = sorted(dispute.claims, key=claim_order)
    agrees = [is_agreed(dispute.field, claim.value, dispute.ours, dispute.row) for claim in claims]
    agreed = tuple(compress(claims, agrees))
    rest = [claim for claim, is_agreed in zip(claims, agrees, strict=True) if not is_agreed]
    if not rest:
        return Settlement(agreed)
    if dispute.doubt:
        return Settlement(agreed, waiting=tuple(rest), reason=dispute.doubt)
    return _settle_wants(dispute, agreed, rest, policy)


def _settle_wants(dispute: Dispute, agreed: tuple[Claim, ...], rest: Sequence[Claim], policy: Policy) -> Settlement:
    """Apply the rule of the column to the claims whose value is not ours."""
    values = {comparable_value(claim.value) for claim in rest}
    known = any(same(claim.base, dispute.ours) for claim in rest)
    if dispute.rule in ("ask", "locked"):
        return Settlement(agreed, waiting=tuple(rest), reason="asks" if len(values) == 1 and known else "two_values")
    if len(values) == 1 and known:
        return _take(dispute, agreed, rest, rest[0].value, policy)
    if dispute.rule == "append":
        return append_additions(dispute, agreed, rest)
    rivals = rest if known else [*rest, dispute.set_by]
    chosen = policy.choose(rivals, dispute.row.responsible if dispute.row else "")
    if chosen is None:
        return Settlement(agreed, waiting=tuple(rest), reason="two_values")
    if same(chosen.value, dispute.ours):
        return Settlement(agreed, passed=tuple(rest))
    return _take(dispute, agreed, rest, chosen.value, policy)


def claim_order(claim: Claim) -> tuple[object, ...]:
    """Return the sort key of claims and additions: oldest first, independent of the order of the files."""
    texts = plain(claim.value) or "", plain(claim.base) or ""
    return comparable_time(claim.when), claim.by, claim.file, claim.digest, *texts


def is_agreed(field: str | None, value: Value, ours: Value, row: KeyAction | None) -> bool:
    """Return whether a cell of a row has the claimed value already; a proposed deadline also if the row is due then."""
    if field == "proposed_deadline" and row and row.deadline and value:
        return value in (ours, row.deadline)
    return same(value, ours)


def _take(
    dispute: Dispute, agreed: tuple[Claim, ...], rest: Sequence[Claim], value: Value, policy: Policy
) -> Settlement:
    reason = _doubt(dispute, value, rest[0].by, policy)
    if reason:
        return Settlement(agreed, waiting=tuple(rest), reason=reason)
    winners = [claim for claim in rest if same(claim.value, value)]
    passed = tuple(claim for claim in rest if not same(claim.value, value))
    taken = tuple((claim, claim.value) for claim in winners[:1])
    return Settlement(agreed + tuple(winners[1:]), taken, passed)


def _doubt(dispute: Dispute, value: Value, by: str, policy: Policy) -> str:
    """Return the reason code if an uncontested value still needs confirmation, else an empty string."""
    if dispute.field in _TEXTS and dispute.ours and not policy.accept_cleared:
        if not value:
            return "emptied"
        if dispute.field == "comments" and removes_others_lines(dispute.ours, value, by, dispute.authors):
            return "removed"
    if dispute.field != "status" or dispute.row is None or value is None:
        return ""
    after = dispute.row.model_copy(update={"status": value})
    return _status_doubt(dispute.row, after, policy)


def _status_doubt(row: KeyAction, after: KeyAction, policy: Policy) -> str:
    """Return the reason code if a row's new status needs confirmation."""
    kind = transition(row, after)
    if kind == "reopened" and not policy.accept_reopened:
        return "reopened"
    if kind == "withdrawn" and lacks_reason(after) and not policy.accept_withdrawn:
        return "withdrawn_bare"
    return _completion_doubt(row, kind, policy) if after.status is Status.COMPLETED else ""


def _completion_doubt(row: KeyAction, kind: ChangeKind, policy: Policy) -> str:
    """Return the reason code if a completion needs confirmation. The gravest counts: it may need several."""
    if policy.require_evidence and not row.evidence:
        return "no_evidence"
    if kind == "suspicious" and not policy.accept_completed:
        return "completed_bare"
    return "verify" if policy.verify_completed else ""
