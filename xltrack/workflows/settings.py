"""xltrack.toml, the office's choices beside its tracker: template, units, vocabulary, language, merge policy."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from xltrack.errors import SettingsError, XltrackError, work_on_file_in
from xltrack.grid.named_path import path_of
from xltrack.grid.toml_text import toml_values
from xltrack.i18n.catalogue import LANGUAGES
from xltrack.i18n.office_words import office_terms
from xltrack.i18n.terms import OfficeTerms
from xltrack.model.correspondence import Coordinator
from xltrack.model.expected import expect
from xltrack.model.own_fields import OwnField
from xltrack.model.plan import Plan
from xltrack.model.tracker import Language

SETTINGS_FILE = "xltrack.toml"
_QUOTED = re.compile(r"'([^']*)'")


class SourceAnswers(BaseModel):
    """Answers that hold for one source only: the plan's title, and the sheets to read."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    title: str = ""
    sheets: tuple[str, ...] = ()


class Import(BaseModel):
    """Everything that was said about an office's own documents: words and their meanings, units, forms."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    headers: dict[str, str] = Field(default_factory=dict)
    """Header words -> fields."""
    statuses: dict[str, str] = Field(default_factory=dict)
    """Status words -> status codes."""
    sources: dict[str, SourceAnswers] = Field(default_factory=dict)
    """Names of source files -> answers about them; of several files that make one plan, their names with " + "."""
    units: tuple[str, ...] = ()
    """Names of responsible units, beside those of the whole file."""
    forms: tuple[Path, ...] = ()
    """The office's own form files."""


class PlanName(BaseModel):
    """The name by which an office knows one of its plans, and the country or region of it."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True, defer_build=True)

    name: str = ""
    region: str = ""


SummaryFormat = Literal["html", "pdf", "docx", "xlsx", "eml", "txt", "md", "json"]


class SummarySettings(BaseModel):
    """The formats in which `xltrack month` writes the summary. The .json is always written: later months read it."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    formats: tuple[SummaryFormat, ...] = ("html", "xlsx", "eml", "txt", "json")


class Settings(BaseModel):
    """The settings in xltrack.toml. `from_toml` makes its paths relative to the file's folder.

    >>> Settings.from_toml('units = ["Country Office"]').units
    ('Country Office',)
    """

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    template: Path | None = None
    """The workbook that new trackers fill; without one, the default template."""
    units: tuple[str, ...] = ()
    """Names of responsible units that a plan's text does not list."""
    vocabulary: Path | None = None
    """A file with the office's own units, thematic areas and other words of its plans."""
    language: Language = "en"
    merge: dict[str, Any] = Field(default_factory=dict)
    """The merge policy: the settings of `Policy`."""
    contacts: Path | None = None
    """A table of the people of each unit, with their addresses."""
    coordinator: Coordinator = Coordinator()
    """The person who signs the mails, and the address for answers."""
    reminders: dict[str, Any] = Field(default_factory=dict)
    """The days on which reminders are due."""
    words: dict[str, dict[str, tuple[str, ...]]] = Field(default_factory=dict)
    """By language, the office's own words for management_response, key_action, action and unit, in all their forms."""
    summary: SummarySettings = Field(default_factory=SummarySettings.model_construct)
    imports: Import = Field(default_factory=Import.model_construct, alias="import")
    fields: tuple[OwnField, ...] = ()
    """The office's own fields: every tracker that is imported beside the file has them."""

    plans: dict[str, PlanName] = Field(default_factory=dict)
    """Short names of plans, by the file name or the form id of each tracker."""

    @field_validator("words")
    @classmethod
    def _complete(cls, words: dict[str, dict[str, tuple[str, ...]]]) -> dict[str, dict[str, tuple[str, ...]]]:
        office_terms(words)
        return words

    def __repr_args__(self) -> Iterator[tuple[str, object]]:
        yield from ((name, value) for name, value in self if name in self.model_fields_set)

    @property
    def terms(self) -> dict[str, OfficeTerms]:
        """The office's own words, as a tracker carries them."""
        return office_terms(self.words)

    def plan_name(self, file: str, tracker_id: str) -> PlanName:
        """Return the short name of the plan in a tracker; an empty one where none is given."""
        return self.plans.get(file) or self.plans.get(tracker_id) or PlanName()

    @classmethod
    def from_toml(cls, text: str, file: str = SETTINGS_FILE, folder: Path | str | None = None) -> Settings:
        """Read the settings in a TOML text. Raises SettingsError that names the first wrong key."""
        expect("text", text, str)
        expect("file", file, str)
        folder = None if folder is None else path_of("folder", folder)
        values = toml_values(text, file, SettingsError)
        try:
            settings = cls.model_validate(values)
            settings._try_sections()
        except (ValidationError, XltrackError) as error:
            with work_on_file_in(language if (language := values.get("language")) in LANGUAGES else ""):
                raise _setting_error(error, file) from error
        keys = ("template", "vocabulary", "contacts")
        paths: dict[str, Any] = {key: folder / path for key in keys if folder and (path := getattr(settings, key))}
        if folder:
            forms = tuple(folder / path for path in settings.imports.forms)
            paths["imports"] = settings.imports.model_copy(update={"forms": forms})
        return settings.model_copy(update=paths)

    def _try_sections(self) -> None:
        """Raise the error of a section that is read only later now, while the file's name is known."""
        if self.fields:
            Plan(fields=self.fields)
        if self.merge:
            from xltrack.merging.policy import Policy

            Policy.from_settings(self.merge)
        if self.coordinator.reply_to:
            from xltrack.mail.contacts import is_address

            if not is_address(self.coordinator.reply_to):
                raise SettingsError("bad_reply_to", found=self.coordinator.reply_to)
        if self.reminders:
            from xltrack.mail.reminders import Rhythm

            Rhythm.from_settings(self.reminders)


