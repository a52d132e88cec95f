"""What lives around a plan: its identity, its history and what waits for a person. Values only."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Annotated, Literal, NamedTuple

from pydantic import AfterValidator, BaseModel, ConfigDict

from xltrack.i18n.catalogue import LANGUAGES
from xltrack.model.plan import KeyAction, Plan

if TYPE_CHECKING:
    from xltrack.findings import Cell, Problem

Outcome = Literal["taken", "agreed", "decided", "edited", "rejected", "asked", "undone", "added"]
"""taken: from a return. agreed: already so. decided: by the coordinator on the Decisions sheet. edited: by hand in
the master. rejected: not applied, with the reason. asked: waits. undone: restored. added: a new action."""

APPLIED: frozenset[Outcome] = frozenset({"taken", "decided", "edited", "undone", "added"})
"""The outcomes after which the cell holds the entry's `after`; the others leave it as it was."""


def _shipped(language: str) -> str:
    if language not in LANGUAGES:
        raise ValueError(f"there is no language {language!r}; use one of: {', '.join(LANGUAGES)}")
    return language


Language = Annotated[str, AfterValidator(_shipped)]
"""The code of a language that has a catalogue: "en", "fr"."""


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Meta(_Value):
    """Which tracker a workbook belongs to and which state of it."""

    id: str
    """"K7QF-2M9D": the same in every copy; derived from the plan, so the same import gives the same id."""
    revision: int = 1
    """Counts every change of the master, from 1."""
    issued: date
    language: Language = "en"
    scope: tuple[str, ...] = ()
    """The refs of the actions that a copy was sent for; empty means all of them."""
    to: str = ""
    """The unit or person that a copy was written for."""


class LogEntry(_Value):
    """One change of one cell, as the Changes sheet shows it. Values are texts in their JSON form."""

    revision: int
    when: datetime
    who: str = ""
    file: str = ""
    ref: str
    field: str | None = None
    before: str | None = None
    after: str | None = None
    outcome: Outcome
    reason: str = ""
    saved: datetime | None = None
    """When the return was saved that the value came in."""
    digest: str = ""
    """The `key` of that return, so that the same edit is known again when the file is merged again."""
    row: KeyAction | None = None
    """The whole row, where a row came (`after` is its text) or went (`before` is)."""
    back_to: int | None = None
    """Of an undone cell: the revision whose state it has again; what lies between no longer counts."""


class Claim(_Value):
    """One side's value for one cell. `by` is a person or unit, `file` the return it came in."""

    by: str
    file: str = ""
    when: datetime | None = None
    base: str | None = None
    value: str | None = None
    digest: str = ""
    """The `key` of the return."""
    row: KeyAction | None = None
    """The whole row that is proposed, where a row is."""


class Conflict(_Value):
    """A cell that waits for a person. `field` None: the row itself (an added action) is asked for."""

    id: str
    """Derived from its content, so that the same dispute is the same conflict in every merge."""
    ref: str
    field: str | None = None
    sent: str | None = None
    ours: str | None = None
    claims: tuple[Claim, ...]
    reason: str
    """A code: two_values, asks, rewrite, reopened, completed_bare, emptied, swapped, twice, added,
    copied."""


class Contact(_Value):
    """A person who answers for a unit's actions. `escalation` is the address to write to when they do not."""

    unit: str
    name: str = ""
    email: str = ""
    language: str = ""
    """Empty means the tracker's own."""
    escalation: str = ""


class Sent(_Value):
    """One copy that was written for a unit or a person: what went out, to whom, when and of which revision."""

    to: str
    when: datetime
    issued: date
    """The day it was written for."""
    revision: int
    file: str
    refs: tuple[str, ...]
    return_by: date | None = None
    contacts: tuple[Contact, ...] = ()


class Received(_Value):
    """One return that was merged, also when it brought nothing new. `revision` is that of the copy it was made from."""

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


class Tracker(_Value):
    """A plan with its identity, its log and its open conflicts: all that a master workbook says.

    `sent` and `received` are the master's alone: no copy carries them.
    """

    meta: Meta
    plan: Plan
    log: tuple[LogEntry, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    sent: tuple[Sent, ...] = ()
    received: tuple[Received, ...] = ()


class Rival(NamedTuple):
    """One of several rows of a return that stand for one action and say different things; `cell` is where it is."""

    action: KeyAction
    cell: str


@dataclass(frozen=True)
class Submission:
    """A workbook that came back: what was sent (`base`), what it says now (`current`), and the findings.

    `base` is None when the hidden sheet is gone. `added` are rows that belong to no action of the base,
    with provisional refs. `missing` are refs of the base's scope that have no row; never deletions.
    """

    file: str
    by: str
    saved: datetime | None
    base: Tracker | None
    current: Plan
    added: tuple[KeyAction, ...] = ()
    missing: tuple[str, ...] = ()
    rivals: tuple[Rival, ...] = ()
    """Rows of which no one knows which counts. In `current` their action is as it was sent."""
    problems: Sequence[Problem] = ()
    digest: str = ""
    """SHA-256 of the file, so that the same file is recognised under another name."""
    tracker: str = ""
    """The tracker id that the workbook shows, where its base is gone."""
    revision: int | None = None
    """The revision that the workbook shows, where its base is gone: the master can rebuild that base."""
    cells: Mapping[tuple[str, str], Cell] = field(default_factory=dict)
    """(ref, field) -> the cell it was read from."""

    @cached_property
    def key(self) -> str:
        """What identifies the return: its digest, or that of what it says, whatever the file is called."""
        if self.digest:
            return self.digest[:16]
        known = self.base.meta.model_dump_json() if self.base else ""
        says = [known, self.by, self.current.model_dump_json(), *(row.model_dump_json() for row in self.added)]
        return hashlib.sha256("\0".join(says).encode()).hexdigest()[:16]


def tracker_id(plan: Plan) -> str:
    """The id a plan gets when it is imported: eight letters and digits that are hard to confuse."""
    code = _code(plan.model_dump_json())
    return f"{code[:4]}-{code[4:]}"


def _code(text: str) -> str:
    """Eight letters and digits that stand for a text: the first forty bits of its digest."""
    return base64.b32encode(hashlib.sha256(text.encode()).digest()[:5]).decode()


def new_tracker(plan: Plan, issued: date, language: str = "en") -> Tracker:
    """The first state of a tracker: revision 1, nothing logged. `issued` is the day it is written for."""
    return Tracker(meta=Meta(id=tracker_id(plan), issued=issued, language=language), plan=plan)


@lru_cache(maxsize=4096)
def row_uid(tracker: str, ref: str) -> str:
    """The hidden id of an action's row. Derived, so that it need not be stored: the same in every copy."""
    code = _code(f"{tracker}/{ref}")
    return f"{tracker}.{code}"


def fingerprint(action: KeyAction) -> str:
    """What identifies a row when ids were mixed up: its locked text, blanks and case aside."""
    return hashlib.sha256(unspaced(action.description).encode()).hexdigest()[:16]


def unspaced(text: str) -> str:
    """A text without its blanks, whatever its case."""
    return "".join(text.casefold().split())
