"""Copies for the units, with mail drafts: the whole step, with its report. xltrack sends nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from xltrack.errors import MailError
from xltrack.findings import Finding
from xltrack.mail.copies import CopySelection, parcels
from xltrack.mail.letters import LetterTemplate
from xltrack.mail.reminders import Rhythm
from xltrack.model.tracker import Tracker
from xltrack.storage.lock import refuse_open
from xltrack.storage.master import MasterFile
from xltrack.workflows.distribute import Envelope, Mailing, envelopes, read_contacts, write_copies
from xltrack.workflows.files import read_text
from xltrack.workflows.json_forms import findings_form, json_form
from xltrack.workflows.master import Master
from xltrack.workflows.reports import FindingsReport


@dataclass(frozen=True, slots=True)
class SendingReport(FindingsReport):
    """The copies and drafts of one sending; `with_contacts` says whether there was a contacts table."""

    tracker: Tracker
    envelopes: tuple[Envelope, ...]
    return_by: date
    findings: tuple[Finding, ...]
    with_contacts: bool
    dry_run: bool

    def as_dict(self) -> dict[str, Any]:
        """Return the JSON form."""
        return json_form(
            "xltrack-distribute/1",
            revision=self.tracker.meta.revision,
            return_by=self.return_by.isoformat(),
            files=[_envelope_form(envelope) for envelope in self.envelopes],
            findings=findings_form(self.findings),
        )


def _envelope_form(envelope: Envelope) -> dict[str, Any]:
    return {
        "to": envelope.parcel.to,
        "file": envelope.file,
        "language": envelope.parcel.language,
        "actions": list(envelope.parcel.refs),
        "drafts": [{"file": name, "name": contact.name, "email": contact.email} for name, contact in envelope.drafts],
    }


def send_copies(
    master: Master,
    folder: Path,
    choice: CopySelection,
    *,
    when: datetime,
    as_of: date,
    return_by: date | None = None,
    contacts: Path | None = None,
    letter: Path | None = None,
    template: Path | None = None,
    force: bool = False,
    dry_run: bool = False,
) -> SendingReport:
    """Write a workbook for each unit or person, with a draft for each addressee, and record what was sent to whom.

    `contacts` and `template` are those of the settings if none are given; `return_by` follows from the settings'
    rhythm. Raises MailError when no action is to be sent, FileError when a file is there and `force` is not given.
    """
    noted = master.merge(when=when)
    table = contacts or master.settings.contacts
    people, findings = read_contacts(table) if table else ((), ())
    copies, more = parcels(master.tracker, people, choice)
    if not copies:
        raise MailError("nothing_to_send", file=master.storage.place)
    mailing = Mailing.of(as_of, when, return_by, Rhythm.from_settings(master.settings.reminders))
    text = LetterTemplate.parse(read_text(letter), str(letter)) if letter else None
    own = master.settings
    mailing = mailing._replace(template=template or own.template, letter=text, coordinator=own.coordinator)
    short = master.settings.plan_name(master.storage.name, master.tracker.meta.id).name
    written = envelopes(master.tracker, copies, as_of, short)
    beside = master.copies_beside
    if not dry_run:
        if isinstance(master.storage, MasterFile):
            refuse_open(master.storage.path)  # before copies are there that the tracker would not know of
        lines = write_copies(folder, master.tracker, written, mailing, label=master.sensitivity_label(), force=force)
        master.record_sent(lines)
        master.save(as_of=as_of)
    reported = (*noted.findings, *findings, *more, *beside)
    return SendingReport(master.tracker, written, mailing.return_by, reported, table is not None, dry_run)
