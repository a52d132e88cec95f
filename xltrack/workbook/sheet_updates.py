"""The sheets of a master brought to a new state, cell by cell: actions, recommendations, counts and the base."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from datetime import date
from itertools import product
from operator import attrgetter

from xltrack.grid.values import shown_value
from xltrack.i18n.catalogue import catalogue
from xltrack.merging.hand_edits import put_back
from xltrack.merging.official import in_cells, open_moves, reworded
from xltrack.model.compare import apply, same
from xltrack.model.plan import KeyAction, Recommendation
from xltrack.model.plan_fields import fields_of, value_of
from xltrack.model.submission import Submission
from xltrack.model.tracker import Tracker
from xltrack.reading.live_texts import LIVE_KEYS
from xltrack.reading.plan_reader import Addresses
from xltrack.reading.table_locator import LocatedTable
from xltrack.workbook import sheets as rows
from xltrack.workbook.added_columns import actions_table, fit_columns
from xltrack.workbook.formula_keeper import FormulaKeeper
from xltrack.workbook.patch import Patch
from xltrack.workbook.printed_state import SHOWN_TITLE
from xltrack.xlsx.sheet_reader import read_sheet
from xltrack.xlsx.sheet_template import TemplateValue

_COUNTS = ("actions", "overdue")  # the live columns of Recommendations


class SheetUpdates:
    """One update: the present contents of a master's sheets, and their new contents."""

    def __init__(self, patch: Patch, master: Submission, tracker: Tracker, as_of: date, adopted: Mapping[str, str]):
        assert isinstance(master.cells, Addresses)
        self.patch, self.master, self.tracker, self.as_of = patch, master, tracker, as_of
        self.words = catalogue(tracker.meta.language)
        self.shift = rows.SHIFT_1904 if patch.book.date1904 else 0
        before, table = master.base or tracker, actions_table(master.cells, master.file)
        self.table = fit_columns(patch, table, "actions", before, tracker, self.words)
        self.lines: dict[str, int] = {ref: row for ref, (at, row) in master.cells.rows.items() if at == 0}
        self.lines |= {given: self.lines.pop(old) for old, given in adopted.items() if old in self.lines}
        self._lines_before = dict(self.lines)
        self.adopted = {given: old for old, given in adopted.items()}
        self._columns = fields_of(tracker.plan)
        self.shown = rows.ActionRows(tracker, as_of, self.words, self.shift)
        self._put_back = put_back(before, tracker)
        self.known, self.issued = before.plan.by_ref, before.meta.issued
        self.were_waiting = rows.waiting(before, self.words)
        self.repaired: list[str] = []
        """The cells whose live formulas were put right."""
        self.formulas = FormulaKeeper(patch, self.table, [row for ref, row in self.lines.items() if ref in self.known])
        self._filled = {(master.cells.rows[ref][1], key) for ref, key in master.filled if not master.cells.rows[ref][0]}
        self._typed = apply(master.current, master.official)
        """The plan as the cells show it now, official edits included; `_new` is the plan that they are to show."""
        self._new = apply(tracker.plan, in_cells(tracker, master.official))
        self._official = {edit.ref for edit in master.official}
        self._moving = open_moves(tracker)  # what the Ref cells of these actions show
        self._retyped = set(map(attrgetter("ref"), master.moves))
        self._reworded = reworded(before.plan, tracker.plan)
        self._marks = {row.number: dict(zip(row.columns, row.values, strict=True)) for row in self.table.rows}

    def actions(self) -> None:
        """Write the changed cells of known rows, the stored results of live ones, and rows that are new."""
        typed = {row.ref: row for row in self.master.added}
        now, new = self._typed.by_ref, self._new.by_ref
        fresh, free = [], self._freed_rows()
        for agreed, short, uid in self.shown:
            action, row = new[agreed.ref], self.lines.get(agreed.ref)
            if row is not None:
                before = now.get(action.ref) or typed.get(self.adopted.get(action.ref, ""))
                self._row(row, action, before, short, uid)
            elif action.ref not in self.known and action.description in free:
                self.lines[action.ref] = free.pop(action.description)
                self._dress(self.lines[action.ref], self._values(action, short, uid))
            elif action.ref not in self.known or action.ref in self.master.missing:
                fresh.append((action, short, uid))
        self._append(fresh)
        self._withdraw(free.values())
        self._move_end()
        self.formulas.renew_words(self.words)

    def _row(self, row: int, action: KeyAction, before: KeyAction | None, short: str, uid: str) -> None:
        if action.ref not in self.known:
            self._dress(row, self._values(action, short, uid))
            return
        if action is not self.known[action.ref] or action.ref in self._official or action.ref in self._put_back:
            self._fields(row, action, before)
        if self.tracker.plan.parents[action.ref].ref in self._reworded:
            self._put(row, "recommendation", short)
        strayed = action.ref in self._retyped or self._has_marks_of_another(row, action.ref, uid)
        if strayed or self.shown.waiting.get(action.ref) != self.were_waiting.get(action.ref):
            self._put(row, "waiting", self.shown.waiting.get(action.ref))
        if action.ref in self._moving.keys() - self._retyped:  # asked again after an undo
            self._put(row, "ref", self._moving[action.ref])
        elif strayed and action.ref not in self._moving:
            for key, text in {"ref": action.ref, "recommendation": short, "uid": uid}.items():
                self._put(row, key, text)
        for key, value in zip(LIVE_KEYS, self._live(action), strict=True):
            formula = self.formulas.damaged(row, key)
            if formula:
                self.patch.put_formula(self.table.sheet.name, row, self.table.columns[key], formula, value)
                self.repaired.append(str(self.table.cell(row, key)))
            else:
                self._refresh(row, key, value)

    def _dress(self, row: int, values: Mapping[str, TemplateValue]) -> None:
        """Write a row that the coordinator typed, with the look and the formulas of the others."""
        name = self.table.sheet.name
        model = max((line for ref, line in self.lines.items() if ref in self.known), default=row)
        styles = self.patch.rows.styles(name, model)
        for key, column in self.table.columns.items():
            if (row, key) in self._filled or key not in values:
                continue
            self.patch.put(name, row, column, values[key], styles.get(column))
            formula = self.formulas.whole(row, key) if key in LIVE_KEYS else ""
            if formula:
                self.patch.put_formula(name, row, column, formula, str(values[key]))
        self.patch.fit(name, row, model, self._by_column(values), exact=True)

    def _values(self, action: KeyAction, short: str, uid: str) -> dict[str, TemplateValue]:
        """Return the values of all owned columns of an action's row."""
        shown = self._moving.get(action.ref, action.ref)
        values: dict[str, TemplateValue] = {"ref": shown, "recommendation": short, "uid": uid}
        values["waiting"] = self.shown.waiting.get(action.ref)
        values |= zip(self.shown.field_keys, self.shown.fields(action), strict=True)
        return values | dict(zip(LIVE_KEYS, self._live(action), strict=True))

    def _fields(self, row: int, action: KeyAction, before: KeyAction | None) -> None:
        """Write the fields that differ from what was sent, unless the cells have them; the row's height follows."""
        sent, fields = self.known.get(action.ref), self.shown.fields(action)
        changed = False
        for column, value in zip(self._columns, fields, strict=True):
            new = value_of(action, column.key)
            moved = column.official or self._is_changed(sent, action, column.key)
            if moved and not (before and same(value_of(before, column.key), new, smart_quotes=False)):
                self._put(row, column.key, value)
                changed = True
        if changed:
            at = self._by_column(dict(zip(self.shown.field_keys, fields, strict=True)))
            self.patch.fit(self.table.sheet.name, row, row, at, exact=False)

    def _is_changed(self, sent: KeyAction | None, action: KeyAction, key: str) -> bool:
        """Return whether a cell is to show another value than was sent, or the plan's again after a sort by hand."""
        if sent is None or key in self._put_back.get(action.ref, ()):
            return True
        return not same(value_of(sent, key), value_of(action, key), smart_quotes=False)

    def _has_marks_of_another(self, row: int, ref: str, uid: str) -> bool:
        """Return whether a row carries the ref or the hidden id of another action: some of its columns were sorted."""
        cells = self._marks.get(row, {})
        ids, refs = (shown_value(cells.get(self.table.columns.get(key, 0), "")).strip() for key in ("uid", "ref"))
        return (bool(ids) and ids != uid) or (refs != ref and refs in self.known)

    def _live(self, action: KeyAction) -> tuple[str, str, str]:
        overdue, changed, check = (str(value) for value in self.shown.live(action))
        return overdue, changed, check

    def _put(self, row: int, key: str, value: TemplateValue) -> None:
        if key in self.table.columns and (row, key) not in self._filled:
            self.patch.put(self.table.sheet.name, row, self.table.columns[key], value)

    def _refresh(self, row: int, key: str, value: str | int) -> None:
        if key in self.table.columns:
            self.patch.refresh(self.table.sheet.name, row, self.table.columns[key], value)

    def _by_column(self, values: Mapping[str, TemplateValue]) -> dict[int, TemplateValue]:
        return {self.table.columns[key]: value for key, value in values.items() if key in self.table.columns}

    def _append(self, fresh: Iterable[tuple[KeyAction, str, str]]) -> None:
        """Write new rows into the first empty rows below the table, formatted like its last row."""
        filled = {row.number for row in self.table.sheet.rows}
        last = max(self.lines.values(), default=self.table.header)
        model = max((row for ref, row in self.lines.items() if ref in self.known), default=last + (not self.lines))
        row = last
        for action, short, uid in fresh:
            row += 1
            while row in filled:
                row += 1
            values = self._values(action, short, uid)
            self.patch.append_row(self.table.sheet.name, model, row, self._by_column(values))
            for key in LIVE_KEYS:
                if formula := self.formulas.whole(row, key):
                    self.patch.put_formula(
                        self.table.sheet.name, row, self.table.columns[key], formula, str(values[key])
                    )
            self.lines[action.ref] = row

    def _move_end(self) -> None:
        """Let ranges over all actions follow the last one."""
        before = max((row for ref, row in self._lines_before.items() if ref in self.known), default=0)
        after = max((row for ref, row in self.lines.items() if ref in self.tracker.plan.by_ref), default=0)
        if before and after and before != after:
            self.patch.move_end(self.table.sheet.name, self.table.header + 1, before, after)

    def _freed_rows(self) -> dict[str, int]:
        """Return the rows of actions that the plan no longer has, by their text: a moved one stays where it is."""
        gone = (ref for ref in self.known if ref not in self.tracker.plan.by_ref and ref in self.lines)
        return {self.known[ref].description: self.lines[ref] for ref in gone}

    def _withdraw(self, gone: Iterable[int]) -> None:
        """Empty the owned cells of rows whose action the plan no longer has."""
        for row in gone:
            for key in ("ref", "recommendation", *self.shown.field_keys, "uid", "waiting"):
                self._put(row, key, None)
            for column in self.patch.rows.formulas(self.table.sheet.name, row):
                self.patch.put(self.table.sheet.name, row, column, None)

    def recommendations(self) -> None:
        """Write changed cells of recommendations, rows that are new, and the stored counts; empty those that went."""
        cells, plan = self.master.cells, self.tracker.plan
        assert isinstance(cells, Addresses)
        if len(cells.tables) < 2:
            return
        before, tables = self.master.base or self.tracker, cells.tables
        table = fit_columns(self.patch, tables[1], "recommendations", before, self.tracker, self.words)
        now = {rec.ref: rec for rec in self._typed.recommendations}
        places = self._places(table, cells, now)
        model = max((row for ref, row in places.items() if ref in now), default=table.header + 1)
        keeper = FormulaKeeper(self.patch, table, sorted(map(places.__getitem__, places.keys() & now)), _COUNTS)
        for rec in self._new.recommendations:
            if rec.ref in places:
                self._recommendation((table, keeper), places[rec.ref], rec, now.get(rec.ref), model)
        kept = {rec.ref for rec in plan.recommendations}
        gone = [ref for ref in now if ref in places and ref not in kept]
        for ref, key in product(gone, rows.keys_of("recommendations", plan)):
            if key in table.columns:
                self.patch.put(table.sheet.name, places[ref], table.columns[key], None)

    def _places(self, table: LocatedTable, cells: Addresses, now: Container[str]) -> dict[str, int]:
        """Return the row of each recommendation; one that is new and was not typed comes under the last row."""
        places = {ref: row for ref, (at, row) in cells.rows.items() if at}
        last = max((row.number for row in table.sheet.rows), default=table.header)
        fresh = [rec.ref for rec in self.tracker.plan.recommendations if rec.ref not in places and rec.ref not in now]
        return places | {ref: row for row, ref in enumerate(fresh, last + 1)}

    def _recommendation(
        self,
        at: tuple[LocatedTable, FormulaKeeper],
        row: int,
        rec: Recommendation,
        before: Recommendation | None,
        model: int,
    ) -> None:
        """Write a row of Recommendations; of one that is new everything, with the formulas of the row `model`."""
        table, keeper = at
        sheet, values = table.sheet.name, rows.recommendation_row(rec, self.shown)
        for key, value in zip(rows.keys_of("recommendations", self.tracker.plan), values, strict=True):
            if key not in table.columns or (rec.ref, key) in self.master.filled:
                continue
            column = table.columns[key]
            if before is None:
                self.patch.put(sheet, row, column, value, self.patch.rows.styles(sheet, model).get(column))
            if key in _COUNTS:
                formula = keeper.damaged(row, key) if before else keeper.whole(row, key)
                if formula:
                    self.patch.put_formula(sheet, row, column, formula, int(value or 0))
                    self.repaired += [str(table.cell(row, key))] if before else []
                else:
                    self.patch.refresh(sheet, row, column, int(value or 0))
            elif before and key != "ref" and not same(value_of(before, key), value_of(rec, key), smart_quotes=False):
                self.patch.put(sheet, row, column, value)

    def start(self) -> None:
        """Title, revision, issue date and the stored counts on the first sheet."""
        meta = self.tracker.meta
        if self._new.title != self._typed.title:
            self.patch.put_at(SHOWN_TITLE, self._new.title)
        if self.master.base and self.master.base.plan.title != self.tracker.plan.title:
            for sheet in rows.KEYS:
                self.patch.put_at(f"xltrack_head_{sheet}_title", self.tracker.plan.title)
        self.patch.put_at("xltrack_start_revision", meta.revision)
        if meta.issued != self.issued:
            self.patch.put_at("xltrack_start_issued", rows.serial(meta.issued, self.shift))
        for sheet in rows.KEYS:
            self.patch.put_at(f"xltrack_head_{sheet}_form", rows.form_line(meta, self.words))
        for key, count in rows.counters(self.shown).items():
            self.patch.refresh_at(f"xltrack_start_{key}", count)

    def base(self) -> None:
        """Write the hidden sheet: the tracker anew, and under its keys the grid that Changed compares with."""
        part = self.patch.base_sheet()
        sheet = read_sheet(self.patch.book, part)
        self.patch.write_chunks(part.name, sheet, self.tracker)
        lines = {row.values[row.columns.index(3)]: row.number for row in sheet.rows if 3 in row.columns}
        spare = max((row.number for row in sheet.rows), default=1)
        top = sheet.rows[0]
        keys = {at: str(key) for at, key in zip(top.columns, top.values, strict=True) if at > 3}
        for action, _, uid in self.shown:
            number = lines.get(uid)
            if number is None:
                number = spare = spare + 1
                self.patch.put(part.name, number, 3, uid)
            elif self.known.get(action.ref) == action:
                continue
            values = dict(zip(self.shown.field_keys, self.shown.fields(action), strict=True))
            for column, key in keys.items():
                self.patch.put(part.name, number, column, values.get(key))
