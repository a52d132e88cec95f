"""Trackers made from an office's sources: read, written, and the person's answers remembered."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from xltrack.errors import XltrackError
from xltrack.findings.sources import no_title
from xltrack.grid.limits import DEFAULT_LIMITS, OWN_LIMITS, Limits
from xltrack.importing.imported_plan import ImportedPlan
from xltrack.model.overdue import is_overdue
from xltrack.model.plan import Plan
from xltrack.model.plan_fields import with_fields
from xltrack.model.tracker import Tracker, new_tracker
from xltrack.storage.atomic import atomic_write
from xltrack.storage.backups import back_up
from xltrack.storage.master import BACKUPS
from xltrack.workbook.write import write_workbook
from xltrack.workflows.files import (
    LoadedPlan,
    load_settings,
    load_vocabulary,
    loaded_plan,
    read_source,
    read_text,
    refuse_overwrite,
)
from xltrack.workflows.import_plan import import_plans
from xltrack.workflows.json_forms import json_form
from xltrack.workflows.settings import SETTINGS_FILE, Settings, SourceAnswers, remembered
from xltrack.workflows.source_answers import ImportOptions, source_key
from xltrack.xlsx.container import digest

Read = Callable[[ImportOptions], Sequence[ImportedPlan]]
Ask = Callable[[Read, ImportOptions], tuple[Sequence[ImportedPlan], ImportOptions]]
"""A function that reads the plans, asks a person for what the sources do not say, and returns plans and answers."""


class ReplacedFile(NamedTuple):
    """The file that an import replaced: its backup, and of a tracker the revision and the changes it had on record."""

    backup: Path
    revision: int | None = None
    changes: int = 0


class ImportedTracker(NamedTuple):
    """One tracker that was written, and the plan it was made from."""

    file: Path
    tracker: Tracker
    loaded: LoadedPlan
    replaced: ReplacedFile | None = None

    def overdue(self, as_of: date) -> int:
        """Return the number of actions that are overdue on a day."""
        return sum(is_overdue(action, as_of) for action in self.loaded.plan.actions)

    def as_dict(self, as_of: date) -> dict[str, Any]:
        """Return the JSON form."""
        plan, window = self.loaded.plan, self.loaded.window
        return {
            "file": str(self.file),
            "id": self.tracker.meta.id,
            "title": plan.title,
            "recommendations": len(plan.recommendations),
            "actions": len(plan.actions),
            "units": list(plan.units),
            "as_of": as_of.isoformat(),
            "overdue": self.overdue(as_of),
            "labels_hold": window and [day and day.isoformat() for day in (window.first, window.last)],
        }


class ImportReport(NamedTuple):
    """The trackers of one import; `remembered` is the settings file into which new answers were written."""

    trackers: tuple[ImportedTracker, ...]
    as_of: date
    remembered: Path | None = None

    @property
    def needs_attention(self) -> bool:
        return any(finding.needs_attention for tracker in self.trackers for finding in tracker.loaded.findings)

    def as_dict(self) -> dict[str, Any]:
        """Return the JSON form."""
        every = ((finding, str(tracker.file)) for tracker in self.trackers for finding in tracker.loaded.findings)
        findings = sorted(every, key=lambda item: not item[0].may_swallow)
        forms = [finding.as_dict() | {"tracker": tracker} for finding, tracker in findings]
        files = [tracker.as_dict(self.as_of) for tracker in self.trackers]
        return json_form("xltrack-import/1", files=files, findings=forms)


def import_options(
    settings: Settings,
    *,
    units: Sequence[str] = (),
    vocabulary: Path | None = None,
    headers: Mapping[str, str] | None = None,
    statuses: Mapping[str, str] | None = None,
    title: str = "",
    sheets: Sequence[str] = (),
    forms: Sequence[Path] = (),
    limits: Limits = DEFAULT_LIMITS,
) -> ImportOptions:
    """Return the remembered answers about an office's sources together with the present ones, which win."""
    known = settings.imports
    earlier = frozenset((*known.headers, *known.statuses, *known.units, *settings.units))
    return ImportOptions(
        units=(*units, *settings.units, *known.units),
        vocabulary=load_vocabulary(vocabulary or settings.vocabulary),
        headers={**known.headers, **(headers or {})},
        statuses={**known.statuses, **(statuses or {})},
        remembered=earlier - {*(headers or {}), *(statuses or {}), *units},
        title=title,
        sheets=sheets,
        sources=known.sources,
        forms={str(path): read_text(path) for path in (*forms, *known.forms)},
        limits=limits,
        fields=settings.fields,
    )


def read_without_asking(read: Read, options: ImportOptions) -> tuple[Sequence[ImportedPlan], ImportOptions]:
    """Read the plans and ask nobody."""
    return read(options), options


