"""A plan as it was read from a source, with the findings and open questions of the reading."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from xltrack.findings import Finding
from xltrack.importing.blocks import SourcePlace
from xltrack.model.plan import Plan


@dataclass(frozen=True, slots=True)
class ImportedPlan:
    """A plan as it was read. `statuses` and `headers` are words whose meaning nobody has given yet."""

    plan: Plan
    findings: tuple[Finding, ...]
    statuses: tuple[str, ...] = ()
    headers: tuple[str, ...] = ()
    guesses: Mapping[str, str] = field(default_factory=dict)
    """Headers whose field was guessed."""
    places: Mapping[str, SourcePlace] = field(default_factory=dict)
    """Refs -> the places they were read from."""
    from_text: bool = False
    """Whether it came from a text whose labels speak for a day, and not from a table."""
    own_form: bool = False
    """Whether it came from a tracker, which may be empty."""
    used: frozenset[tuple[str, str]] = frozenset()
    """Options that a person gave and whose words the source has, with these words folded: ("--map", "who")."""
    source: str = ""
    """The name of the file."""
    title_guess: str = ""
    """The likeliest title of a source that names none: the words of its heading behind the name of a form."""
