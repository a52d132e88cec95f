"""The two sheets of a master that tell its history and ask its questions: Changes grows, Decisions is written anew."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

from xltrack.findings import CellAddress, Finding, Term
from xltrack.findings.cells import unknown_choice
from xltrack.findings.decided import picked_twice
from xltrack.grid.limits import OWN_LIMITS, Limits
from xltrack.grid.named_path import path_of
from xltrack.grid.values import ErrorValue, Formula, Grid, Row, shown_value
from xltrack.i18n.catalogue import catalogue
from xltrack.merging.decision_choices import Choice, read_take, take_word, take_words
from xltrack.merging.decisions import Decision
from xltrack.model.expected import expect
from xltrack.model.fields import SHEETS, defined_name
from xltrack.model.tracker import Claim, Conflict, Tracker
from xltrack.reading.table_locator import LocatedTable, find_table
from xltrack.workbook import sheets as rows
from xltrack.workbook.patch import Patch
from xltrack.xlsx.addresses import column_number
from xltrack.xlsx.container import Package, load
from xltrack.xlsx.sheet_reader import read_sheet
from xltrack.xlsx.sheet_template import TemplateValue
from xltrack.xlsx.workbook_part import Book

_TYPED = ("take", "own_value", "reason")


class _OwnTable:
    """One of the two tables: its place and its rows."""

    def __init__(self, patch: Patch, key: str):
        self.patch, self.key = patch, key
        needed = (column for column in SHEETS[key] if column.required or patch.has(defined_name(key, column.key)))
        places = {column.key: patch.place(defined_name(key, column.key)) for column in needed}
        first = next(iter(places.values()))
        self.sheet, self.header = first.sheet, first.first
        self.columns = {name: column_number(place.letters) for name, place in places.items()}
        owned = set(self.columns.values())
        read = read_sheet(patch.book, patch.sheet(self.sheet))
        self.rows = {
            row.number: {column: shown_value(raw) for column, raw in zip(row.columns, row.values, strict=True)}
            for row in read.rows
            if row.number > self.header and owned & set(row.columns)
        }

    def text(self, row: int, key: str) -> str:
        return self.rows[row].get(self.columns.get(key, 0), "").strip()

    def write(self, row: int, values: Mapping[str, TemplateValue]) -> None:
        at = {self.columns[key]: value for key, value in values.items() if key in self.columns}
        if row in self.rows:
            for column, value in at.items():
                self.patch.put(self.sheet, row, column, value)
            self.patch.fit(self.sheet, row, self.header + 1, at, exact=True)
        else:
            self.patch.append_row(self.sheet, self.header + 1, row, at)

    def clear(self, row: int) -> None:
        for column in self.columns.values():
            self.patch.put(self.sheet, row, column, None)


def read_decisions(
    path: Path | str, *, limits: Limits = OWN_LIMITS
) -> tuple[tuple[Decision, ...], tuple[Finding, ...]]:
    """Return the picks on a master's Decisions sheet with their cells, and a finding for each that means nothing.

    Raises like `read_workbook`.
    """
    path = path_of("path", path)
    expect("limits", limits, Limits)
    return read_decisions_in(load(path, limits), path.name, limits=limits)


def read_decisions_in(
    data: bytes, name: str, *, limits: Limits = OWN_LIMITS
) -> tuple[tuple[Decision, ...], tuple[Finding, ...]]:
    """Do the same for a workbook in memory."""
    book = Book(Package(data, name, limits))
    mark = book.marks.get(defined_name("decisions", "id"))
    sheets = [sheet for sheet in book.sheets if mark and sheet.name.casefold() == mark.sheet.casefold()]
    decisions, findings = decisions_from(Grid(tuple(read_sheet(book, sheet) for sheet in sheets), book.marks))
    return decisions, tuple(finding.in_file(name) for finding in findings)


def add_log(patch: Patch, tracker: Tracker, before: Tracker) -> None:
    """Add what was logged and sent since `before` under the rows of the Changes sheet, which are never rewritten."""
    if len(tracker.log) == len(before.log) and len(tracker.sent) == len(before.sent):
        return
    table = _OwnTable(patch, "changes")
    last = max(table.rows, default=table.header)
    shift = rows.SHIFT_1904 if patch.book.date1904 else 0
    entries = (rows.log_row(entry, patch.words, shift, tracker.plan.fields) for entry in tracker.log[len(before.log) :])
    copies = (rows.sent_row(copy, patch.words, shift) for copy in tracker.sent[len(before.sent) :])
    for row, values in enumerate(chain(entries, copies), last + 1):
        table.write(row, dict(zip(rows.KEYS["changes"], values, strict=True)))
    if not before.log and not before.sent:
        patch.show(table.sheet, True)


def write_decisions(patch: Patch, tracker: Tracker, before: Tracker) -> None:
    """Write the open conflicts, with what the coordinator has typed for those that were there before."""
    if not tracker.conflicts and not before.conflicts:
        return
    table = _OwnTable(patch, "decisions")
    typed = _typed(table, {conflict.id: conflict for conflict in before.conflicts})
    shift = rows.SHIFT_1904 if patch.book.date1904 else 0
    row = table.header
    for conflict in tracker.conflicts:
        kept = _kept(typed.get(conflict.id, ()), conflict, patch)
        for at, values in enumerate(rows.conflict_rows(conflict, tracker, patch.words, shift)):
            row += 1
            table.write(row, dict(zip(rows.KEYS["decisions"], values, strict=True)) | kept.get(at, {}))
    for left in table.rows:
        if left > row:
            table.clear(left)
    patch.show(table.sheet, bool(tracker.conflicts))


_Typed = tuple[Claim | None, Mapping[str, str], Claim | None]
"""A row of a block: the claim it shows, what was typed there, and the claim that its pick means."""


def _typed(table: _OwnTable, before: Mapping[str, Conflict]) -> dict[str, list[_Typed]]:
    """Return the typed cells by conflict, in the order of the rows, with their claims: these may be numbered anew."""
    typed: dict[str, list[_Typed]] = {}
    for row in sorted(table.rows):
        conflict = before.get(table.text(row, "id"))
        texts = {key: text for key in _TYPED if (text := table.text(row, key))}
        if conflict is not None and texts:
            shown, picked = (_claim(conflict, read_take(table.text(row, key))) for key in ("claim", "take"))
            typed.setdefault(conflict.id, []).append((shown, texts, picked))
    return typed


def _claim(conflict: Conflict, take: Choice | None) -> Claim | None:
    return conflict.claims[take - 1] if isinstance(take, int) and 1 <= take <= len(conflict.claims) else None


def _kept(typed: Iterable[_Typed], conflict: Conflict, patch: Patch) -> dict[int, dict[str, TemplateValue]]:
    """Return, by place in the block, the cells typed beside each claim, and its pick under the claim's present number.

    Cells beside a claim that is gone move to the block's first row. A pick of such a claim is dropped.
    """
    claims, found = list(conflict.claims), dict[int, dict[str, TemplateValue]]()
    for shown_claim, texts, picked in typed:
        at = claims.index(shown_claim) if shown_claim in claims else 0
        values: dict[str, TemplateValue] = dict(texts)
        if picked is not None:
            values["take"] = take_word(claims.index(picked) + 1, patch.words) if picked in claims else None
        found[at] = values | found.get(at, {})
    return found


@dataclass(slots=True)
class _Block:
    """The typed cells of one conflict's rows: pick, own value and reason. A second, different one is a finding."""

    picks: list[tuple[CellAddress, str]] = field(default_factory=list)
    own_value: str = ""
    reason: str = ""
    about: str = ""


