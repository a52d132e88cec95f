"""What a workbook's sheets say now, beside what was sent: a grid of raw values becomes a plan and its findings.

The plan as sent is the ground: a cell that cannot be read, a row that is gone, a column that was deleted leave
it as it was, and a problem says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from xltrack.areas import Covered
from xltrack.columns import ACTION_FIELDS, RECOMMENDATIONS, Column
from xltrack.diff import Value
from xltrack.headers import Table, find_table, label, missing_columns
from xltrack.identity import Line, lines_of, match_rows
from xltrack.labels import catalogue
from xltrack.model import KeyAction, Plan, Recommendation, Status
from xltrack.problems import Cell, Problem
from xltrack.raw import Grid, Sheet, shown
from xltrack.tracker import Tracker
from xltrack.values import KEEP, Place, clean, read_value

_LONGEST_FOUND = 80


@dataclass(frozen=True)
class Addresses(Mapping[tuple[str, str], Cell]):
    """(ref, field) -> the cell it was read from. Worked out when asked for: a big plan has a million of them."""

    tables: tuple[Table, ...] = ()
    rows: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    """ref -> (which table, which row)"""

    def __getitem__(self, key: tuple[str, str]) -> Cell:
        at, row = self.rows[key[0]]
        return self.tables[at].cell(row, key[1])

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return ((ref, key) for ref, (at, _) in self.rows.items() for key in self.tables[at].columns)

    def __len__(self) -> int:
        return sum(len(self.tables[at].columns) for at, _ in self.rows.values())


class Reading(NamedTuple):
    """What a grid says: see `xltrack.tracker.Submission`, whose fields these are."""

    plan: Plan
    added: tuple[KeyAction, ...]
    missing: tuple[str, ...]
    problems: tuple[Problem, ...]
    addresses: Addresses


def is_tracker(grid: Grid) -> bool:
    """Whether a sheet has the headers of the Actions sheet."""
    return find_table(grid, "actions") is not None


def from_grid(grid: Grid, base: Tracker | None) -> Reading:
    """The current plan of a returned workbook, with every finding. Without a base, what the sheets say alone."""
    from xltrack.baseless import without_base

    return _against(grid, base) if base is not None else without_base(grid)


class TableReader:
    """Reads the lines of one table against what was sent, and gathers what it finds."""

    def __init__(self, table: Table, kind: str, columns: Iterable[Column], errors_hidden: bool):
        self.table, self.kind = table, kind
        self.columns = [column for column in columns if column.key in table.columns]
        self.problems: list[Problem] = []
        self._covered = Covered(table)
        self.problems += self._covered.problems
        self._errors_hidden = errors_hidden

    def fields(self, line: Line, sent: KeyAction | Recommendation) -> dict[str, Value]:
        """The fields of a line that differ from what was sent and can be taken; the others are reported."""
        edits: dict[str, Value] = {}
        for column in self.columns:
            raw, before = line.cells.get(column.key), getattr(sent, column.key)
            if raw == before or (raw is None and not before and column.kind != "choice"):
                continue
            if raw is None and self._is_hidden(line, column, before):
                continue
            place = Place(self.table.cell(line.row, column.key), self.kind, column, before)
            value, problems = read_value(raw, place)
            self.problems += problems
            if value is KEEP or value is before:
                continue
            if column.rule == "locked":
                self.problems.append(place.problem("locked_edited", shown(raw or "")[:_LONGEST_FOUND]))
            else:
                edits[column.key] = value
        return edits

    def everything(self, line: Line, blank: KeyAction | Recommendation) -> dict[str, Value]:
        """The fields of a line that was never sent, as far as they can be read."""
        found: dict[str, Value] = {}
        for column in self.columns:
            raw = line.cells.get(column.key)
            if raw is not None:
                place = Place(self.table.cell(line.row, column.key), self.kind, column, getattr(blank, column.key))
                value, problems = read_value(raw, place)
                self.problems += problems
                if value is not KEEP:
                    found[column.key] = value
        return found

    def _is_hidden(self, line: Line, column: Column, before: Value) -> bool:
        """Whether an empty cell does not mean that it was emptied: it is merged away, or may hide an error."""
        if (line.row, self.table.columns[column.key]) in self._covered:
            return True
        if self._errors_hidden and before:
            where, values = self.table.cell(line.row, column.key), {"column": label(self.kind, column.key)}
            self.problems.append(Problem("empty_or_error", where, values=values))
            return True
        return False


def _against(grid: Grid, base: Tracker) -> Reading:
    scope = [ref for ref in base.meta.scope if ref in base.plan.by_ref] or list(base.plan.by_ref)
    problems: list[Problem] = []
    actions = find_table(grid, "actions")
    edited: dict[str, KeyAction] = {}
    added: tuple[KeyAction, ...] = ()
    missing: tuple[str, ...] = tuple(scope)
    tables: list[Table] = []
    rows: dict[str, tuple[int, int]] = {}
    if actions is None:
        problems.append(Problem("sheet_missing", None, catalogue(base.meta.language).word("sheets", "actions")))
    else:
        tables.append(actions)
        reader = TableReader(actions, "actions", ACTION_FIELDS, grid.errors_hidden)
        matched = match_rows(actions, base)
        problems += [*missing_columns(actions, "actions"), *matched.problems]
        for ref, line in matched.lines.items():
            rows[ref] = (0, line.row)
            _read_action(reader, line, base.plan, ref, edited)
        added = tuple(new_action(reader, line, base.plan, number) for number, line in enumerate(matched.added, 1))
        problems += reader.problems
        missing = tuple(ref for ref in scope if ref not in matched.lines and ref not in matched.untaken)
        problems += [Problem("row_missing", None, _begin(base.plan.by_ref[ref]), {"ref": ref}) for ref in missing]
    plan = _with_recommendations(base.plan.with_actions(edited), grid, tables, rows, problems)
    return Reading(plan, added, missing, tuple(problems), Addresses(tuple(tables), rows))


def _begin(action: KeyAction) -> str:
    return action.description if len(action.description) <= 60 else action.description[:59] + "…"


def _read_action(reader: TableReader, line: Line, plan: Plan, ref: str, edited: dict[str, KeyAction]) -> None:
    sent = plan.by_ref[ref]
    _check_short_text(reader, line, plan.parents[ref])
    edits = reader.fields(line, sent)
    if edits:
        edited[ref] = sent.model_copy(update=edits)
        reader.problems += standing(reader.table, line.row, sent, edited[ref])


def _check_short_text(reader: TableReader, line: Line, rec: Recommendation) -> None:
    """The recommendation's text is shown in short beside each action; an edit of it would be lost there."""
    raw = line.cells.get("recommendation")
    if not isinstance(raw, str) or raw == "":
        return
    said = " ".join(clean(raw).split()).removeprefix(f"{rec.ref}.").strip().removesuffix("…")
    if not " ".join(clean(rec.text).split()).startswith(said):
        values = {"column": label("actions", "recommendation")}
        where = reader.table.cell(line.row, "recommendation")
        reader.problems.append(Problem("locked_edited", where, raw[:_LONGEST_FOUND], values))


