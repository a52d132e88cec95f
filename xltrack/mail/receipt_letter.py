"""The answer to a return in its sender's language, as text and as a letter."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from xltrack.findings import Finding
from xltrack.i18n.catalogue import Catalogue, catalogue
from xltrack.i18n.formatting import Wording
from xltrack.i18n.plain_text import shorten
from xltrack.mail.contacts import each_address_once
from xltrack.mail.letters import SHOWN_LETTERS, Letter, copied_to, title_of
from xltrack.merging.account import UNREAD_STATES, Receipt, Waiting
from xltrack.model.compare import appended
from xltrack.model.correspondence import Contact
from xltrack.model.fields import Value, field_label, value_label
from xltrack.model.own_fields import OwnField
from xltrack.model.remark import remark_title
from xltrack.model.tracker import LogEntry, Tracker

Own = Sequence[OwnField]


def receipt_letter(receipt: Receipt, tracker: Tracker, contact: Contact | None, day: date) -> Letter:
    """Write the answer as a letter to a contact, or without an addressee if none is known."""
    words = catalogue(receipt.language)
    name = contact.name if contact else ""
    greeting = words.word("receipt", "greeting", name=name or receipt.to or receipt.by or receipt.file)
    subject = words.word("receipt", "subject", title=title_of(tracker, words))
    body = f"{greeting}\n\n{receipt_text(receipt, tracker, day)}"
    if contact is None:
        return Letter("", "", subject, body)
    return Letter(name, contact.email, subject, body, copied_to(contact))


def receipt_text(receipt: Receipt, tracker: Tracker, day: date) -> str:
    """Return what became of a return, in blocks with an empty line between them."""
    words = catalogue(receipt.language)
    about = {"file": receipt.file, "form_id": tracker.meta.id, "day": Wording(words.language).write(day)}
    about_sentence = words.word("receipt", "about", **about)
    own = tracker.plan.fields
    blocks = [[f"{about_sentence} {words.word('receipt', 'states', receipt.state, file=receipt.same_as)}"]]
    if receipt.state not in UNREAD_STATES:
        blocks += _blocks(receipt, words, own)
        blocks.append([words.word("receipt", "signature")])
    return "\n\n".join("\n".join(block) for block in blocks) + "\n"


def _blocks(receipt: Receipt, words: Catalogue, own: Own) -> Iterator[list[str]]:
    waits = [_waits(words, question, own) for question in receipt.waiting]
    asked = {question.claim.remark.code for question in receipt.waiting if question.claim.remark}
    passed = [_line(words, "reject", e.ref, e.field, e.after, _why_not(words, e.reason), own) for e in receipt.rejected]
    refused = [_finding_line(finding, receipt.language) for finding in receipt.refused]
    unasked = (
        remark
        for remark in receipt.remarks
        if remark.code != "row_missing" and remark.values.get("remark") not in asked
    )
    remarks = [_finding_line(finding, receipt.language) for finding in unasked]
    for key, lines in {
        "taken": [_change(words, entry, own) for entry in receipt.taken],
        "agreed": [_change(words, entry, own) for entry in receipt.agreed],
        "waiting": waits,
        "refused": passed + refused,
        "remarks": remarks,
    }.items():
        if lines:
            yield [words.word("receipt", key, count=len(lines)), *(f"  {line}" for line in lines)]
    yield list(_counts(receipt, words))


def _counts(receipt: Receipt, words: Catalogue) -> Iterator[str]:
    if receipt.earlier:
        yield words.word("receipt", "earlier", count=receipt.earlier)
    if receipt.missing:
        yield words.word("receipt", "missing", refs=", ".join(receipt.missing))
    yield words.word("receipt", "unchanged", count=receipt.unchanged)


def _change(words: Catalogue, entry: LogEntry, own: Own) -> str:
    if entry.field is None:
        return words.word("receipt", "row", ref=entry.ref, after=_value(words, None, entry.after))
    values = {"field": field_label(entry.field, words, own), "after": _value(words, entry.field, entry.after)}
    if entry.outcome == "agreed":
        return words.word("receipt", "same", ref=entry.ref, **values)
    if entry.field == "comments" and entry.before and (more := appended(entry.before, entry.after or "")):
        return words.word("receipt", "added", ref=entry.ref, **values | {"after": _value(words, entry.field, more)})
    return words.word("receipt", "change", ref=entry.ref, before=_value(words, entry.field, entry.before), **values)


def _line(words: Catalogue, key: str, ref: str, field: str | None, value: Value, reason: str, own: Own) -> str:
    header = field_label(field, words, own) if field else words.word("words", "new_row")
    return words.word("receipt", key, ref=ref, field=header, after=_value(words, field, value), reason=reason)


def _waits(words: Catalogue, waiting: Waiting, own: Own) -> str:
    """Return the line about an edit that waits; of a remark with its kind, author and place."""
    reason = words.word("receipt", "reasons", waiting.reason)
    if waiting.claim.remark is None:
        return _line(words, "wait", waiting.ref, waiting.field, waiting.claim.value, reason, own)
    after = _value(words, waiting.field, waiting.claim.value)
    title = remark_title(waiting.claim.remark, words)
    return words.word("receipt", "wait", ref=waiting.ref, field=title, after=after, reason=reason).strip()


def _value(words: Catalogue, field: str | None, value: Value) -> str:
    return shorten(value_label(field, value, words), SHOWN_LETTERS) or words.word("receipt", "empty")


def _why_not(words: Catalogue, code: str) -> str:
    known = words.section("log_reasons")
    return str(known.get(code, code))


def _finding_line(finding: Finding, language: str) -> str:
    place = f"{finding.where}: " if finding.where else ""
    return f"{place}{finding.message(language)} {finding.remedy(language)}".strip()


def addressed(receipt: Receipt, contacts: Sequence[Contact]) -> Sequence[Contact | None]:
    """Return the addressees of the answer, each once: the sender if the contacts know the name or address, else all who
    read its language."""
    by, reached = receipt.by.casefold(), each_address_once(contacts)
    known = (*reached, *(contact for contact in contacts if not contact.email))
    senders = [contact for contact in known if by and by in (contact.name.casefold(), contact.email.casefold())]
    readers = [contact for contact in reached if contact.language in ("", receipt.language)]
    return senders or readers or reached or [None]
