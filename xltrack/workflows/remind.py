"""Reminders to those from whom nothing came back: drafted for everybody, written where one is due."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path, PurePath
from typing import NamedTuple

from xltrack.i18n.catalogue import catalogue, fold
from xltrack.mail.calendar_file import calendar_file, calendar_name
from xltrack.mail.contacts import each_address_once
from xltrack.mail.copies import UnitCopy, copy_for, safe_name
from xltrack.mail.drafts import eml
from xltrack.mail.letters import NO_TEMPLATES, Letter, LetterTemplate, ask_again, reminder, signed, title_of
from xltrack.mail.mbox import mbox
from xltrack.mail.reminders import Rhythm, Step
from xltrack.mail.return_status import ReturnRow, ReturnStatus, to_remind
from xltrack.model.correspondence import Contact, Coordinator, SentCopy
from xltrack.model.tracker import Tracker
from xltrack.storage.atomic import atomic_write
from xltrack.workbook.sensitivity import NO_LABEL, SensitivityLabel, with_label
from xltrack.workbook.write import workbook_bytes
from xltrack.workflows.master import Master


@dataclass(frozen=True, slots=True)
class ReminderDraft:
    """A reminder to one person. `is_due` says whether the rhythm has one due on that day."""

    file: str
    row: ReturnRow
    is_due: bool
    language: str
    letter: Letter


@dataclass(frozen=True, slots=True)
class Reminders:
    """A draft for everybody whose copy has not come back, and units and persons without an address."""

    drafts: tuple[ReminderDraft, ...] = ()
    unreachable: tuple[ReturnRow, ...] = ()


class Stationery(NamedTuple):
    """Settings of an office's reminders: the rhythm, the signature, the template of the copies, and their label."""

    rhythm: Rhythm = Rhythm()
    coordinator: Coordinator = Coordinator()
    template: Path | None = None
    label: SensitivityLabel = NO_LABEL

    @classmethod
    def of(cls, master: Master) -> Stationery:
        """Return that of a tracker's settings."""
        settings = master.settings
        rhythm = Rhythm.from_settings(settings.reminders)
        return cls(rhythm, settings.coordinator, settings.template, master.sensitivity_label())


def reminder_drafts(
    tracker: Tracker,
    board: ReturnStatus,
    office: Stationery,
    as_of: date,
    contacts: Sequence[Contact] = (),
    templates: Mapping[str, LetterTemplate] = NO_TEMPLATES,
) -> Reminders:
    """Draft a reminder to everybody from whom nothing came, to `contacts` if they are newer; nothing is written.

    `templates` are an office's own words by language. Nobody is reminded of a closed plan.
    """
    drafts, unreachable = list[ReminderDraft](), list[ReturnRow]()
    for row in board.rows if not tracker.plan.is_closed else ():
        day = row.sent.return_by
        if row.state not in ("sent", "never") or day is None:
            continue
        called = office.rhythm.step(day, row.sent.issued, as_of)
        step = called or Step((as_of - day).days)
        people = contacts_now(row.sent, contacts)
        if not people:
            unreachable.append(row)
        for contact in people:
            person = f"_{safe_name(contact.name or contact.email)}" if len(people) > 1 else ""
            name = f"{safe_name(row.to)}{person}_{tracker.meta.id}_{day}_{_days(step)}.eml"
            own = row._replace(sent=_copy_for(contact, row.sent, tracker))
            letter = signed(reminder(tracker, own, step, contact, as_of, templates), office.coordinator)
            language = contact.language or tracker.meta.language
            drafts.append(ReminderDraft(name, own, called is not None, language, letter))
    return Reminders(tuple(drafts), tuple(unreachable))


def _days(step: Step) -> str:
    side = "before" if step.day < 0 else "after" if step.day else "on-the-day"
    return f"{abs(step.day)}-days-{side}" if step.day else side


@dataclass(slots=True)
class Drafted:
    """Names of the drafts that were written, of those that were there before, and units without an address."""

    written: list[str] = field(default_factory=list)
    there: list[str] = field(default_factory=list)
    unreachable: list[str] = field(default_factory=list)


