"""The calls that prepare a sending: contacts, the copies and mails as they would be, and all of them as files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

from xltrack.errors import MailError
from xltrack.findings import Finding
from xltrack.i18n.catalogue import catalogue
from xltrack.mail.contacts import is_address
from xltrack.mail.copies import CopySelection, copy_for, parcels
from xltrack.mail.letters import FACTS
from xltrack.mail.reminders import Rhythm
from xltrack.model.correspondence import Contact
from xltrack.model.fields import field_label
from xltrack.page.forms import copy_form, finding_form
from xltrack.page.open_month import CallAnswer, Files, OpenMonth
from xltrack.page.wording import NO_WORDINGS, Wordings, own_templates
from xltrack.workflows.distribute import (
    Envelope,
    Mailing,
    envelopes,
    file_names,
    letter_with_copy,
    read_contacts,
    write_copies,
)
from xltrack.workflows.master import Master

TypedAddresses = Sequence[Mapping[str, str]]
"""Addresses typed on the page: unit, name and email of each."""


class _Sending(NamedTuple):
    """A sending before it is written: the tracker with its sheets' edits logged, the mailing, its envelopes."""

    master: Master
    mailing: Mailing
    envelopes: tuple[Envelope, ...]
    findings: tuple[Finding, ...]


def contacts(month: OpenMonth, files: Files, name: str) -> CallAnswer:
    """Read who answers for which unit."""
    path = month.workplace("contacts", name)
    path.write_bytes(files[0])
    month.people, findings = read_contacts(path)
    notable = [finding_form(finding, month.language) for finding in findings if finding.severity != "info"]
    return {"count": len(month.people), "findings": notable}, []


def copies(
    month: OpenMonth,
    files: Files,
    when: str,
    as_of: str,
    by: str,
    only_open: bool,
    return_by: str,
    wording: Wordings = NO_WORDINGS,
    addresses: TypedAddresses = (),
) -> CallAnswer:
    """List the copies that would be sent, with their mails; nothing is written."""
    sending = _sending(month, when, as_of, by, only_open, return_by, wording, addresses)
    day, state, mailing = sending.mailing.as_of, sending.master.tracker, sending.mailing
    rows = []
    for envelope in sending.envelopes:
        copy = copy_for(state, envelope.parcel, day)
        letters = [letter_with_copy(copy, envelope.parcel, contact, mailing) for _, contact in envelope.drafts]
        rows.append(copy_form(envelope.parcel, envelope.file, letters, day, month.language))
    findings = [finding_form(finding, month.language) for finding in sending.findings if finding.severity != "info"]
    words, fields = catalogue(month.language), state.plan.fields
    by_fields = [
        {"key": field.key, "label": field_label(field.key, words, fields)}
        for field in fields
        if field.kind == "person" and field.sheet == "actions"
    ]
    return {
        "copies": rows,
        "return_by": mailing.return_by.isoformat(),
        "by_fields": by_fields,
        "findings": findings,
    }, []


def send(
    month: OpenMonth,
    files: Files,
    when: str,
    as_of: str,
    by: str,
    only_open: bool,
    return_by: str,
    how: str = "zip",
    wording: Wordings = NO_WORDINGS,
    left_out: Sequence[str] = (),
    addresses: TypedAddresses = (),
) -> CallAnswer:
    """Write the copies and drafts, and note in the tracker what was written for whom.

    `left_out` names the files of copies that are not to be written now. Gives the tracker and the files, delivered
    as `how` says.
    """
    sending = _sending(month, when, as_of, by, only_open, return_by, wording, addresses)
    sending = sending._replace(
        envelopes=tuple(envelope for envelope in sending.envelopes if envelope.file not in left_out)
    )
    if not sending.envelopes:
        raise MailError("nothing_to_send", file=sending.master.storage.name)
    master, outbox, day = sending.master, month.workplace("outbox"), sending.mailing.as_of
    state = master.tracker
    lines = write_copies(
        outbox, state, sending.envelopes, sending.mailing, label=master.sensitivity_label(), force=True
    )
    master.record_sent(lines)
    master.save(as_of=day)
    month.keep(master)
    value, out = month.answer(day)
    written = {name: (outbox / name).read_bytes() for name in file_names(state, sending.envelopes, sending.mailing)}
    names, data = month.deliver("outbox", written, day, how, tracker=True)
    return value | {"names": names}, [*out, *data]


def _sending(
    month: OpenMonth,
    when: str,
    as_of: str,
    by: str,
    only_open: bool,
    return_by: str,
    wording: Wordings,
    addresses: TypedAddresses,
) -> _Sending:
    day, moment, master = date.fromisoformat(as_of), datetime.fromisoformat(when), month.attempt()
    state = master.merge(when=moment).tracker
    choice = CopySelection(by, only_open)
    # Without a new list the people of earlier sendings are written to again.
    known = dict.fromkeys(contact for copy in reversed(state.sent) for contact in copy.contacts)
    typed = [Contact(**address) for address in addresses if is_address(address["email"])]
    found, findings = parcels(state, (*typed, *(month.people or known)), choice)
    rhythm = Rhythm.from_settings(master.settings.reminders)
    mailing = Mailing.of(day, moment, date.fromisoformat(return_by) if return_by else None, rhythm)
    own, settings = own_templates(wording, FACTS), master.settings
    mailing = mailing._replace(template=settings.template, letters=own, coordinator=settings.coordinator)
    short = settings.plan_name(master.storage.name, state.meta.id).name
    return _Sending(master, mailing, envelopes(state, found, day, short), findings)
