"""What a workbook's sheets say now, beside what was sent: a grid of raw values becomes a plan and its findings.

The plan as sent is the ground: a cell that cannot be read, a row that is gone, a column that was deleted leave
it as it was, and a problem says so.
"""

from __future__ import annotations

from xltrack.baseless import without_base
from xltrack.columns import ACTION_FIELDS, RECOMMENDATIONS
from xltrack.headers import Table, find_table, label, missing_columns
from xltrack.identity import Line, lines_of, match_rows
from xltrack.labels import catalogue
from xltrack.model import KeyAction, Plan, Recommendation
from xltrack.problems import Problem
from xltrack.raw import Grid, shown
from xltrack.table_reader import LONGEST_FOUND, Addresses, Reading, TableReader, new_action, standing
from xltrack.tracker import Tracker
from xltrack.values import clean


def is_tracker(grid: Grid) -> bool:
    """Whether a sheet has the headers of the Actions sheet."""
    return find_table(grid, "actions") is not None


def from_grid(grid: Grid, base: Tracker | None) -> Reading:
    """The current plan of a returned workbook, with every finding. Without a base, what the sheets say alone."""
    return _against(grid, base) if base is not None else without_base(grid)


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
        for action, line in zip(added, matched.added, strict=True):
            rows.setdefault(action.ref, (0, line.row))
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
        reader.problems.append(Problem("locked_edited", where, raw[:LONGEST_FOUND], values))


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


__all__ = ["Addresses", "Grid", "Reading", "from_grid", "is_tracker"]
