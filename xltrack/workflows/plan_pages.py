"""Each plan's own page beside the summary of a portfolio, which links to it."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from xltrack.mail.copies import safe_name
from xltrack.rendering.formats import render
from xltrack.summary.activity import Earlier, Since
from xltrack.summary.figures import Summary
from xltrack.summary.narrow import Only
from xltrack.workflows.summary_sources import SummarySources

NAME_LETTERS = 60


class PlanPages(NamedTuple):
    """The pages of the plans in a summary: a file for each plan, by the name that the summary gives it."""

    files: Mapping[str, Path]
    ids: Mapping[str, str]
    """Of each name, the tracker's id."""

    @classmethod
    def of(cls, summary: Summary, read: SummarySources, folder: Path) -> PlanPages:
        """Name the file of each plan by its title and the unique id of its tracker."""
        ids = {source.title: source.id for source in summary.sources if source.id in read.files}
        files = {plan: folder / f"{safe_name(plan)[:NAME_LETTERS]}_{id_}.html" for plan, id_ in ids.items()}
        return cls(files, {plan: str(id_) for plan, id_ in ids.items()})

    def links(self, page: Path) -> dict[str, str]:
        """Return the address of each plan's page as a link from another page."""
        return {plan: _link(file.resolve(), page.resolve().parent) for plan, file in self.files.items()}

    def render(
        self, read: SummarySources, as_of: date, since: Since, only: Only | None, language: str | None
    ) -> Iterator[tuple[Path, bytes]]:
        """Yield the file and the page of each plan, in the language of its tracker if none is named.

        From an earlier summary of the whole portfolio, only the day and the revision are used for a single plan.
        """
        last = since._replace(published=()) if isinstance(since, Earlier) else since
        trackers = {tracker.meta.id: tracker for tracker in read.trackers}
        for plan, file in self.files.items():
            tracker = trackers[self.ids[plan]]
            source = read.files[tracker.meta.id]
            findings = [finding for finding in read.findings if finding.file in (str(source), source.name)]
            summary = SummarySources([tracker], findings, files={tracker.meta.id: source}).summary(
                as_of, last, only=only
            )
            yield file, render(summary, "html", language=tracker.meta.in_language(language or ""))


def _link(file: Path, folder: Path) -> str:
    """Return the address of a file as seen from a folder; the whole of it where they are on different drives."""
    if file.drive != folder.drive:
        return file.as_uri()
    return quote(Path(os.path.relpath(file, folder)).as_posix())
