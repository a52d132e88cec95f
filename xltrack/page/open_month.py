"""The state behind one page: the tracker that is open, what came back for it, and the language of the words."""

from __future__ import annotations

import io
import re
import shutil
import tempfile
import weakref
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, NamedTuple

from xltrack.errors import FileError
from xltrack.model.correspondence import Contact
from xltrack.model.submission import Submission
from xltrack.model.tracker import LogEntry
from xltrack.page.forms import Form, change_form, tracker_form
from xltrack.page.given import Given
from xltrack.storage.master import MasterFile
from xltrack.workflows.master import Master
from xltrack.workflows.month import write_pages
from xltrack.workflows.opened_master import OpenedMaster
from xltrack.workflows.settings import Settings
from xltrack.workflows.summary_sources import summary_sources

if TYPE_CHECKING:
    from xltrack.importing.imported_plan import ImportedPlan
    from xltrack.workflows.source_answers import ImportOptions

_REVISION = re.compile(r"-rev\d+$")
Files = Sequence[bytes]
CallAnswer = tuple[Any, list[bytes]]
"""The answer to a call: a value that JSON can hold, and files."""


class UnsavedPlans(NamedTuple):
    """Plans that were read and are no trackers yet, with the answers they were read with and their files' names."""

    plans: tuple[ImportedPlan, ...]
    options: ImportOptions
    names: tuple[str, ...]


class OpenMonth:
    """Everything that one page has open.

    A tracker that the page hands over is kept in memory. A tracker opened by its name in `home` is saved in place.
    """

    def __init__(self, home: Path | None = None) -> None:
        self.home = home
        self._language = "en"
        self.unsaved: UnsavedPlans | None = None
        self.given: dict[str, Given] = {}
        self.settings = Settings()
        self.people: tuple[Contact, ...] = ()
        self._master: Master | None = None
        self._work = Path(tempfile.mkdtemp(prefix="xltrack-"))
        self._months = self._work / "months"
        weakref.finalize(self, shutil.rmtree, self._work, ignore_errors=True)

    @property
    def language(self) -> str:
        """The language that the page speaks, with the words of the open tracker's office."""
        return self.speaking(self._language)

    @language.setter
    def language(self, language: str) -> None:
        self._language = language

    def speaking(self, language: str) -> str:
        """Return a language, else the page's, with the words of the open tracker's office."""
        chosen = language or self._language
        return self._master.tracker.meta.in_language(chosen) if self._master else chosen

    @property
    def master(self) -> Master:
        """The open tracker as it was read or saved last. Raises FileError when none is open."""
        if self._master is None:
            raise FileError("nothing_open")
        return self._master

    def use(self, settings: Settings) -> None:
        """Go on with an office's settings, also for the tracker that is open."""
        self.settings = settings
        if self._master is not None and not isinstance(self._master.storage, MasterFile):
            self._master = Master(self._master.storage, OpenedMaster(self._master.sheets, settings))

    def attempt(self) -> Master:
        """Return the open tracker to try something on; only `keep` makes it the one that is open."""
        master = self.master
        return Master(master.storage, OpenedMaster(master.sheets, master.settings))

    def keep(self, master: Master) -> None:
        """Go on with a tracker that was opened or saved."""
        self._master = master

    def begin(self, master: Master) -> None:
        """Open a tracker in place of everything that was open."""
        self.unsaved, self.given = None, {}
        self.keep(master)
        shutil.rmtree(self._months, ignore_errors=True)
        self._months.mkdir()

    def workplace(self, *parts: str) -> Path:
        """Return a path in this month's own folder, whatever the page called the file."""
        path = self._work.joinpath(*map(file_name, parts))
        path.parent.mkdir(parents=True, exist_ok=True)
        return path

    @property
    def months(self) -> Path:
        """The folder that has the folders of earlier months: the tracker's own, or what the page gave of it."""
        storage = self.master.storage
        return storage.path.parent if isinstance(storage, MasterFile) else self._months

    def is_downloaded(self, how: str) -> bool:
        """Return whether files are saved as downloads and not into a folder; `how` is as for `deliver`."""
        return how != "folder" and not isinstance(self.master.storage, MasterFile)

    def deliver(self, kind: str, files: Mapping[str, bytes], day: date, how: str, tracker: bool = False) -> CallAnswer:
        """Give files for a folder of that kind inside the month's; `tracker` says whether the tracker was saved, too.

        `how` is "folder" where the page can write them one by one, "zip" where each save is a download. Files of a
        tracker that is saved in place are written beside it; an earlier file that a person edited is kept.
        """
        storage = self.master.storage
        if isinstance(storage, MasterFile):
            month = storage.path.parent / f"{day:%Y-%m}"
            month.mkdir(exist_ok=True)
            if files:
                write_pages(month / kind, files)
            return list(files), []
        if how == "folder":
            return list(files), list(files.values())
        whole = [(f"{kind}/{name}", data) for name, data in files.items()]
        stem = f"{kind or 'summary'}-{day}"
        if tracker and files:
            name = saved_as(storage.name, self.master.tracker.meta.revision)
            return packed([(name, storage.read()), *whole], f"{stem}.zip")
        return packed(list(files.items()), f"{stem}.zip")

    def returns(self) -> list[Submission]:
        """List every return that was read."""
        return [submission for given in self.given.values() for submission in given.submissions]

    def changes(self, entries: Iterable[LogEntry]) -> list[Form]:
        """Describe entries of the open tracker's log."""
        fields = self.master.tracker.plan.fields
        return [change_form(entry, self.language, fields) for entry in entries]

    def form(self, day: date) -> Mapping[str, Any]:
        """Describe the open tracker for a day."""
        sheets = self.master.sheets
        tracker, findings = summary_sources(sheets, day)
        about = tracker_form(sheets, tracker, findings, day, self.language)
        name = saved_as(sheets.file, tracker.meta.revision)
        return about | {"in_place": isinstance(self.master.storage, MasterFile), "saved_as": name}

    def answer(self, day: date) -> CallAnswer:
        """Describe the open tracker and give its file."""
        return {"kind": "tracker", **self.form(day)}, [self.master.storage.read()]


def file_name(name: str) -> str:
    """Return the last part of a name that came from outside, so that no path leads out of a folder.

    >>> file_name("../../etc/passwd"), file_name("C:\\\\returns\\\\a.xlsx"), file_name("..")
    ('passwd', 'a.xlsx', 'file')
    """
    last = PurePosixPath(name.replace("\\", "/")).name
    return last if last not in ("", ".", "..") else "file"


def saved_as(name: str, revision: int) -> str:
    """Return the name of a tracker that is downloaded: no browser has to make it "(1)".

    >>> saved_as("tracker-rev3.xlsx", 4)
    'tracker-rev4.xlsx'
    """
    path = PurePosixPath(name)
    return f"{_REVISION.sub('', path.stem)}-rev{revision}{path.suffix}"


def packed(files: Sequence[tuple[str, bytes]], name: str) -> tuple[list[str], list[bytes]]:
    """Return files as one zip file of that name; a single file as it is.

    What is in it is compressed already or small, and equal files give equal bytes.
    """
    if len(files) < 2:
        return [one for one, _ in files], [data for _, data in files]
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        for path, data in files:
            package.writestr(zipfile.ZipInfo(path), data)
    return [name], [buffer.getvalue()]
