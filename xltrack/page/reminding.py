"""The calls that draft reminders: the drafts as they would be, and as files."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from xltrack.mail.drafts import eml
from xltrack.mail.letters import REMINDER_FACTS
from xltrack.mail.return_status import board
from xltrack.model.tracker import Tracker
from xltrack.page.forms import reminder_form
from xltrack.page.open_month import CallAnswer, Files, OpenMonth
from xltrack.page.wording import NO_WORDINGS, Wordings, own_templates
from xltrack.workflows.remind import Reminders, Stationery, ask_again_draft, mailbox_of, reminder_drafts, reminder_mail


def reminders(month: OpenMonth, files: Files, as_of: str, wording: Wordings = NO_WORDINGS) -> CallAnswer:
    """Tell who has not answered, with the reminder to each; nothing is written."""
    report = _reminders(month, as_of, wording)
    rows = [reminder_form(draft, date.fromisoformat(as_of)) for draft in report.drafts]
    return {"drafts": rows, "unreachable": [row.to for row in report.unreachable]}, []


def remind(
    month: OpenMonth, files: Files, as_of: str, chosen: Sequence[str], wording: Wordings = NO_WORDINGS, how: str = "zip"
) -> CallAnswer:
    """Give the chosen reminders as mail drafts, delivered as `how` says."""
    day, office = date.fromisoformat(as_of), Stationery.of(month.master)
    drafts = _reminders(month, as_of, wording).drafts
    state = _state(month)
    mails = {draft.file: reminder_mail(draft, state, office, day) for draft in drafts if draft.file in chosen}
    names, data = month.deliver("reminders", mails | mailbox_of(mails, day), day, how)
    return {"names": names}, data


def again(month: OpenMonth, files: Files, as_of: str, file: str, how: str = "zip") -> CallAnswer:
    """Give the mail draft that asks for an unreadable file once more, delivered as `how` says."""
    name, letter = ask_again_draft(_state(month), file, Stationery.of(month.master))
    names, data = month.deliver("reminders", {name: eml(letter)}, date.fromisoformat(as_of), how)
    return {"names": names}, data


def _reminders(month: OpenMonth, as_of: str, wording: Wordings) -> Reminders:
    state, day = _state(month), date.fromisoformat(as_of)
    status = board(state, month.returns(), day)
    templates = own_templates(wording, REMINDER_FACTS)
    return reminder_drafts(state, status, Stationery.of(month.master), day, month.people, templates)


def _state(month: OpenMonth) -> Tracker:
    return month.master.tracker.model_copy(update={"plan": month.master.plan})
