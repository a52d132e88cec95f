"""The state behind one page: the tracker that is open, what came back for it, and the language of the words."""

from __future__ import annotations

import shutil
import tempfile
import weakref
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Any

from xltrack.errors import FileError
from xltrack.model.correspondence import Contact
from xltrack.model.plan import Plan
from xltrack.model.submission import Submission
from xltrack.page.forms import tracker_form
from xltrack.page.given import Given
from xltrack.storage.master import MasterFile
from xltrack.workflows.master import Master
from xltrack.workflows.summary_sources import summary_sources

Files = Sequence[bytes]
CallAnswer = tuple[Any, list[bytes]]
"""What a call gives: a value that JSON can hold, and files."""


class OpenMonth:
    """Everything one page has open.

    A tracker that the page hands over is kept in memory. One that is opened by its name in `home` is saved in place.
    """

    def __init__(self, home: Path | None = None) -> None:
        self.home = home
        self.language = "en"
        self.draft: Plan | None = None
        self.given: dict[str, Given] = {}
        self.people: tuple[Contact, ...] = ()
        self._master: Master | None = None
        self._work = Path(tempfile.mkdtemp(prefix="xltrack-"))
        weakref.finalize(self, shutil.rmtree, self._work, ignore_errors=True)

    @property
    def master(self) -> Master:
        """The open tracker as it was read or saved last. Raises FileError when none is open."""
        if self._master is None:
            raise FileError("nothing_open")
        return self._master

    def attempt(self) -> Master:
        """Return the open tracker to try something on; only `keep` makes it the one that is open."""
        master = self.master
        return Master(master.storage, master.sheets, master.settings)

    def keep(self, master: Master) -> None:
        """Go on with a tracker that was opened or saved."""
        self._master = master

    def begin(self, master: Master) -> None:
        """Open a tracker in place of everything that was open."""
        self.draft, self.given = None, {}
        self.keep(master)

    def workplace(self, *parts: str) -> Path:
        """Return a path in this month's own folder, whatever the page called the file."""
        path = self._work.joinpath(*map(file_name, parts))
        path.parent.mkdir(parents=True, exist_ok=True)
        return path

    def returns(self) -> list[Submission]:
        """List every return that was read."""
        return [one for given in self.given.values() for one in given.submissions]

    def form(self, day: date) -> Mapping[str, Any]:
        """Describe the open tracker for a day."""
        sheets = self.master.sheets
        tracker, findings = summary_sources(sheets, day)
        about = tracker_form(sheets, tracker, findings, day, self.language)
        return about | {"in_place": isinstance(self.master.storage, MasterFile)}

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
