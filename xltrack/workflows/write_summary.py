"""The summary of one or several trackers, read, composed and written: the whole step of `xltrack summary`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import NamedTuple

from xltrack.errors import FileError, work_on_file_in
from xltrack.grid.limits import OWN_LIMITS, Limits
from xltrack.rendering.formats import ALL_GROUPINGS, SUFFIXES, render_all
from xltrack.storage.atomic import atomic_write
from xltrack.summary.narrow import REGION, Only
from xltrack.workflows.files import refuse_overwrite
from xltrack.workflows.plan_pages import PlanPages
from xltrack.workflows.shares import cluster
from xltrack.workflows.summary_sources import SummarySources, read_since, read_trackers

MAIL_FORMS = {".eml": "email", ".html": "email-html", ".htm": "email-html", ".txt": "email-text"}


class SummaryOptions(NamedTuple):
    """The subject of a summary, and how it is shown."""

    by: Sequence[str] = ()
    only_overdue: bool = False
    only: str | None = None
    """FIELD=VALUE: only the actions of one unit, person or field value."""
    units_together: bool = False
    language: str | None = None
    """None: that of the first tracker."""
    scheduler: str = ""
    """The address of a dask scheduler whose cluster reads the trackers; empty: they are read here."""
    pages: Path | None = None
    """A folder for the page of each plan, which the portfolio's page links to."""


@dataclass(frozen=True, slots=True)
class SummaryReport:
    """The sources that were read, the page printed where no file was asked for, and the sizes of those written."""

    sources: SummarySources
    page: bytes = b""
    written: dict[Path, int] = field(default_factory=dict)

    @property
    def incomplete(self) -> bool:
        """Whether a cell or a file could not be read, and is in no figure."""
        return bool(self.sources.unread) or any(finding.is_error for finding in self.sources.findings)


def write_summary(
    trackers: Sequence[Path],
    *,
    as_of: date,
    since: str | None = None,
    output: Path | None = None,
    printed: str = "",
    email: bool = False,
    options: SummaryOptions | None = None,
    force: bool = False,
    limits: Limits = OWN_LIMITS,
) -> SummaryReport:
    """Summarize trackers on a day; write the summary to `output`, and return it in the format `printed`.

    `since` names the last summary: a day, a revision, an earlier copy, or that summary's own .json. `email` writes the
    short form. Raises FileError for an output of an unknown format or that exists, SummaryError for a `since` or an
    option that names nothing, and the errors of `read_trackers`.
    """
    chosen = options or SummaryOptions()
    forms = {} if output is None else output_forms(output, email)
    inputs = (*trackers, Path(since)) if since else trackers
    _refuse_all(forms, inputs, force)
    with cluster(chosen.scheduler) as executor:
        read = read_trackers(trackers, as_of, limits, executor)
    with work_on_file_in(read.language):
        last = read_since(since, limits) if since else None
        only = Only.parse(chosen.only) if chosen.only else None
        summary = read.summary(as_of, last, only=only, units_together=chosen.units_together)
    language, regions = (
        read.in_language(chosen.language),
        [REGION for grouping in summary.by_own if grouping.key == REGION],
    )
    by = tuple(chosen.by) or (*ALL_GROUPINGS, *regions)

    own = PlanPages.of(summary, read, chosen.pages) if chosen.pages else None
    _refuse_all(own.files.values() if own else (), inputs, force)
    links = own.links(output) if own and output else {}

    made = render_all(
        summary,
        filter(None, (*forms.values(), printed)),
        only_overdue=chosen.only_overdue,
        by=by,
        language=language,
        links=links,
    )
    pages = {target: made[form] for target, form in forms.items()}
    pages |= own.render(read, as_of, last, only, chosen.language) if own else {}
    return SummaryReport(read, made.get(printed, b""), _write_all(pages, chosen.pages))


def _refuse_all(files: Iterable[Path], inputs: Iterable[Path], force: bool) -> None:
    """Check all the files before any is written. Raises FileError as `write_summary`."""
    for file in files:
        refuse_overwrite(file, *inputs, force=force)


def _write_all(pages: Mapping[Path, bytes], folder: Path | None) -> dict[Path, int]:
    """Write the files, those of plans into a folder that is made if need be, and return the bytes of each."""
    if folder:
        folder.mkdir(parents=True, exist_ok=True)
    for file, content in pages.items():
        atomic_write(file, content)
    return {file: len(content) for file, content in pages.items()}


def output_forms(output: Path, email: bool) -> dict[Path, str]:
    """Return the files to write and their formats: a mail page has a plain-text twin beside it. Raises FileError."""
    suffix = output.suffix.lower()
    if suffix not in SUFFIXES:
        raise FileError("unknown_format", file=str(output), suffix=output.suffix, formats=", ".join(SUFFIXES))
    if not email:
        return {output: SUFFIXES[suffix]}
    if suffix not in MAIL_FORMS:
        raise FileError("email_form", file=str(output))
    forms = {output: MAIL_FORMS[suffix]}
    return forms | {output.with_suffix(".txt"): "email-text"} if forms[output] == "email-html" else forms
