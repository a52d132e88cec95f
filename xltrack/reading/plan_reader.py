"""The sheets of a workbook, compared with the state that was sent: raw values become a plan and its findings.

The plan as sent is the starting point: where a cell cannot be read, or a row or column is missing, the value as sent is
kept and a finding reports it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from xltrack.findings import CellAddress, Finding
from xltrack.findings.rows import columns_sorted, row_missing, row_repeated, unknown_ref
from xltrack.findings.workbooks import sheet_missing
from xltrack.grid.values import Grid, shown_value
from xltrack.i18n.catalogue import catalogue
from xltrack.model.compare import Change, diff
from xltrack.model.misplaced import SORT, SURE, doubtful, misplaced
from xltrack.model.own_fields import OwnSheet
from xltrack.model.plan import KeyAction, Plan, Recommendation
from xltrack.model.plan_fields import column_term, fields_of, own_columns, with_values
from xltrack.model.submission import DuplicateRow
from xltrack.model.tracker import Tracker
from xltrack.reading.asides import aside_texts
from xltrack.reading.cell_values import printable
from xltrack.reading.moved_columns import unsure_cells
from xltrack.reading.new_recommendations import new_recommendation, with_their_actions
from xltrack.reading.official_edits import official_edits
from xltrack.reading.row_findings import RowContext, last_day, progress_column, removals, row_findings
from xltrack.reading.row_matching import MatchedRow, match_rows
from xltrack.reading.row_reader import Addresses, RowReader, TableReader, TableReading, new_action, row_reader
from xltrack.reading.sheet_rows import SheetRow, text_at
from xltrack.reading.table_locator import LocatedTable, find_table, marked_headers, missing_columns
from xltrack.reading.typed_moves import plain_moves, typed_move
from xltrack.reading.without_base import without_base
from xltrack.xlsx.read_cache import ReadCache

_NOWHERE = CellAddress("", 0, 0)


def is_tracker(grid: Grid) -> bool:
    """Return whether a sheet has the headers of the Actions sheet."""
    return find_table(grid, "actions") is not None


def from_grid(
    grid: Grid,
    base: Tracker | None,
    cache: ReadCache | None = None,
    saved: datetime | None = None,
    is_master: bool = False,
) -> TableReading:
    """Return the current plan of a returned workbook, with every finding. Without a base, what the sheets say alone.

    `saved` is when the workbook was saved: a later completion date is in the future. In a master, the coordinator may
    change the plan as agreed, too.
    """
    if base is None:
        return without_base(grid, saved)
    return _Comparison(grid, base, cache or ReadCache(), saved, is_master).read()


class _Comparison:
    """The sheets of a workbook read against the tracker it was written from."""

    def __init__(self, grid: Grid, base: Tracker, cache: ReadCache, saved: datetime | None, is_master: bool):
        self._grid, self._base, self._cache = grid, base, cache
        self._is_master = is_master and not base.meta.to
        self._day = last_day(saved, base.meta.issued)
        self.tables: list[LocatedTable] = []
        self.rows: dict[str, tuple[int, int]] = {}
        self.asides: tuple[tuple[int, SheetRow], ...] = ()
        self.findings: list[Finding] = []
        self.added: tuple[KeyAction, ...] = ()
        self.rivals: tuple[DuplicateRow, ...] = ()
        self.official: list[Change] = []
        self.new_recommendations: tuple[Recommendation, ...] = ()
        self.marked: tuple[tuple[str, OwnSheet], ...] = ()
        self._unsure = SURE
        self._lines: dict[str, SheetRow] = {}
        self.missing = tuple(ref for ref in base.meta.scope if ref in base.plan.by_ref) or tuple(base.plan.by_ref)

    def read(self) -> TableReading:
        plan = self._agreed(self._recommendations(self._actions()))
        self._place_actions()
        moves, self.findings = plain_moves(self._base.plan, self.findings)
        self.findings.sort(key=lambda finding: (finding.where is None, finding.where or _NOWHERE))
        addresses = Addresses(tuple(self.tables), self.rows, self.asides)
        findings, official = tuple(self.findings), tuple(self.official)
        reading = TableReading(plan, self.added, self.missing, findings, addresses, self.rivals, official)
        return reading._replace(
            new_recommendations=self.new_recommendations, unsure=self._unsure, moves=moves, marked=self.marked
        )

    def _agreed(self, plan: Plan) -> Plan:
        """Return a master's plan as agreed, and keep the coordinator's changes of it."""
        if not self._is_master or plan is self._base.plan:
            return plan
        edited = official_edits(self._base.plan, plan, self._where)
        self.official += edited.edits
        self.findings += edited.findings
        return edited.plan

    def _where(self, ref: str, field: str) -> CellAddress:
        at, row = self.rows[ref]
        return self.tables[at].cell(row, field)

    def _as_move(self, finding: Finding) -> Finding:
        """Return the finding about a changed ref as one about a move, if the coordinator typed where to."""
        if not self._is_master or finding.code != "changed_ref" or finding.where is None:
            return finding
        return typed_move(self._base.plan, str(finding.values["ref"]), finding.found, finding.where) or finding

    def _actions(self) -> Plan:
        plan = self._base.plan
        own = own_columns(plan, "actions")
        table = find_table(self._grid, "actions", own)
        if table is None:
            name = catalogue(self._base.meta.language).word("sheets", "actions")
            self.findings.append(sheet_missing(name))
            return plan
        self.tables.append(table)
        self.marked += tuple((text, "actions") for text in marked_headers(table))
        reader = row_reader(table, "actions", self._base, self._grid, self._cache, self._is_master)
        matched = match_rows(table, reader.read_each(table.rows))
        columns = (*table.findings, *missing_columns(table, "actions", own))
        self.findings += [*columns, *map(self._as_move, matched.findings), *reader.reader.covered.findings]
        edited: dict[str, KeyAction] = {}
        context = RowContext(table, self._day, bool(self._base.meta.to), progress_column(plan))
        for ref, row in matched.rows.items():
            self.rows[ref] = (0, row.line.row)
            if row.findings:
                self.findings += row.findings
            if row.action is not None:
                edited[ref] = row.action
                self.findings += row_findings(context, row.line.row, plan.by_ref[ref], row.action)
        self._added(matched.added, reader)
        self.asides = tuple((0, line) for line in matched.asides)
        self._rival_rows(table, matched.rivals)
        self.missing = tuple(ref for ref in self.missing if ref not in matched.rows and ref not in matched.untaken)
        self.findings += (row_missing(ref, _begin(plan.by_ref[ref])) for ref in self.missing)
        current = self._agreed(plan.with_actions(edited))
        self._unsure = unsure_cells(reader.reader, matched, self._base)
        changes = diff(plan, current)
        places = misplaced(plan, changes) if self._is_master else doubtful(plan, changes, self._unsure, self.added)
        apart = [cell for cell, reason in places.items() if reason == "sorted"]
        self._sorted_apart(table, apart)
        for ref, action in edited.items():
            self.findings += removals(context, self.rows[ref][1], plan.by_ref[ref], action, apart)
        return current

    def _rival_rows(self, table: LocatedTable, rivals: Mapping[str, Sequence[MatchedRow]]) -> None:
        """Keep the rows that claim one action with different contents, each with its cell."""
        key = "ref" if "ref" in table.columns else "status"
        for ref, rows in rivals.items():
            sent = self._base.plan.by_ref[ref]
            self.rivals += tuple(DuplicateRow(row.action or sent, str(table.cell(row.line.row, key))) for row in rows)

    def _sorted_apart(self, table: LocatedTable, cells: Sequence[tuple[str, str]]) -> None:
        """Report once for the file that columns were sorted without the key actions, in place of the sorted rows.

        If only a few cells may have been, the finding about the sorted rows is enough.
        """
        unsure = [cell for cell in cells if self._unsure.holds(*cell)]
        if len(cells) > len(unsure) or len(unsure) >= SORT:
            keys = {field for _, field in cells}
            columns = [column_term("actions", column) for column in fields_of(self._base.plan) if column.key in keys]
            first = min(table.cell(self.rows[ref][1], field) for ref, field in cells)
            self.findings = [finding for finding in self.findings if finding.code != "rows_sorted"]
            self.findings.append(columns_sorted(first, columns, len(cells)))

    def _added(self, lines: Iterable[SheetRow], reader: RowReader) -> None:
        for number, line in enumerate(lines, 1):
            action, findings = new_action(reader.reader, line, self._base.plan, number)
            self.findings += findings
            self.added += (action,)
            self.rows.setdefault(action.ref, (0, line.row))
            self._lines[action.ref] = line

    def _place_actions(self) -> None:
        """Give new recommendations the added actions that belong to them."""
        self.new_recommendations, final = with_their_actions(self.new_recommendations, self.added, self._lines)
        self.added = tuple(action for action in self.added if action.ref not in final)
        places = {ref: self.rows.pop(old) for old, ref in final.items()}
        self.rows |= places

    def _recommendations(self, plan: Plan) -> Plan:
        """Return the plan with the values of the Recommendations sheet; a copy may come without that sheet."""
        table = find_table(self._grid, "recommendations", own_columns(plan, "recommendations"))
        if table is None:
            return plan
        self.tables.append(table)
        self.marked += tuple((text, "recommendations") for text in marked_headers(table))
        reader = row_reader(table, "recommendations", self._base, self._grid, self._cache, self._is_master)
        self.findings += [*table.findings, *reader.reader.covered.findings]
        known = {rec.ref.upper(): rec for rec in plan.recommendations}
        edited: dict[str, Recommendation] = {}
        for row in table.rows:
            line = reader.sent.line(row)
            if line is None:
                continue
            rec = known.get(f"R{line.ref}" if line.ref.isdigit() else line.ref) or _by_text(line, plan)
            if rec is None and self._is_master and text_at(line.cells, "text"):
                self._new_recommendation(reader.reader, line)
            elif rec is None:
                self._no_recommendation(table, line)
            elif rec.ref in edited:
                self.findings.append(row_repeated(table.cell(line.row, "text"), rec.ref, self.rows[rec.ref][1]))
            else:
                self.rows[rec.ref] = (len(self.tables) - 1, line.row)
                fields, findings = reader.recommendation(row, line, rec.ref)
                self.findings += findings
                edited[rec.ref] = with_values(rec, fields) if fields else rec
        return plan.with_recommendations(edited)

    def _no_recommendation(self, table: LocatedTable, line: SheetRow) -> None:
        """Report a ref that no recommendation has; the words in such a line are beside the plan."""
        if line.ref:
            self.findings.append(unknown_ref(table.cell(line.row, "ref"), line.ref[:60]))
        if any(key != "ref" for key, _ in aside_texts(line)):
            self.asides += ((len(self.tables) - 1, line),)

    def _new_recommendation(self, reader: TableReader, line: SheetRow) -> None:
        refs = [rec.ref for rec in self.new_recommendations]
        rec, findings = new_recommendation(reader, line, self._base, refs)
        self.new_recommendations += (rec,)
        self.findings += findings
        self.rows[rec.ref] = (len(self.tables) - 1, line.row)


def _begin(action: KeyAction) -> str:
    return action.description if len(action.description) <= 60 else action.description[:59] + "…"


def _by_text(line: SheetRow, plan: Plan) -> Recommendation | None:
    text = printable(shown_value(line.cells.get("text", ""))).strip()
    return next((rec for rec in plan.recommendations if text and printable(rec.text).strip() == text), None)


__all__ = ["Addresses", "Grid", "TableReading", "from_grid", "is_tracker"]
