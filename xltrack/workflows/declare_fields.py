"""Fields of the office's own: declared, renamed and removed in xltrack.toml, and in a tracker that is in use."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from xltrack.errors import MergeError, SettingsError
from xltrack.merging import declare as merging
from xltrack.merging.declare import Declared
from xltrack.model.own_fields import OwnField
from xltrack.model.plan import Plan
from xltrack.model.plan_fields import present_fields, rows_with
from xltrack.model.ready_fields import ready_field
from xltrack.model.tracker import LogEntry
from xltrack.storage.atomic import atomic_write
from xltrack.workflows.files import load_settings, read_text
from xltrack.workflows.json_forms import edits_form, json_form
from xltrack.workflows.master import Master
from xltrack.workflows.settings import SETTINGS_FILE, Settings, with_field, without_field


@dataclass(frozen=True, slots=True)
class FieldReport:
    """A field that was declared, renamed or removed: in which files, and the values that were taken or emptied."""

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
            field=_declaration(self.field),
            files=[str(path) for path in self.files],
            revision=self.revision,
            changes=changes,
        )


def declared(folder: Path, key: str, **values: Any) -> OwnField:
    """Return the declaration of the field `key` with these values.

    The key of a ready-made field alone is enough for that field, its choices in the language of the folder's settings.
    Raises SettingsError for a declaration that contradicts itself.
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
    folder: Path, field: OwnField, tracker: Path | None = None, *, when: datetime, as_of: date, who: str = ""
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
        declare_in_settings(folder, [field])
        return FieldReport(field, (path,))
    master = Master.open(tracker)
    before = master.tracker.plan
    former = next((one for one in before.fields if one.key == field.key), None)
    if former is not None and not former.removed:
        raise SettingsError("bad_settings", file=str(tracker), reason=f"the field {field.key} is declared already")
    if former is not None and (former.kind, former.sheet) != (field.kind, field.sheet):
        reason = f"the log has a removed field {field.key} of the kind {former.kind}; use another key"
        raise SettingsError("bad_settings", file=str(tracker), reason=reason)
    compatible_fields((*(one for one in before.fields if one is not former), field))
    entries = master.declare([field], when=when, who=who)
    master.save(as_of=as_of)
    declare_in_settings(folder, [field])
    return FieldReport(field, (tracker, path), master.tracker.meta.revision, entries, before, master.tracker.plan)


def rename_declared(
    folder: Path, key: str, label: str, tracker: Path | None = None, *, when: datetime, as_of: date, who: str = ""
) -> FieldReport:
    """Give the column of a field another header: in the settings that declare it, and in a tracker if one is given.

    Raises SettingsError for a label that no column can have, MergeError for an unknown field, and like `Master.save`.
    """
    label = " ".join(label.split())
    if not label:
        raise SettingsError("bad_settings", file=SETTINGS_FILE, reason="label: a column needs a header")
    field, _ = _of_file_or_tracker(folder, key, tracker)
    new = declared(folder, **{**dict(field), "label": label})
    step = partial(merging.rename_field, key=key, label=label, when=when)
    return _changed(folder, new, tracker, step, lambda text: with_field(text, new), as_of, who, when)


def change_declared_choices(
    folder: Path,
    key: str,
    choices: Sequence[str],
    tracker: Path | None = None,
    *,
    when: datetime,
    as_of: date,
    who: str = "",
) -> FieldReport:
    """Give a field other choices: in the settings that declare it, and in a tracker if one is given.

    Raises SettingsError for choices that no field can have, MergeError as `xltrack.merging.declare.change_choices`.
    """
    field, _ = _of_file_or_tracker(folder, key, tracker)
    new = declared(folder, **{**dict(field), "choices": tuple(" ".join(text.split()) for text in choices)})
    step = partial(merging.change_choices, key=key, choices=new.choices, when=when)
    return _changed(folder, new, tracker, step, lambda text: with_field(text, new), as_of, who, when)


def remove_declared(
    folder: Path,
    key: str,
    tracker: Path | None = None,
    *,
    when: datetime,
    as_of: date,
    who: str = "",
    force: bool = False,
) -> FieldReport:
    """Remove a field from the settings that declare it, and from a tracker if one is given, whose log keeps its values.

    Raises MergeError for an unknown field, and for one that has values in the tracker unless `force` is given.
    """
    field, held = _of_file_or_tracker(folder, key, tracker)
    if held and not force:
        raise MergeError("field_has_values", file=str(tracker), key=key, count=held)
    step = partial(merging.remove_field, key=key, when=when)
    return _changed(folder, field, tracker, step, lambda text: without_field(text, key), as_of, who, when)


def fields_in(folder: Path, tracker: Path | None = None) -> tuple[tuple[OwnField, int], ...]:
    """Return the fields of a tracker, each with the number of its values; without a tracker, those of the settings."""
    if tracker is None:
        return tuple((field, 0) for field in load_settings(folder).fields)
    plan = Master.open(tracker).plan
    return tuple((field, values_of(plan, field.key)) for field in present_fields(plan))


def fields_form(fields: Iterable[tuple[OwnField, int]]) -> dict[str, Any]:
    """Return what `fields_in` returns as its JSON form."""
    return json_form("xltrack-fields/1", fields=[_declaration(field) | {"values": count} for field, count in fields])


def _declaration(field: OwnField) -> dict[str, Any]:
    return field.model_dump(mode="json", exclude={"removed"})


def values_of(plan: Plan, key: str) -> int:
    """Return the number of rows that have a value in an own field."""
    return sum(1 for _ in rows_with(plan, key))


def _of_file_or_tracker(folder: Path, key: str, tracker: Path | None) -> tuple[OwnField, int]:
    fields = {field.key: (field, count) for field, count in fields_in(folder, tracker)}
    if key not in fields:
        raise MergeError("no_such_field", field=key, known=tuple(fields) or "-")
    return fields[key]


def _changed(
    folder: Path,
    field: OwnField,
    tracker: Path | None,
    step: Callable[..., Declared],
    edit: Callable[[str], str],
    as_of: date,
    who: str,
    when: datetime,
) -> FieldReport:
    """Change a declaration in a tracker, if one is given, and in the settings of the folder, if they have it."""
    path, files = folder / SETTINGS_FILE, list[Path]()
    report = FieldReport(field, ())
    if tracker is not None:
        master = Master.open(tracker)
        before = master.tracker.plan
        result = master.change(lambda state: step(state, who=who or master.by), when=when)
        master.save(as_of=as_of)
        report = FieldReport(field, (), master.tracker.meta.revision, result.emptied, before, master.tracker.plan)
        files.append(tracker)
    if any(one.key == field.key for one in load_settings(folder).fields):
        _write(path, edit(read_text(path)))
        files.append(path)
    return replace(report, files=tuple(files))


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


def declare_in_settings(folder: Path, fields: Iterable[OwnField]) -> Path | None:
    """Add fields to the settings of a folder that do not declare them yet; return the file if it was written."""
    path, known = folder / SETTINGS_FILE, {field.key for field in load_settings(folder).fields}
    new = [field for field in fields if field.key not in known]
    if not new:
        return None
    text = read_text(path) if path.is_file() else ""
    for field in new:
        text = with_field(text, field)
    _write(path, text)
    return path


def _write(path: Path, text: str) -> None:
    Settings.from_toml(text, str(path))
    atomic_write(path, text.encode())
