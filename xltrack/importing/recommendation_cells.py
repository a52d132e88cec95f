"""The cells of a row that are about its recommendation: the text, the response, the category and the lists."""

from __future__ import annotations

from collections.abc import Mapping

from xltrack.importing.answers_inside import answer_boxes
from xltrack.importing.blocks import SourcePlace
from xltrack.importing.form_labels import form_label
from xltrack.importing.header_layout import Layout
from xltrack.importing.lexicon import LISTS
from xltrack.importing.plan_draft import DraftRec
from xltrack.importing.recognition import Recognition
from xltrack.importing.table_view import SeenCell, TableView

_ABOUT = ("response", "category", *LISTS)


class RecommendationCells:
    """Reader of the cells about recommendations in the rows of one table."""

    def __init__(self, view: TableView, reading: Recognition):
        self._view, self._reading = view, reading
        self._taken: set[tuple[str, SourcePlace]] = set()
        """Texts about recommendations that were taken from cells merged over several rows."""

    def take(self, layout: Layout, row: Mapping[int, SeenCell]) -> None:
        """Make the row's recommendation the current one, and read the row's cells about it."""
        reading = self._reading
        for column in layout.columns("recommendation"):
            if column in row:
                self._begin(row[column])
        for column, cell in row.items():
            name = layout.fields.get(column)
            if name in _ABOUT:
                self._about(cell, name, reading.draft.current(self._view.name or reading.source))

    def take_reasons(self, layout: Layout, row: Mapping[int, SeenCell]) -> None:
        """Read the remarks in the row of a rejected recommendation without response or action as its response."""
        rec = self._reading.draft.now
        answered = any(column in row for column in layout.columns("response"))
        if rec is None or not rec.is_rejected or rec.actions or answered:
            return
        for column in layout.columns("comments"):
            if column in row:
                self._about(row[column], "response", rec)

    def _begin(self, cell: SeenCell) -> None:
        where = self._view.use(cell)
        label = form_label(cell.text, self._reading.lexicon)
        if label is not None and label.field == "recommendation" and label.value and label.number:
            self._reading.begin(label.value, where, label.rec_number)
        else:
            self._reading.begin(self._reading.unmarked(cell.text, where), where)

    def _about(self, cell: SeenCell, name: str, rec: DraftRec) -> None:
        boxes = answer_boxes(cell.text, self._reading.lexicon)
        answer = self._reading.lexicon.answer(cell.text)
        if name == "category" and boxes is None and answer is None and any(map(str.isalnum, cell.text)):
            head = self._reading.lexicon.answer_at_head(cell.text)
            if head is None:
                return
            name = "response"
        if name == "category" and boxes is None and rec.values.get("category") not in (None, answer):
            return
        where = self._view.use(cell)
        if (name, where) not in self._taken:
            self._taken.add((name, where))
            self._reading.about(name, cell.text, where, rec)
