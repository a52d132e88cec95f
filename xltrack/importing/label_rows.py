"""Rows and cells of a table that hold labels with their values, in place of columns."""

from __future__ import annotations

import re

from xltrack.findings.sources import leftover_text
from xltrack.importing.answers_inside import answer_boxes
from xltrack.importing.form_labels import label_of_cell, labelled_lines
from xltrack.importing.lexicon import LISTS
from xltrack.importing.recognition import Recognition
from xltrack.importing.running_text import take_label
from xltrack.importing.table_view import SeenCell, TableView

_CODE = re.compile(r"[^\W\d]{0,5}[\s.\-#]*(\d{1,3})")


class LabelRows:
    """The labels of one table; `found` says whether it has any."""

    def __init__(self, view: TableView, reading: Recognition):
        self._view, self._reading = view, reading
        self.found = False
        self._number = ""
        """The number in a row of its own, for the recommendation under it."""

    def take_row(self, cells: list[SeenCell]) -> bool:
        """Read a row with a label, or a label with an answer, in its first cell and the value in the others."""
        first, others = cells[0], cells[1:]
        reading = self._reading
        if self._take_number(first, others):
            return True
        label = label_of_cell(first.text, reading.lexicon)
        if label is None:
            return False
        if label.value and label.field != "response":
            return False
        boxes = answer_boxes(label.value, reading.lexicon)
        if boxes is not None and boxes.chosen:
            label = label._replace(value=boxes.chosen)
        if label.value and reading.lexicon.answer(label.value) is None:
            return False
        where = self._view.place(first)
        value = "\n".join(cell.text for cell in others).lstrip(" :：")
        if label.field == "recommendation":
            value, others = others[0].text.lstrip(" :："), others[:1]
            label, self._number = label._replace(number=label.number or self._number), ""
        taken = take_label(label._replace(value="", bracket=label.bracket or label.value), value, where, reading)
        if taken:
            self.found = True
            for cell in (first, *others):
                self._view.use(cell)
        reading.open_field = ""
        return taken

    def _take_number(self, first: SeenCell, others: list[SeenCell]) -> bool:
        """Take a row that holds nothing but the number of a recommendation: "Recommendation No." beside "R3"."""
        words, name = first.text.rstrip(" :："), self._reading.lexicon.column(first.text)
        match = _CODE.fullmatch(others[0].text) if name == "number" and len(others) == 1 else None
        if match is None or self._reading.lexicon.column(words.split()[0]) != "recommendation":
            return False
        self._number = match[1]
        for cell in (first, *others):
            self._view.use(cell)
        return True

    def take_cell(self, cell: SeenCell) -> bool:
        """Read a cell that holds labels with their values, a line or more each."""
        reading = self._reading
        pieces = labelled_lines(cell.text, reading.lexicon)
        if not any(label for label, _ in pieces):
            return False
        where = self._view.place(cell)
        loose: list[str] = []
        taken = False
        for label, text in pieces:
            empty = label is not None and not text and label.field in ("category", *LISTS)
            if label is None or empty or not take_label(label, text, where, reading):
                loose.append(f"{label.words}: {text}" if label else text)
            else:
                taken = True
        reading.open_field = ""
        if not taken:
            return False
        self.found = True
        self._view.use(cell)
        for text in filter(None, loose):
            reading.report(leftover_text(where, text))
        return True
