"""The folder's side of sending: contacts read, copies, drafts and receipts written. Nothing is sent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from xltrack.errors import FileError
from xltrack.findings import Finding
from xltrack.grid.csv import decoded_csv
from xltrack.mail.contacts import contacts_from_csv, contacts_from_grid
from xltrack.mail.copies import UnitCopy, copy_for, file_stems, safe_name, sent, unique
from xltrack.mail.drafts import eml
from xltrack.mail.letters import Letter, LetterTemplate, invitation
from xltrack.mail.receipt_letter import addressed, receipt_letter, receipt_text
from xltrack.mail.reminders import Rhythm
from xltrack.mail.return_status import contacts_of
from xltrack.merging.account import Account, Receipt
from xltrack.merging.merge_result import MergeResult
from xltrack.model.correspondence import Contact, SentCopy
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
        raise FileError("unknown_format", file=str(path), suffix=path.suffix, formats=", ".join(TABLES))
    text, guessed = decoded_csv(read_source(path))
    contacts, findings = contacts_from_csv(text, path.name)
    return contacts, (*(finding.in_file(path.name) for finding in guessed), *findings)


class Mailing(NamedTuple):
    """The settings of a sending: the day it is judged for, when and by when, and the office's own forms."""

    as_of: date
    when: datetime
    return_by: date
    template: Path | None = None
    letter: LetterTemplate | None = None
    letters: Mapping[str, LetterTemplate] = {}
    """The words of this sending alone, by language."""

    @classmethod
    def of(cls, as_of: date, when: datetime, return_by: date | None, rhythm: Rhythm) -> Mailing:
        """Return the mailing with the day of return that was given, or that the rhythm gives."""
        return cls(as_of, when, return_by or as_of + timedelta(days=rhythm.return_in))

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


def envelopes(tracker: Tracker, parcels: Sequence[UnitCopy], as_of: date) -> tuple[Envelope, ...]:
    """Name the files of a sending, no two alike."""
    taken: set[str] = set()
    found = []
    for parcel, stem in zip(parcels, file_stems(parcels, tracker, as_of), strict=True):
        readers = [one for one in parcel.contacts if one.email]
        readers = list({one.email.casefold(): one for one in reversed(readers)}.values())[::-1]
        several = len(readers) > 1
        names = (f"{stem}_{safe_name(one.name or one.email)}" if several else stem for one in readers)
        drafts = tuple((f"{unique(name, taken)}.eml", one) for name, one in zip(names, readers, strict=True))
        found.append(Envelope(parcel, f"{stem}.xlsx", drafts))
    return tuple(found)


def write_copies(
    folder: Path,
    tracker: Tracker,
    written: Sequence[Envelope],
    mailing: Mailing,
    *,
    label: SensitivityLabel = NO_LABEL,
    force: bool = False,
) -> tuple[SentCopy, ...]:
    """Write every copy and its drafts into the folder; gives the manifest's lines. Copies carry the `label`.

    Raises XltrackError before anything is written when a file is there already and `force` is not given.
    """
    for envelope in written:
        for name in envelope.names:
            refuse_overwrite(folder / name, force=force)
    folder.mkdir(parents=True, exist_ok=True)
    return tuple(_write(folder, tracker, envelope, mailing, label) for envelope in written)


def _write(folder: Path, tracker: Tracker, envelope: Envelope, mailing: Mailing, label: SensitivityLabel) -> SentCopy:
    parcel, day = envelope.parcel, mailing.as_of
    copy = copy_for(tracker, parcel, day)
    data = with_label(workbook_bytes(copy, as_of=day, template=mailing.template), label)
    atomic_write(folder / envelope.file, data)
    for name, contact in envelope.drafts:
        own = mailing.letter_in(parcel.language)
        letter = invitation(copy, parcel, contact, as_of=day, return_by=mailing.return_by, template=own)
        atomic_write(folder / name, eml(letter, (envelope.file, data)))
    return sent(parcel, copy.meta, envelope.file, mailing.when, mailing.return_by)


def write_receipts(folder: Path, known: Tracker, result: MergeResult, day: date) -> tuple[list[str], list[str]]:
    """Write the answer to each return that was not answered before, as text and as drafts.

    Return the files' names, and those of drafts whose address nobody knows. No file that is there is replaced: a
    second answer to a file of the same name gets a number.
    """
    folder.mkdir(parents=True, exist_ok=True)
    taken = {path.stem.casefold() for path in folder.iterdir()}
    names: list[str] = []
    unaddressed: list[str] = []
    for answer in receipt_drafts(known, result.account, result.tracker.meta.revision, day, taken):
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
    known: Tracker, account: Account, revision: int, day: date, taken: set[str] | None = None
) -> Iterator[ReceiptDraft]:
    """Yield the answer to each return that was not answered before, under names that are not `taken`."""
    answered, names = {one.key for one in known.received}, taken if taken is not None else set[str]()
    for receipt in account.receipts:
        if receipt.key in answered:
            continue
        stem = unique(f"{safe_name(Path(receipt.file).stem)}_{revision}", names)
        letters = {
            stem
            if letter.address == ""
            else unique(f"{stem}_{safe_name(letter.name or letter.address)}", names): letter
            for letter in _answers(receipt, known, day)
        }
        yield ReceiptDraft(stem, receipt_text(receipt, known, day), letters)


def _answers(receipt: Receipt, known: Tracker, day: date) -> Iterator[Letter]:
    for contact in addressed(receipt, contacts_of(known, receipt.to) if receipt.to else ()):
        yield receipt_letter(receipt, known, contact, day)
