"""The JSON forms in which the page gets trackers, returns, findings, decisions and changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from xltrack.findings import Finding, Term
from xltrack.i18n.catalogue import catalogue
from xltrack.i18n.formatting import Wording
from xltrack.mail.return_status import ReturnRow, board
from xltrack.merging.said_no import said_no
from xltrack.merging.suggestions import suggestion
from xltrack.model.fields import Value, field_label, value_label
from xltrack.model.overdue import is_overdue, months_late
from xltrack.model.own_fields import OwnField
from xltrack.model.plan import Plan
from xltrack.model.plan_fields import present_fields
from xltrack.model.remark import is_remark
from xltrack.model.sorts import is_sort
from xltrack.model.submission import Submission
from xltrack.model.tracker import APPLIED, Claim, Conflict, LogEntry, Tracker
from xltrack.workflows.next_step import next_step

if TYPE_CHECKING:
    from xltrack.mail.copies import UnitCopy
    from xltrack.mail.letters import Letter
    from xltrack.page.given import Given
    from xltrack.summary.figures import Summary
    from xltrack.workflows.remind import ReminderDraft

Form = dict[str, Any]


def iso_text(day: date | None) -> str | None:
    """Return a day or a moment as text that JavaScript reads."""
    return day.isoformat() if day is not None else None


def overdue_count(plan: Plan, day: date) -> int:
    """Count the overdue actions of a plan."""
    return sum(is_overdue(action, day) for action in plan.actions)


def first_line(title: str) -> str:
    """Return the first line of a plan's title."""
    return title.partition("\n")[0].strip()


def tracker_form(sheets: Submission, tracker: Tracker, findings: Sequence[Finding], day: date, language: str) -> Form:
    """Describe a tracker: what it is, its figures, the last sending, and what it says that cannot be used."""
    plan = tracker.plan
    last = max((copy.when for copy in tracker.sent), default=None)
    copies = [copy for copy in tracker.sent if copy.when == last]
    return {
        "id": tracker.meta.id,
        "file": sheets.file,
        "title": first_line(plan.title),
        "revision": tracker.meta.revision,
        "language": tracker.meta.language,
        "actions": len(plan.actions),
        "recommendations": len(plan.recommendations),
        "open": sum(not action.status.closed for action in plan.actions),
        "overdue": overdue_count(plan, day),
        "waiting": len(tracker.conflicts),
        "sent": {
            "count": len({copy.to for copy in copies}),
            "on": iso_text(max((copy.issued for copy in copies), default=None)),
            "return_by": iso_text(max((copy.return_by for copy in copies if copy.return_by), default=None)),
        },
        **_returns_form(tracker, day),
        "fields": [{"key": field.key, "label": field.header(language)} for field in present_fields(plan)],
        "findings": [finding_form(finding, language) for finding in findings if finding.severity != "info"],
    }


def _returns_form(tracker: Tracker, day: date) -> Form:
    """Describe how many copies are back, and the next step."""
    status = board(tracker, (), day)
    counts, due = status.counts, [row.sent.return_by for row in status.rows if row.sent.return_by]
    returns = {
        "back": counts["returned"] + counts["merged"],
        "of": len(status.rows),
        "late": counts["never"],
        "due": iso_text(max(due, default=None)),
    }
    return {"returns": returns, "next": next_step(tracker, status)._asdict()}


def finding_form(finding: Finding, language: str) -> Form:
    """Return a finding in its JSON form, with what may be chosen in its cell."""
    words, choices = catalogue(language), finding.values.get("choices")
    offered = choices if isinstance(choices, tuple) else ()
    shown = [choice.text(words) if isinstance(choice, Term) else choice for choice in offered]
    return finding.as_dict(language) | {"choices": shown}


def given_form(given: Given, language: str) -> Form:
    """Describe the outcome of one file: read with its returns, not readable, or not used."""
    return {
        "name": given.name,
        "short": PurePosixPath(given.name).name,
        "returns": [return_form(submission) for submission in given.submissions],
        "unreadable": [
            {"file": str(error.values.get("file", given.name)), "message": error.message(language)}
            for error in given.unreadable
        ],
        "unused": [finding_form(finding, language) for finding in given.findings],
    }


def return_form(submission: Submission) -> Form:
    """Describe one return: whom it is from, when it was saved, and how much of it needs a look."""
    severities = Counter(finding.severity for finding in submission.findings)
    return {
        "file": submission.file,
        "by": submission.by,
        "to": submission.base.meta.to if submission.base else "",
        "plan": first_line(submission.base.plan.title) if submission.base else "",
        "saved": iso_text(submission.saved),
        "errors": severities["error"],
    }


def status_form(row: ReturnRow) -> Form:
    """Return a row of the return status with the people who were written to."""
    people = [{"name": who.name, "email": who.email} for who in row.sent.contacts]
    return row.as_dict() | {"people": people}


def copy_form(parcel: UnitCopy, file: str, letters: Sequence[Letter], day: date, language: str) -> Form:
    """Describe a copy that will be sent: to whom, which actions, and the mails that go with it."""
    return {
        "to": parcel.to,
        "unit": parcel.actions[0].responsible,
        "file": file,
        "language": parcel.language,
        "actions": len(parcel.actions),
        "overdue": sum(is_overdue(action, day) for action in parcel.actions),
        "mails": [letter_form(letter) for letter in letters],
    }


