"""Letters as text: the letter with a copy, reminders, and the answer to a return.

Each speaks its reader's language. Nothing is counted here, and nothing is sent.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from xltrack.errors import MailError
from xltrack.i18n.catalogue import Catalogue, catalogue
from xltrack.i18n.formatting import Wording
from xltrack.i18n.plain_text import shorten
from xltrack.mail.copies import UnitCopy, overdue_of, soon_of
from xltrack.mail.reminders import Step
from xltrack.mail.return_status import ReturnRow
from xltrack.model.correspondence import Contact, Coordinator
from xltrack.model.overdue import months_late
from xltrack.model.plan import KeyAction
from xltrack.model.tracker import Tracker

LISTED_ACTIONS = 10
"""Actions that a letter lists; the workbook has them all."""
SHOWN_LETTERS = 100
"""Letters of an action's text that a letter shows."""
FACTS = ("name", "unit", "title", "count", "overdue", "soon", "return_by", "form_id", "revision")
"""The placeholders that an office's own letter may hold."""
REMINDER_FACTS = (*FACTS, "asked", "file", "sent_on", "number")
"""The placeholders that an office's own reminder may hold."""

_PLACE = re.compile(r"\{(\w+)\}")


class Letter(NamedTuple):
    """One mail to one person. `cc` are further addresses; without an address it is a draft to be addressed by hand."""

    name: str
    address: str
    subject: str
    body: str
    cc: tuple[str, ...] = ()
    reply_to: str = ""
    """The address for answers; empty for the one that sends the letter."""


class LetterTemplate(NamedTuple):
    """An office's own words for the letter with a copy, with placeholders such as {name}."""

    subject: str
    body: str

    @classmethod
    def parse(cls, text: str, file: str, facts: Sequence[str] = FACTS) -> LetterTemplate:
        """Return the template in a text: "Subject: ..." in the first line, then the body, with placeholders for
        `facts`.

        Raises XltrackError that names the line of an unknown placeholder.
        """
        text = text.replace("\r\n", "\n")
        for number, line in enumerate(text.split("\n"), 1):
            for place in _PLACE.findall(line):
                if place not in facts:
                    known = ", ".join(f"{{{fact}}}" for fact in facts)
                    raise MailError("bad_mail_template", file=file, line=number, found=place, known=known)
        head, _, body = text.partition("\n")
        key, colon, subject = head.partition(":")
        if key.strip().casefold() != "subject" or not colon or not subject.strip():
            raise MailError("no_mail_subject", file=file)
        return cls(subject.strip(), body.strip() + "\n")

    def fill(self, facts: Mapping[str, str]) -> tuple[str, str]:
        """Return subject and body. Braces inside the facts are never taken for a placeholder."""
        subject, body = (_PLACE.sub(lambda place: facts[place[1]], text) for text in (self.subject, self.body))
        return subject, body


NO_TEMPLATES: Mapping[str, LetterTemplate] = {}


def invitation(
    tracker: Tracker,
    parcel: UnitCopy,
    contact: Contact,
    *,
    as_of: date,
    return_by: date,
    template: LetterTemplate | None,
) -> Letter:
    """Return the letter that a copy goes out with."""
    words = catalogue(parcel.language)
    facts = _facts(words, tracker, parcel.to, contact, parcel.actions, as_of, return_by)
    subject, body = (template or letter_template(words)).fill(facts)
    return Letter(contact.name, contact.email, subject, body, copied_to(contact))


def signed(letter: Letter, coordinator: Coordinator) -> Letter:
    """Return the letter with the coordinator's name and signature under it, and their address for the answers."""
    name, lines = coordinator.name.strip(), coordinator.signature.strip()
    closing = lines if lines.startswith(name) else f"{name}\n{lines}".strip()
    body = f"{letter.body.rstrip()}\n\n{closing}\n" if closing else letter.body
    return letter._replace(body=body, reply_to=coordinator.reply_to)


def copied_to(contact: Contact, *, escalate: bool = False) -> tuple[str, ...]:
    """Return who gets a copy of a mail: the stand-ins, and in a late reminder the escalation contacts."""
    others = f"{contact.stand_in}, {contact.escalation if escalate else ''}".split(", ")
    return tuple(dict.fromkeys(address for address in others if address and address != contact.email))


