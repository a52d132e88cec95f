"""The two sheets of a master that tell its history and ask its questions: Changes grows, Decisions is written anew."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from xltrack.columns import SHEETS, defined_name
from xltrack.decisions import decisions_from
from xltrack.excel import rows
from xltrack.excel.book import Book
from xltrack.excel.cells import read_sheet
from xltrack.excel.package import DEFAULT_LIMITS, Limits, Package, load
from xltrack.excel.patch import Patch
from xltrack.excel.sheet import Value, column_number
from xltrack.problems import Problem
from xltrack.raw import Grid, shown
from xltrack.resolve import Decision
from xltrack.takes import read_take, take_word
from xltrack.tracker import Conflict, Tracker

_TYPED = ("take", "own_value", "reason")


class _OwnTable:
    """One of the two tables: where it lies and what stands in it."""

    def __init__(self, patch: Patch, key: str):
        self.patch, self.key = patch, key
        places = {column.key: patch.place(defined_name(key, column.key)) for column in SHEETS[key]}
        first = next(iter(places.values()))
        self.sheet, self.header = first.sheet, first.first
        self.columns = {name: column_number(place.letters) for name, place in places.items()}
        owned = set(self.columns.values())
        read = read_sheet(patch.book, patch.sheet(self.sheet))
        self.rows = {
            row.number: {column: shown(raw) for column, raw in zip(row.columns, row.values, strict=True)}
            for row in read.rows
            if row.number > self.header and owned & set(row.columns)
        }

    def text(self, row: int, key: str) -> str:
        return self.rows[row].get(self.columns[key], "").strip()

    def write(self, row: int, values: Mapping[str, Value]) -> None:
        at = {self.columns[key]: value for key, value in values.items()}
        if row in self.rows:
            for column, value in at.items():
                self.patch.put(self.sheet, row, column, value)
        else:
            self.patch.append_row(self.sheet, self.header + 1, row, at)
            self.patch.reach(self.sheet, row)

    def clear(self, row: int) -> None:
        for column in self.columns.values():
            self.patch.put(self.sheet, row, column, None)


def read_decisions(path: Path, *, limits: Limits = DEFAULT_LIMITS) -> tuple[tuple[Decision, ...], tuple[Problem, ...]]:
    """The picks on a master's Decisions sheet with their cells, and a problem for each that means nothing.

    Raises as `read_workbook`.
    """
    book = Book(Package(load(path, limits), path.name, limits))
    mark = book.marks.get(defined_name("decisions", "id"))
    sheets = [sheet for sheet in book.sheets if mark and sheet.name.casefold() == mark.sheet.casefold()]
    decisions, problems = decisions_from(Grid(tuple(read_sheet(book, sheet) for sheet in sheets), book.marks))
    return decisions, tuple(problem.in_file(path.name) for problem in problems)


def add_log(patch: Patch, tracker: Tracker, known: int) -> None:
    """The log entries after the first `known` ones, under what the Changes sheet holds; it is never rewritten."""
    table = _OwnTable(patch, "changes")
    last = max(table.rows, default=table.header)
    shift = rows.SHIFT_1904 if patch.book.date1904 else 0
    for row, entry in enumerate(tracker.log[known:], last + 1):
        values = rows.log_row(entry, patch.words, shift)
        table.write(row, dict(zip(rows.KEYS["changes"], values, strict=True)))
    patch.show(table.sheet, bool(tracker.log))


def write_decisions(patch: Patch, tracker: Tracker, before: Tracker) -> None:
    """The open conflicts, with what the coordinator has typed for those that were there before."""
    table = _OwnTable(patch, "decisions")
    typed = _typed(table, {conflict.id: conflict for conflict in before.conflicts})
    shift = rows.SHIFT_1904 if patch.book.date1904 else 0
    row = table.header
    for conflict in tracker.conflicts:
        kept = typed.get(conflict.id, {})
        for at, values in enumerate(rows.conflict_rows(conflict, tracker, patch.words, shift)):
            row += 1
            filled = dict(zip(rows.KEYS["decisions"], values, strict=True))
            table.write(row, filled | (_renumbered(kept, conflict, patch) if at == 0 else {}))
    for left in table.rows:
        if left > row:
            table.clear(left)
    patch.show(table.sheet, bool(tracker.conflicts))


def _typed(table: _OwnTable, before: Mapping[str, Conflict]) -> dict[str, dict[str, object]]:
    """What was picked for each conflict: texts, and the claim itself, since claims may be numbered anew."""
    found: dict[str, dict[str, object]] = {}
    for row in table.rows:
        conflict = before.get(table.text(row, "id"))
        texts = {key: table.text(row, key) for key in _TYPED}
        if conflict is None or not any(texts.values()):
            continue
        take = read_take(texts["take"])
        claim = conflict.claims[take - 1] if isinstance(take, int) and 1 <= take <= len(conflict.claims) else None
        found.setdefault(conflict.id, {**texts, "claim": claim})
    return found


def _renumbered(kept: Mapping[str, object], conflict: Conflict, patch: Patch) -> dict[str, Value]:
    values: dict[str, Value] = {key: str(kept[key]) for key in _TYPED if kept.get(key)}
    if kept.get("claim") is not None:
        claims = list(conflict.claims)
        claim = kept["claim"]
        values["take"] = take_word(claims.index(claim) + 1, patch.words) if claim in claims else None
    return values
