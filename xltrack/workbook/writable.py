"""Texts prepared for writing: control characters dropped, an error where a text exceeds what a cell holds."""

from __future__ import annotations

from typing import Any, TypeVar

from pydantic import BaseModel

from xltrack.errors import WorkbookError
from xltrack.model.text_length import LONGEST_TEXT, fits, utf16_units
from xltrack.model.tracker import Tracker
from xltrack.xlsx.shared_strings import holdable

_Model = TypeVar("_Model", bound=BaseModel)


def held(tracker: Tracker) -> Tracker:
    """Return the tracker without characters that no workbook can hold; they are invisible.

    Both the sheets and the base are written from it, so that they agree. Raises WorkbookError (text_too_long)
    for the first text over Excel's limit; nothing is ever cut.
    """
    return _held(tracker, "")


def _held(value: _Model, ref: str) -> _Model:
    ref, edits = getattr(value, "ref", ref), {}
    for field in type(value).model_fields:
        old = getattr(value, field)
        if old and isinstance(old, (str, tuple, BaseModel)):
            new = _fitting(old, ref, field)
            if new is not old:
                edits[field] = new
    return value.model_copy(update=edits) if edits else value


def _fitting(old: Any, ref: str, field: str) -> Any:
    if isinstance(old, str):
        if not fits(old):
            raise WorkbookError("text_too_long", ref=ref, field=field, length=utf16_units(old), limit=LONGEST_TEXT)
        return holdable(old)
    if isinstance(old, BaseModel):
        return _held(old, ref)
    parts = tuple(_fitting(part, ref, field) if isinstance(part, (str, BaseModel)) else part for part in old)
    if ref and all(isinstance(part, str) for part in parts):
        # The values of a row's list share one cell; the refs of a scope are only in the base.
        _fitting("\n".join(parts), ref, field)
    return old if all(one is other for one, other in zip(parts, old, strict=True)) else parts
