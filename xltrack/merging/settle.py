"""How one cell is settled: the rule of its column, applied to everything that anybody wants in it.

b = the cell as that return was sent, o = ours, t = theirs. `t == o` agrees. All other claims form a set, with
ours among them unless somebody who wants something else knew ours (b == o). One value is taken; of more,
ours stays and a person decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import compress, permutations
from typing import NamedTuple

from xltrack.merging.policy import Policy, moment
from xltrack.model.compare import appended, comparable, same, transition
from xltrack.model.fields import Rule
from xltrack.model.plan import KeyAction, Status
from xltrack.model.text_length import fits
from xltrack.model.tracker import Claim

_TEXTS = ("comments", "evidence")
"""Fields in which people write what was done: emptying one is asked for."""
_LEFTOVER_STOP = re.compile(r"^[.,;]\s+(?=\S)")
"""The stop that ended the old text when somebody went on writing behind it."""


class Dispute(NamedTuple):
    """One cell: its rule, what it says, who made it say so (with no time if nobody knows), and the claims."""

    rule: Rule
    field: str
    ours: str | None
    set_by: Claim
    claims: Sequence[Claim]
    row: KeyAction | None
    """The action with everything else in it merged; None for a recommendation."""
    doubt: str = ""
    """The code of a reason for which nothing is taken here unasked."""


class Settlement(NamedTuple):
    """`taken`: claims with the value the cell has after each; `waiting` claims wait for the `reason` given."""

    agreed: tuple[Claim, ...] = ()
    taken: tuple[tuple[Claim, str | None], ...] = ()
    passed: tuple[Claim, ...] = ()
    waiting: tuple[Claim, ...] = ()
    reason: str = ""


def settle(dispute: Dispute, policy: Policy) -> Settlement:
    """What becomes of each claim on a cell. The order of the claims does not matter."""
    claims = sorted(dispute.claims, key=claim_order)
    agrees = [_agrees(claim, dispute) for claim in claims]
    agreed = tuple(compress(claims, agrees))
    rest = [claim for claim, said in zip(claims, agrees, strict=True) if not said]
    if not rest:
        return Settlement(agreed)
    if dispute.doubt:
        return Settlement(agreed, waiting=tuple(rest), reason=dispute.doubt)
    values = {_key(claim.value) for claim in rest}
    known = any(same(claim.base, dispute.ours) for claim in rest)
    if dispute.rule == "ask":
        return Settlement(agreed, waiting=tuple(rest), reason="asks" if len(values) == 1 and known else "two_values")
    if len(values) == 1 and known:
        return _take(dispute, agreed, rest, rest[0].value, policy)
    if dispute.rule == "append":
        return _append(dispute, agreed, rest)
    rivals = rest if known else [*rest, dispute.set_by]
    chosen = policy.choose(rivals, dispute.row.responsible if dispute.row else "")
    if chosen is None:
        return Settlement(agreed, waiting=tuple(rest), reason="two_values")
    if _key(chosen) == _key(dispute.ours):
        return Settlement(agreed, passed=tuple(rest))
    return _take(dispute, agreed, rest, chosen or None, policy)


def claim_order(claim: Claim) -> tuple[object, ...]:
    """The order in which claims are listed and additions stand: oldest first, the same whoever sends first."""
    return moment(claim.when), claim.by, claim.file, claim.digest, claim.value or "", claim.base or ""


def _key(value: str | None) -> str:
    return comparable(value or "")


def _agrees(claim: Claim, dispute: Dispute) -> bool:
    if dispute.field == "proposed_deadline" and dispute.row and dispute.row.deadline and claim.value:
        return claim.value in (dispute.ours, dispute.row.deadline.iso)
    return _key(claim.value) == _key(dispute.ours)


def _take(
    dispute: Dispute, agreed: tuple[Claim, ...], rest: Sequence[Claim], value: str | None, policy: Policy
) -> Settlement:
    reason = _doubt(dispute, value, policy)
    if reason:
        return Settlement(agreed, waiting=tuple(rest), reason=reason)
    winners = [claim for claim in rest if _key(claim.value) == _key(value)]
    passed = tuple(claim for claim in rest if _key(claim.value) != _key(value))
    taken = tuple((claim, claim.value) for claim in winners[:1])
    return Settlement(agreed + tuple(winners[1:]), taken, passed)


def _doubt(dispute: Dispute, value: str | None, policy: Policy) -> str:
    """Why a single new value waits all the same: the code of the reason, or nothing."""
    if dispute.field in _TEXTS and dispute.ours and not value:
        return "" if policy.take_emptied else "emptied"
    if dispute.field != "status" or dispute.row is None or value is None:
        return ""
    after = dispute.row.model_copy(update={"status": Status(value)})
    kind = transition(dispute.row, after)
    if kind == "reopened" and not policy.take_reopened:
        return "reopened"
    bare = kind == "suspicious" and after.status is Status.COMPLETED
    return "completed_bare" if bare and not policy.take_completed else ""


def _append(dispute: Dispute, agreed: tuple[Claim, ...], rest: Sequence[Claim]) -> Settlement:
    """Keep every pure addition, by name; one rewrite among them makes all of them wait."""
    ours = dispute.ours or ""
    added = [appended(claim.base or "", claim.value or "") for claim in rest]
    since = [appended(claim.base or "", ours) for claim in rest]
    if None in added or None in since:
        return Settlement(agreed, waiting=tuple(rest), reason="rewrite")
    beyond = [_beyond(ours, claim) for claim in rest]
    own = _continued(rest, [text or "" if more is None else more for text, more in zip(added, beyond, strict=True)])
    said_by_another = _repeated([_lines(text) for text in own]) | _corrected(rest, own)
    new = [
        at
        for at, claim in enumerate(rest)
        if at not in said_by_another and not holds(since[at] or "", own[at], claim.by)
    ]
    taken, text = [], ours
    for at in new:
        alone = len(new) == 1 and (same(rest[at].base, dispute.ours) or beyond[at] is not None)
        text = rest[at].value or "" if alone else join(text, rest[at].by, own[at])
        taken.append((rest[at], text))
    if not fits(text):
        return Settlement(agreed, waiting=tuple(rest), reason="rewrite")
    said = tuple(claim for at, claim in enumerate(rest) if at not in set(new))
    return Settlement(agreed + said, tuple(taken))


def _beyond(ours: str, claim: Claim) -> str | None:
    """What a claim adds to what the cell says now, of which it holds all: its author went on behind a merged text."""
    return appended(ours, claim.value or "") if ours else None


def _continued(claims: Sequence[Claim], added: Sequence[str]) -> list[str]:
    """The additions without the lines that are all of somebody else's: that one is named for them."""
    parts = [_lines(text) for text in added]
    beginning: dict[str, list[int]] = {}
    for at, part in enumerate(parts):
        beginning.setdefault(part[0], []).append(at)
    own = []
    for claim, text, lines in zip(claims, added, parts, strict=True):
        others = (parts[at] for at in beginning[lines[0]] if claims[at].by != claim.by)
        begun = max((len(part) for part in others if part == lines[: len(part)] != lines), default=0)
        own.append("\n".join(text.split("\n")[begun:]).strip())
    return own


