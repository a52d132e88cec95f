"""Reminders to those from whom nothing came back: drafted for everybody, written where the rhythm calls for one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from xltrack.mail.copies import safe_name
from xltrack.mail.drafts import eml
from xltrack.mail.letters import NO_TEMPLATES, Letter, LetterTemplate, reminder
from xltrack.mail.reminders import Rhythm, Step
from xltrack.mail.return_status import ReturnRow, ReturnStatus, to_remind
from xltrack.model.correspondence import Contact, SentCopy
from xltrack.model.tracker import Tracker
from xltrack.storage.atomic import atomic_write


@dataclass(frozen=True, slots=True)
class ReminderDraft:
    """A reminder to one person. `is_due` says whether the rhythm calls for one on that day."""

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


def reminder_drafts(
    tracker: Tracker,
    board: ReturnStatus,
    rhythm: Rhythm,
    as_of: date,
    contacts: Sequence[Contact] = (),
    templates: Mapping[str, LetterTemplate] = NO_TEMPLATES,
) -> Reminders:
    """Draft a reminder to everybody from whom nothing came, to `contacts` if they are newer; nothing is written.

    `templates` are an office's own words by language.
    """
    drafts, unreachable = list[ReminderDraft](), list[ReturnRow]()
    for row in board.rows:
        day = row.sent.return_by
        if row.state not in ("sent", "never") or day is None:
            continue
        called = rhythm.step(day, row.sent.issued, as_of)
        step = called or Step((as_of - day).days)
        people = contacts_now(row.sent, contacts)
        if not people:
            unreachable.append(row)
        for contact in people:
            person = f"_{safe_name(contact.name or contact.email)}" if len(people) > 1 else ""
            name = f"{safe_name(row.to)}{person}_{tracker.meta.id}_{day}_{_days(step)}.eml"
            letter = reminder(tracker, row, step, contact, as_of, templates)
            language = contact.language or tracker.meta.language
            drafts.append(ReminderDraft(name, row, called is not None, language, letter))
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


def write_reminders(
    folder: Path, tracker: Tracker, board: ReturnStatus, rhythm: Rhythm, as_of: date, contacts: Sequence[Contact] = ()
) -> Drafted:
    """Draft a reminder to everybody whom the rhythm reminds on that day, to `contacts` if they are newer.

    A draft that is there already is left as it is: the folder remembers which step was drafted, so that this can
    run every day.
    """
    found, told = reminder_drafts(tracker, board, rhythm, as_of, contacts), Drafted()
    due = {row.to for row, _ in to_remind(board, rhythm, as_of)}
    told.unreachable = [row.to for row in found.unreachable if row.to in due]
    for draft in found.drafts:
        if not draft.is_due:
            continue
        if (folder / draft.file).exists():
            told.there.append(draft.file)
            continue
        folder.mkdir(parents=True, exist_ok=True)
        atomic_write(folder / draft.file, eml(draft.letter))
        told.written.append(draft.file)
    return told


def contacts_now(copy: SentCopy, contacts: Sequence[Contact]) -> list[Contact]:
    """Return the people to write to about a copy, each once: its contacts, or those of a newer table."""
    from xltrack.i18n.catalogue import fold

    units = {fold(one.unit) for one in copy.contacts} | {fold(copy.to)}
    found = [one for one in contacts if fold(one.unit) in units] or list(copy.contacts)
    people: dict[str, Contact] = {}
    for one in found:
        if one.email:
            people.setdefault(one.email.casefold(), one)
    return list(people.values())
