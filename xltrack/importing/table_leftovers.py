"""The cells of a table that found no place in the plan, each of them reported."""

from __future__ import annotations

from collections.abc import Sequence

from xltrack.findings import CellAddress, Finding
from xltrack.findings.sources import cell_without_place, leftover_cell, leftover_text, menu_words
from xltrack.i18n.catalogue import fold
from xltrack.importing.blocks import SourcePlace
from xltrack.importing.header_layout import Layout
from xltrack.importing.lexicon import IGNORED
from xltrack.importing.recognition import Recognition
from xltrack.importing.table_view import SeenCell, TableView

_VOCABULARY_CELL, _FEW = 40, 3


def report_leftovers(view: TableView, reading: Recognition, layout: Layout | None, labelled: bool) -> None:
    """Report the cells that found no place; a list of short words is one finding.

    `layout` is the table's last header; `labelled` says whether the table held labels with their values.
    """
    left = _left(view, reading, layout, labelled)
    if layout is None and not labelled and _is_list(left, reading):
        words = " · ".join(dict.fromkeys(cell.text for cell in left))
        reading.report(menu_words(view.place(left[0]), words))
        return
    rows: dict[int, list[SeenCell]] = {}
    for cell in left:
        header = layout.words.get(cell.at[1], "") if layout and cell.at[0] > layout.row else ""
        if layout and header:
            reading.left_cells.setdefault(fold(cell.text), (view.place(cell), header))
            reading.report(_of_column(view.place(cell), cell, header, layout))
        elif isinstance(view.place(cell), CellAddress):
            reading.report(leftover_text(view.place(cell), cell.text))
        else:
            rows.setdefault(cell.at[0], []).append(cell)
    for cells in rows.values():
        reading.report(leftover_text(view.place(cells[0]), " | ".join(cell.text for cell in cells)))


def _left(view: TableView, reading: Recognition, layout: Layout | None, labelled: bool) -> list[SeenCell]:
    """Return the cells that found no place. Labels that nothing was written beside are words of the form."""
    left = [cell for cell in view.left() if not _is_ignored(cell, layout)]
    if not labelled:
        return left
    alone = [cell for cell in left if len(view.own_cells(cell.at[0])) == 1 and reading.lexicon.column(cell.text)]
    reading.menu.extend((cell.text, view.place(cell)) for cell in alone)
    return [cell for cell in left if cell not in alone]


def _is_ignored(cell: SeenCell, layout: Layout | None) -> bool:
    """Return whether a cell is in a column that is left out of the plan."""
    return layout is not None and cell.at[0] > layout.row and layout.fields.get(cell.at[1]) == IGNORED


def _of_column(where: SourcePlace, cell: SeenCell, header: str, layout: Layout) -> Finding:
    """Report a cell: of a column that is read, that its row has no place for it; else the column's likeliest field."""
    if layout.fields.get(cell.at[1], "no_field") not in ("no_field", "category"):
        return cell_without_place(where, cell.text, header)
    return leftover_cell(where, cell.text, header, field=layout.hints.get(cell.at[1], "comments"))


def _is_list(left: Sequence[SeenCell], reading: Recognition) -> bool:
    """Return whether cells are a list of choices: several words of progress, or many short texts."""
    known = len(left) > 1 and all(reading.lexicon.status(cell.text) for cell in left)
    return known or (len(left) > _FEW and all(len(cell.text) <= _VOCABULARY_CELL for cell in left))
