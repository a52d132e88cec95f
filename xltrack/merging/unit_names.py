"""Units under other names: what they were called before, and the log and the returns as they read today."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from xltrack.i18n.catalogue import fold
from xltrack.merging.log_cells import cells, open_entries
from xltrack.merging.moved_rows import Successors, present_ref, successors
from xltrack.model.fields import Value
from xltrack.model.plan import KeyAction
from xltrack.model.tracker import Claim, LogEntry, Move, Tracker

RENAMED = "renamed"
"""The reason in the log of every cell in which a unit got its new name."""

UnitNames = Mapping[str, str]
"""The present name of a unit by each of its former ones (folded)."""


def former_names(log: Iterable[LogEntry], units: Iterable[str]) -> UnitNames:
    """Read the former names of units out of the log. A name that some unit has now is nobody's former one.

    Empty where no unit was renamed, or every renaming was undone.
    """
    names: dict[str, str] = {}
    for before, after in _renamings(log):
        names = {old: after if fold(now) == before else now for old, now in names.items()} | {before: after}
    used = {fold(unit) for unit in units} if names else set()
    return {old: now for old, now in names.items() if old not in used or fold(now) == old}


def _renamings(log: Iterable[LogEntry]) -> list[tuple[str, str]]:
    """Return the former (folded) and the new name of each renaming that was not undone, oldest first."""
    entries = [entry for entry in log if entry.field == "responsible"]
    if not any(entry.reason == RENAMED for entry in entries):
        return []
    counting = {id(entry) for cell in cells(entries).values() for entry in open_entries(cell)}
    renamed = (entry for entry in entries if entry.reason == RENAMED and id(entry) in counting)
    return [(fold(entry.before or ""), entry.after or "") for entry in renamed]


def names_of(tracker: Tracker) -> UnitNames:
    """Return the former names of a tracker's units."""
    return former_names(tracker.log, tracker.plan.units)


def present_name(unit: str, names: UnitNames) -> str:
    """Return the name that a unit has today; any other text as it is."""
    return names.get(fold(unit), unit) if names else unit


def present_claim(claim: Claim, field: str | None, names: UnitNames) -> Claim:
    """Return a return's claim with the present names of units."""
    values = _present(field, {"base": claim.base, "value": claim.value}, names)
    row = claim.row and present_row(claim.row, names)
    return claim.model_copy(update=values | {"by": present_name(claim.by, names), "row": row})


def present_row(row: KeyAction, names: UnitNames) -> KeyAction:
    """Return a row whose unit has its present name."""
    now = present_name(row.responsible, names)
    return row if now == row.responsible else row.model_copy(update={"responsible": now})


def present_log(log: Iterable[LogEntry], names: UnitNames) -> Iterable[LogEntry]:
    """Return the entries with the present names of units; the log itself keeps the words of its day."""
    return (_present_entry(entry, names) for entry in log) if names else log


def _present_entry(entry: LogEntry, names: UnitNames) -> LogEntry:
    values = _present(entry.field, {"before": entry.before, "after": entry.after}, names)
    row, moves = entry.row and present_row(entry.row, names), present_moves(entry.moves, names)
    return entry.model_copy(update=values | {"who": present_name(entry.who, names), "row": row, "moves": moves})


def present_moves(moves: Sequence[Move], names: UnitNames) -> tuple[Move, ...]:
    """Return the moves of a sort with the present names of units."""
    if not names:
        return tuple(moves)
    return tuple(
        move.model_copy(update=_present(move.field, {"before": move.before, "after": move.after}, names))
        for move in moves
    )


def _present(field: str | None, values: Mapping[str, Value], names: UnitNames) -> dict[str, Value]:
    texts = values.items() if field == "responsible" else ()
    return {key: present_name(text, names) for key, text in texts if isinstance(text, str)}


def with_present_names(tracker: Tracker) -> Tracker:
    """Return a tracker whose record of copies and returns has the present names of units, and the present refs."""
    names, heirs = names_of(tracker), successors(tracker.log)
    if not names and not heirs:
        return tracker
    sent = tuple(
        copy.model_copy(update={"to": present_name(copy.to, names), "refs": _present_refs(copy.refs, heirs)})
        for copy in tracker.sent
    )
    received = tuple(return_.model_copy(update={"to": present_name(return_.to, names)}) for return_ in tracker.received)
    return tracker.model_copy(update={"sent": sent, "received": received})


def _present_refs(refs: Iterable[str], heirs: Successors) -> tuple[str, ...]:
    return tuple(dict.fromkeys(present_ref(ref, heirs) for ref in refs))
