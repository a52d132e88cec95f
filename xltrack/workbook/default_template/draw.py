"""Draws the default template: every sheet with its header, one styled model row, rules and print set-up.

The names in the workbook tell the writer and the reader where things are; everything else is looks, and an
office may change all of it.
"""

from __future__ import annotations

import io
from collections.abc import Sequence

from xltrack.i18n.catalogue import DEFAULT_LANGUAGE, catalogue
from xltrack.model.fields import ACTIONS, CHANGES, DECISIONS, RECOMMENDATIONS, Column
from xltrack.workbook.default_template.drawing import Drawing
from xltrack.workbook.default_template.sheets import draw_lists, draw_rules, draw_start


def draw(language: str = DEFAULT_LANGUAGE, columns: Sequence[Column] = ACTIONS) -> bytes:
    """Return the template as a workbook's bytes: the same for the same language. `columns` orders the Actions sheet."""
    from xlsxwriter import Workbook

    target = io.BytesIO()
    book = Workbook(target, {"in_memory": True})
    drawing = Drawing(book, catalogue(language), columns)
    drawing.properties()
    draw_start(drawing)
    drawing.table("actions", drawing.actions, freeze="description", print_to="overdue")
    draw_rules(drawing)
    drawing.table("recommendations", RECOMMENDATIONS, freeze="ref", print_to="overdue")
    drawing.table("changes", CHANGES, freeze="ref", print_to="reason")
    drawing.table("decisions", DECISIONS, freeze="ref", print_to="reason")
    draw_lists(drawing)
    drawing.base()
    for key in ("changes", "decisions", "lists", "base"):
        drawing.sheets[key].hide()
    book.close()
    return target.getvalue()
