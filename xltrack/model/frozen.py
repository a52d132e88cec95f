"""The base of all frozen values that travel as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, TypeVar

from pydantic import BaseModel, ConfigDict, FailFast

from xltrack.i18n.plain_text import shorten


class FrozenModel(BaseModel):
    """A value that never changes and knows no field it was not declared with.

    Its schema is built when it is first needed: most commands need that of a tracker, which contains the others.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    def __repr_args__(self) -> Iterator[tuple[str | None, object]]:
        for name, value in super().__repr_args__():
            if name and value != type(self).model_fields[name].default:
                yield name, shorten(value, 60) if type(value) is str else value

    def __repr__(self) -> str:
        return shorten(super().__repr__(), 180)

    __str__ = __repr__


T = TypeVar("T")
Many = Annotated[tuple[T, ...], FailFast()]
"""A sequence of any length. Validation stops at the first wrong element: one error for each could fill the memory."""
