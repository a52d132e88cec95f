"""xltrack.toml, the office's choices beside its tracker: template, units, vocabulary, language, merge policy."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from xltrack.errors import XltrackError

NAME = "xltrack.toml"


class Settings(BaseModel):
    """What xltrack.toml may say. Paths are relative to the file itself.

    >>> Settings.from_toml('units = ["Country Office"]').units
    ('Country Office',)
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    template: Path | None = None
    units: tuple[str, ...] = ()
    vocabulary: Path | None = None
    language: str = "en"
    merge: dict[str, Any] = Field(default_factory=dict)
    contacts: Path | None = None
    reminders: dict[str, Any] = Field(default_factory=dict)

    @classmethod
    def from_toml(cls, text: str, file: str = NAME, folder: Path | None = None) -> Settings:
        """The settings in a TOML text. Raises XltrackError that names the first wrong key."""
        try:
            settings = cls.model_validate(tomllib.loads(text))
        except ValidationError as error:
            first = error.errors()[0]
            place = ".".join(str(step) for step in first["loc"])
            raise XltrackError("bad_settings", file=file, reason=f"{place}: {first['msg']}") from error
        except tomllib.TOMLDecodeError as error:
            raise XltrackError("bad_settings", file=file, reason=str(error)) from error
        keys = ("template", "vocabulary", "contacts")
        paths = {key: folder / path for key in keys if folder and (path := getattr(settings, key))}
        return settings.model_copy(update=paths)
