"""A key action as it is found in a text: its words, its anchor, and what was uncertain about it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from xltrack.findings import Finding
from xltrack.importing.response_text.units import Unit


class Anchor(NamedTuple):
    """A deadline with a status: where it begins and ends, and the known unit before it."""

    start: int
    end: int
    deadline: str
    status: str
    unit: Unit | None

    loose: bool = False
    """Whether deadline and status are in another notation than the form's."""

    @property
    def dated(self) -> bool:
        return self.loose or self.deadline[:1].isdigit()


@dataclass(slots=True)
class TextRow:
    """One key action as it is in the source, with what was uncertain about it."""

    number: int
    text: str
    anchor: Anchor | None
    before: list[str] = field(default_factory=list)
    """Paragraphs above that belong to the description."""
    after: list[str] = field(default_factory=list)
    """Paragraphs below that belong to the comments."""
    findings: list[Finding] = field(default_factory=list)

    @property
    def whole(self) -> str:
        """All its text, a paragraph a line."""
        return "\n".join((*self.before, self.text, *self.after))
