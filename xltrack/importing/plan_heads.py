"""Several plans on one page: each has a head of lines that begin with a colon."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar

from xltrack.importing.form_files import shipped_lexicon
from xltrack.importing.word_keys import word_key

_FEWEST = 3
"""Lines behind a colon that make a head: unit, period, title."""
_TITLE = 2
_COLONS = (":", "\uff1a")


class HasText(Protocol):
    """A line or a block of a source."""

    @property
    def text(self) -> str:
        """Its words; empty for a table."""


Item = TypeVar("Item", bound=HasText)


@dataclass(slots=True)
class PlanPart(Generic[Item]):
    """The lines or blocks of one plan, its head, and for the first plan everything before its head."""

    items: list[Item] = field(default_factory=list)
    head: list[Item] = field(default_factory=list)
    before: list[Item] = field(default_factory=list)

    @property
    def title(self) -> str:
        """The title that the head gives: its third line."""
        return self.head[_TITLE].text[1:].strip() if self.head else ""

    @property
    def other_head_lines(self) -> list[Item]:
        """The head lines that are not the title."""
        return [item for item in self.head if item.text[1:].strip() not in ("", self.title)]


def plan_parts(items: Sequence[Item]) -> list[PlanPart[Item]]:
    """Part a source at every head; without a head, all of it is one plan."""
    parts: list[PlanPart[Item]] = [PlanPart()]
    at = 0
    while at < len(items):
        size = _head_size(items, at)
        if size:
            fresh: PlanPart[Item] = PlanPart(head=list(items[at + 1 : at + size]))
            if len(parts) == 1 and not parts[0].head:
                fresh.before = parts.pop().items
            parts.append(fresh)
            at += size
        else:
            parts[-1].items.append(items[at])
            at += 1
    return parts


def _head_size(items: Sequence[HasText], at: int) -> int:
    """Return how many lines the head takes that begins with one; 0 where none does."""
    end = at + 1
    if end == len(items) or not items[end].text.startswith(_COLONS):
        return 0
    if word_key(items[at].text) not in shipped_lexicon().heads:
        return 0
    while end < len(items) and items[end].text.startswith(_COLONS):
        end += 1
    return end - at if end - at - 1 >= _FEWEST else 0
