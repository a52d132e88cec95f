"""A person's answers about the sources of an import, and those of them that match nothing there."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePath

from xltrack.errors import SettingsError
from xltrack.findings import Finding
from xltrack.findings.sources import mapping_unused, several_sources, title_said
from xltrack.grid.limits import DEFAULT_LIMITS, Limits
from xltrack.i18n.catalogue import fold
from xltrack.importing.imported_plan import ImportedPlan
from xltrack.importing.joined_sources import join_sources
from xltrack.importing.lexicon import IMPORT_FIELDS
from xltrack.importing.response_text.units import folded_words
from xltrack.importing.response_text.vocabulary import DEFAULT_VOCABULARY, Vocabulary
from xltrack.model.own_fields import OwnField
from xltrack.model.plan import Status
from xltrack.workflows.settings import SourceAnswers


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """A person's own words about their sources. `headers` and `statuses` give the meaning of words, see `recognise`."""

    units: Sequence[str] = ()
    vocabulary: Vocabulary = DEFAULT_VOCABULARY
    headers: Mapping[str, str] = field(default_factory=dict)
    statuses: Mapping[str, str] = field(default_factory=dict)
    title: str = ""
    sheets: Sequence[str] = ()
    """Names of the sheets to read; all of them if there are none."""
    sources: Mapping[str, SourceAnswers] = field(default_factory=dict)
    """Title and sheets that were given at an earlier import, by the name of their source (`source_key`)."""
    remembered: frozenset[str] = frozenset()
    """Words of `headers` and `statuses`, and units, that were given earlier; a source need not have them."""
    forms: Mapping[str, str] = field(default_factory=dict)
    """Texts of the office's own form files, by name."""
    limits: Limits = DEFAULT_LIMITS
    fields: tuple[OwnField, ...] = ()
    """The office's own fields: columns with their headers are read into them."""

    def of_source(self, name: str, beside: Sequence[str]) -> tuple[ImportOptions, Sequence[str]]:
        """Return the options for one of the sources `beside`, and the sheets that were named at an earlier import.

        A title names the plan, so a title for several sources belongs to none of them alone.
        """
        together = self.sources.get(source_key(beside), SourceAnswers())
        own = self.sources.get(source_key([name]), SourceAnswers())
        title = self.title if len(beside) == 1 else ""
        return replace(self, title=title or own.title), () if self.sheets else together.sheets or own.sheets

    def title_of(self, names: Sequence[str]) -> str:
        """Return the title that was given to the plan of these sources, now or at an earlier import."""
        return self.title or self.sources.get(source_key(names), SourceAnswers()).title


def known_meanings(name: str, meanings: Mapping[str, str] | None) -> dict[str, str]:
    """Return the meanings that a caller gives to `headers` or `statuses`. Raises SettingsError for one unknown."""
    choices = IMPORT_FIELDS if name == "headers" else tuple(Status)
    for word, meaning in (meanings or {}).items():
        if meaning not in choices:
            values = {"option": name, "found": f"{word}={meaning}", "example": choices[0]}
            raise SettingsError("bad_mapping", **values, choices=", ".join(choices))
    return dict(meanings or {})


def source_key(names: Sequence[str]) -> str:
    """Return the name under which answers about sources are remembered: that of the file, or of all files together."""
    return " + ".join(PurePath(name).name for name in names)


def titled(read: ImportedPlan, title: str) -> ImportedPlan:
    """Return a plan with the title that a person gave it; a different one of the source's own is reported."""
    own = read.plan.title
    findings = (*read.findings, title_said(own, title)) if own not in ("", title) else read.findings
    return replace(read, plan=read.plan.model_copy(update={"title": title}), findings=findings)


def joined_sources(read: Sequence[ImportedPlan], count: int, title: str) -> ImportedPlan:
    """Return the plans of several sources as one, under `title` or the first one they have; all titles are reported."""
    plan, places, same = join_sources(read)
    titles = " · ".join(dict.fromkeys(imported.plan.title or PurePath(imported.source).name for imported in read))
    findings = [several_sources(titles, count), *same, *(finding for imported in read for finding in imported.findings)]
    return ImportedPlan(
        plan.model_copy(update={"title": title or plan.title}),
        tuple(sorted(findings, key=lambda finding: not finding.may_swallow)),
        tuple(dict.fromkeys(word for imported in read for word in imported.statuses)),
        tuple(dict.fromkeys(word for imported in read for word in imported.headers)),
        {header: name for imported in read for header, name in imported.guesses.items()},
        places,
    )


def unmatched_words(options: ImportOptions, read: Sequence[ImportedPlan]) -> Iterator[Finding]:
    """Yield a finding for each word that was given now and that none of the plans has."""
    used = frozenset().union(*(imported.used for imported in read))
    held = {folded_words(unit) for imported in read for unit in imported.plan.units}
    for option, words in (("--map", options.headers), ("--status", options.statuses), ("--sheet", options.sheets)):
        for word in words:
            if (option, fold(word)) not in used and word not in options.remembered:
                yield mapping_unused(word, option)
    for unit in options.units:
        if unit not in options.remembered and not any(_holds(words, folded_words(unit)) for words in held):
            yield mapping_unused(unit, "--unit")


def said_labels(text: str, words: Collection[str]) -> frozenset[str]:
    """Return the folded words that begin a line of a text as a label: before a colon, or alone."""
    if not words:
        return frozenset()
    heads = {fold(re.split("[:：]", line, maxsplit=1)[0].strip()) for line in text.split("\n")}
    return frozenset(word for word in map(fold, words) if word in heads)


def _holds(words: Sequence[str], part: Sequence[str]) -> bool:
    return any(words[at : at + len(part)] == part for at in range(len(words)))
