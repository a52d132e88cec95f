"""A master workbook read with its settings, or the reason why it is none."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from xltrack.errors import BaseMissing, MergeError, work_on_file_in
from xltrack.grid.limits import Limits
from xltrack.model.submission import Submission
from xltrack.storage.master import MasterFile, MasterStorage
from xltrack.workbook.read import read_bytes
from xltrack.workflows.files import load_settings
from xltrack.workflows.settings import Settings
from xltrack.xlsx.read_cache import ReadCache


class OpenedMaster(NamedTuple):
    """A master's sheets, its settings, and the cache it was read with."""

    sheets: Submission
    settings: Settings
    cache: ReadCache | None = None


def opened_master(storage: MasterStorage, settings: Settings | None, limits: Limits) -> OpenedMaster:
    """Read a master; without `settings`, with those of xltrack.toml beside its file.

    Raises BaseMissing for a workbook without its hidden base, MergeError for a copy that was sent to somebody, and as
    `read_workbook`.
    """
    cache = ReadCache()
    sheets = read_bytes(storage.read(limits), storage.name, limits=limits, cache=cache, is_master=True)
    if sheets.base is None:
        raise BaseMissing("master_base_missing", file=storage.place)
    if sheets.base.meta.to:
        raise MergeError("copy_as_master", file=storage.place, to=sheets.base.meta.to)
    if settings is None:
        with work_on_file_in(sheets.base.meta.language):
            settings = load_settings(storage.path.parent) if isinstance(storage, MasterFile) else Settings()
    return OpenedMaster(replace(sheets, base=sheets.base.in_words_of(settings.terms)), settings, cache)