def import_trackers(
    sources: Sequence[Path],
    output: Path,
    options: ImportOptions,
    *,
    as_of: date,
    ask: Ask = read_without_asking,
    account: Path | None = None,
    language: str | None = None,
    template: Path | None = None,
    protect: bool = False,
    force: bool = False,
) -> ImportReport:
    """Read the sources and write a tracker of each plan: `output`, and its name with -2, -3 for further ones.

    Several sources make one plan. The workbook `account` gets the findings of the import. Language and template are
    those of the settings beside the output if none are given. Raises FileError when an output exists and `force` is not
    given, and the errors of `import_plans` and `write_workbook`.
    """
    settings = load_settings(output.parent)
    language, template = language or settings.language, template or settings.template
    for target in filter(None, (output, account)):
        refuse_overwrite(target, *sources, force=force)
    contents = [(str(path), read_source(path, options.limits)) for path in sources]
    plans, answers = ask(lambda chosen: import_plans(contents, chosen), options)
    answers = used_answers(answers, plans)
    plans = [_titled(read, contents[0][0]) for read in plans]
    targets, written = tracker_names(output, len(plans)), []
    for target in targets:
        refuse_overwrite(target, *sources, force=force)
    for read, target in zip(plans, targets, strict=True):
        tracker = begun_tracker(read.plan, as_of, language, settings)
        replaced = _keep(target)
        write_workbook(tracker, target, as_of=as_of, template=template, overwrite=force, protect=protect)
        written.append(ImportedTracker(target, tracker, loaded_plan(read), replaced))
    known = remember_words(output.parent, answers, [name for name, _ in contents])
    if account is not None:
        from xltrack.rendering.import_account import account_workbook

        atomic_write(account, account_workbook(plans, language))
    return ImportReport(tuple(written), as_of, known)


def tracker_names(first: Path, count: int) -> tuple[Path, ...]:
    """Return the names of the trackers of several plans: the first one, and the same with -2, -3 behind its stem."""
    return (first, *(first.with_name(f"{first.stem}-{number}{first.suffix}") for number in range(2, count + 1)))


def begun_tracker(plan: Plan, as_of: date, language: str, settings: Settings) -> Tracker:
    """Return the first state of a plan's tracker, with the own fields and the words that the office has set."""
    return new_tracker(with_fields(plan, settings.fields), as_of, language, settings.terms)


def _titled(read: ImportedPlan, file: str) -> ImportedPlan:
    """Return the plan that was read, with a finding if it has no title."""
    return read if read.plan.title else replace(read, findings=(*read.findings, no_title().in_file(file)))


def used_answers(given: ImportOptions, plans: Sequence[ImportedPlan]) -> ImportOptions:
    """Return the answers without the words that matched nothing in any of the files."""
    unused = {
        (finding.values["option"], finding.found)
        for read in plans
        for finding in read.findings
        if finding.code == "mapping_unused"
    }

    def used(option: str, words: Mapping[str, str]) -> dict[str, str]:
        return {word: meaning for word, meaning in words.items() if (option, word) not in unused}

    return replace(
        given,
        headers=used("--map", given.headers),
        statuses=used("--status", given.statuses),
        sheets=tuple(sheet for sheet in given.sheets if ("--sheet", sheet) not in unused),
        units=tuple(unit for unit in given.units if ("--unit", unit) not in unused),
    )


def _keep(target: Path) -> ReplacedFile | None:
    """Put the file that is to be replaced into the folder of backups, and describe it."""
    if not target.is_file():
        return None
    from xltrack.workbook.read import read_bytes  # most imports replace nothing

    data = target.read_bytes()
    copy = back_up(target, data, digest(data), BACKUPS)
    try:
        base = read_bytes(data, target.name, limits=OWN_LIMITS).base
    except XltrackError:
        base = None
    return ReplacedFile(copy, base.meta.revision if base else None, len(base.log) if base else 0)


def remember_words(folder: Path, given: ImportOptions, sources: Sequence[str]) -> Path | None:
    """Write what is new into xltrack.toml in that folder, every other line as it was; None when nothing is new.

    Words and units hold for every source; title and sheets for those that were imported, by the names of their files.
    """
    settings = load_settings(folder)
    known, path = settings.imports, folder / SETTINGS_FILE
    text = read_text(path) if path.is_file() else ""
    after = text
    for table, old, new in (("headers", known.headers, given.headers), ("statuses", known.statuses, given.statuses)):
        fresh = {word: meaning for word, meaning in new.items() if old.get(word) != meaning}
        after = remembered(after, ("import", table), fresh) if fresh else after
    units = tuple(unit for unit in given.units if unit not in settings.units)
    if units and units != known.units:
        after = remembered(after, ("import",), {"units": units})
    for source, answers in _new_answers(settings, given, sources):
        after = remembered(after, ("import", "sources", source), answers)
    if after == text:
        return None
    Settings.from_toml(after, str(path))
    atomic_write(path, after.encode())
    return path


def _new_answers(
    settings: Settings, given: ImportOptions, sources: Sequence[str]
) -> Iterator[tuple[str, dict[str, str | Sequence[str]]]]:
    """Yield the title and the sheets that the settings do not hold yet, by the name of their source."""
    if "-" in sources:  # standard input is another source each time
        return
    name = source_key(sources)
    known = settings.imports.sources.get(name, SourceAnswers())
    new: dict[str, str | Sequence[str]] = {}
    new |= {"title": given.title} if given.title and given.title != known.title else {}
    new |= {"sheets": given.sheets} if given.sheets and tuple(given.sheets) != known.sheets else {}
    if new:
        yield name, new
