"""The plan while it is read from an office's own form, and the refs that its rows get in the end.

Offices number in many ways: recommendations, actions within each, or all rows from 1 on. A number that the refs do not
repeat is reported.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from xltrack.findings import Finding
from xltrack.findings.sources import no_recommendation, number_not_kept
from xltrack.i18n.catalogue import fold
from xltrack.importing.blocks import SourcePlace
from xltrack.importing.lexicon import Answer
from xltrack.model.own_fields import OwnField
from xltrack.model.plan import Category, KeyAction, Plan, Recommendation

OWN_FIELD = "own:"
"""The prefix of own fields' names while a source is read: some of their keys are words of sources, too."""

WITHOUT_ACTIONS = (Category.REJECTED, Category.NOT_APPLICABLE)
"""Answers to a recommendation that no actions follow."""

_NUMBERED = re.compile(
    r"\s*(?:r|rec|recommendations?|recommandations?|recomendaci[oó]n(?:es)?|рекомендация|توصية|建议|no|nº|n°|№|#)?"
    r"[\s.]*(\d{1,3})\s*[.:)\-–—](?!\d)\s*(\S.*)",
    re.IGNORECASE | re.DOTALL,
)
_PAIR = re.compile(r"(?:R|A|Rec\.?|Action)?\s*(\d{1,3})\s*[.\-/]\s*(?:A)?(\d{1,3})\.?", re.IGNORECASE)
_LETTERED = re.compile(r"(\d{1,3})\s*\.?\s*([a-z])[.)]?", re.IGNORECASE)


@dataclass
class DraftAction:
    """An action as read so far; `numbers` are the texts of number columns in its rows, with their cells."""

    text: str
    place: SourcePlace
    values: dict[str, Any] = field(default_factory=dict)
    numbers: dict[str, SourcePlace] = field(default_factory=dict)
    cells: set[SourcePlace] = field(default_factory=set)


@dataclass
class DraftRec:
    """A recommendation as far as it is read; `number` is the one in front of its text, 0 if there is none."""

    text: str
    number: int
    place: SourcePlace | None
    values: dict[str, Any] = field(default_factory=dict)
    actions: list[DraftAction] = field(default_factory=list)
    answer: Answer | None = None
    """The answer that the response begins with, for a plan that names no category otherwise."""
    answer_place: SourcePlace | None = None
    heading: bool = False
    """Whether its text is a mere "Recommendation 3" so far."""
    numbers: list[tuple[str, SourcePlace]] = field(default_factory=list)
    """Texts of number columns in its rows without an action, with their cells."""

    @property
    def is_rejected(self) -> bool:
        """Whether management's answer, as far as it is read, is one that no actions follow."""
        return (self.values.get("category") or (self.answer and self.answer.category)) in WITHOUT_ACTIONS


@dataclass
class Draft:
    """The plan so far, and the recommendation that the next action belongs to."""

    title: str = ""
    recs: list[DraftRec] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    last_action: DraftAction | None = None
    _now: DraftRec | None = None
    _known: dict[tuple[str, int], DraftRec] = field(default_factory=dict)
    """Recommendations by their folded text and number."""

    def begin(self, text: str, place: SourcePlace, number: int = 0, *, heading: bool = False) -> DraftRec:
        """Make the recommendation with that text the current one, a new one if needed; return it.

        A heading waits for its text.
        """
        match = None if number else _NUMBERED.fullmatch(text)
        number, words = (int(match[1]), match[2]) if match else (number, text)
        if self._now is not None and self._now.place == place:
            return self._now
        key = (fold(words), number)
        waiting = self._now
        empty = waiting is not None and waiting.heading and not (waiting.values or waiting.answer)
        if waiting is not None and empty and not heading and number in (0, waiting.number):
            waiting.text, waiting.heading = words, False
            self._known[key] = waiting
            return waiting
        self._now = self._known.get(key)
        if self._now is None:
            self._now = self._known[key] = DraftRec(words, number, place, heading=heading)
            self.recs.append(self._now)
        return self._now

    @property
    def now(self) -> DraftRec | None:
        """The recommendation that is being read."""
        return self._now

    def current(self, name: str) -> DraftRec:
        """Return the recommendation of a row that names none: the current one, or one for a table that names none."""
        if self._now is None:
            self._now = DraftRec(self.title or name, 0, None)
            self.recs.append(self._now)
            self.findings.append(no_recommendation(self._now.text))
        return self._now

    def add(self, text: str, place: SourcePlace, rec: DraftRec) -> DraftAction:
        self.last_action = DraftAction(text, place)
        rec.heading = False
        rec.actions.append(self.last_action)
        return self.last_action


