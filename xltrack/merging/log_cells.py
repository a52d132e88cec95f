"""The log by cell: the entries that still count, and the claims in them that nobody has settled."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator

from xltrack.model.tracker import APPLIED, Claim, LogEntry
from xltrack.model.year_month import YearMonth

CellKey = tuple[str, str | None]
"""Ref and field of a cell; field None is the row itself."""


def cells(log: Iterable[LogEntry]) -> dict[CellKey, list[LogEntry]]:
    """Return the log by cell, oldest first."""
    entries: dict[CellKey, list[LogEntry]] = {}
    for entry in log:
        entries.setdefault((entry.ref, entry.field), []).append(entry)
    return entries


_Chain = tuple[LogEntry, "_Chain | None"]


def open_entries(entries: Iterable[LogEntry]) -> tuple[LogEntry, ...]:
    """Return the entries of one cell that still count: neither undone ones nor the undo itself."""
    states: list[tuple[int, _Chain | None]] = [(0, None)]
    for entry in entries:
        if entry.back_to is None:
            states.append((entry.revision, (entry, states[-1][1])))
        else:
            at = bisect_right(states, entry.back_to, key=lambda state: state[0])
            states.append((entry.revision, states[at - 1][1]))
    found, chain = [], states[-1][1]
    while chain is not None:
        entry, chain = chain
        found.append(entry)
    return tuple(reversed(found))


def open_claims(entries: Iterable[LogEntry]) -> tuple[LogEntry, ...]:
    """Return the asked entries of one cell that nobody has settled since, given its entries that still count."""
    waiting: list[LogEntry] = []
    for entry in entries:
        if entry.outcome == "asked":
            waiting = [asked for asked in waiting if not _is_same_claim(asked, entry)] + [entry]
        elif entry.outcome in APPLIED:
            waiting.clear()
        else:
            waiting = [asked for asked in waiting if asked.digest != entry.digest]
    return tuple(waiting)


def _is_same_claim(asked: LogEntry, entry: LogEntry) -> bool:
    """Return whether a claim is asked about once more, for another reason."""
    return (asked.digest, asked.file, asked.after) == (entry.digest, entry.file, entry.after)


def first_deadline(moves: Iterable[LogEntry]) -> YearMonth | None:
    """Return the first deadline that was not taken back, given the applied entries of an action's deadline, oldest
    first; None if the log has none."""
    known: Iterator[YearMonth] = (move.before for move in moves if move.before and move.outcome != "undone")
    return next(known, None)


def as_claim(entry: LogEntry) -> Claim:
    """Return the claim that an asked entry put on record."""
    return Claim(
        by=entry.who, file=entry.file, when=entry.saved, base=entry.before, value=entry.after,
        digest=entry.digest, row=entry.row, recommendation=entry.recommendation,
        because=entry.because, remark=entry.remark, moves=entry.moves,
    )  # fmt: skip
