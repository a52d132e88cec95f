"""The table of a summary by one of the office's own fields."""

from __future__ import annotations

from xltrack.i18n.catalogue import catalogue
from xltrack.i18n.formatting import Wording
from xltrack.i18n.plain_text import shorten
from xltrack.rendering.table import PageColumn, PageTable
from xltrack.rendering.tables import LABEL_LETTERS, counted_table
from xltrack.summary.figures import OwnGrouping, Summary

OWN_TABLE = "own_"
"""The beginning of these tables' keys."""


def own_table(summary: Summary, own: OwnGrouping, wording: Wording, letters: int | None) -> PageTable:
    """Give a row to each value of one of the office's own fields."""
    header, yes_no = own.header(wording.language), catalogue(wording.language).section("yes_no")
    none = wording.word("none", "own", field=header)
    room = None if letters is None else LABEL_LETTERS
    labels = [shorten(str(yes_no.get(group.label, group.label)), room) or none for group in own.groups]
    title, first = wording.word("sections", "own", field=header), PageColumn("own", header, "long")
    return counted_table(summary, f"{OWN_TABLE}{own.key}", title, first, labels, own.groups, wording)
