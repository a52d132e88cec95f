"""The table of a summary by one of the office's own fields."""

from __future__ import annotations

from xltrack.i18n.catalogue import catalogue
from xltrack.i18n.formatting import Wording
from xltrack.i18n.plain_text import shorten
from xltrack.rendering.table import PageColumn, PageTable
from xltrack.rendering.tables import LABEL_LETTERS, counted_table
from xltrack.summary.figures import OwnGrouping, Summary
from xltrack.summary.narrow import REGION

OWN_TABLE = "own_"
"""The beginning of these tables' keys."""


def own_table(summary: Summary, grouping: OwnGrouping, wording: Wording, letters: int | None) -> PageTable:
    """Give a row to each value of one of the office's own fields."""
    header, yes_no = grouping.header(wording.language), catalogue(wording.language).section("yes_no")
    none = wording.words.word(
        "summary", "none", "own", field=header
    )  # a cell is cleaned, and has no marks of direction
    room = None if letters is None else LABEL_LETTERS
    labels = [shorten(str(yes_no.get(group.label, group.label)), room) or none for group in grouping.groups]
    is_region, first = grouping.key == REGION and not grouping.label, PageColumn("own", header, "long")
    title = wording.word("sections", REGION) if is_region else wording.word("sections", "own", field=header)
    return counted_table(summary, f"{OWN_TABLE}{grouping.key}", title, first, labels, grouping.groups, wording)
