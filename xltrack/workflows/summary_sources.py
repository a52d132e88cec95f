"""Trackers as they are now, from workbooks, folders of them and plans as text: the sources of a summary."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from xltrack.errors import NotATracker, SummaryError, XltrackError
from xltrack.findings import Finding
from xltrack.i18n.catalogue import DEFAULT_LANGUAGE, fold
from xltrack.merging.unit_names import with_present_names
from xltrack.model.correspondence import comparable_time
from xltrack.model.expected import expect_day
from xltrack.model.plan_fields import own_field
from xltrack.model.submission import Submission
from xltrack.model.tracker import Tracker, new_tracker
from xltrack.summary.activity import Since
from xltrack.summary.narrow import REGION, Only, narrowed, no_value
from xltrack.summary.own_groups import by_region
from xltrack.summary.summarize import MissingReturn, summarize
from xltrack.workflows.earlier_summaries import read_earlier, read_published, summary_of_day
from xltrack.workflows.files import WORKBOOKS, load_plan, load_settings
from xltrack.workflows.settings import PlanName
from xltrack.workflows.shares import in_shares
from xltrack.xlsx.read_cache import ReadCache

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from xltrack.grid.limits import Limits
    from xltrack.summary.figures import Summary


@dataclass(slots=True)
class SummarySources:
    """Trackers as read. `unread` are messages about files of a folder that should have been trackers; `passed_over`
    are its workbooks that are something else."""

    trackers: list[Tracker] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    unread: list[XltrackError] = field(default_factory=list)
    passed_over: list[str] = field(default_factory=list)
    files: dict[str, Path] = field(default_factory=dict)
    """By tracker id, the file it was read from."""
    folder: Path | None = None
    """The folder that has the months' folders, if it is not the one of a single tracker."""
    silent: Sequence[str] | None = None
    """Units and persons without an answer, if a merge has just found them; else the trackers' records are used."""

    def summary(
        self, as_of: date, since: Since = None, *, only: Only | None = None, units_together: bool = False
    ) -> Summary:
        """Summarize all of them, or `only` some of their actions.

        Figures published in the months' folders beside a single tracker are kept. Raises XltrackError like `summarize`.
        """
        trackers = self._narrowed(only) if only else self.trackers
        names = self._names() if len(trackers) > 1 else {}
        folder = self.folder or self._own_folder
        unread = [str(error.values.get("file", error.code)) for error in self.unread]
        summary = summarize(
            [_called(tracker, names) for tracker in trackers],
            as_of,
            since=summary_of_day(folder, since) if folder else since,
            findings=self.findings,
            missing_returns=[
                missing for tracker in trackers for missing in missing_returns(tracker, self._silent(tracker, as_of))
            ],
            unread=unread,
            published=read_published(folder, as_of) if folder else (),
            units_together=units_together,
            only=only.value if only else "",
        )
        return _with_regions(summary, names)

    def _narrowed(self, only: Only) -> list[Tracker]:
        """Return some of the trackers' actions; of a region, those of its plans."""
        if only.field != REGION or any(own_field(tracker.plan, REGION) for tracker in self.trackers):
            return narrowed(self.trackers, only)
        regions = {id_: name.region for id_, name in self._names().items()}
        trackers = [tracker for tracker in self.trackers if fold(regions.get(tracker.meta.id, "")) == fold(only.value)]
        if not trackers:
            known = tuple(dict.fromkeys(filter(None, regions.values())))
            raise no_value(only, known)
        return trackers

    def _names(self) -> dict[str, PlanName]:
        """Return the short names that the settings beside the trackers give their plans, by tracker id."""
        settings = {folder: load_settings(folder) for folder in {file.parent for file in self.files.values()}}
        return {id_: settings[file.parent].plan_name(file.name, id_) for id_, file in self.files.items()}

    def add(self, path: Path, tracker: Tracker, findings: Iterable[Finding]) -> None:
        """Add a tracker that was read from a file. Raises SummaryError where another file has the same one."""
        other = self.files.get(tracker.meta.id)
        if other is not None:
            raise SummaryError("tracker_twice", file=str(path), other=str(other), id=tracker.meta.id)
        self.files[tracker.meta.id] = path
        self.trackers.append(tracker)
        self.findings += findings

    def _silent(self, tracker: Tracker, as_of: date) -> Sequence[str]:
        return not_returned(tracker, as_of) if self.silent is None else self.silent

    @property
    def _own_folder(self) -> Path | None:
        """The folder of a single tracker; the summaries in the months' folders beside it are never of several."""
        return next(iter(self.files.values())).parent if len(self.files) == 1 else None

    @property
    def language(self) -> str:
        """The language of the first tracker."""
        return self.in_language(None)

    def in_language(self, language: str | None) -> str:
        """Return a language, else that of the first tracker, with the words of its office."""
        return self.trackers[0].meta.in_language(language or "") if self.trackers else language or DEFAULT_LANGUAGE