def decisions_from(grid: Grid) -> tuple[tuple[Decision, ...], tuple[Finding, ...]]:
    """Return every pick on the Decisions sheet, and a finding for each that means nothing. Blocks without a pick wait.

    Take, own value and reason may be on any row of their block: people fill in the row they look at.
    """
    table = find_table(grid, "decisions")
    if table is None:
        return (), ()
    decisions: list[Decision] = []
    findings: list[Finding] = []
    for conflict, block in _blocks(table).items():
        made = list(_decided(conflict, block, table))
        findings += [one for one in made if isinstance(one, Finding)]
        decisions += [one for one in made if isinstance(one, Decision)]
    return tuple(decisions), tuple(findings)


def _blocks(table: LocatedTable) -> dict[str, _Block]:
    blocks: dict[str, _Block] = {}
    for row in table.rows:
        texts = dict(_texts(table, row))
        if not texts.get("id"):
            continue
        block = blocks.setdefault(texts["id"], _Block())
        if texts.get("take"):
            block.picks.append((table.cell(row.number, "take"), texts["take"]))
        block.own_value = block.own_value or texts.get("own_value", "")
        block.reason = block.reason or texts.get("reason", "")
        block.about = block.about or f"{texts.get('ref', '')} {texts.get('field', '')}".strip()
    return blocks


def _texts(table: LocatedTable, row: Row) -> Iterator[tuple[str, str]]:
    keys = {number: key for key, number in table.columns.items()}
    for number, raw in zip(row.columns, row.values, strict=True):
        if number in keys and not isinstance(raw, ErrorValue):
            yield keys[number], shown_value(raw.cached or "" if isinstance(raw, Formula) else raw).strip()


def _decided(conflict: str, block: _Block, table: LocatedTable) -> Iterable[Decision | Finding]:
    header = Term.column("decisions", "take")
    takes = []
    for cell, text in block.picks:
        take = read_take(text)
        if take is None:
            yield unknown_choice(cell, header, text, take_words(catalogue()))
        else:
            takes.append((cell, take))
    if len({take for _, take in takes}) > 1:
        places = ", ".join(str(cell) for cell, _ in takes)
        yield picked_twice(takes[0][0], places, conflict)
    elif takes and len(takes) == len(block.picks):
        cell, take = takes[0]
        yield Decision(conflict, take, block.own_value, block.reason, cell, block.about)
