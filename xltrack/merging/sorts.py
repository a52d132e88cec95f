"""Sorts as claims: the values that a return only moved, which wait together, and the decision on them."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Collection, Sequence

from xltrack.findings import Finding
from xltrack.findings.decided import filled_by_formula
from xltrack.i18n.catalogue import Catalogue, catalogue
from xltrack.merging.claims import ReturnClaims, claim_of
from xltrack.merging.column_rules import cell_label
from xltrack.merging.log_cells import CellKey
from xltrack.merging.revision import Ledger, move_key
from xltrack.merging.unit_names import present_moves
from xltrack.model.compare import same
from xltrack.model.fields import Value, field_label, value_label
from xltrack.model.own_fields import OwnField
from xltrack.model.sorts import SORT_PREFIX
from xltrack.model.tracker import Claim, Conflict, LogEntry, Move

_SHOWN = 12
"""Number of moved values that the words of a sort list; the others are counted."""
_LETTERS = 60
"""Letters shown of each of these values."""


def sort_field(moves: Sequence[Move]) -> str:
    """Return the field name of a sort: the same for the same moves, whoever made them."""
    moves_text = "\n".join(repr(move_key(move)) for move in moves)
    digest = hashlib.sha256(moves_text.encode("utf-8", "replace")).digest()
    return SORT_PREFIX + base64.b32encode(digest[:5]).decode()


def sort_words(moves: Sequence[Move], words: Catalogue, own_fields: Sequence[OwnField]) -> str:
    """Name the columns and count the values of a sort, and list the first of them."""
    columns = list(dict.fromkeys(field_label(move.field, words, own_fields) for move in moves))
    lines = [f"{words.word('units', 'cells', count=len(moves))}: {', '.join(columns)}"]
    for move in moves[:_SHOWN]:
        was, now = (_short(value_label(move.field, value, words)) for value in (move.before, move.after))
        lines.append(f"{move.ref} {field_label(move.field, words, own_fields)}: {was} → {now}")
    rest = len(moves) - _SHOWN
    return "\n".join([*lines, f"… (+{rest})"] if rest > 0 else lines)


def _short(text: str) -> str:
    text = " ".join(text.split()) or "–"
    return text if len(text) <= _LETTERS else f"{text[: _LETTERS - 1]}…"


def part_sort(ledger: Ledger, wants: ReturnClaims, filled: Collection[CellKey]) -> list[LogEntry]:
    """Keep in a return's moves those that are asked about together; return the entries of those asked about before.

    Moves to a value that the master already has, moves that this very file brought before, and moves into cells that a
    formula fills are settled cell by cell: they become claims of their own.
    """
    known, asked = ledger.moves(wants.revision), dict[str, list[Move]]()
    entries: dict[str, LogEntry] = {}
    new: list[Move] = []
    for move in present_moves(wants.moves, ledger.names):
        if move_key(move) in known:
            entry = known[move_key(move)][1]
            if entry.outcome == "asked" and entry.digest == wants.submission.key:
                continue
            code = f"{entry.field} {entry.digest}"
            entries[code] = entry
            asked.setdefault(code, []).append(move)
        elif _settles_alone(ledger, wants, move, filled):
            _claim_alone(wants, move)
        else:
            new.append(move)
    if len(new) == 1:
        _claim_alone(wants, new.pop())
    wants.moves = new
    about = {"digest": wants.submission.key, "file": wants.submission.file}
    return [entry.model_copy(update=about | {"moves": tuple(asked[code])}) for code, entry in entries.items()]


def _settles_alone(ledger: Ledger, wants: ReturnClaims, move: Move, filled: Collection[CellKey]) -> bool:
    cell = (move.ref, move.field)
    if cell in filled or same(move.after, ledger.draft.value(*cell)):
        return True
    if ledger.dealt_with(cell, wants.submission.key) is not None:
        return True
    return ledger.decided_before(cell, moved_claim(claim_of(wants, None), move), wants.revision) is not None


def _claim_alone(wants: ReturnClaims, move: Move) -> None:
    cell = (move.ref, move.field)
    wants.claims.append((cell, moved_claim(claim_of(wants, None), move)))
    wants.doubts.setdefault(cell, "sorted")


def sort_claim(ledger: Ledger, moves: Sequence[Move], claim: Claim) -> tuple[CellKey, Claim]:
    """Return the moves of a sort as one claim of a sender, with the field that stands for them as its cell."""
    words = catalogue(ledger.tracker.meta.language)
    value = sort_words(moves, words, ledger.tracker.plan.fields)
    return ("", sort_field(moves)), claim.model_copy(update={"value": value, "moves": tuple(moves)})


def moved_claim(claim: Claim, move: Move) -> Claim:
    """Return the claim on the one cell that a move asks for."""
    return claim.model_copy(update={"base": move.before, "value": move.after, "moves": ()})


def decide_sort(
    ledger: Ledger, conflict: Conflict, take: bool, reason: str, who: str, filled: Collection[CellKey]
) -> list[Finding]:
    """Take every value that a sort moved, or leave them all. Return a finding for each value that could not be written.

    A cell whose value is no longer the one that was sent waits on its own; so does a proposed deadline, which would
    move the deadline. Other open claims on the cells stay open.
    """
    findings: list[Finding] = []
    claim = conflict.claims[0]
    for move in present_moves(claim.moves, ledger.names) if take else ():
        cell, moved = (move.ref, move.field), moved_claim(claim, move)
        now = ledger.draft.value(*cell)
        if ledger.draft.row(move.ref) is None or same(now, move.after):
            continue
        if cell in filled:
            column, value = cell_label(ledger.tracker.plan, *cell), _short(str(moved.value or ""))
            findings.append(filled_by_formula(None, column, value, *cell))
        if cell in filled or not same(now, move.before) or move.field == "proposed_deadline":
            ledger.note(cell, "asked", moved, reason="sorted")
        else:
            _take(ledger, cell, move.after, moved, reason, who)
    for moved in conflict.claims:
        settled = moved.model_copy(update={"moves": ()})
        ledger.note((conflict.ref, conflict.field), "agreed" if take else "rejected", settled, reason=reason)
    return findings


def _take(ledger: Ledger, cell: CellKey, after: Value, claim: Claim, reason: str, who: str) -> None:
    waiting, reasons = ledger.waiting(cell), ledger.waits_for(cell)
    ledger.change(cell, after, "decided", claim, who=who, reason=reason)
    for other in waiting:
        if not same(other.value, after):
            ledger.note(cell, "asked", other, reason=min(reasons))
