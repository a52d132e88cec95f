"""Drawing of the default template: every sheet with its header, one styled model row, rules and print set-up.

The defined names tell writer and reader where everything is. All else is appearance, which an office may change.
"""

from __future__ import annotations

import io
from collections.abc import Sequence

from xltrack.i18n.catalogue import DEFAULT_LANGUAGE, catalogue
from xltrack.model.fields import ACTIONS, CHANGES, DECISIONS, RECOMMENDATIONS, Column
from xltrack.model.own_fields import OwnField
from xltrack.model.plan_fields import own_column
from xltrack.workbook.default_template.drawing import Drawing
from xltrack.workbook.default_template.sheets import draw_lists, draw_rules, draw_start


def draw(
    language: str = DEFAULT_LANGUAGE, columns: Sequence[Column] = ACTIONS, fields: Sequence[OwnField] = ()
) -> bytes:
    """Return the template as a workbook's bytes: the same for the same language and the same own `fields`.

    `columns` orders the Actions sheet; columns of own fields come before those that are worked out.
    """
    from xlsxwriter import Workbook

    target = io.BytesIO()
    book = Workbook(target, {"in_memory": True})
    columns = _with_own(columns, [own_column(field) for field in fields if field.sheet == "actions"])
    recommendations = _with_own(
        RECOMMENDATIONS, [own_column(field) for field in fields if field.sheet == "recommendations"]
    )
    drawing = Drawing(book, catalogue(language), columns, recommendations)
    drawing.properties()
    draw_start(drawing)
    drawing.table("actions", drawing.actions, freeze="description", print_to="overdue")
    draw_rules(drawing)
    drawing.table("recommendations", recommendations, freeze="ref", print_to="overdue")
    drawing.table("changes", CHANGES, freeze="ref", print_to="reason")
    drawing.table("decisions", DECISIONS, freeze="ref", print_to="reason")
    draw_lists(drawing)
    drawing.base()
    for key in ("changes", "decisions", "lists", "base"):
        drawing.sheets[key].hide()
    book.close()
    return target.getvalue()


def _with_own(columns: Sequence[Column], own_columns: Sequence[Column]) -> Sequence[Column]:
    last = max(at for at, column in enumerate(columns) if column.kind != "live" and not column.hidden)
    return (*columns[: last + 1], *own_columns, *columns[last + 1 :])
