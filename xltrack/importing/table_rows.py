"""The rows of a table: headers, sections, labels with their values, actions; what is none of these is left over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from xltrack.findings.sources import (
    header_date,
    header_guessed,
    leftover_text,
    no_action,
    recommendation_is_action,
    unknown_header,
)
from xltrack.importing.action_cells import ActionCells
from xltrack.importing.action_rows import says_more, take_rec_numbers
from xltrack.importing.form_labels import form_label
from xltrack.importing.header_layout import Layout
from xltrack.importing.label_rows import LabelRows
from xltrack.importing.labels_above import LabelsAbove
from xltrack.importing.lexicon import IGNORED, LISTS, REC_TEXTS
from xltrack.importing.no_action import row_says_no_action
from xltrack.importing.plan_draft import DraftAction
from xltrack.importing.recognition import Recognition
from xltrack.importing.recommendation_cells import RecommendationCells
from xltrack.importing.running_text import read_loose_text, take_lone_text
from xltrack.importing.section_rows import SectionRows
from xltrack.importing.settled_columns import names_date
from xltrack.importing.table_endings import TableEndings
from xltrack.importing.table_layout import LONGEST_WORD, layout_at
from xltrack.importing.table_leftovers import report_leftovers
from xltrack.importing.table_view import SeenCell, TableView

_SEARCHED = 400
"""Rows from the top of a table in which its first header is looked for."""
_OF_RECOMMENDATIONS = (*REC_TEXTS, "category", *LISTS)
_SILENT = ("derived", "source_status")


def read_table(view: TableView, reading: Recognition) -> None:
    """Read a table into the plan; report every cell that found no place."""
    reading.open_field, reading.waiting = "", None
    _TableReader(view, reading).read()


class _TableReader:
    def __init__(self, view: TableView, reading: Recognition):
        self._view, self._reading = view, reading
        self._cells = ActionCells(view, reading)
        self._recs = RecommendationCells(view, reading)
        self._sections = SectionRows(view, reading.lexicon)
        self._endings = TableEndings(view, reading.lexicon)
        self._above = LabelsAbove(view, reading)
        self._labels = LabelRows(view, reading)
        self._layout: Layout | None = None
        self._open_row = 0  # the last row with a text that may go on in the next one

    def read(self) -> None:
        for at, number in enumerate(list(self._view.rows)):
            layout = self._layout
            if layout and layout.row <= number <= layout.last:
                continue
            fresh = None
            if self._may_be_header(layout, number) if layout else at < _SEARCHED:
                fresh = layout_at(self._view, number, self._reading.lexicon, self._reading.own)
            if fresh:
                self._use_header(fresh, repeated=layout is not None and self._view.same_texts(layout.row, number))
            elif layout:
                self._row(layout, number)
            else:
                self._free_row(number)
        self._reading.open_field, self._reading.waiting = "", None
        report_leftovers(self._view, self._reading, self._layout, self._labels.found)

    def _may_be_header(self, layout: Layout, number: int) -> bool:
        """Return whether a row under a header may be one again: a header word is in the column of the actions."""
        for column in layout.columns("description")[:1]:
            cell = self._view[number, column]
            if cell is not None:
                return self._reading.lexicon.column(cell.text, self._reading.own) is not None
        return True

    def _use_header(self, layout: Layout, repeated: bool) -> None:
        reading = self._reading
        reading.tables += not repeated
        self._layout = layout
        for number in range(layout.row, layout.last + 1):
            for column, cell in self._view.row(number).items():
                reading.use_words(cell.text)
                if column in layout.fields or repeated:
                    where = self._view.use(cell)
                    if names_date(cell.text) and not repeated and layout.fields[column] != "no_field":
                        reading.report(header_date(where, cell.text))
                    if column in layout.guesses and layout.words[column] == cell.text:
                        reading.guesses[cell.text] = layout.guesses[column]
                        reading.report(header_guessed(where, cell.text, field=layout.guesses[column]))
                elif cell.text == layout.words.get(column):
                    where = self._view.use(cell)
                    reading.headers.append(cell.text)
                    reading.report(unknown_header(where, cell.text, field=layout.hints[column]))
                else:
                    self._view.use(cell)

    def _free_row(self, number: int) -> None:
        """Read a row under no header: a label with its value, a section, the title, or a text that goes on."""
        cells = self._view.own_cells(number)
        first = cells[0]
        if len(cells) == 1 and self._goes_on(first, number):
            return
        if self._above.read(number, cells):
            self._labels.found = True
            return
        if len(cells) > 1 and (self._is_over_header(number, cells) or self._labels.take_row(cells)):
            return
        label = form_label(first.text, self._reading.lexicon)
        if (label is not None or "\n" in first.text) and sum(map(self._labels.take_cell, cells)):
            return
        if len(cells) > 1 and first.text.rstrip().endswith((":", "：")):
            self._head(cells)
        elif len(cells) == 1 and self._may_be_title(first.text):
            read_loose_text(first.text, self._view.use(first), self._reading)

    def _is_over_header(self, number: int, cells: list[SeenCell]) -> bool:
        """Return whether a row groups the columns of a header with recommendations; words that are none are left."""
        reading = self._reading
        if not all(len(cell.text) <= LONGEST_WORD and not cell.text.endswith((":", "：")) for cell in cells):
            return False
        header = layout_at(self._view, number + 1, reading.lexicon, reading.own)
        known = [cell for cell in cells if reading.lexicon.column(cell.text)]
        if not known or not header or not header.has_recommendations:
            return False
        for cell in known:
            self._view.use(cell)
        return True

    def _goes_on(self, cell: SeenCell, number: int) -> bool:
        """Read a label that is alone in its row, or the text in the row right under such a label."""
        follows = self._open_row == number - 1
        if not take_lone_text(cell.text, self._view.place(cell), self._reading, follows=follows):
            return False
        self._view.use(cell)
        self._labels.found, self._open_row = True, number
        return True

    def _may_be_title(self, text: str) -> bool:
        reading = self._reading
        return not (reading.draft.recs or reading.lexicon.is_generic_title(text)) and reading.outranks_title(text, 1)

    def _head(self, cells: list[SeenCell]) -> None:
        where, *_ = [self._view.use(cell) for cell in cells]
        words, value = cells[0].text.rstrip(" :："), " ".join(cell.text for cell in cells[1:]).lstrip(" :：")
        self._reading.report(leftover_text(where, f"{words}: {value}"))

    def _row(self, layout: Layout, number: int) -> None:
        row, cells = self._view.row(number), self._view.own_cells(number)
        if len(cells) == 1 and self._none(cells, []):
            return
        if self._is_between_actions(layout, number, cells) or self._is_ending(layout, number, cells):
            return
        self._recs.take(layout, row)
        if self._is_no_action(layout, row):
            return
        action = self._action(layout, row)
        if action is None:
            take_rec_numbers(layout, row, self._view, self._reading.draft)
            self._recs.take_reasons(layout, row)
            return
        self._take_cells(layout, row, action)

    def _take_cells(self, layout: Layout, row: Mapping[int, SeenCell], action: DraftAction) -> None:
        """Take the cells of an action's row; one that holds the action as well says nothing else."""
        described = {row[column] for column in layout.columns("description") if column in row}
        for column, cell in row.items():
            name = layout.fields.get(column, IGNORED)
            if cell in described and name != "description":
                continue
            if name in self._reading.columns and name not in (*_OF_RECOMMENDATIONS, "description"):
                self._cells.take(layout, action, column, cell)
            elif name == "number":
                action.numbers.setdefault(cell.text, self._view.use(cell))
            elif name in _SILENT or (name == IGNORED and column in layout.fields):
                self._view.use(cell)

    def _is_ending(self, layout: Layout, number: int, cells: list[SeenCell]) -> bool:
        """Report a row of totals, a legend or a signature. Return whether it is one."""
        if not self._endings.is_ending(layout, number):
            return False
        own = [cell for cell in cells if cell.at[0] == number]
        where = [self._view.use(cell) for cell in own]
        self._reading.report(leftover_text(where[0], " | ".join(cell.text for cell in own)))
        return True

    def _is_between_actions(self, layout: Layout, number: int, cells: list[SeenCell]) -> bool:
        """Read a row that heads the actions under it: a section, a recommendation over them, or a label."""
        only = cells[0] if len(cells) == 1 else None
        wide = self._view.is_wide(cells[0]) or self._view.is_wide(cells[-1])
        if wide and len(cells) == 2 and self._labels.take_row(cells):
            return True
        sections = [self._labels.take_cell(cell) for cell in cells if cell is only or self._view.is_wide(cell)]
        if any(sections) or (only and self._is_alone(layout, number, only)):
            return True
        if section := self._sections.number(layout, number):
            self._view.use(cells[0])
            self._reading.begin(cells[1].text, self._view.use(cells[1]), section)
            return True
        return False

    def _is_alone(self, layout: Layout, number: int, only: SeenCell) -> bool:
        """Read the only cell of a row as a recommendation over its actions, or report it as a theme over its rows."""
        if not self._endings.is_ending(layout, number) and self._is_heading(layout, only):
            self._reading.begin(only.text, self._view.use(only))
            return True
        if self._view.is_wide(only) and only.at[1] in layout.fields and layout.has_recommendations:
            self._reading.report(leftover_text(self._view.use(only), only.text))
            return True
        return False

    def _is_heading(self, layout: Layout, only: SeenCell) -> bool:
        """Return whether a row's only cell is a recommendation written over its actions."""
        if layout.fields.get(only.at[1]) == "recommendation":
            return False
        first = only.text.split()[0]
        names = self._reading.lexicon.column(first) == "recommendation"
        return names or (self._view.is_wide(only) and not layout.has_recommendations)

    def _is_no_action(self, layout: Layout, row: Mapping[int, SeenCell]) -> bool:
        """Return whether a row holds no action: dashes, or words that say so in the place of one."""
        named = layout.named_cells(row, besides=_OF_RECOMMENDATIONS)
        described = [cell for cell, name in named.items() if name == "description"]
        others = [cell for cell, name in named.items() if name not in ("description", "number", "no_field")]
        dashes = (described or others) and not any(ch.isalnum() for cell in (*described, *others) for ch in cell.text)
        if not dashes and not self._none(described, others):
            return False
        for cell, name in named.items():
            if name != "no_field":
                self._view.use(cell)
        return True

    def _none(self, described: Sequence[SeenCell], others: Sequence[SeenCell]) -> bool:
        """Take cells that say that there is no action, and report their words. Return whether they do."""
        draft, reading = self._reading.draft, self._reading
        texts = [cell.text for cell in described], [cell.text for cell in others]
        rejected = draft.now is not None and draft.now.is_rejected
        if not row_says_no_action(*texts, reading.lexicon, rejected=rejected):
            return False
        for cell in (*described, *others):
            self._view.use(cell)
        reading.report(no_action(self._view.place(described[0]), " | ".join(dict.fromkeys((*texts[0], *texts[1])))))
        return True

    def _action(self, layout: Layout, row: Mapping[int, SeenCell]) -> DraftAction | None:
        """Return the action of a row; of one whose text is merged over several rows, the same again."""
        draft, reading = self._reading.draft, self._reading
        columns = layout.columns("description") or layout.columns("recommendation")
        texts = [row[column] for column in columns if column in row]
        if not texts or (not layout.has_actions and not says_more(layout, row)):
            return None
        where = self._view.use(texts[0])
        for cell in texts[1:]:
            self._view.use(cell)
        last = draft.last_action
        if last is not None and last.place == where:
            return last
        text = "\n".join(dict.fromkeys(reading.unmarked(cell.text, where) for cell in texts))
        if not layout.has_actions:
            reading.report(recommendation_is_action(where, text[:80]))
        return draft.add(text, where, draft.current(self._view.name or reading.source))
