"""Columns that the coordinator added to the master: asked about once, whether every copy is to have them as a field."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from pydantic import ValidationError

from xltrack.i18n.catalogue import find_code
from xltrack.merging.official import HAND
from xltrack.merging.revision import Ledger
from xltrack.model.declarations import declaration_of, is_declaration
from xltrack.model.fields import PLAN_REF
from xltrack.model.own_fields import OwnField, OwnKind, OwnSheet, key_for, read_kind
from xltrack.model.plan import Plan
from xltrack.model.plan_fields import is_recommendation, with_fields
from xltrack.model.submission import FIELD_MARK, Submission
from xltrack.model.tracker import Claim, Tracker

OWN_COLUMN = "own_column"
"""The reason for which such a question waits."""
_MOST_CHOICES, _LONGEST_WORD = 8, 30
"""Distinct values up to which a column has choices, and the characters of each."""


def added_fields(plan: Plan, master: Submission) -> Iterator[OwnField]:
    """Yield a field for each column beside the plan's whose values are all of one kind, or whose header is marked.

    Any other column of free text is left alone: it may be the coordinator's private notes.
    """
    columns: dict[tuple[str, OwnSheet], list[str]] = {(_label(text), sheet): [] for text, sheet in master.marked}
    marked = frozenset(columns)
    for remark in master.remarks:
        if remark.kind == "own_column" and remark.ref:
            sheet: OwnSheet = "recommendations" if is_recommendation(plan, remark.ref) else "actions"
            columns.setdefault((_label(remark.column), sheet), []).append(remark.text.strip())
    taken = {field.key for field in plan.fields}
    for (label, sheet), texts in columns.items():
        key = key_for(label, taken)
        kind, choices = kind_of(texts) if texts else ("text", ())
        if kind == "text" and (label, sheet) not in marked:
            continue
        try:
            yield OwnField(key=key, label=label, kind=kind, choices=choices, sheet=sheet)
        except ValidationError:  # no field can have that header
            continue
        taken.add(key)


def _label(header: str) -> str:
    return " ".join(header.split()).rstrip(f" {FIELD_MARK}")


def kind_of(texts: Sequence[str]) -> tuple[OwnKind, tuple[str, ...]]:
    """Return the kind that all of a column's values have, and its choices, where a few short words come again.

    >>> kind_of(["High", "Low", "High"]), kind_of(["10%", "5 %"]), kind_of(["1200", "3.5"]), kind_of(["Ask Aru"])
    (('choice', ('High', 'Low')), ('percent', ()), ('number', ()), ('text', ()))
    """
    for kind, fits in _KINDS.items():
        if all(map(fits, texts)):
            return kind, ()
    words = tuple(dict.fromkeys(texts))
    short = all(len(word) <= _LONGEST_WORD and "\n" not in word for word in words)
    folded = {word.casefold() for word in words}
    if short and 1 < len(folded) == len(words) <= _MOST_CHOICES and len(words) < len(texts):
        return "choice", words
    return "text", ()


def _reads(kind: OwnKind) -> Callable[[str], bool]:
    def fits(text: str) -> bool:
        try:
            read_kind(kind, text)
        except ValueError:
            return False
        return True

    return fits


_KINDS: Mapping[OwnKind, Callable[[str], bool]] = {
    "yes_no": lambda text: find_code(text, "yes_no") is not None,
    "number": _reads("number"),
    "percent": lambda text: text.endswith("%") and _reads("number")(text[:-1].strip()),
    "date": _reads("date"),
    "month": _reads("month"),
}


def ask_about_columns(ledger: Ledger, master: Submission) -> None:
    """Ask about each column that the coordinator added and was never asked about; withdraw a question about one that
    is gone."""
    fields = {declaration_of(one.key): one for one in added_fields(ledger.tracker.plan, master)}
    for conflict in ledger.tracker.conflicts:
        for claim in conflict.claims if is_declaration(conflict.field) and master.cells else ():
            field = fields.get(conflict.field or "")
            if field is None or field.header() != claim.value:
                ledger.note((conflict.ref, conflict.field), "rejected", claim, reason="by_hand")
    for name, field in fields.items():
        known = ledger.dealt_with((PLAN_REF, name), HAND)
        if known is None or known.after != field.header() or known.reason == "by_hand":
            claim = Claim(by=master.by, file=master.file, value=field.header(), digest=HAND)
            ledger.note((PLAN_REF, name), "asked", claim, reason=OWN_COLUMN)


def with_declarations(tracker: Tracker, fields: Iterable[OwnField]) -> Tracker:
    """Return a tracker that knows these fields, none of which has a column yet: a decision gives it one."""
    unseen = [field.model_copy(update={"removed": True}) for field in fields]
    return tracker.model_copy(update={"plan": with_fields(tracker.plan, unseen)}) if unseen else tracker


def in_one_revision(before: Tracker, after: Tracker) -> Tracker:
    """Return `after` with what was logged since `before` in the revision of `before`: one undo takes back both."""
    number = before.meta.revision
    log = (entry.model_copy(update={"revision": min(entry.revision, number)}) for entry in after.log)
    meta = after.meta.model_copy(update={"revision": number})
    return after.model_copy(update={"meta": meta, "log": tuple(log)})
