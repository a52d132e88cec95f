"""Copies to send: each recipient's own rows, and nothing else of the tracker.

A copy's base is cut to the copy's own rows: other units' comments, the log, the open questions and the addresses of
the others are the coordinator's. Row ids and refs are derived from the tracker's id, so a return of the copy merges
like any other, and rows that it never held are not missing from it.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

from xltrack.errors import MailError
from xltrack.findings import Finding
from xltrack.findings.mailing import action_without_unit, contact_missing, contact_unit_unknown
from xltrack.i18n.catalogue import catalogue, fold
from xltrack.merging.unit_names import names_of, present_name
from xltrack.model.correspondence import Contact, SentCopy
from xltrack.model.fields import value_label
from xltrack.model.overdue import is_overdue, months_late
from xltrack.model.plan import KeyAction, Plan
from xltrack.model.plan_fields import present_fields, value_of
from xltrack.model.tracker import Meta, Tracker
from xltrack.model.year_month import YearMonth
from xltrack.summary.narrow import Only, narrowed

BY_UNIT, BY_PERSON = "responsible", "person"
"""The ways to divide the actions: one workbook for each unit, or for each person with the rows of all their units. Any
other way is the key of an own field: one workbook for each of its values."""

LONGEST_NAME = 60
"""Characters of a unit's or a person's name in a file name."""
SOON = 2
"""Deadline months, this one included, that count as due soon: those that the workbook colours."""

_UNSAFE = re.compile(r"[\W_]+")
_RESERVED = frozenset(
    ("con", "prn", "aux", "nul", *(f"{name}{number}" for name in ("com", "lpt") for number in "123456789¹²³"))
)
"""Names that Windows keeps for devices, whatever ending follows."""


class CopySelection(NamedTuple):
    """The choice of actions to send. `due_by` leaves out those of later months and those without a deadline.

    `only` confines them to one value of a field, such as "priority=High".
    """

    by: str = BY_UNIT
    only_open: bool = False
    due_by: date | None = None
    only: str = ""

    def of(self, tracker: Tracker) -> list[KeyAction]:
        """Return a tracker's actions to send, in plan order. Raises SummaryError where `only` names none."""
        plan = narrowed([tracker], Only.parse(self.only))[0].plan if self.only else tracker.plan
        return [action for action in plan.actions if self.wants(action)]

    def wants(self, action: KeyAction) -> bool:
        if self.only_open and action.status.closed:
            return False
        if self.due_by is None:
            return True
        return action.deadline is not None and action.deadline <= YearMonth(self.due_by.year, self.due_by.month)


class UnitCopy(NamedTuple):
    """A copy to be written: for whom, which actions, in which language, and who gets it by mail."""

    to: str
    actions: tuple[KeyAction, ...]
    language: str
    contacts: tuple[Contact, ...] = ()

    @property
    def refs(self) -> tuple[str, ...]:
        return tuple(action.ref for action in self.actions)


def parcels(
    tracker: Tracker, contacts: Sequence[Contact], choice: CopySelection
) -> tuple[tuple[UnitCopy, ...], tuple[Finding, ...]]:
    """Return the workbooks to write, in plan order, with findings about everything that cannot be sent.

    By an own field, actions without a value go to their units. Raises MailError for a closed plan, and for a
    field that the plan does not have. A unit whose people read different languages gets one workbook for each
    language. Nobody is left out silently: an action without a unit, a unit or a person without an
    address, an address without a unit are findings.
    """
    if tracker.plan.is_closed:
        raise MailError("plan_closed")
    named, rest = _by_field(tracker, contacts, choice)
    units: dict[str, list[KeyAction]] = {}
    spelled: dict[str, str] = {}
    homeless = []
    for action in rest:
        if action.responsible:
            unit = spelled.setdefault(fold(action.responsible), action.responsible)
            units.setdefault(unit, []).append(action)
        else:
            homeless.append(action.ref)
    findings = [action_without_unit(ref) for ref in homeless]
    names = names_of(tracker)
    contacts = [one.model_copy(update={"unit": present_name(one.unit, names)}) for one in contacts]
    findings += _unmatched(tracker.plan, units, contacts)
    findings += (contact_missing(one.to) for one in named if contacts and not any(who.email for who in one.contacts))
    at: dict[str, list[Contact]] = {}
    for contact in contacts:
        at.setdefault(fold(contact.unit), []).append(contact)
    people = {unit: at.get(fold(unit), []) for unit in units}
    chosen = _by_person(units, people, tracker) if choice.by == BY_PERSON else _by_unit(units, people, tracker)
    return (*named, *chosen), tuple(findings)


