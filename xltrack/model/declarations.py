"""Declarations of own fields as cells of the plan as a whole, so that they are logged and undone like any value.

The value of such a cell is the label of the column; it is empty while the plan has no such column. A second cell holds
the choices, one a line: a removed field may be declared again with other ones.
"""

from __future__ import annotations

from collections.abc import Iterable

from xltrack.model.own_fields import OwnField

_PREFIX = "field:"
_IN = "="
_CHOICES = ":choices"


def declaration_of(key: str) -> str:
    """Return the field name of a declaration in the log."""
    return _PREFIX + key


def choices_declaration(key: str) -> str:
    """Return the field name of a field's choices in the log."""
    return _PREFIX + key + _CHOICES


def is_choices(field: str | None) -> bool:
    """Return whether a log entry's field names the choices of a declared field."""
    return is_declaration(field) and str(field).endswith(_CHOICES)


def is_declaration(field: str | None) -> bool:
    """Return whether a log entry's field names a declaration and not a column."""
    return field is not None and field.startswith(_PREFIX)


def declared_key(declaration: str) -> str:
    """Return the key of the field that a declaration, or its list of choices, is about."""
    return declaration.removeprefix(_PREFIX).removesuffix(_CHOICES)


def declared_label(fields: Iterable[OwnField], declaration: str) -> str | None:
    """Return the value of a declaration: one label, or one a line as `fr=Fonds`; None for a field without a column.

    The value of a field's choices is one a line.
    """
    if is_choices(declaration):
        return next(
            (
                "\n".join(declared.choices) or None
                for declared in fields
                if choices_declaration(declared.key) == declaration
            ),
            None,
        )
    field = next(
        (declared for declared in fields if _PREFIX + declared.key == declaration and not declared.removed), None
    )
    if field is None:
        return None
    labels = field.labels
    return "\n".join(f"{code}{_IN}{label}" for code, label in labels.items()) if len(labels) > 1 else field.header()


def relabelled(fields: Iterable[OwnField], declaration: str, value: str | None) -> tuple[OwnField, ...]:
    """Return the declarations with another label of one field, or with other choices.

    Without a label, the field has no column any more.
    """
    if is_choices(declaration):
        other = {"choices": tuple((value or "").split("\n"))}
        return tuple(
            field.model_copy(update=other) if choices_declaration(field.key) == declaration else field
            for field in fields
        )
    return tuple(_with_label(field, value) if _PREFIX + field.key == declaration else field for field in fields)


def labels_in(declaration: str | None, value: str | None) -> tuple[str, ...]:
    """Return every label or choice in a declaration's value."""
    if is_choices(declaration):
        return tuple((value or "").split("\n"))
    return tuple(_by_language(value).values()) if value and "\n" in value else (value or "",)


def label_in(declaration: str | None, value: str, language: str) -> str:
    """Return the label that a declaration's value has in a language; choices in one line."""
    if is_choices(declaration):
        return ", ".join(value.split("\n"))
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
