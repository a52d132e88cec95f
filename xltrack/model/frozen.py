"""The base of all frozen values that travel as JSON."""

from __future__ import annotations

from typing import Annotated, TypeVar

from pydantic import BaseModel, ConfigDict, FailFast


class FrozenModel(BaseModel):
    """A value that never changes and knows no field it was not declared with.

    Its schema is built when it is first needed: most commands need that of a tracker, which contains the others.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


T = TypeVar("T")
Many = Annotated[tuple[T, ...], FailFast()]
"""A sequence of any length. Validation stops at the first wrong element: one error for each could fill the memory."""
