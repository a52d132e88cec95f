"""Texts that several people added to, joined into one that keeps every line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import permutations

from xltrack.merging.dispute import Dispute, Settlement
from xltrack.model.compare import appended, comparable, same
from xltrack.model.text_length import fits
from xltrack.model.tracker import Claim


def append_additions(dispute: Dispute, agreed: tuple[Claim, ...], rest: Sequence[Claim]) -> Settlement:
    """Keep every pure addition under its author's name. If any claim rewrote the text, all of them wait."""
    ours = dispute.ours or ""
    new = _new_additions(ours, rest)
    if new is None:
        return Settlement(agreed, waiting=tuple(rest), reason="rewrite")
    taken, text = [], ours
    for at, addition in new.items():
        claim = rest[at]
        alone = len(new) == 1 and (same(claim.base, dispute.ours) or _beyond(ours, claim) is not None)
        text = claim.value or "" if alone else join(text, claim.by, addition)
        taken.append((claim, text))
    if not fits(text):
        return Settlement(agreed, waiting=tuple(rest), reason="rewrite")
    repeated = tuple(claim for at, claim in enumerate(rest) if at not in new)
    return Settlement(agreed + repeated, tuple(taken))


def _new_additions(ours: str, claims: Sequence[Claim]) -> dict[int, str] | None:
    """Find the additions that no other text contains, by the index of their claim; None if a claim rewrote the text."""
    added = [appended(claim.base or "", claim.value or "") for claim in claims]
    since = [_besides(claim.base or "", ours) for claim in claims]
    if None in added or None in since:
        return None
    own = _own_additions(ours, claims, added)
    held = _repeated([_lines(text) for text in own]) | _corrected(claims, own)
    return {
        at: own[at]
        for at, claim in enumerate(claims)
        if at not in held and not holds(since[at] or "", own[at], claim.by)
    }


def rewritten(ours: str, claim: Claim) -> bool:
    """Return whether a claim cannot be added to the cell's present text, as either of the two rewrote the text sent."""
    return _new_additions(ours, [claim]) is None


def _besides(base: str, text: str) -> str | None:
    """Return the words of a text before and after the whole of another one; None if it does not contain all of it."""
    lines, first = _lines(text), _lines(base)[0]
    for at, line in enumerate(lines):
        if at == 0 or line.startswith(first):
            behind = appended(base, "\n".join(lines[at:]))
            if behind is not None:
                return "\n".join([*lines[:at], behind])
    return None


def _own_additions(ours: str, claims: Sequence[Claim], added: Sequence[str | None]) -> list[str]:
    """Cut each addition to its author's own words, without the merged text before it and without others' lines."""
    beyond = [_beyond(ours, claim) for claim in claims]
    return _continued(claims, [text or "" if more is None else more for text, more in zip(added, beyond, strict=True)])


def _beyond(ours: str, claim: Claim) -> str | None:
    """Return what a claim adds to the cell's present text, if it contains all of it: its author continued a merged
    text."""
    return appended(ours, claim.value or "") if ours else None


def _continued(claims: Sequence[Claim], added: Sequence[str]) -> list[str]:
    """Return the additions without lines that make up somebody else's whole addition: those are that person's."""
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
    """Return the indices of additions that the same person extended in another file."""
    by: dict[str, list[int]] = {}
    for at, claim in enumerate(claims):
        by.setdefault(claim.by, []).append(at)
    pairs = (pair for places in by.values() for pair in permutations(places, 2))
    return {at for at, other in pairs if added[at] != added[other] and appended(added[at], added[other]) is not None}


def _repeated(parts: Sequence[Sequence[str]]) -> set[int]:
    """Return the indices of additions that a longer one contains, or that repeat an earlier one."""
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
    """Add an addition to a text under its author's name, on lines of its own."""
    return f"{text}\n{_named(by, addition)}".strip()


def _named(by: str, addition: str) -> str:
    addition = _LEFTOVER_STOP.sub("", addition)
    return f"{by}: {addition}" if by else addition


def holds(text: str, addition: str, by: str) -> bool:
    """Return whether whole lines of `text` are the addition, with or without its author's name."""
    lines = _lines(text)
    return any(_runs(lines, _lines(part)) for part in (addition, _named(by, addition)))


def _lines(text: str) -> list[str]:
    return comparable(text).split("\n")


def _runs(lines: Sequence[str], part: Sequence[str]) -> bool:
    if part[0] not in lines:
        return False
    return any(lines[at : at + len(part)] == part for at in range(len(lines) - len(part) + 1))


def merged_text(ours: str | None, claims: Iterable[Claim]) -> str:
    """Return the text of "both": ours, then what each claim adds to the text it was sent, or all of a rewrite."""
    text = ours or ""
    for claim in claims:
        addition = appended(claim.base or "", claim.value or "")
        addition = claim.value or "" if addition is None else addition
        if not holds(text, addition, claim.by):
            text = join(text, claim.by, addition)
    return text


_LEFTOVER_STOP = re.compile(r"^[.,;]\s+(?=\S)")
"""The stop that ended the old text when somebody went on writing behind it."""
