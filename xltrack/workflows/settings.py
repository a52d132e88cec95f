"""xltrack.toml, the office's choices beside its tracker: template, units, vocabulary, language, merge policy."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from xltrack.errors import SettingsError
from xltrack.model.tracker import Language

SETTINGS_FILE = "xltrack.toml"


class Import(BaseModel):
    """Everything about an office's own documents that was said once: words and their meanings, title, sheets, forms."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    headers: dict[str, str] = Field(default_factory=dict)
    """Header words -> fields."""
    statuses: dict[str, str] = Field(default_factory=dict)
    """Status words -> status codes."""
    title: str = ""
    sheets: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    """Names of responsible units, beside those of the whole file."""
    forms: tuple[Path, ...] = ()
    """The office's own form files."""


SummaryFormat = Literal["html", "pdf", "docx", "xlsx", "eml", "txt", "md", "json"]


class SummarySettings(BaseModel):
    """In which formats `xltrack month` writes the summary. The .json is always written: later months read it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    formats: tuple[SummaryFormat, ...] = ("html", "xlsx", "eml", "txt", "json")


class Settings(BaseModel):
    """What xltrack.toml may say. Paths are relative to the file itself.

    >>> Settings.from_toml('units = ["Country Office"]').units
    ('Country Office',)
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    template: Path | None = None
    units: tuple[str, ...] = ()
    vocabulary: Path | None = None
    language: Language = "en"
    merge: dict[str, Any] = Field(default_factory=dict)
    contacts: Path | None = None
    reminders: dict[str, Any] = Field(default_factory=dict)
    summary: SummarySettings = Field(default_factory=SummarySettings)
    imports: Import = Field(default_factory=Import, alias="import")

    @classmethod
    def from_toml(cls, text: str, file: str = SETTINGS_FILE, folder: Path | None = None) -> Settings:
        """The settings in a TOML text. Raises XltrackError that names the first wrong key."""
        try:
            settings = cls.model_validate(tomllib.loads(text))
        except ValidationError as error:
            first = error.errors()[0]
            place = ".".join(str(step) for step in first["loc"])
            raise SettingsError("bad_settings", file=file, reason=f"{place}: {first['msg']}") from error
        except tomllib.TOMLDecodeError as error:
            raise SettingsError("bad_settings", file=file, reason=str(error)) from error
        keys = ("template", "vocabulary", "contacts")
        paths: dict[str, Any] = {key: folder / path for key in keys if folder and (path := getattr(settings, key))}
        if folder:
            forms = tuple(folder / path for path in settings.imports.forms)
            paths["imports"] = settings.imports.model_copy(update={"forms": forms})
        return settings.model_copy(update=paths)


def remembered(text: str, table: str, words: Mapping[str, str | Sequence[str]]) -> str:
    """A TOML text with these words in one of its tables; every other line stays as it is.

    >>> print(remembered("units = []", "import.statuses", {"Done!": "completed"}))
    units = []
    <BLANKLINE>
    [import.statuses]
    "Done!" = "completed"
    <BLANKLINE>
    """
    keys = {_quoted(word): f"{_quoted(word)} = {_value(said)}" for word, said in words.items()}
    out: list[str] = []
    at, here = -1, False
    for line in text.splitlines():
        if line.lstrip().startswith("["):
            here = line.strip() == f"[{table}]"
            at = len(out) + 1 if here else at
        if not (here and line.partition("=")[0].strip() in keys):
            out.append(line)
    if at < 0:
        out += [""] * bool(out) + [f"[{table}]"]
        at = len(out)
    return "\n".join([*out[:at], *keys.values(), *out[at:]]) + "\n"


def _value(value: str | Sequence[str]) -> str:
    return _quoted(value) if isinstance(value, str) else f"[{', '.join(map(_quoted, value))}]"


def _quoted(text: str) -> str:
    """A text as TOML writes it; JSON's escapes are TOML's, but for one character."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
