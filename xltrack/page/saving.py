"""The calls that save what came back and what was decided: the preview, and the save with its receipts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from xltrack.mail.drafts import eml
from xltrack.mail.letters import Letter
from xltrack.merging.account import Account, after_decisions
from xltrack.merging.decisions import Decision
from xltrack.model.tracker import Tracker
from xltrack.page.fixes import Fixes, corrections
from xltrack.page.forms import finding_form, letter_form, overdue_count
from xltrack.page.office import declare_on_page
from xltrack.page.open_month import CallAnswer, Files, OpenMonth, saved_as
from xltrack.workflows.distribute import receipt_drafts
from xltrack.workflows.master import Master
from xltrack.workflows.resolution import Resolution

Picks = Sequence[Mapping[str, Any]]
"""Decisions as picked: the id of each, the number of the claim to take, and a value of one's own."""


def save_preview(month: OpenMonth, files: Files, when: str, as_of: str, picks: Picks, fixes: Fixes = ()) -> CallAnswer:
    """List the changes that saving would make; nothing is written."""
    master, moment = month.attempt(), datetime.fromisoformat(when)
    before, day, language = master.tracker, date.fromisoformat(as_of), month.language
    merged = master.merge(month.returns(), when=moment)
    decided = master.resolve([*_decisions(picks), *corrections(month, fixes)], when=moment, from_sheet=False)
    moved = [entry for entry in decided.applied if entry.before != entry.after]
    answers = _answers(before, merged.account, decided, master, day)
    return {
        "clear": month.changes(merged.changes),
        "decided": month.changes(moved),
        "refused": [finding_form(finding, language) for finding in decided.findings],
        "left": [conflict.ref for conflict in decided.still_open],
        "overdue": [overdue_count(conflict.plan, day) for conflict in (before, master.tracker)],
        "revision": [before.meta.revision, master.tracker.meta.revision],
        "changes": master.changed,
        "saved_as": saved_as(master.storage.name, master.tracker.meta.revision),
        "receipts": [letter_form(letter) for letter in answers.values()],
    }, []


def save(
    month: OpenMonth,
    files: Files,
    when: str,
    as_of: str,
    picks: Picks,
    fixes: Fixes = (),
    receipts: bool = False,
    how: str = "zip",
) -> CallAnswer:
    """Merge what came back and apply the picks, as `xltrack merge` and `xltrack resolve` do; gives the file.

    With `receipts`, the answers to the returns follow it as mail drafts, delivered as `how` says. A column that became
    a field is declared in xltrack.toml, which then comes last.
    """
    master, moment, day = month.attempt(), datetime.fromisoformat(when), date.fromisoformat(as_of)
    before = master.tracker
    merged = master.merge(month.returns(), when=moment)
    master.save(as_of=day)
    month.keep(master)
    decided = None
    if picks or fixes:
        decided = master.resolve([*_decisions(picks), *corrections(month, fixes)], when=moment, from_sheet=False)
        master.save(as_of=day)
    value, out = month.answer(day)
    drafts = _answers(before, merged.account, decided, master, day) if receipts else {}
    mails = {name: eml(letter) for name, letter in drafts.items()}
    names, data = month.deliver("receipts", mails, day, how, tracker=True)
    settings = declare_on_page(month, decided.declared) if decided and decided.declared else []
    return value | {"names": names, "settings": bool(settings)}, [*out, *data, *settings]


def _answers(
    before: Tracker, account: Account, decided: Resolution | None, master: Master, day: date
) -> dict[str, Letter]:
    """Return the answers to the returns by the names of their files: what was decided at once waits no longer."""
    if decided is not None:
        account = after_decisions(account, decided.applied, decided.still_open)
    drafts = receipt_drafts(before, account, master.tracker.meta.revision, day, master.settings.coordinator)
    return {f"{name}.eml": letter for draft in drafts for name, letter in draft.letters.items()}


def _decisions(picks: Picks) -> list[Decision]:
    return [Decision(pick["id"], pick["take"], pick.get("own", ""), pick.get("reason", "")) for pick in picks]