def standing(table: Table, row: int, sent: KeyAction | None, now: KeyAction) -> Iterator[Problem]:
    """What is still wanting in a row that a person changed; what was so when it was sent is not their doing."""
    if now.status is Status.COMPLETED and not now.comments and not now.evidence and not _bare(sent):
        yield Problem("completed_without_evidence", table.cell(row, "status"), values={"ref": now.ref})
    if now.proposed_deadline and not now.reason and not _unreasoned(sent, now):
        yield Problem("proposal_without_reason", table.cell(row, "proposed_deadline"), str(now.proposed_deadline))


def _bare(sent: KeyAction | None) -> bool:
    return sent is not None and sent.status is Status.COMPLETED and not sent.comments and not sent.evidence


def _unreasoned(sent: KeyAction | None, now: KeyAction) -> bool:
    return sent is not None and sent.proposed_deadline == now.proposed_deadline and not sent.reason


def new_action(reader: TableReader, line: Line, plan: Plan, number: int) -> KeyAction:
    """A row that was added, as an action under the ref that was typed if it is free, else a provisional one."""
    rec = shown(line.cells.get("recommendation", "")).strip().partition(".")[0].upper()
    under = next((one.ref for one in plan.recommendations if one.ref.upper() == rec), "")
    typed = line.ref[:40] if line.ref and line.ref not in plan.by_ref else ""
    if typed == "" and not under and line.ref in plan.parents:
        under = plan.parents[line.ref].ref
    ref = typed or f"{under}.new{number}".lstrip(".")
    blank = KeyAction(ref=ref, description=clean(line.text))
    return blank.model_copy(update=reader.everything(line, blank))


def _with_recommendations(
    plan: Plan, grid: Grid, tables: list[Table], rows: dict[str, tuple[int, int]], problems: list[Problem]
) -> Plan:
    """The plan with what the Recommendations sheet says; a copy may come without that sheet."""
    table = find_table(grid, "recommendations")
    if table is None:
        return plan
    tables.append(table)
    reader = TableReader(table, "recommendations", _REC_FIELDS, grid.errors_hidden)
    known = {rec.ref.upper(): rec for rec in plan.recommendations}
    edited: dict[str, Recommendation] = {}
    for line in lines_of(table):
        rec = known.get(line.ref if not line.ref.isdigit() else f"R{line.ref}") or _by_text(line, plan)
        where = table.cell(line.row, "text")
        if rec is None:
            found = line.ref or shown(line.cells.get("text", ""))
            reader.problems.append(Problem("unknown_ref", where, found[:60]))
        elif rec.ref in rows:
            reader.problems.append(Problem("row_repeated", where, rec.ref, {"row": rows[rec.ref][1]}))
        else:
            rows[rec.ref] = (len(tables) - 1, line.row)
            edited[rec.ref] = rec.model_copy(update=reader.fields(line, rec))
    problems += reader.problems
    return plan.model_copy(update={"recommendations": tuple(edited.get(r.ref, r) for r in plan.recommendations)})


_REC_FIELDS = tuple(c for c in RECOMMENDATIONS if c.key != "ref" and c.kind != "live")


def _by_text(line: Line, plan: Plan) -> Recommendation | None:
    text = clean(shown(line.cells.get("text", ""))).strip()
    return next((rec for rec in plan.recommendations if text and clean(rec.text).strip() == text), None)


__all__ = ["Addresses", "Grid", "Reading", "Sheet", "from_grid", "is_tracker"]
