"""Cells of an action's row, read into its fields: text, dates, and a status word of any form."""

from __future__ import annotations

from typing import Any

from xltrack.findings.sources import cell_without_place, days_left_out, leftover_text
from xltrack.grid.values import Day
from xltrack.i18n.catalogue import fold
from xltrack.importing.blocks import SourcePlace
from xltrack.importing.due_and_status import DueAndStatus, due_and_status, names_both
from xltrack.importing.header_layout import Layout
from xltrack.importing.plan_draft import DraftAction
from xltrack.importing.recognition import Recognition
from xltrack.importing.table_view import SeenCell, TableView
from xltrack.importing.ticked_boxes import ticked_boxes
from xltrack.reading.cell_context import KEEP, CellContext
from xltrack.reading.cell_values import read_value

_JOINED = ("comments", "evidence", "reason", "responsible", "description")
"""Fields in which several cells can stand together."""


class ActionCells:
    """Reader of one table's cells into actions. The findings of a cell are reported once."""

    def __init__(self, view: TableView, reading: Recognition):
        self._view, self._reading = view, reading

    def take(self, layout: Layout, action: DraftAction, column: int, cell: SeenCell) -> None:
        """Read a cell into the field of its column; a second one is joined to the first, or left over."""
        name = layout.fields[column]
        where = self._view.place(cell)
        if name in ("deadline", "status") and isinstance(cell.raw, str) and self._both(layout, column, action, cell):
            return
        if name == "status":
            self._status(layout.words[column], action, cell)
            return
        value = self._value(name, cell, layout.words[column])
        if name == "responsible" and isinstance(value, str):
            self._reading.question_units(value, where)
        if value is KEEP or value is None:
            self._view.use(cell)
            return
        old = action.values.get(name)
        if old in (None, "", value) or where in action.cells:
            action.values[name] = old or value
        elif name in _JOINED:
            label = "" if column == layout.columns(name)[0] else f"{layout.words[column]}: "
            action.values[name] = f"{old}\n{label}{value}"
        else:
            return
        action.cells.add(where)
        self._view.use(cell)

    def _both(self, layout: Layout, column: int, action: DraftAction, cell: SeenCell) -> bool:
        """Read a cell that holds a deadline and a status, or either of them under a header that names both."""
        reading, label = self._reading, layout.words[column]
        both = names_both(label, reading.lexicon)
        if layout.fields[column] == "status" and not both:
            return False  # a date beside a status may be that of its completion
        pair = due_and_status(cell.text, reading.lexicon, reading.meant) or (self._either(cell.text) if both else None)
        if pair is None:
            return False
        where, values = self._view.place(cell), action.values
        month = reading.deadline(pair.deadline, where, label)
        has_place = bool(pair.status) and (both or not layout.columns("status"))
        other_month = month is not None and values.get("deadline") not in (None, month)
        if other_month or (has_place and values.get("source_status") not in (None, pair.status)):
            return True  # left over: the action has another deadline or status
        self._view.use(cell)
        if month:
            values["deadline"] = month
        if has_place:
            reading.take_status(action, pair.status, where, label)
        elif pair.status:
            reading.report(cell_without_place(where, pair.status, label))
        return True

    def _either(self, text: str) -> DueAndStatus:
        """Return a text as a status if it is one, else as a deadline."""
        is_status = self._reading.lexicon.status(text) or fold(text) in self._reading.meant
        return DueAndStatus("", text) if is_status else DueAndStatus(text, "")

    def _value(self, name: str, cell: SeenCell, label: str) -> Any:
        """Read the cell for a field and report its findings once."""
        where = self._view.place(cell)
        column = self._reading.columns[name]
        kind = column.kind
        if kind in ("month", "month_text") and isinstance(cell.raw, str):
            return self._reading.deadline(cell.text, where, label)
        context = CellContext(where, "actions", column, None)  # type: ignore[arg-type]
        value, findings = read_value(cell.raw, context)
        if kind in ("month", "month_text") and isinstance(cell.raw, Day) and cell.raw.date and cell.raw.date.day > 1:
            findings = (*findings, days_left_out(where, str(cell.raw), 1))
        for finding in findings:
            self._reading.report(finding)
        return self._trimmed(value, where) if name == "comments" and isinstance(value, str) else value

    def _trimmed(self, text: str, where: SourcePlace) -> str:
        """Return a comment without the word that a page prints behind it, which is named among its menus."""
        kept, word = self._reading.lexicon.trimmed(text)
        if word:
            self._reading.menu.append((word, where))
        return kept

    def _status(self, label: str, action: DraftAction, cell: SeenCell) -> None:
        text = self._status_text(cell)
        if action.values.get("source_status") not in (None, text):
            return
        where = self._view.use(cell)
        reading = self._reading
        if not any(ch.isalnum() for ch in text):
            return
        boxes = ticked_boxes(text, lambda word: word and reading.lexicon.status(word))
        if boxes is not None and boxes.chosen:
            text = boxes.chosen
            if boxes.rest:
                reading.report(leftover_text(where, boxes.rest))
        reading.take_status(action, text, where, label)

    def _status_text(self, cell: SeenCell) -> str:
        """Return a status as text; a fraction in a cell that shows per cent as "75%"."""
        if isinstance(cell.raw, float) and not isinstance(cell.raw, bool) and 0 <= cell.raw <= 1:
            return f"{round(cell.raw * 100, 2):.15g}%"
        return str(cell.raw) if isinstance(cell.raw, Day) else cell.text
