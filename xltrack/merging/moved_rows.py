"""Rows that the coordinator moved or merged: where their actions are now, so that returns of earlier copies find them.

The log is read as if a moved action had always had its present ref. An action that was merged into another one keeps
its own entries: what is still said of it becomes a claim on the other, marked with the ref it had.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from xltrack.merging.log_cells import cells, open_entries
from xltrack.model.plan import KeyAction
from xltrack.model.tracker import LogEntry, Move

MOVED, MERGED, SPLIT = "moved", "merged", "split"
"""The reasons in the log of everything that changes which rows the plan has."""
MERGED_ROW = "merged_row"
"""The reason for which an edit of a merged action waits on the one that has it now."""
_MARK = "#"


class Successor(NamedTuple):
    """The row that has an action now. `merged`: the ref that the action had when it was merged into another one."""

    ref: str
    merged: str = ""


Successors = Mapping[str, Successor]
"""The present row of each ref that was moved or merged away."""


def successors(log: Iterable[LogEntry]) -> Successors:
    """Return the present rows of the actions that were moved or merged, as far as that was not undone."""
    gone = [entry for entry in log if entry.field is None]
    if not any(entry.reason in (MOVED, MERGED) for entry in gone):
        return {}
    last = {ref: open_entries(entries)[-1:] for (ref, _), entries in cells(gone).items()}
    steps = {ref: (entry.after, entry.reason) for ref, left in last.items() for entry in left if is_gone(entry)}
    return {ref: _followed(ref, steps) for ref in steps}


def is_gone(entry: LogEntry) -> bool:
    """Return whether the entry takes a row away because its action has another one now."""
    return entry.reason in (MOVED, MERGED) and entry.outcome == "edited"


def _followed(ref: str, steps: Mapping[str, tuple[str, str]]) -> Successor:
    """Follow an action from row to row."""
    merged, seen = "", set[str]()
    while ref in steps and ref not in seen:
        seen.add(ref)
        after, reason = steps[ref]
        merged, ref = merged or (ref if reason == MERGED else ""), after
    return Successor(ref, merged)


def present_ref(ref: str, heirs: Successors) -> str:
    """Return the row that has an action now; the ref itself where it was never moved or merged."""
    heir = heirs.get(ref)
    return heir.ref if heir else ref


def by_present_ref(rows: Iterable[KeyAction], heirs: Successors) -> dict[str, KeyAction]:
    """Map earlier states of actions by the present refs; an action that was merged into another one is left out."""
    merged = {ref for ref, heir in heirs.items() if heir.merged}
    return {present_ref(row.ref, heirs): row for row in rows if row.ref not in merged}


def in_present_rows(log: Iterable[LogEntry], heirs: Successors) -> Iterable[LogEntry]:
    """Return the entries under the present refs of moved actions; the log itself keeps those of its day."""
    return (_placed(entry, heirs) for entry in log) if heirs else log


def _placed(entry: LogEntry, heirs: Successors) -> LogEntry:
    heir = heirs.get(entry.ref) if entry.field is not None else None
    moves = tuple(present_move(move, heirs) for move in entry.moves)
    ref = heir.ref if heir and not heir.merged else entry.ref
    return entry.model_copy(update={"ref": ref, "moves": moves}) if (ref, moves) != (entry.ref, entry.moves) else entry


def present_move(move: Move, heirs: Successors) -> Move:
    """Return a value that a sort moved, in the present row of its action."""
    heir = heirs.get(move.ref)
    return move.model_copy(update={"ref": heir.ref}) if heir and not heir.merged else move


def marked(digest: str, heir: Successor | None) -> str:
    """Return the digest of a return's claim, marked where it speaks of an action that was merged into another one."""
    return f"{digest}{_MARK}{heir.merged}" if heir and heir.merged and _MARK not in digest else digest


def unmarked(digest: str) -> str:
    """Return the digest of a return as it is without the mark of a merged action."""
    return digest.partition(_MARK)[0]


def merged_ref(digest: str) -> str:
    """Return the ref with which the digest of a claim is marked; "" for none."""
    return digest.partition(_MARK)[2]
