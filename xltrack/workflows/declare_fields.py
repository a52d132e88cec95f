"""Fields of the office's own: declared in xltrack.toml, and in a tracker that is in use."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from xltrack.errors import SettingsError
from xltrack.model.own_fields import OwnField
from xltrack.model.plan import Plan
from xltrack.model.ready_fields import ready_field
from xltrack.model.tracker import LogEntry
from xltrack.storage.atomic import atomic_write
from xltrack.workflows.files import load_settings, read_text
from xltrack.workflows.json_forms import edits_form, json_form
from xltrack.workflows.master import Master
from xltrack.workflows.settings import SETTINGS_FILE, Settings, with_field


@dataclass(frozen=True, slots=True)
class FieldReport:
    """A field that was declared: in which files, and the values that a tracker's column held already."""

    field: OwnField
    files: tuple[Path, ...]
    revision: int | None = None
    taken: tuple[LogEntry, ...] = ()
    before: Plan | None = None
    after: Plan | None = None

    def as_dict(self) -> dict[str, Any]:
        """Return the JSON form."""
        changes = edits_form(self.taken, self.before, self.after) if self.before and self.after else []
        return json_form(
            "xltrack-field/1",
            field=self.field.model_dump(mode="json"),
            files=[str(path) for path in self.files],
            revision=self.revision,
            changes=changes,
        )


def declared(folder: Path, key: str, **values: Any) -> OwnField:
    """Return the declaration of a field. Without further values, a ready-made key is that field.

    Its choices are in the language of the folder's settings. Raises SettingsError that says what is wrong with it.
    """
    if values.get("choices"):
        values.setdefault("kind", "choice")
    ready = ready_field(key, load_settings(folder).language)
    if ready is not None and not values:
        return ready
    try:
        return OwnField(key=key, **values)
    except ValidationError as error:
        raise _refused(error) from error


def add_field(
    folder: Path, field: OwnField, tracker: Path | None = None, *, when: datetime, as_of: date
) -> FieldReport:
    """Declare a field in the settings of a folder, and in a tracker if one is given.

    The tracker gets a column for it; a column that has the field's label already becomes the field, with its values.
    Raises SettingsError where the field is declared already, and like `Master.save`.
    """
    settings, path = load_settings(folder), folder / SETTINGS_FILE
    known = tuple(one for one in settings.fields if one.key != field.key)
    if len(known) < len(settings.fields) and field not in settings.fields:
        raise SettingsError("bad_settings", file=str(path), reason=f"the field {field.key} is declared already")
    compatible_fields((*known, field))
    if tracker is None:
        return FieldReport(field, (_written(path, field, settings),))
    master = Master.open(tracker)
    before = master.tracker.plan
    if any(one.key == field.key for one in before.fields):
        raise SettingsError("bad_settings", file=str(tracker), reason=f"the field {field.key} is declared already")
    compatible_fields((*before.fields, field))
    entries = master.declare([field], when=when)
    master.save(as_of=as_of)
    files = (tracker, _written(path, field, settings))
    return FieldReport(field, files, master.tracker.meta.revision, entries, before, master.tracker.plan)


def compatible_fields(fields: Sequence[OwnField]) -> tuple[OwnField, ...]:
    """Return the fields if one tracker can have all of them. Raises SettingsError."""
    try:
        return Plan(fields=tuple(fields)).fields
    except ValidationError as error:
        raise _refused(error) from error


def _refused(error: ValidationError) -> SettingsError:
    first = error.errors()[0]
    place = ".".join(str(step) for step in first["loc"] if not isinstance(step, int)) or "field"
    reason = f"{place}: {first['msg']}".replace("Value error, ", "")
    return SettingsError("bad_settings", file=SETTINGS_FILE, reason=reason)


def _written(path: Path, field: OwnField, settings: Settings) -> Path:
    if field not in settings.fields:
        text = read_text(path) if path.is_file() else ""
        after = with_field(text, field)
        Settings.from_toml(after, str(path))
        atomic_write(path, after.encode())
    return path