def _setting_error(error: ValidationError | XltrackError, file: str) -> SettingsError:
    """Return the error of the first setting that is refused; for the usual mistakes in our words."""
    if isinstance(error, XltrackError):
        return SettingsError("bad_settings", file=file, reason=error)
    first = error.errors()[0]
    key, value = ".".join(step for step in first["loc"] if isinstance(step, str)), first["input"]
    match first["type"]:
        case "tuple_type" if isinstance(value, str):
            return SettingsError("toml_no_list", file=file, key=key, example=f'{first["loc"][-1]} = ["{value}"]')
        case "literal_error":
            choices = ", ".join(_QUOTED.findall(first["ctx"]["expected"]))
            return SettingsError("setting_no_choice", file=file, key=key, found=value, choices=choices)
        case "value_error" if key == "language":
            return SettingsError("setting_no_choice", file=file, key=key, found=value, choices=", ".join(LANGUAGES))
        case "extra_forbidden":
            return SettingsError("setting_unknown", file=file, key=key)
    return SettingsError("bad_settings", file=file, reason=_reason(first) or f"{key}: {first['msg']}")


def _reason(mistake: Any) -> XltrackError | None:
    """Return our own reason for which pydantic refused a value, if it was ours."""
    cause = getattr(mistake.get("ctx", {}).get("error"), "args", ())
    return cause[0] if cause and isinstance(cause[0], XltrackError) else None


def remembered(text: str, table: Sequence[str], words: Mapping[str, str | Sequence[str]]) -> str:
    """Return a TOML text with these words in one of its tables, given by its path; every other line stays as it is.

    >>> print(remembered("units = []  # none yet", ("import", "statuses"), {"Done!": "completed"}))
    units = []  # none yet
    <BLANKLINE>
    [import.statuses]
    "Done!" = "completed"
    <BLANKLINE>
    """
    import tomlkit  # few runs write settings

    document = tomlkit.parse(text if not text or text.endswith("\n") else f"{text}\n")
    place: Any = document
    *outer, last = table
    for step in outer:
        place = place[step] if step in place else place.setdefault(step, tomlkit.table(is_super_table=True))
    if last not in place:
        if text:
            document.add(tomlkit.nl())
        place.add(last, tomlkit.table())
    for word, meaning in words.items():
        place[last][word] = meaning if isinstance(meaning, str) else list(meaning)
    after = tomlkit.dumps(document).rstrip("\n") + "\n"
    return after if text else after.lstrip("\n")


def with_field(text: str, field: OwnField) -> str:
    """Return a TOML text with one more declared field at its end, or with the label and choices of one that it has.

    Every other line stays as it is.

    >>> print(with_field("", OwnField(key="funding", label="Source of funds")))
    [[fields]]
    key = "funding"
    label = "Source of funds"
    <BLANKLINE>
    """
    import tomlkit  # few runs write settings

    document = tomlkit.parse(text if not text or text.endswith("\n") else f"{text}\n")
    table = tomlkit.table()
    for name, value in field.model_dump(mode="json", exclude_defaults=True).items():
        table.add(name, _inline(value) if isinstance(value, dict) else value)
    if "fields" not in document:
        if text:
            document.add(tomlkit.nl())
        document.add("fields", tomlkit.aot())
    declared = next((entry for entry in document["fields"] if entry.get("key") == field.key), None)
    if declared is None:
        document["fields"].append(table)
    else:
        declared.update({name: table[name] for name in ("label", "choices") if name in table})
    return tomlkit.dumps(document).rstrip("\n") + "\n"


def without_field(text: str, key: str) -> str:
    """Return a TOML text that no longer declares a field; every other line stays as it is.

    >>> without_field(with_field("units = []\\n", OwnField(key="funding")), "funding")
    'units = []\\n'
    """
    import tomlkit  # few runs write settings

    document = tomlkit.parse(text)
    fields = document.get("fields", [])
    for at in [at for at, entry in enumerate(fields) if entry.get("key") == key]:
        del fields[at]
    if "fields" in document and not fields:
        del document["fields"]
    return tomlkit.dumps(document).rstrip("\n") + "\n"


def _inline(values: Mapping[str, str]) -> Any:
    import tomlkit

    table = tomlkit.inline_table()
    table.update(values)
    return table
