"""Rows of a tracker workbook: values in the order of the sheets' columns."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, datetime

from xltrack.i18n.catalogue import Catalogue, reason_text
from xltrack.merging.decision_choices import take_word
from xltrack.model.correspondence import SentCopy
from xltrack.model.fields import ACTION_FIELDS, CHANGES, DECISIONS, RECOMMENDATIONS, Value, field_label, value_label
from xltrack.model.overdue import is_overdue
from xltrack.model.own_fields import OwnField
from xltrack.model.percent import Percentage
from xltrack.model.plan import KeyAction, Plan, Recommendation
from xltrack.model.plan_fields import own_columns, value_of
from xltrack.model.remark import is_remark, remark_title
from xltrack.model.text_length import cut
from xltrack.model.tracker import Claim, Conflict, LogEntry, Meta, Tracker, row_uid
from xltrack.model.year_month import YearMonth
from xltrack.workbook import live_formulas as live
from xltrack.xlsx.sheet_template import TemplateValue

SERIAL_EPOCH = date(1899, 12, 30).toordinal()
"""Day 0 of a workbook that counts from 1900 (with Excel's day that never was)."""
SHIFT_1904 = 1462

SHORT_TEXT = 60
"""Characters of a recommendation's text on the Actions sheet."""


def serial(day: date, shift: int = 0) -> int:
    """Return a day as a workbook counts it; `shift` is SHIFT_1904 where it counts from 1904."""
    return day.toordinal() - SERIAL_EPOCH - shift


def moment(when: datetime, shift: int = 0) -> float:
    """Return a moment as a workbook counts it, to the second; the zone is left aside."""
    return serial(when.date(), shift) + round((when.hour * 3600 + when.minute * 60 + when.second) / 86400, 10)


def shortened(rec: Recommendation) -> str:
    """Return a recommendation's number and the beginning of its text."""
    text = " ".join(rec.text.split())
    return f"{rec.ref}. " + (
        text if len(text) <= SHORT_TEXT else text[: SHORT_TEXT - 1].rsplit(" ", 1)[0].rstrip(",;:") + "…"
    )


class ActionRows:
    """The rows of the Actions sheet. `statuses` are the labels in the tracker's language."""

    def __init__(self, tracker: Tracker, as_of: date, words: Catalogue, shift: int):
        self.tracker, self.as_of, self.words, self.shift = tracker, as_of, words, shift
        self.scope = frozenset(tracker.meta.scope)
        self.waiting = waiting(tracker, words)
        self._statuses = dict(words.section("status"))
        self.own = own_columns(tracker.plan, "actions")

    @property
    def count(self) -> int:
        refs = self.tracker.plan.by_ref
        return sum(ref in refs for ref in self.scope) if self.scope else len(refs)

    def sent(self) -> Iterator[KeyAction]:
        """Return the actions in the tracker's scope, in plan order."""
        return (action for action in self.tracker.plan.actions if not self.scope or action.ref in self.scope)

    def __iter__(self) -> Iterator[tuple[KeyAction, str, str]]:
        """Yield each of them with its recommendation's short text and its row id."""
        parents, short, last = self.tracker.plan.parents, "", None
        for action in self.sent():
            rec = parents[action.ref]
            if rec is not last:
                short, last = shortened(rec), rec
            yield action, short, row_uid(self.tracker.meta.id, action.ref)

    @property
    def field_keys(self) -> tuple[str, ...]:
        return FIELD_KEYS + tuple(column.key for column in self.own)

    def fields(self, action: KeyAction) -> list[TemplateValue]:
        """Return the values of the fields, own ones last, as cells hold them."""
        due, asked, done, shift = action.deadline, action.proposed_deadline, action.completed_on, self.shift
        return [
            action.description,
            action.responsible,
            None if due is None else serial(due.first_day, shift),
            self._statuses[action.status.value],
            action.comments,
            None if done is None else serial(done, shift),
            action.evidence,
            None if asked is None else str(asked),
            action.reason,
            *(own_cell(value_of(action, column.key), self.words, shift) for column in self.own),
        ]

    def live(self, action: KeyAction) -> list[TemplateValue]:
        """Return the stored results of overdue, changed and check for a fresh row, in which nothing is changed."""
        return [live.overdue_text(action, self.as_of, self.words), "", self.check(action)]

    def check(self, action: KeyAction, changed: Collection[str] = ()) -> str:
        """Return what is still wrong in the row, and what waits. `changed`: the fields that differ from those sent."""
        return live.check_text(action, self.as_of, self.words, self.waiting.get(action.ref, ""), changed)


def own_cell(value: Value, words: Catalogue, shift: int) -> TemplateValue:
    """Return the value of an own field as its cell holds it: months and days as numbers, 40% as 0.4."""
    if isinstance(value, YearMonth):
        return serial(value.first_day, shift)
    if isinstance(value, date):
        return serial(value, shift)
    if isinstance(value, Percentage):
        return round(value / 100, 12)
    if isinstance(value, bool):
        return words.word("yes_no", "yes" if value else "no")
    return None if value is None else value


def waiting(tracker: Tracker, words: Catalogue) -> dict[str, str]:
    """Map the ref of each row with open decisions to the headers of the waiting cells."""
    by_cell: dict[str, dict[str, None]] = {}
    for conflict in tracker.conflicts:
        if conflict.field is not None:
            by_cell.setdefault(conflict.ref, {})[field_label(conflict.field, words, tracker.plan.fields)] = None
    return {ref: ", ".join(labels) for ref, labels in by_cell.items()}


def counters(actions: ActionRows) -> Mapping[str, int]:
    """Return the counters on the first sheet as stored in a fresh workbook, in which nothing is changed yet."""
    sent, day = list(actions.sent()), actions.as_of
    wrong = sum(bool(actions.check(action)) for action in sent)
    late = sum(is_overdue(action, day) for action in sent)
    return {"actions": len(sent), "overdue": late, "changed": 0, "problems": wrong}


def form_line(meta: Meta, words: Catalogue) -> str:
    """Return the form id, revision and day of issue in one line."""
    parts = {"form_id": meta.id, "revision": meta.revision, "issued": meta.issued.isoformat()}
    return "  ·  ".join(f"{words.word('words', key)} {value}" for key, value in parts.items())


FIELD_KEYS = tuple(column.key for column in ACTION_FIELDS)
KEYS: Mapping[str, tuple[str, ...]] = {
    "actions": ("ref", "recommendation", *FIELD_KEYS, "overdue", "changed", "check", "uid", "waiting"),
    "recommendations": tuple(column.key for column in RECOMMENDATIONS),
    "changes": tuple(column.key for column in CHANGES),
    "decisions": tuple(column.key for column in DECISIONS),
}
"""The order of the values in the rows of each sheet, where there are no own fields."""


def keys_of(sheet: str, plan: Plan) -> tuple[str, ...]:
    """Return the keys of a sheet's columns, own fields included, in the order in which its rows give their values."""
    own, keys = tuple(column.key for column in own_columns(plan, sheet)), KEYS[sheet]
    at = 2 + len(FIELD_KEYS) if sheet == "actions" else len(keys)
    return (*keys[:at], *own, *keys[at:])


def recommendation_row(rec: Recommendation, shown: ActionRows) -> list[TemplateValue]:
    """Return a row of Recommendations; several values of a field are one a line. Counts are of the shown actions."""
    lists = (rec.thematic_areas, rec.operating_principles, rec.organizational_priorities, rec.uneg_criteria)
    words, scope = shown.words, shown.scope
    category = words.word("category", rec.category.value) if rec.category else None
    sent = [action for action in rec.actions if not scope or action.ref in scope]
    counts = (len(sent), sum(is_overdue(action, shown.as_of) for action in sent))
    own = own_columns(shown.tracker.plan, "recommendations")
    texts = [rec.ref, rec.text, rec.description, category, rec.response]
    values = (own_cell(value_of(rec, column.key), words, shown.shift) for column in own)
    return [*texts, *("\n".join(one) for one in lists), *counts, *values]


def log_row(entry: LogEntry, words: Catalogue, shift: int, own_fields: Sequence[OwnField] = ()) -> list[TemplateValue]:
    """Return a row of Changes, with labels for codes."""
    shown = [value_label(entry.field, value, words) or None for value in (entry.before, entry.after)]
    label = field_label(entry.field, words, own_fields, recommendation=entry.recommendation is not None)
    who = [entry.who, entry.file, entry.ref, label]
    why = [words.word("outcomes", entry.outcome), reason_text(entry.reason, words)]
    return [entry.revision, moment(entry.when, shift), *who, *shown, *why]


def sent_row(copy: SentCopy, words: Catalogue, shift: int) -> list[TemplateValue]:
    """Return a row of Changes for a copy that was written: for whom, for which people, in which file."""
    people = "; ".join(
        f"{contact.name} <{contact.email}>" if contact.email else contact.name for contact in copy.contacts
    )
    values: list[TemplateValue] = [copy.to, copy.file, None, None, None, people, words.word("outcomes", "sent"), None]
    return [copy.revision, moment(copy.when, shift), *values]


def conflict_rows(conflict: Conflict, tracker: Tracker, words: Catalogue, shift: int) -> Iterator[list[TemplateValue]]:
    """Yield the block of a conflict on Decisions: one row for each claim; the first also has the values of the
    conflict."""
    from xltrack.merging.suggestions import suggestion  # most trackers that are written have nothing to decide

    action, remark = tracker.plan.by_ref.get(conflict.ref), is_remark(conflict.field)
    rec = conflict.claims[0].recommendation
    take, why = suggestion(conflict, tracker.plan, words.language)
    about: dict[str, TemplateValue] = {
        "action": action.description if action else None,
        "field": field_label(conflict.field, words, tracker.plan.fields, recommendation=rec is not None),
        "asked": words.word("conflict_reasons", conflict.reason),
        "ours": value_label(conflict.field, _before(conflict, conflict.ours, action), words) or None,
        "suggestion": f"{take_word(take, words, remark=remark)}: {why}",
    }
    for number, claim in enumerate(conflict.claims, 1):
        row: dict[str, TemplateValue] = {
            "id": conflict.id,
            "ref": conflict.ref,
            "sent": value_label(conflict.field, claim.base if remark else _before(conflict, claim.base, action), words)
            or None,
            "claim": take_word(number, words),
            "value": cut(_claimed(conflict, claim, words)) or words.word("words", "emptied"),
            "who": claim.by,
            "file": claim.file,
            "when": moment(claim.when, shift) if claim.when else None,
        }
        values = row | about if number == 1 else row
        yield [values.get(key) for key in KEYS["decisions"]]


def _before(conflict: Conflict, value: Value, action: KeyAction | None) -> Value:
    """Return the value that a claim would change. For the first proposed deadline it is the deadline, for a remark the
    comments."""
    if is_remark(conflict.field):
        return action.comments if action else None
    if conflict.field == "proposed_deadline" and not value and action is not None:
        return action.deadline
    return value


def _claimed(conflict: Conflict, claim: Claim, words: Catalogue) -> str:
    """Return what a claim asks for: a value, a proposed month with its reason, a remark, or a new row's details."""
    if claim.remark is not None:
        return f"{remark_title(claim.remark, words)}: {claim.remark.text}".removesuffix(": ")
    value = value_label(conflict.field, claim.value, words)
    if claim.recommendation is not None:
        actions = claim.recommendation.actions
        return "\n".join([claim.recommendation.text, *(f"{action.ref} {action.description}" for action in actions)])
    if claim.row is not None:
        status, due = value_label("status", claim.row.status, words), str(claim.row.deadline or "")
        return " · ".join(text for text in (claim.row.description, claim.row.responsible, due, status) if text)
    if value and claim.because:
        return f"{value} ({claim.because})"
    return value