def _values(action: DraftAction) -> dict[str, Any]:
    """Return the values that were read of an action, those of own fields separately."""
    built_in = {key: value for key, value in action.values.items() if not key.startswith(OWN_FIELD)}
    own = {key.removeprefix(OWN_FIELD): value for key, value in action.values.items() if key.startswith(OWN_FIELD)}
    return built_in | {"own": own} if own else built_in


def numbered(draft: Draft, fields: Sequence[OwnField] = ()) -> Plan:
    """Return the plan with its refs and own fields, and a finding for each number that the refs do not repeat."""
    by_rows = _rec_numbers(draft)
    numbers = _distinct([rec.number or by_rows.get(at, 0) for at, rec in enumerate(draft.recs)])
    recs, running = [], 0
    for rec, number in zip(draft.recs, numbers, strict=True):
        wanted = [_action_number(action, number) for action in rec.actions]
        actions = []
        draft.findings += (
            number_not_kept(cell, text, f"R{number}") for text, cell in rec.numbers if _first(text) != number
        )
        for at, (action, own) in enumerate(zip(rec.actions, _distinct(wanted), strict=True), 1):
            running += 1
            ref = f"R{number}.A{own}"
            own_numbers = {str(number), f"{own}", f"{at}", f"{running}"}
            draft.findings += _unsaid(action, ref, number, own, own_numbers)
            actions.append(KeyAction(ref=ref, description=action.text, **_values(action)))
        recs.append(Recommendation(ref=f"R{number}", text=rec.text, actions=tuple(actions), **rec.values))
    return Plan(title=draft.title, fields=tuple(fields), recommendations=tuple(recs))


def _rec_numbers(draft: Draft) -> dict[int, int]:
    """Return the numbers of recommendations, where the number column counts those: all actions of one have the same."""
    numbers: dict[int, int] = {}
    for at, rec in enumerate(draft.recs):
        texts = (*(text for text, _ in rec.numbers), *(text for action in rec.actions for text in action.numbers))
        leading = {number for text in texts if (number := _first(text))}
        if len(leading) > 1:
            return {}
        if leading:
            numbers[at] = leading.pop()
    return numbers if len(set(numbers.values())) == len(numbers) else {}


def _first(text: str) -> int:
    """Return the number of the recommendation that "3", "3.2", "R3.A2" or "3b" begins with; 0 if there is none."""
    pair = _PAIR.fullmatch(text.strip()) or _LETTERED.fullmatch(text.strip())
    if pair:
        return int(pair[1])
    digits = text.strip().rstrip(".)")
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 4 else 0


def _action_number(action: DraftAction, rec: int) -> int:
    for text in action.numbers:
        pair, lettered = _PAIR.fullmatch(text.strip()), _LETTERED.fullmatch(text.strip())
        if pair and int(pair[1]) == rec:
            return int(pair[2])
        if lettered and int(lettered[1]) == rec:
            return ord(lettered[2].lower()) - 96
    return 0


def _distinct(wanted: list[int]) -> list[int]:
    """Return the wanted numbers where they are free; the others get the next free number."""
    taken: set[int] = set()
    firm = []
    for number in wanted:
        firm.append(number if number > 0 and number not in taken else 0)
        taken.add(firm[-1])
    out = []
    for at, number in enumerate(firm, 1):
        if not number:
            number = at
            while number in taken:
                number += 1
            taken.add(number)
        out.append(number)
    return out


def _unsaid(action: DraftAction, ref: str, rec: int, own: int, own_numbers: set[str]) -> Iterator[Finding]:
    """Yield the numbers of an action's rows that its ref does not repeat."""
    for text, cell in action.numbers.items():
        plain = text.strip().rstrip(".)")
        pair, lettered = _PAIR.fullmatch(plain), _LETTERED.fullmatch(plain)
        meant = (int(pair[1]), int(pair[2])) if pair else (0, 0)
        if lettered:
            meant = (int(lettered[1]), ord(lettered[2].lower()) - 96)
        if plain not in own_numbers and meant != (rec, own):
            yield number_not_kept(cell, text, ref)
