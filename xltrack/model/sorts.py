"""The field name that stands for a sort: values of a return that only changed places, decided together."""

from __future__ import annotations

from xltrack.model.remark import is_remark

SORT_PREFIX = "sort:"


def is_sort(field: str | None) -> bool:
    """Return whether a log entry's or conflict's field names a sort and not a column."""
    return field is not None and field.startswith(SORT_PREFIX)


def has_no_cell(field: str | None) -> bool:
    """Return whether a field names something that waits but has no cell in the plan: a remark or a sort."""
    return is_remark(field) or is_sort(field)