def reminder_mail(draft: ReminderDraft, tracker: Tracker, office: Stationery, as_of: date) -> bytes:
    """Return a reminder as a mail, with the copy again as the tracker is now, and the days as a calendar file."""
    row, language = draft.row, draft.language
    assert row.sent.return_by is not None
    title = title_of(tracker, catalogue(language))
    days = calendar_file(tracker.meta, title, row.sent.issued, row.sent.return_by, office.rhythm, language)
    attached = [(calendar_name(tracker.meta, row.sent.return_by, language), days)]
    actions = tuple(tracker.plan.by_ref[ref] for ref in row.sent.refs if ref in tracker.plan.by_ref)
    if actions:
        copy = copy_for(tracker, UnitCopy(row.to, actions, language), as_of)
        data = with_label(workbook_bytes(copy, as_of=as_of, template=office.template), office.label)
        attached.insert(0, (row.sent.file, data))
    return eml(draft.letter, *attached)


def ask_again_draft(tracker: Tracker, file: str, office: Stationery) -> tuple[str, Letter]:
    """Draft the letter that asks for an unreadable file once more, with the draft's name.

    It goes to whoever got a copy of that name, as far as the name was kept.
    """
    name = PurePath(file.rpartition(": ")[2]).name  # an attachment is named after its mail
    sent = [copy for copy in tracker.sent if name.startswith(PurePath(copy.file).stem)]
    people = [who for copy in reversed(sent) for who in copy.contacts]
    letter = signed(ask_again(tracker, name, people[0] if people else None), office.coordinator)
    return f"{safe_name(PurePath(name).stem)}_{tracker.meta.id}_again.eml", letter


def mailbox_of(mails: Mapping[str, bytes], as_of: date) -> dict[str, bytes]:
    """Return the file with all reminders of a day; none for a single one."""
    return {f"reminders_{as_of}.mbox": mbox(mails.values(), as_of)} if len(mails) > 1 else {}


def write_reminders(
    folder: Path,
    tracker: Tracker,
    board: ReturnStatus,
    office: Stationery,
    as_of: date,
    contacts: Sequence[Contact] = (),
) -> Drafted:
    """Draft every reminder that is due on that day, to `contacts` if they are newer.

    A draft that exists already is left as it is: the folder shows which step was drafted, so that this can run every
    day.
    """
    report = reminder_drafts(tracker, board, office, as_of, contacts)
    drafted, mails = Drafted(), dict[str, bytes]()
    due = {row.to for row, _ in to_remind(board, office.rhythm, as_of)}
    drafted.unreachable = [row.to for row in report.unreachable if row.to in due]
    for draft in report.drafts:
        if not draft.is_due:
            continue
        if (folder / draft.file).exists():
            drafted.there.append(draft.file)
            mails[draft.file] = (folder / draft.file).read_bytes()
            continue
        folder.mkdir(parents=True, exist_ok=True)
        mails[draft.file] = reminder_mail(draft, tracker, office, as_of)
        atomic_write(folder / draft.file, mails[draft.file])
        drafted.written.append(draft.file)
    for name, data in mailbox_of(mails, as_of).items() if drafted.written else ():
        atomic_write(folder / name, data)
    return drafted


def _copy_for(contact: Contact, copy: SentCopy, tracker: Tracker) -> SentCopy:
    """Return a copy under the name of the file that a contact got, where its rows were sent in several languages."""
    alike = (sent_copy for sent_copy in tracker.sent if (sent_copy.when, sent_copy.refs) == (copy.when, copy.refs))
    files = (sent_copy.file for sent_copy in alike if contact.email in {person.email for person in sent_copy.contacts})
    return copy.model_copy(update={"file": next(files, copy.file)})


def contacts_now(copy: SentCopy, contacts: Sequence[Contact]) -> list[Contact]:
    """Return the people to write to about a copy, each once: its contacts, or those of a newer table.

    Of a person's copy that is the person, or the unit's people if the newer table does not have the person.
    """
    units = {fold(contact.unit) for contact in copy.contacts} | {fold(copy.to)}
    addresses = {contact.email.casefold() for contact in copy.contacts if contact.email}
    theirs = [contact for contact in contacts if fold(contact.unit) in units]
    if all(fold(contact.unit) != fold(copy.to) for contact in (*theirs, *copy.contacts)):
        named = [
            contact
            for contact in contacts
            if fold(contact.name) == fold(copy.to) or contact.email.casefold() in addresses
        ]
        theirs = named or theirs
    return each_address_once(theirs or copy.contacts)
