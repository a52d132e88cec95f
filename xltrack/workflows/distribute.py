"""The writing of a sending into a folder: contacts are read; copies, drafts and receipts written. Nothing is sent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from xltrack.errors import FileError
from xltrack.findings import Finding
from xltrack.grid.csv import decoded_guess
from xltrack.i18n.catalogue import catalogue
from xltrack.mail.calendar_file import calendar_file, calendar_name
from xltrack.mail.contacts import contacts_from_csv, contacts_from_grid, each_address_once
from xltrack.mail.copies import UnitCopy, copy_for, file_stems, safe_name, sent, unique
from xltrack.mail.drafts import eml
from xltrack.mail.letters import Letter, LetterTemplate, invitation, signed, title_of
from xltrack.mail.mbox import mbox
from xltrack.mail.receipt_letter import addressed, receipt_letter, receipt_text
from xltrack.mail.reminders import Rhythm
from xltrack.mail.return_status import contacts_of
from xltrack.merging.account import Account, Receipt
from xltrack.merging.merge_result import MergeResult
from xltrack.model.correspondence import Contact, Coordinator, SentCopy
from xltrack.model.tracker import Tracker
from xltrack.storage.atomic import atomic_write
from xltrack.workbook.sensitivity import NO_LABEL, SensitivityLabel, with_label
from xltrack.workbook.write import workbook_bytes
from xltrack.workflows.files import WORKBOOKS, read_source, refuse_overwrite

TABLES = (".csv", ".txt", *WORKBOOKS)


def read_contacts(path: Path) -> tuple[tuple[Contact, ...], tuple[Finding, ...]]:
    """Read the contacts in a CSV file or in a sheet of any workbook. Raises MailError when there are none."""
    if path.suffix.lower() in WORKBOOKS:
        from xltrack.workbook.visible_sheets import read_grid

        return contacts_from_grid(read_grid(path), path.name)
    if path.suffix.lower() not in TABLES:
        raise FileError("unknown_format", file=path.name, suffix=path.suffix, formats=", ".join(TABLES))
    text, guessed = decoded_guess(read_source(path))
    contacts, findings = contacts_from_csv(text, path.name)
    return contacts, (*(finding.in_file(path.name) for finding in guessed), *findings)


class Mailing(NamedTuple):
    """The settings of a sending: its as-of date, its moment, its day of return, and the office's own letters."""

    as_of: date
    when: datetime
    return_by: date
    template: Path | None = None
    letter: LetterTemplate | None = None
    letters: Mapping[str, LetterTemplate] = {}
    """The wording of this sending only, by language."""
    rhythm: Rhythm = Rhythm()
    coordinator: Coordinator = Coordinator()

    @classmethod
    def of(cls, as_of: date, when: datetime, return_by: date | None, rhythm: Rhythm) -> Mailing:
        """Return the mailing with the day of return that was given, or that the rhythm gives."""
        return cls(as_of, when, return_by or as_of + timedelta(days=rhythm.return_in), rhythm=rhythm)

    def letter_in(self, language: str) -> LetterTemplate | None:
        """Return the office's own words for readers of a language."""
        return self.letters.get(language, self.letter)


