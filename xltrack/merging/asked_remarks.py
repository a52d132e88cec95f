"""Remarks of returns beside those that were asked about before: which are new, known, or continue a known one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

from xltrack.i18n.catalogue import catalogue
from xltrack.merging.claims import ReturnClaims
from xltrack.merging.log_cells import CellKey
from xltrack.merging.remark_claims import home_of, remark_words
from xltrack.merging.revision import Ledger
from xltrack.model.compare import appended
from xltrack.model.remark import FLOATING, Remark, RemarkKind
from xltrack.model.tracker import Claim, LogEntry

_SPOKEN = frozenset(("note", "thread"))
"""Kinds that have an author, which some programs lose."""
_WRITTEN_ON: frozenset[RemarkKind] = frozenset(("note", "thread", "text_box", "mail"))
"""Kinds of sentences: what is added to one means something without the words before it."""
_CELLS: frozenset[RemarkKind] = frozenset(("own_column", "second_column", "beside", "own_sheet", "header_footer"))


class _Asked(NamedTuple):
    """A remark that was asked about: its cell, the digests of the files that had it, and whether it still waits.

    Without an entry in the log, it is in another file of this merge.
    """

    remark: Remark
    cell: CellKey
    digests: Collection[str]
    entry: LogEntry | None = None
    """The last one of its cell."""
    waits: bool = True


def want_remarks(
    ledger: Ledger,
    gathered: Iterable[ReturnClaims],
    wanted: dict[CellKey, list[Claim]],
    earlier: list[LogEntry],
    own: Collection[str],
) -> None:
    """Add new remarks to `wanted`. Those of the master itself (`own`) are not asked about.

    A remark that continues one which waits takes its place in the question; of one that continues a remark which was
    decided, only the words that were added are asked about. The findings of known remarks, and of the master's own, are
    dropped.
    """
    words, asked = catalogue(ledger.tracker.meta.language), defaultdict[object, list[_Asked]](list)
    for one in _asked_before(ledger):
        asked[_place(one.remark)].append(one)
    for wants in gathered:
        silent = set(own)
        for claim in wants.remarks:
            remark = claim.remark
            if remark is None or remark.code in own:
                continue
            alike = asked[_place(remark)]
            same = _known(remark, claim.digest, alike)
            if same is not None and same.entry is not None:
                silent.add(remark.code)
                earlier.append(same.entry.model_copy(update={"digest": claim.digest, "file": claim.file}))
                continue
            cell, said = (same.cell, None) if same else _question(ledger, claim, remark, alike)
            value = remark_words(remark, words) if said is None else said
            wanted.setdefault(cell, []).append(claim.model_copy(update={"value": value}))
            alike.append(_Asked(remark, cell, {claim.digest}))
        wants.findings = [finding for finding in wants.findings if finding.values.get("remark") not in silent]


def _place(remark: Remark) -> object:
    """Return what two remarks share if one may be the other or continue it; a text box may be moved to another row."""
    kind = "spoken" if remark.kind in _SPOKEN else remark.kind
    return kind if kind in FLOATING else (kind, remark.ref, remark.column)


def latest(claims: Iterable[Claim]) -> Claim:
    """Return the claim whose remark continues those before it."""
    first, *others = claims
    for one in others:
        if one.remark and first.remark and _continues(one.remark, first.remark):
            first = one
    return first


def _asked_before(ledger: Ledger) -> Iterator[_Asked]:
    for cell, entries in ledger.remarks():
        waits = bool(ledger.waiting(cell))
        digests = {entry.digest for entry in entries}
        yield from (_Asked(entry.remark, cell, digests, entries[-1], waits) for entry in entries if entry.remark)


def _known(remark: Remark, digest: str, asked: Iterable[_Asked]) -> _Asked | None:
    """Return the known remark that is this one: one with its code, or the same words where a program lost the author.

    Such a program also leaves of a thread one note with all of its comments. A remark of a file (`digest`) may also be
    the beginning of a known one.
    """
    asked_entry, lines = None, _sayings(remark)
    for one in asked:
        begins = _continues(one.remark, remark) and (remark.kind in _WRITTEN_ON or digest in one.digests)
        if one.remark.code == remark.code or begins:
            return one
        if lines and _loses_author(remark, one) and lines & _sayings(one.remark):
            asked_entry, lines = one, lines - _sayings(one.remark)
    return None if lines else asked_entry


def _question(ledger: Ledger, claim: Claim, remark: Remark, asked: Iterable[_Asked]) -> tuple[CellKey, str | None]:
    """Return the cell of the question about a new remark, and the words that it adds to a decided one; None: all."""
    own, lines = (home_of(ledger, remark), remark.field), _unknown_lines(remark, asked)
    if lines is not None:
        return own, lines
    begun = [one for one in asked if claim.digest not in one.digests and _continues(remark, one.remark)]
    longest = sorted(begun, key=lambda one: len(one.remark.text), reverse=True)
    waiting = next((one for one in longest if one.waits), None)
    decided = next((one for one in longest if not one.waits and remark.kind in _WRITTEN_ON), None)
    added = appended(decided.remark.text, remark.text) if decided else None
    return waiting.cell if waiting else own, added


def _unknown_lines(remark: Remark, asked: Iterable[_Asked]) -> str | None:
    """Return the lines of a thread without its authors that nobody was asked about; None if that is all of it."""
    known = {line for one in asked if _loses_author(remark, one) for line in _sayings(one.remark)}
    if not known & _sayings(remark):
        return None
    return "\n".join(line for line in remark.text.split("\n") if _unspaced(line) not in known).strip()


def _continues(longer: Remark, shorter: Remark) -> bool:
    """Return whether a remark is another one with words added behind or in front of it."""
    if longer.kind != shorter.kind or longer.kind not in _WRITTEN_ON | _CELLS or not shorter.text.strip():
        return False
    if longer.author and shorter.author and longer.author != shorter.author:
        return False
    return bool(appended(shorter.text, longer.text))


def _loses_author(remark: Remark, known: _Asked) -> bool:
    """Return whether a note may be one of an earlier merge but for an author that a program has lost."""
    spoken = known.entry is not None and remark.kind in _SPOKEN and known.remark.kind in _SPOKEN
    return spoken and not (known.remark.author and remark.author)


def _sayings(remark: Remark) -> set[str]:
    """Return the words of a note without blanks; of a thread without its authors, those of each line."""
    lines = remark.text.split("\n") if remark.kind == "thread" and not remark.author else [remark.text]
    return set(map(_unspaced, lines)) - {""}


def _unspaced(text: str) -> str:
    return "".join(text.casefold().split())
