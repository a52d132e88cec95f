"""Units whose names look like two spellings of one: asked about once, decided like any other cell."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterator
from itertools import combinations

from xltrack.findings import Finding
from xltrack.merging.rename import rename_in
from xltrack.merging.revision import Ledger
from xltrack.model.plan import Plan
from xltrack.model.tracker import Claim, Conflict

MANY_UNITS = 100
"""Number of units from which on names are no longer compared letter by letter; only case, accents and signs then count.
"""
_LONG_WORD = 5
"""Length of a word, in letters, from which on one wrong letter counts as a slip: East and West, Unit A and Unit B are
two."""
_ALIKE = "alike:"
_WORD = re.compile(r"\w+")


def look_alike(left: str, other: str) -> bool:
    """Return whether two names may be one: but for case, accents and signs, or for one letter of one long word.

    >>> look_alike("Country Office", "Country-office"), look_alike("Country Office", "Country Ofice")
    (True, True)
    >>> look_alike("Unit 1", "Unit 2"), look_alike("East Office", "West Office"), look_alike("Unit", "Units")
    (False, False, False)
    """
    words, others = _words(left), _words(other)
    if "".join(words) == "".join(others):
        return True
    if len(words) != len(others):
        return False
    pairs = [(a, b) for a, b in zip(words, others, strict=True) if a != b]
    return len(pairs) == 1 and all(len(word) >= _LONG_WORD and word.isalpha() for word in pairs[0]) and _slip(*pairs[0])


def _words(name: str) -> list[str]:
    letters = unicodedata.normalize("NFKD", name.casefold())
    return _WORD.findall("".join(letter for letter in letters if not unicodedata.combining(letter)))


def _slip(left: str, other: str) -> bool:
    """Return whether one letter is missing, doubled, wrong, or has changed places with its neighbour."""
    at = next((at for at, (a, b) in enumerate(zip(left, other, strict=False)) if a != b), min(len(left), len(other)))
    a, b = left[at:], other[at:]
    return a[1:] == b or a == b[1:] or a[1:] == b[1:] or (a[:2] == b[1::-1] and a[2:] == b[2:])


def alike_units(plan: Plan) -> Iterator[tuple[str, str]]:
    """Yield pairs of names that look alike: the one of fewer actions first, of equals the later one."""
    actions = Counter(action.responsible for action in plan.actions if action.responsible)
    units = list(plan.units)
    pairs = combinations(units, 2) if len(units) <= MANY_UNITS else _written_alike(units)
    for one, other in pairs:
        if look_alike(one, other):
            yield (one, other) if actions[one] < actions[other] else (other, one)


def _written_alike(units: Collection[str]) -> Iterator[tuple[str, str]]:
    first: dict[str, str] = {}
    for unit in units:
        known = first.setdefault("".join(_words(unit)), unit)
        if known != unit:
            yield known, unit


def ask_about_units(ledger: Ledger) -> None:
    """Ask about each pair of similar names that was never asked about, on an action whose unit nothing else asks to
    change."""
    plan = ledger.draft.plan()
    for old, new in alike_units(plan):
        claim = Claim(by="", base=old, value=new, digest=_digest(old, new))
        cells = ((action.ref, "responsible") for action in plan.actions if action.responsible == old)
        free = next((cell for cell in cells if not ledger.waiting(cell)), None)
        if free is not None and not _was_asked(ledger, claim.digest):
            ledger.note(free, "asked", claim, reason="alike")


def _digest(left: str, other: str) -> str:
    names = "\0".join(sorted((left, other)))
    return _ALIKE + hashlib.sha256(names.encode()).hexdigest()[:10]


def _was_asked(ledger: Ledger, digest: str) -> bool:
    asked = {(entry.ref, entry.field) for entry in ledger.tracker.log if entry.digest == digest}
    return any(ledger.dealt_with(cell, digest) for cell in asked)


def is_one_unit(conflict: Conflict, value: object, take: int | str) -> bool:
    """Return whether a decision says that two names are one unit: it takes such a claim, or a third name for both."""
    return any(claim.digest.startswith(_ALIKE) and (take == "own" or claim.value == value) for claim in conflict.claims)


def make_one_unit(
    ledger: Ledger, conflict: Conflict, name: str, source: Claim, filled: Collection[tuple[str, str | None]]
) -> list[Finding]:
    """Give every action of both units the decided name; return a finding for each cell that a formula fills."""
    asked = [claim for claim in conflict.claims if claim.digest.startswith(_ALIKE)]
    former = dict.fromkeys(old for old in (conflict.ours, *(claim.value for claim in asked)) if old != name)
    return [finding for old in former for finding in rename_in(ledger, old, name, source, filled)]
