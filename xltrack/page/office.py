"""The calls for the office's own settings: xltrack.toml and the files it names, and the fields of its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path, PurePosixPath
from typing import Any, get_args

from xltrack.model.own_fields import OwnField, OwnKind, key_for
from xltrack.model.ready_fields import READY_MADE, ready_field
from xltrack.page.open_month import CallAnswer, Files, OpenMonth, UnsavedPlans, file_name
from xltrack.storage.atomic import atomic_write
from xltrack.storage.master import MasterFile, MasterInMemory
from xltrack.workflows.declare_fields import add_field, declare_in_settings, declared
from xltrack.workflows.distribute import read_contacts
from xltrack.workflows.files import load_settings
from xltrack.workflows.import_tracker import remember_words, used_answers
from xltrack.workflows.master import Master
from xltrack.workflows.settings import SETTINGS_FILE, Settings, SummaryFormat, remembered


def settings(month: OpenMonth, files: Files, names: Sequence[str] = ()) -> CallAnswer:
    """Take xltrack.toml and files that it names; tell what is set, and which of its files are still missing."""
    for name, data in zip(names, files, strict=True):
        path = _place(month, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    folder = _folder(month)
    known = load_settings(folder)
    missing = [name for name in _named(known, folder) if not (folder / name).is_file()]
    if not missing:
        month.use(known)
        if known.contacts:
            month.people, _ = read_contacts(known.contacts)
    path = folder / SETTINGS_FILE
    ready = [ready_field(key, known.language) for key in READY_MADE]
    return {
        "text": path.read_text(encoding="utf-8") if path.is_file() else "",
        "set": _shown(known),
        "missing": missing,
        "ready": [{"key": one.key, "label": one.header(month.language)} for one in ready if one],
        "coordinator": known.coordinator._asdict(),
        "kinds": get_args(OwnKind),
        "formats": list(known.summary.formats),
        "all_formats": get_args(SummaryFormat),
    }, []


def change_settings(month: OpenMonth, files: Files, text: str) -> CallAnswer:
    """Check a new text of xltrack.toml and give it as a file; of a tracker saved in place it is written beside it.

    Raises SettingsError that names the first wrong key; nothing is changed then.
    """
    folder = _folder(month)
    Settings.from_toml(text, SETTINGS_FILE, folder)
    data = text.encode()
    atomic_write(folder / SETTINGS_FILE, data)
    value, _ = settings(month, [])
    return value, [] if month.home else [data]


def fill_settings(
    month: OpenMonth, files: Files, text: str, table: str, values: Mapping[str, str | Sequence[str]]
) -> CallAnswer:
    """Give a text of xltrack.toml with these values in one of its tables; `change_settings` makes it hold.

    Raises SettingsError for a text or a value that cannot be used.
    """
    Settings.from_toml(text)
    after = remembered(text, (table,), values)
    Settings.from_toml(after)
    return {"text": after}, []


def add_own_field(month: OpenMonth, files: Files, when: str, as_of: str, field: Mapping[str, Any]) -> CallAnswer:
    """Give the open tracker a column for a field, and save it; the settings declare the field, too.

    `field` has the key of a ready-made field, or what `OwnField` has, with or without a key. Gives the tracker and
    xltrack.toml. Raises SettingsError like `xltrack field add`.
    """
    storage, folder, day = month.master.storage, _folder(month), date.fromisoformat(as_of)
    if isinstance(storage, MasterFile):
        path = storage.path
    else:
        path = _place(month, storage.name)
        path.write_bytes(storage.read())
    known = {one.key for one in month.master.plan.fields}
    named = {"key": key_for(field.get("label", ""), known), **field}
    add_field(folder, declared(folder, **named), path, when=datetime.fromisoformat(when), as_of=day)
    month.use(load_settings(folder))
    saved = storage if isinstance(storage, MasterFile) else MasterInMemory(storage.name, path.read_bytes())
    month.keep(Master.open(saved, settings=month.settings))
    value, out = month.answer(day)
    return value, [*out, (folder / SETTINGS_FILE).read_bytes()]


def declare_on_page(month: OpenMonth, fields: Iterable[OwnField]) -> list[bytes]:
    """Declare fields in the settings, too; return xltrack.toml if it was written."""
    return _rewritten(month, declare_in_settings(_folder(month), fields))


def remember_on_page(month: OpenMonth, unsaved: UnsavedPlans) -> list[bytes]:
    """Keep the answers about the words of a plan in the settings; return xltrack.toml if it was written."""
    answers = used_answers(unsaved.options, unsaved.plans)
    return _rewritten(month, remember_words(_folder(month), answers, unsaved.names))


def _rewritten(month: OpenMonth, path: Path | None) -> list[bytes]:
    """Go on with the settings as they are now; return xltrack.toml if it was written."""
    if path is None:
        return []
    month.use(load_settings(_folder(month)))
    return [path.read_bytes()]


def _folder(month: OpenMonth) -> Path:
    """Return the folder of the settings: the tracker's own, or one of this page's."""
    return month.home or month.workplace("office", SETTINGS_FILE).parent


def _place(month: OpenMonth, name: str) -> Path:
    """Return the path of a file that the settings name, inside their folder whatever the name says."""
    parts = [file_name(part) for part in PurePosixPath(name.replace("\\", "/")).parts]
    return _folder(month).joinpath(*parts)


def _named(known: Settings, folder: Path) -> list[str]:
    """Return the paths of the files inside the folder that the settings name."""
    paths = [known.template, known.vocabulary, known.contacts, *known.imports.forms]
    return [path.relative_to(folder).as_posix() for path in paths if path and path.is_relative_to(folder)]


def _shown(known: Settings) -> list[dict[str, Any]]:
    """List what is set, by its key in the file, with its value as text."""
    values = known.model_dump(mode="json", exclude_unset=True, by_alias=True)
    if "coordinator" in values:
        values["coordinator"] = {name: text for name, text in known.coordinator._asdict().items() if text}
    rows = []
    for key, value in values.items():
        inner = value if isinstance(value, dict) else {"": value}
        rows += [{"key": f"{key}.{name}".rstrip("."), "value": _text(one)} for name, one in inner.items() if one != []]
    return rows


def _text(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)
