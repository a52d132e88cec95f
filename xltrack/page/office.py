"""The calls for the office's own settings: xltrack.toml and the files it names, read and changed as text."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from typing import Any

from xltrack.page.open_month import CallAnswer, Files, OpenMonth, file_name
from xltrack.storage.atomic import atomic_write
from xltrack.workflows.distribute import read_contacts
from xltrack.workflows.files import load_settings
from xltrack.workflows.settings import SETTINGS_FILE, Settings


def settings(month: OpenMonth, files: Files, names: Sequence[str] = ()) -> CallAnswer:
    """Take xltrack.toml and files that it names; tell what is set, and which of its files are still missing."""
    for name, data in zip(names, files, strict=True):
        path = _place(month, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    folder = _folder(month)
    found = load_settings(folder)
    missing = [name for name in _named(found, folder) if not (folder / name).is_file()]
    if not missing:
        month.use(found)
        if found.contacts:
            month.people, _ = read_contacts(found.contacts)
    path = folder / SETTINGS_FILE
    return {
        "text": path.read_text(encoding="utf-8") if path.is_file() else "",
        "set": _shown(found),
        "missing": missing,
        "formats": list(found.summary.formats),
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


def _folder(month: OpenMonth) -> Path:
    """Return the folder of the settings: the tracker's own, or one of this page's."""
    return month.home or month.workplace("office", SETTINGS_FILE).parent


def _place(month: OpenMonth, name: str) -> Path:
    """Return the path of a file that the settings name, inside their folder whatever the name says."""
    parts = [file_name(part) for part in PurePosixPath(name.replace("\\", "/")).parts]
    return _folder(month).joinpath(*parts)


def _named(found: Settings, folder: Path) -> list[str]:
    paths = [found.template, found.vocabulary, found.contacts, *found.imports.forms]
    return [path.relative_to(folder).as_posix() for path in paths if path and path.is_relative_to(folder)]


def _shown(found: Settings) -> list[dict[str, Any]]:
    """List what is set, by its key in the file, with its value as text."""
    values = found.model_dump(mode="json", exclude_unset=True, by_alias=True)
    rows = []
    for key, value in values.items():
        inner = value if isinstance(value, dict) else {"": value}
        rows += [{"key": f"{key}.{name}".rstrip("."), "value": _text(one)} for name, one in inner.items() if one != []]
    return rows


def _text(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)