def _by_field(
    tracker: Tracker, contacts: Sequence[Contact], choice: CopySelection
) -> tuple[list[UnitCopy], list[KeyAction]]:
    """Return a parcel for each value of the own field that is asked for, and the actions that are in none."""
    wanted = choice.of(tracker)
    if choice.by in (BY_UNIT, BY_PERSON):
        return [], wanted
    keys = [field.key for field in present_fields(tracker.plan) if field.sheet == "actions"]
    if choice.by not in keys:
        raise MailError("no_such_field", field=choice.by, known=", ".join((BY_UNIT, BY_PERSON, *keys)))
    named: dict[str, list[KeyAction]] = {}
    spelled: dict[str, str] = {}
    for action in wanted:
        text = value_label(None, value_of(action, choice.by), catalogue(tracker.meta.language))
        if text:
            named.setdefault(spelled.setdefault(fold(text), text), []).append(action)
    parcels = []
    for name, actions in named.items():
        people = _called(name, contacts)
        language = _language(people[0], tracker) if people else tracker.meta.language
        parcels.append(UnitCopy(name, tuple(actions), language, people))
    return parcels, [action for action in wanted if value_of(action, choice.by) is None]


def _called(name: str, contacts: Sequence[Contact]) -> tuple[Contact, ...]:
    """Return a person's contacts, one for each of their units; of several people of that name, the first one's."""
    alike = [contact for contact in contacts if fold(contact.name) == fold(name)]
    return tuple(contact for contact in alike if contact.email.casefold() == alike[0].email.casefold())


def _unmatched(plan: Plan, units: Iterable[str], contacts: Sequence[Contact]) -> Iterator[Finding]:
    """Yield findings for units without an address, and for contacts of units that the plan does not know."""
    reached = {fold(contact.unit) for contact in contacts if contact.email}
    if contacts:
        yield from (contact_missing(unit) for unit in units if fold(unit) not in reached)
    known = {fold(unit) for unit in plan.units}
    for unit in dict.fromkeys(contact.unit for contact in contacts):
        if fold(unit) not in known:
            yield contact_unit_unknown(unit, plan.units)


def _by_unit(
    units: dict[str, list[KeyAction]], people: dict[str, list[Contact]], tracker: Tracker
) -> Iterator[UnitCopy]:
    for unit, actions in units.items():
        languages = dict.fromkeys(_language(contact, tracker) for contact in people[unit]) or {
            tracker.meta.language: None
        }
        for language in languages:
            readers = tuple(contact for contact in people[unit] if _language(contact, tracker) == language)
            yield UnitCopy(unit, tuple(actions), language, readers)


def _by_person(
    units: dict[str, list[KeyAction]], people: dict[str, list[Contact]], tracker: Tracker
) -> Iterator[UnitCopy]:
    """Yield one parcel for each person, in plan order; the actions of a unit that nobody answers for go to the unit."""
    order = {action.ref: at for at, action in enumerate(tracker.plan.actions)}
    persons = _persons(units, people)
    names = Counter(fold(contacts[0].name) for contacts in persons)
    mine = {fold(unit): actions for unit, actions in units.items()}
    for contacts in persons:
        first = contacts[0]
        actions = [action for unit in {fold(contact.unit) for contact in contacts} for action in mine[unit]]
        actions.sort(key=lambda action: order[action.ref])
        readers = tuple(contacts) if first.email or first.name else ()
        name = first.name if names[fold(first.name)] == 1 else f"{first.name} {first.email}".strip()
        yield UnitCopy(name or first.unit, tuple(actions), _language(first, tracker), readers)


