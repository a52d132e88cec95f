"""A workbook whose hidden base is gone, read from its sheets alone."""

from __future__ import annotations

import re
from collections.abc import Container
from datetime import date, datetime

from xltrack.findings import Finding
from xltrack.findings.rows import duplicate_ref, row_added
from xltrack.grid.values import Grid, shown_value
from xltrack.model.fields import ACTION_FIELDS, RECOMMENDATIONS
from xltrack.model.plan import KeyAction, Plan, Recommendation
from xltrack.reading.row_findings import RowContext, last_day, row_findings
from xltrack.reading.row_reader import Addresses, TableReader, TableReading, new_action
from xltrack.reading.sheet_rows import SheetRow, lines_of
from xltrack.reading.table_locator import LocatedTable, find_table, missing_columns

_PARENT = re.compile(r"(.+?)\.[^.]+")


def without_base(grid: Grid, saved: datetime | None = None) -> TableReading:
    """Return the plan of the Actions and Recommendations sheets. A repeated ref is read once and reported."""
    table = find_table(grid, "actions")
    findings: list[Finding] = []
    rows: dict[str, tuple[int, int]] = {}
    added: list[KeyAction] = []
    recs = _recommendations(grid, findings)
    members: dict[str, list[KeyAction]] = {ref: [] for ref in recs}
    if table is None:
        return TableReading(Plan(), (), (), (), Addresses())
    reader = TableReader(table, "actions", ACTION_FIELDS, grid)
    found = [*reader.covered.findings]
    context = RowContext(table, last_day(saved, date.min) if saved else date.max, copy=False)
    for line in lines_of(table):
        action, hints = new_action(reader, line, Plan(), len(added) + 1)
        found += hints
        if not line.ref and not line.text:
            continue
        if not line.ref:
            found.append(row_added(table.cell(line.row, "status"), line.text[:60]))
            added.append(action)
        elif action.ref in rows or action.ref in recs:
            others = [rows[action.ref][1]] if action.ref in rows else []
            both = [str(table.cell(row, "ref")) for row in (*others, line.row)]
            found.append(duplicate_ref(table.cell(line.row, "ref"), action.ref, both))
        else:
            rows[action.ref] = (0, line.row)
            found += row_findings(context, line.row, None, action)
            members.setdefault(_parent(action.ref, line, recs, rows), []).append(action)
    findings += [*table.findings, *missing_columns(table, "actions"), *found]
    return TableReading(_plan(recs, members), tuple(added), (), tuple(findings), Addresses((table,), rows))


def _parent(ref: str, line: SheetRow, recs: dict[str, Recommendation], taken: Container[str]) -> str:
    """Return the recommendation that a ref belongs to, made if need be, under a name that no action has."""
    match = _PARENT.fullmatch(ref)
    parent = match[1] if match else "R0"
    while parent in taken:
        parent += "_"
    if parent not in recs:
        text = shown_value(line.cells.get("recommendation", "")).strip().removeprefix(f"{parent}.").strip()
        recs[parent] = Recommendation(ref=parent, text=text)
    return parent


def _plan(recs: dict[str, Recommendation], members: dict[str, list[KeyAction]]) -> Plan:
    rows = (rec.model_copy(update={"actions": tuple(members.get(ref, ()))}) for ref, rec in recs.items())
    return Plan(recommendations=tuple(rows))


def _recommendations(grid: Grid, findings: list[Finding]) -> dict[str, Recommendation]:
    table: LocatedTable | None = find_table(grid, "recommendations")
    if table is None:
        return {}
    columns = [column for column in RECOMMENDATIONS if column.key != "ref" and column.kind != "live"]
    reader = TableReader(table, "recommendations", columns, grid)
    findings += reader.covered.findings
    recs: dict[str, Recommendation] = {}
    for line in lines_of(table):
        ref = f"R{line.ref}" if line.ref.isdigit() else line.ref
        if ref and ref not in recs:
            blank = Recommendation(ref=ref, text="")
            fields, problems = reader.everything(line, blank)
            recs[ref] = blank.model_copy(update=fields)
            findings += problems
    return recs
