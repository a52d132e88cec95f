"""Open actions carried from one tracker into the next: both files saved, or neither."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from xltrack.errors import MergeError
from xltrack.findings import Finding
from xltrack.merging.carry import CarriedAction, carry
from xltrack.merging.carry_back import carry_back
from xltrack.model.tracker import Tracker
from xltrack.workflows.json_forms import findings_form, json_form
from xltrack.workflows.master import Master
from xltrack.workflows.reports import FindingsReport


@dataclass(frozen=True, slots=True)
class CarryReport(FindingsReport):
    """The outcome of a carrying, or of taking it back (`back`), with the revisions of both trackers.

    `left` are refs of the old plan: for a carrying, open actions without a recommendation; for taking it back, actions
    that were changed since.
    """

    carried: tuple[CarriedAction, ...]
    left: tuple[str, ...]
    revisions: tuple[int, int]
    findings: tuple[Finding, ...]
    dry_run: bool
    back: bool = False
    changed: bool = True

    @property
    def needs_attention(self) -> bool:
        """True if an action was left, or a finding needs a person to act on it."""
        return bool(self.left) or any(finding.needs_attention for finding in self.findings)

    def as_dict(self) -> dict[str, Any]:
        """Return the JSON form."""
        return json_form(
            "xltrack-carry/1",
            revision=self.revisions[0],
            into_revision=self.revisions[1],
            carried=[{"from": one.old, "to": one.new} for one in self.carried],
            left=list(self.left),
            findings=findings_form(self.findings),
        )


class _Half(NamedTuple):
    """The changes to one of the two plans, before either is saved."""

    tracker: Tracker


def chosen_recommendations(texts: Sequence[str]) -> dict[str, str]:
    """Return the choices in texts such as "R4=R2", "R4.A2=R1" and "R2" (for all the others). Raises MergeError.

    >>> chosen_recommendations(["R4 = r2", "R1"])
    {'R4': 'R2', '': 'R1'}
    """
    under: dict[str, str] = {}
    for text in texts:
        ref, sign, target = text.rpartition("=")
        if not target.strip() or (sign and not ref.strip()):
            raise MergeError("bad_under", found=text)
        key, place = ref.strip().upper(), target.strip().upper()
        if under.setdefault(key, place) != place:
            raise MergeError("under_twice", found=text, other=f"{key}={under[key]}".lstrip("="))
    return under


def carry_actions(
    old: Master,
    new: Master,
    under: Sequence[str] = (),
    *,
    when: datetime,
    as_of: date,
    who: str = "",
    back: bool = False,
    dry_run: bool = False,
) -> CarryReport:
    """Carry the open actions of `old` into `new` and save both trackers; with `back`, take that back.

    `under` chooses the recommendations: "R4=R2" for the actions of R4, "R4.A2=R2" for one, "R2" for all the others.
    Edits made in the sheets are logged first. Doing it again changes nothing. Raises MergeError for an impossible
    choice, or if there is none for any open action, and the errors of `Master.save`: then neither file has changed.
    """
    chosen = chosen_recommendations(under)
    old.merge(when=when)
    new.merge(when=when)
    before = (old.tracker, new.tracker)
    name = who or new.by
    if back:
        result = carry_back(*before, when=when, who=name)
    else:
        result = carry(*before, chosen, when=when, who=name)
        if result.left and not result.carried and not chosen:
            raise MergeError("nothing_under", refs=tuple(result.left))
    old.change(lambda _: _Half(result.old), when=when)
    new.change(lambda _: _Half(result.new), when=when)
    beside = (*old.copies_beside, *new.copies_beside)
    if not dry_run:
        save_both(new, old, as_of=as_of)
    findings = (*beside, *old.save_findings, *new.save_findings)
    revisions = (result.old.meta.revision, result.new.meta.revision)
    changed = (result.old, result.new) != before
    return CarryReport(result.carried, result.left, revisions, findings, dry_run, back, changed)


def save_both(first: Master, second: Master, *, as_of: date) -> None:
    """Save two trackers, or neither: if the second cannot be saved, the first gets its former bytes again.

    Raises the errors of `Master.save`. If the machine stops between the two, only the first is saved: doing the same
    again completes it.
    """
    kept = first.storage.read(first.limits)
    saved = first.save(as_of=as_of)
    try:
        second.save(as_of=as_of)
    except BaseException:
        if saved:
            first.storage.replace(kept, first.sheets.digest, lambda data: None)
        raise