def _persons(units: Iterable[str], people: Mapping[str, Sequence[Contact]]) -> list[list[Contact]]:
    """Group the contacts by person: by address, else by name. A unit without contacts is one by itself."""
    persons: dict[str, list[Contact]] = {}
    for unit in units:
        for contact in people[unit] or [Contact(unit=unit)]:
            persons.setdefault(contact.email.casefold() or fold(contact.name or unit), []).append(contact)
    return list(persons.values())


def _language(contact: Contact, tracker: Tracker) -> str:
    return tracker.meta.in_language(contact.language)


def copy_for(tracker: Tracker, parcel: UnitCopy, issued: date) -> Tracker:
    """Return the tracker that the parcel's workbook holds: its own rows with their recommendations, and no more."""
    refs = set(parcel.refs)
    recs = tuple(
        rec.model_copy(update={"actions": tuple(action for action in rec.actions if action.ref in refs)})
        for rec in tracker.plan.recommendations
        if any(action.ref in refs for action in rec.actions)
    )
    meta = {"issued": issued, "language": parcel.language, "scope": parcel.refs, "to": parcel.to}
    plan = tracker.plan.with_rows(recs)
    return Tracker(meta=tracker.meta.model_copy(update=meta), plan=plan)


def sent(parcel: UnitCopy, copy: Meta, file: str, when: datetime, return_by: date | None) -> SentCopy:
    """Return the record of a copy that was written to `file` for a parcel."""
    return SentCopy(
        to=parcel.to, when=when, issued=copy.issued, revision=copy.revision, file=file, refs=parcel.refs,
        return_by=return_by, contacts=parcel.contacts,
    )  # fmt: skip


def file_stems(parcels: Sequence[UnitCopy], tracker: Tracker, issued: date, plan: str = "") -> list[str]:
    """Return a file name for each parcel, without its ending: Country-Office_K7QF-2M9D_2024-06-30. No two are alike.

    The same parcels get the same names. `plan` is the short name of the plan, if it has one. A language is named where
    a unit gets its rows in several.
    """
    written: dict[str, set[str]] = {}
    for parcel in parcels:
        written.setdefault(parcel.to, set()).add(parcel.language)
    taken: set[str] = set()
    stems = []
    for parcel in parcels:
        parts = [safe_name(parcel.to), *([safe_name(plan)] if plan else ()), tracker.meta.id, issued.isoformat()]
        parts += [parcel.language] if len(written[parcel.to]) > 1 else []
        stems.append(unique("_".join(parts), taken))
    return stems


def safe_name(text: str) -> str:
    """Return a name that mail servers and Windows accept as (part of) a file name and that leads into no other folder.

    Letters and digits of any script stay; all else, dots too, becomes a dash, so that no second ending is left.

    >>> safe_name("../Country & Regional Offices: .exe"), safe_name("CON"), safe_name("Страновой офис")
    ('Country-Regional-Offices-exe', 'CON-', 'Страновой-офис')
    """
    name = _UNSAFE.sub("-", unicodedata.normalize("NFC", text))
    name = name[:LONGEST_NAME].strip("-_") or "unit"
    return f"{name}-" if name.casefold() in _RESERVED else name


def unique(stem: str, taken: set[str]) -> str:
    """Return the stem, with a number behind it where Windows or a Mac would take it for one that is there."""
    number, name = 1, stem
    while (key := unicodedata.normalize("NFKC", name).casefold()) in taken:
        number += 1
        name = f"{stem}-{number}"
    taken.add(key)
    return name


def overdue_of(actions: Iterable[KeyAction], as_of: date) -> list[KeyAction]:
    """Return the overdue ones, oldest first."""
    return sorted((action for action in actions if is_overdue(action, as_of)), key=_deadline)


def soon_of(actions: Iterable[KeyAction], as_of: date) -> list[KeyAction]:
    """Return the open ones that are due this month or the next, earliest first."""
    dated = (action for action in actions if action.deadline and not action.status.closed)
    return sorted(
        (action for action in dated if action.deadline and -SOON < months_late(action.deadline, as_of) <= 0),
        key=_deadline,
    )


def _deadline(action: KeyAction) -> YearMonth:
    assert action.deadline is not None
    return action.deadline
