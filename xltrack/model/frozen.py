"""The base of all frozen values that travel as JSON."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class FrozenModel(BaseModel):
    """A value that never changes and knows no field it was not declared with."""

    model_config = ConfigDict(frozen=True, extra="forbid")