def _corrected(claims: Sequence[Claim], added: Sequence[str]) -> set[int]:
    """The places of additions to which the same person added in another file."""
    by: dict[str, list[int]] = {}
    for at, claim in enumerate(claims):
        by.setdefault(claim.by, []).append(at)
    pairs = (pair for places in by.values() for pair in permutations(places, 2))
    return {at for at, other in pairs if added[at] != added[other] and appended(added[at], added[other]) is not None}


def _repeated(parts: Sequence[Sequence[str]]) -> set[int]:
    """The places of additions that a longer one holds, or that stand equal at an earlier place."""
    holders: dict[str, list[int]] = {}
    for at, lines in enumerate(parts):
        for line in set(lines):
            holders.setdefault(line, []).append(at)
    size = [len(part) for part in parts]
    return {
        at
        for at, part in enumerate(parts)
        if any((size[other], at) > (size[at], other) and _runs(parts[other], part) for other in holders[part[0]])
    }


def join(text: str, by: str, addition: str) -> str:
    """The text with an addition under its author's name, on lines of its own."""
    return f"{text}\n{_named(by, addition)}".strip()


def _named(by: str, addition: str) -> str:
    addition = _LEFTOVER_STOP.sub("", addition)
    return f"{by}: {addition}" if by else addition


def holds(text: str, addition: str, by: str) -> bool:
    """Whether whole lines of `text` are the addition, with or without its author's name."""
    lines = _lines(text)
    return any(_runs(lines, _lines(part)) for part in (addition, _named(by, addition)))


def _lines(text: str) -> list[str]:
    return _key(text).split("\n")


def _runs(lines: Sequence[str], part: Sequence[str]) -> bool:
    if part[0] not in lines:
        return False
    return any(lines[at : at + len(part)] == part for at in range(len(lines) - len(part) + 1))


def merged_text(ours: str | None, claims: Iterable[Claim]) -> str:
    """What "both" means: ours, then what each claim adds to what it was sent; all of a claim that rewrote it."""
    text = ours or ""
    for claim in claims:
        addition = appended(claim.base or "", claim.value or "")
        addition = claim.value or "" if addition is None else addition
        if not holds(text, addition, claim.by):
            text = join(text, claim.by, addition)
    return text
