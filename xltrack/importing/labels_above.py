"""Labels side by side in a row, over their values: "Recommendation 1 | Management response" over a text each."""

from __future__ import annotations

from collections.abc import Sequence

from xltrack.importing.form_labels import Label, label_of_cell
from xltrack.importing.lexicon import Lexicon
from xltrack.importing.recognition import Recognition
from xltrack.importing.running_text import take_label
from xltrack.importing.table_view import SeenCell, TableView

_FIELDS = frozenset(("recommendation", "response", "category"))


class LabelsAbove:
    """The labels of a table that stand over their values, a recommendation in each row below them."""

    def __init__(self, view: TableView, reading: Recognition):
        self._view, self._reading = view, reading
        self._labels: dict[int, Label] = {}

    def read(self, number: int, cells: Sequence[SeenCell]) -> bool:
        """Read a row as such labels or as their values; return whether it is either."""
        if self._are_values(self._labels, cells):
            self._take(cells)
            return True
        self._labels = _labels(cells, self._reading.lexicon)
        if not self._are_values(self._labels, list(self._view.row(number + 1).values())):
            self._labels = {}
            return False
        for cell in cells:
            self._view.use(cell)
        return True

    def _are_values(self, labels: dict[int, Label], cells: Sequence[SeenCell]) -> bool:
        """Return whether cells stand under labels, one of them a recommendation, and are none themselves."""
        fields = {labels[cell.at[1]].field for cell in cells if cell.at[1] in labels}
        return (
            "recommendation" in fields
            and len(fields) == len(cells)
            and not any(_lone_label(cell.text, self._reading.lexicon) for cell in cells)
        )

    def _take(self, cells: Sequence[SeenCell]) -> None:
        """Take the values of a row, the recommendation first; a number in its label is that of the first row."""
        labels = self._labels
        for cell in sorted(cells, key=lambda cell: labels[cell.at[1]].field != "recommendation"):
            take_label(labels[cell.at[1]], cell.text, self._view.use(cell), self._reading)
        self._reading.open_field = ""
        self._labels = {column: label._replace(number="") for column, label in labels.items()}


def _labels(cells: Sequence[SeenCell], lexicon: Lexicon) -> dict[int, Label]:
    """Return the labels of a row by column: two or more, each of a field of its own; else none."""
    labels = {cell.at[1]: label for cell in cells if (label := _lone_label(cell.text, lexicon))}
    fields = {label.field for label in labels.values()}
    return labels if 1 < len(cells) == len(labels) == len(fields) and fields <= _FIELDS else {}


def _lone_label(text: str, lexicon: Lexicon) -> Label | None:
    """Return the label that a text is as a whole, with no value behind it."""
    label = label_of_cell(text, lexicon)
    return label if label is not None and not label.value else None