def reminder(
    tracker: Tracker,
    row: ReturnRow,
    step: Step,
    contact: Contact,
    as_of: date,
    templates: Mapping[str, LetterTemplate] = NO_TEMPLATES,
) -> Letter:
    """Return the letter to somebody whose copy has not come back; an escalation goes to that contact in copy.

    `templates` are an office's own words by language.
    """
    words = catalogue(tracker.meta.in_language(contact.language))
    actions = [tracker.plan.by_ref[ref] for ref in row.sent.refs if ref in tracker.plan.by_ref]
    assert row.sent.return_by is not None
    facts = _facts(words, tracker, row.to, contact, actions, as_of, row.sent.return_by)
    facts |= {"file": row.sent.file, "sent_on": written_day(words, row.sent.issued), "number": str(step.late)}
    days = (as_of - row.sent.return_by).days  # a step that was missed is worded for the day on which it is drafted
    kind = "before" if days < 0 else "after" if days else "today"
    asked = words.word("mail", "reminder", "late" if days > 0 and not step.late else kind, **facts)
    if step.escalate and contact.escalation:
        asked += f" {words.word('mail', 'reminder', 'escalated', escalation=contact.escalation)}"
    own = templates.get(words.language) or reminder_template(words, kind)
    subject, body = own.fill(facts | {"asked": asked})
    return Letter(contact.name, contact.email, subject, body, copied_to(contact, escalate=step.escalate))


def ask_again(tracker: Tracker, file: str, contact: Contact | None) -> Letter:
    """Return the letter that asks for a file once more that could not be read; without a contact it has no address."""
    words = catalogue(tracker.meta.in_language(contact.language if contact else ""))
    again = Wording(words.language, "mail", "again")
    name = contact.name if contact and contact.name else again.word("colleague")
    facts = {"name": name, "file": file, "title": title_of(tracker, words), "form_id": tracker.meta.id}
    subject, body = again.word("subject", **facts), again.word("body", **facts)
    if contact is None:
        return Letter("", "", subject, body)
    return Letter(contact.name, contact.email, subject, body, copied_to(contact))


def letter_template(words: Catalogue) -> LetterTemplate:
    """Return the shipped words of the letter with a copy."""
    return LetterTemplate(words.word("mail", "subject"), words.word("mail", "body"))


def reminder_template(words: Catalogue, kind: str) -> LetterTemplate:
    """Return the shipped words of a reminder: before, today or after."""
    return LetterTemplate(words.word("mail", "reminder", f"subject_{kind}"), words.word("mail", "reminder", "body"))


def title_of(tracker: Tracker, words: Catalogue) -> str:
    """Return the plan's title on one line; a word for it where it has none."""
    return shorten(tracker.plan.title, SHOWN_LETTERS) or words.word("mail", "untitled")


def _facts(
    words: Catalogue,
    tracker: Tracker,
    unit: str,
    contact: Contact,
    actions: Sequence[KeyAction],
    as_of: date,
    return_by: date,
) -> dict[str, str]:
    return {
        "name": contact.name or unit,
        "unit": unit,
        "title": title_of(tracker, words),
        "count": str(len(actions)),
        "overdue": "\n".join(_block(words, "overdue", overdue_of(actions, as_of), as_of)),
        "soon": "\n".join(_block(words, "soon", soon_of(actions, as_of), as_of)),
        "return_by": written_day(words, return_by),
        "form_id": tracker.meta.id,
        "revision": str(tracker.meta.revision),
    }


def _block(words: Catalogue, key: str, actions: Sequence[KeyAction], as_of: date) -> Iterator[str]:
    if not actions:
        yield words.word("mail", f"{key}_none")
        return
    yield words.word("mail", key, count=len(actions))
    for action in actions[:LISTED_ACTIONS]:
        assert action.deadline is not None
        late = months_late(action.deadline, as_of)
        values = {"ref": action.ref, "deadline": action.deadline, "text": shorten(action.description, SHOWN_LETTERS)}
        yield "  " + words.word("mail", f"{key}_line", months=words.months(late) if late > 0 else "", **values)
    if len(actions) > LISTED_ACTIONS:
        yield "  " + words.word("mail", "more", count=len(actions) - LISTED_ACTIONS)


def written_day(words: Catalogue, day: date) -> str:
    """Return a day as the language writes it."""
    return Wording(words.language).write(day)