def _with_regions(summary: Summary, names: Mapping[str, PlanName]) -> Summary:
    """Return a summary of several plans with their regions; a field of the office's own with that key goes first."""
    regions = {source.title: names[source.id].region for source in summary.sources if source.id and source.id in names}
    plans = tuple(plan._replace(region=regions.get(plan.plan, "")) for plan in summary.plans)
    added = () if any(grouping.key == REGION for grouping in summary.by_own) else by_region(plans)
    return replace(summary, plans=plans, by_own=(*summary.by_own, *added))


def _called(tracker: Tracker, names: Mapping[str, PlanName]) -> Tracker:
    """Return a tracker whose plan has its short name as title, if it has one."""
    short = names[tracker.meta.id].name if tracker.meta.id in names else ""
    return tracker.model_copy(update={"plan": tracker.plan.model_copy(update={"title": short})}) if short else tracker


def not_returned(tracker: Tracker, as_of: date) -> tuple[str, ...]:
    """Return the units or persons of the last sending whose copies were not merged since, by the master's record."""
    if not tracker.sent:
        return ()
    from xltrack.mail.return_status import board

    return tuple(row.to for row in board(tracker, (), as_of).rows if row.state in ("sent", "never"))


def missing_returns(tracker: Tracker, names: Iterable[str]) -> list[str | MissingReturn]:
    """Return the names of those who have not answered, with the actions in their copies where copies were sent.

    For a tracker reduced to some actions, only the copies that hold one of them count.
    """
    copies = {copy.to: copy for copy in with_present_names(tracker).sent}
    known = tracker.plan.by_ref.keys()
    missing: list[str | MissingReturn] = []
    for name in names:
        copy = copies.get(name)
        if copy is None:
            missing.append(name)
        elif known & set(copy.refs):
            missing.append(MissingReturn(name, tracker.meta.id, copy.refs))
    return missing


def summary_sources(master: Submission, as_of: date) -> tuple[Tracker, tuple[Finding, ...]]:
    """Return a workbook's tracker with the edits made in its sheets logged, as the next merge will log them.

    They are dated by when the workbook was saved: a file always gives the same result. Without its base a workbook is
    identified by its form id. Raises NotATracker where there is neither: a summary's workbook has such headers, too.
    """
    expect_day("as_of", as_of)
    if master.base is None:
        if not master.tracker:
            raise NotATracker("no_form_id", file=master.file)
        fresh = new_tracker(master.current, as_of)
        known = {"id": master.tracker, "revision": master.revision or 1}
        return fresh.model_copy(update={"meta": fresh.meta.model_copy(update=known)}), tuple(master.findings_as_master)
    if master.current == master.base.plan and not master.added:
        return master.base, tuple(master.findings_as_master)
    from xltrack.merging.merge import merge  # most trackers hold no unlogged edit, and a start without it is quicker

    result = merge(master, [], when=_saved(master, as_of))
    return result.tracker, result.findings


def _saved(master: Submission, as_of: date) -> datetime:
    """Return when the sheets were edited at the latest; never before the last entry of the log."""
    logged = [entry.when for entry in master.base.log[-1:]] if master.base else []
    saved = master.saved or datetime.combine(as_of, time())
    return max([saved, *logged], key=comparable_time)


