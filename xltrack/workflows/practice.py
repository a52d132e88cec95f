"""An invented month to practise on: the example plan, the copies that were sent, and the files that came back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path

from xltrack.importing.response_text import parse_text
from xltrack.mail.copies import CopySelection, parcels
from xltrack.model.correspondence import Contact
from xltrack.model.tracker import new_tracker
from xltrack.shipped import shipped_text
from xltrack.storage.atomic import atomic_write
from xltrack.storage.master import MasterInMemory
from xltrack.workbook.write import workbook_bytes
from xltrack.workflows.distribute import Mailing, envelopes, write_copies
from xltrack.workflows.example_round import fill_in
from xltrack.workflows.master import Master

SENT, DUE, PLAYED = date(2024, 6, 3), date(2024, 6, 28), date(2024, 6, 30)
"""The days on which the copies went out, were due back, and on which the month is played."""
PEOPLE = (
    Contact(unit="Country Office", name="Lena Marsh", email="lena.marsh@example.org"),
    Contact(unit="Country and Regional Offices", name="Ana Torres", email="ana.torres@example.org"),
    Contact(unit="Regional Office", name="Omar Diallo", email="omar.diallo@example.org"),
)
BACK: Mapping[str, tuple[str, Mapping[tuple[str, str], str]]] = {
    "lena.xlsx": (
        "Country Office",
        {
            ("R1.A3", "status"): "completed",
            ("R1.A3", "comments"): "\nBoth districts were visited; the theory of change was adjusted on 12 June.",
            ("R2.A1", "comments"): "\nData of all provinces are in; the report is being printed.",
            ("R2.A1", "proposed_deadline"): "2024/09",
            ("R2.A1", "reason"): "The printer needs eight weeks.",
            ("R5.A2", "status"): "nearly done",
        },
    ),
    "ana.xlsx": (
        "Country and Regional Offices",
        {
            ("R2.A3", "status"): "In progress",
            ("R2.A3", "comments"): "\nThe academy has set 14 October for the first course.",
            ("R3.A2", "status"): "Initiated",
        },
    ),
    "ana (corrected).xlsx": (
        "Country and Regional Offices",
        {("R3.A2", "status"): "Completed", ("R3.A2", "evidence"): "Review report of 3 June 2024"},
    ),
}
"""By file that came back: the unit whose copy it is, and the texts typed into it. There is one slip, one proposed
deadline and two answers to one question, and one unit has not answered. A text after a line break is added below the
cell's text."""


def practice_month(folder: Path) -> tuple[Path, list[Path]]:
    """Write the practice month into a folder; return the tracker and what came back.

    >>> import tempfile
    >>> tracker, back = practice_month(Path(tempfile.mkdtemp()))
    >>> tracker.name, [path.name for path in back]
    ('tracker.xlsx', ['lena.xlsx', 'ana.xlsx', 'ana (corrected).xlsx'])
    """
    text = shipped_text("examples", "management_response.txt")
    folder.mkdir(parents=True, exist_ok=True)
    storage = MasterInMemory("tracker.xlsx", workbook_bytes(new_tracker(parse_text(text).plan, SENT), as_of=SENT))
    copies = _send(storage, folder / "outbox")
    tracker, back = folder / storage.name, []
    atomic_write(tracker, storage.data)
    for name, (unit, edits) in BACK.items():
        fill_in(copies[unit], folder / name, edits)
        back.append(folder / name)
    return tracker, back


def _send(storage: MasterInMemory, outbox: Path) -> dict[str, Path]:
    """Write every unit's copy and note the sending in the tracker."""
    master = Master.open(storage)
    found, _ = parcels(master.tracker, PEOPLE, CopySelection())
    written = envelopes(master.tracker, found, SENT)
    mailing = Mailing(SENT, datetime(SENT.year, SENT.month, SENT.day, 9, tzinfo=UTC), DUE)
    lines = write_copies(outbox, master.tracker, written, mailing, force=True)
    master.record_sent(lines)
    master.save(as_of=SENT)
    return {one.parcel.to: outbox / one.file for one in written}