class Envelope(NamedTuple):
    """The files of one parcel: the workbook's file name, and a draft's for each contact with an address."""

    parcel: UnitCopy
    file: str
    drafts: tuple[tuple[str, Contact], ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        return (self.file, *(name for name, _ in self.drafts))


def envelopes(tracker: Tracker, parcels: Sequence[UnitCopy], as_of: date, plan: str = "") -> tuple[Envelope, ...]:
    """Name the files of a sending, no two alike. `plan` is the short name of the plan, if it has one."""
    taken: set[str] = set()
    written = []
    for parcel, stem in zip(parcels, file_stems(parcels, tracker, as_of, plan), strict=True):
        readers = each_address_once(parcel.contacts)
        several = len(readers) > 1
        names = (f"{stem}_{safe_name(reader.name or reader.email)}" if several else stem for reader in readers)
        drafts = tuple((f"{unique(name, taken)}.eml", one) for name, one in zip(names, readers, strict=True))
        written.append(Envelope(parcel, f"{stem}.xlsx", drafts))
    return tuple(written)


def write_copies(
    folder: Path,
    tracker: Tracker,
    written: Sequence[Envelope],
    mailing: Mailing,
    *,
    label: SensitivityLabel = NO_LABEL,
    force: bool = False,
) -> tuple[SentCopy, ...]:
    """Write every copy and its drafts into the folder; return their records. Copies carry the `label`.

    Raises XltrackError before anything is written when a file exists and `force` is not given.
    """
    for name in file_names(tracker, written, mailing):
        refuse_overwrite(folder / name, force=force)
    folder.mkdir(parents=True, exist_ok=True)
    lines, mails = list[SentCopy](), list[bytes]()
    for envelope in written:
        lines.append(_write(folder, tracker, envelope, mailing, label, mails))
    for name, language in _calendars(tracker, written, mailing).items():
        atomic_write(folder / name, _calendar(tracker, mailing, language))
    if len(mails) > 1:
        atomic_write(folder / _mailbox(tracker, mailing), mbox(mails, mailing.as_of))
    return tuple(lines)


def file_names(tracker: Tracker, written: Sequence[Envelope], mailing: Mailing) -> tuple[str, ...]:
    """Return the names of all files of a sending: copies, drafts, all drafts as one mailbox, and the calendars."""
    names = [name for envelope in written for name in envelope.names]
    several = sum(len(envelope.drafts) for envelope in written) > 1
    return (*names, *_calendars(tracker, written, mailing), *([_mailbox(tracker, mailing)] if several else []))


def _mailbox(tracker: Tracker, mailing: Mailing) -> str:
    return f"drafts_{tracker.meta.id}_{mailing.as_of}.mbox"


def _calendars(tracker: Tracker, written: Sequence[Envelope], mailing: Mailing) -> dict[str, str]:
    """Return the languages of the drafts by the names of their calendar files."""
    languages = dict.fromkeys(envelope.parcel.language for envelope in written if envelope.drafts)
    return {calendar_name(tracker.meta, mailing.return_by, language): language for language in languages}


def _calendar(tracker: Tracker, mailing: Mailing, language: str) -> bytes:
    title = title_of(tracker, catalogue(language))
    return calendar_file(tracker.meta, title, mailing.as_of, mailing.return_by, mailing.rhythm, language)


def letter_with_copy(copy: Tracker, parcel: UnitCopy, contact: Contact, mailing: Mailing) -> Letter:
    """Return the letter to a copy, signed by the coordinator."""
    own = mailing.letter_in(parcel.language)
    letter = invitation(copy, parcel, contact, as_of=mailing.as_of, return_by=mailing.return_by, template=own)
    return signed(letter, mailing.coordinator)


def _write(
    folder: Path, tracker: Tracker, envelope: Envelope, mailing: Mailing, label: SensitivityLabel, mails: list[bytes]
) -> SentCopy:
    """Write a copy and its drafts, which are added to `mails`."""
    parcel, day = envelope.parcel, mailing.as_of
    copy = copy_for(tracker, parcel, day)
    data = with_label(workbook_bytes(copy, as_of=day, template=mailing.template), label)
    atomic_write(folder / envelope.file, data)
    ics = calendar_name(tracker.meta, mailing.return_by, parcel.language)
    for name, contact in envelope.drafts:
        letter = letter_with_copy(copy, parcel, contact, mailing)
        mail = eml(letter, (envelope.file, data), (ics, _calendar(tracker, mailing, parcel.language)))
        mails.append(mail)
        atomic_write(folder / name, mail)
    return sent(parcel, copy.meta, envelope.file, mailing.when, mailing.return_by)


def write_receipts(
    folder: Path, known: Tracker, result: MergeResult, day: date, coordinator: Coordinator
) -> tuple[list[str], list[str]]:
    """Write the answer to each return that was not answered before, as text and as drafts.

    Return the files' names, and the names of drafts without a known address. No existing file is replaced: a second
    answer to a file of the same name gets a number.
    """
    folder.mkdir(parents=True, exist_ok=True)
    taken = {path.stem.casefold() for path in folder.iterdir()}
    names: list[str] = []
    unaddressed: list[str] = []
    for answer in receipt_drafts(known, result.account, result.tracker.meta.revision, day, coordinator, taken):
        files = {f"{answer.stem}.txt": answer.text.encode()}
        files |= {f"{stem}.eml": eml(letter) for stem, letter in answer.letters.items()}
        for name, data in files.items():
            atomic_write(folder / name, data)
            names.append(name)
        unaddressed += [f"{stem}.eml" for stem, letter in answer.letters.items() if not letter.address]
    return names, unaddressed


@dataclass(frozen=True, slots=True)
class ReceiptDraft:
    """The answer to one return: as text, and as letters by the stems of their files' names."""

    stem: str
    text: str
    letters: Mapping[str, Letter]


def receipt_drafts(
    known: Tracker, account: Account, revision: int, day: date, coordinator: Coordinator, taken: set[str] | None = None
) -> Iterator[ReceiptDraft]:
    """Yield the answer to each return that was not answered before, under names that are not `taken`."""
    answered, names = {return_.key for return_ in known.received}, taken if taken is not None else set[str]()
    for receipt in account.receipts:
        if receipt.key in answered:
            continue
        stem = unique(f"{safe_name(Path(receipt.file).stem)}_{revision}", names)
        letters = {
            stem
            if letter.address == ""
            else unique(f"{stem}_{safe_name(letter.name or letter.address)}", names): letter
            for letter in _answers(receipt, known, day, coordinator)
        }
        yield ReceiptDraft(stem, receipt_text(receipt, known, day), letters)


def _answers(receipt: Receipt, known: Tracker, day: date, coordinator: Coordinator) -> Iterator[Letter]:
    for contact in addressed(receipt, contacts_of(known, receipt.to) if receipt.to else ()):
        yield signed(receipt_letter(receipt, known, contact, day), coordinator)