def read_trackers(
    paths: Sequence[Path], as_of: date, limits: Limits | None = None, executor: Executor | None = None
) -> SummarySources:
    """Read the trackers in these files and folders; of a folder its own workbooks, not those of folders inside it.

    `executor` reads them: any of concurrent.futures, or a cluster's; it gets bytes. Raises XltrackError for a named
    file that cannot be read, for a folder without trackers, and when two files are copies of one tracker. An unreadable
    file of a folder is listed in `unread`, and the others are still read.
    """
    sources = SummarySources()
    listed = [(path, folder) for named in paths for path, folder in _files(named)]
    work = partial(_read_share, as_of=as_of, limits=limits, known=ReadCache() if executor is None else None)
    files = ((_loaded(path, limits), path) for path, _ in listed)
    for (path, folder), read in zip(listed, in_shares(work, files, executor), strict=True):
        if not isinstance(read, XltrackError):
            sources.add(path, *read)
        elif folder is None:
            raise read
        elif isinstance(read, NotATracker):
            sources.passed_over.append(str(path))
        else:
            sources.unread.append(read)
    for folder in (path for path in paths if path.is_dir()):
        if all(path.parent != folder for path in sources.files.values()):
            raise SummaryError("no_trackers", folder=str(folder))
    return sources


def _files(path: Path) -> Iterator[tuple[Path, Path | None]]:
    """Yield a named file, or the workbooks of a folder with the folder."""
    if not path.is_dir():
        yield path, None
        return
    for entry in sorted(path.iterdir()):
        if entry.suffix.lower() in WORKBOOKS and not entry.name.startswith((".", "~$")) and entry.is_file():
            yield entry, path


_Told = tuple[Tracker, Sequence[Finding]]


def _loaded(path: Path, limits: Limits | None) -> bytes | XltrackError | None:
    """Return a workbook's bytes; None for a plan in another form, which is read from its file."""
    if path.suffix.lower() not in WORKBOOKS:
        return None
    from xltrack.grid.limits import OWN_LIMITS
    from xltrack.xlsx.container import load

    try:
        return load(path, limits or OWN_LIMITS)
    except XltrackError as error:
        return error


def _read_share(
    files: Sequence[tuple[bytes | XltrackError | None, Path]],
    as_of: date,
    limits: Limits | None,
    known: ReadCache | None,
) -> list[_Told | XltrackError]:
    """Return the tracker of each file, or its error. `known` is the cache for files read here; elsewhere a share has
    its own."""
    cache = known or ReadCache()
    return [_read(data, path, as_of, limits, cache) for data, path in files]


def _read(
    data: bytes | XltrackError | None, path: Path, as_of: date, limits: Limits | None, cache: ReadCache
) -> _Told | XltrackError:
    """Return the tracker in a file with its findings, or why it cannot be read."""
    if isinstance(data, XltrackError):
        return data
    try:
        if data is None:
            loaded = load_plan(path, limits=limits)
            return new_tracker(loaded.plan, as_of), loaded.findings
        from xltrack.grid.limits import OWN_LIMITS
        from xltrack.workbook.read import read_bytes

        read = read_bytes(data, path.name, limits=limits or OWN_LIMITS, cache=cache, is_master=True)
        return summary_sources(read, as_of)
    except XltrackError as error:
        return error


def read_since(text: str, limits: Limits | None = None) -> Since:
    """Find the last summary as a person names it.

    That is a day, a revision, an earlier copy of the tracker, or the .json form of that summary. Raises XltrackError.
    """
    if text.isdecimal():
        return int(text)
    try:
        return date.fromisoformat(text)
    except ValueError:
        pass
    path = Path(text)
    if not path.exists():
        raise SummaryError("bad_since", found=text)
    if path.suffix.lower() == ".json":
        return read_earlier(path)
    if path.suffix.lower() not in WORKBOOKS:
        raise SummaryError("bad_since", found=text)
    from xltrack.grid.limits import OWN_LIMITS
    from xltrack.workbook.read import read_master

    copy = read_master(path, limits=limits or OWN_LIMITS)
    if copy.base is None:
        raise SummaryError("since_no_base", file=text)
    return copy.base.model_copy(update={"plan": copy.current})