def letter_form(letter: Letter) -> Form:
    """Return a mail as it will be."""
    return {
        "name": letter.name,
        "address": letter.address,
        "cc": list(letter.cc),
        "subject": letter.subject,
        "body": letter.body,
    }


def reminder_form(draft: ReminderDraft, day: date) -> Form:
    """Describe a reminder: to whom, how late the copy is, whether it is due, and the mail."""
    due = draft.row.sent.return_by
    late = (day - due).days if due else 0
    return {
        "file": draft.file,
        "to": draft.row.to,
        "due": iso_text(due),
        "days": late,
        "kind": "after" if late > 0 else "before" if late else "today",
        "is_due": draft.is_due,
        "language": draft.language,
        "actions": len(draft.row.sent.refs),
        "mail": letter_form(draft.letter),
    }


def _text(field: str | None, value: Value, language: str) -> str:
    return value_label(field, value, catalogue(language))


def _reasons(language: str) -> Mapping[str, Any]:
    """Return the words of every reason that is no person's own."""
    words = catalogue(language)
    return {**words.section("log_reasons"), **words.section("conflict_reasons")}


def change_form(entry: LogEntry, language: str, own_fields: Sequence[OwnField]) -> Form:
    """Return one entry of the log in words; `own_fields` are the plan's own fields."""
    words, reason = catalogue(language), entry.reason
    return {
        "revision": entry.revision,
        "when": iso_text(entry.when),
        "saved": iso_text(entry.saved),
        "who": entry.who,
        "file": entry.file,
        "ref": entry.ref,
        "field": entry.field,
        "label": field_label(entry.field, words, own_fields),
        "before": _text(entry.field, entry.before, language),
        "after": _text(entry.field, entry.after, language),
        "outcome": entry.outcome,
        "is_change": entry.outcome in APPLIED and (entry.field is None or entry.before != entry.after),
        "outcome_text": words.word("outcomes", entry.outcome),
        "reason": str(_reasons(language).get(reason, reason)),
    }


def conflict_form(
    conflict: Conflict, tracker: Tracker, day: date, language: str, returns: Mapping[str, Submission]
) -> Form:
    """Return an open decision: as sent, as it is now, each claim, and the suggestion with its reason.

    `returns` holds the returns that were read, by their keys.
    """
    take, why = suggestion(conflict, tracker.plan, language)
    words, field, added = catalogue(language), conflict.field, conflict.claims[0].recommendation
    action = tracker.plan.by_ref.get(conflict.ref)
    return {
        "id": conflict.id,
        "ref": conflict.ref,
        "field": field,
        "label": field_label(field, words, tracker.plan.fields, recommendation=added is not None),
        "why": words.word("conflict_reasons", conflict.reason),
        "remark": is_remark(field),
        "sorted": is_sort(field),
        "description": action.description if action else "",
        "responsible": action.responsible if action else "",
        "deadline": str(action.deadline) if action and action.deadline else "",
        "overdue": months_late(action.deadline, day) if action and action.deadline and is_overdue(action, day) else 0,
        "sent_on": iso_text(_sent_on(conflict, returns)),
        "sent": _text(field, conflict.sent, language),
        "ours": _text(field, conflict.ours, language),
        "claims": [_claim_form(claim, conflict, language, returns) for claim in conflict.claims],
        "no": _no_form(said_no(tracker.log, conflict), language),
        "suggestion": {"take": take, "why": why},
    }


def _sent_on(conflict: Conflict, returns: Mapping[str, Submission]) -> date | None:
    """Return the day of the copy that all claims were written in, None if there is no single one."""
    read = [returns.get(claim.digest) for claim in conflict.claims]
    days = {submission.base.meta.issued if submission and submission.base else None for submission in read}
    return days.pop() if len(days) == 1 else None


def _claim_form(claim: Claim, conflict: Conflict, language: str, returns: Mapping[str, Submission]) -> Form:
    value = _text(conflict.field, claim.value, language) or (claim.row.description if claim.row else "")
    read = returns.get(claim.digest)
    read_from = read.cells.get((conflict.ref, conflict.field or "")) if read else None
    place = read_from.address if read_from else claim.remark.address if claim.remark else ""
    about = {"by": claim.by, "file": claim.file, "when": iso_text(claim.when), "cell": place}
    return about | {"value": value, "because": claim.because}


def _no_form(entry: LogEntry | None, language: str) -> Form | None:
    if entry is None:
        return None
    why = "" if entry.reason in _reasons(language) else entry.reason
    return {"on": iso_text(entry.when), "value": _text(entry.field, entry.after, language), "why": why}


def headline_form(summary: Summary, language: str) -> Form:
    """Return the report's headline, the day it is compared with, and what could change its figures."""
    from xltrack.rendering.compose import headline_text
    from xltrack.rendering.doubts import known_doubts

    since = summary.comparison.day.isoformat() if summary.comparison else ""
    doubts = [doubt.text for doubt in known_doubts(summary, Wording(language, "summary"))]
    return {"headline": headline_text(summary, language), "since": since, "doubts": doubts}
