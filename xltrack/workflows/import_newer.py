"""A newer text of a tracker's plan, taken like a return: compared, merged, logged; nothing is overwritten."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path

from xltrack.errors import MergeError
from xltrack.i18n.catalogue import fold
from xltrack.importing.imported_plan import ImportedPlan
from xltrack.merging.newer_text import newer_text, row_counts
from xltrack.merging.unit_names import RENAMED
from xltrack.model.tracker import Tracker
from xltrack.workflows.files import read_source
from xltrack.workflows.import_plan import import_plans
from xltrack.workflows.import_tracker import Ask, read_without_asking, remember_words
from xltrack.workflows.master import Master
from xltrack.workflows.merge_returns import MergeReport
from xltrack.workflows.source_answers import ImportOptions


@dataclass(frozen=True, slots=True, kw_only=True)
class NewerReport(MergeReport):
    """The outcome of a merge of a newer text; `counts` says how many of its rows are in the tracker, new, gone and
    reworded. `remembered` is the settings file into which new answers were written."""

    counts: dict[str, int] = field(default_factory=dict)
    remembered: Path | None = None


def import_newer(
    master: Master,
    sources: Sequence[Path],
    options: ImportOptions,
    *,
    when: datetime,
    as_of: date,
    ask: Ask = read_without_asking,
    dry_run: bool = False,
) -> NewerReport:
    """Read a newer text of the tracker's plan, merge its changes since the last one, and save the tracker.

    Its changes of status, deadline, unit, comments and further fields are claims like those of a return; new wordings,
    new actions and recommendations, and actions that are gone wait for a decision. The same text again changes nothing.
    Raises MergeError for several plans of which none has the tracker's title, and the errors of `import_plans` and
    `Master.save`.
    """
    before = master.tracker
    contents = [(str(path), read_source(path, options.limits)) for path in sources]
    units = tuple(unit for unit in _units(before) if unit not in options.units)
    known = replace(options, units=(*options.units, *units), remembered=options.remembered.union(units))
    plans, answers = ask(lambda chosen: import_plans(contents, chosen), known)
    read = _of_the_tracker(plans, before, sources)
    digest = hashlib.sha256(b"\0".join(data for _, data in contents)).hexdigest()
    newer = newer_text(before, read.plan, file=", ".join(path.name for path in sources), digest=digest)
    result = master.merge([newer], when=when)
    result = replace(result, account=result.account._replace(silent=()))
    beside, remembered = master.copies_beside, None
    if not dry_run:
        master.save(as_of=as_of)
        folder = master.storage.path.parent if hasattr(master.storage, "path") else None
        answers = replace(answers, units=tuple(unit for unit in answers.units if unit not in _units(before)))
        remembered = remember_words(folder, answers, [name for name, _ in contents]) if folder else None
    findings = (*read.findings, *result.findings, *beside, *master.save_findings)
    return NewerReport(
        before, result, (), findings, dry_run, counts=row_counts(before, read.plan), remembered=remembered
    )


def _units(tracker: Tracker) -> tuple[str, ...]:
    """Return the names that the tracker's units have and had."""
    former = (str(entry.before) for entry in tracker.log if entry.reason == RENAMED)
    return tuple(dict.fromkeys((*tracker.plan.units, *former)))


def _of_the_tracker(plans: Sequence[ImportedPlan], tracker: Tracker, sources: Sequence[Path]) -> ImportedPlan:
    """Return the only plan, or the one with the tracker's title. Raises MergeError."""
    if len(plans) == 1:
        return plans[0]
    named = [read for read in plans if fold(read.plan.title) == fold(tracker.plan.title)]
    if len(named) != 1:
        titles = "; ".join(read.plan.title for read in plans)
        files = ", ".join(map(str, sources))
        raise MergeError("newer_plans", files=files, title=tracker.plan.title, titles=titles)
    return named[0]
