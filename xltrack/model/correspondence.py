"""Correspondence: contacts, copies sent, returns received."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import NamedTuple

from xltrack.model.frozen import FrozenModel, Many


class Coordinator(NamedTuple):
    """Whoever sends the mails: a name, the lines under it, and the address that answers go to."""

    name: str = ""
    signature: str = ""
    reply_to: str = ""


class Contact(FrozenModel):
    """A person who answers for a unit's actions. `escalation` is the address for a copy of late reminders.

    Several addresses of somebody who answers for several units have a comma and a blank between them.
    """

    unit: str
    name: str = ""
    email: str = ""
    language: str = ""
    """Empty means the tracker's own."""
    stand_in: str = ""
    """The address that gets a copy of every mail, for when the person is away."""
    escalation: str = ""


class SentCopy(FrozenModel):
    """One copy that was written for a unit or a person: its actions, recipients, day and revision."""

    to: str
    when: datetime
    issued: date
    """The day it was written for."""
    revision: int
    file: str
    refs: Many[str]
    return_by: date | None = None
    contacts: Many[Contact] = ()


class ReceivedReturn(FrozenModel):
    """One return that was merged, even if it brought nothing new. `revision` is that of the copy it was made from."""

    key: str
    file: str
    by: str = ""
    to: str = ""
    when: datetime
    saved: datetime | None = None
    revision: int | None = None
    missing: int = 0
    """Rows of the copy that were not in it."""
    refused: int = 0
    """Edits that could not be taken."""


def last_sent(sendings: Iterable[SentCopy]) -> dict[str, SentCopy]:
    """Return the copy that each unit or person was sent last.

    Copies of one sending in several languages count as one. A copy whose actions were all sent again later, to the
    unit's people or to another unit, is replaced by the later ones and left out.
    """
    last: dict[str, SentCopy] = {}
    for sending in sendings:
        before = last.pop(sending.to, None)
        same = before is not None and before.when == sending.when
        contacts = (*before.contacts, *sending.contacts) if before is not None and same else sending.contacts
        last[sending.to] = sending.model_copy(update={"contacts": contacts})
    return {to: copy for to, copy in last.items() if not _is_replaced(copy, last.values())}


def _is_replaced(copy: SentCopy, others: Iterable[SentCopy]) -> bool:
    later = {ref for other in others if other.when > copy.when for ref in other.refs}
    return bool(copy.refs) and later.issuperset(copy.refs)


def answers(copy: SentCopy, revision: int | None, merged: datetime | None) -> bool:
    """Return whether a return of that revision answers the last sending, not an earlier one.

    `merged` is when it was merged, None for a file at hand. A return that does not show its revision counts.
    """
    if merged is not None and comparable_time(merged) < comparable_time(copy.when):
        return False
    return revision is None or revision >= copy.revision


def comparable_time(when: datetime | None) -> datetime:
    """Return a time that compares with all others: one without a zone counts as UTC, None as the earliest."""
    if when is None:
        return datetime.min.replace(tzinfo=UTC)
    return when if when.tzinfo else when.replace(tzinfo=UTC)
