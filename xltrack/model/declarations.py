"""Declarations of own fields as cells of the plan as a whole, so that they are logged and undone like any value.

The value of such a cell is the label of the column; it is empty while the plan has no such column.
"""

from __future__ import annotations

from collections.abc import Iterable

from xltrack.model.own_fields import OwnField

_PREFIX = "field:"
_IN = "="


def declaration_of(key: str) -> str:
    """Return the field name of a declaration in the log."""
    return _PREFIX + key


def is_declaration(field: str | None) -> bool:
    """Return whether a log entry's field names a declaration and not a column."""
    return field is not None and field.startswith(_PREFIX)


def declared_label(fields: Iterable[OwnField], declaration: str) -> str | None:
    """Return the value of a declaration: one label, or one a line as `fr=Fonds`; None for a field without a column."""
    field = next((one for one in fields if _PREFIX + one.key == declaration and not one.removed), None)
    if field is None:
        return None
    labels = field.labels
    return "\n".join(f"{code}{_IN}{label}" for code, label in labels.items()) if len(labels) > 1 else field.header()


def relabelled(fields: Iterable[OwnField], declaration: str, value: str | None) -> tuple[OwnField, ...]:
    """Return the declarations with another label of one field; without a label, the field has no column any more."""
    return tuple(_with_label(one, value) if _PREFIX + one.key == declaration else one for one in fields)


def labels_in(value: str | None) -> tuple[str, ...]:
    """Return every label in a declaration's value."""
    return tuple(_by_language(value).values()) if value and "\n" in value else (value or "",)


def label_in(value: str, language: str) -> str:
    """Return the label that a declaration's value has in a language."""
    if "\n" not in value:
        return value
    labels = _by_language(value)
    return labels.get(language) or next(iter(labels.values()))


def _by_language(value: str) -> dict[str, str]:
    return dict(line.partition(_IN)[::2] for line in value.split("\n"))


def _with_label(field: OwnField, value: str | None) -> OwnField:
    if not value:
        return field.model_copy(update={"removed": True})
    label = _by_language(value) if "\n" in value else value
    return OwnField.model_validate({**dict(field), "label": label, "removed": False})
